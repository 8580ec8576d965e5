package diff

import (
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
)

// weekly compares the weekly mutes with the slots: as a whole by what they silence, else slot by slot.
func (d *muteDiff) weekly(live []snapshot.Mute) {
	if slices.Equal(weekOf(live), wanted(d.low.Slots)) {
		for _, m := range live {
			d.keep(m, false, false)
		}
		return
	}
	slots := d.low.Slots
	if i := slices.IndexFunc(live, func(m snapshot.Mute) bool { return m.Part == "" }); i >= 0 {
		slots = d.adopted(live[i])
		live = slices.Delete(slices.Clone(live), i, i+1)
	}
	for _, s := range slots {
		i := slices.IndexFunc(live, func(m snapshot.Mute) bool { return m.Part == s.Part })
		switch {
		case i >= 0 && slices.Equal(live[i].Shape.Atoms(), s.Want.Atoms()):
			d.keep(live[i], false, false)
		case i >= 0:
			d.update(live[i], s.Want, isPast(&s, &live[i].Shape))
		case d.premature(&s.Want):
			d.out.Waits = append(d.out.Waits, fmt.Sprintf("%s is made once its present occurrence is over: %s", s.Part, s.Want.String()))
		default:
			d.real = true
			d.create(s.Part, s.Want)
		}
	}
	for _, m := range live {
		if !slices.ContainsFunc(slots, func(s dialect.MuteSlot) bool { return s.Part == m.Part }) {
			d.real = true
			d.delete(m, "it is in force or about to be, though no longer declared")
		}
	}
}

// adopted lets a mute that has several weekdays serve as many slots as have the same hours, those it serves already
// before others, and returns the slots that need mutes of their own.
func (d *muteDiff) adopted(m snapshot.Mute) []dialect.MuteSlot {
	have, best, served := m.Shape.Atoms(), -1, -1
	groups := groupsOf(d.low.Slots)
	for i, g := range groups {
		n := 0
		for _, s := range g {
			if slices.Contains(have, s.Want.Atoms()[0]) {
				n++
			}
		}
		if n = n*100 + len(g); n > served {
			best, served = i, n
		}
	}
	if best < 0 {
		d.real = true
		d.delete(m, "it is in force or about to be, though no longer declared")
		return nil
	}
	want, follows := groups[best][0].Want, true
	want.Days = nil
	for _, s := range groups[best] {
		want.Days = append(want.Days, s.Want.Days...)
	}
	slices.Sort(want.Days)
	for _, a := range have {
		follows = follows && slices.ContainsFunc(d.low.Slots, func(s dialect.MuteSlot) bool { return isPastAtom(&s, a) })
	}
	if slices.Equal(have, want.Atoms()) {
		d.keep(m, false, false)
	} else {
		d.update(m, want, follows)
	}
	var rest []dialect.MuteSlot
	for i, g := range groups {
		if i != best {
			rest = append(rest, g...)
		}
	}
	return rest
}

// groupsOf brings slots together that can be one mute, in the order of their first.
func groupsOf(slots []dialect.MuteSlot) [][]dialect.MuteSlot {
	var out [][]dialect.MuteSlot
	for _, s := range slots {
		i := slices.IndexFunc(out, func(g []dialect.MuteSlot) bool {
			w := &g[0].Want
			return w.Offset == s.Want.Offset && w.Start == s.Want.Start && w.Duration == s.Want.Duration
		})
		if i < 0 {
			out, i = append(out, nil), len(out)
		}
		out[i] = append(out[i], s)
	}
	return out
}

func weekOf(mutes []snapshot.Mute) span.Set[civil.Instant] {
	var atoms []snapshot.Atom
	for i := range mutes {
		atoms = append(atoms, mutes[i].Shape.Atoms()...)
	}
	return snapshot.WeekOf(atoms)
}

func wanted(slots []dialect.MuteSlot) span.Set[civil.Instant] {
	var atoms []snapshot.Atom
	for i := range slots {
		atoms = append(atoms, slots[i].Want.Atoms()...)
	}
	return snapshot.WeekOf(atoms)
}

