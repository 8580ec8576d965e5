package report

import (
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// Handover is a moment at which others come on call.
type Handover struct {
	Schedule *engine.Schedule
	At       civil.Instant
	Out, In  []engine.Duty // who goes and who comes; those who stay are in neither
	Stay     []engine.Duty
	Gap      bool // nobody is on call from then on
}

// HandoversOf returns the moments inside the period, on each schedule's clock, at which who is on call changes; at most
// the first so many of each schedule where most is above zero. Duties are the reasons on either side of the moment.
func HandoversOf(in Input, most int) ([]Handover, error) {
	rotas, err := in.rotas()
	if err != nil {
		return nil, err
	}
	var out []Handover
	for i := range rotas {
		r := &rotas[i]
		var last []engine.Duty
		begun, n := false, 0
		period := in.Period(r.Zone)
		// From a second before, so that a handover at the very start is one.
		for s := range engine.Spans(r.resolver.Slices(window{Start: period.Start - 1, End: period.End}, engine.Final)) {
			if begun {
				out = append(out, handover(r.Schedule, s.Start, last, s.On))
				if n++; n == most {
					break
				}
			}
			last, begun = slices.Clone(s.On), true
		}
	}
	return out, nil
}

func handover(s *engine.Schedule, at civil.Instant, before, after []engine.Duty) Handover {
	h := Handover{Schedule: s, At: at, Gap: len(after) == 0}
	has := func(list []engine.Duty, p engine.Participant) bool {
		return slices.ContainsFunc(list, func(d engine.Duty) bool { return d.Who == p })
	}
	for _, d := range before {
		if !has(after, d.Who) {
			h.Out = append(h.Out, d)
		}
	}
	for _, d := range after {
		if has(before, d.Who) {
			h.Stay = append(h.Stay, d)
		} else {
			h.In = append(h.In, d)
		}
	}
	return h
}
