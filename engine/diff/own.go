package diff

import (
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
