package zenduty_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/writertest"
	"github.com/schedsync/schedsync/exporters/zenduty"
	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/zenduty"
	"github.com/schedsync/schedsync/importers/readertest"
	importer "github.com/schedsync/schedsync/importers/zenduty"
	"github.com/schedsync/schedsync/importers/zones"
)

const deskTeam = "0de50000-0000-4000-8000-000000000001"

func setup(t *testing.T, q fake.Quirks) writertest.Setup {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	return writertest.Setup{
		Reader: importer.Vendor(), Zones: db, Target: "team: desk",
		Writer: exporters.Vendor{Name: importer.Name, Open: zenduty.Open, Cost: zenduty.Cost},
		// It is in its target's team from the beginning; the night's turns of real time are single shifts; and what is disabled is empty.
		Quiet: []string{"give to a team", "rename rotation", "edit while disabled"},
		Serve: func(t *testing.T) writertest.Fake {
			st, err := fake.Seed()
			if err != nil {
				t.Fatal(err)
			}
			desk := &st.Teams[0] // it holds the vendor's samples, which are not ours
			desk.Name = "desk"
			for i, name := range writertest.People() {
				u := fake.User{Username: fmt.Sprintf("0000000%d-0000-4000-8000-0", i), Member: fmt.Sprint("member-", name), First: name, Email: name + "@example.com"}
				st.Users = append(st.Users, u)
				desk.Members = append(desk.Members, fake.Member{ID: fmt.Sprint("desk-", name), User: u.Username})
			}
			s, err := fake.New(fake.Options{Clock: fakes.NewClock(writertest.Now()), State: st, Quirks: q, LoadLocation: db.Location})
			if err != nil {
				t.Fatal(err)
			}
			return serve(s)
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
				for _, u := range p.Users {
					out = append(out, writertest.Period{Start: p.Start, End: p.End, Who: engine.Person(engine.PersonID(u))})
				}
			}
			return out
		},
		ByHand: func(t *testing.T, id, who string, from, until time.Time) {
			t.Helper()
			user := ""
			for i, name := range writertest.People() {
				if name == who {
					user = fmt.Sprintf("0000000%d-0000-4000-8000-0", i)
				}
			}
			body := fmt.Sprintf(`{"name": "by hand", "user": %q, "start_time": %q, "end_time": %q}`, user, from.Format(time.RFC3339), until.Format(time.RFC3339))
			r := httptest.NewRequest(http.MethodPost, "/api/v2/account/teams/"+fake.SeedTeam+"/schedules/"+id+"/overrides/", strings.NewReader(body))
			r.Header.Set("Authorization", "Token somebody")
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			if s.ServeHTTP(w, r); w.Code != http.StatusCreated {
				t.Fatalf("the override by hand: %d %s", w.Code, w.Body)
			}
		},
	}
}

// writingHabits are readings of the contract about writes besides the assumed one, which must do no harm.
func writingHabits() fake.Quirks {
	return fake.Quirks{KeepIDs: true, PutKeeps: true, RefuseUsed: true, ErrorAsText: true, RetryAfter: true, ShuffledUsers: true}
}

// allHabits adds those that only show in reads, which the reader's own tests meet as well.
func allHabits() fake.Quirks {
	q := writingHabits()
	q.Pages, q.UnknownKeys, q.OverriddenAsText, q.Fractions, q.BareTeams = true, true, true, true, true
	return q
}

// TestStory tells one story to the assumed reading of the contract and the other to other readings; [TestProofStory] tells
// each to each.
func TestStory(t *testing.T) {
	for name, quirks := range map[string]fake.Quirks{"rules": {}, "dates": writingHabits()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := setup(t, quirks)
			s.Story = map[string][]writertest.Step{"rules": writertest.Story(), "dates": writertest.Dated()}[name]
			writertest.Run(t, s)
		})
	}
}

// TestProofStory tells both stories to all readings.
func TestProofStory(t *testing.T) {
	proof(t)
	for name, quirks := range map[string]fake.Quirks{"assumed": {}, "other habits": allHabits()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			writertest.Run(t, setup(t, quirks))
		})
	}
}

// TestElapsed (T-11): where the schedule's own switch makes turns equal lengths of real time (contract zenduty 4.4), the target says
// so, and the vendor shows what is declared, across the clock change within the weeks that are looked at.
func TestElapsed(t *testing.T) {
	s := setup(t, fake.Quirks{UTCTurns: true})
	s.Target = "team: desk, clock: elapsed"
	lab := writertest.Open(t, s)
	yaml := strings.Replace(writertest.Beginning, "every: 1 week", "every: 1 week\n        clock: elapsed", 1)
	for _, edit := range []struct{ name, old, new string }{
		{"a turn of nobody is none of the vendor's", "", ""},
		{"turns of real time are", "[ana, bo, none, chi]", "[bo, ana, chi]"},
		{"shorter turns", "every: 1 week", "every: 12 hours"},
		{"turns on the wall are single shifts", "\n        clock: elapsed", ""},
		{"an override", "      # overrides", "      - {from: 2026-10-24 20:00, until: 2026-10-26 04:00, who: dee}"},
	} {
		t.Run(edit.name, func(t *testing.T) {
			yaml = strings.Replace(yaml, edit.old, edit.new, 1)
			lab := lab.On(t)
			lab.Declare(yaml)
			p := lab.Settle()
			if covered := len(p.Vendors[0].Covered) > 0; covered != (strings.Contains(yaml, "none") || !strings.Contains(yaml, "        clock: elapsed\n")) {
				t.Errorf("written with dates: %t", covered)
			}
			lab.SameTimeline(lab.Read())
		})
	}
}
