package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/diff"
)

// redealt notes where an edited list of people deals all turns of a rotation anew, and the lines of YAML that would move
// nobody before tomorrow (SPEC 1.2).
func (b *builder) redealt(c *Change, s *engine.Schedule) {
	if len(c.Moves) == 0 || c.Before == nil {
		return
	}
	for i := range s.Rotations {
		r := &s.Rotations[i]
		name := r.Name
		if name == "" {
			name = string(r.ID)
		}
		old, fresh := rotationNamed(c.Before, name), rotationNamed(c.After, name)
		if old == nil || fresh == nil || len(r.Changes) > 0 || !diff.Redealt(old, fresh) {
			continue
		}
		note := fmt.Sprintf("editing the people of rotation %q deals all its turns anew", name)
		if strings.Contains(list(old.People), string(b.out.Vendor)+":") || !slices.EqualFunc(r.People, fresh.People, engine.Entry.Equal) {
			c.Notes = append(c.Notes, note)
			continue
		}
		tomorrow := r.Zone.Reading(b.o.Now).Day() + 1
		c.Notes = append(c.Notes, fmt.Sprintf("%s; this moves nobody before the first handoff from %s on: people: [%s], changes: [{from: %s, people: [%s]}]",
			note, tomorrow, list(old.People), tomorrow, list(r.People)))
	}
}

func rotationNamed(s *engine.Schedule, name string) *engine.Rotation {
	i := slices.IndexFunc(s.Rotations, func(r engine.Rotation) bool { return r.Name == name })
	if i < 0 {
		return nil
	}
	return &s.Rotations[i]
}

func list(people []engine.Entry) string {
	names := make([]string, len(people))
	for i, e := range people {
		names[i] = e.String()
	}
	return strings.Join(names, ", ")
}
