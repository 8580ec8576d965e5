package zenduty_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/zenduty"
	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/zenduty"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/readertest"
	reader "github.com/schedsync/schedsync/importers/zenduty"
	"github.com/schedsync/schedsync/importers/zones"
)

// lab is a fake with people, a team and one schedule of ours, "desk", with a key that no document knows.
type lab struct {
	t       testing.TB
	fake    *fake.Server
	account httpx.Account
	zones   *zones.DB
}

func newLab(t *testing.T, faults string, q fake.Quirks) *lab {
	t.Helper()
	f, err := fakes.ParseFaults(faults)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 1, 5, 9, 0, 33, 0, time.UTC)
	st := fake.State{
		Teams: []fake.Team{{ID: "team-1", Name: "Operations"}, {ID: "team-2", Name: "Network"}},
		Schedules: []fake.Schedule{{
			ID: "s1", Team: "team-1", Name: "desk", Summary: "Text [schedsync:acme/desk]", Description: "Mind the step", Zone: "Europe/Lisbon",
			Extra:  map[string]json.RawMessage{"move_start_time": json.RawMessage("true")},
			Layers: []fake.Layer{{Name: "week", ShiftLength: 604800, Start: start, Users: []string{"user-ana", "user-bo"}, RestrictionType: 2, Restrictions: []fake.Restriction{{Day: 1, At: "09:00:00", Duration: 32400}}}, {Name: "once", ShiftLength: 3600, Start: start, End: start.Add(time.Hour), Users: []string{"user-chi"}}},
			Overrides: []fake.Override{
				{Name: "by hand", User: "user-eve", Start: start.Add(48 * time.Hour), End: start.Add(50 * time.Hour)},
				{Name: "schedsync:acme:desk:1", User: "user-bo", Start: start.Add(24 * time.Hour), End: start.Add(25 * time.Hour)},
			},
		}},
	}
	for _, n := range []string{"ana", "bo", "chi", "dee", "eve"} {
		st.Users = append(st.Users, fake.User{Username: "user-" + n, Email: n + "@example.com"})
	}
	db := openZones(t)
	s, err := fake.New(fake.Options{Faults: f, Quirks: q, State: st, LoadLocation: db.Location})
	if err != nil {
		t.Fatal(err)
	}
	return &lab{t, s, readertest.Connect(t, s, s.Clock()), db}
}

// read returns the state and the schedule of a name, or nil.
func (l *lab) read(name string) (*snapshot.Snapshot, *snapshot.Object) {
	l.t.Helper()
	r, err := reader.Open(l.account)
	if err != nil {
		l.t.Fatal(err)
	}
	raw, err := r.Read(l.t.Context(), nil)
	if err != nil {
		l.t.Fatal(err)
	}
	snap, err := reader.Lift(raw, l.zones)
	if err != nil {
		l.t.Fatal(err)
	}
	for i := range snap.Objects {
		if snap.Objects[i].Schedule.Name == name {
			return snap, &snap.Objects[i]
		}
	}
	return snap, nil
}

// start begins a change to the schedule of a name as it is now, or to none.
func (l *lab) start(name string) (exporters.Session, *snapshot.Object) {
	l.t.Helper()
	snap, obj := l.read(name)
	ws := &engine.Workspace{Teams: []engine.Team{{ID: "ops", Name: "Operations"}}}
	for _, n := range []string{"ana", "bo", "chi", "dee"} {
		ws.People = append(ws.People, engine.PersonInfo{ID: engine.PersonID(n), Email: n + "@example.com"})
	}
	w, err := zenduty.Open(l.account)
	if err != nil {
		l.t.Fatal(err)
	}
	l.fake.Log().Reset()
	return w.Start(obj, snapshot.Bind(ws, snap)), obj
}

// wanted is desk as a plan would write it: other people in the layer, our override moved, theirs kept.
func (l *lab) wanted(obj *snapshot.Object) engine.Schedule {
	z, err := l.zones.Load("Europe/Lisbon")
	if err != nil {
		l.t.Fatal(err)
	}
	s := desk(z, plain(z, nil))
	if obj != nil {
		for _, o := range obj.Schedule.Overrides {
			if strings.HasPrefix(o.Ref, "id:") {
				s.Overrides = append(s.Overrides, o)
			}
		}
	}
	s.Overrides = append(s.Overrides, override("schedsync:acme:desk:1"))
	return s
}

