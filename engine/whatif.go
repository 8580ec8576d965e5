package engine

import (
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Edit is a change of mind that can be tried out on a workspace: the closed set below.
type Edit interface{ edit(w *Workspace) error }

// The edits. Schedule and Rotation may be empty: every one that it makes sense for.
type (
	// Away takes a person out for a time.
	Away struct {
		Person      PersonID
		From, Until civil.Moment
	}
	// Join puts a person at the end of a rotation's list from its first handoff at or after From. Nobody moves before.
	Join struct {
		Person   PersonID
		Schedule ScheduleID
		Rotation RotationID
		From     civil.Moment
	}
	// Leave takes a person off the lists of rotations from their first handoff at or after From.
	Leave struct {
		Person   PersonID
		Schedule ScheduleID
		Rotation RotationID
		From     civil.Moment
	}
	// Swap lets two people stand in for each other in [From, Until): each takes the other's duty, schedule by schedule,
	// except where both are on duty anyway.
	Swap struct {
		A, B        PersonID
		Schedule    ScheduleID
		From, Until civil.Moment
	}
)

// With returns the workspace with the edits made, in order. The workspace itself stays as it is.
func (w *Workspace) With(edits ...Edit) (*Workspace, error) {
	out := *w
	out.People = slices.Clone(w.People)
	out.Schedules = slices.Clone(w.Schedules)
	for i := range out.Schedules {
		out.Schedules[i].Rotations = slices.Clone(w.Schedules[i].Rotations)
		out.Schedules[i].Overrides = slices.Clone(w.Schedules[i].Overrides)
	}
	for _, e := range edits {
		if err := e.edit(&out); err != nil {
			return nil, err
		}
	}
	return &out, nil
}

func (e Away) edit(w *Workspace) error {
	p := w.Person(e.Person)
	if p == nil {
		return fmt.Errorf("there is no person %q", e.Person)
	}
	p.Away = append(slices.Clone(p.Away), Absence{From: e.From, Until: e.Until})
	return nil
}

func (e Join) edit(w *Workspace) error {
	if w.Person(e.Person) == nil {
		return fmt.Errorf("there is no person %q", e.Person)
	}
	found, err := eachRotation(w, e.Schedule, e.Rotation, func(r *Rotation) error {
		return change(r, e.From, func(list []Entry) []Entry {
			return append(slices.Clone(list), Entry{Person(e.Person)})
		})
	})
	if err == nil && found != 1 {
		err = fmt.Errorf("%d rotations fit; name one to join as SCHEDULE/ROTATION", found)
	}
	return err
}

func (e Leave) edit(w *Workspace) error {
	left := false
	_, err := eachRotation(w, e.Schedule, e.Rotation, func(r *Rotation) error {
		if !slices.ContainsFunc(r.lists(), func(l []Entry) bool { return lists(l, Person(e.Person)) }) {
			return nil
		}
		left = true
		return change(r, e.From, func(list []Entry) []Entry { return without(list, Person(e.Person)) })
	})
	if err == nil && !left {
		err = fmt.Errorf("%q is on none of these rotations", e.Person)
	}
	return err
}

// picked refuses names of a schedule or of a rotation that there are none of; empty names pick all.
func picked(w *Workspace, schedule ScheduleID, rotation RotationID) error {
	known := schedule == ""
	for i := range w.Schedules {
		s := &w.Schedules[i]
		if schedule != "" && s.ID != schedule {
			continue
		}
		known = true
		if rotation == "" || slices.ContainsFunc(s.Rotations, func(r Rotation) bool { return r.ID == rotation }) {
			return nil
		}
	}
	switch {
	case !known:
		return fmt.Errorf("there is no schedule %q", schedule)
	case rotation != "" && schedule == "":
		return fmt.Errorf("there is no rotation %q", rotation)
	case rotation != "":
		return fmt.Errorf("there is no rotation %q in %q", rotation, schedule)
	default:
		return nil
	}
}

// eachRotation calls f for every rotation by a rule that the names pick, and returns how many there were.
func eachRotation(w *Workspace, schedule ScheduleID, rotation RotationID, f func(*Rotation) error) (int, error) {
	if err := picked(w, schedule, rotation); err != nil {
		return 0, err
	}
	n := 0
	for i := range w.Schedules {
		s := &w.Schedules[i]
		if schedule != "" && s.ID != schedule {
			continue
		}
		for j := range s.Rotations {
			r := &s.Rotations[j]
			if r.HasShifts || r.Roster != nil || rotation != "" && r.ID != rotation {
				continue
			}
			n++
			if err := f(r); err != nil {
				return n, fmt.Errorf("%s/%s: %w", s.ID, r.ID, err)
			}
		}
	}
	return n, nil
}

// lists returns every list of people a rotation has or will have.
func (r *Rotation) lists() [][]Entry {
	out := [][]Entry{r.People}
	for _, c := range r.Changes {
		out = append(out, c.People)
	}
	return out
}

func lists(list []Entry, p Participant) bool {
	return slices.ContainsFunc(list, func(e Entry) bool { return slices.Contains(e, p) })
}

// without returns a list without a participant; entries that held nobody else go too.
func without(list []Entry, p Participant) []Entry {
	var out []Entry
	for _, e := range list {
		if !slices.Contains(e, p) {
			out = append(out, e)
			continue
		}
		if rest := slices.DeleteFunc(slices.Clone(e), func(q Participant) bool { return q == p }); len(rest) > 0 {
			out = append(out, rest)
		}
	}
	return out
}

// change writes a change of membership from a moment on, and the same change into every later list. A change that stands
// at that moment already takes it in: two of one moment cannot be written.
func change(r *Rotation, from civil.Moment, f func([]Entry) []Entry) error {
	at, list := from.In(r.Zone), r.People
	changes := make([]Change, 0, len(r.Changes)+1)
	i := 0
	for ; i < len(r.Changes) && r.Changes[i].From.In(r.Zone) < at; i++ {
		changes, list = append(changes, r.Changes[i]), r.Changes[i].People
	}
	if i == len(r.Changes) || r.Changes[i].From.In(r.Zone) != at {
		changes = append(changes, Change{From: from, People: f(list)})
	}
	for _, c := range r.Changes[i:] {
		c.People = f(c.People)
		changes = append(changes, c)
	}
	for _, c := range changes {
		if len(c.People) == 0 {
			return fmt.Errorf("nobody would be left")
		}
	}
	r.Changes = changes
	return nil
}

func (e Swap) edit(w *Workspace) error {
	for _, id := range []PersonID{e.A, e.B} {
		if w.Person(id) == nil {
			return fmt.Errorf("there is no person %q", id)
		}
	}
	if err := picked(w, e.Schedule, ""); err != nil {
		return err
	}
	swapped := false
	for i := range w.Schedules {
		s := &w.Schedules[i]
		if e.Schedule != "" && s.ID != e.Schedule {
			continue
		}
		r, err := Compile(s, w.People, w.Holidays)
		if err != nil {
			return err
		}
		made := e.overrides(r, s)
		swapped = swapped || len(made) > 0
		s.Overrides = append(s.Overrides, made...)
	}
	if !swapped {
		return fmt.Errorf("neither %q nor %q is on call then, so there is nothing to swap", e.A, e.B)
	}
	return nil
}

// overrides returns one override for every stretch in which one of the two is on duty without the other.
func (e Swap) overrides(r *Resolver, s *Schedule) []Override {
	a, b := Person(e.A), Person(e.B)
	var out []Override
	w := span.Span[civil.Instant]{Start: e.From.In(s.Zone), End: e.Until.In(s.Zone)}
	for _, sp := range r.Resolve(w, Final).Spans {
		has, other := serves(sp.On, a), serves(sp.On, b)
		if has == other {
			continue
		}
		gone, comes := a, b
		if other {
			gone, comes = b, a
		}
		out = append(out, Override{
			From: s.Zone.Moment(sp.Start), Until: s.Zone.Moment(sp.End), Who: Entry{comes},
			Replaces: []Participant{gone}, Fill: true, Note: "swap",
		})
	}
	return out
}
