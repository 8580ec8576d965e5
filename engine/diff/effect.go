package diff

import (
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Move is a stretch in which other people are on call after a change than before.
type Move = engine.Difference

// Hours is how long somebody is on call in a window, before and after, in seconds.
type Hours struct {
	Who           engine.Participant
	Before, After civil.Instant
}

// Timeline returns the spans of a plain schedule; nobody is on call on none, or on one that is disabled.
func Timeline(s *engine.Schedule, w span.Span[civil.Instant]) ([]engine.OnCall, error) {
	if s == nil || !s.Enabled {
		return []engine.OnCall{{Span: w}}, nil
	}
	r, err := engine.Compile(s, nil, nil)
	if err != nil {
		return nil, err
	}
	return r.Resolve(w, engine.Final).Spans, nil
}

// HoursBetween sums up how long everyone is on call in two timelines of the same window, by participant.
func HoursBetween(a, b []engine.OnCall) []Hours {
	var out []Hours
	at := func(p engine.Participant) *Hours {
		i := slices.IndexFunc(out, func(h Hours) bool { return h.Who == p })
		if i < 0 {
			i = len(out)
			out = append(out, Hours{Who: p})
		}
		return &out[i]
	}
	for _, s := range a {
		for _, p := range engine.People(s.On) {
			at(p).Before += s.Length()
		}
	}
	for _, s := range b {
		for _, p := range engine.People(s.On) {
			at(p).After += s.Length()
		}
	}
	slices.SortFunc(out, func(a, b Hours) int { return engine.CompareParticipants(a.Who, b.Who) })
	return out
}

// NewGaps returns the moves after which nobody is on call where somebody was.
func NewGaps(moves []Move) []Move {
	return slices.DeleteFunc(slices.Clone(moves), func(m Move) bool { return len(m.After) > 0 || len(m.Before) == 0 })
}
