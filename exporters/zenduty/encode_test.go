package zenduty_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/writertest"
	"github.com/schedsync/schedsync/exporters/zenduty"
	"github.com/schedsync/schedsync/fixtures/fakes"
	"github.com/schedsync/schedsync/fixtures/golden"
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

// recorder shows one schedule, says yes to everything and keeps what was sent.
type recorder struct {
	shows string
	sent  []request
}

type request struct {
	line string // "PUT /api/account/teams/…"
	body json.RawMessage
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body) // loopback
	w.Header().Set("Content-Type", "application/json")
	switch {
	case req.Method == http.MethodGet && strings.Contains(req.URL.Path, "/schedules/"):
		_, _ = io.WriteString(w, r.shows)
		return
	case req.Method == http.MethodGet:
		_, _ = io.WriteString(w, "[]")
		return
	}
	r.sent = append(r.sent, request{req.Method + " " + req.URL.RequestURI(), body})
	if req.Method == http.MethodDelete {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	_, _ = io.WriteString(w, `{"unique_id":"new"}`)
}

// people are a workspace's people and team, and the vendor's ids for them.
func people() *snapshot.Accounts {
	ws := &engine.Workspace{Teams: []engine.Team{{ID: "ops", Name: "Operations"}}}
	s := &snapshot.Snapshot{Vendor: "zenduty", Teams: []snapshot.Ref{{ID: "team-1", Name: "Operations"}, {ID: "team-2", Name: "Network"}}}
	for _, name := range writertest.People() {
		ws.People = append(ws.People, engine.PersonInfo{ID: engine.PersonID(name), Email: name + "@example.com"})
		s.Users = append(s.Users, snapshot.User{ID: "user-" + name, Login: strings.ToUpper(name) + "@example.com"})
	}
	return snapshot.Bind(ws, s)
}

// session begins a change at a recorder. obj may be nil.
func session(t *testing.T, r *recorder, obj *snapshot.Object) exporters.Session {
	t.Helper()
	w, err := zenduty.Open(readertest.Connect(t, r, fakes.NewClock(writertest.Now())))
	if err != nil {
		t.Fatal(err)
	}
	return w.Start(obj, people())
}

func instant(text string) civil.Moment {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return civil.AtInstant(civil.FromTime(t))
}

func person(id engine.PersonID) engine.Entry { return engine.Entry{engine.Person(id)} }

func turns(n int, u engine.Unit) engine.Cycle {
	return engine.Cycle{Lengths: []engine.Length{{N: n, Unit: u}}}
}

// plain is a weekly rotation of ana in a zone.
func plain(z *civil.Zone, edit func(*engine.Rotation)) engine.Rotation {
	r := engine.Rotation{ID: "week", Name: "week", Zone: z, Start: instant("2026-07-06T08:00:33Z"), Every: turns(1, engine.Weeks), People: []engine.Entry{person("ana")}}
	if edit != nil {
		edit(&r)
	}
	return r
}

// desk is a schedule of ours.
func desk(z *civil.Zone, rotations ...engine.Rotation) engine.Schedule {
	return engine.Schedule{Name: "desk", Description: `"a" & <b> [schedsync:acme/desk]`, Zone: z, Enabled: true, Team: "ops", Rotations: rotations}
}

func override(ref string) engine.Override {
	return engine.Override{Ref: ref, From: instant("2026-01-06T10:07:05Z"), Until: instant("2026-01-06T12:00:00+01:00"), Who: person("bo"), Fill: true}
}

// live is desk at the vendor, as it was read: empty but for an override that somebody made.
func live(z *civil.Zone) *snapshot.Object {
	return &snapshot.Object{
		ID: "s 1", Mark: snapshot.Mark{Owner: "acme", ID: "desk"},
		Schedule: engine.Schedule{Name: "desk", Zone: z, Team: "team-1", Overrides: []engine.Override{{
			Ref: "id:o1", From: instant("2026-01-07T10:00:00Z"), Until: instant("2026-01-07T11:00:00Z"), Who: person("eve"), Fill: true,
		}}},
	}
}

// shown is how the vendor shows it, with keys that no document knows.
const shown = `{"unique_id":"s 1","team":"team-1","name":"desk","summary":"[schedsync:acme/desk]","description":"Mind the step","time_zone":"Europe/Lisbon","move_start_time":true,` +
	`"layers":[],"overrides":[{"unique_id":"o1","name":"by hand","user":"eve","start_time":"2026-01-07T10:00:00Z","end_time":"2026-01-07T11:00:00Z","why":"leave"}]}`

