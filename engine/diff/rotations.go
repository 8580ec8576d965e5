package diff

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
)

// liveSide is a live schedule made ready for comparing: told by the wanted schedule's clock, so that an instant reads the
// same on both sides, and without its history.
type liveSide struct {
	engine.Schedule
	ids     []string          // the vendor's ids of Rotations, by index
	history []engine.Rotation // rotations that are over and that nothing declared stands for: nobody's business (scenario T-30)
	spent   []Step            // the removal of our own pieces and overrides that are over
	over    []engine.RotationID
	theirs  map[string]bool // ids of rotations that somebody else put into a schedule of ours
	lacks   map[string]bool // ids of rotations without our tag

	stay  []engine.Rotation // the wanted rotations under the names they have, or get, there
	plain []untagged        // those of them that lack our tag
}

// untagged is a rotation that is there as wanted, and lacks our tag.
type untagged struct {
	stays, live int    // in liveSide.stay and liveSide.Rotations
	name        string // that it is wanted under
}

func beside(obj *snapshot.Object, live, want *engine.Schedule, m snapshot.Mark, opt Options) *liveSide {
	now := opt.Now
	side := &liveSide{Schedule: *live, theirs: map[string]bool{}, lacks: map[string]bool{}}
	side.Zone, side.Rotations = want.Zone, nil
	for i, r := range live.Rotations {
		if !opt.Dialect.NoZone || civil.SameRules(r.Zone, want.Zone, min(startOf(&r), now)) {
			r.Zone = want.Zone
		}
		r.OwnZone = opt.Dialect.NoZone && r.Zone.String() != want.Zone.String()
		if i < len(obj.Theirs) {
			side.theirs[obj.RotationIDs[i]] = obj.Theirs[i]
		}
		if i < len(obj.Untagged) {
			side.lacks[obj.RotationIDs[i]] = obj.Untagged[i]
		}
		wanted := slices.ContainsFunc(want.Rotations, func(w engine.Rotation) bool { return w.Name == r.Name })
		if !wanted && isOver(&r, opt.Dialect, now) {
			side.over = append(side.over, r.ID)
			if ownPiece(&r) {
				side.spent = append(side.spent, DeleteRotation{ID: obj.RotationIDs[i], Name: r.Name})
			} else {
				side.history = append(side.history, r)
			}
			continue
		}
		if opt.Dialect.Renewed {
			r = dialect.Running(r, now)
		}
		side.Rotations = append(side.Rotations, asPiece(r, want, now))
		side.ids = append(side.ids, obj.RotationIDs[i])
	}
	side.Overrides = nil
	for _, o := range live.Overrides {
		current := slices.DeleteFunc(slices.Clone(o.Rotations), func(id engine.RotationID) bool {
			return slices.Contains(side.over, id)
		})
		switch {
		case len(current) > 0:
			o.Rotations = current
		case len(o.Rotations) > 0 && isOurs(&o, m, opt):
			// It acts on nothing that is still on. It goes with the rotations it names, before they do: one without
			// rotations might act on all.
			side.spent = append([]Step{DeleteOverride{o}}, side.spent...)
			continue
		}
		side.Overrides = append(side.Overrides, o)
	}
	return side
}

// ends returns when a rotation puts nobody on call any more.
func ends(r *engine.Rotation) (civil.Instant, bool) {
	if f, ok := dialect.Piece(r); ok {
		return f.Until.In(r.Zone), true
	}
	if !r.Until.IsSet() {
		return 0, false
	}
	return r.Until.In(r.Zone), true
}

// isOver reports whether a rotation puts nobody on call any more.
func isOver(r *engine.Rotation, d *dialect.Dialect, now civil.Instant) bool {
	end, ok := ends(r)
	return ok && end <= now || d.Shifts > 0 && dialect.Over(r, now)
}

// ownPiece reports whether a rotation is a single shift that was named by us: what a person called it ends in no instant.
func ownPiece(r *engine.Rotation) bool {
	_, piece := dialect.Piece(r)
	_, err := time.Parse(time.RFC3339, r.Name[strings.LastIndexByte(r.Name, ' ')+1:])
	return piece && err == nil
}

