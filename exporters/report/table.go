package report

import (
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

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
	g := t.grid(tl, z)
	switch {
	case g.words() < minWordsShort:
		return t.cards(entries, z, k)
	case t.By == ByPerson:
		return t.personTable(g, rows, entries, k)
	default:
		return t.listTable(g, entries, k)
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
func (t Text) listTable(g *grid, entries []entry, k ink) []string {
	g.header("start", "end", "hours", "who", "why")
	var last window
	for i, e := range entries {
		start, end, h := g.c.stamp(e.Start), g.c.stamp(e.End), hours(e.Length())
		if i > 0 && e.window == last {
			start, end, h = "", "", ""
		}
		last = e.window
		g.add(k, e.who.Kind == engine.Nobody, start, end, h, t.label(e.who), e.why)
	}
	return g.lines()
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
func (t Text) personTable(g *grid, rows []row, entries []entry, k ink) []string {
	g.header("who", "start", "end", "hours", "why")
	for _, r := range rows {
		name := r.label
		var sum civil.Instant
		for len(entries) > 0 && entries[0].who == r.who {
			e := entries[0]
			g.add(k, r.gap(), name, g.c.stamp(e.Start), g.c.stamp(e.End), hours(e.Length()), e.why)
			name, sum, entries = "", sum+e.Length(), entries[1:]
		}
		g.add(k, r.gap(), "", "", "total", hours(sum), "")
	}
	return g.lines()
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

// grid is a table of columns without borders that fits the terminal.
type grid struct {
	w     table.Writer
	c     clock
	width int
	stamp int // width of a time
}

// Room that the hours and the spaces between five columns take, and the least that names and reasons need together: below
// the first the year is left out of the times, below the second there is no table.
const (
	hoursColumn   = 6
	columnSpace   = 2
	minWords      = 34
	minWordsShort = 28
)

func (t Text) grid(tl *engine.Timeline, z *civil.Zone) *grid {
	g := &grid{w: table.NewWriter(), c: clockFor(z, tl.Window), width: t.width()}
	g.stamp = len(g.c.stamp(tl.Window.Start))
	if g.words() < minWords {
		g.c.short = true
		g.stamp = len(g.c.stamp(tl.Window.Start))
	}
	who := min(t.widest(tl), max(g.words()/2, minLabel))
	right := func(name string) table.ColumnConfig {
		return table.ColumnConfig{Name: name, Align: text.AlignRight, AlignHeader: text.AlignRight}
	}
	g.w.SetStyle(plainStyle())
	g.w.SetColumnConfigs([]table.ColumnConfig{
		right("hours"), right("share"), right("stretches"),
		{Name: "who", WidthMax: who, WidthMaxEnforcer: text.WrapSoft},
		{Name: "why", WidthMax: max(g.words()-who, minLabel), WidthMaxEnforcer: text.WrapSoft},
	})
	return g
}

// words returns the columns that are left for names and reasons.
func (g *grid) words() int { return g.width - 2*g.stamp - hoursColumn - 4*columnSpace }

// widest returns the width of the longest name in the timeline.
func (t Text) widest(tl *engine.Timeline) int {
	w := len(exporters.Nobody) + 4
	for _, sp := range tl.Spans {
		for _, d := range sp.On {
			w = max(w, text.StringWidthWithoutEscSequences(t.label(d.Who)))
		}
	}
	return w
}

// plainStyle is a table of spaces alone, with its header as it is written.
func plainStyle() table.Style {
	s := table.StyleDefault
	s.Options = table.OptionsNoBordersAndSeparators
	s.Box.PaddingLeft, s.Box.PaddingRight = "", strings.Repeat(" ", columnSpace)
	s.Format.Header = text.FormatDefault
	return s
}

// header names the columns.
func (g *grid) header(columns ...string) {
	r := make(table.Row, len(columns))
	for i, c := range columns {
		r[i] = c
	}
	g.w.AppendHeader(r)
}

// add appends a line, red where it is a gap.
func (g *grid) add(k ink, gap bool, cells ...string) {
	r := make(table.Row, len(cells))
	for i, c := range cells {
		if gap {
			c = k.paint(red, c)
		}
		r[i] = c
	}
	g.w.AppendRow(r)
}

// lines returns the table without spaces at the ends of lines.
func (g *grid) lines() []string {
	lines := strings.Split(g.w.Render(), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return lines
}