// isPast reports whether a shape was, or still is, right for the slot.
func isPast(s *dialect.MuteSlot, m *snapshot.MuteShape) bool {
	return slices.ContainsFunc(s.Past, func(p snapshot.MuteShape) bool { return slices.Equal(p.Atoms(), m.Atoms()) })
}

func isPastAtom(s *dialect.MuteSlot, a snapshot.Atom) bool {
	return slices.Contains(s.Want.Atoms(), a) ||
		slices.ContainsFunc(s.Past, func(p snapshot.MuteShape) bool { return slices.Contains(p.Atoms(), a) })
}

// once looks through the one-time mutes: spent ones go, because nobody knows what changing them does and they hold their
// name (contract hostedgraphite 4.9); those that silence what is not declared go, too.
func (d *muteDiff) once(live []snapshot.Mute) {
	for _, m := range live {
		switch {
		case m.Shape.First.End <= d.o.Now:
			d.deletes = append(d.deletes, DeleteMute{m})
			d.out.Fields = append(d.out.Fields, Field{Path: nameOfPart(&m), Before: m.Shape.String()})
		case len(span.Set[civil.Instant]{m.Shape.First}.Subtract(d.low.Quiet(m.Shape.First))) > 0:
			d.real = true
			d.delete(m, "it is in force or about to be, though no longer declared")
		default:
			d.keep(m, false, false)
		}
	}
}

// fill makes one-time mutes for what is declared and nothing would silence, as far as such mutes reach: what is not
// weekly, and the rest of a window that had begun when it was declared or the job ran late. A piece goes on where the
// one before ends, so a stretch longer than a piece is carried from run to run.
func (d *muteDiff) fill() {
	r := d.o.Rules
	first := (d.o.Now + r.Lead + civil.Minute) / civil.Minute * civil.Minute
	last := d.o.Now + r.Reach - r.Lead
	w := span.Span[civil.Instant]{Start: first, End: last + civil.Instant(r.Piece)*civil.Minute}
	for _, s := range d.low.Quiet(w).Subtract(d.silent(w)) {
		if s.Start >= last {
			return
		}
		s.End = min(s.End, s.Start+civil.Instant(r.Piece)*civil.Minute)
		d.create(snapshot.OncePart(s.Start), r.Once(s, d.o.Zone))
	}
}

// attach sees to it that the mutes are attached to the alerts and, unless a person does that, to no others.
func (d *muteDiff) attach() {
	if d.o.Manual {
		return
	}
	off := map[string][]snapshot.Ref{}
	for _, a := range d.o.Alerts {
		var missing []snapshot.Ref
		for i := range d.after {
			if m := &d.after[i]; !slices.Contains(m.On, a.ID) {
				missing = append(missing, snapshot.Ref{ID: m.ID, Name: m.Name})
				d.real = d.real || !m.fresh
			}
		}
		if len(missing) > 0 {
			d.attaches = append(d.attaches, AttachMutes{a, missing})
			d.out.Fields = append(d.out.Fields, Field{Path: "alert " + a.Name, After: fmt.Sprintf("muted by %d", len(missing))})
		}
	}
	var ids []string
	for i := range d.after {
		for _, id := range d.after[i].On {
			if !slices.ContainsFunc(d.o.Alerts, func(a snapshot.Ref) bool { return a.ID == id }) {
				if !slices.Contains(ids, id) {
					ids = append(ids, id)
				}
				off[id] = append(off[id], snapshot.Ref{ID: d.after[i].ID, Name: d.after[i].Name})
			}
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		d.real = true
		a := snapshot.Ref{ID: id, Name: d.alertName(id)}
		d.detaches = append(d.detaches, DetachMutes{a, off[id]})
		d.out.Fields = append(d.out.Fields, Field{Path: "alert " + a.Name, Before: fmt.Sprintf("muted by %d", len(off[id]))})
	}
}

// alertName names an alert that the mute is not declared for.
func (d *muteDiff) alertName(id string) string {
	for _, a := range d.o.Known {
		if a.ID == id {
			return a.Name
		}
	}
	return id
}
