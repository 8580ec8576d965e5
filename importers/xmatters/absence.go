package xmatters

import (
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers/xmatters/wire"
)

// overrides lifts the absences of an object's people: an override of one person by another, or by nobody. The Ref of one of
// ours is "schedsync:OWNER:ID:" and its id, which follows from what it says (contract g); that of others is their id.
func (a *account) overrides(obj *snapshot.Object, group string) {
	members := map[engine.Participant]bool{}
	for _, r := range obj.Schedule.Rotations {
		for _, e := range r.People {
			for _, p := range e {
				members[p] = true
			}
		}
		for _, f := range r.Shifts {
			for _, p := range f.Who {
				members[p] = true
			}
		}
	}
	var list []engine.Override
	for _, w := range a.absences {
		member := engine.Person(engine.PersonID(w.Member.ID))
		if !members[member] || w.Group != nil && w.Group.ID != "" && w.Group.ID != group {
			continue
		}
		if w.Start.IsZero() || w.End.IsZero() || w.Type == wire.Replaced && (w.Replacement == nil || w.Replacement.ID == "") {
			obj.Opaque = fmt.Sprintf("absence %q: it has no start, no end or no replacement", w.ID)
			return
		}
		o := engine.Override{
			From: civil.AtInstant(civil.FromTime(w.Start.Time)), Until: civil.AtInstant(civil.FromTime(w.End.Time)),
			Replaces: []engine.Participant{member}, Fill: true, Ref: a.ref(obj, group, w),
		}
		if w.Type == wire.Replaced {
			o.Who = engine.Entry{engine.Person(engine.PersonID(w.Replacement.ID))}
		}
		list = append(list, o)
	}
	obj.Schedule.Overrides = unchained(obj, list)
}

// ref names an absence.
func (a *account) ref(obj *snapshot.Object, group string, w wire.Absence) string {
	made := wire.AbsenceRequest{Group: group, Member: w.Member.ID, Start: w.Start, End: w.End}
	if w.Replacement != nil {
		made.Replacement = w.Replacement.ID
	}
	if obj.Mark == (snapshot.Mark{}) || !wire.OwnAbsence(made, w.ID) {
		return w.ID
	}
	return wire.Key(obj.Mark.Owner, obj.Mark.ID) + ":" + w.ID
}

// unchained orders overrides so that nobody who stands in for another is himself replaced by it: an absence is about a
// member of a shift, and what becomes of a replacement who is absent himself is not known (contract c.1). The engine's
// overrides act one after another on whoever is on call, so the absence of a replacement has to come before that of the one
// he replaces.
//
//	bo → chi      first: nobody is bo yet but by his own shift
//	ana → bo      then: bo stays
func unchained(obj *snapshot.Object, list []engine.Override) []engine.Override {
	out := make([]engine.Override, 0, len(list))
	for len(list) > 0 {
		i := slices.IndexFunc(list, func(o engine.Override) bool {
			return !slices.ContainsFunc(list, func(other engine.Override) bool { return chains(o, other) })
		})
		if i < 0 { // they stand in for one another
			i = 0
			obj.Notes = append(obj.Notes, fmt.Sprintf("the absence %s is of somebody who stands in for another at that time; who is on call then is a guess", list[0].Ref))
		}
		out = append(out, list[i])
		list = slices.Delete(list, i, i+1)
	}
	return out
}

// chains reports whether other replaces, at some time, the one whom o puts on call.
func chains(o, other engine.Override) bool {
	return len(o.Who) > 0 && o.Who[0] == other.Replaces[0] && o.Who[0] != o.Replaces[0] && o.Span(nil).Overlaps(other.Span(nil))
}
