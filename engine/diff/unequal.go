package diff

import (
	"fmt"
	"strings"

	"github.com/schedsync/schedsync/engine"
)

// Unequal is the error of a [Confirm] step: asked, the vendor puts other people on call than it was written.
type Unequal struct {
	Vendor      engine.Vendor
	Name        string              // of the schedule there
	Differences []engine.Difference // Before: expected, After: what the vendor says; by start, at least one
}

// mostTold bounds the stretches that the error's text lists.
const mostTold = 1

// Error tells the first stretches that differ, and how many more there are.
func (e *Unequal) Error() string {
	var told []string
	for _, m := range e.Differences[:min(len(e.Differences), mostTold)] {
		told = append(told, fmt.Sprintf("from %s until %s it has %s instead of %s", m.Start, m.End, engine.Entry(m.After), engine.Entry(m.Before)))
	}
	if n := len(e.Differences) - mostTold; n > 0 {
		told = append(told, fmt.Sprintf("and %d more", n))
	}
	return fmt.Sprintf("%s: the shifts that are to stay in %q are not what they should be: %s", e.Vendor, e.Name, strings.Join(told, "; "))
}

// Reason says in a few words why the stretches differ, as far as that is known.
func (e *Unequal) Reason() string {
	return fmt.Sprintf("%s, asked before anything was taken away, shows this", e.Vendor)
}
