package zenduty_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/zenduty"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/readertest"
	"github.com/schedsync/schedsync/importers/zenduty"
	"github.com/schedsync/schedsync/importers/zones"
)

func openZones(t testing.TB) *zones.DB {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// ana, bo and chi are the people of the samples.
const (
	ana = "216bba3d-7268-4a8e-89e9-6"
	bo  = "507dfda0-a1fd-40e5-943a-e"
	chi = "85b563c8-18d0-4668-9462-9"
)

// account is the vendor's samples, and beside them what those lack: a second team, a schedule of ours with weekly windows,
// with overrides by people and by us, with a layer that is one shift, and with a key that no document knows.
func account(t *testing.T) fake.State {
	t.Helper()
	st, err := fake.Seed()
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	st.Teams = append(st.Teams, fake.Team{ID: "net", Name: "Network", Members: []fake.Member{{User: ana}, {User: bo}, {User: chi}}})
	st.Policies = append(st.Policies, fake.Policy{ID: "p", Team: "net", Name: "Net", Rules: []fake.Rule{{ID: "r1", Targets: []fake.Target{{Type: 1, ID: "desk"}}}}})
	st.Schedules = append(st.Schedules, fake.Schedule{
		ID: "desk", Team: "net", Name: "desk", Summary: "First line [schedsync:acme/desk]", Description: "by hand", Zone: "Europe/Lisbon",
		Extra: map[string]json.RawMessage{"move_start_time": json.RawMessage(`{"dst":true}`)},
		Layers: []fake.Layer{
			{Name: "days", ShiftLength: 604800, Start: start, Users: []string{ana, bo, chi}, RestrictionType: 2, Restrictions: []fake.Restriction{
				{Duration: 32400, Day: 1, At: "09:00:00"}, {Duration: 226800, Day: 5, At: "17:00:00"},
			}},
			{Name: "once", ShiftLength: 86400, Start: start, End: start.Add(24 * time.Hour), Users: []string{chi}},
			{ShiftLength: 43200, Start: start, Users: []string{bo, ana}, Inactive: true},
		},
		Overrides: []fake.Override{
			{Name: "by hand", User: bo, Start: start, End: start.Add(time.Hour)},
			{Name: "schedsync:acme:desk:1", User: chi, Start: start.Add(2 * time.Hour), End: start.Add(3 * time.Hour)},
		},
	})
	interval, utc := 7, "UTC"
	st.Services = append(st.Services, fake.Service{ID: "api", Team: "net", Name: "API"})
	st.Maintenance = append(st.Maintenance, fake.Maintenance{
		ID: "m1", Team: "net", Name: "schedsync:acme/nights:mon.2026-03-24", Start: start, End: start.Add(8 * time.Hour), Interval: &interval,
		RepeatUntil: start.Add(76 * 24 * time.Hour), Zone: &utc, Services: []fake.Link{{Service: "api"}},
	})
	return st
}

// asking is the vendor as it is opened where mutes are declared.
func asking() importers.Vendor {
	v := zenduty.Vendor()
	v.Open = func(a httpx.Account) (importers.Reader, error) {
		a.Mutes = true
		return zenduty.Open(a)
	}
	return v
}

// serve makes a fake of the account.
func serve(t *testing.T, f *fakes.Faults, q fake.Quirks) *fake.Server {
	t.Helper()
	s, err := fake.New(fake.Options{Faults: f, Quirks: q, State: account(t), LoadLocation: openZones(t).Location})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestReader runs the suite against several readings of the contract, the assumed one first.
func TestReader(t *testing.T) {
	db := openZones(t)
	for _, tt := range []struct {
		name   string
		vendor importers.Vendor
		calls  int // for each team
		quirks fake.Quirks
	}{
		{"assumed", asking(), 4, fake.Quirks{}},
		{"other habits", zenduty.Vendor(), 3, fake.Quirks{UnknownKeys: true, ShuffledUsers: true, Fractions: true, RetryAfter: true, ErrorAsText: true}},
		{"teams without members", zenduty.Vendor(), 4, fake.Quirks{BareTeams: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			readertest.Run(t, readertest.Setup{
				Vendor: tt.vendor, Zones: db, Calm: tt.quirks != fake.Quirks{},
				Serve: func(t *testing.T, f *fakes.Faults) readertest.Fake {
					s := serve(t, f, tt.quirks)
					return readertest.Fake{Handler: s, Clock: s.Clock(), Log: s.Log()}
				},
				Budget:   func(s *snapshot.Snapshot) int { return 2 + tt.calls*len(s.Teams) },
				Verbatim: []string{"schedules"},
				Broken:   []string{"{}", `{"results":null}`, `{"results":7}`, "[7]", "[null]", "[{}]", `{"detail":"no"}`, `{"count":0,"next":null}`},
				Strange: []readertest.Strange{
					{Name: "zone", Old: `"time_zone":"Europe/Lisbon"`, New: `"time_zone":"Mars/Olympus"`},
					{Name: "host's zone", Old: `"time_zone":"Europe/Lisbon"`, New: `"time_zone":"Local"`},
					{Name: "no zone", Old: `"time_zone":"Europe/Lisbon"`, New: `"time_zone":null`},
					{Name: "user without name", Old: `"user":"` + chi, New: `"user":"","x":"`},
					{Name: "seconds", Old: `"shift_length":604800`, New: `"shift_length":90`},
					{Name: "no length", Old: `"shift_length":604800`, New: `"shift_length":0`},
					{Name: "endless length", Old: `"shift_length":604800`, New: `"shift_length":9223372036854775807`},
					{Name: "restriction", Old: `"restriction_type":2`, New: `"restriction_type":3`},
					{Name: "restriction without type", Old: `"restriction_type":2`, New: `"restriction_type":0`},
					{Name: "duration 0", Old: `"duration":32400`, New: `"duration":0`},
					{Name: "long duration", Old: `"duration":32400`, New: `"duration":604801`},
					{Name: "day", Old: `"start_day_of_week":5`, New: `"start_day_of_week":8`},
					{Name: "time of day", Old: `"start_time_of_day":"17:00:00"`, New: `"start_time_of_day":"25:00:00"`},
					{Name: "no start", Old: `"rotation_start_time":"2026-01-05T09:00:00`, New: `"rotation_start":"2026-01-05T09:00:00`},
					{Name: "window without end", Old: `"end_time":"2026-01-05T17:00:00Z"`, New: `"ends":"2026-01-05T17:00:00Z"`},
					{Name: "window's zone", Old: `"time_zone":"UTC"`, New: `"time_zone":"America/New_York"`},
					{Name: "window's interval", Old: `"repeat_interval":7`, New: `"repeat_interval":-7`},
					{Name: "override without end", Old: `"end_time":"2026-01-05T10:00:00`, New: `"ends_at":"2026-01-05T10:00:00`},
				},
			})
		})
	}
}