// TestRequests keeps the exact request of every step in a golden file.
func TestRequests(t *testing.T) {
	lisbon, err := openZones(t).Load("Europe/Lisbon")
	if err != nil {
		t.Fatal(err)
	}
	rotation := func(edit func(*engine.Rotation)) engine.Schedule { return desk(lisbon, plain(lisbon, edit)) }
	weekday := []civil.Weekday{civil.Monday, civil.Tuesday, civil.Wednesday, civil.Thursday, civil.Friday}
	with := desk(lisbon, plain(lisbon, nil))
	with.Overrides = []engine.Override{{Ref: "id:o1"}, override("schedsync:acme:desk:x")}
	target := desk(lisbon)
	target.Targets = []engine.Target{{Vendor: "zenduty", Team: "team-2"}}
	restored := desk(lisbon)
	theirs := override("id:o7")
	theirs.Note = "Holiday"
	restored.Overrides = []engine.Override{{Ref: "id:o1"}, theirs}
	steps := []struct {
		name string
		step diff.Step
	}{
		{"create a schedule with an override", diff.CreateSchedule{Schedule: func() engine.Schedule { s := with; s.Overrides = s.Overrides[1:]; return s }()}},
		{"create one without anything, in the target's team", diff.CreateSchedule{Schedule: target}},
		{"turns of people, one of them twice", diff.CreateSchedule{Schedule: rotation(func(r *engine.Rotation) {
			r.Every, r.Until = turns(90, engine.Minutes), instant("2026-12-07T09:00:00Z")
			r.People = []engine.Entry{person("ana"), person("bo"), person("ana")}
		})}},
		{"a shift", diff.CreateSchedule{Schedule: rotation(func(r *engine.Rotation) {
			*r = engine.Rotation{Name: "once", Zone: lisbon, HasShifts: true, Shifts: []engine.FixedShift{{From: instant("2026-03-28T09:00:00Z"), Until: instant("2026-03-29T09:30:00Z"), Who: person("bo")}}}
		})}},
		{"nights, over midnight", diff.CreateSchedule{Schedule: rotation(func(r *engine.Rotation) {
			r.Only = []engine.Window{{From: 21 * civil.Hour, To: 33*civil.Hour + 30*civil.Minute}}
		})}},
		{"office hours and the weekend, which are one stretch from Friday on", diff.CreateSchedule{Schedule: rotation(func(r *engine.Rotation) {
			r.Only = []engine.Window{
				{Days: weekday, From: 9 * civil.Hour, To: 18 * civil.Hour},
				{Days: []civil.Weekday{civil.Friday}, From: 18 * civil.Hour, To: (24*3 + 9) * civil.Hour},
			}
		})}},
		{"windows that never close are no restriction", diff.CreateSchedule{Schedule: rotation(func(r *engine.Rotation) {
			r.Only = []engine.Window{{From: 0, To: civil.DayLen}}
		})}},
		{"write it whole: what people made and unknown keys stay", diff.ReplaceSchedule{Schedule: with}},
		{"write it whole: empty lists are lists, and what the plan leaves out goes", diff.ReplaceSchedule{Schedule: func() engine.Schedule { s := desk(lisbon); s.Team = ""; return s }()}},
		{"write it whole: one that people made is put back", diff.ReplaceSchedule{Schedule: restored}},
		{"delete it", diff.DeleteSchedule{Name: "desk"}},
	}
	var out bytes.Buffer
	for _, st := range steps {
		r := &recorder{shows: shown}
		obj := live(lisbon)
		if _, creates := st.step.(diff.CreateSchedule); creates {
			obj = nil
		}
		if err := session(t, r, obj).Do(t.Context(), st.step); err != nil {
			t.Errorf("%s: %v", st.name, err)
			continue
		}
		if len(r.sent) != zenduty.Cost(st.step) {
			t.Errorf("%s: %d writes, said to cost %d", st.name, len(r.sent), zenduty.Cost(st.step))
		}
		for _, q := range r.sent {
			fmt.Fprintf(&out, "# %s\n%s\n", st.name, q.line)
			if len(q.body) > 0 {
				if err := json.Indent(&out, q.body, "", "  "); err != nil {
					t.Fatal(err)
				}
				out.WriteByte('\n')
			}
			out.WriteByte('\n')
		}
	}
	golden.File(t, "testdata/requests.txt", out.Bytes())
}

