package dialect

import (
	"reflect"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// ShiftOf reads a rotation that [Shift.Rotation] made. ok is false for every other rotation.
func ShiftOf(r *engine.Rotation) (s Shift, ok bool) {
	if r.HasShifts || r.Clock != engine.Wall || len(r.People) == 0 || len(r.Changes) > 0 || r.Every.Windows > 0 || !r.Start.IsSet() {
		return s, false
	}
	var cycle []civil.Local
	for _, l := range r.Every.Lengths {
		if l.Unit == engine.Months {
			return s, false
		}
		cycle = append(cycle, civil.Local(l.N)*civil.Local(l.Unit.Seconds()))
	}
	s = Shift{Zone: r.Zone, Start: r.Start.On(r.Zone), Who: r.People[0]}
	if r.Until.IsSet() {
		s.Until = r.Until.On(r.Zone)
	}
	switch {
	case len(cycle) == 2 && len(r.People) == 2:
		s.Length, s.Period = cycle[0], cycle[0]+cycle[1]
	case len(cycle) == 1 && len(r.Only) == 1:
		w := r.Only[0]
		s.Length, s.Period, s.Days = civil.Local(w.To-w.From), cycle[0]*civil.Local(len(r.People)), w.Days
	case len(cycle) == 1 && len(r.Only) == 0:
		s.Length, s.Period = cycle[0], cycle[0]*civil.Local(len(r.People))
	default:
		return s, false
	}
	again, made := s.Rotation()
	return s.Normal(), made && sameForm(&again, r)
}

// sameForm reports whether two rotations say the same in the same form, whatever they are called and however their moments
// are written.
func sameForm(a, b *engine.Rotation) bool {
	moment := func(m civil.Moment, r *engine.Rotation) civil.Local {
		if !m.IsSet() {
			return 0
		}
		return m.On(r.Zone)
	}
	return slices.EqualFunc(a.People, b.People, engine.Entry.Equal) &&
		moment(a.Start, a) == moment(b.Start, b) && moment(a.Until, a) == moment(b.Until, b) &&
		slices.EqualFunc(a.Only, b.Only, func(x, y engine.Window) bool { return reflect.DeepEqual(x, y) })
}

// Running returns a rotation of [Shift.Rotation] that is told from now on: where nothing would be different at or after now
// had it always been running, its start is set back to the first period since Monday 2001-01-01 00:00, so that rotations
// that were written at different times, each from its first occurrence to come, compare equal. Other rotations stay as they
// are. It may be applied again.
//
//	declared  |--1--|     |--2--|     |--3--|     |--4--|        from the first
//	written                     now | |--3--|     |--4--|        from what was to come
func Running(r engine.Rotation, now civil.Instant) engine.Rotation {
	s, ok := ShiftOf(&r)
	if !ok {
		return r
	}
	before := s.last(s.Start - 1)
	if s.Zone.First(s.Start) > now && s.Zone.First(before+s.Length) > now {
		return r
	}
	if s.Length >= s.Period {
		s.Start = epoch
	} else {
		if len(s.Days) > 0 {
			day := civil.Local(s.Days[0]) - civil.Local(s.Start.Day().Weekday())
			s.Start += day * civil.DayLen
		}
		s.Start = epoch + s.Start - epoch - floor(s.Start-epoch, s.Period)*s.Period
	}
	out, ok := s.Rotation()
	if !ok {
		return r
	}
	r.Start, r.Every, r.People, r.Only, r.Until = out.Start, out.Every, out.People, out.Only, out.Until
	return r
}
