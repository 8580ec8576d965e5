package check

import (
	"fmt"

	"github.com/schedsync/schedsync/engine"
)

// away tells of persons who are on call while they are away: an override or a forward put them there, for rotations find
// a cover (SPEC 1.2). A forward of their own takes the alerts elsewhere, so then they are not on call and not told.
func (r *run) away(sc *scene) error {
	absences := map[engine.Participant]set{}
	running := map[engine.Participant]*Finding{}
	var order []*Finding
	for _, s := range sc.in(r.in.Window) {
		for _, d := range s.On {
			off, known := absences[d.Who]
			if !known {
				off = r.people.Away(sc.Schedule, d.Who)
				absences[d.Who] = off
			}
			for _, a := range off.Clip(s.Span) {
				if f := running[d.Who]; f != nil && f.End == a.Start {
					f.End = a.End
					continue
				}
				f := &Finding{Schedule: sc.ID, Who: d.Who, Span: a, Path: sc.duty(d)}
				running[d.Who], order = f, append(order, f)
			}
		}
	}
	for _, f := range order {
		f.Text = fmt.Sprintf("%s is on call while away, %s", r.name(f.Who), when(f.Span, sc.Zone))
		r.add(*f)
	}
	return nil
}

// duty returns the path of what put somebody on call.
func (sc *scene) duty(d engine.Duty) string {
	switch {
	case d.Override >= 0:
		return sc.path(fmt.Sprintf("overrides[%d]", d.Override))
	case d.Rotation >= 0:
		return sc.path("rotations." + string(sc.Rotations[d.Rotation].ID))
	default:
		return sc.path("")
	}
}
