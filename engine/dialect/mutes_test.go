package dialect_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/importers/declared"
	"github.com/schedsync/schedsync/importers/zones"
)

// offsets are the rules of a vendor with weekly mutes on whole hours.
func offsets() *dialect.MuteRules {
	return &dialect.MuteRules{MinOffset: -12, MaxOffset: 14, Piece: 1440, Lead: 10 * civil.Minute, Reach: civil.DayLen}
}

// muteOf reads one mute as the YAML has it.
func muteOf(t *testing.T, text string) *engine.Mute {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	yaml := "version: 1\nmutes: {m: {" + text + "}}\n"
	ws, err := declared.Load(fstest.MapFS{"w.yaml": {Data: []byte(yaml)}}, declared.Options{Zones: db})
	if err != nil {
		t.Fatalf("%v\n%s", err, yaml)
	}
	return &ws.Mutes[0]
}

func moment(t *testing.T, text string) civil.Instant {
	t.Helper()
	when, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return civil.FromTime(when)
}

// TestLowerMute lowers on Wednesday 2026-03-25 at noon, four days before the clock of Europe changes, for a job that runs
// daily.
func TestLowerMute(t *testing.T) {
	for _, tc := range []struct{ mute, want string }{
		{
			`timezone: Europe/Amsterdam, days: mon-fri, from: "22:00", to: "06:00"`,
			"mon: mon 22:00 UTC+2 for 8h; tue: tue 22:00 UTC+2 for 8h; wed: wed 22:00 UTC+1 for 8h; thu: thu 22:00 UTC+1 for 8h; fri: fri 22:00 UTC+1 for 8h",
		},
		{`timezone: Europe/Amsterdam, days: sat, from: "22:00", to: "06:00"`, "sat: sat 22:00 UTC+1 for 7h"},
		{`timezone: Europe/Amsterdam, days: sat, from: "22:00", for: 8h`, "sat: sat 22:00 UTC+1 for 8h"},
		{`timezone: Europe/Amsterdam, days: sun, from: "02:30", to: "03:30"`, "sun: sun 03:00 UTC+2 for 30m"}, // 02:30 does not exist
		{`timezone: Asia/Kolkata, days: mon, from: "02:00", to: "04:00"`, "mon: sun 20:30 UTC for 2h"},
		{`timezone: America/St_Johns, days: mon, from: "22:00", to: "23:00"`, "mon: tue 00:30 UTC for 1h"},
		{`timezone: Asia/Kathmandu, days: mon, from: "05:44", to: "05:46"`, "mon: sun 23:59 UTC for 2m"},
		{`timezone: Pacific/Kiritimati, days: mon, from: "01:00", to: "02:00"`, "mon: mon 01:00 UTC+14 for 1h"},
		{`timezone: UTC, days: fri, from: "18:00", for: 62h`, "fri: fri 18:00 UTC for 24h; fri.2: sat 18:00 UTC for 24h; fri.3: sun 18:00 UTC for 14h"},
		{`timezone: UTC, rrule: "FREQ=WEEKLY;BYDAY=SA,SU", from: "2026-01-03 00:00", to: "24:00"`, "sat: sat 00:00 UTC for 24h; sun: sun 00:00 UTC for 24h"},
		{`timezone: UTC, rrule: "FREQ=WEEKLY", from: "2026-01-03 00:00", to: "24:00"`, "sat: sat 00:00 UTC for 24h"},
		{`timezone: UTC, rrule: "FREQ=WEEKLY;BYDAY=SA", from: "2026-03-28 00:00", to: "24:00"`, ""}, // not begun
		{`timezone: UTC, rrule: "FREQ=WEEKLY;BYDAY=SA;UNTIL=20270101T000000Z", from: "2026-01-03 00:00", to: "24:00"`, ""},
		{`timezone: UTC, rrule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA", from: "2026-01-03 00:00", to: "24:00"`, ""},
		{`timezone: UTC, date: 2026-03-28, from: "00:00", to: "24:00"`, ""},
		{`timezone: UTC, days: wed, from: "12:10", to: "13:00"`, "wed: wed 12:10 UTC for 50m"},
	} {
		low := offsets().LowerMute(muteOf(t, tc.mute), moment(t, "2026-03-25T12:00:00Z"), civil.DayLen)
		var got []string
		for _, s := range low.Slots {
			got = append(got, s.Part+": "+s.Want.String())
		}
		if d := cmp.Diff(tc.want, strings.Join(got, "; ")); d != "" || len(low.Refusals)+len(low.Notes) > 0 {
			t.Errorf("%s: %v %v\n-want +got:\n%s", tc.mute, low.Refusals, low.Notes, d)
		}
	}
}

