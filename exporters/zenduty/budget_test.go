package zenduty_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/writertest"
	"github.com/schedsync/schedsync/exporters/zenduty"
	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/zenduty"
	"github.com/schedsync/schedsync/importers/readertest"
	importer "github.com/schedsync/schedsync/importers/zenduty"
)

// large is a fake of an account of so many teams and five times as many schedules, every tenth of which is to be changed.
func large(t *testing.T, teams int, q fake.Quirks, faults string) (*writertest.Lab, *fake.Server) {
	t.Helper()
	f, err := fakes.ParseFaults(faults)
	if err != nil {
		t.Fatal(err)
	}
	st := fake.State{Users: []fake.User{{Username: "u-ana", Email: "ana@example.com"}, {Username: "u-bo", Email: "bo@example.com"}}}
	for i := range teams {
		id := fmt.Sprint("team-", i)
		st.Teams = append(st.Teams, fake.Team{ID: id, Name: id, Members: []fake.Member{{User: "u-ana"}, {User: "u-bo"}}})
	}
	for i := range 5 * teams {
		who := []string{"u-ana", "u-bo"}
		if i%10 == 0 {
			who = []string{"u-bo", "u-ana"}
		}
		id := fmt.Sprint("s", i)
		st.Schedules = append(st.Schedules, fake.Schedule{
			ID: id, Team: fmt.Sprint("team-", i%teams), Name: id, Summary: "[schedsync:acme/" + id + "]", Zone: "Europe/Lisbon",
			Layers:    []fake.Layer{{Name: "week", ShiftLength: 604800, Start: day("2026-01-05T09:00:00Z"), Users: who}},
			Overrides: []fake.Override{{Name: "by hand", User: "u-ana", Start: day("2026-10-14T09:00:00Z"), End: day("2026-10-14T10:00:00Z")}},
		})
		st.Policies = append(st.Policies, fake.Policy{
			ID: "p" + id, Team: fmt.Sprint("team-", i%teams), Name: id, Rules: []fake.Rule{{ID: "r" + id, Targets: []fake.Target{{Type: 1, ID: id}}}},
		})
	}
	db := openZones(t)
	s, err := fake.New(fake.Options{Clock: fakes.NewClock(writertest.Now()), State: st, Quirks: q, Faults: f, LoadLocation: db.Location})
	if err != nil {
		t.Fatal(err)
	}
	lab := writertest.Open(t, writertest.Setup{
		Reader: importer.Vendor(), Zones: db, Writer: exporters.Vendor{Name: importer.Name, Open: zenduty.Open, Cost: zenduty.Cost},
		Serve: func(*testing.T) writertest.Fake { return serve(s) },
	})
	var yaml strings.Builder
	yaml.WriteString("version: 1\nsync: {owner: acme, policy: sync}\npeople: {ana: {name: Ana, email: ana@example.com}, bo: {name: Bo, email: bo@example.com}}\nteams:\n")
	for i := range teams {
		fmt.Fprintf(&yaml, "  team-%d: {name: team-%d}\n", i, i)
	}
	yaml.WriteString("schedules:\n")
	for i := range 5 * teams {
		fmt.Fprintf(&yaml, "  s%d: {timezone: Europe/Lisbon, rotations: [{id: week, every: 1 week, start: 2026-01-05 09:00, people: [ana, bo]}], targets: {zenduty: {team: team-%d}}}\n", i, i%teams)
	}
	lab.Declare(yaml.String())
	return lab, s
}

// TestBudget: a night's run over twenty teams and a hundred schedules of which ten have changed takes the calls that the
// contract (5) has for it, and less than three minutes at its pace. Reading back takes as many as reading.
func TestBudget(t *testing.T) {
	lab, s := large(t, 20, fake.Quirks{}, "")
	began := s.Clock().Now()
	p, snap := lab.Plan()
	read := len(s.Log().Entries())
	if n := len(p.Vendors[0].Changes); n != 10 || p.Calls() != 10 {
		t.Fatalf("%d changes in %d calls:\n%s", n, p.Calls(), writertest.TellPlan(p))
	}
	if r := lab.Apply(t.Context(), p, snap, &writertest.Journal{}); !r.Complete() {
		t.Fatal(writertest.Tell(&r))
	}
	calls := len(s.Log().Entries()) - read // the read-back is one more read
	if wrote := len(s.Log().Writes()); wrote != 10 || calls != read+20 {
		t.Errorf("%d writes; %d calls to read, %d to write and read back", wrote, read, calls)
	}
	// The contract counts 81 and leaves out the list of the teams, without which there is nothing to count.
	if night := read + 20; night > 82 {
		t.Errorf("planning and writing took %d calls, the contract has 82 for them", night)
	}
	pace := s.Clock().Now().Sub(began) * time.Duration(read+20) / time.Duration(read+calls)
	if pace > 3*time.Minute {
		t.Errorf("planning and writing took %s", pace)
	}
}

// TestSameResult: a storm of 429, ids that change at every write or never, users in another order, and details as text change
// nothing in what is written and read back; what people overrode by hand is still there.
func TestSameResult(t *testing.T) {
	settled := func(t *testing.T, q fake.Quirks, faults string) []string {
		lab, s := large(t, 4, q, faults)
		p, snap := lab.Plan()
		if r := lab.Apply(t.Context(), p, snap, &writertest.Journal{}); !r.Complete() {
			t.Fatal(writertest.Tell(&r))
		}
		after := lab.Read()
		lab.SameTimeline(after)
		var out []string
		for i := range after.Objects {
			after.Objects[i].RotationIDs = nil
			obj := &after.Objects[i]
			if len(obj.Schedule.Overrides) != 1 || obj.Schedule.Overrides[0].Note != "by hand" {
				t.Fatalf("the overrides of %s are %v", obj.ID, obj.Schedule.Overrides)
			}
			obj.Schedule.Overrides[0].Ref = ""
			out = append(out, readertest.ObjectMeaning(obj)...)
		}
		if n := len(s.Log().Writes()); faults == "" && n != 2 {
			t.Errorf("%d writes", n)
		}
		return out
	}
	want := settled(t, fake.Quirks{}, "")
	for _, tt := range []struct {
		name   string
		quirks fake.Quirks
		faults string
	}{
		{"a storm of 429", fake.Quirks{RetryAfter: true}, "* /api#%4=429"},
		{"ids that stay, and users in another order", fake.Quirks{KeepIDs: true, ShuffledUsers: true}, ""},
		{"details as text", fake.Quirks{OverriddenAsText: true, BareTeams: true}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(want, settled(t, tt.quirks, tt.faults)); d != "" {
				t.Error(d)
			}
		})
	}
}
