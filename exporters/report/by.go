package report

import "fmt"

// By says what a timeline is listed by (`show --by`).
type By uint8

const (
	// BySpan lists stretches in which the set of those on call does not change.
	BySpan By = iota
	// ByShift lists every shift, with each change of reason.
	ByShift
	// ByPerson lists each person's shifts together.
	ByPerson
)

var byNames = [...]string{"span", "shift", "person"}

// String returns the word the command line uses.
func (b By) String() string { return byNames[b] }

// ParseBy reads span, shift or person.
func ParseBy(s string) (By, error) {
	for i, n := range byNames {
		if s == n {
			return By(i), nil
		}
	}
	return 0, fmt.Errorf("listing a timeline by %q: must be span, shift or person", s)
}