// TestNotWritten: a step that cannot be said to the vendor is refused before anything is sent, with the reason.
func TestNotWritten(t *testing.T) {
	lisbon, err := openZones(t).Load("Europe/Lisbon")
	if err != nil {
		t.Fatal(err)
	}
	create := func(edit func(*engine.Rotation)) diff.Step {
		return diff.CreateSchedule{Schedule: desk(lisbon, plain(lisbon, edit))}
	}
	overriding := func(edit func(*engine.Override)) diff.Step {
		s, o := desk(lisbon), override("schedsync:acme:desk:x")
		edit(&o)
		s.Overrides = []engine.Override{o}
		return diff.ReplaceSchedule{Schedule: s}
	}
	schedule := func(edit func(*engine.Schedule)) engine.Schedule {
		s := desk(lisbon)
		edit(&s)
		return s
	}
	shift := func(from, until string) func(r *engine.Rotation) {
		return func(r *engine.Rotation) {
			*r = engine.Rotation{Name: "once", Zone: lisbon, HasShifts: true, Shifts: []engine.FixedShift{{From: instant(from), Until: instant(until), Who: person("bo")}}}
		}
	}
	tests := []struct {
		name string
		step diff.Step
		want string
	}{
		{"somebody nobody knows", create(func(r *engine.Rotation) { r.People = []engine.Entry{person("eve")} }), "eve"},
		{"a turn of nobody", create(func(r *engine.Rotation) { r.People = append(r.People, nil) }), "nobody serves"},
		{"a turn of two", create(func(r *engine.Rotation) { r.People = []engine.Entry{append(person("ana"), person("bo")...)} }), "ana + bo"},
		{"a turn of a team", create(func(r *engine.Rotation) { r.People = []engine.Entry{{{Kind: engine.KindTeam, ID: "ops"}}} }), "team:ops"},
		{"nobody at all", create(func(r *engine.Rotation) { r.People = nil }), "nobody"},
		{"months", create(func(r *engine.Rotation) { r.Every = turns(1, engine.Months) }), "months"},
		{"less than an hour", create(func(r *engine.Rotation) { r.Every = turns(59, engine.Minutes) }), "3540 seconds"},
		{"more than a year", create(func(r *engine.Rotation) { r.Every = turns(366, engine.Days) }), "31622400 seconds"},
		{"real time", create(func(r *engine.Rotation) { r.Clock = engine.Elapsed }), "real time"},
		{"a cycle", create(func(r *engine.Rotation) { r.Every.Lengths = append(r.Every.Lengths, r.Every.Lengths...) }), "one length"},
		{"a shift that is over before it begins", create(shift("2026-01-01T00:00:00Z", "2025-12-31T00:00:00Z")), "-86400 seconds"},
		{"a shift of more than a year", create(shift("2026-01-01T00:00:00Z", "2027-01-01T00:00:01Z")), "31536001 seconds"},
		{"two shifts", create(func(r *engine.Rotation) {
			shift("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")(r)
			r.Shifts = append(r.Shifts, r.Shifts...)
		}), "2 shifts"},
		{"an override of nobody", overriding(func(o *engine.Override) { o.Who = nil }), "nobody serves"},
		{"an override of one rotation", overriding(func(o *engine.Override) { o.Rotations = []engine.RotationID{"week"} }), "everybody"},
		{"an override that leaves gaps", overriding(func(o *engine.Override) { o.Fill = false }), "everybody"},
		{"a schedule of no team", diff.CreateSchedule{Schedule: schedule(func(s *engine.Schedule) { s.Team = "" })}, "`team:`"},
		{"a team nobody knows", diff.CreateSchedule{Schedule: schedule(func(s *engine.Schedule) { s.Team = "net" })}, "team:net"},
		{"a target's team nobody knows", diff.CreateSchedule{Schedule: schedule(func(s *engine.Schedule) { s.Targets = []engine.Target{{Vendor: "zenduty", Team: "net"}} })}, "team:net"},
		{"a schedule switched off", diff.CreateSchedule{Schedule: schedule(func(s *engine.Schedule) { s.Enabled = false })}, "switched off"},
		{"another team", diff.ReplaceSchedule{Schedule: schedule(func(s *engine.Schedule) { s.Targets = []engine.Target{{Vendor: "zenduty", Team: "team-2"}} })}, "cannot move"},
		{"a step of another vendor", diff.DeleteRotation{}, "not known"},
		{"no step at all", nil, "not known"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := &recorder{shows: shown}
			obj := live(lisbon)
			if _, creates := tt.step.(diff.CreateSchedule); creates {
				obj = nil
			}
			err := session(t, r, obj).Do(t.Context(), tt.step)
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "zenduty") {
				t.Errorf("error %v, want one with %s", err, tt.want)
			}
			if len(r.sent) > 0 {
				t.Errorf("sent %s", r.sent[0].line)
			}
		})
	}
}
