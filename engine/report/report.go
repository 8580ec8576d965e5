// Package report counts duty: hours by person and band, what they are paid, how evenly they are shared, and who hands
// over to whom. It works from timelines and is as pure as they are.
//
// # Rules
//
//   - Duty is counted in real time: the night on which the clock goes back has an hour more, the other an hour less.
//   - A person's hours are judged by her own calendar and on her own clock: zone, holidays, and where a month begins and
//     ends. Who has no zone of her own has the schedule's.
//   - A stretch belongs to the first band that fits (engine.Bands), and is cut where the band changes.
//   - Two schedules at once are two duties. Two seats of one schedule at once are one.
//   - Hours are "base" as the rotations would have it, with covers for those away, and "final" as it came to be, with
//     overrides and forwards. The difference is told as moves: who gave, who took.
//   - Amounts are products of whole seconds and rates in ten-thousandths. They are exact until they are rounded, once, for
//     each line: one person, one schedule, one band. Totals are sums of rounded lines, so that they add up on paper.
package report

import (
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

type window = span.Span[civil.Instant]

// Input is what is reported on.
type Input struct {
	Workspace *engine.Workspace
	Schedules []*engine.Schedule // those to report on, in the order of the workspace; disabled ones have no duty
	// From and Until bound the time, half-open. Local times mean the clock of each person: a month of somebody in Lisbon
	// begins an hour after that of somebody in Berlin.
	From, Until civil.Moment

	people People
}

// Period returns the time that is reported on for a clock.
func (in *Input) Period(z *civil.Zone) span.Span[civil.Instant] {
	return window{Start: in.From.In(z), End: in.Until.In(z)}
}

// widest returns a window that holds the period on every clock concerned.
func (in *Input) widest(s *engine.Schedule) window {
	w := in.Period(s.Zone)
	seen := map[*civil.Zone]bool{}
	for i := range in.Workspace.People {
		if z := in.Workspace.People[i].Zone; z != nil && !seen[z] {
			seen[z] = true
			p := in.Period(z)
			w.Start, w.End = min(w.Start, p.Start), max(w.End, p.End)
		}
	}
	return w
}

// rota is one schedule, resolved for a report.
type rota struct {
	*engine.Schedule
	resolver *engine.Resolver
	window   window // as wide as any person's period
}

// rotas compiles the schedules that are switched on.
func (in *Input) rotas() ([]rota, error) {
	in.people = PeopleOf(in.Workspace)
	var out []rota
	for _, s := range in.Schedules {
		if !s.Enabled {
			continue
		}
		r, err := engine.Compile(s, in.Workspace.People, in.Workspace.Holidays)
		if err != nil {
			return nil, err
		}
		out = append(out, rota{s, r, in.widest(s)})
	}
	return out, nil
}

// duty is one participant on call, unbroken; Why is the reason at its start.
type duty struct {
	window
	Why engine.Duty
}

// duties returns everybody's unbroken duties in a layer of a schedule, each clipped to the period on their own clock, by
// participant and start.
func (in *Input) duties(r *rota, layer engine.Layer) []duty {
	var out []duty
	running := map[engine.Participant]int{}
	for s := range engine.Spans(r.resolver.Slices(r.window, layer)) {
		for _, d := range s.On {
			if i, ok := running[d.Who]; ok && out[i].End == s.Start {
				out[i].End = s.End
				continue
			}
			running[d.Who] = len(out)
			out = append(out, duty{s.Span, d})
		}
	}
	for i := range out {
		out[i].window = out[i].Clip(in.Period(in.people.Zone(r.Schedule, out[i].Why.Who)))
	}
	out = slices.DeleteFunc(out, func(d duty) bool { return d.Empty() })
	slices.SortStableFunc(out, func(a, b duty) int { return engine.CompareParticipants(a.Why.Who, b.Why.Who) })
	return out
}

// each calls f with all the duties of every participant.
func each(duties []duty, f func(engine.Participant, []duty)) {
	for len(duties) > 0 {
		n := 1
		for n < len(duties) && duties[n].Why.Who == duties[0].Why.Who {
			n++
		}
		f(duties[0].Why.Who, duties[:n])
		duties = duties[n:]
	}
}