// asPiece returns a live rotation that says no more than one shift as that shift, from now on, unless a declared rotation
// of its name is something else.
func asPiece(r engine.Rotation, want *engine.Schedule, now civil.Instant) engine.Rotation {
	f, ok := dialect.Piece(&r)
	ruled := slices.ContainsFunc(want.Rotations, func(w engine.Rotation) bool { return !w.HasShifts && w.Name == r.Name })
	if !ok || ruled {
		return r
	}
	out := engine.Rotation{ID: r.ID, Name: r.Name, Zone: r.Zone, HasShifts: true, Shifts: []engine.FixedShift{f}}
	return clipPiece(out, now)
}

// clipPieces returns a schedule with its running single shifts from now on: when they began makes no difference any more.
func clipPieces(s *engine.Schedule, now civil.Instant) engine.Schedule {
	out := *s
	out.Rotations = nil
	for _, r := range s.Rotations {
		out.Rotations = append(out.Rotations, clipPiece(r, now))
	}
	return out
}

func clipPiece(r engine.Rotation, now civil.Instant) engine.Rotation {
	f, ok := dialect.Piece(&r)
	if !ok || !r.HasShifts || f.From.In(r.Zone) >= now {
		return r
	}
	f.From = civil.AtInstant(now)
	r.Shifts = []engine.FixedShift{f}
	return r
}

// rotations matches the rotations of both sides: single shifts by what they say, others by name, and those left over by
// what they say, which is a rename. It appends fields and steps, and returns which live names got new ones.
func (c *Change) rotations(live *liveSide, want *engine.Schedule, o Options) map[engine.RotationID]engine.RotationID {
	d := o.Dialect
	m := &matching{live: live, remaining: indexes(len(live.Rotations))}
	m.match(told(want, o), d)
	renamed := map[engine.RotationID]engine.RotationID{}
	for i := range want.Rotations {
		w := want.Rotations[i]
		if m.matched[i] < 0 {
			c.Fields = append(c.Fields, newRotation(&w)...)
			w = live.free(w, d)
			live.stay = append(live.stay, w)
			c.Steps = append(c.Steps, CreateRotation{w})
			continue
		}
		l := &live.Rotations[m.matched[i]]
		live.keep(w, m.matched[i])
		renamed[l.ID] = w.ID
		if d.Renewed {
			continue
		}
		if c.rotation(l, &w, live.ids[m.matched[i]]) {
			renamed[l.ID] += replacedSuffix
		}
	}
	for _, l := range m.remaining {
		r := &live.Rotations[l]
		if live.theirs[live.ids[l]] {
			c.Theirs = append(c.Theirs, *r)
			continue
		}
		c.Fields = append(c.Fields, Field{Path: "rotations." + r.Name, Before: gist(r), Dates: datesOf(r)})
		c.Steps = append(c.Steps, DeleteRotation{ID: live.ids[l], Name: r.Name})
	}
	return renamed
}

// told returns a wanted schedule as live ones are compared with it: shifts that recur from now on, in one zone where its
// rules are theirs.
func told(want *engine.Schedule, o Options) *engine.Schedule {
	out := *want
	out.Rotations = nil
	for _, r := range want.Rotations {
		if o.Dialect.NoZone && civil.SameRules(r.Zone, want.Zone, min(startOf(&r), o.Now)) {
			r.Zone = want.Zone
		}
		r.OwnZone = o.Dialect.NoZone && r.Zone.String() != want.Zone.String()
		if o.Dialect.Renewed {
			r = dialect.Running(r, o.Now)
		}
		out.Rotations = append(out.Rotations, r)
	}
	return &out
}

// startOf returns when a rotation begins.
func startOf(r *engine.Rotation) civil.Instant {
	if f, ok := dialect.Piece(r); ok {
		return f.From.In(r.Zone)
	}
	return r.Start.In(r.Zone)
}

