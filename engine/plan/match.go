package plan

import (
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
)

// find returns the live object that a declared schedule stands for: the one its target names by id, else the one that
// carries its mark, else none. ok is false when that is in doubt, which is a problem told to the user; nothing is ever
// created beside a namesake, and nobody else's object is ever taken.
func (b *builder) find(s *engine.Schedule, t engine.Target) (obj *snapshot.Object, ok bool) {
	obj, ok = b.locate(s, t)
	switch {
	case obj != nil && obj.Opaque != "":
		b.problem(s.ID, "", "%s at %s cannot be read: %s", obj.Schedule.Name, b.out.Vendor, obj.Opaque)
		return obj, false
	case obj == nil && ok && b.live.Snapshot.ReadOnly != "":
		b.problem(s.ID, "", "is not there at %s and cannot be created: %s", b.out.Vendor, b.live.Snapshot.ReadOnly)
		return nil, false
	}
	return obj, ok
}

// locate is find for objects that may be beyond reading.
func (b *builder) locate(s *engine.Schedule, t engine.Target) (obj *snapshot.Object, ok bool) {
	switch {
	case t.ID != "":
		obj, ok = b.bound(s, t)
	default:
		obj, ok = b.marked(s)
		if ok && obj == nil {
			obj, ok = b.namesake(s, t)
		}
	}
	return obj, ok
}

// bound finds the object that `id:` names.
func (b *builder) bound(s *engine.Schedule, t engine.Target) (*snapshot.Object, bool) {
	for i := range b.live.Snapshot.Objects {
		obj := &b.live.Snapshot.Objects[i]
		if obj.ID != t.ID {
			continue
		}
		if m := obj.Mark; m.Owner != "" && (m.Owner != b.ws.Sync.Owner || m.ID != string(s.ID)) {
			b.problem(s.ID, "targets."+string(b.out.Vendor)+".id", "%q there is marked as %s of %s", obj.Schedule.Name, m.ID, m.Owner)
			return obj, false
		}
		return obj, true
	}
	b.problem(s.ID, "targets."+string(b.out.Vendor)+".id", "there is no schedule with id %q", t.ID)
	return nil, false
}

// marked finds the object that carries our mark with the schedule's id.
func (b *builder) marked(s *engine.Schedule) (found *snapshot.Object, ok bool) {
	want := snapshot.Mark{Owner: b.ws.Sync.Owner, ID: string(s.ID)}
	for i := range b.live.Snapshot.Objects {
		obj := &b.live.Snapshot.Objects[i]
		if obj.Mark != want || want.Owner == "" {
			continue
		}
		if found != nil {
			b.problem(s.ID, "", "two schedules carry its mark: %q (%s) and %q (%s); take the mark off one",
				found.Schedule.Name, found.ID, obj.Schedule.Name, obj.ID)
			return found, false
		}
		found = obj
	}
	return found, true
}

// namesake looks for an object of the same name that is not ours.
func (b *builder) namesake(s *engine.Schedule, t engine.Target) (*snapshot.Object, bool) {
	name := s.Name
	if t.Name != "" {
		name = t.Name
	}
	for i := range b.live.Snapshot.Objects {
		obj := &b.live.Snapshot.Objects[i]
		if !strings.EqualFold(obj.Schedule.Name, name) {
			continue
		}
		switch {
		case obj.Mark.Owner != "":
			b.problem(s.ID, "", "a schedule named %q exists and belongs to %s (%s)", obj.Schedule.Name, obj.Mark.Owner, obj.Mark.ID)
		case b.o.Adopt:
			return obj, true
		default:
			b.problem(s.ID, "", "a schedule named %q exists without our mark; --adopt, or `targets: {%s: {id: %q}}`, makes it ours",
				obj.Schedule.Name, b.out.Vendor, obj.ID)
		}
		return obj, false
	}
	return nil, true
}

// baseOf digests a vendor's state by meaning.
func baseOf(s *snapshot.Snapshot) string {
	var texts []string
	for i := range s.Objects {
		obj := &s.Objects[i]
		text := obj.ID + " " + obj.Mark.String() + " " + obj.Opaque
		if obj.Opaque == "" { // else it may lack a zone
			text += "\n" + strings.Join(diff.Describe(&obj.Schedule), "\n")
		}
		texts = append(texts, text)
	}
	return snapshot.Hash(append(texts, muteTexts(s)...))
}
