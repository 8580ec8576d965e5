package opsgenie_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/opsgenie"
	"github.com/schedsync/schedsync/exporters/writertest"
	fake "github.com/schedsync/schedsync/fixtures/fakes/opsgenie"
	importer "github.com/schedsync/schedsync/importers/opsgenie"
	"github.com/schedsync/schedsync/importers/readertest"
	"github.com/schedsync/schedsync/importers/zones"

	"github.com/schedsync/schedsync/fixtures/fakes"
)

func openZones(t testing.TB) *zones.DB {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func setup(t *testing.T, q fake.Quirks) writertest.Setup {
	db := openZones(t)
	return writertest.Setup{
		Reader: importer.Vendor(), Zones: db,
		Writer: exporters.Vendor{Name: importer.Name, Open: opsgenie.Open, Cost: opsgenie.Cost},
		Serve: func(t *testing.T) writertest.Fake {
			st, err := fake.Seed()
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range writertest.People() {
				st.Users = append(st.Users, fake.User{ID: "user-" + name, Username: name + "@example.com", FullName: name})
			}
			st.Teams = append(st.Teams, fake.Team{ID: "team-desk", Name: "desk"})
			s, err := fake.New(fake.Options{
				Clock: fakes.NewClock(writertest.Now()), State: st, Quirks: q, LoadLocation: db.Location,
			})
			if err != nil {
				t.Fatal(err)
			}
			return serve(s)
		},
		Calls: map[string]int{
			"create":                            1, // the schedule with its rotation; the override that is long over is not written
			"add override":                      1,
			"edit override":                     1,
			"move override":                     1,
			"move override far":                 2, // nothing in common with the old one: added, then removed
			"change people":                     1,
			"rename rotation":                   1,
			"change restriction":                1,
			"set until":                         1,
			"change description":                1,
			"rename schedule":                   1,
			"disable":                           1,
			"enable":                            1,
			"the same rotation by another name": 1,
			"another rotation in its place":     2, // one more, then one less
			"clear restriction":                 4, // renamed, made anew, removed; and the override that names it
			"clear until":                       4,
			"delete":                            1,
		},
	}
}

// serve makes of the fake what the suite needs.
func serve(s *fake.Server) writertest.Fake {
	return writertest.Fake{
		Fake: readertest.Fake{Handler: s, Clock: s.Clock(), Log: s.Log()},
		Render: func(id string, from, until time.Time) []writertest.Period {
			var out []writertest.Period
			for _, p := range s.Render(id, from, until) {
				kind := map[string]engine.Kind{"user": engine.KindPerson, "team": engine.KindTeam, "escalation": engine.KindEscalation}[p.Type]
				out = append(out, writertest.Period{Start: p.Start, End: p.End, Who: engine.Participant{Kind: kind, ID: p.ID}})
			}
			return out
		},
		ByHand: func(t *testing.T, id, who string, from, until time.Time) {
			t.Helper()
			body, err := json.Marshal(map[string]any{
				"user":      map[string]string{"type": "user", "username": who + "@example.com"},
				"startDate": from.Format(time.RFC3339), "endDate": until.Format(time.RFC3339),
			})
			if err != nil {
				t.Fatal(err)
			}
			r := httptest.NewRequest(http.MethodPost, "/v2/schedules/"+id+"/overrides", strings.NewReader(string(body)))
			r.Header.Set("Authorization", "GenieKey somebody")
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			if s.ServeHTTP(w, r); w.Code != http.StatusCreated {
				t.Fatalf("the override by hand: %d %s", w.Code, w.Body)
			}
		},
	}
}

// TestStory runs the suite against the reading of the contract that is assumed, and against others that must do no harm.
func TestStory(t *testing.T) {
	for name, quirks := range map[string]fake.Quirks{
		"assumed": {},
		"other habits": {
			CreateDisabled: true, NullUnset: true, FractionDigits: 3, ListsForTimeOfDay: true, UnknownKeys: true,
			KeepUTC: true, NullClears: true, RoundHalfDown: true, RefuseUnknownZone: true, LateReads: 1,
			FirstOverrideWins: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			writertest.Run(t, setup(t, quirks))
		})
	}
}

// TestOneOverrideEdited: one change, one line that says what changes, the people and the hours that move, one write call.
func TestOneOverrideEdited(t *testing.T) {
	lab := writertest.Open(t, setup(t, fake.Quirks{}))
	declare := func(who string) {
		lab.Declare(strings.Replace(writertest.Beginning, "      # overrides",
			"      - {from: 2026-10-13 10:00, until: 2026-10-13 14:30, who: "+who+"}", 1))
	}
	declare("dee")
	lab.Settle()
	lab.Fake().Log.Reset()
	declare("chi")
	p := lab.Settle()
	if n := len(p.Vendors[0].Changes); n != 1 || p.Calls() != 1 {
		t.Fatalf("%d changes, %d calls:\n%s", n, p.Calls(), writertest.TellPlan(p))
	}
	c := p.Vendors[0].Changes[0]
	want := []diff.Field{{
		Path:   "overrides.schedsync:acme:desk:20261013T090000Z",
		Before: "dee from 2026-10-13 10:00 +01:00 until 2026-10-13 14:30 +01:00",
		After:  "chi from 2026-10-13 10:00 +01:00 until 2026-10-13 14:30 +01:00",
	}}
	if d := cmp.Diff(want, c.Fields); d != "" {
		t.Errorf("what changes:\n%s", d)
	}
	const hours = 4*civil.Hour + 30*civil.Minute
	start := instant("2026-10-13T09:00:00Z").In(nil)
	moves := []diff.Move{{
		Span:   span.Span[civil.Instant]{Start: start, End: start + hours},
		Before: []engine.Participant{engine.Person("dee")}, After: []engine.Participant{engine.Person("chi")},
	}}
	if d := cmp.Diff(moves, c.Moves); d != "" {
		t.Errorf("who moves:\n%s", d)
	}
	for _, h := range p.Hours {
		if moved := map[string]civil.Instant{"chi": hours, "dee": -hours}[h.Who.ID]; h.After-h.Before != moved {
			t.Errorf("%s: %d seconds become %d", h.Who, h.Before, h.After)
		}
	}
	if len(p.Hours) != 2 {
		t.Errorf("the hours of %d people change: %+v", len(p.Hours), p.Hours)
	}
}
