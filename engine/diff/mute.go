package diff

import (
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
)

// MuteOptions are what the comparison of a mute depends on besides the two sides.
type MuteOptions struct {
	Rules  *dialect.MuteRules
	Mark   snapshot.Mark
	Zone   *civil.Zone
	Alerts []snapshot.Ref // what it is to be attached to
	Known  []snapshot.Ref // all alerts there are
	Manual bool           // a person attaches it
	Now    civil.Instant
	Force  bool // mutes in force are changed, too
}

// MuteChange is everything that has to be done to the mutes at a vendor that stand for one declared mute.
type MuteChange struct {
	Action Action
	Fields []Field
	Steps  []Step
	// HeldFields and HeldSteps wait until the mutes concerned are no longer in force, which Held says.
	HeldFields []Field
	HeldSteps  []Step
	Held       string
	// Waits are what follows later by itself and is no difference.
	Waits []string
	// Silent is when something is silenced from now on, once the steps are done and no other run comes.
	Silent func(span.Span[civil.Instant]) span.Set[civil.Instant]
	Notes  []string
}

// Empty reports whether nothing has to be done, now or later.
func (c *MuteChange) Empty() bool { return len(c.Steps)+len(c.HeldSteps) == 0 }

// Mutes returns the change that makes the live mutes silence what is declared. live are those that stand for the declared
// mute, by their mark or because it names them; one without a part in its name was adopted. What is equal by meaning is
// left as it is.
func Mutes(low *dialect.LoweredMute, live []snapshot.Mute, o MuteOptions) MuteChange {
	d := &muteDiff{low: low, o: o}
	var weekly, once []snapshot.Mute
	for _, m := range live {
		if m.Shape.Weekly() {
			weekly = append(weekly, m)
		} else {
			once = append(once, m)
		}
	}
	d.had = len(weekly) > 0
	d.weekly(weekly)
	d.once(once)
	d.fill()
	d.attach()
	d.out.Steps = slices.Concat(d.creates, d.attaches, d.updates, d.detaches, d.deletes)
	d.out.Action = d.action()
	d.out.Silent = d.silent
	return d.out
}

// GoneMutes returns the change that deletes the mutes of a declared mute that is no longer declared.
func GoneMutes(live []snapshot.Mute, o MuteOptions) MuteChange {
	d := &muteDiff{low: &dialect.LoweredMute{}, o: o}
	for _, m := range live {
		d.delete(m, "it is in force or about to be")
	}
	d.out.Steps, d.out.Action, d.out.Silent = d.deletes, Delete, d.silent
	return d.out
}

// kept is a mute as it will be.
type kept struct {
	snapshot.Mute
	fresh bool          // made by this change
	from  civil.Instant // when it begins to count
}

type muteDiff struct {
	low                                           *dialect.LoweredMute
	o                                             MuteOptions
	out                                           MuteChange
	after                                         []kept
	creates, attaches, updates, detaches, deletes []Step
	had                                           bool // there were weekly mutes before
	adopting                                      bool
	real                                          bool // something was declared anew, or changed by hand
}

// action says what the steps come to. What only follows the clock is a refresh.
func (d *muteDiff) action() Action {
	switch {
	case d.adopting:
		return Adopt
	case !d.had && len(d.low.Slots) > 0:
		return Create
	case d.real:
		return Update
	default:
		return Refresh
	}
}

// busy reports whether a mute is in force or will be within the lead: then nobody knows what changing it does (contract
// hostedgraphite 4.11).
func (d *muteDiff) busy(m *snapshot.MuteShape) bool {
	return len(m.Within(span.Span[civil.Instant]{Start: d.o.Now, End: d.o.Now + d.o.Rules.Lead + 1})) > 0
}

// premature reports whether a weekly shape, written now, could silence at once what is not declared: after a clock
// change the new hours may hold the present moment when the old ones have just ended.
func (d *muteDiff) premature(m *snapshot.MuteShape) bool {
	for _, o := range m.Within(span.Span[civil.Instant]{Start: d.o.Now, End: d.o.Now + civil.DayLen}) {
		if o.Start == d.o.Now || o.Start <= d.o.Now+d.o.Rules.Lead {
			return len(span.Set[civil.Instant]{o}.Subtract(d.low.Quiet(o))) > 0
		}
	}
	return false
}