// gist tells a rotation in few words.
func gist(r *engine.Rotation) string {
	if f, ok := dialect.Piece(r); ok && r.HasShifts {
		return fmt.Sprintf("%s from %s until %s", f.Who, momentText(f.From, r.Zone), momentText(f.Until, r.Zone))
	}
	text := peopleText(r.People) + " every " + everyText(r)
	if r.OwnZone { // else a rotation that goes because it is on another clock looks like the one that comes
		text += ", in " + r.Zone.String()
	}
	return text
}

// matching pairs wanted rotations with live ones.
type matching struct {
	live      *liveSide
	remaining []int // live ones that nothing stands for yet
	matched   []int // for each wanted one its live one, or -1
}

func (m *matching) match(want *engine.Schedule, d *dialect.Dialect) {
	m.matched = make([]int, len(want.Rotations))
	live, wanted := meanings(m.live.Rotations), meanings(want.Rotations)
	for i := range want.Rotations {
		m.matched[i] = -1
		if want.Rotations[i].HasShifts || d.Renewed {
			m.take(i, func(l int) bool { return live[l] == wanted[i] })
		}
	}
	for i := range want.Rotations {
		w := &want.Rotations[i]
		if m.matched[i] < 0 && !d.Renewed {
			m.take(i, func(l int) bool {
				return m.live.Rotations[l].Name == w.Name && m.live.Rotations[l].HasShifts == w.HasShifts
			})
		}
	}
	for i := range want.Rotations {
		if m.matched[i] < 0 {
			m.take(i, func(l int) bool { return live[l] == wanted[i] })
		}
	}
}

// meanings returns a text for each rotation that is equal for those that say the same, whatever their names.
func meanings(list []engine.Rotation) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = fmt.Sprintf("%q", rotationProps(&list[i]))
	}
	return out
}

// take matches a wanted rotation with the first live one left that is the same, rather with one of ours than with one that
// lacks our tag.
func (m *matching) take(i int, same func(l int) bool) {
	k := slices.IndexFunc(m.remaining, func(l int) bool { return !m.live.lacks[m.live.ids[l]] && same(l) })
	if k < 0 {
		k = slices.IndexFunc(m.remaining, same)
	}
	if k >= 0 {
		m.matched[i] = m.remaining[k]
		m.remaining = slices.Delete(m.remaining, k, k+1)
	}
}

// keep notes that a live rotation stands for a wanted one.
func (live *liveSide) keep(w engine.Rotation, i int) {
	if live.lacks[live.ids[i]] {
		live.plain = append(live.plain, untagged{len(live.stay), i, w.Name})
	}
	w.Name = live.Rotations[i].Name
	live.stay = append(live.stay, w)
}

// free returns a new rotation under a name that no live one has, where the old ones stay beside it for a while.
func (live *liveSide) free(r engine.Rotation, d *dialect.Dialect) engine.Rotation {
	if !d.Renewed {
		return r
	}
	for n, base := 2, r.Name; slices.ContainsFunc(live.Rotations, func(l engine.Rotation) bool { return strings.EqualFold(l.Name, r.Name) }); n++ {
		r.Name = fmt.Sprintf("%s ~%d", base, n)
	}
	return r
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
	if len(fields) == 0 || live.HasShifts && len(fields) == 1 && before[0] != after[0] { // single shifts go by what they say
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
	return !before.HasShifts && !after.HasShifts && a[0] != b[0] && slices.Equal(a[1:3], b[1:3])
}

// newRotation tells a rotation that is not there yet.
func newRotation(r *engine.Rotation) []Field {
	if r.HasShifts {
		return []Field{{Path: "rotations." + r.Name, After: gist(r), Dates: datesOf(r)}}
	}
	var out []Field
	for _, p := range rotationProps(r) {
		if p.value != "" {
			out = append(out, Field{Path: "rotations." + r.Name + "." + p.path, After: p.value})
		}
	}
	return out
}

// datesOf returns when a rotation acts that is a single shift, and the zero span for every other.
func datesOf(r *engine.Rotation) span.Span[civil.Instant] {
	f, ok := dialect.Piece(r)
	if !ok {
		return span.Span[civil.Instant]{}
	}
	return span.Span[civil.Instant]{Start: f.From.In(r.Zone), End: f.Until.In(r.Zone)}
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
