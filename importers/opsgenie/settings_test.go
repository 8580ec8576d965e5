package opsgenie_test

import (
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/importers/opsgenie"
)

// TestLiftBySettings: what the contract leaves open is read as the settings say: which of two overlapping overrides acts,
// whether one acts over a gap, and what turns of hours keep across a clock change.
func TestLiftBySettings(t *testing.T) {
	const hours = `{"id":"r1","name":"half","startDate":"2026-01-05T09:00:00Z","type":"hourly","length":12,"participants":[{"type":"user","id":"u1"},{"type":"user","id":"u2"}],"endDate":"2026-06-01T00:00:00Z"}`
	// The list shows the newest first.
	const overrides = `[{"alias":"new","user":{"type":"user","id":"u9"},"startDate":"2026-01-10T09:00:00Z","endDate":"2026-01-10T12:00:00Z","rotations":[]},` +
		`{"alias":"old","user":{"type":"user","id":"u8"},"startDate":"2026-01-10T09:00:00Z","endDate":"2026-01-10T12:00:00Z","rotations":[{"id":"r1"}]},` +
		`{"alias":"gap","user":{"type":"user","id":"u7"},"startDate":"2026-07-01T09:00:00Z","endDate":"2026-07-01T12:00:00Z","rotations":[]}]`
	raw := rawOf(`{"id":"s","name":"desk","timezone":"Europe/Lisbon","enabled":true,"rotations":[`+hours+`]}`, overrides)
	for _, tc := range []struct{ name, key, word, at, want string }{
		{"the last wins, as assumed", "overlap", "last", "2026-01-10T10:00:00Z", "u9"},
		{"the first wins", "overlap", "first", "2026-01-10T10:00:00Z", "u8"},
		{"over a gap, as assumed", "gaps", "fill", "2026-07-01T10:00:00Z", "u7"},
		{"gaps stay", "gaps", "leave", "2026-07-01T10:00:00Z", "none"},
		{"real hours in summer, as assumed", "hours", "elapsed", "2026-04-01T08:30:00Z", "u2"},
		{"wall hours in summer", "hours", "wall", "2026-04-01T08:30:00Z", "u1"},
	} {
		v, err := opsgenie.Vendor().Settled(map[string]string{tc.key: tc.word})
		if err != nil {
			t.Fatal(err)
		}
		snap, err := v.Lift(raw, openZones(t))
		if err != nil {
			t.Fatal(err)
		}
		r, err := engine.Compile(&snap.Objects[0].Schedule, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		var who engine.Entry
		at := instant(t, tc.at)
		for _, d := range r.Resolve(span.Span[civil.Instant]{Start: at, End: at + 1}, engine.Final).Spans[0].On {
			who = append(who, d.Who)
		}
		if who.String() != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, who, tc.want)
		}
	}
}

func instant(t *testing.T, text string) civil.Instant {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return civil.FromTime(at)
}
