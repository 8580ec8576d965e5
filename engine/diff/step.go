package diff

import (
	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Step is one thing a writer does: the closed set below. Order within a change matters: what is added comes before what is
// taken away, so that nobody is uncovered between two steps.
type Step interface {
	// Says tells what the step does, in the imperative: `add rotation "week"`.
	Says() string
	step()
}

// The steps. Schedules and parts are plain (package dialect) and in our ids; live ones are named by the vendor's ids.
type (
	// CreateSchedule makes a schedule with its rotations.
	CreateSchedule struct{ Schedule engine.Schedule }
	// UpdateSchedule changes the schedule's own fields: name, description, zone, enabled, team.
	UpdateSchedule struct{ Schedule engine.Schedule }
	// ReplaceSchedule writes a schedule whole, at vendors that take it in one call: its own fields, all rotations and all
	// overrides. Overrides that are not ours are in it as they were read, so that they survive; what has no name of ours
	// in its Ref is theirs.
	ReplaceSchedule struct{ Schedule engine.Schedule }
	// DeleteSchedule removes a schedule with everything in it.
	DeleteSchedule struct{ Name string }
	// Confirm asks the vendor who it will put on call by what is to stay, before anything is taken away: only the named
	// rotations count, those that were added and those that were there. Where its answer is another than expected the step
	// fails with [Unequal], and what follows is not done.
	Confirm struct {
		Name      string
		Rotations []engine.Rotation // under the names they have there, plain, in our ids
		Window    span.Span[civil.Instant]
		Expected  []engine.OnCall // partition the window
		// Bent are the stretches in which overrides that are there now may bend the answer; they are not compared.
		Bent span.Set[civil.Instant]
	}
	// CreateRotation adds a rotation.
	CreateRotation struct{ Rotation engine.Rotation }
	// UpdateRotation changes a rotation in place.
	UpdateRotation struct {
		ID       string
		Rotation engine.Rotation
		// Aside says that only the name changes, to make room: the rotation is made anew, and goes when overrides name the
		// new one.
		Aside bool
	}
	// DeleteRotation removes a rotation.
	DeleteRotation struct{ ID, Name string }
	// CreateOverride adds an override under the alias in its Ref.
	CreateOverride struct{ Override engine.Override }
	// UpdateOverride changes the override with the alias in its Ref.
	UpdateOverride struct{ Override engine.Override }
	// DeleteOverride removes the override with the alias in its Ref.
	DeleteOverride struct{ Override engine.Override }
)

func (CreateSchedule) step()  {}
func (UpdateSchedule) step()  {}
func (ReplaceSchedule) step() {}
func (Confirm) step()         {}
func (DeleteSchedule) step()  {}
func (CreateRotation) step()  {}
func (UpdateRotation) step()  {}
func (DeleteRotation) step()  {}
func (CreateOverride) step()  {}
func (UpdateOverride) step()  {}
func (DeleteOverride) step()  {}

// Says tells what the step does.
func (s CreateSchedule) Says() string { return "create schedule " + quote(s.Schedule.Name) }

// Says tells what the step does.
func (s UpdateSchedule) Says() string { return "update schedule " + quote(s.Schedule.Name) }

// Says tells what the step does.
func (s ReplaceSchedule) Says() string { return "write schedule " + quote(s.Schedule.Name) + " whole" }

// Says tells what the step does.
func (s Confirm) Says() string { return "ask who is on call in " + quote(s.Name) + " now" }

// Says tells what the step does.
func (s DeleteSchedule) Says() string { return "delete schedule " + quote(s.Name) }

// Says tells what the step does.
func (s CreateRotation) Says() string { return "add rotation " + quote(s.Rotation.Name) }

// Says tells what the step does.
func (s UpdateRotation) Says() string {
	if s.Aside {
		return "set a rotation aside as " + quote(s.Rotation.Name)
	}
	return "update rotation " + quote(s.Rotation.Name)
}

// Says tells what the step does.
func (s DeleteRotation) Says() string { return "remove rotation " + quote(s.Name) }

// Says tells what the step does.
func (s CreateOverride) Says() string { return "add override " + overrideSays(&s.Override) }

// Says tells what the step does.
func (s UpdateOverride) Says() string { return "update override " + overrideSays(&s.Override) }

// Says tells what the step does.
func (s DeleteOverride) Says() string { return "remove override " + overrideSays(&s.Override) }

func overrideSays(o *engine.Override) string {
	return o.Who.String() + " " + o.From.String() + " – " + o.Until.String()
}

func quote(s string) string { return `"` + s + `"` }
