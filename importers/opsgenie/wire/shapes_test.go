package wire_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/importers/opsgenie/wire"
)

func TestTimeIn(t *testing.T) {
	for in, want := range map[string]string{ // instants in UTC; "" for absent
		`"2017-02-06T05:00:00Z"`:                "2017-02-06T05:00:00Z",
		`"2017-02-06T05:00:00+02:00"`:           "2017-02-06T03:00:00Z",
		`"2017-02-06T05:00:00+0200"`:            "2017-02-06T03:00:00Z",
		`"2017-02-06T05:00:00-03:30"`:           "2017-02-06T08:30:00Z",
		`"2017-05-17T14:56:34.603Z"`:            "2017-05-17T14:56:34.603Z",
		`"2017-05-17T14:56:34.6Z"`:              "2017-05-17T14:56:34.6Z",
		`"2017-05-17T14:56:34.123456789+01:00"`: "2017-05-17T13:56:34.123456789Z",
		`"1970-01-20T04:45:32.4Z"`:              "1970-01-20T04:45:32.4Z",
		`null`:                                  "",
		`""`:                                    "",
	} {
		var got wire.Time
		if err := json.Unmarshal([]byte(in), &got); err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if want == "" {
			if !got.IsZero() {
				t.Errorf("%s: %v, want absent", in, got)
			}
			continue
		}
		if !got.Equal(instant(want)) || got.Location() != time.UTC {
			t.Errorf("%s: %v, want %s", in, got.Time, want)
		}
	}
	for _, bad := range []string{
		`"2017-02-06"`, `"2017-02-06 05:00:00Z"`, `"2017-02-06T05:00:00"`, `"2017-02-30T05:00:00Z"`, `"2017-02-06T24:00:00Z"`,
		`"2017-02-06T05:00:00,5Z"`, `"2017-02-06T05:00:00.1234567890Z"`, `"0000-01-01T00:00:00Z"`, `"9999-12-31T23:00:00-05:00"`, `1490000000`, `{}`, `"soon"`,
	} {
		var got wire.Time
		if err := json.Unmarshal([]byte(bad), &got); err == nil || !strings.HasPrefix(err.Error(), "time ") {
			t.Errorf("%s: got %v, %v, want an error about the time", bad, got, err)
		}
	}
}

func TestTimeOut(t *testing.T) {
	zone := time.FixedZone("", 2*60*60)
	for in, want := range map[time.Time]string{
		time.Date(2026, 1, 5, 9, 0, 0, 0, zone):                `"2026-01-05T07:00:00Z"`,
		time.Date(2026, 1, 5, 9, 0, 59, 999_999_999, time.UTC): `"2026-01-05T09:00:59Z"`,
		time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC):         `"2026-10-25T01:30:00Z"`,
		time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC).Add(-1e9): `"9999-12-31T23:59:59Z"`,
		{}: `null`,
	} {
		got, err := json.Marshal(wire.At(in))
		if err != nil || string(got) != want {
			t.Errorf("%v: %s, %v, want %s", in, got, err, want)
		}
	}
	if got, err := json.Marshal(wire.At(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC))); err == nil {
		t.Errorf("year 10000 was written as %s", got)
	}
}

