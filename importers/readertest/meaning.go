package readertest

import (
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
)

// Meaning writes a snapshot down as lines that are equal exactly when two snapshots mean the same: everything but the
// moment it was taken, and the order in which a vendor happens to list people.
func Meaning(s *snapshot.Snapshot) []string {
	var out []string
	for _, u := range s.Users {
		out = append(out, fmt.Sprintf("user %+v", u))
	}
	for _, r := range s.Teams {
		out = append(out, fmt.Sprintf("team %+v", r))
	}
	for _, r := range s.Escalations {
		out = append(out, fmt.Sprintf("escalation %+v", r))
	}
	slices.Sort(out)
	for i := range s.Mutes {
		m := &s.Mutes[i]
		out = append(out, fmt.Sprintf("mute %s %q of %v: %s on %v of %q opaque %q", m.ID, m.Name, m.Mark, m.Shape.String(), m.On, m.Team, m.Opaque))
	}
	for _, a := range s.Alerts {
		out = append(out, fmt.Sprintf("alert %+v", a))
	}
	for i := range s.Objects {
		out = append(out, ObjectMeaning(&s.Objects[i])...)
	}
	return out
}

// ObjectMeaning writes one object down as [Meaning] does, overrides in the order in which they act.
func ObjectMeaning(o *snapshot.Object) []string {
	out := []string{fmt.Sprintf("object %s mark %q opaque %q", o.ID, o.Mark, o.Opaque)}
	if o.Opaque == "" {
		out = append(out, diff.Describe(&o.Schedule)...)
	}
	for i, id := range o.RotationIDs {
		out = append(out, fmt.Sprintf("rotation %s is %s", o.Schedule.Rotations[i].ID, id))
	}
	for i := range o.Schedule.Overrides {
		v := &o.Schedule.Overrides[i]
		out = append(out, fmt.Sprintf("override %q of %s on %v", v.Ref, v.Who, v.Rotations))
	}
	for _, n := range o.Notes {
		out = append(out, "note "+n)
	}
	return out
}
