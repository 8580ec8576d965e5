package zenduty_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/importers/zenduty"
)

// TestWindows: what a maintenance window is lifted to; after "!" why it is opaque. 2026-03-21 is a Saturday, eight days before
// the clock of Lisbon goes forward.
func TestWindows(t *testing.T) {
	const first = `"start_time":"2026-03-21T22:00:00Z","end_time":"2026-03-22T06:00:00Z"`
	for _, tt := range []struct{ name, window, want string }{
		{"once", first + `,"repeat_interval":0,"repeat_until":null,"time_zone":"Europe/Lisbon"`, "2026-03-21T22:00:00Z for 8h"},
		{"after a PUT that left most out", first + `,"repeat_interval":null,"time_zone":null`, "2026-03-21T22:00:00Z for 8h"},
		{"an offset, and fractions", `"start_time":"2026-03-22T03:30:00.250+05:30","end_time":"2026-03-22T06:00:00.5Z"`, "2026-03-21T22:00:00Z for 8h"},
		{"every week", first + `,"repeat_interval":7`, "2026-03-21T22:00:00Z for 8h every 7 days"},
		{"every four days", first + `,"repeat_interval":4,"time_zone":"Asia/Kolkata"`, "2026-03-21T22:00:00Z for 8h every 4 days"},
		{"an end at the end of the third", first + `,"repeat_interval":7,"repeat_until":"2026-04-05T06:00:00Z"`, "2026-03-21T22:00:00Z for 8h every 7 days until 2026-04-05T06:00:00Z"},
		{"an end after the third", first + `,"repeat_interval":7,"repeat_until":"2026-04-08T14:00:00.137Z"`, "2026-03-21T22:00:00Z for 8h every 7 days until 2026-04-05T06:00:00Z"},
		{"an end at the start of the fourth is in doubt", first + `,"repeat_interval":7,"repeat_until":"2026-04-11T22:00:00Z"`, "2026-03-21T22:00:00Z for 8h every 7 days until 2026-04-11T22:00:00Z"},
		{"an end within the third is in doubt", first + `,"repeat_interval":7,"repeat_until":"2026-04-05T00:00:00Z"`, "2026-03-21T22:00:00Z for 8h every 7 days until 2026-04-05T00:00:00Z"},
		{"an end before the end of the first", first + `,"repeat_interval":7,"repeat_until":"2026-03-20T00:00:00Z"`, "2026-03-21T22:00:00Z for 8h every 7 days until 2026-03-20T00:00:00Z"},
		{"repeats over a clock change", first + `,"repeat_interval":7,"time_zone":"Europe/Lisbon"`, "! it repeats in Europe/Lisbon, whose clock changes, and whether the vendor follows that is not known; set its time zone to UTC"},
		{"repeats before a clock change", first + `,"repeat_interval":7,"repeat_until":"2026-03-27T06:00:00Z","time_zone":"Europe/Lisbon"`, "2026-03-21T22:00:00Z for 8h every 7 days until 2026-03-22T06:00:00Z"},
		{"repeats nowhere", first + `,"repeat_interval":7,"time_zone":"Mars/Olympus"`, `! its time zone: "Mars/Olympus" is not a time zone of the tz database`},
		{"no end", `"start_time":"2026-03-21T22:00:00Z","end_time":null`, "! it has no start or no end"},
		{"empty", `"start_time":"2026-03-21T22:00:00Z","end_time":"2026-03-21T22:00:00Z"`, "! it ends at 2026-03-21T22:00:00Z, which is not after its start 2026-03-21T22:00:00Z"},
		{"backwards in time", first + `,"repeat_interval":-1`, "! it repeats every -1 days"},
		{"hardly ever", first + `,"repeat_interval":9223372036854775807`, "! it repeats every 9223372036854775807 days"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			raw := rawOf(`{"unique_id":"s","name":"desk","time_zone":"UTC","layers":[],"overrides":[]}`)
			raw.Bodies["maintenance"] = []json.RawMessage{json.RawMessage(`{"team":"t","windows":[{"unique_id":"m","name":"schedsync:acme/n:sat",` + tt.window +
				`,"services":[{"service":"web"},{"service":"api"},{"service":"web"}]}]}`)}
			snap, err := zenduty.Lift(raw, openZones(t))
			if err != nil {
				t.Fatal(err)
			}
			m := snap.Mutes[0]
			got := m.Shape.String()
			if m.Opaque != "" {
				got = "! " + m.Opaque
			}
			if got != tt.want {
				t.Errorf("\n got %s\nwant %s", got, tt.want)
			}
			if m.Mark.Owner != "acme" || m.Mark.ID != "n" || m.Part != "sat" || m.Team != "t" || cmp.Diff([]string{"api", "web"}, m.On) != "" {
				t.Errorf("mark %v, part %q, team %q, on %v", m.Mark, m.Part, m.Team, m.On)
			}
		})
	}
}

// TestServices: services are read where mutes are declared, each with its team; otherwise nobody knows which there are.
func TestServices(t *testing.T) {
	raw := rawOf(`{"unique_id":"s","name":"desk","time_zone":"UTC","layers":[],"overrides":[]}`)
	if snap, err := zenduty.Lift(raw, openZones(t)); err != nil || snap.Alerts != nil {
		t.Errorf("%v, services %v", err, snap.Alerts)
	}
	raw.Bodies["services"] = []json.RawMessage{json.RawMessage(`{"team":"t","services":[{"unique_id":"2","name":"web"},{"unique_id":"1","name":"api"}]}`)}
	snap, err := zenduty.Lift(raw, openZones(t))
	if err != nil || len(snap.Alerts) != 2 || snap.Alerts[0].Name != "api" || snap.AlertTeams["2"] != "t" {
		t.Errorf("%v, services %v of %v", err, snap.Alerts, snap.AlertTeams)
	}
}
