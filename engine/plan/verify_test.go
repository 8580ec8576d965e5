package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
)

// claim is what a vendor says about a week: "u-ana 168" is somebody's hours, one after another; "-" is nobody.
func claim(t *testing.T, object, said string) plan.Claim {
	t.Helper()
	c := plan.Claim{Object: object, Evidence: "rendered"}
	at := now(t)
	c.Window.Start = at
	var who string
	var hours int
	for part := range strings.SplitSeq(said, ", ") {
		if _, err := fmt.Sscanf(part, "%s %d", &who, &hours); err != nil {
			t.Fatal(err)
		}
		s := engine.OnCall{Span: span.Span[civil.Instant]{Start: at, End: at + civil.Instant(hours*civil.Hour)}}
		for w := range strings.SplitSeq(who, "+") {
			if w != "-" {
				s.On = append(s.On, engine.Duty{Who: engine.Person(engine.PersonID(w))})
			}
		}
		c.Spans, at = append(c.Spans, s), s.End
	}
	c.Window.End = at
	return c
}

// The week from Wednesday the 7th, 10:00: ana until Monday the 12th, 09:00, which is 119 hours, then bo.
func TestVerify(t *testing.T) {
	const weekly = "  s: {name: s, timezone: UTC, targets: {opsgenie: {}}, rotations: [{id: week, every: 1 week, start: 2026-01-05 09:00, people: [ana, bo]}]}\n"
	for _, tc := range []struct {
		name, yaml, said string
		edit             func(*snapshot.Snapshot)
		want             []string
	}{
		{"equal", weekly, "u-ana 119, u-bo 49", nil, nil},
		{"a handoff an hour late", weekly, "u-ana 120, u-bo 48", nil, []string{"from 119 for 1: [bo] is [ana]"}},
		{"nobody", weekly, "u-ana 119, - 1, u-bo 48", nil, []string{"from 119 for 1: [bo] is []"}},
		{"one too many", weekly, "u-ana 119, u-bo+u-chi 49", nil, []string{"from 119 for 49: [bo] is [bo chi]"}},
		{"a stranger", weekly, "u-ana 119, u-eve 49", nil, []string{"from 119 for 49: [bo] is [opsgenie:u-eve]"}},
		{"somebody else's override is on top", weekly, "u-ana 50, u-chi 10, u-ana 59, u-bo 49", func(s *snapshot.Snapshot) {
			s.Objects[0].Schedule.Overrides = []engine.Override{{
				From: civil.AtInstant(now(t) + 50*civil.Hour), Until: civil.AtInstant(now(t) + 60*civil.Hour), Who: engine.Entry{engine.Person("u-chi")}, Fill: true, Ref: "by hand",
			}}
		}, []string{"1 foreign"}},
		{"disabled", strings.Replace(weekly, "name: s", "name: s, enabled: false", 1), "- 168", nil, nil},
		{
			"as the plan said: hours there are real time", // 2026-01-07 is winter in Lisbon, where the rotation began in summer
			"  s: {name: s, timezone: Europe/Lisbon, targets: {opsgenie: {}}, rotations: [{id: day, every: 12 hours, start: 2025-07-07 08:00, people: [ana, bo]}]}\n",
			"u-ana 9, u-bo 2, - 1", nil,
			[]string{"from 9 for 1: told [ana] is [bo]", "from 11 for 1: [bo] is []"},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := load(t, "owner: acme", tc.yaml)
			s := mirror(t, w, "acme")
			if tc.edit != nil {
				tc.edit(s)
			}
			c := claim(t, s.Objects[0].ID, tc.said)
			expected, err := plan.Expect(w, plan.Live{Dialect: pager(), Snapshot: s, Cost: func(diff.Step) int { return 1 }}, plan.Options{Now: now(t)}, span.Span[civil.Instant]{Start: now(t), End: now(t) + 30*civil.DayLen})
			if err != nil || len(expected) != 1 || expected[0].Object != c.Object {
				t.Fatalf("%v %+v", err, expected)
			}
			v := expected[0].Verify(c, snapshot.Bind(w, s))
			var got []string
			for _, m := range v.Told {
				got = append(got, tellDifference(t, m, "told "))
			}
			for _, m := range v.Differences {
				got = append(got, tellDifference(t, m, ""))
			}
			if v.Foreign > 0 {
				got = append(got, fmt.Sprint(v.Foreign, " foreign"))
			}
			if v.Problem != "" {
				got = append(got, v.Problem)
			}
			if d := cmp.Diff(tc.want, got); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func tellDifference(t *testing.T, m engine.Difference, word string) string {
	return fmt.Sprintf("from %d for %d: %s%v is %v", (m.Start-now(t))/civil.Hour, m.Length()/civil.Hour, word, m.Before, m.After)
}

// What cannot be verified says why, and is not asked about.
func TestExpectNothing(t *testing.T) {
	w := load(t, "owner: acme", schedule("s", "ana, bo")+schedule("gone", "ana"))
	s := mirror(t, w, "acme")
	s.Objects = s.Objects[1:] // ids are sorted: "gone" is taken off
	w.Schedules[1].Targets[0].ID = "no-such-id"
	expected, err := plan.Expect(w, plan.Live{Dialect: pager(), Snapshot: s, Cost: func(diff.Step) int { return 1 }}, plan.Options{Now: now(t)}, span.Span[civil.Instant]{Start: now(t), End: now(t) + civil.Week})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range expected {
		got = append(got, string(e.Schedule)+": "+e.Problem)
	}
	want := []string{"gone: it is not there yet; apply creates it", `s: there is no schedule with id "no-such-id"`}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	ok := plan.Expectation{Schedule: "s"}
	if v := ok.Verify(plan.Claim{Problem: "no answer"}, snapshot.Bind(w, s)); v.Problem != "no answer" {
		t.Errorf("%+v", v)
	}
	if v := ok.Verify(plan.Claim{Window: span.Span[civil.Instant]{Start: 5, End: 6}}, snapshot.Bind(w, s)); !strings.Contains(v.Problem, "what is written ends") {
		t.Errorf("%+v", v)
	}
}

func TestTeamOfTarget(t *testing.T) {
	w := load(t, "owner: acme", schedule("s", "ana, bo"))
	w.Schedules[0].Targets[0].Team = "Desk"
	s := mirror(t, w, "acme")
	s.Teams = []snapshot.Ref{{ID: "t-1", Name: "Desk"}, {ID: "t-2", Name: "Night"}}
	s.Objects[0].Schedule.Team = "t-1"
	s.Members = map[string][]string{"t-1": {"u-ana", "u-bo"}}
	if p := build(t, w, s); !p.Empty() || len(p.Problems()) > 0 {
		t.Errorf("%v %v", p.Problems(), p.Vendors[0].Changes)
	}
	s.Members["t-1"] = []string{"u-ana"}
	if got := build(t, w, s).Problems(); len(got) != 1 || !strings.Contains(got[0], "bo is not a member of team opsgenie:Desk") {
		t.Errorf("somebody who is not on the team: %v", got)
	}
	w.Schedules[0].Targets[0].Team = "t-9"
	if got := build(t, w, s).Problems(); len(got) != 1 || !strings.Contains(got[0], "team:t-9") {
		t.Errorf("a team that is not there: %v", got)
	}
}

// An object that the vendor gives no way to change is compared, and a difference is a problem.
func TestReadOnly(t *testing.T) {
	w := load(t, "owner: acme", schedule("s", "ana, bo"))
	s := mirror(t, w, "acme")
	s.Objects[0].ReadOnly = "no call changes a shift"
	if p := build(t, w, s); !p.Empty() || len(p.Problems()) > 0 {
		t.Errorf("equal: %v", p.Problems())
	}
	s.Objects[0].Schedule.Rotations[0].People = theirs([]engine.Entry{{engine.Person("chi")}})
	if got := build(t, w, s).Problems(); len(got) != 1 || !strings.Contains(got[0], "cannot be changed: no call changes a shift") {
		t.Errorf("different: %v", got)
	}
}

func TestNotifies(t *testing.T) {
	w := load(t, "owner: acme, limits: {notifies: 5}", strings.Replace(schedule("s", "ana, bo"), "rotations:", "overrides: [{from: 2026-01-08, until: 2026-01-09, who: chi}, {from: 2026-01-10, until: 2026-01-11, who: chi}], rotations:", 1))
	s := mirror(t, w, "acme")
	s.Objects[0].Schedule.Overrides = nil
	s.Objects[0].Watchers = 1
	d := pager()
	d.Mails = true
	p, err := plan.Build(w, []plan.Live{{Dialect: d, Snapshot: s, Cost: func(diff.Step) int { return 1 }}}, plan.Options{Now: now(t), NowOK: true})
	if err != nil || p.Notifies() != 6 {
		t.Fatalf("%v, %d mails", err, p.Notifies())
	}
	if l := limit(t, p, "notifies"); !l.Exceeded || l.Value != "6" || l.Max != "5" {
		t.Errorf("%+v", l)
	}
}
