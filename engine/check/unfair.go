package check

import (
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/report"
)

// share is what one member of a rotation serves in the window.
type share struct {
	who       engine.Participant
	hours     civil.Instant // on call, in seconds
	available civil.Instant // time in the window in which she is on a list and not away
	longest   civil.Instant // her longest unbroken duty
	unbroken  civil.Instant // the length of the duty that ran last
	until     civil.Instant // and its end
}

// unfair tells of members of a rotation who serve more or less than their share by more than the percentage, and by more
// than one duty: in four weeks of weekly turns three people cannot serve alike, and of nine only four or five serve. The
// share is by the time a member is on the list and not away, so that nobody looks idle for having joined late; who is
// available for less than half of the window is not judged. What somebody serves by overrides of the whole schedule counts in the first rotation they are in.
func (r *run) unfair(sc *scene) error {
	home := map[engine.Participant]int{}
	for i := range sc.Rotations {
		for _, p := range everMembers(&sc.Rotations[i]) {
			if _, ok := home[p]; !ok {
				home[p] = i
			}
		}
	}
	spans := sc.in(r.in.Window)
	for i := range sc.Rotations {
		r.unfairIn(sc, i, r.shares(sc, i, spans, home))
	}
	return nil
}

func (r *run) unfairIn(sc *scene, rotation int, shares []share) {
	var hours, available civil.Instant
	for _, s := range shares {
		hours, available = hours+s.hours, available+s.available
	}
	if len(shares) < 2 || hours == 0 {
		return
	}
	oneDuty := typical(shares)
	for _, s := range shares {
		fair := report.FairShare(hours, s.available, available)
		off := s.hours - fair
		if s.available < r.in.Window.Length()/2 || max(off, -off) <= max(s.longest, oneDuty) || max(off, -off)*100 <= fair*civil.Instant(r.now.percent) {
			continue
		}
		word := "more"
		if off < 0 {
			word, off = "less", -off
		}
		id := sc.Rotations[rotation].ID
		r.add(Finding{
			Schedule: sc.ID, Who: s.who, Span: r.in.Window, Path: sc.path("rotations." + string(id)),
			Text: fmt.Sprintf("%s serves %s in rotation %q, %s %s than a fair share of %s, %s",
				r.name(s.who), length(s.hours), id, length(off), word, length(fair), when(r.in.Window, sc.Zone)),
		})
	}
}

// typical returns the longest duty of the member in the middle of those who serve at all: in a long list most do not have
// a turn in the window. Somebody does serve.
func typical(shares []share) civil.Instant {
	var all []civil.Instant
	for _, s := range shares {
		if s.longest > 0 {
			all = append(all, s.longest)
		}
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// shares returns the members of a rotation who are available at all, in the order of its lists.
func (r *run) shares(sc *scene, rotation int, spans []engine.OnCall, home map[engine.Participant]int) []share {
	rot := sc.Rotations[rotation : rotation+1]
	free := r.people.Available(sc.Schedule, rot, r.in.Window)
	var out []share
	at := map[engine.Participant]int{}
	for _, p := range everMembers(&rot[0]) {
		if len(free[p]) > 0 {
			at[p] = len(out)
			out = append(out, share{who: p, available: free[p].Length()})
		}
	}
	for _, sp := range spans {
		for _, d := range sp.On {
			i, member := at[d.Who]
			if member && (d.Rotation == rotation || d.Rotation < 0 && home[d.Who] == rotation) {
				out[i].serve(sp.Span)
			}
		}
	}
	return out
}

// serve adds a stretch of duty; those that touch are one.
func (s *share) serve(w window) {
	if w.Start != s.until {
		s.unbroken = 0
	}
	s.unbroken, s.until = s.unbroken+w.Length(), w.End
	s.hours, s.longest = s.hours+w.Length(), max(s.longest, s.unbroken)
}

// everMembers returns everybody who is on any list of a rotation.
func everMembers(rot *engine.Rotation) []engine.Participant {
	alone := engine.Schedule{Rotations: []engine.Rotation{*rot}}
	return report.Members(&alone)
}