// TestDateMute compiles the same as windows with dates: each series ends where the clock changes.
func TestDateMute(t *testing.T) {
	for _, tc := range []struct {
		mute string
		want []string
	}{
		{`timezone: Europe/Amsterdam, days: mon, from: "22:00", to: "06:00"`, []string{
			"mon.2026-10-20: 2026-03-30T20:00:00Z for 8h every 7 days until 2026-10-20T04:00:00Z",
		}},
		{`timezone: Europe/Amsterdam, days: sat, from: "22:00", to: "06:00"`, []string{
			"sat.2026-03-29: 2026-03-28T21:00:00Z for 7h every 7 days until 2026-03-29T04:00:00Z",
			"sat.2026-10-18: 2026-04-04T20:00:00Z for 8h every 7 days until 2026-10-18T04:00:00Z",
		}},
		{`timezone: Asia/Kolkata, days: sat, from: "00:00", to: "24:00"`, []string{"sat: 2026-03-27T18:30:00Z for 24h every 7 days"}},
		{`timezone: UTC, days: wed, from: "11:00", to: "13:00"`, []string{"wed: 2026-03-25T11:00:00Z for 2h every 7 days"}},  // in force
		{`timezone: UTC, days: thu, from: "00:00", to: "24:00"`, []string{"thu: 2026-03-26T00:00:00Z for 24h every 7 days"}}, // and 400 days later
		{`timezone: UTC, rrule: "FREQ=MONTHLY;BYDAY=1FR", from: "2026-01-02 18:00", for: 62h`, []string{
			"2026-04-03T1800Z: 2026-04-03T18:00:00Z for 62h", "2026-05-01T1800Z: 2026-05-01T18:00:00Z for 62h",
		}},
		{`timezone: UTC, date: 2026-03-25, from: "11:00", to: "13:00"`, []string{"2026-03-25T1100Z: 2026-03-25T11:00:00Z for 2h"}},
		{`timezone: UTC, date: 2026-03-25, from: "10:00", to: "12:00"`, nil},
	} {
		now := moment(t, "2026-03-25T12:00:00Z")
		low := offsets().DateMute(muteOf(t, tc.mute), now, now+42*civil.DayLen)
		var got []string
		for _, w := range low.Windows {
			got = append(got, fmt.Sprintf("%s: %s", w.Part, w.Shape.String()))
		}
		if d := cmp.Diff(tc.want, got); d != "" || len(low.Refusals) > 0 {
			t.Errorf("%s: %v\n-want +got:\n%s", tc.mute, low.Refusals, d)
		}
	}
}

// TestDateMuteAlwaysOpen: a week of a weekday is always, and has no occurrences that could be written.
func TestDateMuteAlwaysOpen(t *testing.T) {
	now := moment(t, "2026-03-25T12:00:00Z")
	low := offsets().DateMute(muteOf(t, `timezone: UTC, days: fri, from: "18:00", for: 168h`), now, now+42*civil.DayLen)
	if len(low.Windows) > 0 || len(low.Refusals) != 1 || !strings.Contains(low.Refusals[0].Text, "always open") {
		t.Errorf("windows %v, refusals %v", low.Windows, low.Refusals)
	}
}
