package civil

import (
	"slices"

	"github.com/schedsync/schedsync/engine/span"
)

// DaySet is a set of local dates, for example the holidays of a country. Implementations never change.
type DaySet interface{ Has(d Day) bool }

// Window is a stretch of wall-clock time that starts on each of its Days. It belongs to the date it starts on: Except
// drops it whole on some dates, OnlyOn keeps it whole on some.
type Window struct {
	Days     [7]bool // by [Weekday]
	From, To int     // seconds since 00:00 of the start day; From < To <= From + Week
	Except   DaySet  // may be nil
	OnlyOn   DaySet  // may be nil: every date
}

// Windows is the union of weekly windows on the line of local time. It is immutable. The zero Windows is never open; ask
// [Always] for the other end.
type Windows struct {
	week  []span.Span[Local] // where no window has a date filter: the open parts of the week, from Monday 00:00
	dated []Window           // otherwise: the windows as they are
	reach int                // how many days before a date a dated window that reaches into it can start
}

// Always is the restriction of a rotation that has none.
func Always() *Windows { return &Windows{week: []span.Span[Local]{{Start: 0, End: Week}}} }

// NewWindows compiles windows into their union.
func NewWindows(ws []Window) *Windows {
	out := &Windows{}
	for _, w := range ws {
		if w.Except != nil || w.OnlyOn != nil {
			out.dated = slices.Clone(ws)
		}
		out.reach = max(out.reach, w.To/DayLen)
	}
	if out.dated == nil {
		out.week = weekOf(ws)
	}
	return out
}

// weekOf lays windows without date filters on one week and cuts at its end what runs over it:
//
//	Mon                     Sun|
//	|--a--|         |------b---|--b--|
//	|--b--|         |------b---|          the part beyond comes back at the front
func weekOf(ws []Window) []span.Span[Local] {
	var parts []span.Span[Local]
	for _, w := range ws {
		for d, on := range w.Days {
			if !on {
				continue
			}
			s := span.Span[Local]{Start: Local(d*DayLen + w.From), End: Local(d*DayLen + w.To)}
			parts = append(parts, s.Clip(span.Span[Local]{Start: 0, End: Week}))
			for s.End > Week {
				s.Start, s.End = s.Start-Week, s.End-Week
				parts = append(parts, s.Clip(span.Span[Local]{Start: 0, End: Week}))
			}
		}
	}
	return span.Of(parts...)
}

// Always reports whether the windows never close.
func (w *Windows) Always() bool {
	return len(w.week) == 1 && w.week[0] == span.Span[Local]{Start: 0, End: Week}
}

// far is later than any local time that a schedule can hold.
const far = Local(1) << 60

// At reports whether a window is open at l, and the next local time after l at which that may change. The change may be
// none: then the caller asks again from there. A window that never changes answers with a time beyond all schedules.
func (w *Windows) At(l Local) (open bool, next Local) {
	if w.dated != nil {
		return w.atDated(l)
	}
	if len(w.week) == 0 {
		return false, far
	}
	if w.Always() {
		return true, far
	}
	into := Local(floorMod(int(l)+int(Thursday)*DayLen, Week))
	monday := l - into
	for _, s := range w.week {
		if into < s.Start {
			return false, monday + s.Start
		}
		if into < s.End {
			return true, monday + w.closing(s)
		}
	}
	return false, monday + Week + w.week[0].Start
}

// closing returns where a part of the week closes, joined over the week's end with the part that goes on there.
func (w *Windows) closing(s span.Span[Local]) Local {
	if s.End == Week && w.week[0].Start == 0 {
		return Week + w.week[0].End
	}
	return s.End
}

// atDated looks at every window that starts from reach days before l to a week after it.
func (w *Windows) atDated(l Local) (open bool, next Local) {
	today := l.Day()
	next = (today + 8).Start()
	for d := today - Day(w.reach); d < today+8 && d.Start() < next; d++ {
		for i := range w.dated {
			s, ok := w.dated[i].on(d)
			switch {
			case !ok || s.End <= l:
			case s.Start > l:
				next = min(next, s.Start)
			default:
				open = true
				next = min(next, s.End)
			}
		}
	}
	return open, next
}

// on returns the window that starts on day d, if it does.
func (w *Window) on(d Day) (span.Span[Local], bool) {
	if !w.Days[d.Weekday()] || w.Except != nil && w.Except.Has(d) || w.OnlyOn != nil && !w.OnlyOn.Has(d) {
		return span.Span[Local]{}, false
	}
	return span.Span[Local]{Start: d.Start() + Local(w.From), End: d.Start() + Local(w.To)}, true
}

// longestStretch bounds the search for the end of a stretch: windows that do not close within it count as closing there.
const longestStretch = 800 * DayLen

// Stretch returns the maximal stretch of open time that holds l, or else the first one after it. ok is false when there
// is none within [longestStretch].
func (w *Windows) Stretch(l Local) (s span.Span[Local], ok bool) {
	limit := l + longestStretch
	for l < limit {
		open, next := w.At(l)
		switch {
		case open && !ok:
			s, ok = span.Span[Local]{Start: w.opened(l), End: next}, true
		case open:
			s.End = next
		case ok:
			return s, true
		}
		l = next
	}
	return s, ok
}

// opened returns the local time at which the stretch that holds l began.
func (w *Windows) opened(l Local) Local {
	limit := l - longestStretch
	start := l
	for start > limit {
		// Some window holds the second before the start: find the earliest opening from which time is open up to start.
		open, _ := w.At(start - 1)
		if !open {
			return start
		}
		start = w.opensBefore(start - 1)
	}
	return start
}

// opensBefore returns the latest time at or before l, which is open, at which a window opens or a week or day begins.
func (w *Windows) opensBefore(l Local) Local {
	if w.dated == nil {
		into := Local(floorMod(int(l)+int(Thursday)*DayLen, Week))
		for _, s := range w.week {
			if s.Contains(into) {
				return l - into + s.Start
			}
		}
	}
	best := l
	for d := l.Day() - Day(w.reach); d <= l.Day(); d++ {
		for i := range w.dated {
			if s, ok := w.dated[i].on(d); ok && s.Contains(l) {
				best = min(best, s.Start)
			}
		}
	}
	return best
}

// starts returns the seconds of the week at which stretches open.
func (w *Windows) starts() []Local {
	if w.dated != nil || w.Always() {
		return nil
	}
	var out []Local
	for _, s := range w.week {
		if s.Start == 0 && w.week[len(w.week)-1].End == Week {
			continue // goes on from the week before
		}
		out = append(out, s.Start)
	}
	return out
}

// Week returns the open parts of the week in seconds from Monday 00:00, sorted and joined except over the week's end; nil
// where windows have date filters. Windows that are open at the same times give the same parts however they are written.
func (w *Windows) Week() []span.Span[Local] { return slices.Clone(w.week) }
