package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
)

// liveMutes returns the live mutes that stand for a declared one: those with its mark, and the one its target names by
// id, which comes without a part. What is in doubt is a problem.
func (b *builder) liveMutes(m *engine.Mute, t engine.Target) []snapshot.Mute {
	mark := snapshot.Mark{Owner: b.ws.Sync.Owner, ID: string(m.ID)}
	var out []snapshot.Mute
	bound := false
	for _, l := range b.live.Snapshot.Mutes {
		switch {
		case t.ID != "" && l.ID == t.ID:
			bound = true
			if l.Mark.Owner != "" && l.Mark != mark {
				b.muteProblem(m, "targets."+string(b.out.Vendor)+".id", "%q there is marked as %s of %s", l.Name, l.Mark.ID, l.Mark.Owner)
				continue
			}
			l.Part = ""
		case mark.Owner == "" || l.Mark != mark:
			continue
		}
		if l.Opaque != "" {
			b.muteProblem(m, "", "%q at %s cannot be read: %s", l.Name, b.out.Vendor, l.Opaque)
			continue
		}
		out = append(out, l)
	}
	if t.ID != "" && !bound {
		b.muteProblem(m, "targets."+string(b.out.Vendor)+".id", "there is no mute with id %q", t.ID)
	}
	if len(out) == 0 {
		out = b.muteNamesake(m, t)
	}
	return out
}

// muteNamesake looks for a mute of the same name that is nobody's. It is taken only when asked for.
func (b *builder) muteNamesake(m *engine.Mute, t engine.Target) []snapshot.Mute {
	name := cmp.Or(t.Name, m.Name)
	for _, l := range b.live.Snapshot.Mutes {
		switch {
		case l.Mark.Owner != "" || !strings.EqualFold(l.Name, name):
		case b.o.Adopt && l.Opaque == "" && l.Shape.Weekly():
			l.Part = ""
			return []snapshot.Mute{l}
		default:
			b.muteProblem(m, "", "a mute named %q exists without our mark; --adopt, or `targets: {%s: {id: %q}}`, makes it ours", l.Name, b.out.Vendor, l.ID)
		}
	}
	return nil
}

func (b *builder) muteProblem(m *engine.Mute, path, format string, args ...any) {
	b.problem(engine.ScheduleID(m.ID), path, format, args...)
}

// alerts finds what a mute is attached to: by id, else by exact name. A mute attached to nothing silences nothing, and
// nobody would notice (contract hostedgraphite 0.1).
func (b *builder) alerts(m *engine.Mute, t engine.Target) []snapshot.Ref {
	path := "targets." + string(b.out.Vendor) + ".alerts"
	if len(t.Alerts) == 0 && t.Attach != "manual" {
		b.muteProblem(m, path, "it would be attached to nothing, and silence nothing; name the alerts, or say `attach: manual`")
	}
	var out []snapshot.Ref
	for _, want := range t.Alerts {
		found := b.alertsCalled(want)
		switch {
		case len(found) == 0:
			b.muteProblem(m, path, "there is no alert with the name or id %q at %s", want, b.out.Vendor)
		case len(found) > 1:
			b.muteProblem(m, path, "%d alerts are named %q; name one by its id, %s or %s", len(found), want, found[0].ID, found[1].ID)
		case !slices.Contains(out, found[0]):
			out = append(out, found[0])
		}
	}
	return out
}

// alertsCalled returns the alert with an id, or else all that have the name.
func (b *builder) alertsCalled(want string) []snapshot.Ref {
	var named []snapshot.Ref
	for _, a := range b.live.Snapshot.Alerts {
		switch want {
		case a.ID:
			return []snapshot.Ref{a}
		case a.Name:
			named = append(named, a)
		}
	}
	return named
}

// longestPart is the longest that follows a mark in a name: ":2026-11-22T2200Z".
const longestPart = 17

// nameFits refuses ids that make names too long.
func (b *builder) nameFits(m *engine.Mute) {
	n := len(snapshot.MuteName(snapshot.Mark{Owner: b.ws.Sync.Owner, ID: string(m.ID)}, "")) + longestPart
	if most := b.live.Mutes.NameLimit; most > 0 && n > most {
		b.muteProblem(m, "", "its names at %s would have %d characters with the ownership mark, and %d are sure to be taken; give it a shorter id", b.out.Vendor, n, most)
	}
}

// goneMutes plans for mutes that carry our mark and are declared no more.
func (b *builder) goneMutes() {
	owner := b.ws.Sync.Owner
	var ids []string
	gone := map[string][]snapshot.Mute{}
	for _, l := range b.live.Snapshot.Mutes {
		if owner == "" || l.Mark.Owner != owner || b.declaresMute(l.Mark.ID) {
			continue
		}
		if gone[l.Mark.ID] == nil {
			ids = append(ids, l.Mark.ID)
		}
		gone[l.Mark.ID] = append(gone[l.Mark.ID], l)
	}
	slices.Sort(ids)
	for _, id := range ids {
		b.out.Owned++
		if b.ws.Sync.Policy != engine.PolicySync {
			b.out.Notes = append(b.out.Notes, fmt.Sprintf("the mute %q is ours and no longer declared; only policy sync deletes it", id))
			continue
		}
		mc := diff.GoneMutes(gone[id], b.muteOptions(snapshot.Mark{Owner: owner, ID: id}))
		b.addMute(id, engine.ScheduleID(id), &mc, b.effect(gone[id], &mc))
	}
}

// declaresMute reports whether a mute with this id is declared for the vendor.
func (b *builder) declaresMute(id string) bool {
	return slices.ContainsFunc(b.ws.Mutes, func(m engine.Mute) bool {
		return string(m.ID) == id && slices.ContainsFunc(m.Targets, func(t engine.Target) bool { return t.Vendor == b.out.Vendor })
	})
}

// muteTexts describes live mutes for the digest of a vendor's state.
func muteTexts(s *snapshot.Snapshot) []string {
	var out []string
	for i := range s.Mutes {
		m := &s.Mutes[i]
		out = append(out, fmt.Sprintf("mute %s %q %s on %v %s", m.ID, m.Name, m.Shape.String(), m.On, m.Opaque))
	}
	for _, a := range s.Alerts {
		out = append(out, fmt.Sprintf("alert %s %q", a.ID, a.Name))
	}
	return out
}
