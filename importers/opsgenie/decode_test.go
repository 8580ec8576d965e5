package opsgenie_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	samples "github.com/schedsync/schedsync/fixtures/wire/opsgenie"
	"github.com/schedsync/schedsync/importers/opsgenie"
)

// rawOf returns the raw state of one schedule, given as the vendor sends it, and its overrides, newest first.
func rawOf(schedule, overrides string) snapshot.Raw {
	var head struct {
		ID string `json:"id"`
	}
	_ = json.Unmarshal([]byte(schedule), &head) // a broken schedule has no id to find overrides by
	of, _ := json.Marshal(map[string]any{"schedule": head.ID, "overrides": json.RawMessage(overrides)})
	return snapshot.Raw{Version: 1, Vendor: opsgenie.Name, TakenAt: "2026-01-05T09:00:00Z", Bodies: map[string][]json.RawMessage{
		"schedules": {json.RawMessage(schedule)}, "overrides": {of},
	}}
}

// lift lifts one schedule with the given rotations, joined by commas.
func lift(t *testing.T, rotations, overrides string) snapshot.Object {
	t.Helper()
	s, err := opsgenie.Lift(rawOf(`{"id":"s","name":"desk","timezone":"Europe/Lisbon","enabled":true,"rotations":[`+rotations+`]}`, "["+overrides+"]"), openZones(t))
	if err != nil {
		t.Fatal(err)
	}
	return s.Objects[0]
}

// week is a rotation to which more keys can be added.
func week(more string) string {
	return `{"id":"r1","name":"week","startDate":"2026-01-05T09:00:00Z","type":"weekly","length":1,"participants":[{"type":"user","id":"u1"}]` + more + `}`
}

