package engine

import (
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Source says what put somebody on call.
type Source uint8

// The sources of a duty, by the name that JSON uses.
const (
	FromRotation Source = iota // their turn in a rotation
	FromShift                  // an explicit shift
	FromOverride               // an override
	FromCover                  // they cover for someone away
	FromForward                // someone forwards to them
)

// String returns rotation, shift, override, cover or forward.
func (s Source) String() string {
	return [...]string{"rotation", "shift", "override", "cover", "forward"}[s]
}

// NoTurn is the turn of a duty that belongs to no turn of a rotation.
const NoTurn = -1

// Duty is one participant on call for one reason. Values compare with ==; a change of any field cuts a shift.
type Duty struct {
	Who       Participant
	InsteadOf Participant // whom they stand in for, where it is one participant: covers, forwards, `replaces`
	Source    Source
	Rotation  int // index into Schedule.Rotations; -1 for an override of the whole schedule
	Turn      int // number of the turn from the rotation's start, 0 the first; NoTurn outside turns
	Slot      int // seat within the turn, 0 the first
	Override  int // index into Schedule.Overrides of the override that put Who here; -1: none
	// Cut is, for an override of the whole schedule, the last handoff of any rotation before or at the duty: an override
	// that covers several shifts does not merge them. Otherwise 0.
	Cut civil.Instant
}

// Slice is a stretch in which every duty stays the same. On is valid only until the next slice is asked for.
type Slice struct {
	span.Span[civil.Instant]
	On []Duty
}

// OnCall is a maximal stretch in which the set of those on call does not change; On holds each of them once, with the
// reason at the stretch's start, ordered by rotation and seat. A gap has an empty On.
type OnCall struct {
	span.Span[civil.Instant]
	On []Duty
}

// Shift is one participant's unbroken duty for one reason in one turn. Shifts of one seat never overlap.
type Shift struct {
	span.Span[civil.Instant]
	Duty
}

// Timeline is what a schedule comes to in a window of time.
type Timeline struct {
	Schedule *Schedule
	Window   span.Span[civil.Instant]
	Spans    []OnCall // partition the window
	Shifts   []Shift  // ordered by start, then rotation, seat and participant
}
