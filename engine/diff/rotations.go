package diff

import (
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/snapshot"
)

// liveSide is a live schedule made ready for comparing: told by the wanted schedule's clock, so that an instant reads the
// same on both sides, and without its history.
type liveSide struct {
	engine.Schedule
	ids     []string          // the vendor's ids of Rotations, by index
	history []engine.Rotation // rotations that are over and that nothing declared stands for: nobody's business (scenario T-30)
}

func beside(obj *snapshot.Object, live, want *engine.Schedule, now civil.Instant) *liveSide {
	side := &liveSide{Schedule: *live}
	side.Zone, side.Rotations = want.Zone, nil
	for i, r := range live.Rotations {
		r.Zone = want.Zone
		wanted := slices.ContainsFunc(want.Rotations, func(w engine.Rotation) bool { return w.Name == r.Name })
		if !wanted && r.Until.IsSet() && r.Until.In(r.Zone) <= now {
			side.history = append(side.history, r)
			continue
		}
		side.Rotations = append(side.Rotations, r)
		side.ids = append(side.ids, obj.RotationIDs[i])
	}
	side.Overrides = nil
	for _, o := range live.Overrides {
		current := slices.DeleteFunc(slices.Clone(o.Rotations), func(id engine.RotationID) bool {
			return slices.ContainsFunc(side.history, func(r engine.Rotation) bool { return r.ID == id })
		})
		if len(current) > 0 {
			o.Rotations = current
		}
		side.Overrides = append(side.Overrides, o)
	}
	return side
}

// rotations matches the rotations of both sides by name, and those left over by what they say: that is a rename. It
// appends fields and steps, and returns which live names got new ones.
func (c *Change) rotations(live *liveSide, want *engine.Schedule) map[engine.RotationID]engine.RotationID {
	remaining := indexes(len(live.Rotations))
	take := func(same func(r *engine.Rotation) bool) int {
		i := slices.IndexFunc(remaining, func(l int) bool { return same(&live.Rotations[l]) })
		if i < 0 {
			return -1
		}
		l := remaining[i]
		remaining = slices.Delete(remaining, i, i+1)
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
		if c.rotation(l, w, live.ids[matched[i]]) {
			renamed[l.ID] += replacedSuffix
		}
	}
	for _, l := range remaining {
		r := &live.Rotations[l]
		c.Fields = append(c.Fields, Field{"rotations." + r.Name, peopleText(r.People) + " every " + everyText(r), ""})
		c.Steps = append(c.Steps, DeleteRotation{ID: live.ids[l], Name: r.Name})
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
		c.anew(live, want, id)
		return true
	}
	c.Steps = append(c.Steps, UpdateRotation{ID: id, Rotation: *want})
	return false
}

// anew makes a rotation anew whose end or restriction has to go, which the vendor does not let an update do: the old one
// steps aside by a rename, because names may have to be unique (contract opsgenie 2.2), the new one is made, overrides turn
// to it, and only then the old one goes.
func (c *Change) anew(live, want *engine.Rotation, id string) {
	aside := *live
	aside.Name += replacedSuffix
	aside.ID = engine.RotationID(aside.Name)
	c.Steps = append(c.Steps, UpdateRotation{ID: id, Rotation: aside, Aside: true}, CreateRotation{*want}, DeleteRotation{ID: id, Name: aside.Name})
}

// Redealt reports whether two rotations deal the same turns to other lists of people.
func Redealt(before, after *engine.Rotation) bool {
	a, b := rotationProps(before), rotationProps(after)
	return a[0] != b[0] && slices.Equal(a[1:3], b[1:3])
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
func (live *liveSide) renameScopes(renamed map[engine.RotationID]engine.RotationID) *engine.Schedule {
	out := live.Schedule
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