// keep notes a mute that will be there. One that is new or changed counts from its next start, as far as is known.
func (d *muteDiff) keep(m snapshot.Mute, fresh, changed bool) {
	k := kept{m, fresh, d.o.Now}
	if fresh || changed {
		for _, o := range m.Shape.Within(span.Span[civil.Instant]{Start: d.o.Now, End: d.o.Now + civil.DayLen + 1}) {
			if o.Start == d.o.Now {
				k.from = o.End
			}
		}
	}
	d.after = append(d.after, k)
}

// silent returns when the mutes that will be there are in force.
func (d *muteDiff) silent(w span.Span[civil.Instant]) span.Set[civil.Instant] {
	var out span.Set[civil.Instant]
	for i := range d.after {
		out = out.Union(d.after[i].Shape.Within(w.Clip(span.Span[civil.Instant]{Start: d.after[i].from, End: w.End})))
	}
	return out
}

func (d *muteDiff) hold(f Field, s Step, why string) {
	d.out.HeldFields, d.out.HeldSteps = append(d.out.HeldFields, f), append(d.out.HeldSteps, s)
	d.out.Held = why
}

// create makes a mute.
func (d *muteDiff) create(part string, shape snapshot.MuteShape) {
	m := snapshot.Mute{Name: snapshot.MuteName(d.o.Mark, part), Mark: d.o.Mark, Part: part, Shape: shape}
	d.creates = append(d.creates, CreateMute{m})
	d.out.Fields = append(d.out.Fields, Field{Path: part, After: shape.String()})
	d.keep(m, true, true)
}

// delete removes a mute, or holds that until it is no longer in force.
func (d *muteDiff) delete(m snapshot.Mute, why string) {
	f, s := Field{Path: nameOfPart(&m), Before: m.Shape.String()}, DeleteMute{m}
	if d.busy(&m.Shape) && !d.o.Force {
		d.hold(f, s, fmt.Sprintf("%q: %s; it is deleted by a later run, or with --now-ok", m.Name, why))
		d.keep(m, false, false)
		return
	}
	d.out.Fields, d.deletes = append(d.out.Fields, f), append(d.deletes, s)
}

// update changes a mute in place, which keeps its attachments (contract hostedgraphite 4.15). One in force is left alone:
// silently where it is only behind the clock, because a later run is in time for its next occurrence.
func (d *muteDiff) update(m snapshot.Mute, shape snapshot.MuteShape, follows bool) {
	next := m
	next.Shape, next.Name, next.Mark = shape, snapshot.MuteName(d.o.Mark, m.Part), d.o.Mark
	f, s := Field{Path: nameOfPart(&m), Before: m.Shape.String(), After: shape.String()}, UpdateMute{m, next}
	switch {
	case d.premature(&shape), follows && d.busy(&m.Shape):
		d.out.Waits = append(d.out.Waits, fmt.Sprintf("%s becomes %s once its present occurrence is over", nameOfPart(&m), shape.String()))
		d.keep(m, false, false)
		d.real = d.real || !follows
		return
	case d.busy(&m.Shape) && !d.o.Force:
		d.real = true
		d.hold(f, s, fmt.Sprintf("%q is in force or about to be, and what changing it does then is not known; a later run changes it, or --now-ok", m.Name))
		d.keep(m, false, false)
		return
	}
	d.real = d.real || !follows
	if m.Mark != d.o.Mark {
		d.adopting = true
		d.out.Notes = append(d.out.Notes, fmt.Sprintf("%q becomes %q: at this vendor the name holds the ownership mark", m.Name, next.Name))
	}
	d.out.Fields, d.updates = append(d.out.Fields, f), append(d.updates, s)
	d.keep(next, false, true)
}

func nameOfPart(m *snapshot.Mute) string {
	if m.Part == "" {
		return m.Name
	}
	return m.Part
}