// edit is what a person does in the vendor's own pages.
func (l *lab) edit(method, path, body string) {
	l.t.Helper()
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	req.Header.Set("Authorization", "Token somebody-else")
	w := httptest.NewRecorder()
	l.fake.ServeHTTP(w, req)
	if w.Code/100 != 2 {
		l.t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	l.fake.Log().Reset()
}

// raw is a schedule as the vendor shows it.
func (l *lab) raw(id string) map[string]any {
	l.t.Helper()
	req := httptest.NewRequest(http.MethodGet, "/api/account/teams/team-1/schedules/"+id+"/", http.NoBody)
	req.Header.Set("Authorization", "Token somebody-else")
	w := httptest.NewRecorder()
	l.fake.ServeHTTP(w, req)
	var out map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		l.t.Fatal(err)
	}
	return out
}

// names lists the names of overrides of desk.
func (l *lab) names() []string {
	var out []string
	for _, o := range l.raw("s1")["overrides"].([]any) {
		out = append(out, o.(map[string]any)["name"].(string))
	}
	return out
}

const deskPath = "/api/account/teams/team-1/schedules/s1/"

// TestReplace: what is written is there, what people made survives, and the second time there is nothing to do.
func TestReplace(t *testing.T) {
	for name, q := range map[string]fake.Quirks{"assumed": {}, "kept ids": {KeepIDs: true, PutKeeps: true}, "other habits": {UnknownKeys: true, ShuffledUsers: true, Fractions: true}} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t, "", q)
			s, obj := l.start("desk")
			want := l.wanted(obj)
			for range 2 {
				if err := s.Do(t.Context(), diff.ReplaceSchedule{Schedule: want}); err != nil {
					t.Fatal(err)
				}
			}
			if n := len(l.fake.Log().Writes()); n != 1 {
				t.Errorf("%d writes", n)
			}
			_, after := l.read("desk")
			lines := strings.Join(diff.Describe(&after.Schedule), "\n")
			if !strings.Contains(lines, "people: user-ana\n") || after.Mark.String() != "[schedsync:acme/desk]" {
				t.Errorf("mark %s\n%s", after.Mark, lines)
			}
			if d := cmp.Diff([]string{"by hand", "schedsync:acme:desk:1"}, l.names()); d != "" {
				t.Error(d)
			}
			raw := l.raw("s1")
			if raw["move_start_time"] != true || raw["description"] != "Mind the step" {
				t.Errorf("move_start_time %v, description %v", raw["move_start_time"], raw["description"])
			}
		})
	}
}

