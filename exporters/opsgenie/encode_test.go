package opsgenie_test

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
	"github.com/schedsync/schedsync/exporters/opsgenie"
	"github.com/schedsync/schedsync/exporters/writertest"
	"github.com/schedsync/schedsync/fixtures/fakes"
	"github.com/schedsync/schedsync/fixtures/golden"
	"github.com/schedsync/schedsync/importers/readertest"
)

// recorder says yes to everything and keeps what was sent. Rotations get ids made of their names.
type recorder struct {
	sent   []request
	exists []string // names of rotations, as they were sent
}

type request struct {
	line string // "POST /v2/schedules"
	body json.RawMessage
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body) // loopback
	w.Header().Set("Content-Type", "application/json")
	if req.URL.Path == "/v2/request-limits/" { // as a team's key is answered
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if req.Method == http.MethodGet {
		var list []map[string]string
		for _, name := range r.exists {
			list = append(list, map[string]string{"id": idOf(name), "name": name})
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"data": append([]map[string]string{}, list...)})
		return
	}
	r.sent = append(r.sent, request{req.Method + " " + req.URL.RequestURI(), body})
	var in struct {
		Name      string                  `json:"name"`
		Rotations []struct{ Name string } `json:"rotations"`
	}
	_ = json.Unmarshal(body, &in) // an override's rotations have no names; others are fine
	if strings.HasSuffix(req.URL.Path, "/schedules") {
		for _, rot := range in.Rotations {
			r.exists = append(r.exists, rot.Name)
		}
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"data": map[string]any{"id": idOf(in.Name), "name": in.Name, "alias": "a"}, "result": "Deleted"})
}

func idOf(name string) string { return "id of " + name }

// people are a workspace's people, team and escalation, and the vendor's ids for them.
func people() *snapshot.Accounts {
	ws := &engine.Workspace{
		Teams:       []engine.Team{{ID: "ops", Name: "Operations"}},
		Escalations: []engine.Escalation{{ID: "esc", Name: "Escalate"}},
	}
	s := &snapshot.Snapshot{Vendor: "opsgenie", Teams: []snapshot.Ref{{ID: "team-1", Name: "Operations"}}, Escalations: []snapshot.Ref{{ID: "esc-1", Name: "Escalate"}}}
	for _, name := range writertest.People() {
		ws.People = append(ws.People, engine.PersonInfo{ID: engine.PersonID(name), Email: name + "@example.com"})
		s.Users = append(s.Users, snapshot.User{ID: "user-" + name, Login: strings.ToUpper(name) + "@example.com"})
	}
	return snapshot.Bind(ws, s)
}

