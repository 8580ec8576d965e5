package report

import (
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Members returns the persons on any list of the schedule's rotations, once, in the order of the YAML.
func Members(s *engine.Schedule) []engine.Participant {
	var out []engine.Participant
	add := func(list []engine.Entry) {
		for _, e := range list {
			for _, p := range e {
				if p.Kind == engine.KindPerson && !slices.Contains(out, p) {
					out = append(out, p)
				}
			}
		}
	}
	for i := range s.Rotations {
		add(s.Rotations[i].People)
		for _, c := range s.Rotations[i].Changes {
			add(c.People)
		}
		for _, sh := range s.Rotations[i].Shifts {
			add([]engine.Entry{sh.Who})
		}
	}
	return out
}

// People finds persons by id.
type People map[engine.PersonID]*engine.PersonInfo

// PeopleOf returns the people of a workspace, whose values it keeps.
func PeopleOf(ws *engine.Workspace) People {
	out := make(People, len(ws.People))
	for i := range ws.People {
		out[ws.People[i].ID] = &ws.People[i]
	}
	return out
}

// Info returns what is known of a participant, or nil: of teams and escalations nothing is.
func (p People) Info(who engine.Participant) *engine.PersonInfo {
	if who.Kind != engine.KindPerson {
		return nil
	}
	return p[engine.PersonID(who.ID)]
}

// Zone returns the zone by which a participant's duty in a schedule is judged: their own, or the schedule's.
func (p People) Zone(s *engine.Schedule, who engine.Participant) *civil.Zone {
	if info := p.Info(who); info != nil && info.Zone != nil {
		return info.Zone
	}
	return s.Zone
}

// Available returns when a person can be asked for a fair share of a schedule: while they are on a list that is in force
// and not away. Whoever joins late is not taken for idle before. Somebody who stands in a list of shifts is available all
// the time.
func (p People) Available(s *engine.Schedule, who engine.Participant, w window) span.Set[civil.Instant] {
	var out span.Set[civil.Instant]
	for i := range s.Rotations {
		out = out.Union(listed(&s.Rotations[i], who, w))
	}
	return out.Subtract(p.Away(s, who)).Clip(w)
}

// Away returns when a person is away, on their own clock or the schedule's.
func (p People) Away(s *engine.Schedule, who engine.Participant) span.Set[civil.Instant] {
	info := p.Info(who)
	if info == nil || len(info.Away) == 0 {
		return nil
	}
	z := p.Zone(s, who)
	spans := make([]window, len(info.Away))
	for i, a := range info.Away {
		spans[i] = window{Start: a.From.In(z), End: a.Until.In(z)}
	}
	return span.Of(spans...)
}

// listed returns when a person is on the list of a rotation that is in force.
func listed(r *engine.Rotation, p engine.Participant, w window) span.Set[civil.Instant] {
	if r.HasShifts {
		if slices.ContainsFunc(r.Shifts, func(s engine.FixedShift) bool { return slices.Contains(s.Who, p) }) {
			return span.Of(w)
		}
		return nil
	}
	on := func(list []engine.Entry) bool {
		return slices.ContainsFunc(list, func(e engine.Entry) bool { return slices.Contains(e, p) })
	}
	end := w.End
	if r.Until.IsSet() {
		end = min(end, r.Until.In(r.Zone))
	}
	var out []window
	from, people := r.Start.In(r.Zone), r.People
	for _, c := range r.Changes {
		at := c.From.In(r.Zone)
		if on(people) {
			out = append(out, window{Start: from, End: min(at, end)})
		}
		from, people = max(from, at), c.People
	}
	if on(people) {
		out = append(out, window{Start: from, End: end})
	}
	return span.Of(out...).Clip(w)
}
