package report

import (
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters"
)

// Validation is what `validate` has to say about a workspace.
type Validation struct {
	Workspace *engine.Workspace // nil when nothing could be loaded
	Files     []string          // the files that were read as ours
	Skipped   []string          // YAML files that have none of our keys
	Problems  []string          // complaints with their place, in the order to print; further lines may be indented
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
		for _, l := range strings.Split(strings.TrimRight(p, "\n"), "\n") {
			indent := len(l) - len(strings.TrimLeft(l, " "))
			b.WriteString(l[:indent] + exporters.Clean(l) + "\n")
		}
	}
	if len(v.Problems) > 0 {
		b.WriteString("\n" + count(len(v.Problems), "problem") + " in " + count(len(v.Files), "file") + "\n")
	} else {
		b.WriteString("no problems in " + count(len(v.Files), "file") + "\n")
	}
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
