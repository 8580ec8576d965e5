package engine

import (
	"slices"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// WhoAnswer tells who is on call at an instant, since and until when, and who is next.
type WhoAnswer struct {
	Schedule *Schedule
	At       civil.Instant
	On       []Duty        // each participant once
	Since    civil.Instant // the start of the span that holds At; 0 when it lies further back than was looked
	Until    civil.Instant // its end; 0 when it lies further ahead than was looked
	Next     []Duty        // the next span that is not empty and whose people differ; empty when there is none
	NextFrom civil.Instant // when that begins
}

// LookAround bounds how far from the asked instant a span's ends and the next span are searched: a little over two years.
const LookAround = 800 * civil.DayLen

// Who returns who is on call at t. The cost does not grow with the distance from the rotations' starts.
func (r *Resolver) Who(t civil.Instant) WhoAnswer {
	a := WhoAnswer{Schedule: r.schedule, At: t, Since: r.since(t)}
	first := true
	for s := range Spans(r.Slices(span.Span[civil.Instant]{Start: t, End: t + LookAround}, Final)) {
		switch {
		case first:
			first = false
			a.On = slices.Clone(s.On)
			if s.End < t+LookAround {
				a.Until = s.End
			}
		case len(s.On) > 0 && !sameSet(s.On, a.On):
			a.Next, a.NextFrom = slices.Clone(s.On), s.Start
			return a
		}
	}
	return a
}

// since returns the start of the span that holds t, looking back in ever larger steps.
func (r *Resolver) since(t civil.Instant) civil.Instant {
	for back := civil.Instant(civil.DayLen); ; back = min(back*4, LookAround) {
		var last span.Span[civil.Instant]
		for s := range Spans(r.Slices(span.Span[civil.Instant]{Start: t - back, End: t + 1}, Final)) {
			last = s.Span
		}
		switch {
		case last.Start > t-back:
			return last.Start
		case back == LookAround:
			return 0
		}
	}
}

// On returns when a participant is on call in the half-open window, whatever for; never on a disabled schedule.
func (r *Resolver) On(p Participant, w span.Span[civil.Instant]) span.Set[civil.Instant] {
	var out []span.Span[civil.Instant]
	if !r.schedule.Enabled {
		return nil
	}
	for s := range Spans(r.Slices(w, Final)) {
		if serves(s.On, p) {
			out = append(out, s.Span)
		}
	}
	return span.Of(out...)
}
