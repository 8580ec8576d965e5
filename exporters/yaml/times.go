package yaml

import (
	"fmt"
	"strconv"

	"gopkg.in/yaml.v3"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// moment returns a time as it was written: a local time, or an instant with a Z; nil when unset.
func moment(m civil.Moment) *yaml.Node {
	if !m.IsSet() {
		return nil
	}
	return text(m.String())
}

// date returns a time as a bare date where it is local and 00:00, which means the same.
func date(m civil.Moment) *yaml.Node {
	if d, ok := midnight(m); ok {
		return text(d.String())
	}
	return moment(m)
}

// midnight returns the date of a local time that is 00:00.
func midnight(m civil.Moment) (civil.Day, bool) {
	if !m.IsSet() || m.Fixed() {
		return 0, false
	}
	l := m.On(nil) // a local time is the same on every clock
	return l.Day(), l.Clock() == 0
}

// stretch returns `from` and `until`, or `from` and `through` for whole days.
func stretch(from, until civil.Moment) []field {
	first, ok1 := midnight(from)
	end, ok2 := midnight(until)
	if ok1 && ok2 && first < end {
		return []field{{"from", text(first.String())}, {"through", text((end - 1).String())}}
	}
	return []field{{"from", moment(from)}, {"until", moment(until)}}
}

// length returns a length of time in words: "1 week", "6 hours"; nil when zero.
func length(l engine.Length) *yaml.Node {
	if l == (engine.Length{}) {
		return nil
	}
	return text(l.String())
}

// short returns a length of time as a duration: "2h", "30m", "14 days".
func short(l engine.Length) *yaml.Node {
	switch l.Unit {
	case engine.Minutes:
		return text(strconv.Itoa(l.N) + "m")
	case engine.Hours:
		return text(strconv.Itoa(l.N) + "h")
	default:
		return length(l)
	}
}

// shortUnless returns a duration unless it is the default.
func shortUnless(l, def engine.Length) *yaml.Node {
	if l == def {
		return nil
	}
	return short(l)
}

// every returns the length of turns: one, a cycle in brackets, or a number of windows; nil for explicit shifts.
func every(c engine.Cycle) *yaml.Node {
	switch {
	case c.Windows == 1:
		return text("1 window")
	case c.Windows > 1:
		return text(strconv.Itoa(c.Windows) + " windows")
	case len(c.Lengths) == 1:
		return length(c.Lengths[0])
	}
	items := make([]*yaml.Node, len(c.Lengths))
	for i, l := range c.Lengths {
		items[i] = length(l)
	}
	return list(items)
}

// clock returns seconds since 00:00 as "09:00", with seconds where there are any; 86,400 is "24:00".
func clock(seconds int) string {
	s := fmt.Sprintf("%02d:%02d", seconds/civil.Hour, seconds/civil.Minute%60)
	if seconds%civil.Minute != 0 {
		s += fmt.Sprintf(":%02d", seconds%civil.Minute)
	}
	return s
}

// endClock returns the end of a window as the contract has it: an end on the next day is its clock time there, which is
// never after the beginning's.
func endClock(to int) string {
	if to > civil.DayLen {
		to -= civil.DayLen
	}
	return clock(to)
}

// days returns days of the week: "mon-fri", "sat", "fri-mon" over the week end, [sat, sun], [mon-wed, fri]; nil for none.
func days(set []civil.Weekday) *yaml.Node {
	var on [7]bool
	n := 0
	for _, d := range set {
		if !on[d] {
			on[d] = true
			n++
		}
	}
	switch n {
	case 0:
		return nil
	case 7:
		return text("mon-sun")
	}
	var items []*yaml.Node
	for _, run := range runs(on) {
		first, last := run[0].String(), run[1].String()
		switch (run[1]-run[0]+7)%7 + 1 {
		case 1:
			items = append(items, text(first))
		case 2:
			items = append(items, text(first), text(last))
		default:
			items = append(items, text(first+"-"+last))
		}
	}
	if len(items) == 1 {
		return items[0]
	}
	return list(items)
}

// runs returns the first and last day of each unbroken run of days. A run that goes over the end of the week stands last.
func runs(on [7]bool) [][2]civil.Weekday {
	var out [][2]civil.Weekday
	for d := civil.Monday; d <= civil.Sunday; d++ {
		if !on[d] || on[(d+6)%7] {
			continue
		}
		last := d
		for on[(last+1)%7] {
			last = (last + 1) % 7
		}
		out = append(out, [2]civil.Weekday{d, last})
	}
	return out
}
