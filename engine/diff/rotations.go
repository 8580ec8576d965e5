package diff

import (
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/snapshot"
)

// rotations matches the rotations of both sides by name, and those left over by what they say: that is a rename. It
// appends fields and steps, removals last, and returns which live names got new ones.
func (c *Change) rotations(obj *snapshot.Object, live, want *engine.Schedule) map[engine.RotationID]engine.RotationID {
	left := indexes(len(live.Rotations))
	take := func(same func(r *engine.Rotation) bool) int {
		i := slices.IndexFunc(left, func(l int) bool { return same(&live.Rotations[l]) })
		if i < 0 {
			return -1
		}
		l := left[i]
		left = slices.Delete(left, i, i+1)
		return l
	}
	matched := make([]int, len(want.Rotations))
	for i := range want.Rotations {
		matched[i] = take(func(r *engine.Rotation) bool { return r.Name == want.Rotations[i].Name })
	}
	renamed := map[engine.RotationID]engine.RotationID{}
	for i := range want.Rotations {
		w := &want.Rotations[i]
		if matched[i] < 0 {
			matched[i] = take(func(r *engine.Rotation) bool { return slices.Equal(rotationProps(r), rotationProps(w)) })
		}
		if matched[i] < 0 {
			c.Fields = append(c.Fields, newRotation(w)...)
			c.Steps = append(c.Steps, CreateRotation{*w})
			continue
		}
		l := &live.Rotations[matched[i]]
		renamed[l.ID] = w.ID
		if c.rotation(l, w, obj.RotationIDs[matched[i]]) {
			renamed[l.ID] += replacedSuffix
		}
	}
	for _, l := range left {
		r := &live.Rotations[l]
		c.Fields = append(c.Fields, Field{"rotations." + r.Name, peopleText(r.People) + " every " + everyText(r), ""})
		c.Steps = append(c.Steps, DeleteRotation{ID: obj.RotationIDs[l], Name: r.Name})
	}
	return renamed
}

// replacedSuffix marks, in the scope of a live override, a rotation that is made anew: the override has to be written
// again, because what it names will be gone.
const replacedSuffix = " (replaced)"

// rotation compares a live rotation with the wanted one, and reports whether it has to be made anew.
func (c *Change) rotation(live, want *engine.Rotation, id string) (replaced bool) {
	prefix := "rotations." + live.Name + "."
	before := append([]prop{{"name", live.Name}}, rotationProps(live)...)
	after := append([]prop{{"name", want.Name}}, rotationProps(want)...)
	fields := differ(nil, prefix, before, after)
	if len(fields) == 0 {
		return false
	}
	c.Fields = append(c.Fields, fields...)
	cleared := live.Until.IsSet() && !want.Until.IsSet() || onlyText(live.Only) != "" && onlyText(want.Only) == ""
	if cleared {
		c.Steps = append(c.Steps, ReplaceRotation{ID: id, OldName: live.Name, Rotation: *want})
		return true
	}
	c.Steps = append(c.Steps, UpdateRotation{ID: id, Rotation: *want})
	return false
}

// newRotation tells a rotation that is not there yet.
func newRotation(r *engine.Rotation) []Field {
	var out []Field
	for _, p := range rotationProps(r) {
		if p.value != "" {
			out = append(out, Field{"rotations." + r.Name + "." + p.path, "", p.value})
		}
	}
	return out
}

// renameScopes returns the live schedule with its overrides limited to rotations by their new names, so that a rename does
// not make every override differ.
func renameScopes(live *engine.Schedule, renamed map[engine.RotationID]engine.RotationID) *engine.Schedule {
	out := *live
	out.Overrides = slices.Clone(live.Overrides)
	for i, o := range out.Overrides {
		o.Rotations = slices.Clone(o.Rotations)
		for j, id := range o.Rotations {
			if to, ok := renamed[id]; ok {
				o.Rotations[j] = to
			}
		}
		out.Overrides[i] = o
	}
	return &out
}
