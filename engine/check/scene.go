package check

import (
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// scene is one schedule, resolved. A schedule that is switched off has nobody on call and no spans.
type scene struct {
	*engine.Schedule
	people   []engine.PersonInfo // those whom the schedule can put on call, whose absences and forwards matter
	resolver *engine.Resolver
	spans    []engine.OnCall // who is on call, from a margin before the window to a margin after it
}

func (r *run) newScene(s *engine.Schedule) (*scene, error) {
	sc := &scene{Schedule: s}
	for _, p := range Participants(s) {
		if info := r.people.Info(p); info != nil {
			sc.people = append(sc.people, *info)
		}
	}
	var err error
	if sc.resolver, err = engine.Compile(s, sc.people, r.in.Workspace.Holidays); err != nil {
		return nil, err
	}
	if s.Enabled {
		sc.spans = spansOf(sc.resolver, window{Start: r.in.Window.Start - r.margin, End: r.in.Window.End + r.margin}, engine.Final)
	}
	return sc, nil
}

func spansOf(r *engine.Resolver, w window, layer engine.Layer) []engine.OnCall {
	var out []engine.OnCall
	for s := range engine.Spans(r.Slices(w, layer)) {
		s.On = slices.Clone(s.On)
		out = append(out, s)
	}
	return out
}

// scene returns the scene of a schedule, or nil where it is not checked.
func (r *run) scene(id engine.ScheduleID) *scene {
	for _, sc := range r.scenes {
		if sc.ID == id {
			return sc
		}
	}
	return nil
}

// manned returns when anybody is on call in the window, on a layer of a resolver.
func manned(r *engine.Resolver, w window, layer engine.Layer) set {
	var out set
	for s := range r.Slices(w, layer) {
		switch n := len(out); {
		case len(s.On) == 0:
		case n > 0 && out[n-1].End == s.Start:
			out[n-1].End = s.End
		default:
			out = append(out, s.Span)
		}
	}
	return out
}

// in returns the spans clipped to a window.
func (sc *scene) in(w window) []engine.OnCall {
	var out []engine.OnCall
	for _, s := range sc.spans {
		if s.Span = s.Clip(w); !s.Empty() {
			out = append(out, s)
		}
	}
	return out
}

// path returns the path of the schedule, or of something in it.
func (sc *scene) path(below string) string {
	p := "schedules." + string(sc.ID)
	if below == "" {
		return p
	}
	return p + "." + below
}

// personDuty is a person on call in one schedule for a while, unbroken.
type personDuty struct {
	who     engine.Participant
	scene   *scene
	checked bool // scene is one of those that are checked
	window
}

// persons returns all duties of persons, in all schedules, by person and start. Teams and escalations are left out: they
// need no rest.
func (r *run) persons() []personDuty {
	if r.duties != nil {
		return r.duties
	}
	for i, sc := range slices.Concat(r.scenes, r.others) {
		last := map[engine.Participant]int{} // index into r.duties of the duty that runs
		for _, s := range sc.spans {
			for _, d := range s.On {
				if d.Who.Kind != engine.KindPerson {
					continue
				}
				if j, ok := last[d.Who]; ok && r.duties[j].End == s.Start {
					r.duties[j].End = s.End
					continue
				}
				last[d.Who] = len(r.duties)
				r.duties = append(r.duties, personDuty{d.Who, sc, i < len(r.scenes), s.Span})
			}
		}
	}
	slices.SortStableFunc(r.duties, func(a, b personDuty) int {
		if c := engine.CompareParticipants(a.who, b.who); c != 0 {
			return c
		}
		return int(min(max(a.Start-b.Start, -1), 1))
	})
	return r.duties
}

// byPerson calls f with all the duties of each person.
func (r *run) byPerson(f func([]personDuty)) {
	all := r.persons()
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].who == all[0].who {
			n++
		}
		f(all[:n])
		all = all[n:]
	}
}

// joined returns a person's duties in all schedules, those that touch or overlap as one. The schedule is that of the first
// part that is checked.
func joined(duties []personDuty) []personDuty {
	var out []personDuty
	for _, d := range duties {
		if n := len(out); n > 0 && d.Start <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, d.End)
			if d.checked && !out[n-1].checked {
				out[n-1].scene, out[n-1].checked = d.scene, true
			}
			continue
		}
		out = append(out, d)
	}
	return out
}

// zoneOf returns a person's zone, or the schedule's where she has none.
func (r *run) zoneOf(p engine.Participant, sc *scene) *civil.Zone {
	return r.people.Zone(sc.Schedule, p)
}
