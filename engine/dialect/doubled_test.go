package dialect_test

import (
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/importers/zones"
)

// berlin is a schedule of rotations in Berlin, where 2026-10-25 has 02:00 to 03:00 twice.
func berlin(t *testing.T, rotations ...engine.Rotation) *engine.Schedule {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	z, err := db.Load("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for i := range rotations {
		rotations[i].Zone = z
	}
	return &engine.Schedule{ID: "desk", Name: "Desk", Zone: z, Enabled: true, Rotations: rotations}
}

func lowered(t *testing.T, s *engine.Schedule) dialect.Lowered {
	t.Helper()
	ours, err := engine.Compile(s, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	now := civil.FromTime(time.Date(2026, 10, 20, 8, 0, 0, 0, time.UTC))
	d := &dialect.Dialect{ // a vendor of shifts, each on a clock of its own
		Vendor: "shifts", Shifts: 100, Pieces: 100, Grid: civil.Minute, Together: true, NoZone: true, Renewed: true, Acts: dialect.OnOne,
		Kinds: []engine.Kind{engine.KindPerson}, OverrideKinds: []engine.Kind{engine.KindPerson, engine.Nobody},
		Turns: []dialect.TurnRule{{Unit: engine.Hours, Clock: engine.Wall}, {Unit: engine.Days, Clock: engine.Wall}, {Unit: engine.Weeks, Clock: engine.Wall}},
	}
	low := d.Lower(dialect.Request{Schedule: s, Declared: ours, Now: now, Horizon: 42 * civil.DayLen})
	if len(low.Refusals) > 0 {
		t.Fatal(low.Refusals)
	}
	return low
}

func people(names ...engine.PersonID) (out []engine.Entry) {
	for _, n := range names {
		out = append(out, engine.Entry{engine.Person(n)})
	}
	return out
}

// TestShiftsOnADoubledHour: a handoff at the second 02:00 of the long night, which a local time cannot name, is written on the
// clock of UTC where each shift has its own; all others stay on the schedule's.
func TestShiftsOnADoubledHour(t *testing.T) {
	low := lowered(t, berlin(t, engine.Rotation{
		ID: "hours", Start: civil.AtInstant(civil.FromTime(time.Date(2026, 10, 4, 1, 0, 0, 0, time.UTC))), Clock: engine.Elapsed, // 03:00; 02:00 again on the 25th
		Every: engine.Cycle{Lengths: []engine.Length{{N: 12, Unit: engine.Hours}}}, People: people("ana", "bo"),
	}))
	other := 0
	for _, r := range low.Schedule.Rotations {
		if !r.HasShifts {
			t.Fatalf("%q is no single shift", r.Name)
		}
		second := civil.FromTime(time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC))
		touches := r.Shifts[0].From.In(r.Zone) == second || r.Shifts[0].Until.In(r.Zone) == second
		if r.OwnZone != touches || touches != (r.Zone.String() == "UTC") {
			t.Errorf("%q is on the clock of %s", r.Name, r.Zone)
		}
		if touches {
			other++
		}
	}
	if other != 2 {
		t.Errorf("%d shifts touch the second 02:00, want one that ends and one that begins there", other)
	}
}

// TestShiftsThatAreOver: a rotation's end may be to come while somebody's last turn is over; no shift is written for them.
func TestShiftsThatAreOver(t *testing.T) {
	at := func(day int) civil.Moment { return civil.AtLocal(civil.DayOf(2026, 10, day).Start() + 9*civil.Hour) }
	low := lowered(t, berlin(t, engine.Rotation{
		ID: "week", Start: at(5), Until: at(26), Every: engine.Cycle{Lengths: []engine.Length{{N: 1, Unit: engine.Weeks}}}, People: people("ana", "bo", "chi"),
	}))
	who := map[string]bool{}
	for _, p := range dialect.Participants(&low.Schedule) {
		who[p.String()] = true
	}
	if len(who) != 1 || !who["chi"] {
		t.Errorf("shifts are written for %v, want chi alone", who)
	}
}
