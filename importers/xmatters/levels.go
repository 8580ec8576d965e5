package xmatters

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers/xmatters/wire"
)

// mostDelay bounds the sum of a shift's delays in minutes: a year.
const mostDelay = 366 * 24 * 60

// tiers divides the members of a shift, which stand by position, into those who are notified together. The delay of a member
// is waited for before him, so each positive one begins a further tier (contract c, position and delay).
//
//	ana 0   bo 0   chi 10   dee 0   eli 5
//	|--- 1 ----|   |---- 2 -----|   |-3-|
//
// The error says what cannot be resolved; the tiers are there all the same.
func tiers(members []wire.ShiftMember) (out []engine.Entry, err error) {
	out = []engine.Entry{nil}
	total, begun := 0, false // begun: the last tier has a member, understood or not
	for _, m := range members {
		if begun && m.Delay > 0 {
			out = append(out, nil)
		}
		begun = true
		if total += int(max(m.Delay, 0)); total > mostDelay {
			return out, fmt.Errorf("delays of more than a year cannot be")
		}
		if problem := unreadable(m); problem != nil {
			err = problem
			continue
		}
		p := engine.Person(engine.PersonID(m.Recipient.ID))
		if last := &out[len(out)-1]; !slices.Contains(*last, p) {
			*last = append(*last, p)
		}
	}
	return out, err
}

// unreadable says why a member of a shift cannot be resolved.
func unreadable(m wire.ShiftMember) error {
	switch {
	case m.Recipient.Type != wire.Person && m.Recipient.Type != "":
		return fmt.Errorf("it notifies %s, a %s: who that reaches is not told by its shifts",
			cmp.Or(m.Recipient.TargetName, m.Recipient.ID), m.Recipient.Type)
	case m.Recipient.ID == "":
		return fmt.Errorf("a member has no id")
	case m.Delay < 0:
		return fmt.Errorf("a delay of %d minutes cannot be", m.Delay)
	default:
		return nil
	}
}

// levels lifts a group's shifts and absences to one object for each level.
func (a *account) levels(g wire.GroupReply, first snapshot.Object) []snapshot.Object {
	out := []snapshot.Object{first}
	names := map[engine.RotationID]bool{}
	var lost []string // shifts of other people that notify further levels, which one made anew would not
	for _, s := range a.shifts[g.ID] {
		who, err := tiers(s.members)
		if err == nil {
			_, _, err = a.rotation(s, nil, first.Schedule.Zone)
		}
		if err != nil {
			out[0].Opaque = cmp.Or(out[0].Opaque, fmt.Sprintf("shift %q: %v", s.Name, err))
		}
		id := engine.RotationID(s.Name)
		if s.Name == "" || names[id] {
			id = engine.RotationID(s.ID)
		}
		names[id] = true
		if len(who) > 1 && !wire.Tagged(s.Description) {
			lost = append(lost, s.Name)
		}
		for n, entry := range who {
			if n == len(out) {
				out = append(out, further(first, n+1))
			}
			a.addShift(&out[n], s, id, entry)
		}
	}
	for i := range out {
		a.overrides(&out[i], g.ID)
		if out[0].Opaque != "" {
			out[i].Opaque = out[0].Opaque
		}
	}
	if n := len(out); n > 1 {
		out[0].Notes = append(out[0].Notes, fmt.Sprintf("its shifts notify %d levels one after another; the further ones are shown as %q and so on, and not written", n, out[1].Schedule.Name))
	}
	if len(lost) > 0 {
		out[0].ReadOnly = fmt.Sprintf("shifts are made anew, never changed, and the further levels of shift %q would be lost; have a group for each level", lost[0])
	}
	return out
}

// further returns the object of a further level of a group.
func further(first snapshot.Object, level int) snapshot.Object {
	out := snapshot.Object{
		ID:       fmt.Sprintf("%s/%d", first.ID, level),
		Schedule: first.Schedule,
		ReadOnly: fmt.Sprintf("level %d of a group's shifts is shown, not written", level),
	}
	out.Schedule.Name = fmt.Sprintf("%s level %d", first.Schedule.Name, level)
	return out
}

// addShift adds a shift to the object of one of its levels.
func (a *account) addShift(obj *snapshot.Object, s shift, id engine.RotationID, who engine.Entry) {
	r, note, err := a.rotation(s, who, obj.Schedule.Zone)
	if err != nil {
		return // its group is opaque
	}
	r.ID, r.Name = id, s.Name
	r.OwnZone = !civil.SameRules(r.Zone, obj.Schedule.Zone, a.taken)
	if note != "" {
		obj.Notes = append(obj.Notes, fmt.Sprintf("shift %q %s", s.Name, note))
	}
	if s.Rotation != nil && s.Rotation.Type != "" {
		obj.Notes = append(obj.Notes, fmt.Sprintf("shift %q changes the order of its members by a rotation of its own, which is not followed", s.Name))
	}
	untagged := !wire.Tagged(s.Description)
	theirs := obj.Mark != (snapshot.Mark{}) && untagged
	if theirs {
		obj.Notes = append(obj.Notes, fmt.Sprintf("shift %q was made by somebody else; it stays", s.Name))
	}
	obj.Schedule.Rotations = append(obj.Schedule.Rotations, r)
	obj.RotationIDs = append(obj.RotationIDs, s.ID)
	obj.Theirs, obj.Untagged = append(obj.Theirs, theirs), append(obj.Untagged, untagged)
}

// rotation lifts a shift with those it notifies at one level.
func (a *account) rotation(s shift, who engine.Entry, fallback *civil.Zone) (r engine.Rotation, note string, err error) {
	zone := fallback
	if s.Timezone != "" {
		if zone, err = a.zones.Load(s.Timezone); err != nil {
			return r, "", fmt.Errorf("its time zone: %w", err)
		}
	}
	l := lifting{s: s.Shift, d: a.dialect, zone: zone, taken: a.taken, who: who}
	if r, note, err = l.lift(); err != nil {
		return r, "", err
	}
	return dialect.Running(r, a.taken), note, nil
}
