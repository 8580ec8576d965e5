package sheet

import (
	"fmt"
	"strconv"

	"github.com/schedsync/schedsync/importers/roster"
)

// Decision is something that was inferred and not stated, or that the mapping stated and a reader should see at work.
type Decision struct {
	Place string // the cell that proves it, or the file or the sheet it is about
	Text  string
}

// String returns the decision as one line.
func (d Decision) String() string {
	if d.Place == "" {
		return d.Text
	}
	return d.Place + ": " + d.Text
}

// log collects problems and decisions, problems up to a limit.
type log struct {
	limit     int
	dropped   int
	problems  roster.Problems
	decisions []Decision
	skipped   []Decision
	seen      map[string]bool // decisions that are told once
}

func newLog(limit int) *log { return &log{limit: limit, seen: map[string]bool{}} }

// wrong reports a problem with its fix.
func (g *log) wrong(place, fix, format string, args ...any) {
	if len(g.problems) >= g.limit {
		g.dropped++
		return
	}
	g.problems = append(g.problems, roster.Problem{Place: place, Text: fmt.Sprintf(format, args...), Fix: fix})
}

// decided tells something inferred; the same words are told once, with the first place that proves them.
func (g *log) decided(place, format string, args ...any) {
	d := Decision{place, fmt.Sprintf(format, args...)}
	if g.seen[d.Text] || len(g.decisions) >= mostSkipped {
		return
	}
	g.seen[d.Text] = true
	g.decisions = append(g.decisions, d)
}

// mostSkipped is how many decisions, skipped rows and remarks are told one by one.
const mostSkipped = 2_000

// skip tells a row or a sheet that was left out, and by what rule.
func (g *log) skip(place, format string, args ...any) {
	if len(g.skipped) < mostSkipped {
		g.skipped = append(g.skipped, Decision{place, fmt.Sprintf(format, args...)})
	}
}

// all returns the problems, and how many more there were.
func (g *log) all() roster.Problems {
	if g.dropped > 0 {
		return append(g.problems, roster.Problem{Text: fmt.Sprintf("and %d more problems, not shown", g.dropped)})
	}
	return g.problems
}

// quoted returns a text from outside in quotes, escaped and cut to a readable length.
func quoted(s string) string {
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return strconv.Quote(s)
}
