package report

import (
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters"
)

// grid is a table of columns without borders that fits the terminal.
type grid struct {
	c       clock
	width   int // of the terminal
	stamp   int // of a time
	who     int // most that a name may take before it is wrapped
	names   []string
	rows    [][]string
	colours []string // of the rows; empty: none
}

// Room that the hours and the spaces between five columns take, and the least that names and reasons need together: below
// the first the year is left out of the times (the weekday where the window has years), below the second there is no table.
const (
	hoursColumn   = 6
	columnSpace   = 2
	minWords      = 34
	minWordsShort = 28
)

func (t Text) grid(tl *engine.Timeline, z *civil.Zone, columns ...string) *grid {
	g := &grid{c: clockFor(z, tl.Window), width: t.width(), names: columns}
	g.stamp = g.c.widest(tl)
	if g.words() < minWords {
		g.c.short, g.c.years = true, years(tl.Window, z)
		g.stamp = g.c.widest(tl)
	}
	g.who = min(t.widest(tl), max(g.words()/2, minLabel))
	return g
}

// years reports whether a window is so long that a day of it could be of two years.
func years(w window, z *civil.Zone) bool {
	return z.Reading(w.End).Day()-z.Reading(w.Start).Day() >= 365
}

// words returns the columns that are left for names and reasons.
func (g *grid) words() int { return g.width - 2*g.stamp - hoursColumn - 4*columnSpace }

// widest returns the width of the longest name in the timeline.
func (t Text) widest(tl *engine.Timeline) int {
	w := len(exporters.Nobody) + 4
	for _, sp := range tl.Spans {
		for _, d := range sp.On {
			w = max(w, columnsOf(t.label(d.Who)))
		}
	}
	return w
}

// add appends a line, red where it is a gap.
func (g *grid) add(gap bool, cells ...string) {
	colour := ""
	if gap {
		colour = red
	}
	g.rows, g.colours = append(g.rows, cells), append(g.colours, colour)
}

// most returns how wide a column may get before its cells are wrapped; 0: as wide as they are.
func (g *grid) most(name string) int {
	switch name {
	case "who":
		return g.who
	case "why":
		return max(g.words()-g.who, minLabel)
	default:
		return 0
	}
}

// right reports whether a column holds numbers.
func right(name string) bool { return name == "hours" || name == "share" || name == "stretches" }

// lines lays the table out, without spaces at the ends of lines.
func (g *grid) lines(k ink) []string {
	type line struct {
		cells  []string
		colour string
	}
	all := []line{{g.names, ""}}
	for i, cells := range g.rows {
		for _, part := range g.wrapped(cells) {
			all = append(all, line{part, g.colours[i]})
		}
	}
	width := make([]int, len(g.names))
	for _, l := range all {
		for i, c := range l.cells {
			width[i] = max(width[i], columnsOf(c))
		}
	}
	out := make([]string, len(all))
	for n, l := range all {
		var b strings.Builder
		for i, c := range l.cells {
			if right(g.names[i]) {
				b.WriteString(padLeft(c, width[i]))
			} else {
				b.WriteString(pad(c, width[i]))
			}
			b.WriteString(strings.Repeat(" ", columnSpace))
		}
		out[n] = strings.TrimRight(b.String(), " ")
		if l.colour != "" {
			out[n] = k.paint(l.colour, out[n])
		}
	}
	return out
}

// wrapped breaks the cells of a row into as many lines as the longest needs.
func (g *grid) wrapped(cells []string) [][]string {
	parts, height := make([][]string, len(cells)), 1
	for i, c := range cells {
		parts[i] = []string{c}
		if w := g.most(g.names[i]); w > 0 {
			parts[i] = wrap(c, w)
		}
		height = max(height, len(parts[i]))
	}
	out := make([][]string, height)
	for n := range out {
		out[n] = make([]string, len(cells))
		for i, p := range parts {
			if n < len(p) {
				out[n][i] = p[n]
			}
		}
	}
	return out
}