// session begins a change at a recorder. obj may be nil.
func session(t *testing.T, r *recorder, obj *snapshot.Object) exporters.Session {
	t.Helper()
	w, err := opsgenie.Open(readertest.Connect(t, r, fakes.NewClock(writertest.Now())))
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

// TestRequests keeps the exact request of every step in a golden file.
func TestRequests(t *testing.T) {
	lisbon, err := openZones(t).Load("Europe/Lisbon")
	if err != nil {
		t.Fatal(err)
	}
	person := func(id engine.PersonID) engine.Entry { return engine.Entry{engine.Person(id)} }
	turns := func(n int, u engine.Unit) engine.Cycle {
		return engine.Cycle{Lengths: []engine.Length{{N: n, Unit: u}}}
	}
	plain := engine.Rotation{ID: "week", Name: "week", Zone: lisbon, Start: instant("2026-07-06T08:00:00Z"), Every: turns(1, engine.Weeks), People: []engine.Entry{person("ana")}}
	rotation := func(edit func(*engine.Rotation)) engine.Rotation {
		r := plain
		edit(&r)
		return r
	}
	schedule := engine.Schedule{Name: "desk", Description: `"a" & <b> [schedsync:acme/desk]`, Zone: lisbon, Enabled: true, Team: "ops", Rotations: []engine.Rotation{plain}}
	override := func(edit func(*engine.Override)) engine.Override {
		o := engine.Override{Ref: "schedsync:acme:desk:x y", From: instant("2026-01-06T10:07:00Z"), Until: instant("2026-01-06T11:00:00+01:00"), Who: person("bo"), Fill: true}
		o.Until = instant("2026-01-06T12:00:00+01:00")
		edit(&o)
		return o
	}
	weekday := []civil.Weekday{civil.Monday, civil.Tuesday, civil.Wednesday, civil.Thursday, civil.Friday}
	steps := []struct {
		name string
		step diff.Step
	}{
		{"create a schedule", diff.CreateSchedule{Schedule: schedule}},
		{"create a disabled one of nobody, without rotations", diff.CreateSchedule{Schedule: engine.Schedule{Name: "off", Zone: lisbon}}},
		{"update a schedule", diff.UpdateSchedule{Schedule: schedule}},
		{"disable it, with an empty description", diff.UpdateSchedule{Schedule: engine.Schedule{Name: "desk", Zone: lisbon}}},
		{"create a rotation: days, everybody who can serve", diff.CreateRotation{Rotation: rotation(func(r *engine.Rotation) {
			r.Every = turns(3, engine.Days)
			r.People = []engine.Entry{person("ana"), nil, {{Kind: engine.KindTeam, ID: "ops"}}, {{Kind: engine.KindEscalation, ID: "esc"}}, person("ana")}
		})}},
		{"update a rotation: hours, an end, open half the day", diff.UpdateRotation{ID: "r/1", Rotation: rotation(func(r *engine.Rotation) {
			r.Every, r.Clock, r.Until = turns(12, engine.Hours), engine.Elapsed, instant("2026-12-07T09:00:00Z")
			r.Only = []engine.Window{{From: 21 * civil.Hour, To: 33*civil.Hour + 30*civil.Minute}}
		})}},
		{"office hours and the weekend", diff.UpdateRotation{ID: "r1", Rotation: rotation(func(r *engine.Rotation) {
			r.Only = []engine.Window{
				{Days: weekday, From: 9 * civil.Hour, To: 18 * civil.Hour},
				{Days: []civil.Weekday{civil.Friday}, From: 18 * civil.Hour, To: (24*3 + 9) * civil.Hour},
			}
		})}},
		{"windows that never close are no restriction", diff.UpdateRotation{ID: "r1", Rotation: rotation(func(r *engine.Rotation) {
			r.Only = []engine.Window{{From: 0, To: civil.DayLen}}
		})}},
		{"set aside", diff.UpdateRotation{ID: "r1", Aside: true, Rotation: rotation(func(r *engine.Rotation) { r.Name = "week (replaced)" })}},
		{"delete a rotation", diff.DeleteRotation{ID: "r1", Name: "week"}},
		{"create an override of all", diff.CreateOverride{Override: override(func(*engine.Override) {})}},
		{"create one of nobody, on one rotation", diff.CreateOverride{Override: override(func(o *engine.Override) { o.Who, o.Rotations = nil, []engine.RotationID{"night"} })}},
		{"update an override: the list of rotations is always sent", diff.UpdateOverride{Override: override(func(*engine.Override) {})}},
		{"delete an override", diff.DeleteOverride{Override: override(func(*engine.Override) {})}},
		{"delete the schedule", diff.DeleteSchedule{Name: "desk"}},
	}
	live := &snapshot.Object{ID: "s 1", RotationIDs: []string{"r-night"}, Schedule: engine.Schedule{Rotations: []engine.Rotation{{ID: "night", Name: "night"}}}}
	var out bytes.Buffer
	for _, st := range steps {
		r := &recorder{}
		if err := session(t, r, live).Do(t.Context(), st.step); err != nil {
			t.Errorf("%s: %v", st.name, err)
			continue
		}
		if len(r.sent) != opsgenie.Cost(st.step) {
			t.Errorf("%s: %d writes, said to cost %d", st.name, len(r.sent), opsgenie.Cost(st.step))
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
	rotation := engine.Rotation{
		ID: "week", Name: "week", Zone: lisbon, Start: instant("2026-07-06T08:00:00Z"),
		Every: engine.Cycle{Lengths: []engine.Length{{N: 1, Unit: engine.Weeks}}}, People: []engine.Entry{{engine.Person("eve")}},
	}
	o := engine.Override{Ref: "x", From: instant("2026-01-06T10:00:00Z"), Until: instant("2026-01-06T11:00:00Z")}
	unknown, gone := o, o
	unknown.Who = engine.Entry{engine.Person("eve")}
	gone.Rotations = []engine.RotationID{"gone"}
	tests := []struct {
		name string
		step diff.Step
		want string
	}{
		{"a team nobody knows", diff.UpdateSchedule{Schedule: engine.Schedule{Name: "desk", Zone: lisbon, Team: "net"}}, "team:net"},
		{"a new schedule with somebody nobody knows", diff.CreateSchedule{Schedule: engine.Schedule{Name: "desk", Zone: lisbon, Rotations: []engine.Rotation{rotation}}}, "eve"},
		{"a rotation with somebody nobody knows", diff.CreateRotation{Rotation: rotation}, "eve"},
		{"a rotation changed to that", diff.UpdateRotation{ID: "r1", Rotation: rotation}, "eve"},
		{"an override by somebody nobody knows", diff.CreateOverride{Override: unknown}, "eve"},
		{"an override changed to that", diff.UpdateOverride{Override: unknown}, "eve"},
		{"an override of a rotation that is not there", diff.CreateOverride{Override: gone}, `"gone"`},
		{"an override changed to that too", diff.UpdateOverride{Override: gone}, `"gone"`},
		{"no step at all", nil, "not known"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := &recorder{}
			err := session(t, r, &snapshot.Object{ID: "s"}).Do(t.Context(), tt.step)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %s", err, tt.want)
			}
			if len(r.sent) > 0 {
				t.Errorf("sent %s", r.sent[0].line)
			}
		})
	}
}
