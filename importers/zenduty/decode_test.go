package zenduty_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
	samples "github.com/schedsync/schedsync/fixtures/wire/zenduty"
	"github.com/schedsync/schedsync/importers/zenduty"
)

// rawOf returns the raw state of one team with one schedule, given as the vendor sends it.
func rawOf(schedule string) snapshot.Raw {
	return snapshot.Raw{Version: 1, Vendor: zenduty.Name, TakenAt: "2026-01-05T09:00:00Z", Bodies: map[string][]json.RawMessage{
		"members": {}, "teams": {json.RawMessage(`{"unique_id":"t","name":"T"}`)},
		"team_members": {json.RawMessage(`{"team":"t","members":[]}`)},
		"policies":     {json.RawMessage(`{"team":"t","policies":[]}`)},
		"schedules":    {json.RawMessage(`{"team":"t","schedules":[` + schedule + `]}`)},
		"maintenance":  {json.RawMessage(`{"team":"t","windows":[]}`)},
	}}
}

// lift lifts one schedule with the given layers and overrides, each joined by commas.
func lift(t *testing.T, layers, overrides string) snapshot.Object {
	t.Helper()
	s, err := zenduty.Lift(rawOf(`{"unique_id":"s","name":"desk","time_zone":"Europe/Lisbon","layers":[`+layers+`],"overrides":[`+overrides+`]}`), openZones(t))
	if err != nil {
		t.Fatal(err)
	}
	return s.Objects[0]
}

// week is a layer to which more keys can be added; a later key of the same name counts.
func week(more string) string {
	if !strings.Contains(more, `"users"`) { // lists of one key would be laid over each other
		more += `,"users":[{"user":"u1","position":1},{"user":"u2","position":2}]`
	}
	return `{"unique_id":"l1","name":"week","shift_length":604800,"rotation_start_time":"2026-01-05T09:00:00Z","rotation_end_time":null,` +
		`"restriction_type":0,"restrictions":[]` + more + `}`
}

// windows makes a layer of windows, "day time duration" each.
func windows(kind string, list ...string) string {
	var out []string
	for _, w := range list {
		f := strings.Fields(w)
		out = append(out, `{"start_day_of_week":`+f[0]+`,"start_time_of_day":"`+f[1]+`","duration":`+f[2]+`}`)
	}
	return week(`,"restriction_type":` + kind + `,"restrictions":[` + strings.Join(out, ",") + `]`)
}

