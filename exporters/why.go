package exporters

import (
	"fmt"

	"github.com/schedsync/schedsync/engine"
)

// RotationOf returns the rotation a duty belongs to, or nil for an override of the whole schedule.
func RotationOf(s *engine.Schedule, d engine.Duty) *engine.Rotation {
	if d.Rotation < 0 || d.Rotation >= len(s.Rotations) {
		return nil
	}
	return &s.Rotations[d.Rotation]
}

// OverrideOf returns the override that put somebody on call, or nil.
func OverrideOf(s *engine.Schedule, d engine.Duty) *engine.Override {
	if d.Override < 0 || d.Override >= len(s.Overrides) {
		return nil
	}
	return &s.Overrides[d.Override]
}

// RotationName returns what a rotation is called: its name, or its id where it has none. The result is [Clean].
func RotationName(r *engine.Rotation) string {
	if name := Clean(r.Name); name != "" {
		return name
	}
	return Clean(string(r.ID))
}

// Why says in a few words what put somebody on call. Turns are counted from 0, as in the JSON and in `explain`.
//
//	week, turn 14                        their turn
//	november, listed shift               an explicit shift
//	override "swap" for Ana Sousa        an override, here of one person
//	covers for Ana Sousa (week, turn 14) somebody is away
//	forwarded from Bo Li (week, turn 14) somebody forwards
func Why(s *engine.Schedule, d engine.Duty, n Names) string {
	switch d.Source {
	case engine.FromOverride:
		return overrideWhy(s, d, n)
	case engine.FromCover:
		return standIn("covers for", s, d, n)
	case engine.FromForward:
		return standIn("forwarded from", s, d, n)
	default:
		return place(s, d)
	}
}

// place names the rotation and the turn, or the override, that a duty comes from.
func place(s *engine.Schedule, d engine.Duty) string {
	r, o := RotationOf(s, d), OverrideOf(s, d)
	switch {
	case o != nil:
		return overrideLabel(o)
	case r == nil:
		return ""
	case r.HasShifts || d.Source == engine.FromShift:
		return RotationName(r) + ", listed shift"
	case d.Turn == engine.NoTurn:
		return RotationName(r)
	default:
		return fmt.Sprintf("%s, turn %d", RotationName(r), d.Turn)
	}
}

func standIn(verb string, s *engine.Schedule, d engine.Duty, n Names) string {
	text := verb + " " + n.Of(d.InsteadOf)
	if p := place(s, d); p != "" {
		text += " (" + p + ")"
	}
	return text
}

func overrideWhy(s *engine.Schedule, d engine.Duty, n Names) string {
	text := "override"
	if o := OverrideOf(s, d); o != nil {
		text = overrideLabel(o)
	}
	if r := RotationOf(s, d); r != nil {
		text += " of " + RotationName(r)
	}
	if d.InsteadOf.Kind != engine.Nobody {
		text += " for " + n.Of(d.InsteadOf)
	}
	return text
}

func overrideLabel(o *engine.Override) string {
	if note := Clean(o.Note); note != "" {
		return `override "` + note + `"`
	}
	return "override"
}
