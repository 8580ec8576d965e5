package dialect

import (
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// scoped is an override on its way down: where and when it acts.
type scoped struct {
	engine.Override
	index int
	span  span.Span[civil.Instant]
	on    []bool // by lowered rotation
	whole bool
}

// overrides lowers the overrides to ones that do not overlap on any rotation, because which of two the vendor lets win is
// not known (contract opsgenie 3.6). The engine's own order decides instead: those that name rotations act before those of
// the whole schedule, and of each kind the later listed wins.
func (l *lowering) overrides() {
	var list []scoped
	for _, whole := range []bool{false, true} {
		for i := range l.s.Overrides {
			o := &l.s.Overrides[i]
			if (len(o.Rotations) == 0) != whole || !l.single(o, i) {
				continue
			}
			sp := o.Span(l.s.Zone)
			if sp.End > l.now {
				list = append(list, scoped{*o, i, sp, l.lowerScope(o), whole})
			}
		}
	}
	for i, o := range list {
		l.pieces(o, list[i+1:])
	}
	slices.SortStableFunc(l.out.Schedule.Overrides, func(a, b engine.Override) int {
		return int(min(max(a.From.In(l.s.Zone)-b.From.In(l.s.Zone), -1), 1))
	})
}

// single refuses overrides that the vendor cannot say.
func (l *lowering) single(o *engine.Override, i int) bool {
	path := fmt.Sprintf("overrides[%d]", i)
	before := len(l.out.Refusals)
	switch {
	case o.Rule != "":
		l.refuse(path+".rrule", "recurring overrides are not lowered to %s yet", l.d.Vendor)
	case len(o.Replaces) > 0:
		l.refuse(path+".replaces", "overrides that replace one person are not lowered to %s yet", l.d.Vendor)
	case !o.Fill:
		l.refuse(path+".fill", "overrides that leave gaps open are not lowered to %s yet", l.d.Vendor)
	case len(o.Who) > 1:
		l.refuse(path+".who", "%s takes one person an override", l.d.Vendor)
	default:
		kind := engine.Nobody
		if len(o.Who) == 1 {
			kind = o.Who[0].Kind
		}
		if !slices.Contains(l.d.OverrideKinds, kind) {
			l.refuse(path+".who", "%s takes no %s in an override", l.d.Vendor, kind)
		}
	}
	return len(l.out.Refusals) == before
}

// lowerScope returns which lowered rotations an override acts on.
func (l *lowering) lowerScope(o *engine.Override) []bool {
	on := make([]bool, len(l.out.Schedule.Rotations))
	for i := range l.s.Rotations {
		if len(o.Rotations) > 0 && !slices.Contains(o.Rotations, l.s.Rotations[i].ID) {
			continue
		}
		for _, p := range l.parts[i] {
			on[p] = true
		}
	}
	return on
}

// pieces writes what is left of an override under those that act after it: rotations on which the same stretches are left
// share a piece.
//
//	first   |------------|          on week
//	second       |---|              on week and night
//	        |----|   |---|          what is left of the first
func (l *lowering) pieces(o scoped, after []scoped) {
	if len(o.on) == 0 && o.whole { // a schedule without rotations: overrides are all it has
		l.emit(o, l.left(o, after, -1), nil)
		return
	}
	done := make([]bool, len(o.on))
	for r, on := range o.on {
		if !on || done[r] {
			continue
		}
		left := l.left(o, after, r)
		var group []engine.RotationID
		for q := r; q < len(o.on); q++ {
			if o.on[q] && !done[q] && slices.Equal(left, l.left(o, after, q)) {
				done[q] = true
				group = append(group, l.out.Schedule.Rotations[q].ID)
			}
		}
		if len(group) == len(o.on) {
			group = nil
		}
		l.emit(o, left, group)
	}
}

// left returns when an override still acts on lowered rotation r; -1 stands for a schedule that has none.
func (l *lowering) left(o scoped, after []scoped, r int) span.Set[civil.Instant] {
	var hidden []span.Span[civil.Instant]
	for _, a := range after {
		if r < 0 || a.on[r] {
			hidden = append(hidden, a.span)
		}
	}
	return span.Of(o.span).Subtract(span.Of(hidden...))
}

func (l *lowering) emit(o scoped, when span.Set[civil.Instant], on []engine.RotationID) {
	for _, s := range when {
		if s.End <= l.now {
			continue
		}
		l.out.Schedule.Overrides = append(l.out.Schedule.Overrides, engine.Override{
			From: civil.AtInstant(s.Start), Until: civil.AtInstant(s.End),
			Who: o.Who, Fill: true, Rotations: on, Note: o.Note,
		})
	}
}
