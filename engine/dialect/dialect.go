// Package dialect states a vendor's rules as data: what its schedules can hold and how it renders them. With them it
// lowers a schedule of ours to what can be written there, in engine terms, and names what cannot.
//
// A lowered schedule is still an [engine.Schedule], but a plain one: every rotation has one length of turn, a clock that
// the vendor keeps, at most one participant a turn, and weekly windows; overrides are single and do not overlap. Because
// the vendor's rules are expressed in the engine's own words (hourly turns that the vendor counts in real time are lowered
// to `clock: elapsed`), resolving the lowered schedule gives what the vendor will show.
package dialect

import (
	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Dialect is a vendor's rules.
type Dialect struct {
	Vendor engine.Vendor
	// Turns says which units of time turns can be counted in there, and what keeps equal across a clock change.
	Turns []TurnRule
	// Grid is the seconds on which the vendor lets starts, ends and window edges lie; others are refused, because the
	// vendor would move them.
	Grid int
	// Windows is how many weekly windows a rotation can have.
	Windows int
	// OverrideKinds are the kinds of participant that can stand in an override, [engine.Nobody] among them.
	OverrideKinds []engine.Kind
	// NameLimit and DescriptionLimit are in characters; the description's includes the mark.
	NameLimit, DescriptionLimit int
}

// TurnRule says that a vendor counts turns in a unit.
type TurnRule struct {
	Unit  engine.Unit
	Clock engine.Clock // what the vendor does at a clock change
	Basis string       // the contract line, with "documented" or "assumed"
}

// Lowered is a schedule as it can be written to a vendor.
type Lowered struct {
	Schedule engine.Schedule
	// Refusals name what the vendor cannot hold. A schedule with refusals is not written.
	Refusals []Refusal
	// Reasons say where the vendor's rules differ from the declared ones; they explain losses.
	Reasons []string
}

// Refusal names a part of a schedule that cannot be lowered.
type Refusal struct {
	Path string // "rotations.week.every"
	Text string
}

// lowering is one schedule on its way down.
type lowering struct {
	d   *Dialect
	s   *engine.Schedule
	now civil.Instant
	out Lowered
	// parts maps each of our rotations to the lowered ones that stand for it.
	parts [][]int
	given []string // names of parts so far
}

// Lower compiles a schedule. Overrides and parts of rotations that are over at now are history, which is not written.
func (d *Dialect) Lower(s *engine.Schedule, now civil.Instant) Lowered {
	l := &lowering{d: d, s: s, now: now}
	l.out.Schedule = *s
	l.out.Schedule.Rotations, l.out.Schedule.Overrides = nil, nil
	l.names()
	if s.Combine == engine.Layered && len(s.Rotations) > 1 {
		l.refuse("combine", "%s puts everyone on call whose rotation is on; layers that hide each other cannot be written", d.Vendor)
	}
	l.out.Schedule.Combine = engine.All
	for i := range s.Rotations {
		l.rotation(&s.Rotations[i])
	}
	l.overrides()
	return l.out
}

// Concerns refuses what people have declared that would change who is on call in the window and cannot be lowered.
func (d *Dialect) Concerns(out *Lowered, s *engine.Schedule, people []engine.PersonInfo, w span.Span[civil.Instant]) {
	l := &lowering{d: d, s: s, out: *out}
	for i := range people {
		p := &people[i]
		if !onSchedule(s, engine.Person(p.ID)) {
			continue
		}
		for _, a := range p.Away {
			if l.within(p, a.From, a.Until, w) {
				l.refuse("people."+string(p.ID)+".away", "absences are not lowered to %s yet", d.Vendor)
				break
			}
		}
		for _, f := range p.Forward {
			if l.within(p, f.From, f.Until, w) {
				l.refuse("people."+string(p.ID)+".forward", "forwards are not lowered to %s yet", d.Vendor)
				break
			}
		}
	}
	*out = l.out
}

func (l *lowering) within(p *engine.PersonInfo, from, until civil.Moment, w span.Span[civil.Instant]) bool {
	z := p.Zone
	if z == nil {
		z = l.s.Zone
	}
	return span.Span[civil.Instant]{Start: from.In(z), End: until.In(z)}.Overlaps(w)
}

// onSchedule reports whether a participant can come on call by a schedule's own words.
func onSchedule(s *engine.Schedule, p engine.Participant) bool {
	for _, q := range Participants(s) {
		if p == q {
			return true
		}
	}
	return false
}