// TestLayers: what a layer is lifted to, in the words in which plans tell it; after "!" why it makes its schedule opaque.
func TestLayers(t *testing.T) {
	tests := []struct{ name, layer, want string }{
		{"the least there is", week(""), "people: u1, u2 | every: 1 week, wall clock | start: 2026-01-05 09:00 +00:00 | only: "},
		{"an hour", week(`,"shift_length":3600`), "every: 1 hour, wall clock"},
		{"minutes", week(`,"shift_length":5400`), "every: 90 minutes, wall clock"},
		{"ten days", week(`,"shift_length":864000`), "every: 10 days, wall clock"},
		{"half minutes", week(`,"shift_length":90`), "! shifts of 90 seconds"},
		{"nothing", week(`,"shift_length":0`), "! shifts of 0 seconds"},
		{"below nothing", week(`,"shift_length":-60`), "! shifts of -60 seconds"},
		{"T-13, T-14: another offset than the schedule's, and fractions", week(`,"rotation_start_time":"2026-01-05T14:30:00.999+05:30"`), "start: 2026-01-05 09:00 +00:00"},
		{"seconds stay", week(`,"rotation_start_time":"2026-01-05T09:00:33Z"`), "start: 2026-01-05 09:00:33 +00:00"},
		{"no start", week(`,"rotation_start_time":null`), "! it has no start"},
		{"an end", week(`,"rotation_end_time":"2026-02-02T09:00:00Z"`), "until: 2026-02-02 09:00 +00:00"},
		{"positions count", week(`,"users":[{"user":"u3","position":3},{"user":"u1","position":1},{"user":"u2","position":2}]`), "people: u1, u2, u3"},
		{"without positions the order counts", week(`,"users":[{"user":"u3"},{"user":"u1","position":1},{"user":"u3"}]`), "people: u3, u1, u3"},
		{"not active", week(`,"is_active":false`), "people: none | note: is not active"},
		{"not active, said to be", week(`,"is_active":true`), "people: u1, u2"},
		{"no users", week(`,"users":[]`), "people: none | note: has no users"},
		{"a user without a name", week(`,"users":[{"position":1}]`), "! one of its users"},

		{"daily", windows("1", "7 00:00:00 14400"), "only: mon-sun 00:00–04:00"},
		{"the day means nothing in daily ones", windows("1", "0 9:0:0 14400"), "only: mon-sun 09:00–13:00"},
		{"daily over midnight", windows("1", "7 22:00:00 28800"), "only: mon-sun 22:00–06:00"},
		{"a whole day is always", windows("1", "7 22:00:00 86400"), "only: "},
		{"twice a day", windows("1", "7 09:00:00 3600", "7 14:00:00 3600"), "only: mon-sun 09:00–10:00, mon-sun 14:00–15:00"},
		{"weekly", windows("2", "1 17:00:00 54000"), "only: mon 17:00–08:00"},
		{"the weekend", windows("2", "6 00:00:00 172800"), "only: sat 00:00–mon 00:00"},
		{"Friday to Monday", windows("2", "5 17:00:00 226800"), "only: fri 17:00–mon 08:00"},
		{"Sunday is 7", windows("2", "7 00:00:00 3600"), "only: sun 00:00–01:00"},
		{"a whole week is always", windows("2", "3 12:00:00 604800"), "only: "},
		{"no windows", windows("2"), "! it is restricted to windows and has none"},
		{"windows of no type", windows("0", "1 00:00:00 60"), "! restrictions of type 0"},
		{"windows of another type", windows("3", "1 00:00:00 60"), "! restrictions of type 3"},
		{"no duration", windows("1", "7 00:00:00 0"), "! a restriction of 0 seconds"},
		{"more than a day", windows("1", "7 00:00:00 86401"), "! a restriction of 86401 seconds"},
		{"more than a week", windows("2", "7 00:00:00 604801"), "! a restriction of 604801 seconds"},
		{"day 0", windows("2", "0 00:00:00 60"), "! a restriction on day 0"},
		{"day 8", windows("2", "8 00:00:00 60"), "! a restriction on day 8"},
		{"no time of day", windows("1", "7 24:00:00 60"), `! a restriction at "24:00:00"`},
		{"no seconds", windows("1", "7 12:00 60"), `! a restriction at "12:00"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			obj := lift(t, tt.layer, "")
			if why, opaque := strings.CutPrefix(tt.want, "! "); opaque || obj.Opaque != "" {
				if !opaque || !strings.Contains(obj.Opaque, why) || !strings.Contains(obj.Opaque, `layer "week"`) {
					t.Errorf("opaque: %q, want %q", obj.Opaque, why)
				}
				return
			}
			lines := "\n" + strings.Join(diff.Describe(&obj.Schedule), "\n") + "\n"
			for part := range strings.SplitSeq(tt.want, " | ") {
				if note, ok := strings.CutPrefix(part, "note: "); ok {
					if len(obj.Notes) != 1 || !strings.Contains(obj.Notes[0], note) {
						t.Errorf("notes %q, want %q", obj.Notes, note)
					}
				} else if !strings.Contains(lines, "\nrotations.week."+part+"\n") {
					t.Errorf("want %q in%s", part, lines)
				}
			}
			if len(obj.Notes) > 0 && !strings.Contains(tt.want, "note: ") {
				t.Errorf("notes %q", obj.Notes)
			}
		})
	}
}

// TestFixed: a layer of one person, with an end and never closed, is a shift, however many turns it is made of.
func TestFixed(t *testing.T) {
	end := `,"rotation_end_time":"2026-01-06T09:00:00Z"`
	alone := end + `,"users":[{"user":"u1","position":1}]`
	tests := []struct {
		name, layer string
		fixed       bool
	}{
		{"one shift", week(alone), true},
		{"shorter turns of the same person", week(alone + `,"shift_length":3600`), true},
		{"turns that nothing else could say", week(alone + `,"shift_length":7`), true},
		{"the same person twice", week(end + `,"users":[{"user":"u1"},{"user":"u1"}]`), true},
		{"two people", week(end + `,"users":[{"user":"u1"},{"user":"u2"}]`), false},
		{"no end", week(alone + `,"rotation_end_time":null`), false},
		{"not active", week(alone + `,"is_active":false`), false},
		{"windows", week(alone + `,"restriction_type":1,"restrictions":[{"start_time_of_day":"00:00:00","duration":60}]`), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			obj := lift(t, tt.layer, "")
			if obj.Opaque != "" {
				t.Fatal(obj.Opaque)
			}
			r := obj.Schedule.Rotations[0]
			if r.HasShifts != tt.fixed || len(r.Shifts) > 0 != tt.fixed || len(r.People) > 0 == tt.fixed {
				t.Fatalf("shifts %v, people %v", r.Shifts, r.People)
			}
			if tt.fixed {
				got := r.Shifts[0].From.String() + " " + r.Shifts[0].Until.String() + " " + r.Shifts[0].Who.String() + " " + r.Name
				if want := "2026-01-05T09:00:00Z 2026-01-06T09:00:00Z u1 week"; got != want {
					t.Errorf("%s, want %s", got, want)
				}
			}
		})
	}
}

// TestLayerNames: layers are known by their names, and where a name is missing or taken by their place.
func TestLayerNames(t *testing.T) {
	named := func(name string) string { return strings.Replace(week(""), `"name":"week"`, `"name":"`+name+`"`, 1) }
	obj := lift(t, strings.Join([]string{named("week"), named(""), named("week"), named("Layer 5"), named("week")}, ","), "")
	var got []string
	for _, r := range obj.Schedule.Rotations {
		got = append(got, string(r.ID))
	}
	if d := cmp.Diff([]string{"week", "Layer 2", "Layer 3", "Layer 5", "Layer 5+"}, got); d != "" {
		t.Error(d)
	}
}

// TestOverrides: what overrides are lifted to; ours are known by their names, others by their ids.
func TestOverrides(t *testing.T) {
	override := func(name, user, hours string) string {
		from, to, _ := strings.Cut(hours, "-")
		return `{"unique_id":"o1","name":"` + name + `","user":"` + user + `","start_time":"2026-01-06T` + from + `:00Z","end_time":"2026-01-06T` + to + `:00Z"}`
	}
	tests := []struct {
		name   string
		list   []string
		want   []string
		opaque string
		note   string
	}{
		{name: "by hand", list: []string{override("Holiday", "u2", "10:00-11:07")}, want: []string{`id:o1 u2 "Holiday"`}},
		{name: "without a name", list: []string{override("", "u2", "10:00-11:00")}, want: []string{`id:o1 u2 ""`}},
		{name: "ours", list: []string{override("schedsync:acme:desk:1", "u2", "10:00-11:00")}, want: []string{`schedsync:acme:desk:1 u2 ""`}},
		{name: "of nobody", list: []string{override("x", "", "10:00-11:00")}, opaque: "names no user"},
		{name: "touching", list: []string{override("a", "u1", "11:00-12:00"), override("b", "u2", "10:00-11:00")}, want: []string{`id:o1 u1 "a"`, `id:o1 u2 "b"`}},
		{
			name: "overlapping", list: []string{override("a", "u1", "11:00-13:00"), override("b", "u2", "10:00-11:01")}, want: []string{`id:o1 u1 "a"`, `id:o1 u2 "b"`},
			note: "overlap from 2026-01-06T11:00:00Z on",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			obj := lift(t, week(""), strings.Join(tt.list, ","))
			if tt.opaque != "" {
				if !strings.Contains(obj.Opaque, tt.opaque) {
					t.Errorf("opaque %q", obj.Opaque)
				}
				return
			}
			var got []string
			for _, o := range obj.Schedule.Overrides {
				if !o.Fill || len(o.Rotations) > 0 {
					t.Errorf("override %s: fill %v, rotations %v", o.Ref, o.Fill, o.Rotations)
				}
				note, _ := json.Marshal(o.Note)
				got = append(got, o.Ref+" "+o.Who.String()+" "+string(note))
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
			if notes := strings.Join(obj.Notes, "\n"); (notes == "") != (tt.note == "") || !strings.Contains(notes, tt.note) {
				t.Errorf("notes %q, want %q", notes, tt.note)
			}
		})
	}
}

// TestMissingLists: a list that was not kept is an error, and never an empty one.
func TestMissingLists(t *testing.T) {
	good := `{"unique_id":"s","name":"desk","time_zone":"UTC","layers":[],"overrides":[]}`
	if _, err := zenduty.Lift(rawOf(good), openZones(t)); err != nil {
		t.Fatal(err)
	}
	without := func(kind string) func(snapshot.Raw) {
		return func(r snapshot.Raw) { delete(r.Bodies, kind) }
	}
	instead := func(kind string, bodies ...json.RawMessage) func(snapshot.Raw) {
		return func(r snapshot.Raw) { r.Bodies[kind] = bodies }
	}
	of := func(schedule string) func(snapshot.Raw) {
		return instead("schedules", json.RawMessage(`{"team":"t","schedules":[`+schedule+`]}`))
	}
	tests := []struct {
		name string
		edit func(snapshot.Raw)
	}{
		{"no members", without("members")},
		{"no teams", without("teams")},
		{"no members of teams", without("team_members")},
		{"no schedules", without("schedules")},
		{"no policies", without("policies")},
		{"no maintenance", without("maintenance")},
		{"no maintenance of a team", instead("maintenance")},
		{"maintenance without its list", instead("maintenance", json.RawMessage(`{"team":"t"}`))},
		{"services without their list", instead("services", json.RawMessage(`{"team":"t"}`))},
		{"no members of a team", instead("team_members")},
		{"no schedules of a team", instead("schedules")},
		{"no policies of a team", instead("policies")},
		{"members without their list", instead("team_members", json.RawMessage(`{"team":"t"}`))},
		{"schedules without their list", instead("schedules", json.RawMessage(`{"team":"t"}`))},
		{"policies without their list", instead("policies", json.RawMessage(`{"team":"t"}`))},
		{"a schedule without layers", of(strings.Replace(good, `"layers":[],`, "", 1))},
		{"a schedule with null overrides", of(strings.Replace(good, `"overrides":[]`, `"overrides":null`, 1))},
		{"a schedule without id", of(strings.Replace(good, `"unique_id":"s",`, "", 1))},
		{"no schedule", of("null")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			raw := rawOf(good)
			tt.edit(raw)
			if s, err := zenduty.Lift(raw, openZones(t)); err == nil {
				t.Errorf("lifted to %d objects", len(s.Objects))
			}
		})
	}
}

// TestSummary: whose a schedule is, and its description without the mark; the vendor's own description is nobody's business.
func TestSummary(t *testing.T) {
	s, err := zenduty.Lift(rawOf(`{"unique_id":"s","name":"desk","time_zone":"UTC","summary":"First line [schedsync:acme/desk]","description":"x [schedsync:other/y]","layers":[],"overrides":[]}`), openZones(t))
	if err != nil {
		t.Fatal(err)
	}
	obj := s.Objects[0]
	if obj.Schedule.Description != "First line" || obj.Mark.String() != "[schedsync:acme/desk]" || obj.Schedule.Team != "t" || !obj.Schedule.Enabled {
		t.Errorf("description %q, mark %q, team %q, enabled %v", obj.Schedule.Description, obj.Mark, obj.Schedule.Team, obj.Schedule.Enabled)
	}
}

// TestWeeklySchedule is the vendor's own sample, against instants found with a calendar: India is 5:30 ahead of UTC, so its
// midnight is 18:30Z; turns change on Fridays at 11:26:33Z, which lies outside the windows, and an override takes from Saturday
// to Sunday 05:57:14Z.
func TestWeeklySchedule(t *testing.T) {
	body, err := samples.Read("get-schedule.response.json")
	if err != nil {
		t.Fatal(err)
	}
	snap, err := zenduty.Lift(rawOf(string(body)), openZones(t))
	if err != nil {
		t.Fatal(err)
	}
	s := snap.Objects[0].Schedule
	who := map[engine.Participant]string{engine.Person(ana): "ana", engine.Person(bo): "bo"}
	at := func(text string) civil.Instant {
		v, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return civil.FromTime(v)
	}
	tests := []struct{ at, want string }{
		{"2022-07-08T11:26:33Z", "nobody"}, // the first turn begins in the afternoon
		{"2022-07-08T18:29:59Z", "nobody"},
		{"2022-07-08T18:30:00Z", "ana"}, // Saturday 00:00 in India
		{"2022-07-08T22:29:59Z", "ana"},
		{"2022-07-08T22:30:00Z", "nobody"},
		{"2022-07-09T05:57:13Z", "nobody"},
		{"2022-07-09T05:57:14Z", "bo"}, // the override fills the gap too
		{"2022-07-10T05:57:13Z", "bo"},
		{"2022-07-10T05:57:14Z", "nobody"},
		{"2022-07-14T20:00:00Z", "ana"}, // the last night of the first week
		{"2022-07-15T20:00:00Z", "bo"},  // the first night of the second
		{"2022-07-21T20:00:00Z", "bo"},
		{"2022-07-22T20:00:00Z", "ana"},
		{"2023-07-14T22:29:59Z", "bo"}, // the 53rd week, 2023-07-07 to 14, is ana's; the 54th has one night
		{"2023-07-15T11:26:33Z", "nobody"},
		{"2023-07-15T18:30:00Z", "nobody"}, // it is over
	}
	r, err := engine.Compile(&s, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		tl := r.Resolve(span.Span[civil.Instant]{Start: at(tt.at), End: at(tt.at) + 1}, engine.Final)
		got := "nobody"
		for _, d := range tl.Spans[0].On {
			got = who[d.Who]
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.at, got, tt.want)
		}
	}
	// Without windows the index flips at the same second of every week.
	s.Rotations[0].Only, s.Overrides = nil, nil
	spans, err := diff.Timeline(&s, span.Span[civil.Instant]{Start: at("2022-07-08T11:26:33Z"), End: at("2022-07-29T11:26:33Z")})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, sp := range spans {
		got = append(got, sp.Start.String()+" "+who[sp.On[0].Who])
	}
	if d := cmp.Diff([]string{"2022-07-08T11:26:33Z ana", "2022-07-15T11:26:33Z bo", "2022-07-22T11:26:33Z ana"}, got); d != "" {
		t.Error(d)
	}
}
