package exporters

import (
	"cmp"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Tally is how much of a window somebody is on call, in seconds of real time.
type Tally struct {
	Who       engine.Participant
	Stretches int           // unbroken times on call, whatever the reason
	Total     civil.Instant // the sum of the three below
	Weekday   civil.Instant
	Weekend   civil.Instant // Saturdays and Sundays that are no holidays
	Holiday   civil.Instant
	Longest   civil.Instant // longest stretch
}

// Tallies sums up a timeline, those with most hours first, then by participant. days are those of the timeline's window
// on its schedule's clock. Two seats of one person at a time count once.
func Tallies(tl *engine.Timeline, days []Day) []Tally {
	on := map[engine.Participant][]span.Span[civil.Instant]{}
	for _, sp := range tl.Spans {
		for _, d := range sp.On {
			on[d.Who] = append(on[d.Who], sp.Span)
		}
	}
	var out []Tally
	for who, spans := range on {
		out = append(out, tally(who, span.Of(spans...), days))
	}
	slices.SortFunc(out, func(a, b Tally) int {
		return cmp.Or(cmp.Compare(b.Total, a.Total), engine.CompareParticipants(a.Who, b.Who))
	})
	return out
}

func tally(who engine.Participant, on span.Set[civil.Instant], days []Day) Tally {
	t := Tally{Who: who, Stretches: len(on), Total: on.Length()}
	for _, s := range on {
		t.Longest = max(t.Longest, s.Length())
		first, _ := slices.BinarySearchFunc(days, s.Start, func(d Day, at civil.Instant) int {
			if d.Span.End <= at {
				return -1
			}
			return 1
		})
		for _, d := range days[first:] {
			if d.Span.Start >= s.End {
				break
			}
			*t.kind(d) += s.Clip(d.Span).Length()
		}
	}
	return t
}

// kind returns the sum that a day's hours belong to.
func (t *Tally) kind(d Day) *civil.Instant {
	switch {
	case len(d.Holidays) > 0:
		return &t.Holiday
	case d.Weekend:
		return &t.Weekend
	default:
		return &t.Weekday
	}
}

// Handover is a moment at which those on call change.
type Handover struct {
	At            civil.Instant
	Before, After []engine.Duty // empty: nobody
}

// Handovers lists the changes inside a timeline's window, in order. What begins or ends with the window is none.
func Handovers(tl *engine.Timeline) []Handover {
	var out []Handover
	for i := 1; i < len(tl.Spans); i++ {
		if a, b := tl.Spans[i-1], tl.Spans[i]; a.End == b.Start {
			out = append(out, Handover{b.Start, a.On, b.On})
		}
	}
	return out
}

// Gaps lists the stretches in which nobody is on call, in order.
func Gaps(tl *engine.Timeline) []span.Span[civil.Instant] {
	var out []span.Span[civil.Instant]
	for _, sp := range tl.Spans {
		if len(sp.On) == 0 {
			out = append(out, sp.Span)
		}
	}
	return out
}

// Part returns what some participants have of a timeline. It has no gaps, because where they are off others may be on.
// keep is asked for every participant.
func Part(tl *engine.Timeline, keep func(engine.Participant) bool) engine.Timeline {
	out := engine.Timeline{Schedule: tl.Schedule, Window: tl.Window}
	for _, sh := range tl.Shifts {
		if keep(sh.Who) {
			out.Shifts = append(out.Shifts, sh)
		}
	}
	if len(out.Shifts) == 0 { // many people times many schedules: most have nothing here
		return out
	}
	for _, sp := range tl.Spans {
		if slices.ContainsFunc(sp.On, func(d engine.Duty) bool { return keep(d.Who) }) {
			kept := slices.DeleteFunc(slices.Clone(sp.On), func(d engine.Duty) bool { return !keep(d.Who) })
			out.Spans = append(out.Spans, engine.OnCall{Span: sp.Span, On: kept})
		}
	}
	return out
}

// Roster lists who belongs to a schedule: those its rotations name, in the order they stand there, then whoever else is
// on call in the timeline, in order of time. A timeline that is only a part lists only those who are in it.
func Roster(tl *engine.Timeline, part bool) []engine.Participant {
	var out []engine.Participant
	seen := map[engine.Participant]bool{}
	add := func(p engine.Participant) {
		if !seen[p] && p.Kind != engine.Nobody {
			seen[p] = true
			out = append(out, p)
		}
	}
	if !part {
		for i := range tl.Schedule.Rotations {
			for _, e := range entries(&tl.Schedule.Rotations[i]) {
				for _, p := range e {
					add(p)
				}
			}
		}
	}
	for _, sh := range tl.Shifts {
		add(sh.Who)
	}
	return out
}

// entries returns all the entries a rotation names, with those of its changes and its explicit shifts.
func entries(r *engine.Rotation) []engine.Entry {
	out := slices.Clone(r.People)
	for _, c := range r.Changes {
		out = append(out, c.People...)
	}
	for _, s := range r.Shifts {
		out = append(out, s.Who)
	}
	return out
}
