package engine

import (
	"slices"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Stage is a floor of the stack that package engine's comment draws.
type Stage uint8

// The stages of an explanation, in the order in which they act.
const (
	StageTurn        Stage = iota // whose turn it is in a rotation
	StageRestriction              // whether the rotation is on duty
	StageAbsence                  // a member is away
	StageOverride                 // an override acts
	StageCombine                  // rotations that others hide
	StageForward                  // somebody forwards
)

// String returns turn, restriction, absence, override, combine or forward.
func (s Stage) String() string {
	return [...]string{"turn", "restriction", "absence", "override", "combine", "forward"}[s]
}

// Reason is one step of the walk from a roster to who is on call.
type Reason struct {
	Stage    Stage
	Rotation int                      // index; -1 for the whole schedule
	Turn     int                      // number of the running turn; NoTurn outside the rotation's life
	When     span.Span[civil.Instant] // of the turn, the window or the override; the end of the first, or the start of the next, may be unknown: 0
	Entry    Entry                    // whose turn it is
	Place    int                      // position of Entry in the list, from 0; -1 for explicit shifts
	Of       int                      // length of that list
	Open     bool                     // restriction: a window is open; When is the window, or the next one to open
	Override int                      // index; -1: none
	Before   []Duty                   // on duty before this step, where it changes anything
	After    []Duty                   // on duty after it
}

// Explanation says why somebody is on call at an instant, step by step.
type Explanation struct {
	Schedule *Schedule
	At       civil.Instant
	Reasons  []Reason
	On       []Duty // the outcome
}

// Explain walks through the reasons at t. It asks the same cursor that resolves timelines, so the two cannot differ.
func (r *Resolver) Explain(t civil.Instant) Explanation {
	e := Explanation{Schedule: r.schedule, At: t}
	c := r.Cursor(span.Span[civil.Instant]{Start: t, End: t + 1}, Final)
	var later []Reason
	c.watch = func(stage Stage, rotation int, o occurrence, before, after []Duty) {
		later = append(later, Reason{
			Stage: stage, Rotation: rotation, Turn: NoTurn, When: o.Span, Override: o.override, Place: -1,
			Before: before, After: slices.Clone(after),
		})
	}
	on, _ := c.At(t)
	for i := range r.rows {
		e.Reasons = append(e.Reasons, r.rows[i].explain(r, t)...)
	}
	e.Reasons = append(e.Reasons, r.hidden(t, later)...)
	e.On = slices.Clone(on)
	return e
}

// hidden orders the overrides that name rotations, the combination, and what acts after it. A combination is a step only
// where a rotation hides another.
func (r *Resolver) hidden(t civil.Instant, later []Reason) []Reason {
	i := slices.IndexFunc(later, func(x Reason) bool { return x.Rotation < 0 })
	if i < 0 {
		i = len(later)
	}
	if r.schedule.Combine != Layered {
		return dropIdle(later)
	}
	c := r.Cursor(span.Span[civil.Instant]{Start: t, End: t + 1}, Final)
	c.acting.advance(t)
	var all, top []Duty
	for row := range c.rows {
		st := &c.rows[row]
		r.rows[row].at(st, r.away, t, true)
		if duties := c.limited(row, st); len(duties) > 0 {
			all, top = append(all, duties...), slices.Clone(duties)
		}
	}
	if len(all) > len(top) {
		step := Reason{Stage: StageCombine, Rotation: -1, Turn: NoTurn, Override: -1, Place: -1, Before: all, After: top}
		later = slices.Insert(later, i, step)
	}
	return dropIdle(later)
}

// dropIdle leaves out forwarding that changed nothing. An override that changed nothing stays: that it does nothing is
// what somebody who wrote it wants to know.
func dropIdle(steps []Reason) []Reason {
	return slices.DeleteFunc(steps, func(s Reason) bool { return s.Stage == StageForward && slices.Equal(s.Before, s.After) })
}

// explain tells whose turn it is in a rotation, whether a window is open, and who covers for whom.
func (row *rotationRow) explain(r *Resolver, t civil.Instant) []Reason {
	var st rowState
	row.at(&st, r.away, t, true)
	turn := Reason{Stage: StageTurn, Rotation: row.index, Turn: st.turn, Override: -1, Place: -1}
	if row.fixed != nil {
		turn.When = span.Span[civil.Instant]{Start: st.handoff}
		turn.After = st.duties
		return []Reason{turn}
	}
	if st.turn == NoTurn {
		turn.When = known(row.life)
		return []Reason{turn}
	}
	h := row.zone.High(t)
	_, end := row.dealer.turn(t, h)
	turn.When = known(span.Span[civil.Instant]{Start: row.dealer.boundary(st.turn), End: min(end, row.life.End)})
	age := eraOf(row.eras, st.turn)
	people := row.eras[age].people
	turn.Place, turn.Of = row.eras[age].at(st.turn), len(people)
	turn.Entry = people[turn.Place]
	out := []Reason{turn}
	if row.masked {
		window := row.window(h)
		out = append(out, window)
		if !window.Open { // nobody has to serve, so nobody has to be covered
			return out
		}
	}
	return append(out, row.covers(turn.Entry, st.duties)...)
}

// known writes an end that never comes as one that is unknown: 0.
func known(w span.Span[civil.Instant]) span.Span[civil.Instant] {
	if w.End == forever {
		w.End = 0
	}
	return w
}

// window tells the restriction window that is open at the reading h, or the next one that opens.
func (row *rotationRow) window(h civil.Local) Reason {
	out := Reason{Stage: StageRestriction, Rotation: row.index, Turn: NoTurn, Override: -1, Place: -1}
	if s, ok := row.mask.Stretch(h); ok {
		out.When = span.Span[civil.Instant]{Start: row.zone.First(s.Start), End: row.zone.First(s.End)}
		out.Open = s.Contains(h)
	}
	return out
}

// covers tells of the members of an entry who are away while they should serve.
func (row *rotationRow) covers(planned Entry, duties []Duty) []Reason {
	if len(duties) == 0 && len(planned) == 0 || !row.absent {
		return nil
	}
	var away []Duty
	for slot, p := range planned {
		if !slices.ContainsFunc(duties, func(d Duty) bool { return d.Who == p && d.Source == FromRotation }) {
			away = append(away, Duty{Who: p, Rotation: row.index, Slot: slot, Override: -1})
		}
	}
	if len(away) == 0 {
		return nil
	}
	return []Reason{{
		Stage: StageAbsence, Rotation: row.index, Turn: NoTurn, Override: -1, Place: -1, Before: away, After: slices.Clone(duties),
	}}
}

// noted returns a copy of those on duty where somebody watches.
func (c *Cursor) noted(row []Duty) []Duty {
	if c.watch == nil {
		return nil
	}
	return slices.Clone(row)
}

// tell reports a step to whoever watches.
func (c *Cursor) tell(stage Stage, rotation int, o occurrence, before, after []Duty) {
	if c.watch != nil {
		c.watch(stage, rotation, o, before, after)
	}
}