// TestSomebodyElse: between the plan and the write somebody changes the schedule. What is theirs survives, and what is ours is
// not overwritten blindly.
func TestSomebodyElse(t *testing.T) {
	layers := `[{"name":"week","shift_length":604800,"rotation_start_time":"2026-01-05T09:00:33Z","users":[{"user":"user-ana"},{"user":"user-bo"}],"restriction_type":2,"restrictions":[{"start_day_of_week":1,"start_time_of_day":"9:0:0","duration":32400}]},` +
		`{"name":"once","shift_length":7200,"rotation_start_time":"2026-01-05T10:00:33+01:00","rotation_end_time":"2026-01-05T10:00:33Z","users":[{"user":"user-chi"}]}]`
	ours := `{"name":"schedsync:acme:desk:1","user":"user-bo","start_time":"2026-01-06T09:00:33Z","end_time":"2026-01-06T10:00:33Z"}`
	tests := []struct {
		name, patch string
		refused     string
		overrides   []string // afterwards
	}{
		{"saved as it was: other ids, other spelling", `{"layers":` + layers + `}`, "", []string{"by hand", "schedsync:acme:desk:1"}},
		{"another person", `{"layers":` + strings.Replace(layers, "user-bo", "user-dee", 1) + `}`, "its layers", nil},
		{"the other order", `{"layers":` + strings.Replace(layers, `{"user":"user-ana"},{"user":"user-bo"}`, `{"user":"user-bo"},{"user":"user-ana"}`, 1) + `}`, "its layers", nil},
		{"another hour", `{"layers":` + strings.Replace(layers, "9:0:0", "8:0:0", 1) + `}`, "its layers", nil},
		{"a layer less", `{"layers":[]}`, "its layers", nil},
		{"switched off", `{"layers":` + strings.Replace(layers, `"name":"week"`, `"name":"week","is_active":false`, 1) + `}`, "its layers", nil},
		{"another zone", `{"time_zone":"Europe/London"}`, "its time zone", nil},
		{"the mark is gone", `{"summary":"Text"}`, "the mark", nil},
		{"our override is gone", `{"overrides":[]}`, "the overrides that schedsync made", nil},
		{"our override is longer", `{"overrides":[` + strings.Replace(ours, "T10:", "T11:", 1) + `]}`, "the overrides that schedsync made", nil},
		{"theirs is gone", `{"overrides":[` + ours + `]}`, "", []string{"schedsync:acme:desk:1"}},
		{"another of theirs", `{"overrides":[{"name":"leave","user":"user-dee","start_time":"2026-02-06T09:00:00Z","end_time":"2026-02-06T10:00:00Z"},` + ours + `]}`, "", []string{"leave", "schedsync:acme:desk:1"}},
		{"another description", `{"description":"Read me"}`, "", []string{"by hand", "schedsync:acme:desk:1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, "", fake.Quirks{})
			s, obj := l.start("desk")
			l.edit(http.MethodPatch, deskPath, tt.patch)
			before := l.raw("s1")
			err := s.Do(t.Context(), diff.ReplaceSchedule{Schedule: l.wanted(obj)})
			if tt.refused == "" {
				if err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(tt.overrides, l.names()); d != "" {
					t.Error(d)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.refused) || !strings.Contains(err.Error(), `"desk"`) {
				t.Errorf("error %v, want one about %s", err, tt.refused)
			}
			if d := cmp.Diff(before, l.raw("s1")); d != "" {
				t.Errorf("it was written all the same:\n%s", d)
			}
		})
	}
}

// TestOwnAll: an override of other people that the plan knew and leaves out goes, also when it has another id by now; one that
// it did not know stays.
func TestOwnAll(t *testing.T) {
	l := newLab(t, "", fake.Quirks{})
	s, _ := l.start("desk")
	l.edit(http.MethodPatch, deskPath, `{"name":"desk"}`) // new ids
	l.edit(http.MethodPost, "/api/v2"+strings.TrimPrefix(deskPath, "/api")+"overrides/", `{"name":"new","user":"user-dee","start_time":"2026-02-06T09:00:00Z","end_time":"2026-02-06T10:00:00Z"}`)
	if err := s.Do(t.Context(), diff.ReplaceSchedule{Schedule: l.wanted(nil)}); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"new", "schedsync:acme:desk:1"}, l.names()); d != "" {
		t.Error(d)
	}
}

// TestDelete: a schedule that an escalation policy reaches is not deleted, in whatever team the policy is.
func TestDelete(t *testing.T) {
	for _, team := range []string{"", "team-1", "team-2"} {
		t.Run("policy in "+team, func(t *testing.T) {
			l := newLab(t, "", fake.Quirks{})
			if team != "" {
				var st struct {
					Fake    string
					Version int
					State   fake.State
				}
				data, err := l.fake.Dump()
				if err != nil {
					t.Fatal(err)
				}
				if err := json.Unmarshal(data, &st); err != nil {
					t.Fatal(err)
				}
				st.State.Policies = []fake.Policy{{ID: "p", Team: team, Name: "Alarm", Rules: []fake.Rule{{Targets: []fake.Target{{Type: 1, ID: "s1"}}}}}}
				if data, err = fakes.EncodeState(st.Fake, st.Version, st.State); err != nil {
					t.Fatal(err)
				}
				if err := l.fake.Load(data); err != nil {
					t.Fatal(err)
				}
			}
			s, _ := l.start("desk")
			err := s.Do(t.Context(), diff.DeleteSchedule{Name: "desk"})
			_, left := l.read("desk")
			switch {
			case team == "" && (err != nil || left != nil):
				t.Errorf("error %v, left %v", err, left != nil)
			case team != "" && (err == nil || !strings.Contains(err.Error(), `"Alarm"`) || left == nil):
				t.Errorf("error %v, left %v", err, left != nil)
			}
			if again := s.Do(t.Context(), diff.DeleteSchedule{Name: "desk"}); team == "" && again != nil {
				t.Errorf("the second time: %v", again)
			}
		})
	}
	l := newLab(t, "", fake.Quirks{})
	s, _ := l.start("desk")
	l.edit(http.MethodPatch, deskPath, `{"layers":[]}`)
	if err := s.Do(t.Context(), diff.DeleteSchedule{Name: "desk"}); err == nil || !strings.Contains(err.Error(), "its layers") {
		t.Errorf("one that somebody changed: %v", err)
	}
}

