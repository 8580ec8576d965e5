package yaml

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/schedsync/schedsync/engine"
)

// Edits returns what turns one workspace into another that was made of it by [engine.Workspace.With]: for every list that
// differs its place, by the keys that lead there, and the lines to add, or to stand there instead. It is "" when nothing
// differs.
//
//	people.ana.away, add:
//	  - {from: 2026-12-20, through: 2026-12-27}
func Edits(before, after *engine.Workspace) (string, error) {
	var b strings.Builder
	w := &writer{}
	for i := range after.People {
		old, p := &before.People[i], &after.People[i]
		if n := len(old.Away); n < len(p.Away) {
			if err := edit(&b, "people."+string(p.ID)+".away, add:", absences(p.Away[n:])); err != nil {
				return "", err
			}
		}
	}
	for i := range after.Schedules {
		old, s := &before.Schedules[i], &after.Schedules[i]
		path := "schedules." + string(s.ID)
		for j := range s.Rotations {
			r := &s.Rotations[j]
			if slices.EqualFunc(old.Rotations[j].Changes, r.Changes, sameChange) {
				continue
			}
			how := "in place of what is there:"
			if len(old.Rotations[j].Changes) == 0 {
				how = "add:"
			}
			if err := edit(&b, fmt.Sprintf("%s.rotations, %s, changes, %s", path, r.ID, how), changes(r.Changes)); err != nil {
				return "", err
			}
		}
		if n := len(old.Overrides); n < len(s.Overrides) {
			if err := edit(&b, path+".overrides, add:", w.overrides(path, s.Overrides[n:])); err != nil {
				return "", err
			}
		}
	}
	return b.String(), nil
}

func sameChange(a, b engine.Change) bool {
	return a.From == b.From && a.Restart == b.Restart && slices.EqualFunc(a.People, b.People, engine.Entry.Equal)
}

// edit writes where a list is, and its lines.
func edit(b *strings.Builder, where string, items *yaml.Node) error {
	text, err := encodeNode(items)
	if err != nil {
		return fmt.Errorf("writing the edits as YAML: %w", err)
	}
	b.WriteString(where + "\n")
	for line := range strings.Lines(string(text)) {
		b.WriteString("  " + line)
	}
	return nil
}
