package plan

import (
	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/span"
)

// Trial is what a change of mind would do to one schedule.
type Trial struct {
	Schedule *engine.Schedule // as it would be
	Moves    []diff.Move
}

// WhatIf is what edits would do to a workspace, compared with the present in a half-open window.
type WhatIf struct {
	Window span.Span[civil.Instant]
	Trials []Trial      // schedules in which somebody moves, in the workspace's order
	Hours  []diff.Hours // people whose hours in the window change, over those schedules
	Still  []Still      // who would be on call although the edits send them away, in the window
}

// Still is somebody on call while away: an override or a forward names them, and only rotations find a cover.
type Still struct {
	Who      engine.PersonID
	Schedule *engine.Schedule
	On       span.Set[civil.Instant]
}

// Away fills Still in, for those whom the edits send away.
func (f *WhatIf) Away(then *engine.Workspace, edits []engine.Edit) error {
	for _, e := range edits {
		a, ok := e.(engine.Away)
		if !ok {
			continue
		}
		for i := range then.Schedules {
			s := &then.Schedules[i]
			z := s.Zone
			if p := then.Person(a.Person); p != nil && p.Zone != nil {
				z = p.Zone
			}
			r, err := engine.Compile(s, then.People, then.Holidays)
			if err != nil {
				return err
			}
			w := span.Span[civil.Instant]{Start: max(f.Window.Start, a.From.In(z)), End: min(f.Window.End, a.Until.In(z))}
			if w.Empty() {
				continue
			}
			if on := r.On(engine.Person(a.Person), w); len(on) > 0 {
				f.Still = append(f.Still, Still{a.Person, s, on})
			}
		}
	}
	return nil
}

// Try compares a workspace with its edited self, schedule by schedule. No vendor is asked.
func Try(now, then *engine.Workspace, w span.Span[civil.Instant]) (*WhatIf, error) {
	out := &WhatIf{Window: w}
	sums := &totals{}
	for i := range then.Schedules {
		s := &then.Schedules[i]
		before, err := declared(now, now.Schedule(s.ID), w)
		if err != nil {
			return nil, err
		}
		after, err := declared(then, s, w)
		if err != nil {
			return nil, err
		}
		if moves := engine.Differences(before, after); len(moves) > 0 {
			out.Trials = append(out.Trials, Trial{s, moves})
			sums.add(s.ID, diff.HoursBetween(before, after))
		}
	}
	out.Hours = sums.changed()
	return out, nil
}

// declared resolves a schedule as the workspace declares it; nobody is on call on one that is disabled.
func declared(ws *engine.Workspace, s *engine.Schedule, w span.Span[civil.Instant]) ([]engine.OnCall, error) {
	if s == nil || !s.Enabled {
		return []engine.OnCall{{Span: w}}, nil
	}
	r, err := engine.Compile(s, ws.People, ws.Holidays)
	if err != nil {
		return nil, err
	}
	return r.Resolve(w, engine.Final).Spans, nil
}