// TestFaults: whatever happens to a call on its way, a step is done once, or says that it was not.
func TestFaults(t *testing.T) {
	const post, put, del = "POST /api/account/teams/team-1/schedules$", "PUT " + deskPath, "DELETE " + deskPath
	tests := []struct {
		name, faults string
		step         string
		fails        bool
	}{
		{"POST in doubt, done", post + "#1=500-after", "create", false},
		{"POST in doubt, not done", post + "#1=500", "create", false},
		{"POST without reply, done", post + "#1=timeout-after", "create", false},
		{"POST cut off, done", post + "#1=truncate", "create", false},
		{"POST limited", post + "#1=429", "create", false},
		{"POST never", post + "=500", "create", true},
		{"POST in doubt, and no list", post + "#1=500-after; GET /api/account/teams/team-1/schedules$=500", "create", true},
		{"PUT in doubt, done", put + "#1=500-after", "replace", false},
		{"PUT always in doubt, done", put + "=500-after", "replace", false},
		{"PUT without reply", put + "#1=timeout-before", "replace", false},
		{"PUT limited", put + "#1=429:300; " + put + "#2=429", "replace", false},
		{"PUT limited for ever", put + "=429", "replace", true},
		{"PUT refused", put + "=403", "replace", true},
		{"GET never", "GET " + deskPath + "=500", "replace", true},
		{"DELETE without reply, done", del + "#1=timeout-after", "delete", false},
		{"DELETE always in doubt, done", del + "=500-after", "delete", false},
		{"DELETE refused", del + "=403", "delete", true},
		{"policies never", "GET /api/account/teams/team-2/escalation_policies=500", "delete", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, "", fake.Quirks{})
			_, obj := l.start("desk")
			if tt.step == "create" {
				obj = nil
			}
			f, err := fakes.ParseFaults(tt.faults)
			if err != nil {
				t.Fatal(err)
			}
			snap, _ := l.read("desk")
			fail := func(w http.ResponseWriter, status int, message string) {
				http.Error(w, `{"detail":"`+message+`"}`, status)
			}
			w, err := zenduty.Open(readertest.Connect(t, f.Middleware(fail)(l.fake), l.fake.Clock()))
			if err != nil {
				t.Fatal(err)
			}
			want := l.wanted(obj)
			step := map[string]diff.Step{
				"create": diff.CreateSchedule{Schedule: want}, "replace": diff.ReplaceSchedule{Schedule: want}, "delete": diff.DeleteSchedule{Name: "desk"},
			}[tt.step]
			if c, ok := step.(diff.CreateSchedule); ok {
				c.Schedule.Name = "new"
				step = c
			}
			ws := &engine.Workspace{Teams: []engine.Team{{ID: "ops", Name: "Operations"}}, People: []engine.PersonInfo{{ID: "ana", Email: "ana@example.com"}, {ID: "bo", Email: "bo@example.com"}}}
			err = w.Start(obj, snapshot.Bind(ws, snap)).Do(t.Context(), step)
			if (err != nil) != tt.fails {
				t.Fatalf("error %v", err)
			}
			if err != nil {
				return
			}
			after, made := l.read("new")
			_, left := l.read("desk")
			switch {
			case tt.step == "create" && (made == nil || len(after.Objects) != 2):
				t.Errorf("%d schedules, made %v", len(after.Objects), made != nil)
			case tt.step == "replace" && len(left.Schedule.Rotations) != 1:
				t.Error("it was not written")
			case tt.step == "delete" && left != nil:
				t.Error("it is still there")
			}
		})
	}
}
