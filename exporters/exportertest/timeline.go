// Package exportertest makes timelines by hand for the tests of the formats, so that those tests need no resolver.
package exportertest

import (
	"cmp"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Maker collects shifts of one schedule.
type Maker struct {
	tl engine.Timeline
}

// New begins a timeline of s over the local days [from, until) of its zone, as "2026-01-05 09:00" gives them to [At].
func New(s *engine.Schedule, from, until string) *Maker {
	return &Maker{engine.Timeline{
		Schedule: s,
		Window:   span.Span[civil.Instant]{Start: At(s.Zone, from), End: At(s.Zone, until)},
	}}
}

// Local reads "2026-01-05 09:00" as a reading of a clock; anything else is a mistake in a test and gives nonsense.
func Local(text string) civil.Local {
	n := func(from, to int) int {
		v := 0
		for _, c := range text[from:to] {
			v = v*10 + int(c-'0')
		}
		return v
	}
	day := civil.DayOf(n(0, 4), n(5, 7), n(8, 10))
	return day.Start() + civil.Local(n(11, 13)*civil.Hour+n(14, 16)*civil.Minute)
}

// At returns the instant of [Local] on z's clock.
func At(z *civil.Zone, text string) civil.Instant { return z.First(Local(text)) }

// Turn returns the duty of a person in a turn of the first rotation.
func Turn(who engine.PersonID, turn int) engine.Duty {
	return engine.Duty{Who: engine.Person(who), Turn: turn, Override: -1}
}

// Shift adds a duty over the local times [from, until), clipped to the window.
func (m *Maker) Shift(from, until string, d engine.Duty) *Maker {
	z := m.tl.Schedule.Zone
	s := span.Span[civil.Instant]{Start: At(z, from), End: At(z, until)}.Clip(m.tl.Window)
	if !s.Empty() {
		m.tl.Shifts = append(m.tl.Shifts, engine.Shift{Span: s, Duty: d})
	}
	return m
}

// Every adds turns of step seconds of wall clock each, dealt to people in turn, from a local time to the window's end.
func (m *Maker) Every(from string, step civil.Local, people ...engine.PersonID) *Maker {
	z, l := m.tl.Schedule.Zone, Local(from)
	for k := 0; z.First(l) < m.tl.Window.End; k, l = k+1, l+step {
		m.Shift(l.String(), (l + step).String(), Turn(people[k%len(people)], k))
	}
	return m
}

// Timeline returns the shifts in the engine's order, and the spans that follow from them.
func (m *Maker) Timeline() engine.Timeline {
	tl := m.tl
	slices.SortStableFunc(tl.Shifts, func(a, b engine.Shift) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Rotation, b.Rotation), cmp.Compare(a.Slot, b.Slot))
	})
	edges := []civil.Instant{tl.Window.Start, tl.Window.End}
	for _, sh := range tl.Shifts {
		edges = append(edges, sh.Start, sh.End)
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	var on []engine.Shift // those that have begun and not ended
	next := 0
	for i := range len(edges) - 1 {
		for ; next < len(tl.Shifts) && tl.Shifts[next].Start <= edges[i]; next++ {
			on = append(on, tl.Shifts[next])
		}
		on = slices.DeleteFunc(on, func(sh engine.Shift) bool { return sh.End <= edges[i] })
		tl.Spans = appendSpan(tl.Spans, edges[i], edges[i+1], duties(on))
	}
	return tl
}

// duties returns the duties of shifts, each participant once.
func duties(shifts []engine.Shift) []engine.Duty {
	var on []engine.Duty
	for _, sh := range shifts {
		if !slices.ContainsFunc(on, func(d engine.Duty) bool { return d.Who == sh.Who }) {
			on = append(on, sh.Duty)
		}
	}
	return on
}

// appendSpan lengthens the last span when the same participants stay on call.
func appendSpan(spans []engine.OnCall, from, until civil.Instant, on []engine.Duty) []engine.OnCall {
	if n := len(spans); n > 0 && slices.EqualFunc(spans[n-1].On, on, func(a, b engine.Duty) bool { return a.Who == b.Who }) {
		spans[n-1].End = until
		return spans
	}
	return append(spans, engine.OnCall{Span: span.Span[civil.Instant]{Start: from, End: until}, On: on})
}
