package migrate_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/migrate"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers/zones"
)

func now() civil.Instant {
	return civil.FromTime(time.Date(2026, 10, 12, 8, 0, 0, 0, time.UTC))
}

// rules are those of a vendor that keeps the time of day.
func rules(v engine.Vendor) *dialect.Dialect {
	return &dialect.Dialect{
		Vendor: v, OverrideKinds: []engine.Kind{engine.KindPerson, engine.Nobody},
		Turns: []dialect.TurnRule{{Unit: engine.Days, Clock: engine.Wall}, {Unit: engine.Weeks, Clock: engine.Wall}},
	}
}

// desk is a state with one weekly schedule of ana and bo in Lisbon, where the clock changes on 2026-10-25. Ana forwards to bo
// for a day.
func desk(t *testing.T) *snapshot.Snapshot {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	zone, err := db.Load("Europe/Lisbon")
	if err != nil {
		t.Fatal(err)
	}
	person := func(id string) engine.Entry { return engine.Entry{engine.Person(engine.PersonID(id))} }
	return &snapshot.Snapshot{
		Vendor: "old", TakenAt: now(),
		Users: []snapshot.User{{ID: "u1", Login: "ana@example.com", Name: "Ana"}, {ID: "u2", Login: "bo@example.com", Name: "Bo"}},
		Forwards: []snapshot.Forward{{Ref: "leave", From: "u1", Rule: engine.Forward{
			From: civil.AtInstant(now() + civil.DayLen), Until: civil.AtInstant(now() + 2*civil.DayLen), Who: person("u2"),
		}}},
		Ladders: []snapshot.Ladder{{ID: "e1", Name: "Page", Steps: []string{"after 0 minutes: Desk"}}},
		Objects: []snapshot.Object{{ID: "o1", RotationIDs: []string{"r1"}, Schedule: engine.Schedule{
			Name: "Desk", Zone: zone, Enabled: true, Rotations: []engine.Rotation{{
				ID: "week", Name: "week", Zone: zone, Start: civil.AtLocal(civil.DayOf(2026, 10, 5).Start() + 9*civil.Hour),
				Every: engine.Cycle{Lengths: []engine.Length{{N: 1, Unit: engine.Weeks}}}, People: []engine.Entry{person("u1"), person("u2")},
			}},
		}}},
	}
}

func moving(t *testing.T, d *dialect.Dialect, users ...snapshot.User) migrate.Request {
	t.Helper()
	return migrate.Request{
		Workspace: &engine.Workspace{Sync: engine.Sync{Owner: "acme", Policy: engine.PolicyUpsert, Horizon: engine.Length{N: 42, Unit: engine.Days}}},
		From:      desk(t), FromDialect: rules("old"), Now: now(), FromTitle: "Old", ToTitle: "New",
		To: plan.Live{Dialect: d, Snapshot: &snapshot.Snapshot{Vendor: "new", TakenAt: now(), Users: users}, Cost: func(diff.Step) int { return 1 }},
	}
}

func everybody() []snapshot.User {
	return []snapshot.User{{ID: "n1", Login: "ana@example.com", Name: "Ana"}, {ID: "n2", Login: "bo@example.com", Name: "Bo"}}
}

// TestMoves: equal with its forward, escalations listed, and what is declared aimed at the new vendor alone.
func TestMoves(t *testing.T) {
	m, err := migrate.Build(moving(t, rules("new"), everybody()...))
	if err != nil {
		t.Fatal(err)
	}
	s := m.Schedules[0]
	if !s.Equal() || !m.Equal() || s.ID != "desk" || s.Calls == 0 || len(s.Waits) > 0 {
		t.Errorf("it is %+v", s)
	}
	if got := m.Declaration.Workspace.Schedules[0].Targets; len(got) != 1 || got[0].Vendor != "new" || got[0].ID != "" {
		t.Errorf("aimed at %+v", got)
	}
	if f := m.Workspace.Person("ana").Forward; len(f) != 1 || f[0].Who.String() != "bo" {
		t.Errorf("ana forwards %+v", f)
	}
	told := ""
	for _, w := range m.Manual {
		told += w.What + " " + strings.Join(w.Steps, " ") + "\n"
	}
	for _, want := range []string{`escalation "Page" after 0 minutes: Desk`, "Ana forwards to Bo", "Point integrations"} {
		if !strings.Contains(told, want) {
			t.Errorf("by hand: %q is not in\n%s", want, told)
		}
	}
}

// TestSabotagedDialectIsReported: by a rule that is wrong on purpose (turns of real time) handoffs move by an hour when the
// clock does; every stretch is named, with the reason, and nothing passes for equal.
func TestSabotagedDialectIsReported(t *testing.T) {
	wrong := rules("new")
	wrong.Turns = slices.Clone(wrong.Turns)
	for i := range wrong.Turns {
		wrong.Turns[i].Clock = engine.Elapsed
	}
	m, err := migrate.Build(moving(t, wrong, everybody()...))
	if err != nil {
		t.Fatal(err)
	}
	s := m.Schedules[0]
	if s.Equal() || len(s.Reasons) == 0 || len(s.Differences) < 3 {
		t.Fatalf("it passes for equal: %+v", s)
	}
	for _, d := range s.Differences {
		if d.Length() != civil.Hour {
			t.Errorf("from %s: %d seconds, want an hour", d.Start, d.Length())
		}
	}
}

// TestStrangersAreMissing: people whom the new vendor does not know keep their schedule waiting, and are named once each.
func TestStrangersAreMissing(t *testing.T) {
	m, err := migrate.Build(moving(t, rules("new"), everybody()[:1]...))
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Missing) != 1 || m.Missing[0].Who != engine.Person("bo") || m.Missing[0].Name != "Bo" {
		t.Errorf("missing are %+v", m.Missing)
	}
	if s := m.Schedules[0]; !s.Equal() || len(s.Waits) == 0 || len(m.Writable()) != 0 {
		t.Errorf("it is %+v", s)
	}
}

// TestRefusedIsNotAimed: what the new vendor cannot hold stays declared, without a target that would keep all others waiting.
func TestRefusedIsNotAimed(t *testing.T) {
	d := rules("new")
	d.Kinds = []engine.Kind{engine.KindTeam}
	m, err := migrate.Build(moving(t, d, everybody()...))
	if err != nil {
		t.Fatal(err)
	}
	s := m.Schedules[0]
	if s.Equal() || len(s.Refused) == 0 || len(s.Differences) == 0 || len(m.Declaration.Workspace.Schedules[0].Targets) != 0 || !m.Plan.Empty() {
		t.Errorf("it is %+v", s)
	}
}

// TestUnknownTeam: a team that is nowhere is an error that names those that are.
func TestUnknownTeam(t *testing.T) {
	r := moving(t, rules("new"), everybody()...)
	r.Team, r.To.Snapshot.Teams = "Nobody", []snapshot.Ref{{ID: "t1", Name: "Payments"}}
	if _, err := migrate.Build(r); err == nil || !strings.Contains(err.Error(), `"Payments"`) {
		t.Errorf("the error is %v", err)
	}
}
