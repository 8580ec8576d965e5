package engine

import (
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Quiet returns when a mute is in force in the half-open window: the union of its windows, each from the instant its local
// start means to the instant its local end means. Windows that touch or overlap are one.
func (m *Mute) Quiet(w span.Span[civil.Instant]) (span.Set[civil.Instant], error) {
	var out []span.Span[civil.Instant]
	switch {
	case m.Rule != "":
		r, err := newRecurrence(&Override{From: m.Start, Rule: m.Rule, For: m.For}, 0, m.Zone)
		if err != nil {
			return nil, fmt.Errorf("mute %q: %w", m.ID, err)
		}
		r.wall = m.wall()
		for _, o := range r.appendWithin(nil, w) {
			out = append(out, o.Span)
		}
	case m.Date.IsSet():
		out = append(out, m.on(m.Date.On(m.Zone).Day()))
	default:
		first := m.Zone.High(w.Start).Day() - m.reach()
		for d := first; d <= m.Zone.High(w.End).Day(); d++ {
			if slices.Contains(m.Days, d.Weekday()) {
				out = append(out, m.on(d))
			}
		}
	}
	return span.Of(out...).Clip(w), nil
}

// wall returns the length of a window on the wall clock, or 0 when `for` says how long it is.
func (m *Mute) wall() civil.Local {
	if m.For.N > 0 {
		return 0
	}
	return civil.Local(m.To - m.From)
}

// on returns the window that starts on a day.
func (m *Mute) on(d civil.Day) span.Span[civil.Instant] {
	start := d.Start() + civil.Local(m.From)
	if m.For.N > 0 {
		return span.Span[civil.Instant]{Start: m.Zone.First(start), End: m.For.After(civil.AtLocal(start), m.Zone)}
	}
	return span.Span[civil.Instant]{Start: m.Zone.First(start), End: m.Zone.First(d.Start() + civil.Local(m.To))}
}

// reach returns how many days before a date a window can start that still holds it.
func (m *Mute) reach() civil.Day {
	r := recurrence{length: m.For, wall: m.wall()}
	return civil.Day(r.longest()/civil.DayLen) + 1
}
