package zenduty_test

import (
	"strings"
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/importers/zenduty"
)

// TestLiftBySettings: what the contract leaves open is read as the settings say, and what is known is not told of as unknown.
func TestLiftBySettings(t *testing.T) {
	const overrides = `{"unique_id":"o1","name":"a","user":"u8","start_time":"2026-01-10T09:00:00Z","end_time":"2026-01-10T12:00:00Z"},` +
		`{"unique_id":"o2","name":"b","user":"u9","start_time":"2026-01-10T10:00:00Z","end_time":"2026-01-10T13:00:00Z"}`
	raw := rawOf(`{"unique_id":"s","name":"desk","time_zone":"Europe/Lisbon","layers":[` + windows("1", "7 09:00:00 28800") + `],"overrides":[` + overrides + `]}`)
	for _, tc := range []struct {
		key, word string
		clock     engine.Clock
		fill      bool
		first     engine.PersonID // of the overrides, in the order in which they act
		notes     string
	}{
		{"overlap", "unknown", engine.Wall, true, "u8", "who is on call then is not known"},
		{"overlap", "last", engine.Wall, true, "u8", ""},
		{"overlap", "first", engine.Wall, true, "u9", ""},
		{"gaps", "leave", engine.Wall, false, "u8", "is not known"},
		{"turns", "elapsed", engine.Elapsed, true, "u8", "is not known"},
		{"masks", "pause", engine.Wall, true, "u8", "pauses its turns"},
		{"masks", "count", engine.Wall, true, "u8", "is not known"},
	} {
		v, err := zenduty.Vendor().Settled(map[string]string{tc.key: tc.word})
		if err != nil {
			t.Fatal(err)
		}
		snap, err := v.Lift(raw, openZones(t))
		if err != nil {
			t.Fatal(err)
		}
		s := &snap.Objects[0].Schedule
		notes := strings.Join(snap.Objects[0].Notes, "; ")
		if s.Rotations[0].Clock != tc.clock || s.Overrides[0].Fill != tc.fill || s.Overrides[0].Who[0] != engine.Person(tc.first) ||
			!strings.Contains(notes, tc.notes) || tc.notes == "" && notes != "" {
			t.Errorf("%s %s: %s clock, fill %v, first %s, notes %q", tc.key, tc.word, s.Rotations[0].Clock, s.Overrides[0].Fill, s.Overrides[0].Who, notes)
		}
	}
}
