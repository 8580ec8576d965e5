package check

import (
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// share is what one member of a schedule serves in the window.
type share struct {
	who       engine.Participant
	hours     civil.Instant // on call, in seconds
	available civil.Instant // time in the window in which she is on a list and not away
	longest   civil.Instant // her longest unbroken duty
}

// unfair tells of members who serve more or less than their share by more than the percentage, and by more than one duty:
// in four weeks of weekly turns three people cannot serve alike. The share is by the time a member is on a list and not
// away, so that nobody looks idle for having joined late.
func (r *run) unfair(sc *scene) error {
	shares := r.shares(sc)
	var hours, available civil.Instant
	for _, s := range shares {
		hours, available = hours+s.hours, available+s.available
	}
	if len(shares) < 2 || hours == 0 || available == 0 {
		return nil
	}
	for _, s := range shares {
		fair := civil.Instant(float64(hours) * float64(s.available) / float64(available))
		off := s.hours - fair
		if max(off, -off) <= max(s.longest, typical(shares)) || max(off, -off)*100 <= fair*civil.Instant(r.now.percent) {
			continue
		}
		word := "more"
		if off < 0 {
			word, off = "less", -off
		}
		r.add(Finding{
			Schedule: sc.ID, Who: s.who, window: r.in.Window, Path: sc.path("rotations"),
			Text: fmt.Sprintf("%s serves %s, %s %s than a fair share of %s, %s", r.name(s.who), length(s.hours), length(off), word, length(fair), when(r.in.Window, sc.Zone)),
		})
	}
	return nil
}

// typical returns the longest duty of the member in the middle.
func typical(shares []share) civil.Instant {
	all := make([]civil.Instant, len(shares))
	for i, s := range shares {
		all[i] = s.longest
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// shares returns the members of the schedule's rotations, in the order of the lists.
func (r *run) shares(sc *scene) []share {
	var out []share
	for i := range sc.Rotations {
		rot := &sc.Rotations[i]
		for _, p := range everMembers(rot) {
			if p.Kind != engine.KindPerson {
				continue
			}
			at := slices.IndexFunc(out, func(s share) bool { return s.who == p })
			if at < 0 {
				at = len(out)
				out = append(out, share{who: p})
			}
			free := listed(rot, p, r.in.Window)
			if info := r.in.Workspace.Person(engine.PersonID(p.ID)); info != nil {
				free = free.Subtract(r.absences(info, sc))
			}
			out[at].available = max(out[at].available, free.Length())
		}
	}
	for i := range out {
		r.serving(sc, &out[i])
	}
	return slices.DeleteFunc(out, func(s share) bool { return s.available == 0 })
}

// serving counts the hours of a member.
func (r *run) serving(sc *scene, s *share) {
	var run, last civil.Instant
	for _, sp := range sc.in(r.in.Window) {
		if !slices.ContainsFunc(sp.On, func(d engine.Duty) bool { return d.Who == s.who }) {
			continue
		}
		if sp.Start != last {
			run = 0
		}
		run, last = run+sp.Length(), sp.End
		s.hours, s.longest = s.hours+sp.Length(), max(s.longest, run)
	}
}

// everMembers returns everybody who is on any list of a rotation.
func everMembers(rot *engine.Rotation) []engine.Participant {
	all := slices.Clone(rot.People)
	for _, c := range rot.Changes {
		all = append(all, c.People...)
	}
	return members(all)
}

// listed returns when a participant is on the list in force while the rotation runs.
func listed(rot *engine.Rotation, p engine.Participant, w window) set {
	if len(rot.People) == 0 {
		return nil
	}
	if life := rot.Start.In(rot.Zone); w.Start < life {
		w.Start = life
	}
	if rot.Until.IsSet() {
		w.End = min(w.End, rot.Until.In(rot.Zone))
	}
	var out set
	people := rot.People
	from := w.Start
	for _, c := range rot.Changes {
		at := c.From.In(rot.Zone)
		if slices.Contains(members(people), p) {
			out = out.Union(set{{Start: from, End: at}})
		}
		people, from = c.People, max(at, w.Start)
	}
	if slices.Contains(members(people), p) && from < w.End {
		out = out.Union(set{{Start: from, End: w.End}})
	}
	return out.Clip(w)
}
