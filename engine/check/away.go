package check

import (
	"fmt"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/report"
)

// away tells of persons who are on call while they are away: an override or a forward put them there, for rotations find
// a cover (SPEC 1.2). A forward of their own takes the alerts elsewhere, so then they are not on call and not told.
func (r *run) away(sc *scene) error {
	absences := map[engine.Participant]set{}
	for i := range r.in.Workspace.People {
		if p := &r.in.Workspace.People[i]; len(p.Away) > 0 {
			absences[engine.Person(p.ID)] = report.Away(r.in.Workspace, sc.Schedule, engine.Person(p.ID))
		}
	}
	if len(absences) == 0 {
		return nil
	}
	running := map[engine.Participant]*Finding{}
	var order []*Finding
	for _, s := range sc.in(r.in.Window) {
		for _, d := range s.On {
			for _, a := range absences[d.Who].Clip(s.Span) {
				if f := running[d.Who]; f != nil && f.End == a.Start {
					f.End = a.End
					continue
				}
				f := &Finding{Schedule: sc.ID, Who: d.Who, window: a, Path: sc.duty(d)}
				running[d.Who], order = f, append(order, f)
			}
		}
	}
	for _, f := range order {
		f.Text = fmt.Sprintf("%s is on call while away, %s", r.name(f.Who), when(f.window, sc.Zone))
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
