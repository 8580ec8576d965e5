package diff

import (
	"strings"

	"github.com/schedsync/schedsync/engine/snapshot"
)

// Deferred is the action of what is not due yet (SPEC 2.1); it is no change.
const Deferred Action = "deferred"

// The steps of mutes. Each carries all a writer needs; what they silence stands in the vendor's ids.
type (
	// CreateMute makes a mute that silences nothing yet where the vendor attaches mutes to alerts, else what is in On.
	CreateMute struct{ Mute snapshot.Mute }
	// AttachMutes adds mutes to an alert and leaves the others that it has.
	AttachMutes struct {
		Alert snapshot.Ref
		Mutes []snapshot.Ref // those made in the same change are known by name only
	}
	// UpdateMute changes a mute in place. Only what differs is written.
	UpdateMute struct{ Before, Mute snapshot.Mute }
	// DetachMutes takes mutes off an alert and leaves the others that it has.
	DetachMutes struct {
		Alert snapshot.Ref
		Mutes []snapshot.Ref
	}
	// DeleteMute removes a mute, which takes it off everything it is attached to.
	DeleteMute struct{ Mute snapshot.Mute }
)

func (CreateMute) step()  {}
func (AttachMutes) step() {}
func (UpdateMute) step()  {}
func (DetachMutes) step() {}
func (DeleteMute) step()  {}

// Says tells what the step does.
func (s CreateMute) Says() string {
	return "create mute " + quote(s.Mute.Name) + ": " + s.Mute.Shape.String()
}

// Says tells what the step does.
func (s AttachMutes) Says() string {
	return "attach " + names(s.Mutes) + " to alert " + quote(s.Alert.Name)
}

// Says tells what the step does.
func (s UpdateMute) Says() string {
	return "update mute " + quote(s.Before.Name) + ": " + s.Before.Shape.String() + " → " + s.Mute.Shape.String()
}

// Says tells what the step does.
func (s DetachMutes) Says() string {
	return "detach " + names(s.Mutes) + " from alert " + quote(s.Alert.Name)
}

// Says tells what the step does.
func (s DeleteMute) Says() string { return "delete mute " + quote(s.Mute.Name) }

func names(mutes []snapshot.Ref) string {
	var out []string
	for _, m := range mutes {
		out = append(out, quote(m.Name))
	}
	return strings.Join(out, ", ")
}
