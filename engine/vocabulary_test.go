package engine_test

import (
	"errors"
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// The words of the YAML and of JSON.
func TestWords(t *testing.T) {
	for got, want := range map[string]string{
		engine.All.String(): "all", engine.Layered.String(): "layered",
		engine.Wall.String(): "wall", engine.Elapsed.String(): "elapsed",
		engine.Minutes.String(): "minutes", engine.Months.String(): "months",
		engine.Nobody.String(): "none", engine.KindPerson.String(): "person", engine.KindTeam.String(): "team", engine.KindEscalation.String(): "escalation",
		engine.FromRotation.String(): "rotation", engine.FromShift.String(): "shift", engine.FromOverride.String(): "override",
		engine.FromCover.String(): "cover", engine.FromForward.String(): "forward",
		engine.Entry{}.String(): "none", people("ana+bo")[0].String(): "ana + bo",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if engine.Weeks.Seconds() != 604_800 || engine.Months.Seconds() != 0 {
		t.Error("weeks have 604,800 seconds on the wall, months no fixed number")
	}
}

func TestParticipantsReadAndWrite(t *testing.T) {
	for text, want := range map[string]engine.Participant{
		"ana":               engine.Person("ana"),
		"team:payments":     {Kind: engine.KindTeam, ID: "payments"},
		"escalation:nights": {Kind: engine.KindEscalation, ID: "nights"},
		"none":              {},
	} {
		if got := engine.ParseParticipant(text); got != want || got.String() != text {
			t.Errorf("%q is %+v, written %q", text, got, got)
		}
	}
	if engine.CompareParticipants(engine.ParseParticipant("team:a"), engine.Person("z")) <= 0 ||
		engine.CompareParticipants(engine.Person("a"), engine.Person("b")) >= 0 {
		t.Error("persons come before teams, and by id among themselves")
	}
	for _, c := range []struct {
		a, b string
		same bool
	}{{"ana+bo", "bo+ana", true}, {"ana", "ana+bo", false}, {"ana+bo", "ana+chi", false}} {
		if people(c.a)[0].Equal(people(c.b)[0]) != c.same {
			t.Errorf("%s and %s", c.a, c.b)
		}
	}
}

func TestFindByID(t *testing.T) {
	s := engine.Schedule{ID: "s", Targets: []engine.Target{{Vendor: "opsgenie", Name: "S"}}}
	w := engine.Workspace{Schedules: []engine.Schedule{s}, People: []engine.PersonInfo{{ID: "ana"}}}
	if w.Schedule("s") != &w.Schedules[0] || w.Schedule("t") != nil || w.Person("ana") != &w.People[0] || w.Person("bo") != nil {
		t.Error("not found, or found what is not there")
	}
	if target, ok := s.On("opsgenie"); !ok || target.Name != "S" {
		t.Errorf("%+v %v", target, ok)
	}
	if _, ok := s.On("zenduty"); ok {
		t.Error("a target that was never declared")
	}
}

// What cannot be resolved is said, never left out.
func TestCompileRefuses(t *testing.T) {
	roster := rota(zone(t, "UTC"), engine.Rotation{Roster: &engine.Roster{Kind: "sheet", File: "rosters/november.xlsx"}})
	_, err := engine.Compile(roster, nil, nil)
	var u *engine.Unresolved
	if !errors.As(err, &u) || err.Error() != `schedule "s" cannot be resolved: rotation "week" reads rosters/november.xlsx, and rosters are not read yet` {
		t.Error(err)
	}
	for name, only := range map[string][]engine.Window{
		"no windows": nil,
		"all day":    {{From: 0, To: civil.DayLen}},
	} {
		s := rota(zone(t, "UTC"), engine.Rotation{Start: local("2026-01-05 00:00"), Every: engine.Cycle{Windows: 1}, People: people("ana"), Only: only})
		if _, err := engine.Compile(s, nil, nil); err == nil || err.Error() != `schedule "s": rotation "week" hands off by windows, but its windows never close` {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Shifts come by start, rotation, seat and participant; an empty window has none.
func TestOrderOfShifts(t *testing.T) {
	const rota = "1 day from 2026-01-05: bo+ana; 1 day from 2026-01-05: chi"
	same(t, shifts(t, "UTC", rota, "2026-01-05 12:00 .. 2026-01-06 12:00"), `
		2026-01-05T12:00Z 01-06T00:00Z bo
		2026-01-05T12:00Z 01-06T00:00Z ana
		2026-01-05T12:00Z 01-06T00:00Z chi
		2026-01-06T00:00Z 01-06T12:00Z bo
		2026-01-06T00:00Z 01-06T12:00Z ana
		2026-01-06T00:00Z 01-06T12:00Z chi
	`)
	same(t, shifts(t, "UTC", rota, "2026-01-05 12:00 .. 2026-01-05 12:00"), "")
}

// Who is next is the next to be on call whose people differ, over gaps; since and until are the span's ends.
func TestWho(t *testing.T) {
	r := rotaText("1 day from 2026-01-05: ana ana bo; only 09:00-17:00").read(t, "UTC")
	a := r.Who(utc("2026-01-05 12:00"))
	if a.On[0].Who.ID != "ana" || a.Since != utc("2026-01-05 09:00") || a.Until != utc("2026-01-05 17:00") ||
		a.Next[0].Who.ID != "bo" || a.NextFrom != utc("2026-01-07 09:00") {
		t.Errorf("%+v", a)
	}
	if a = r.Who(utc("2026-01-05 20:00")); len(a.On) != 0 || a.Next[0].Who.ID != "ana" || a.Since != utc("2026-01-05 17:00") {
		t.Errorf("in a gap: %+v", a)
	}
	r = rotaText("1 week from 2020-01-06: ana").read(t, "UTC")
	if a = r.Who(utc("2026-01-05 12:00")); a.Since != 0 || a.Until != 0 || len(a.Next) != 0 {
		t.Errorf("one person for ever: %+v", a)
	}
}
