package report

import (
	"fmt"
	"strings"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// The chart in one picture. A cell is on duty all through (█), until or from somewhere inside it (▌ ▐), or for less or
// more of it (░ ▒ ▓); a gap is marked however short it is.
//
//	               Jan 2026
//	               Mon 05       Mon 12
//	Ana Sousa      ████████████ ·
//	Bo Li          ·           ▐████████████
//	— nobody —     ·     ×
//	               ▼           ▲
const (
	whole   = '█'
	leftBit = '▌'
	rightBt = '▐'
	gapMark = '×'
	gridDot = '·'
)

// Bounds of the chart's left column and of its bars, in columns of a terminal.
const (
	minLabel = 10
	maxLabel = 28
	minBars  = 16
)

// maxChanges is how many clock changes a chart tells one by one.
const maxChanges = 4

// gantt draws rows over a window in at most width columns. Each line is without a line break at its end.
func gantt(rows []row, z *civil.Zone, win window, now civil.Instant, width int, k ink) []string {
	label := labelWidth(rows, width)
	s := scaleFor(z, win, max(width-label-2, minBars))
	t := tickFor(s)
	margin := strings.Repeat(" ", label+2)
	var lines []string
	for _, l := range s.axis(t) {
		lines = append(lines, strings.TrimRight(margin+k.paint(faint, l), " "))
	}
	grid := s.dots(t)
	for i, r := range rows {
		colour := paletteColour(i)
		if r.gap() {
			colour = red
		}
		name := pad(shorten(r.label, label), label+2)
		lines = append(lines, strings.TrimRight(k.paint(colour, name)+s.bar(r, grid, colour, k), " "))
	}
	return append(lines, s.footer(margin, now)...)
}

// labelWidth is as wide as the widest label, within bounds and a third of the terminal.
func labelWidth(rows []row, width int) int {
	w := minLabel
	for _, r := range rows {
		w = max(w, columnsOf(r.label))
	}
	return min(w, maxLabel, max(width/3, minLabel))
}

// bar draws the cells of one row.
func (s scale) bar(r row, grid map[int]civil.Local, colour string, k ink) string {
	var b, run strings.Builder
	flush := func() {
		b.WriteString(k.paint(colour, run.String()))
		run.Reset()
	}
	rest := r.on
	for i := range s.cells {
		cell := s.cell(i)
		for len(rest) > 0 && rest[0].End <= cell.Start {
			rest = rest[1:]
		}
		c := glyph(rest, cell, r.gap())
		if c != ' ' {
			run.WriteRune(c)
			continue
		}
		flush()
		if _, ok := grid[i]; ok {
			b.WriteString(k.paint(faint, string(gridDot)))
		} else {
			b.WriteByte(' ')
		}
	}
	flush()
	return strings.TrimRight(b.String(), " ")
}

// glyph returns the character for a cell of real time; on begins with the first stretch that ends after the cell begins.
func glyph(on span.Set[civil.Instant], cell window, gap bool) rune {
	var first, covered window
	var sum civil.Instant
	n := 0
	for _, sp := range on {
		if sp.Start >= cell.End {
			break
		}
		covered = sp.Clip(cell)
		if n == 0 {
			first = covered
		}
		if !covered.Empty() {
			sum += covered.Length()
			n++
		}
	}
	switch full := cell.Length(); {
	case sum == 0:
		return ' '
	case gap:
		return gapMark
	case sum*10 >= full*9:
		return whole
	case n == 1 && first.Start == cell.Start && sum*4 >= full:
		return leftBit
	case n == 1 && first.End == cell.End && sum*4 >= full:
		return rightBt
	default:
		return []rune("░▒▓")[min(int(sum*3/full), 2)]
	}
}

// footer marks now and the clock changes under the bars, and says what they are.
func (s scale) footer(margin string, now civil.Instant) []string {
	marks := []rune(strings.Repeat(" ", s.cells))
	var notes []string
	if i := s.at(now); i >= 0 {
		marks[i] = '▲'
		notes = append(notes, "▲ now, "+full(s.zone, now))
	}
	changes := s.zone.Transitions(s.win.Start, s.win.End)
	for _, tr := range changes {
		if i := s.at(tr.At); i >= 0 {
			marks[i] = '◆'
		}
		if len(changes) <= maxChanges {
			notes = append(notes, "◆ "+change(tr))
		}
	}
	if len(changes) > maxChanges {
		notes = append(notes, "◆ "+count(len(changes), "clock change"))
	}
	if len(notes) == 0 {
		return nil
	}
	lines := []string{margin + strings.TrimRight(string(marks), " ")}
	for _, n := range notes {
		lines = append(lines, "  "+n)
	}
	return lines
}

// change says what a clock change does: "clock forward, Sun 2026-03-29 02:00 becomes 03:00".
func change(tr civil.Transition) string {
	word := "forward"
	if tr.After < tr.Before {
		word = "back"
	}
	before, after := civil.Local(tr.At)+civil.Local(tr.Before), civil.Local(tr.At)+civil.Local(tr.After)
	return fmt.Sprintf("clock %s, %s %s becomes %s", word, dateLabel(before), clockTime(before.Clock()), clockTime(after.Clock()))
}
