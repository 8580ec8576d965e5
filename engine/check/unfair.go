package check

import (
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/report"
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
// away, so that nobody looks idle for having joined late; who is available for less than half of the window is not judged.
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
		fair := report.FairShare(hours, s.available, available)
		off := s.hours - fair
		if s.available < r.in.Window.Length()/2 {
			continue
		}
		if max(off, -off) <= max(s.longest, typical(shares)) || max(off, -off)*100 <= fair*civil.Instant(r.now.percent) {
			continue
		}
		word := "more"
		if off < 0 {
			word, off = "less", -off
		}
		r.add(Finding{
			Schedule: sc.ID, Who: s.who, Span: r.in.Window, Path: sc.path("rotations"),
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

// shares returns the members of the schedule's rotations who are available at all, in the order of the lists.
func (r *run) shares(sc *scene) []share {
	var out []share
	for _, p := range report.Members(sc.Schedule) {
		free := r.people.Available(sc.Schedule, p, r.in.Window)
		if len(free) > 0 {
			out = append(out, share{who: p, available: free.Length()})
		}
	}
	spans := sc.in(r.in.Window)
	for i := range out {
		out[i].serve(spans)
	}
	return out
}

// serve counts the hours of a member.
func (s *share) serve(spans []engine.OnCall) {
	var run, last civil.Instant
	for _, sp := range spans {
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
