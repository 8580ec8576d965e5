package declared

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Position is a place in a file. Line and Column count from 1, columns in characters; a Line of 0 means the file as a whole.
type Position struct {
	File         string
	Line, Column int
}

// String returns file:line:column, or the file alone.
func (p Position) String() string {
	if p.Line == 0 {
		return p.File
	}
	return p.File + ":" + strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Column)
}

// Problem is one thing that is wrong with the workspace.
type Problem struct {
	Position
	Path       string // the object concerned, as in schedules.payments.rotations.week; may be empty
	Text       string // what is wrong
	Found      string // what stands there, quoted and cut to a readable length; empty where Text says it, or for secrets
	Expected   string // what should stand there
	DidYouMean string // the likely intention, as it should be written
	Hint       string // what to do about it
}

// String returns the problem in one line, file:line:column first.
func (p Problem) String() string {
	return p.Position.String() + ": " + p.Words()
}

// Words returns the problem in one line, without its place.
func (p Problem) Words() string {
	var b strings.Builder
	b.WriteString(p.Text)
	sep := ": "
	if p.Found != "" {
		b.WriteString(sep + "found " + p.Found)
		sep = ", "
	}
	if p.Expected != "" {
		b.WriteString(sep + "expected " + p.Expected)
	}
	if p.DidYouMean != "" {
		b.WriteString("; did you mean " + quoted(p.DidYouMean) + "?")
	}
	if p.Hint != "" {
		b.WriteString("; " + p.Hint)
	}
	return b.String()
}

// Problems is everything that is wrong with a workspace, ordered by file, line and column. It is the error of [Load].
type Problems []Problem

// Error returns one line per problem.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, q := range p {
		lines[i] = q.String()
	}
	return strings.Join(lines, "\n")
}

// log collects problems up to a limit, so that a hostile file cannot fill the memory with complaints.
type log struct {
	list    Problems
	limit   int
	dropped int
}

func (g *log) add(p Problem) {
	if len(g.list) >= g.limit {
		g.dropped++
		return
	}
	g.list = append(g.list, p)
}

// err returns the problems in order, each once, or nil.
func (g *log) err() error {
	if len(g.list) == 0 {
		return nil
	}
	slices.SortStableFunc(g.list, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Text, b.Text))
	})
	// An anchor that is used twice is read twice; its problems stand at the same place with the same words.
	out := slices.CompactFunc(g.list, func(a, b Problem) bool {
		a.Path, b.Path = "", ""
		return a == b
	})
	if g.dropped > 0 {
		last := out[len(out)-1].Position
		out = append(out, Problem{Position: last, Text: fmt.Sprintf("and %d more problems, not shown", g.dropped)})
	}
	return out
}

// foundLimit is how many characters of an offending text a message repeats.
const foundLimit = 60

// quoted returns a text from outside in quotes, escaped and cut, fit for one line of a terminal.
func quoted(s string) string {
	if r := []rune(s); len(r) > foundLimit {
		s = string(r[:foundLimit]) + "…"
	}
	return strconv.Quote(s)
}