// TestRotations: what a rotation is lifted to, in the words in which plans tell it; after "!" why it makes its schedule
// opaque.
func TestRotations(t *testing.T) {
	daily := func(from, to string) string {
		f, u := strings.Split(from, ":"), strings.Split(to, ":")
		return `,"timeRestriction":{"type":"time-of-day","restriction":{"startHour":` + f[0] + `,"startMin":` + f[1] + `,"endHour":` + u[0] + `,"endMin":` + u[1] + `}}`
	}
	weekly := func(windows string) string {
		return `,"timeRestriction":{"type":"weekday-and-time-of-day","restrictions":[` + windows + `]}`
	}
	window := func(text string) string {
		var a, b string
		var ah, am, bh, bm int
		if _, err := fmt.Sscanf(text, "%s %d:%d %s %d:%d", &a, &ah, &am, &b, &bh, &bm); err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf(`{"startDay":%q,"startHour":%d,"startMin":%d,"endDay":%q,"endHour":%d,"endMin":%d}`, a, ah, am, b, bh, bm)
	}
	tests := []struct{ name, rotation, want string }{
		{"the least there is", week(""), "people: u1 | every: 1 week, wall clock | start: 2026-01-05 09:00 +00:00"},
		{"length not said", strings.Replace(week(""), `"length":1,`, "", 1), "every: 1 week, wall clock"},
		{"length 0", strings.Replace(week(""), `"length":1,`, `"length":0,`, 1), "every: 1 week, wall clock"},
		{"length below 0", strings.Replace(week(""), `"length":1,`, `"length":-3,`, 1), "every: 1 week, wall clock"},
		{"the longest length", strings.Replace(week(""), `"length":1,`, `"length":9999,`, 1), "every: 9999 weeks, wall clock"},
		{"too long a length", strings.Replace(week(""), `"length":1,`, `"length":10000,`, 1), "! turns of 10000"},
		{"hours are real time", strings.Replace(week(""), `"weekly","length":1`, `"hourly","length":12`, 1), "every: 12 hours, elapsed clock"},
		{"days", strings.Replace(week(""), `"weekly","length":1`, `"daily","length":3`, 1), "every: 3 days, wall clock"},
		{"fourteen days are two weeks", strings.Replace(week(""), `"weekly","length":1`, `"daily","length":14`, 1), "every: 2 weeks, wall clock"},
		{"months", strings.Replace(week(""), `"weekly"`, `"monthly"`, 1), `! turns of type "monthly"`},

		{"an offset, and fractions of a second", strings.Replace(week(""), "09:00:00Z", "10:00:00.999+0100", 1), "start: 2026-01-05 09:00 +00:00"},
		{"summer", strings.Replace(week(""), "01-05T09", "07-06T08", 1), "start: 2026-07-06 09:00 +01:00"},
		{"no start", strings.Replace(week(""), `"startDate":"2026-01-05T09:00:00Z",`, "", 1), "! it has no start"},
		{"an end", week(`,"endDate":"2026-02-02T09:00:00Z"`), "until: 2026-02-02 09:00 +00:00"},
		{"an end of null", week(`,"endDate":null`), "start: 2026-01-05 09:00 +00:00"},
		{"an empty end", week(`,"endDate":""`), "start: 2026-01-05 09:00 +00:00"},
		{
			"seconds read as milliseconds", strings.Replace(week(""), "2026-01-05T09:00:00Z", "1970-01-20T04:45:32.4Z", 1),
			`start: 1970-01-20 05:45:32 +01:00 | note: rotation "week" starts in 1970: seconds that were read as milliseconds (contract opsgenie K4)`,
		},

		{
			"nobody's turn, repeats, a team and an escalation", strings.Replace(week(""), `[{"type":"user","id":"u1"}]`,
				`[{"type":"user","id":"u1"},{"type":"none"},{"type":"user","id":"u1"},{"type":"team","id":"t"},{"type":"escalation","id":"e"}]`, 1),
			"people: u1, none, u1, team:t, escalation:e",
		},
		{"nobody alone", strings.Replace(week(""), `{"type":"user","id":"u1"}`, `{"type":"none"}`, 1), "people: none"},
		{"no participants", strings.Replace(week(""), `[{"type":"user","id":"u1"}]`, "[]", 1), "! it has no participants"},
		{"a group", strings.Replace(week(""), `"type":"user"`, `"type":"group"`, 1), `! participants of type "group"`},
		{"a schedule", strings.Replace(week(""), `"type":"user"`, `"type":"schedule"`, 1), `! participants of type "schedule"`},
		{"a user without id", strings.Replace(week(""), `"id":"u1"`, `"username":"ana@example.com"`, 1), `! a participant of type "user" has no id`},

		{"no restriction: null", week(`,"timeRestriction":null`), "only: "},
		{"no restriction: empty", week(`,"timeRestriction":{}`), "only: "},
		{"office hours", week(daily("9:0", "17:30")), "only: mon-sun 09:00–17:30"},
		{"over midnight", week(daily("19:0", "11:0")), "only: mon-sun 19:00–11:00"},
		{"eleven to eleven is always", week(daily("11:0", "11:0")), "only: "},
		{"midnight to midnight is always", week(daily("0:0", "24:0")), "only: "},
		{"24 to 0 is always", week(daily("24:0", "0:0")), "only: "},
		{"until midnight", week(daily("18:0", "24:0")), "only: mon-sun 18:00–24:00"},
		{"a list for a time of day", week(strings.NewReplacer(`"restriction":{`, `"restrictions":[{`, `0}}`, `0}]}`).Replace(daily("11:0", "11:0"))), "only: "},
		{"one day", week(weekly(window("monday 8:0 monday 18:30"))), "only: mon 08:00–18:30"},
		{"some days long", week(weekly(window("monday 8:0 tuesday 18:30"))), "only: mon 08:00–tue 18:30"},
		{"over the week's end", week(weekly(window("friday 17:0 monday 8:0"))), "only: fri 17:00–mon 08:00"},
		{"nearly a week", week(weekly(window("saturday 8:0 friday 8:0"))), "only: sat 08:00–fri 08:00"},
		{"capitals", week(weekly(window("Monday 8:0 TUESDAY 18:30"))), "only: mon 08:00–tue 18:30"},
		{"several, in any order", week(weekly(window("wednesday 8:0 wednesday 18:0") + "," + window("monday 8:0 monday 18:0"))), "only: mon, wed 08:00–18:00"},
		{"overlapping ones are one", week(weekly(window("monday 8:0 monday 18:0") + "," + window("monday 12:0 tuesday 6:0"))), "only: mon 08:00–06:00"},
		{"touching ones are one", week(weekly(window("monday 8:0 monday 18:0") + "," + window("monday 18:0 tuesday 6:0"))), "only: mon 08:00–06:00"},
		{"one day, ends before it starts: all week but the time between", week(weekly(window("monday 18:0 monday 8:0"))), "only: mon 18:00–mon 08:00"},
		{"one day, ends when it starts: always", week(weekly(window("monday 8:0 monday 8:0"))), "only: "},
		{"hour 24 is the next day's 0", week(weekly(window("monday 24:0 tuesday 24:0"))), "only: tue 00:00–24:00"},
		{"no such day", week(weekly(window("noday 8:0 monday 8:0"))), `! a restriction from "noday"`},
		{"no such hour", week(daily("25:0", "9:0")), "! a restriction from 25:0"},
		{"half past 24", week(daily("24:30", "9:0")), "! a restriction from 24:30"},
		{"no such minute", week(daily("9:0", "17:60")), "! a restriction from 9:0 to 17:60"},
		{"a restriction of no known type", week(`,"timeRestriction":{"type":"lunar","restrictions":[{"startHour":1}]}`), `! restrictions of type "lunar"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			obj := lift(t, tt.rotation, "")
			if why, opaque := strings.CutPrefix(tt.want, "! "); opaque || obj.Opaque != "" {
				if !opaque || !strings.Contains(obj.Opaque, why) || !strings.Contains(obj.Opaque, `rotation "week"`) {
					t.Errorf("opaque: %q, want %q", obj.Opaque, why)
				}
				return
			}
			lines := diff.Describe(&obj.Schedule)
			for _, n := range obj.Notes {
				lines = append(lines, "rotations.week.note: "+n)
			}
			for part := range strings.SplitSeq(tt.want, " | ") {
				if !strings.Contains("\n"+strings.Join(lines, "\n")+"\n", "\nrotations.week."+part+"\n") {
					t.Errorf("want %q in\n%s", part, strings.Join(lines, "\n"))
				}
			}
			if len(obj.Notes) > 0 && !strings.Contains(tt.want, "note: ") {
				t.Errorf("notes %q", obj.Notes)
			}
		})
	}
}

// TestRotationKeys: rotations are known by their names, and where a name is missing or taken by the vendor's id.
func TestRotationKeys(t *testing.T) {
	named := func(id, name string) string {
		return strings.NewReplacer(`"id":"r1"`, `"id":"`+id+`"`, `"name":"week"`, `"name":"`+name+`"`).Replace(week(""))
	}
	obj := lift(t, strings.Join([]string{named("r1", "week"), named("r2", ""), named("r3", "week"), named("r4", "")}, ","), "")
	var got []string
	for i, r := range obj.Schedule.Rotations {
		got = append(got, string(r.ID)+" is "+obj.RotationIDs[i])
	}
	if d := cmp.Diff([]string{"week is r1", "r2 is r2", "r3 is r3", "r4 is r4"}, got); d != "" {
		t.Error(d)
	}
}

// TestOverrides: what overrides are lifted to, in the order in which they act; the list shows the newest first.
func TestOverrides(t *testing.T) {
	override := func(alias, who, hours, rotations string) string {
		from, to, _ := strings.Cut(hours, "-")
		user := `{"type":"user","id":"` + who + `"}`
		if who == "none" {
			user = `{"type":"none"}`
		}
		return `{"alias":"` + alias + `","user":` + user + `,"startDate":"2026-01-06T` + from + `:00Z","endDate":"2026-01-06T` + to + `:00Z","rotations":` + rotations + `}`
	}
	night := strings.NewReplacer(`"id":"r1"`, `"id":"r2"`, `"name":"week"`, `"name":"night"`).Replace(week(""))
	tests := []struct {
		name      string
		overrides []string // newest first
		want      []string // "alias who on rotations", oldest first
		opaque    string
		note      string
	}{
		{name: "of all: empty", overrides: []string{override("x", "u2", "10:00-11:07", "[]")}, want: []string{"x u2 on []"}},
		{name: "of all: null", overrides: []string{override("x", "u2", "10:00-11:00", "null")}, want: []string{"x u2 on []"}},
		{name: "nobody", overrides: []string{override("x", "none", "10:00-11:00", "[]")}, want: []string{"x none on []"}},
		{name: "one rotation by id", overrides: []string{override("x", "u2", "10:00-11:00", `[{"id":"r2"}]`)}, want: []string{"x u2 on [night]"}},
		{name: "one rotation by name", overrides: []string{override("x", "u2", "10:00-11:00", `[{"name":"night"}]`)}, want: []string{"x u2 on [night]"}},
		{
			name: "a rotation that is gone", overrides: []string{override("x", "u2", "10:00-11:00", `[{"id":"r9"}]`)}, want: []string{"x u2 on [gone r9]"},
			note: "an override names the rotation r9, which does not exist",
		},
		{
			name: "a dead id does not come alive by its name", overrides: []string{override("x", "u2", "10:00-11:00", `[{"id":"r9","name":"night"}]`)},
			want: []string{"x u2 on [gone r9]"}, note: "an override names the rotation night, which does not exist",
		},
		{
			name: "the newest is last", overrides: []string{override("y", "u3", "10:00-11:00", "[]"), override("x", "u2", "10:30-12:00", "[]")},
			want: []string{"x u2 on []", "y u3 on []"},
		},
		{
			name: "one rotation after all", overrides: []string{override("y", "u3", "10:00-11:00", `[{"id":"r2"}]`), override("x", "u2", "10:30-12:00", "[]")},
			want: []string{"x u2 on [week night]", "y u3 on [night]"},
		},
		{
			name: "one rotation before all", overrides: []string{override("y", "u3", "10:00-11:00", "[]"), override("x", "u2", "10:30-12:00", `[{"id":"r2"}]`)},
			want: []string{"x u2 on [night]", "y u3 on []"},
		},
		{
			name: "one rotation after all, at another time", overrides: []string{override("y", "u3", "10:00-11:00", `[{"id":"r2"}]`), override("x", "u2", "11:00-12:00", "[]")},
			want: []string{"x u2 on []", "y u3 on [night]"},
		},
		{name: "a team", overrides: []string{strings.Replace(override("x", "u2", "10:00-11:00", "[]"), `"user","id"`, `"group","id"`, 1)}, opaque: `override "x": participants of type "group"`},
		{name: "no end", overrides: []string{strings.Replace(override("x", "u2", "10:00-11:00", "[]"), `"endDate"`, `"end"`, 1)}, opaque: `override "x": it has no start or no end`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			obj := lift(t, week("")+","+night, strings.Join(tt.overrides, ","))
			if !strings.HasPrefix(obj.Opaque, tt.opaque) || (obj.Opaque == "") != (tt.opaque == "") {
				t.Fatalf("opaque: %q, want %q", obj.Opaque, tt.opaque)
			}
			var got []string
			for _, o := range obj.Schedule.Overrides {
				got = append(got, fmt.Sprintf("%s %s on %v", o.Ref, o.Who, o.Rotations))
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
			if note := strings.Join(obj.Notes, "; "); note != tt.note {
				t.Errorf("notes %q, want %q", note, tt.note)
			}
		})
	}
}

// TestSamples lifts the vendor's own sample replies.
func TestSamples(t *testing.T) {
	tests := []struct {
		sample string
		want   []string
	}{
		{"get-schedule.response.json", []string{
			"name: ScheduleName", "description: ScheduleDescription", "timezone: Europe/Kirov", "enabled: true",
			"team: 6c7be998-fad9-4491-a9a7-d99alp4c0ae5",
			"rotations.First Rotation.every: 6 hours, elapsed clock",
			"rotations.First Rotation.only: mon-sun 08:00–18:30",
			"rotations.First Rotation.people: 96414alp-3ea5-41b1-a019-601598627d68, none",
			"rotations.First Rotation.start: 2017-02-06 08:00 +03:00",
			"rotations.First Rotation.until: 2017-02-23 09:00 +03:00",
		}},
		{"list-schedules.response.json", []string{
			"name: ScheduleName", "description: ScheduleDescription", "timezone: Europe/Kirov", "enabled: true",
			"team: 90098alp-f0e3-41d3-a060-0ea895027630",
			"rotations.First Rotation.every: 1 week, wall clock",
			"rotations.First Rotation.only: ",
			"rotations.First Rotation.people: a9514028-2bca-4510-alpf-4b65f2c33a56, team:00564944-b42f-4b95-a882-ee9a5alpb9bb",
			"rotations.First Rotation.start: 2017-05-15 00:00 +03:00",
			"rotations.First Rotation.until: ",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.sample, func(t *testing.T) {
			var reply struct{ Data json.RawMessage }
			if err := samples.Decode(tt.sample, &reply); err != nil {
				t.Fatal(err)
			}
			var list []json.RawMessage
			if json.Unmarshal(reply.Data, &list) == nil {
				reply.Data = list[0]
			}
			s, err := opsgenie.Lift(rawOf(string(reply.Data), "[]"), openZones(t))
			if err != nil {
				t.Fatal(err)
			}
			if s.Objects[0].Opaque != "" || s.Objects[0].Mark != (snapshot.Mark{}) {
				t.Errorf("opaque %q, mark %s", s.Objects[0].Opaque, s.Objects[0].Mark)
			}
			if d := cmp.Diff(tt.want, diff.Describe(&s.Objects[0].Schedule)); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestMarks: whose a schedule is, and what its description is without the mark.
func TestMarks(t *testing.T) {
	tests := []struct{ description, text, mark string }{
		{"", "", ""},
		{"First line", "First line", ""},
		{"First line [schedsync:acme/desk]", "First line", "[schedsync:acme/desk]"},
		{"[schedsync:acme/desk]", "", "[schedsync:acme/desk]"},
		{"First line [schedsync:acme/desk]  ", "First line", "[schedsync:acme/desk]"},
		{"[schedsync:acme/desk] First line", "[schedsync:acme/desk] First line", ""},
		{"[schedsync:acme]", "[schedsync:acme]", ""},
		{"[schedsync:acme:a:b]", "[schedsync:acme:a:b]", ""},
	}
	for _, tt := range tests {
		t.Run(tt.description, func(t *testing.T) {
			text, _ := json.Marshal(tt.description)
			s, err := opsgenie.Lift(rawOf(`{"id":"s","name":"desk","timezone":"UTC","description":`+string(text)+`}`, "[]"), openZones(t))
			if err != nil {
				t.Fatal(err)
			}
			obj := s.Objects[0]
			if obj.Schedule.Description != tt.text || obj.Mark.String() != tt.mark {
				t.Errorf("description %q, mark %q", obj.Schedule.Description, obj.Mark)
			}
		})
	}
}

// TestMissingLists: a list that was not kept is an error, and never an empty one.
func TestMissingLists(t *testing.T) {
	good := `{"id":"s","name":"desk","timezone":"UTC"}`
	if _, err := opsgenie.Lift(rawOf(good, "[]"), openZones(t)); err != nil {
		t.Fatal(err)
	}
	for name, edit := range map[string]func(snapshot.Raw){
		"no schedules":                 func(r snapshot.Raw) { delete(r.Bodies, "schedules") },
		"no overrides":                 func(r snapshot.Raw) { delete(r.Bodies, "overrides") },
		"no overrides of a schedule":   func(r snapshot.Raw) { r.Bodies["overrides"] = []json.RawMessage{} },
		"overrides without their list": func(r snapshot.Raw) { r.Bodies["overrides"] = []json.RawMessage{json.RawMessage(`{"schedule":"s"}`)} },
		"overrides of a schedule elsewhere": func(r snapshot.Raw) {
			r.Bodies["overrides"] = []json.RawMessage{json.RawMessage(`{"schedule":"x","overrides":[]}`)}
		},
	} {
		t.Run(name, func(t *testing.T) {
			raw := rawOf(good, "[]")
			edit(raw)
			if s, err := opsgenie.Lift(raw, openZones(t)); err == nil {
				t.Errorf("lifted to %d objects", len(s.Objects))
			}
		})
	}
}
