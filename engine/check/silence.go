package check

import (
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// expired is the id of the check that tells of silences that are over.
const expired = "silence-expired"

// silence marks the findings that a silence hides. The first silence in the file that fits is the one.
func (r *run) silence() {
	list := r.in.Workspace.Checks.Silences
	for i := range r.found {
		f := &r.found[i]
		at := slices.IndexFunc(list, func(s engine.Silence) bool { return r.hides(s, f) })
		if at >= 0 {
			f.Silence = &list[at]
		}
	}
}

func (r *run) hides(s engine.Silence, f *Finding) bool {
	switch {
	case s.Check != f.Check || s.Schedule != "" && s.Schedule != f.Schedule && s.Schedule != f.Also:
		return false
	case s.Person != "" && engine.Person(s.Person) != f.Who:
		return false
	default:
		return !r.over(s)
	}
}

// over reports whether a silence has ended: its date has begun where the schedule is, or in UTC where it names none.
func (r *run) over(s engine.Silence) bool {
	if sched := r.in.Workspace.Schedule(s.Schedule); sched != nil {
		return sched.Zone.First(s.Until.Start()) <= r.in.Now
	}
	return civil.Instant(s.Until.Start()) <= r.in.Now
}

// expired tells of silences that are over: they hide nothing any more, and whoever wrote them meant to have mended it.
func (r *run) expired() error {
	for i, s := range r.in.Workspace.Checks.Silences {
		if !r.over(s) || s.Schedule != "" && r.scene(s.Schedule) == nil {
			continue
		}
		f := Finding{
			Schedule: s.Schedule, Path: fmt.Sprintf("checks.silence[%d]", i),
			Text: fmt.Sprintf("the silence of %q ended on %s and hides nothing any more (%s); remove it or give it a new date", s.Check, s.Until, s.Reason),
		}
		if s.Person != "" {
			f.Who = engine.Person(s.Person)
		}
		r.add(f)
	}
	return nil
}
