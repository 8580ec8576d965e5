package engine_test

import (
	"fmt"
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// busy are schedules that use every part of the resolver that works while a cursor moves.
var busy = map[string]rotaText{
	"weekly":            "1 week from 2020-01-06 09:00: ana bo",
	"hourly":            "1 hour from 2020-01-06 09:00: ana bo",
	"monthly":           "1 month from 2020-01-31 09:00: ana bo",
	"elapsed":           "36 hours elapsed from 2020-01-06 09:00: ana bo",
	"cycle":             "4 days, 3 days from 2020-01-06 09:00: ana bo chi",
	"by windows":        "1 window from 2020-01-06 09:00: ana bo; only mon-fri 09:00-17:00",
	"business hours":    "1 day from 2020-01-06 09:00: ana bo; only mon-fri 09:00-17:00",
	"covers":            "1 day from 2020-01-06 09:00: ana bo+chi dee; away ana 2026-03-02 .. 2026-04-02; away bo 2026-03-02 .. 2026-03-10",
	"forwards":          "1 day from 2020-01-06 09:00: ana bo; forward ana 2026-03-02 .. 2026-04-02: chi+dee",
	"overrides":         "1 day from 2020-01-06 09:00: ana bo; override 2026-03-02 .. 2026-03-20: chi+dee; override 2026-03-04 .. 2026-04-01 in r0: eli",
	"replaces":          "1 day from 2020-01-06 09:00: ana bo; override 2026-03-02 .. 2026-03-20 for ana: chi+dee",
	"layered":           "1 day from 2020-01-06 09:00: ana bo; 1 week from 2020-01-06: chi none; layered",
	"later memberships": "1 day from 2020-01-06 09:00: ana bo; change 2026-03-05: ana bo chi; change 2026-03-09: bo",
}

// A month costs no memory for its segments, and a point query none at all, once a cursor has been through one.
func TestCursorsAllocateNothing(t *testing.T) {
	month := window("2026-03-01 00:00 .. 2026-04-01 00:00")
	for name, rota := range busy {
		t.Run(name, func(t *testing.T) {
			c := rota.read(t, "America/New_York").Cursor(month, engine.Final)
			segments := 0
			walk := func() {
				c.Reset(month)
				for at := month.Start; at < month.End; segments++ {
					_, at = c.At(at)
				}
			}
			if n := testing.AllocsPerRun(10, walk); n != 0 || segments < 11 {
				t.Errorf("%v allocations in a month, %d segments", n, segments)
			}
			days := 0
			ask := func() {
				at := month.Start + civil.Instant(days%30)*civil.DayLen
				c.Reset(span.Span[civil.Instant]{Start: at, End: at + 1})
				c.At(at)
				days++
			}
			if n := testing.AllocsPerRun(60, ask); n != 0 {
				t.Errorf("%v allocations in a point query", n)
			}
		})
	}
}

// Slices costs the same memory for a month as for ten years.
func TestSlicesAllocateNothingPerSegment(t *testing.T) {
	for name, rota := range busy {
		t.Run(name, func(t *testing.T) {
			r := rota.read(t, "America/New_York")
			allocs := func(w string) float64 {
				return testing.AllocsPerRun(2, func() {
					for range r.Slices(window(w), engine.Final) {
					}
				})
			}
			month, decade := allocs("2026-03-01 00:00 .. 2026-04-01 00:00"), allocs("2026-03-01 00:00 .. 2036-03-01 00:00")
			if decade > month {
				t.Errorf("%v allocations in a month, %v in ten years", month, decade)
			}
		})
	}
}

// TestLongListsCompileAlike: who may cover for whom is one list for a rotation, however many stand in it. A queue for each
// entry took seconds for a roster of 10,000 shifts in which one person was away once.
func TestLongListsCompileAlike(t *testing.T) {
	schedule := func(n int) (engine.Schedule, []engine.PersonInfo) {
		start := local("2026-01-05 00:00")
		people := make([]engine.PersonInfo, n)
		turns := engine.Rotation{ID: "turns", Zone: zone(t, "UTC"), Every: engine.Cycle{Lengths: []engine.Length{{N: 1, Unit: engine.Days}}}, Start: start}
		roster := engine.Rotation{ID: "roster", Zone: zone(t, "UTC"), HasShifts: true}
		for i := range people {
			people[i].ID = engine.PersonID(fmt.Sprintf("p%d", i))
			entry := engine.Entry{engine.Person(people[i].ID)}
			turns.People = append(turns.People, entry)
			roster.Shifts = append(roster.Shifts, engine.FixedShift{From: start, Until: local("2026-01-06 00:00"), Who: entry})
		}
		people[1].Away = []engine.Absence{{From: start, Until: local("2026-01-07 00:00")}}
		return engine.Schedule{ID: "s", Zone: zone(t, "UTC"), Enabled: true, Rotations: []engine.Rotation{turns, roster}}, people
	}
	allocs := func(n int) float64 {
		s, people := schedule(n)
		return testing.AllocsPerRun(2, func() {
			if _, err := engine.Compile(&s, people, nil); err != nil {
				t.Fatal(err)
			}
		})
	}
	if few, many := allocs(10), allocs(500); many > few+200 {
		t.Errorf("%v allocations for 10 people and shifts, %v for 500", few, many)
	}
}
