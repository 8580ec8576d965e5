package check_test

import (
	"fmt"
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/check"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/importers/zones"
)

// fleet is a workspace of n schedules in four zones, each with six people of its own, absences, a second rotation with
// hours in every third, and two overrides.
func fleet(tb testing.TB, n int) *engine.Workspace {
	tb.Helper()
	db, err := zones.Open()
	if err != nil {
		tb.Fatal(err)
	}
	var where []*civil.Zone
	for _, name := range []string{"Europe/Lisbon", "Europe/Berlin", "America/New_York", "Asia/Kolkata"} {
		z, err := db.Load(name)
		if err != nil {
			tb.Fatal(err)
		}
		where = append(where, z)
	}
	day := func(d civil.Day) civil.Moment { return civil.AtLocal(d.Start()) }
	october := civil.DayOf(2026, 10, 1)
	ws := &engine.Workspace{}
	for i := range 2 * n {
		off := october + civil.Day(i%28)
		ws.People = append(ws.People, engine.PersonInfo{
			ID: engine.PersonID(fmt.Sprintf("p%05d", i)), Zone: where[i%4], Email: fmt.Sprintf("p%05d@example.com", i),
			Away: []engine.Absence{{From: day(off), Until: day(off + 1)}},
		})
	}
	turns := []engine.Length{{N: 1, Unit: engine.Weeks}, {N: 1, Unit: engine.Days}, {N: 12, Unit: engine.Hours}}
	for i := range n {
		var people []engine.Entry
		for k := range 6 {
			people = append(people, engine.Entry{engine.Person(ws.People[(2*i+k)%(2*n)].ID)})
		}
		z := where[i%4]
		s := engine.Schedule{
			ID: engine.ScheduleID(fmt.Sprintf("s%05d", i)), Zone: z, Enabled: true, Targets: []engine.Target{{Vendor: "opsgenie"}},
			Rotations: []engine.Rotation{{
				ID: "all", Zone: z, Start: civil.AtLocal(civil.DayOf(2026, 1, 5).Start() + 9*civil.Hour), People: people,
				Every: engine.Cycle{Lengths: []engine.Length{turns[i%3]}},
			}},
		}
		if i%3 == 0 {
			hours := s.Rotations[0]
			hours.ID, hours.Every.Lengths = "hours", []engine.Length{{N: 1, Unit: engine.Days}}
			hours.Only = []engine.Window{{Days: []civil.Weekday{0, 1, 2, 3, 4}, From: 9 * civil.Hour, To: 17 * civil.Hour}}
			s.Rotations = append(s.Rotations, hours)
		}
		for k := range 2 {
			from := (october + civil.Day(i%28+30*k)).Start() + 10*civil.Hour
			s.Overrides = append(s.Overrides, engine.Override{From: civil.AtLocal(from), Until: civil.AtLocal(from + 4*civil.Hour), Who: people[k], Fill: true})
		}
		ws.Schedules = append(ws.Schedules, s)
	}
	return ws
}

func quarter(ws *engine.Workspace) check.Input {
	in := check.Input{Workspace: ws, Now: civil.Instant(civil.DayOf(2026, 10, 1).Start())}
	in.Window = span.Span[civil.Instant]{Start: in.Now, End: in.Now + 90*civil.DayLen}
	for i := range ws.Schedules {
		in.Schedules = append(in.Schedules, &ws.Schedules[i])
	}
	return in
}

// A thousand schedules over ninety days are to take a few seconds at most.
func BenchmarkThousandSchedules(b *testing.B) {
	in := quarter(fleet(b, 1000))
	for b.Loop() {
		r, err := check.Run(in)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(r.Findings)), "findings")
	}
}
