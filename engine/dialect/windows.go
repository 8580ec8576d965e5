package dialect

import (
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// windows refuses restrictions that the vendor cannot hold.
func (l *lowering) windows(r *engine.Rotation, path string) {
	if len(r.Only) == 0 {
		return
	}
	for _, w := range r.Only {
		if len(w.Except) > 0 || len(w.OnlyOn) > 0 {
			l.cannot(path, "windows that depend on holidays cannot be written to %s", l.d.Vendor)
			return
		}
		l.onGrid(path, int64(w.From))
		l.onGrid(path, int64(w.To))
	}
	if n := len(Weekly(r.Only)); n > l.d.Windows {
		l.cannot(path, "%d weekly windows; %s takes %d", n, l.d.Vendor, l.d.Windows)
	}
	switch {
	case l.d.Pausing && takesTurns(r) && len(Weekly(r.Only)) > 0:
		l.cannot(path, "a restriction pauses turns at %s, so that they would not be those declared", l.d.Vendor)
	case l.d.WholeMasks && !wholeTurns(r):
		l.cannot(path, "whether a restriction pauses turns of %s at %s is not known", r.Every.Lengths[0], l.d.Vendor)
	}
}

// takesTurns reports whether a rotation has more than one entry to deal its turns to.
func takesTurns(r *engine.Rotation) bool {
	return slices.ContainsFunc(r.People, func(e engine.Entry) bool { return !e.Equal(r.People[0]) }) || len(r.Changes) > 0
}

// wholeTurns reports whether every turn of a restricted rotation sees the same windows, so that it does not matter whether
// the count of turns goes on outside them (contract zenduty 4.3).
func wholeTurns(r *engine.Rotation) bool {
	if len(r.Every.Lengths) != 1 || len(Weekly(r.Only)) == 0 {
		return true // refused elsewhere, or never closed
	}
	n := r.Every.Lengths[0]
	seconds := int64(n.N) * n.Unit.Seconds()
	if _, _, daily := Daily(r.Only); daily {
		return seconds%civil.DayLen == 0
	}
	return seconds%civil.Week == 0
}

// WeekWindow is one stretch of the week, from a weekday and time to another; it may wrap the week's end. Seconds since
// 00:00 of their day.
type WeekWindow struct {
	FromDay, ToDay civil.Weekday
	From, To       int
}

// Weekly returns the windows of a rotation as the fewest stretches of the week, from Monday on; none means that they never
// close. Windows that are open at the same times give the same stretches.
func Weekly(only []engine.Window) []WeekWindow {
	week := compile(only).Week()
	if len(week) > 1 && week[0].Start == 0 && week[len(week)-1].End == civil.Week {
		// The last goes on in the first: one stretch over the week's end.
		week[len(week)-1].End += week[0].End
		week = week[1:]
	}
	var out []WeekWindow
	for _, s := range week {
		if s.End-s.Start >= civil.Week {
			return nil
		}
		out = append(out, WeekWindow{
			FromDay: weekday(s.Start), From: s.Start.Clock(),
			ToDay: weekday(s.End), To: s.End.Clock(),
		})
	}
	return out
}

// weekday returns the day of a second of the week, counted from Monday.
func weekday(l civil.Local) civil.Weekday { return civil.Weekday(int(l) / civil.DayLen % 7) }

// Daily returns the one window of the day when the windows come to that: the same on all seven days, at most a day long.
func Daily(only []engine.Window) (from, to int, ok bool) {
	if len(only) != 1 || only[0].To-only[0].From >= civil.DayLen {
		return 0, 0, false
	}
	w := only[0]
	for d := civil.Monday; d <= civil.Sunday; d++ {
		if len(w.Days) > 0 && !slices.Contains(w.Days, d) {
			return 0, 0, false
		}
	}
	return w.From % civil.DayLen, w.To % civil.DayLen, true
}

// compile unites windows that have no date filter.
func compile(only []engine.Window) *civil.Windows {
	ws := make([]civil.Window, len(only))
	for i, w := range only {
		ws[i] = civil.Window{From: w.From, To: w.To}
		for d := range ws[i].Days {
			ws[i].Days[d] = len(w.Days) == 0 || slices.Contains(w.Days, civil.Weekday(d))
		}
	}
	return civil.NewWindows(ws)
}
