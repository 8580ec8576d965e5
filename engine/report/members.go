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
	for i := range s.Rotations {
		for _, list := range lists(&s.Rotations[i]) {
			out = append(out, list...)
		}
	}
	return Once(slices.DeleteFunc(out, func(p engine.Participant) bool { return p.Kind != engine.KindPerson }))
}

// Once returns participants without repetitions, in their order.
func Once(all []engine.Participant) []engine.Participant {
	seen := map[engine.Participant]bool{}
	return slices.DeleteFunc(all, func(p engine.Participant) bool {
		twice := seen[p]
		seen[p] = true
		return twice
	})
}

// lists returns everybody on each of a rotation's lists; the shifts of a list of shifts are one list.
func lists(r *engine.Rotation) [][]engine.Participant {
	flat := func(entries []engine.Entry) (out []engine.Participant) {
		for _, e := range entries {
			out = append(out, e...)
		}
		return out
	}
	if r.HasShifts {
		var all []engine.Participant
		for _, sh := range r.Shifts {
			all = append(all, sh.Who...)
		}
		return [][]engine.Participant{all}
	}
	out := [][]engine.Participant{flat(r.People)}
	for _, c := range r.Changes {
		out = append(out, flat(c.People))
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

// Available returns when each person can be asked for a fair share of some rotations: while they are on a list that is in
// force and not away. Whoever joins late is not taken for idle before. Somebody who stands in a list of shifts is
// available all the time.
func (p People) Available(s *engine.Schedule, rotations []engine.Rotation, w window) map[engine.Participant]span.Set[civil.Instant] {
	spans := map[engine.Participant][]window{}
	for i := range rotations {
		listed(&rotations[i], w, spans)
	}
	out := make(map[engine.Participant]span.Set[civil.Instant], len(spans))
	for who, on := range spans {
		if set := span.Of(on...).Subtract(p.Away(s, who)).Clip(w); len(set) > 0 {
			out[who] = set
		}
	}
	return out
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

// listed notes when each person is on the list of a rotation that is in force.
func listed(r *engine.Rotation, w window, out map[engine.Participant][]window) {
	note := func(list []engine.Participant, from, until civil.Instant) {
		for _, p := range Once(list) {
			if p.Kind == engine.KindPerson && from < until {
				out[p] = append(out[p], window{Start: from, End: until})
			}
		}
	}
	all := lists(r)
	if r.HasShifts {
		note(all[0], w.Start, w.End)
		return
	}
	end := w.End
	if r.Until.IsSet() {
		end = min(end, r.Until.In(r.Zone))
	}
	from := r.Start.In(r.Zone)
	for i, c := range r.Changes {
		at := c.From.In(r.Zone)
		note(all[i], from, min(at, end))
		from = max(from, at)
	}
	note(all[len(all)-1], from, end)
}