func TestTimeRestrictionIn(t *testing.T) {
	day := []wire.Restriction{{StartHour: 8, EndHour: 18, EndMin: 30}}
	allDay := []wire.Restriction{{}}
	week := []wire.Restriction{{StartDay: "friday", StartHour: 17, EndDay: "monday", EndHour: 8}, {StartDay: "tuesday", EndDay: "tuesday", EndHour: 24}}
	const d, a = `{"startHour":8,"startMin":0,"endHour":18,"endMin":30}`, `{"startHour":0,"startMin":0,"endHour":0,"endMin":0}`
	const w = `[{"startDay":"friday","startHour":17,"startMin":0,"endDay":"monday","endHour":8,"endMin":0},` +
		`{"startDay":"tuesday","startHour":0,"startMin":0,"endDay":"tuesday","endHour":24,"endMin":0}]`
	for _, c := range []struct {
		in   string
		want wire.TimeRestriction
	}{
		{`null`, wire.TimeRestriction{}},
		{`{}`, wire.TimeRestriction{}},
		{`{"type":"time-of-day","restriction":` + d + `}`, wire.TimeRestriction{Type: wire.TimeOfDay, Windows: day}},
		{`{"type":"time-of-day","restriction":[` + d + `]}`, wire.TimeRestriction{Type: wire.TimeOfDay, Windows: day}},
		{`{"type":"time-of-day","restrictions":[` + d + `]}`, wire.TimeRestriction{Type: wire.TimeOfDay, Windows: day}},
		{`{"type":"time-of-day","restrictions":` + d + `,"restriction":null}`, wire.TimeRestriction{Type: wire.TimeOfDay, Windows: day}},
		{`{"type":"time-of-day","restriction":` + a + `}`, wire.TimeRestriction{Type: wire.TimeOfDay, Windows: allDay}},
		{`{"type":"weekday-and-time-of-day","restriction":{},"restrictions":` + w + `}`, wire.TimeRestriction{Type: wire.WeekdayTimeOfDay, Windows: week}},
		{`{"type":"weekday-and-time-of-day","restrictions":` + w + `,"x":1}`, wire.TimeRestriction{Type: wire.WeekdayTimeOfDay, Windows: week}},
		{`{"type":"time-of-day","restriction":{}}`, wire.TimeRestriction{Type: wire.TimeOfDay}},
		{`{"type":"time-of-day","restrictions":[]}`, wire.TimeRestriction{Type: wire.TimeOfDay}},
	} {
		var got wire.TimeRestriction
		if err := json.Unmarshal([]byte(c.in), &got); err != nil {
			t.Errorf("%s: %v", c.in, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.in, diff)
		}
		if got.IsZero() != (c.in == `null` || c.in == `{}`) {
			t.Errorf("%s: IsZero is %v", c.in, got.IsZero())
		}
	}
	for _, bad := range []string{`[]`, `{"restriction":5}`, `{"restrictions":[5]}`, `{"restriction":{"startHour":"8"}}`, `{"restrictions":"x"}`} {
		var got wire.TimeRestriction
		if err := json.Unmarshal([]byte(bad), &got); err == nil {
			t.Errorf("%s was read as %+v", bad, got)
		}
	}
}

func TestRequestsOut(t *testing.T) {
	at := func(s string) wire.Time { return wire.At(instant(s)) }
	start := at("2026-01-05T09:00:00+01:00")
	ana := []wire.Participant{{Type: wire.KindUser, ID: "u1"}, {Type: wire.KindNone}}
	day := wire.TimeRestriction{Type: wire.TimeOfDay, Windows: []wire.Restriction{{StartHour: 8, EndHour: 18, EndMin: 30}}}
	week := wire.TimeRestriction{Type: wire.WeekdayTimeOfDay, Windows: []wire.Restriction{{StartDay: "friday", StartHour: 17, EndDay: "monday", EndHour: 8}}}
	for _, c := range []struct {
		request any
		want    string
	}{
		{wire.RotationRequest{}, `{}`},
		{
			wire.RotationRequest{Name: "week", StartDate: start, Type: wire.Weekly, Length: 1, Participants: ana},
			`{"name":"week","startDate":"2026-01-05T08:00:00Z","type":"weekly","length":1,"participants":[{"type":"user","id":"u1"},{"type":"none"}]}`,
		},
		{
			wire.RotationRequest{EndDate: wire.Set(start), TimeRestriction: wire.Set(day)},
			`{"endDate":"2026-01-05T08:00:00Z","timeRestriction":{"type":"time-of-day","restriction":{"startHour":8,"startMin":0,"endHour":18,"endMin":30}}}`,
		},
		{wire.RotationRequest{TimeRestriction: wire.Set(week)}, `{"timeRestriction":{"type":"weekday-and-time-of-day","restrictions":` +
			`[{"startDay":"friday","startHour":17,"startMin":0,"endDay":"monday","endHour":8,"endMin":0}]}}`},
		{wire.RotationRequest{EndDate: wire.Null[wire.Time](), TimeRestriction: wire.Null[wire.TimeRestriction]()}, `{"endDate":null,"timeRestriction":null}`},
		{wire.ScheduleRequest{Name: "a"}, `{"name":"a","enabled":false}`},
		{wire.ScheduleUpdate{}, `{}`},
		{
			wire.ScheduleUpdate{Name: "a", Description: wire.Set(""), Enabled: wire.Set(false), OwnerTeam: &wire.TeamRef{Name: "t"}},
			`{"name":"a","description":"","enabled":false,"ownerTeam":{"name":"t"}}`,
		},
		{
			wire.OverrideRequest{User: wire.Participant{Type: wire.KindNone}, StartDate: start, EndDate: start},
			`{"user":{"type":"none"},"startDate":"2026-01-05T08:00:00Z","endDate":"2026-01-05T08:00:00Z"}`,
		},
		{
			wire.OverrideRequest{Alias: "x", User: ana[0], StartDate: start, EndDate: start, Rotations: []wire.RotationRef{}},
			`{"alias":"x","user":{"type":"user","id":"u1"},"startDate":"2026-01-05T08:00:00Z","endDate":"2026-01-05T08:00:00Z","rotations":[]}`,
		},
	} {
		got, err := json.Marshal(c.request)
		if err != nil || string(got) != c.want {
			t.Errorf("%v\ngot  %s\nwant %s", err, got, c.want)
		}
	}
	bad := wire.TimeRestriction{Type: wire.TimeOfDay, Windows: make([]wire.Restriction, 2)}
	if got, err := json.Marshal(wire.RotationRequest{TimeRestriction: wire.Set(bad)}); err == nil {
		t.Errorf("two windows of a day were written as %s", got)
	}
	if v, ok := wire.Set(7).Get(); v != 7 || !ok {
		t.Error("Set then Get lost the value")
	}
	if _, ok := wire.Null[int]().Get(); ok {
		t.Error("Null has a value")
	}
}

