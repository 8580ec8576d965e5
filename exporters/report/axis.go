package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/schedsync/schedsync/engine/civil"
)

// tick is a unit of the axis: where its marks stand and what they say.
type tick struct {
	len     civil.Local // shortest distance between two marks
	label   func(civil.Local) string
	context func(civil.Local) string      // what the line above says, at its first mark and where it changes
	next    func(civil.Local) civil.Local // the first mark at or after a reading
	grid    func(civil.Local) civil.Local // the same for the dots between the bars; nil: at every mark
}

// every returns the marks at multiples of step since midnight, or since Monday for weeks.
func every(step civil.Local) func(civil.Local) civil.Local {
	return func(l civil.Local) civil.Local {
		base := l.Day().Start()
		if step%civil.Week == 0 {
			base -= civil.Local(l.Day().Weekday()) * civil.DayLen
		}
		return base + (l-base+step-1)/step*step
	}
}

// everyMonths returns the marks at the first of every nth month since January.
func everyMonths(n int) func(civil.Local) civil.Local {
	return func(l civil.Local) civil.Local {
		y, m, _ := l.Day().Date()
		first := civil.DayOf(y, (m-1)/n*n+1, 1).Start()
		for first < l {
			first = first.AddMonths(n)
		}
		return first
	}
}

func ticks() []tick {
	var all []tick
	for _, h := range []civil.Local{1, 2, 3, 6, 12} {
		all = append(all, tick{h * civil.Hour, hourLabel, dateLabel, every(h * civil.Hour), nil})
	}
	all = append(all,
		tick{civil.DayLen, dayLabel, monthYear, every(civil.DayLen), nil},
		tick{civil.DayLen, dayOfMonth, monthYear, every(civil.DayLen), every(civil.Week)},
		tick{civil.Week, weekLabel, yearLabel, every(civil.Week), nil},
	)
	for _, n := range []int{1, 3, 6} {
		all = append(all, tick{civil.Local(n) * 28 * civil.DayLen, monthLabel, yearLabel, everyMonths(n), nil})
	}
	for _, n := range []int{12, 60, 120} {
		all = append(all, tick{civil.Local(n) * 30 * civil.DayLen, yearLabel, noContext, everyMonths(n), nil})
	}
	return all
}

func noContext(civil.Local) string { return "" }

func hourLabel(l civil.Local) string { return clockTime(l.Clock()) }
func dateLabel(l civil.Local) string { return weekday(l.Day()) + " " + l.Day().String() }
func dayLabel(l civil.Local) string  { return weekday(l.Day()) + " " + dayOfMonth(l) }
func dayOfMonth(l civil.Local) string {
	_, _, d := l.Day().Date()
	return fmt.Sprintf("%02d", d)
}
func weekLabel(l civil.Local) string { return dayOfMonth(l) + " " + monthLabel(l) }
func monthLabel(l civil.Local) string {
	_, m, _ := l.Day().Date()
	return [...]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}[m-1]
}

func yearLabel(l civil.Local) string {
	y, _, _ := l.Day().Date()
	return strconv.Itoa(y)
}
func monthYear(l civil.Local) string { return monthLabel(l) + " " + yearLabel(l) }

// tickFor returns the finest unit whose labels fit with a space between them.
func tickFor(s scale) tick {
	all := ticks()
	for _, t := range all {
		if room := int(t.len / s.step); t.len >= s.step && room > len(t.label(s.first)) {
			return t
		}
	}
	return all[len(all)-1]
}

// marks returns the cells that hold a mark, with the reading of each; next finds the first at or after a reading.
func (s scale) marks(next func(civil.Local) civil.Local) map[int]civil.Local {
	marks := map[int]civil.Local{}
	for l := next(s.first); l < s.edge(s.cells); l = next(l + 1) {
		i := int((l - s.first) / s.step)
		if _, taken := marks[i]; !taken {
			marks[i] = l
		}
	}
	return marks
}

// dots returns the cells with a dot between the bars.
func (s scale) dots(t tick) map[int]civil.Local {
	if t.grid != nil {
		return s.marks(t.grid)
	}
	return s.marks(t.next)
}

// axis returns the lines over the bars: the larger unit, and the marks. The left edge is labelled too where there is room
// before the first mark, so that a chart always says where it begins.
func (s scale) axis(t tick) []string {
	marks := s.marks(t.next)
	if s.freeBefore(marks) > len(t.label(s.first)) {
		marks[0] = s.first
	}
	upper, lower := newStrip(s.cells), newStrip(s.cells)
	last := ""
	for i := range s.cells {
		l, marked := marks[i]
		switch {
		case marked:
			lower.put(i, t.label(l))
		case i == 0:
			l = s.first
		default:
			continue
		}
		if c := t.context(l); c != last && upper.put(i, c) {
			last = c
		}
	}
	return slices.DeleteFunc([]string{upper.String(), lower.String()}, func(l string) bool { return l == "" })
}

// freeBefore returns the number of cells before the first mark.
func (s scale) freeBefore(marks map[int]civil.Local) int {
	for i := range s.cells {
		if _, ok := marks[i]; ok {
			return i
		}
	}
	return s.cells
}

// strip is a line of cells that labels are put into where there is room.
type strip struct {
	cells []rune
	free  int // first cell that a label may start at
}

func newStrip(n int) *strip { return &strip{cells: []rune(strings.Repeat(" ", n))} }

// put writes ASCII text from cell i on and reports whether it fitted before the end and after its predecessor.
func (s *strip) put(i int, text string) bool {
	if i < s.free || i+len(text) > len(s.cells) {
		return false
	}
	copy(s.cells[i:], []rune(text))
	s.free = i + len(text) + 1
	return true
}

func (s *strip) String() string { return strings.TrimRight(string(s.cells), " ") }
