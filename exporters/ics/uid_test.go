package ics

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"
)

// TestUIDLayout documents the bytes a UID is made of. Calendars out there remember UIDs: if this test fails, every
// subscriber would see every event twice.
func TestUIDLayout(t *testing.T) {
	for _, c := range []struct {
		name  string
		key   key
		bytes string
	}{
		{
			"a turn",
			key{
				owner: "acme-prod", schedule: "payments-primary", rotation: "week", kind: "turn",
				turn: "2026-01-05 09:00", window: "2026-01-06 09:00",
			},
			"15:schedsync uid 1,9:acme-prod,16:payments-primary,4:week,1:0,4:turn,16:2026-01-05 09:00,16:2026-01-06 09:00,0:,0:,",
		},
		{
			"a piece of it in the second seat",
			key{
				owner: "acme-prod", schedule: "payments-primary", rotation: "week", seat: 1,
				kind: "turn", turn: "2026-01-05 09:00", window: "2026-01-05 09:00", start: "2026-01-07T12:00:00Z",
			},
			"15:schedsync uid 1,9:acme-prod,16:payments-primary,4:week,1:1,4:turn,16:2026-01-05 09:00,16:2026-01-05 09:00,20:2026-01-07T12:00:00Z,0:,",
		},
		{
			"an override",
			key{owner: "o", schedule: "s", kind: "override", start: "2026-12-24T09:00:00Z"},
			"15:schedsync uid 1,1:o,1:s,0:,1:0,8:override,0:,0:,20:2026-12-24T09:00:00Z,0:,",
		},
	} {
		sum := sha256.Sum256([]byte(c.bytes))
		if want := hex.EncodeToString(sum[:16]) + "@schedsync"; c.key.uid() != want {
			t.Errorf("%s: UID %s, want %s", c.name, c.key.uid(), want)
		}
	}
	k := key{
		owner: "acme-prod", schedule: "payments-primary", rotation: "week", kind: "turn",
		turn: "2026-01-05 09:00", window: "2026-01-06 09:00",
	}
	if got, want := k.uid(), "ed744373726a0749f72938c7f41e479a@schedsync"; got != want {
		t.Errorf("UID %s, want %s as always", got, want)
	}
}