// schedule is the vendor's sample of a reply, repaired, with the keys that real replies add as null.
const schedule = `{"id":"4a9e4b7c-b5d2-4ecb-b82c-e3b52alp829cf","name":"ScheduleName","description":"","timezone":"Europe/Kirov","enabled":true,
 "ownerTeam":{"id":"6c7be998","name":"ops_team"},"future":{"x":[1]},"rotations":[
 {"id":"e1c575c4","name":"First Rotation","startDate":"2017-02-06T05:00:00Z","endDate":null,"type":"hourly","length":6,
  "participants":[{"type":"user","id":"96414alp","username":"ana@example.com"},{"type":"none"},{"type":"team","id":"t1","name":"ops_team"},
   {"type":"user","id":"96414alp","username":"ana@example.com"}],
  "timeRestriction":{"type":"time-of-day","restrictions":[{"startHour":8,"endHour":18,"startMin":0,"endMin":30}]}},
 {"id":"e2","name":"","startDate":"1970-01-20T04:45:32.4Z","endDate":"2017-02-23T06:00:00Z","type":"weekly","participants":[],"timeRestriction":null}]}`

func TestScheduleIn(t *testing.T) {
	var got wire.Schedule
	if err := json.Unmarshal([]byte(schedule), &got); err != nil {
		t.Fatal(err)
	}
	ana := wire.Participant{Type: "user", ID: "96414alp", Username: "ana@example.com"}
	want := wire.Schedule{
		ID: "4a9e4b7c-b5d2-4ecb-b82c-e3b52alp829cf", Name: "ScheduleName", Timezone: "Europe/Kirov", Enabled: true,
		OwnerTeam: &wire.TeamRef{ID: "6c7be998", Name: "ops_team"},
		Rotations: []wire.Rotation{
			{
				ID: "e1c575c4", Name: "First Rotation", StartDate: wire.At(instant("2017-02-06T05:00:00Z")), Type: "hourly", Length: 6,
				Participants:    []wire.Participant{ana, {Type: "none"}, {Type: "team", ID: "t1", Name: "ops_team"}, ana},
				TimeRestriction: wire.TimeRestriction{Type: "time-of-day", Windows: []wire.Restriction{{StartHour: 8, EndHour: 18, EndMin: 30}}},
			},
			{
				ID: "e2", StartDate: wire.At(instant("1970-01-20T04:45:32.4Z")), EndDate: wire.At(instant("2017-02-23T06:00:00Z")), Type: "weekly",
				Participants: []wire.Participant{},
			},
		},
		Raw: json.RawMessage(schedule),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestDecodeErrorsNameTheObject(t *testing.T) {
	for _, c := range []struct {
		into     any
		in, want string
	}{
		{new(wire.Schedule), `{"name":"pay","rotations":[{"name":"week","startDate":"x"}]}`, `schedule "pay": rotation "week": time "x" is not like `},
		{new(wire.Schedule), `{"id":"i1","enabled":"yes"}`, `schedule "i1": field "enabled" holds a JSON string, want bool`},
		{new(wire.Override), `{"alias":"a1","endDate":7}`, `override "a1": time 7 is not a JSON string`},
		{new(wire.ForwardingRule), `{"startDate":"x"}`, `forwarding rule: time "x" is not like `},
		{new(wire.Rotation), `{"name":5,"length":1.5}`, `rotation "5": field "`},
	} {
		err := json.Unmarshal([]byte(c.in), c.into)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("got  %v\nwant %s…", err, c.want)
		}
	}
}

func TestUserIDShapes(t *testing.T) {
	for in, want := range map[string]wire.UserID{`"u1"`: "u1", `{"id":"u2","name":"x"}`: "u2", `null`: ""} {
		got := wire.UserID("before")
		if err := json.Unmarshal([]byte(in), &got); err != nil || got != want {
			t.Errorf("%s: %q, %v", in, got, err)
		}
	}
	var got wire.UserID
	if err := json.Unmarshal([]byte(`7`), &got); err == nil {
		t.Error("7 was read as a user")
	}
}
