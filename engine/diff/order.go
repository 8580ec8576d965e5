package diff

import (
	"cmp"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// order puts steps so that nobody is uncovered between two of them: what is added comes before what is cut short, and that
// before what is taken away; rotations come before the overrides that name them, and go after them. live is what the steps
// start from, w the stretch that is looked at.
//
// What changes in place may give at one end and take at the other, so there the order is found by trying: the next step is
// the first one that uncovers nobody who is covered now and at the end.
//
//	a  |------ana------|             cut short first, 12:00 to 18:00 would be open
//	b          |--bo---|
//	a' |--ana--|
//	b'         |--bo---|--bo---|     so b goes first
//
// Where nothing changes in place, it is an override that may be in the way: one that takes ana off, and chi with her,
// because dee stands in for both. When the rotation of ana's goes, and dee with it, chi is still off; so the override goes
// first.
func order(steps []Step, live *liveSide, o Options) {
	rankOf, tried, lastTried := rank, inPlace, lastInPlace
	if o.Dialect.Renewed {
		rankOf, tried, lastTried = rankRenewed, firstTaken, lastTaken
	}
	w := span.Span[civil.Instant]{Start: o.Now, End: o.Until}
	slices.SortStableFunc(steps, func(a, b Step) int { return cmp.Compare(rankOf(a), rankOf(b)) })
	first := slices.IndexFunc(steps, func(s Step) bool { return rankOf(s) >= tried })
	if first < 0 {
		return
	}
	n := slices.IndexFunc(steps[first:], func(s Step) bool { return rankOf(s) > lastTried })
	if n < 0 {
		n = len(steps) - first
	}
	if n < 2 || w.Empty() {
		return
	}
	r := &rehearsal{state: live.Schedule, ids: slices.Clone(live.ids), window: w}
	both := r.covered()
	end := *r
	for _, s := range steps {
		end = end.after(s)
	}
	both = both.Intersect(end.covered())
	if len(both) == 0 || n > mostRehearsed {
		return
	}
	for _, s := range steps[:first] {
		*r = r.after(s)
	}
	r.arrange(steps[first:first+n], both)
}

// mostRehearsed bounds the steps whose order is tried out: the time it takes grows with their square. More of them keep the
// order of their ranks, which adds before it cuts.
const mostRehearsed = 200

// The ranks between which steps change things in place.
const (
	inPlace     = 3
	lastInPlace = 5
)

// The ranks between which steps take things away where nothing changes in place.
const (
	firstTaken = 2
	lastTaken  = 4
)

// rankRenewed orders steps where nothing changes in place: rotations come before others go, and overrides, which bend what
// is there then, come last; one goes before another takes its time (contract xmatters c.1). Of those that go, the ones that
// put nobody on call are the first: only they can keep somebody from being on.
func rankRenewed(s Step) int {
	switch s := s.(type) {
	case CreateSchedule, UpdateSchedule:
		return 0
	case CreateRotation:
		return 1
	case DeleteRotation:
		return 2
	case DeleteOverride:
		if len(s.Override.Who) == 0 {
			return 3
		}
		return 4
	default:
		return 5
	}
}

func rank(s Step) int {
	switch s := s.(type) {
	case CreateSchedule, UpdateSchedule:
		return 0
	case UpdateRotation:
		if s.Aside { // makes room for the one that is created
			return 1
		}
		return 3
	case CreateRotation:
		return 2
	case CreateOverride:
		return 4
	case UpdateOverride:
		return 5
	case DeleteOverride:
		return 6
	default:
		return 7
	}
}

// rehearsal is a schedule while steps are done to it in thought.
type rehearsal struct {
	state  engine.Schedule
	ids    []string // the vendor's ids of the rotations; empty for new ones
	window span.Span[civil.Instant]
}

// arrange orders steps so that as far as possible the set stays covered after each.
func (r *rehearsal) arrange(steps []Step, covered span.Set[civil.Instant]) {
	for i := range steps {
		best := -1
		for j := i; j < len(steps); j++ {
			if r.waits(steps[j], steps[i:]) {
				continue
			}
			next := r.after(steps[j])
			if best < 0 {
				best = j // when every step uncovers somebody, the usual order holds
			}
			if len(covered.Subtract(next.covered())) == 0 {
				best = j
				break
			}
		}
		s := steps[best]
		copy(steps[i+1:best+1], steps[i:best])
		steps[i] = s
		*r = r.after(s)
	}
}

// waits reports whether a step names a rotation that one of the others has still to give its name.
func (r *rehearsal) waits(s Step, others []Step) bool {
	var o *engine.Override
	switch s := s.(type) {
	case CreateOverride:
		o = &s.Override
	case UpdateOverride:
		o = &s.Override
	default:
		return false
	}
	return slices.ContainsFunc(others, func(other Step) bool {
		u, ok := other.(UpdateRotation)
		i := slices.Index(r.ids, u.ID)
		return ok && i >= 0 && r.state.Rotations[i].ID != u.Rotation.ID && slices.Contains(o.Rotations, u.Rotation.ID)
	})
}

// covered returns when somebody is on call.
func (r *rehearsal) covered() span.Set[civil.Instant] {
	spans, err := Timeline(&r.state, r.window)
	if err != nil {
		return nil // what cannot be resolved is refused elsewhere; here it only means that no order is better
	}
	var out []span.Span[civil.Instant]
	for _, s := range spans {
		if len(s.On) > 0 {
			out = append(out, s.Span)
		}
	}
	return span.Of(out...)
}

// after returns the schedule after a step.
func (r *rehearsal) after(s Step) rehearsal {
	out := rehearsal{r.state, slices.Clone(r.ids), r.window}
	out.state.Rotations = slices.Clone(r.state.Rotations)
	out.state.Overrides = slices.Clone(r.state.Overrides)
	switch s := s.(type) {
	case UpdateSchedule:
		out.state.Enabled = s.Schedule.Enabled
	case CreateRotation:
		out.state.Rotations, out.ids = append(out.state.Rotations, s.Rotation), append(out.ids, "")
	case UpdateRotation:
		out.update(s)
	case DeleteRotation:
		if i := slices.Index(out.ids, s.ID); i >= 0 {
			out.state.Rotations, out.ids = slices.Delete(out.state.Rotations, i, i+1), slices.Delete(out.ids, i, i+1)
		}
	case CreateOverride:
		out.state.Overrides = append(out.state.Overrides, s.Override)
	case UpdateOverride:
		if i := out.override(s.Override.Ref); i >= 0 {
			out.state.Overrides[i] = s.Override
		}
	case DeleteOverride:
		if i := out.override(s.Override.Ref); i >= 0 {
			out.state.Overrides = slices.Delete(out.state.Overrides, i, i+1)
		}
	}
	return out
}

// update changes a rotation; overrides that name it follow it to its new name.
func (r *rehearsal) update(s UpdateRotation) {
	i := slices.Index(r.ids, s.ID)
	if i < 0 {
		return
	}
	old := r.state.Rotations[i].ID
	for j := range r.state.Overrides {
		o := &r.state.Overrides[j]
		if k := slices.Index(o.Rotations, old); k >= 0 {
			o.Rotations = slices.Clone(o.Rotations)
			o.Rotations[k] = s.Rotation.ID
		}
	}
	r.state.Rotations[i] = s.Rotation
}

func (r *rehearsal) override(ref string) int {
	return slices.IndexFunc(r.state.Overrides, func(o engine.Override) bool { return o.Ref == ref })
}
