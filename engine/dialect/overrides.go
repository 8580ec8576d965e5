package dialect

import (
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// overrides lowers the overrides to ones that do not overlap on any rotation, because which of two the vendor lets win is
// not known (contract opsgenie 3.6). The engine's own order decides instead: those that name rotations act before those of
// the whole schedule, and of each kind the later listed wins.
//
// Those that are over are not written, but they still cut the ones they hid, so that what is left of those does not change
// with the hour at which a plan is made.
//
// What the vendor's own overrides cannot say is left to [Dialect.Lower], which looks at what comes of it.
func (l *lowering) overrides() {
	var list []engine.Override
	for _, whole := range []bool{false, true} {
		for i := range l.s.Overrides {
			o := &l.s.Overrides[i]
			if (len(o.Rotations) == 0) != whole || !l.over(o) && !l.single(o) {
				continue
			}
			if low := l.lowerScope(o); whole || len(low.Rotations) > 0 {
				list = append(list, low)
				l.taken = append(l.taken, i)
			}
		}
	}
	l.cutBeneath(list)
}

// cutBeneath takes the overrides into the schedule, each cut around those that stand after it.
func (l *lowering) cutBeneath(list []engine.Override) {
	l.out.Schedule.Overrides = nil
	for i, o := range list {
		for _, p := range Beneath(&l.out.Schedule, o, list[i+1:]) {
			if p.Until.In(l.s.Zone) > l.now {
				l.out.Schedule.Overrides = append(l.out.Schedule.Overrides, p)
			}
		}
	}
	slices.SortStableFunc(l.out.Schedule.Overrides, func(a, b engine.Override) int {
		return int(min(max(a.From.In(l.s.Zone)-b.From.In(l.s.Zone), -1), 1))
	})
	l.list = list
}

// over reports whether an override lies in the past. One that recurs never does.
func (l *lowering) over(o *engine.Override) bool {
	return o.Rule == "" && o.Span(l.s.Zone).End <= l.now
}

// single reports whether the vendor's own overrides can say one of ours.
func (l *lowering) single(o *engine.Override) bool {
	if o.Rule != "" || len(o.Replaces) > 0 || len(o.Who) > 1 || l.d.Acts == OnOne {
		return false
	}
	if l.fills() && !o.Fill || !l.fills() && o.Fill && !l.coveredDuring(o) {
		return false
	}
	if l.d.Acts == OnEverybody && (len(o.Rotations) > 0 || !l.coveredDuring(o) && !l.stands(o)) {
		return false
	}
	return l.canOverride(o.Who)
}

// stands reports whether somebody else's override at the vendor says what one of ours does.
func (l *lowering) stands(o *engine.Override) bool {
	return slices.ContainsFunc(l.standing, func(s engine.Override) bool {
		return s.Span(l.s.Zone) == o.Span(l.s.Zone) && s.Who.Equal(o.Who) && len(s.Rotations)+len(s.Replaces) == 0
	})
}

// canOverride reports whether an entry of at most one can stand in an override.
func (l *lowering) canOverride(e engine.Entry) bool {
	kind := engine.Nobody
	if len(e) == 1 {
		kind = e[0].Kind
	}
	return slices.Contains(l.d.OverrideKinds, kind)
}

// fills reports whether overrides are written to put somebody on call where nobody would be. Those that replace everybody
// never depend on it.
func (l *lowering) fills() bool { return !l.d.GapsOpen || l.d.Acts == OnEverybody }

// coveredDuring reports whether each of the lowered rotations that stand for those an override names puts somebody on call all
// through it, or for one of the whole schedule all of them together.
func (l *lowering) coveredDuring(o *engine.Override) bool {
	bare := l.out.Schedule
	bare.Overrides = nil
	for i := range l.s.Rotations {
		if !slices.Contains(o.Rotations, l.s.Rotations[i].ID) {
			continue
		}
		for _, p := range l.parts[i] {
			one := bare
			one.Rotations = bare.Rotations[p : p+1]
			if !covered(&one, o) {
				return false
			}
		}
	}
	return len(o.Rotations) > 0 || covered(&bare, o)
}

// covered reports whether a plain schedule puts somebody on call all through an override.
func covered(bare *engine.Schedule, o *engine.Override) bool {
	for _, s := range timeline(bare, o.Span(bare.Zone)) {
		if len(s.On) == 0 {
			return false
		}
	}
	return true
}

// lowerScope returns an override as instants, limited to the lowered rotations that stand for those it names.
func (l *lowering) lowerScope(o *engine.Override) engine.Override {
	s := o.Span(l.s.Zone)
	out := engine.Override{From: civil.AtInstant(s.Start), Until: civil.AtInstant(s.End), Who: o.Who, Fill: l.fills(), Note: o.Note}
	for i := range l.s.Rotations {
		if !slices.Contains(o.Rotations, l.s.Rotations[i].ID) {
			continue
		}
		for _, p := range l.parts[i] {
			out.Rotations = append(out.Rotations, l.out.Schedule.Rotations[p].ID)
		}
	}
	return out
}

// Beneath returns what is left of an override of a plain schedule under those that act above it: rotations on which the
// same stretches are left share a piece, and a piece for all rotations names none.
//
//	o      |------------|          on week
//	above       |---|              on week and night
//	       |----|   |---|          what is left of it
func Beneath(s *engine.Schedule, o engine.Override, above []engine.Override) []engine.Override {
	if len(s.Rotations) == 0 { // overrides are all that a schedule without rotations has
		return cut(o, left(s, o, above, ""), o.Rotations)
	}
	var out []engine.Override
	done := make([]bool, len(s.Rotations))
	for i := range s.Rotations {
		if done[i] || !actsOn(&o, s.Rotations[i].ID) {
			continue
		}
		when := left(s, o, above, s.Rotations[i].ID)
		var group []engine.RotationID
		for j := i; j < len(s.Rotations); j++ {
			id := s.Rotations[j].ID
			if !done[j] && actsOn(&o, id) && slices.Equal(when, left(s, o, above, id)) {
				done[j] = true
				group = append(group, id)
			}
		}
		if len(group) == len(s.Rotations) {
			group = nil
		}
		out = append(out, cut(o, when, group)...)
	}
	return out
}

func actsOn(o *engine.Override, id engine.RotationID) bool {
	return len(o.Rotations) == 0 || slices.Contains(o.Rotations, id)
}

// left returns when an override still acts on a rotation.
func left(s *engine.Schedule, o engine.Override, above []engine.Override, id engine.RotationID) span.Set[civil.Instant] {
	var hidden []span.Span[civil.Instant]
	for i := range above {
		if actsOn(&above[i], id) {
			hidden = append(hidden, above[i].Span(s.Zone))
		}
	}
	return span.Of(o.Span(s.Zone)).Subtract(span.Of(hidden...))
}

func cut(o engine.Override, when span.Set[civil.Instant], on []engine.RotationID) []engine.Override {
	var out []engine.Override
	for _, s := range when {
		o.From, o.Until, o.Rotations = civil.AtInstant(s.Start), civil.AtInstant(s.End), on
		out = append(out, o)
	}
	return out
}
