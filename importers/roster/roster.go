// Package roster holds what every reader of rosters has in common, be it of spreadsheets or of calendars: shifts with the
// place they were read from, problems with theirs, and the directory that finds people by the words a roster uses for them.
package roster

import (
	"fmt"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// Shift is one shift of a roster, half-open [From, Until).
type Shift struct {
	From, Until civil.Moment
	Who         engine.Entry
	Role        string // the duty it is for, where the roster has several; empty: the only one
	Place       string // where it was read: "november.xlsx!Nov!C7", "team.ics:120"
}

// Fixed returns the shift as the engine takes it.
func (s Shift) Fixed() engine.FixedShift {
	return engine.FixedShift{From: s.From, Until: s.Until, Who: s.Who}
}

// Problem is something that keeps a roster from being read, or that a reader should look at.
type Problem struct {
	Place string // "november.xlsx!Nov!C7"
	Text  string // what is wrong: `"Anna" is nobody we know`
	Fix   string // what would mend it: `did you mean "ana"? else add an alias to the mapping`
}

// String returns the problem as one line.
func (p Problem) String() string {
	text := p.Text
	if p.Place != "" {
		text = p.Place + ": " + text
	}
	if p.Fix != "" {
		text += "; " + p.Fix
	}
	return text
}

// Problems is a list of them as an error.
type Problems []Problem

// Error returns a line for each problem.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, q := range p {
		lines[i] = q.String()
	}
	word := "problems"
	if len(p) == 1 {
		word = "problem"
	}
	return fmt.Sprintf("%d %s:\n%s", len(p), word, strings.Join(lines, "\n"))
}
