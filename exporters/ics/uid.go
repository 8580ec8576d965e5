package ics

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters"
)

// Slot is the place in the roster that a shift fills, as the plan has it: local times that stay the same when a clock
// change, a swap or an absence moves the edges of the shift.
type Slot struct {
	Turn   civil.Local // nominal start of the turn
	Window civil.Local // nominal start of the restriction window the shift lies in; the turn's start without restrictions
	Piece  bool        // not the first piece of a window that was cut: told apart by its own start
}

// Nominal says which slot a shift of a rotation fills. It is not asked about overrides and explicit shifts, which are
// known by their start.
type Nominal func(*engine.Schedule, engine.Shift) Slot

// key is everything a UID is made of.
type key struct {
	owner    string
	schedule engine.ScheduleID
	rotation engine.RotationID
	seat     int
	kind     string // turn, shift or override
	turn     string // nominal local starts, for turns
	window   string
	start    string // the shift's own start in UTC: of overrides, explicit shifts, and pieces after a cut
	who      string // only where nothing else tells two events apart
}

// uid returns the UID of a key: the first 16 bytes of the SHA-256 of its fields in hexadecimal, and "@schedsync". Every
// field is written as a netstring (its length in decimal, a colon, its bytes, a comma), so no two keys run together.
// Clients remember UIDs for years: this layout never changes.
func (k key) uid() string {
	var b []byte
	for _, field := range []string{
		"schedsync uid 1", k.owner, string(k.schedule), string(k.rotation), strconv.Itoa(k.seat),
		k.kind, k.turn, k.window, k.start, k.who,
	} {
		b = append(b, strconv.Itoa(len(field))+":"+field+","...)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16]) + "@schedsync"
}

// keyOf returns the key of a shift (SPEC 4).
func (f Feed) keyOf(s *engine.Schedule, sh engine.Shift) key {
	k := key{owner: f.Owner, schedule: s.ID, seat: sh.Slot, kind: "turn"}
	r := exporters.RotationOf(s, sh.Duty)
	if r != nil {
		k.rotation = r.ID
	}
	switch {
	case sh.Source == engine.FromOverride || sh.Override >= 0 || r == nil:
		k.kind, k.start = "override", sh.Start.String()
	case sh.Source == engine.FromShift || r.HasShifts:
		k.kind, k.start = "shift", sh.Start.String()
	default:
		slot := f.Nominal(s, sh)
		k.turn, k.window = slot.Turn.String(), slot.Window.String()
		if slot.Piece {
			k.start = sh.Start.String()
		}
	}
	return k
}

// keepApart gives colliding events keys of their own, because a client that meets a UID twice keeps one event and drops
// the other (T-42). Events are sorted; the first keeps its key, a later one adds its start, and if need be who serves it.
func keepApart(events []event) error {
	seen := map[string]bool{}
	for i := range events {
		e := &events[i]
		if seen[e.uid] {
			e.key.start = e.start.String()
			e.uid = e.key.uid()
		}
		if seen[e.uid] {
			e.key.who = e.who.String()
			e.uid = e.key.uid()
		}
		if seen[e.uid] {
			return fmt.Errorf("schedule %q lists %s at %s twice in the same seat", e.key.schedule, e.who, e.start)
		}
		seen[e.uid] = true
	}
	return nil
}
