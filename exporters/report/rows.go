package report

import (
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// row is one line of the chart: a participant and the stretches they are on call, or the gaps.
type row struct {
	who   engine.Participant // of kind Nobody for the gaps
	label string
	on    span.Set[civil.Instant]
}

// gap reports whether the row is the one of the gaps.
func (r row) gap() bool { return r.who.Kind == engine.Nobody }

// rowsOf turns spans into rows: participants in the order they first come on call, the gaps last.
func rowsOf(tl *engine.Timeline, label func(engine.Participant) string) []row {
	at := map[engine.Participant]int{}
	var rows []row
	add := func(p engine.Participant, s window) {
		i, ok := at[p]
		if !ok {
			i = len(rows)
			at[p] = i
			rows = append(rows, row{who: p, label: label(p)})
		}
		rows[i].on = append(rows[i].on, s)
	}
	for _, sp := range tl.Spans {
		if len(sp.On) == 0 {
			add(engine.Participant{}, sp.Span)
		}
		for _, d := range sp.On {
			add(d.Who, sp.Span)
		}
	}
	for i := range rows {
		rows[i].on = span.Of(rows[i].on...)
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		switch {
		case a.gap() == b.gap():
			return 0
		case a.gap():
			return 1
		default:
			return -1
		}
	})
	return rows
}

// gapsOf returns the stretches in which nobody is on call.
func gapsOf(tl *engine.Timeline) []window {
	var gaps []window
	for _, sp := range tl.Spans {
		if len(sp.On) == 0 {
			gaps = append(gaps, sp.Span)
		}
	}
	return gaps
}
