package report

import (
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters"
)

// entry is one line of the table before it is laid out; who is of kind Nobody in a gap.
type entry struct {
	window
	who engine.Participant
	why string
}

// table lists the timeline as asked, or sums it up where the list would be too long to read.
func (t Text) table(tl *engine.Timeline, rows []row, z *civil.Zone, k ink) []string {
	entries := t.entries(tl)
	if len(entries) > t.maxRows() {
		return t.totals(tl, rows, len(entries), z, k)
	}
	if t.By == ByPerson {
		entries = byRow(entries, rows)
	}
	switch {
	case t.grid(tl, z).words() < minWordsShort:
		return t.cards(entries, z, k)
	case t.By == ByPerson:
		return t.personTable(t.grid(tl, z, "who", "start", "end", "hours", "why"), rows, entries).lines(k)
	default:
		return t.listTable(t.grid(tl, z, "start", "end", "hours", "who", "why"), entries).lines(k)
	}
}

// entries returns a line per span and participant, or per shift, with every gap in its place by time.
func (t Text) entries(tl *engine.Timeline) []entry {
	var out []entry
	for _, sp := range tl.Spans {
		if len(sp.On) == 0 {
			out = append(out, entry{window: sp.Span})
		}
		if t.By != BySpan {
			continue
		}
		for _, d := range sp.On {
			out = append(out, entry{sp.Span, d.Who, exporters.Why(tl.Schedule, d, t.Names)})
		}
	}
	if t.By == BySpan {
		return out
	}
	for _, sh := range tl.Shifts {
		out = append(out, entry{sh.Span, sh.Who, exporters.Why(tl.Schedule, sh.Duty, t.Names)})
	}
	slices.SortStableFunc(out, func(a, b entry) int { return int(a.Start - b.Start) })
	return out
}

// listTable prints entries in order of time. People who are on call together share one pair of times.
func (t Text) listTable(g *grid, entries []entry) *grid {
	var last window
	for i, e := range entries {
		start, end, h := g.c.stamp(e.Start), g.c.stamp(e.End), hours(e.Length())
		if i > 0 && e.window == last {
			start, end, h = "", "", ""
		}
		last = e.window
		g.add(e.who.Kind == engine.Nobody, start, end, h, t.label(e.who), e.why)
	}
	return g
}

// byRow brings each participant's entries together, participants in the order of the chart.
func byRow(entries []entry, rows []row) []entry {
	rank := map[engine.Participant]int{}
	for i, r := range rows {
		rank[r.who] = i
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return rank[a.who] - rank[b.who] })
	return entries
}

// personTable prints entries that stand together by person, the name before the first and the hours after the last.
func (t Text) personTable(g *grid, rows []row, entries []entry) *grid {
	for _, r := range rows {
		name := r.label
		var sum civil.Instant
		for len(entries) > 0 && entries[0].who == r.who {
			e := entries[0]
			g.add(r.gap(), name, g.c.stamp(e.Start), g.c.stamp(e.End), hours(e.Length()), e.why)
			name, sum, entries = "", sum+e.Length(), entries[1:]
		}
		g.add(r.gap(), "", "", "total", hours(sum), "")
	}
	return g
}

// cards prints entries as pairs of lines, for terminals that are too narrow for columns.
func (t Text) cards(entries []entry, z *civil.Zone, k ink) []string {
	var lines []string
	var last window
	for i, e := range entries {
		if i == 0 || e.window != last {
			lines = append(lines, full(z, e.Start)+" to "+full(z, e.End))
		}
		last = e.window
		line := "  " + t.label(e.who) + ", " + hours(e.Length()) + " h"
		if e.why != "" {
			line += ": " + e.why
		}
		if e.who.Kind == engine.Nobody {
			line = k.paint(red, line)
		}
		lines = append(lines, line)
	}
	return lines
}
