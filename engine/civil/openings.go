package civil

import "sort"

// Openings counts the maximal stretches of [Windows] that open after a local time. Rotations that hand off by windows
// rather than by length are counted with it.
type Openings struct {
	after Local
	start []Local // seconds of the week at which stretches open; nil where dates are filtered
	base  int     // openings of the weekly count up to after
	table []Local // where dates are filtered: every opening after `after`, as far as schedules can reach
}

// OpeningsAfter prepares to count the openings of w after l. For windows without date filters counting is arithmetic;
// others are walked once, day by day, up to the given local time.
func (w *Windows) OpeningsAfter(l, limit Local) *Openings {
	o := &Openings{after: l, start: w.starts()}
	if w.dated == nil {
		o.base = o.weekly(l)
		return o
	}
	at := l
	if s, ok := w.Stretch(l); ok && s.Contains(l) {
		at = s.End
	}
	for at < limit {
		s, ok := w.Stretch(at)
		switch {
		case !ok:
			at += longestStretch
		case s.Start < at: // the stretch before goes on; it was longer than is looked at in one piece
			at = s.End
		default:
			o.table = append(o.table, s.Start)
			at = s.End
		}
	}
	return o
}

// weekly returns the number of openings up to and including l since an arbitrary Monday.
func (o *Openings) weekly(l Local) int {
	since := int(l) + int(Thursday)*DayLen
	into := Local(floorMod(since, Week))
	return floorDiv(since, Week)*len(o.start) + sort.Search(len(o.start), func(i int) bool { return o.start[i] > into })
}

// Count returns how many stretches open in (after, l].
func (o *Openings) Count(l Local) int {
	if o.table != nil || len(o.start) == 0 {
		return sort.Search(len(o.table), func(i int) bool { return o.table[i] > l })
	}
	return o.weekly(l) - o.base
}

// Nth returns the local time of the nth opening after `after`, counting from 1. Openings that never come are far away.
func (o *Openings) Nth(n int) Local {
	switch {
	case len(o.start) > 0:
		total := o.base + n - 1
		week := floorDiv(total, len(o.start))
		return Local(week)*Week - Local(Thursday)*DayLen + o.start[floorMod(total, len(o.start))]
	case n <= len(o.table):
		return o.table[n-1]
	default:
		return far
	}
}
