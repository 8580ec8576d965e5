package diff

import (
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/snapshot"
)

// Wanted returns of a live object what an owner would write to have it again at an instant: the rotations and overrides that
// are its own and not over. s is the object's schedule in our ids; m its mark; own says that all overrides are the owner's.
func Wanted(obj *snapshot.Object, s *engine.Schedule, m snapshot.Mark, d *dialect.Dialect, own bool, now civil.Instant) engine.Schedule {
	out := *s
	out.Rotations, out.Overrides = nil, nil
	for i := range s.Rotations {
		theirs := i < len(obj.Theirs) && obj.Theirs[i]
		if r := &s.Rotations[i]; !theirs && !isOver(r, d, now) {
			out.Rotations = append(out.Rotations, *r)
		}
	}
	for i := range s.Overrides {
		o := s.Overrides[i]
		if isOurs(&o, m, Options{OwnOverrides: own}) && o.Span(s.Zone).End > now {
			o.Ref = ""
			out.Overrides = append(out.Overrides, o)
		}
	}
	return out
}

// Part is a piece of a live schedule: its own fields, a rotation, or an override, as a text that is equal exactly when the
// meaning is.
type Part struct {
	Text string
	End  civil.Instant // when it is over; 0: never
}

// Parts returns what a schedule is made of, so that two states of it can be told apart without what is merely over.
func Parts(s *engine.Schedule) []Part {
	alone := *s
	alone.Rotations, alone.Overrides = nil, nil
	out := []Part{{Text: strings.Join(Describe(&alone), "\n")}}
	for i := range s.Rotations {
		one := alone
		one.Rotations = s.Rotations[i : i+1]
		p := Part{Text: strings.Join(Describe(&one), "\n")}
		if end, ok := ends(&s.Rotations[i]); ok {
			p.End = end
		}
		out = append(out, p)
	}
	for i := range s.Overrides {
		out = append(out, Part{"override: " + overrideText(&s.Overrides[i], s), s.Overrides[i].Span(s.Zone).End})
	}
	return out
}
