package report

import (
	"fmt"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters"
)

// Validation is what `validate` has to say about a workspace.
type Validation struct {
	Workspace *engine.Workspace // nil when nothing could be loaded
	Files     []string          // the files that were read as ours
	Skipped   []string          // YAML files that have none of our keys
	Problems  []Complaint       // in the order to print
	Dir       string            // the workspace as seen from where annotations are read, below the repository's root
}

// Complaint is something that is wrong with a workspace.
type Complaint struct {
	File         string // below the workspace; empty: it is about no file
	Line, Column int    // from 1, columns in characters; a Line of 0: the file as a whole
	Path         string // the object, as in schedules.payments.rotations.week; may be empty
	Text         string // further lines may be indented
}

// String returns file:line:column and the text.
func (c Complaint) String() string {
	switch {
	case c.File == "":
		return c.Text
	case c.Line == 0:
		return c.File + ": " + c.Text
	default:
		return fmt.Sprintf("%s:%d:%d: %s", c.File, c.Line, c.Column, c.Text)
	}
}

// ValidateText prints the problems, then what was read and what was skipped:
//
//	team.yaml:12:9: unknown key "rotatons", did you mean "rotations"?
//
//	1 problem in 3 files
//	12 people, 2 teams, 4 schedules (1 disabled) with 6 rotations and 3 overrides, 1 escalation, 2 mutes
//	skipped, none of our keys: docker-compose.yaml
func ValidateText(v Validation) string {
	var b strings.Builder
	for _, p := range v.Problems {
		for _, l := range strings.Split(strings.TrimRight(p.String(), "\n"), "\n") {
			indent := len(l) - len(strings.TrimLeft(l, " "))
			b.WriteString(l[:indent] + exporters.Clean(l) + "\n")
		}
	}
	if len(v.Problems) > 0 {
		b.WriteString("\n")
	}
	b.WriteString(summary(v) + "\n")
	if v.Workspace != nil {
		b.WriteString(inventory(v.Workspace) + "\n")
	}
	if len(v.Skipped) > 0 {
		skipped := make([]string, len(v.Skipped))
		for i, f := range v.Skipped {
			skipped[i] = exporters.Clean(f)
		}
		b.WriteString("skipped, none of our keys: " + strings.Join(skipped, ", ") + "\n")
	}
	return b.String()
}

// ValidateGitHub returns the problems as workflow commands, with the sentence of summary that the text has.
func ValidateGitHub(v Validation) string {
	var b strings.Builder
	for _, p := range v.Problems {
		b.WriteString(annotation("error", below(v.Dir, p.File), p.Line, p.Column, "not valid", p.Text) + "\n")
	}
	b.WriteString(summary(v) + "\n")
	return b.String()
}

// ValidateJSON returns `{version, problems:[{file, line, column, path, text}], files, skipped}`: problems in the order of the
// text, without places they do not have; files that were read as ours, and YAML files that have none of our keys, by name.
func ValidateJSON(v Validation) ([]byte, error) {
	type complaint struct {
		File   string `json:"file,omitempty"`
		Line   int    `json:"line,omitempty"`
		Column int    `json:"column,omitempty"`
		Path   string `json:"path,omitempty"`
		Text   string `json:"text"`
	}
	doc := struct {
		Version  int         `json:"version"`
		Problems []complaint `json:"problems"`
		Files    []string    `json:"files"`
		Skipped  []string    `json:"skipped"`
	}{Version, []complaint{}, append([]string{}, v.Files...), append([]string{}, v.Skipped...)}
	for _, p := range v.Problems {
		doc.Problems = append(doc.Problems, complaint(p))
	}
	return encodeJSON(doc)
}

// summary says how many problems there are.
func summary(v Validation) string {
	if len(v.Problems) == 0 {
		return "no problems in " + count(len(v.Files), "file")
	}
	return count(len(v.Problems), "problem") + " in " + count(len(v.Files), "file")
}

// inventory counts what a workspace declares. What is not there at all is left out, except people and schedules.
func inventory(w *engine.Workspace) string {
	rotations, overrides, disabled := 0, 0, 0
	for i := range w.Schedules {
		rotations += len(w.Schedules[i].Rotations)
		overrides += len(w.Schedules[i].Overrides)
		if !w.Schedules[i].Enabled {
			disabled++
		}
	}
	schedules := count(len(w.Schedules), "schedule")
	if disabled > 0 {
		schedules += " (" + thousands(disabled) + " disabled)"
	}
	if len(w.Schedules) > 0 {
		schedules += " with " + count(rotations, "rotation") + " and " + count(overrides, "override")
	}
	people := thousands(len(w.People)) + " people"
	if len(w.People) == 1 {
		people = "1 person"
	}
	parts := []string{
		people, count(len(w.Teams), "team"), schedules, count(len(w.Escalations), "escalation"),
		count(len(w.Mutes), "mute"), count(len(w.Holidays), "holiday calendar"),
	}
	kept := parts[:1]
	for i, n := range []int{len(w.Teams), 1, len(w.Escalations), len(w.Mutes), len(w.Holidays)} {
		if n > 0 {
			kept = append(kept, parts[i+1])
		}
	}
	return strings.Join(kept, ", ")
}
