package opsgenie_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/opsgenie"
	"github.com/schedsync/schedsync/importers/opsgenie"
	"github.com/schedsync/schedsync/importers/readertest"
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

// account is the vendor's samples, and beside them what those lack: a second page of users, a weekly restriction of several
// windows (whose order changes with each read), one by the time of day, a schedule of nobody's team, overrides with and
// without rotations, by people and by us.
func account(t *testing.T, users int) fake.State {
	t.Helper()
	st, err := fake.Seed()
	if err != nil {
		t.Fatal(err)
	}
	for i := range users {
		st.Users = append(st.Users, fake.User{ID: fmt.Sprintf("u%d", i), Username: fmt.Sprintf("person%d@example.com", i)})
	}
	start := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	rotation := func(id, name string, r fake.Restriction) fake.Rotation {
		return fake.Rotation{
			ID: id, Name: name, Type: "weekly", Length: 1, Start: start, Restriction: r,
			Participants: []fake.Participant{{Type: "user", ID: "u1"}, {Type: "none"}, {Type: "user", ID: "u2"}},
		}
	}
	st.Schedules = append(st.Schedules, fake.Schedule{
		ID: "desk", Name: "desk", Description: "First line [schedsync:acme/desk]", Timezone: "Europe/Lisbon", Enabled: true,
		Rotations: []fake.Rotation{
			rotation("r1", "days", fake.Restriction{Type: "weekday-and-time-of-day", Windows: []fake.Window{
				{StartDay: "monday", StartHour: 9, EndDay: "monday", EndHour: 18},
				{StartDay: "wednesday", StartHour: 9, EndDay: "thursday", EndHour: 2},
				{StartDay: "friday", StartHour: 18, EndDay: "monday", EndHour: 8, EndMin: 30},
			}}),
			rotation("r2", "nights", fake.Restriction{Type: "time-of-day", Windows: []fake.Window{{StartHour: 18, EndHour: 9}}}),
		},
		Overrides: []fake.Override{
			{Alias: "by hand", User: fake.Participant{Type: "user", ID: "u3"}, Start: start, End: start.Add(time.Hour)},
			{Alias: "schedsync:acme:desk:1", User: fake.Participant{Type: "none"}, Start: start, End: start.Add(2 * time.Hour), Rotations: []string{"r2"}},
			{Alias: "to a dead rotation", User: fake.Participant{Type: "user", ID: "u4"}, Start: start, End: start.Add(time.Hour), Rotations: []string{"r0"}},
		},
	})
	return st
}

// TestReader runs the suite against several readings of the contract, the assumed one first.
func TestReader(t *testing.T) {
	db := openZones(t)
	for _, tt := range []struct {
		name   string
		users  int
		quirks fake.Quirks
	}{
		{"assumed", 98, fake.Quirks{}}, // with the five of the samples a second page
		{"other habits", 8, fake.Quirks{NullUnset: true, FractionDigits: 3, ListsForTimeOfDay: true, UnknownKeys: true, KeepUTC: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			readertest.Run(t, readertest.Setup{
				Vendor: opsgenie.Vendor(), Zones: db, Calm: tt.quirks != fake.Quirks{},
				Serve: func(t *testing.T, f *fakes.Faults) readertest.Fake {
					s, err := fake.New(fake.Options{Faults: f, Quirks: tt.quirks, State: account(t, tt.users), LoadLocation: db.Location})
					if err != nil {
						t.Fatal(err)
					}
					return readertest.Fake{Handler: s, Clock: s.Clock(), Log: s.Log()}
				},
				Budget:   budget,
				Verbatim: []string{"schedules", "overrides"},
				Optional: []string{"/v2/request-limits", "/v2/forwarding-rules"}, // a team's key may not ask (contract K10)
				Broken:   []string{"{}", "[]", `{"data":null}`, `{"data":7}`, `{"data":[7]}`, `{"took":0.1,"requestId":"r"}`},
				Strange: []readertest.Strange{
					{Name: "zone", Old: `"timezone":"Europe/Lisbon"`, New: `"timezone":"Mars/Olympus"`},
					{Name: "host's zone", Old: `"timezone":"Europe/Lisbon"`, New: `"timezone":"Local"`},
					{Name: "no zone", Old: `"timezone":"Europe/Lisbon"`, New: `"timezone":""`},
					{Name: "participants", Old: `"type":"user"`, New: `"type":"group"`},
					{Name: "participant without id", Old: `"id":"u2"`, New: `"id":""`},
					{Name: "turns", Old: `"type":"weekly"`, New: `"type":"monthly"`},
					{Name: "restriction", Old: `"type":"weekday-and-time-of-day"`, New: `"type":"lunar"`},
					{Name: "days", Old: `"startDay":"friday"`, New: `"startDay":"freitag"`},
					{Name: "hours", Old: `"startHour":18`, New: `"startHour":180`},
					{Name: "minutes", Old: `"endMin":30`, New: `"endMin":-30`},
					{Name: "no start", Old: `"startDate":"2026-01-05T09:00:00`, New: `"startOn":"2026-01-05T09:00:00`},
					{Name: "length", Old: `"length":1,`, New: `"length":99999999999,`},
				},
			})
		})
	}
}

// budget is contract opsgenie 5 without the timelines that a read has no use for, and with the escalations
// that schedules may name.
func budget(s *snapshot.Snapshot) int {
	limits, schedules, overrides, teams, escalations, forwards := 1, 1, len(s.Objects), 1, 1, 1
	users := (len(s.Users) + 99) / 100
	return limits + schedules + overrides + users + teams + escalations + forwards
}
