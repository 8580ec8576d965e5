package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

func zone(t testing.TB, name string) *civil.Zone {
	t.Helper()
	db, err := archive()
	if err != nil {
		t.Fatal(err)
	}
	z, err := db.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// local reads "2026-01-05 09:00".
func local(s string) civil.Moment {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return civil.AtLocal(civil.Local(t.Unix()))
}

// utc reads "2026-01-05 09:00" as an instant.
func utc(s string) civil.Instant {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return civil.FromTime(t)
}

// window reads two UTC times with ".." between them.
func window(s string) span.Span[civil.Instant] {
	from, until, _ := strings.Cut(s, " .. ")
	return span.Span[civil.Instant]{Start: utc(from), End: utc(until)}
}

// people reads "ana bo none chi+dee".
func people(s string) []engine.Entry {
	var out []engine.Entry
	for _, f := range strings.Fields(s) {
		var e engine.Entry
		for _, id := range strings.Split(f, "+") {
			if p := engine.ParseParticipant(id); p.Kind != engine.Nobody {
				e = append(e, p)
			}
		}
		out = append(out, e)
	}
	return out
}

// text writes a timeline's spans one a line.
func text(t engine.Timeline) string {
	var b strings.Builder
	for _, s := range t.Spans {
		var who engine.Entry
		for _, d := range s.On {
			who = append(who, d.Who)
		}
		fmt.Fprintf(&b, "%s %s %s\n", s.Start.Time().Format(minutesOr("01-02T15:04Z", s.Start)), s.End.Time().Format(minutesOr("01-02T15:04Z", s.End)), who)
	}
	return b.String()
}

// rota is a schedule of one rotation.
func rota(z *civil.Zone, r engine.Rotation) *engine.Schedule {
	r.ID = "week"
	if r.Zone == nil {
		r.Zone = z
	}
	return &engine.Schedule{ID: "s", Name: "s", Zone: z, Enabled: true, Rotations: []engine.Rotation{r}}
}

func resolve(t testing.TB, s *engine.Schedule, people []engine.PersonInfo, w string) engine.Timeline {
	t.Helper()
	r, err := engine.Compile(s, people, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r.Resolve(window(w), engine.Final)
}

func want(t *testing.T, got engine.Timeline, want string) {
	t.Helper()
	want = strings.TrimLeft(strings.ReplaceAll(want, "\t", ""), "\n")
	if g := text(got); g != want {
		t.Errorf("timeline\n%swant\n%s", g, want)
	}
}

func every(n int, u engine.Unit) engine.Cycle {
	return engine.Cycle{Lengths: []engine.Length{{N: n, Unit: u}}}
}

// T-01: London, weekly, Monday 09:00 on the wall. The autumn week has 169 hours, the spring week 167.
func TestT01LondonWeeklyHandoffStaysAtNine(t *testing.T) {
	z := zone(t, "Europe/London")
	s := rota(z, engine.Rotation{Start: local("2026-01-05 09:00"), Every: every(1, engine.Weeks), People: people("ana bo")})
	want(t, resolve(t, s, nil, "2026-10-19 08:00 .. 2026-11-02 09:00"), `
		10-19T08:00Z 10-26T09:00Z bo
		10-26T09:00Z 11-02T09:00Z ana
	`)
	want(t, resolve(t, s, nil, "2027-03-22 09:00 .. 2027-03-29 09:00"), `
		03-22T09:00Z 03-29T08:00Z bo
		03-29T08:00Z 03-29T09:00Z ana
	`)
}

// The sample of the vendor's document: Europe/Kirov (UTC+3, no clock changes in 2017), turns of six hours from
// 2017-02-06T05:00Z, that is Monday 08:00 on the wall; on duty Monday 08:00 to Tuesday 18:30 and Wednesday 08:00 to
// Thursday 18:30; ended by endDate on the 23rd at 06:00Z, Thursday 09:00.
func TestSeedScheduleFirstWeek(t *testing.T) {
	z := zone(t, "Europe/Kirov")
	s := rota(z, engine.Rotation{
		Start: civil.AtInstant(utc("2017-02-06 05:00")), Until: civil.AtInstant(utc("2017-02-23 06:00")),
		Every: every(6, engine.Hours), Clock: engine.Elapsed, People: people("ana none chi"),
		Only: []engine.Window{
			{Days: []civil.Weekday{civil.Monday}, From: 8 * civil.Hour, To: civil.DayLen + 18*civil.Hour + 30*civil.Minute},
			{Days: []civil.Weekday{civil.Wednesday}, From: 8 * civil.Hour, To: civil.DayLen + 18*civil.Hour + 30*civil.Minute},
		},
	})
	want(t, resolve(t, s, nil, "2017-02-06 00:00 .. 2017-02-13 00:00"), `
		02-06T00:00Z 02-06T05:00Z none
		02-06T05:00Z 02-06T11:00Z ana
		02-06T11:00Z 02-06T17:00Z none
		02-06T17:00Z 02-06T23:00Z chi
		02-06T23:00Z 02-07T05:00Z ana
		02-07T05:00Z 02-07T11:00Z none
		02-07T11:00Z 02-07T15:30Z chi
		02-07T15:30Z 02-08T05:00Z none
		02-08T05:00Z 02-08T11:00Z chi
		02-08T11:00Z 02-08T17:00Z ana
		02-08T17:00Z 02-08T23:00Z none
		02-08T23:00Z 02-09T05:00Z chi
		02-09T05:00Z 02-09T11:00Z ana
		02-09T11:00Z 02-13T00:00Z none
	`)
}

func TestOverrides(t *testing.T) {
	z := zone(t, "UTC")
	base := func(o ...engine.Override) *engine.Schedule {
		s := rota(z, engine.Rotation{Start: local("2026-01-05 09:00"), Every: every(1, engine.Days), People: people("ana bo none")})
		for i := range o {
			o[i].Fill = !o[i].Fill
		}
		s.Overrides = o
		return s
	}
	o := func(from, until, who string) engine.Override {
		return engine.Override{From: local(from), Until: local(until), Who: people(who)[0]}
	}
	t.Run("replaces everyone, gaps too", func(t *testing.T) {
		got := resolve(t, base(o("2026-01-06 12:00", "2026-01-07 12:00", "dee")), nil, "2026-01-05 09:00 .. 2026-01-08 09:00")
		want(t, got, `
			01-05T09:00Z 01-06T09:00Z ana
			01-06T09:00Z 01-06T12:00Z bo
			01-06T12:00Z 01-07T12:00Z dee
			01-07T12:00Z 01-08T09:00Z none
		`)
		if n := len(got.Shifts); n != 4 { // ana, bo, dee until the handoff, dee after it (T-32)
			t.Errorf("%d shifts, want 4: %+v", n, got.Shifts)
		}
	})
	t.Run("only where somebody would be", func(t *testing.T) {
		ov := o("2026-01-06 12:00", "2026-01-07 12:00", "dee")
		ov.Fill = true // turned round by base
		want(t, resolve(t, base(ov), nil, "2026-01-06 09:00 .. 2026-01-08 09:00"), `
			01-06T09:00Z 01-06T12:00Z bo
			01-06T12:00Z 01-07T09:00Z dee
			01-07T09:00Z 01-08T09:00Z none
		`)
	})
	t.Run("replaces one person", func(t *testing.T) {
		ov := o("2026-01-05 12:00", "2026-01-09 12:00", "dee")
		ov.Replaces = people("bo")[0]
		want(t, resolve(t, base(ov), nil, "2026-01-05 09:00 .. 2026-01-09 09:00"), `
			01-05T09:00Z 01-06T09:00Z ana
			01-06T09:00Z 01-07T09:00Z dee
			01-07T09:00Z 01-08T09:00Z none
			01-08T09:00Z 01-09T09:00Z ana
		`)
	})
	t.Run("the later listed wins", func(t *testing.T) {
		want(t, resolve(t, base(o("2026-01-05 10:00", "2026-01-05 20:00", "dee"), o("2026-01-05 12:00", "2026-01-05 14:00", "none")), nil,
			"2026-01-05 09:00 .. 2026-01-05 21:00"), `
			01-05T09:00Z 01-05T10:00Z ana
			01-05T10:00Z 01-05T12:00Z dee
			01-05T12:00Z 01-05T14:00Z none
			01-05T14:00Z 01-05T20:00Z dee
			01-05T20:00Z 01-05T21:00Z ana
		`)
	})
}

func TestAbsenceCoverAndForward(t *testing.T) {
	z := zone(t, "UTC")
	s := rota(z, engine.Rotation{Start: local("2026-01-05 00:00"), Every: every(1, engine.Days), People: people("ana bo+chi dee")})
	who := []engine.PersonInfo{
		{ID: "ana", Away: []engine.Absence{{From: local("2026-01-05 12:00"), Until: local("2026-01-06 12:00")}}},
		{ID: "bo", Away: []engine.Absence{{From: local("2026-01-05 18:00"), Until: local("2026-01-06 06:00")}}},
		{ID: "dee", Forward: []engine.Forward{{From: local("2026-01-07 10:00"), Until: local("2026-01-07 11:00"), Who: people("eli")[0]}}},
	}
	want(t, resolve(t, s, who, "2026-01-05 00:00 .. 2026-01-08 00:00"), `
		01-05T00:00Z 01-05T12:00Z ana
		01-05T12:00Z 01-05T18:00Z bo
		01-05T18:00Z 01-06T00:00Z chi
		01-06T00:00Z 01-06T06:00Z dee + chi
		01-06T06:00Z 01-07T00:00Z bo + chi
		01-07T00:00Z 01-07T10:00Z dee
		01-07T10:00Z 01-07T11:00Z eli
		01-07T11:00Z 01-08T00:00Z dee
	`)
}

func TestChangesMoveNobodyBefore(t *testing.T) {
	z := zone(t, "UTC")
	r := engine.Rotation{Start: local("2026-01-05 00:00"), Every: every(1, engine.Days), People: people("ana bo chi")}
	r.Changes = []engine.Change{{From: local("2026-01-09 12:00"), People: people("ana chi dee")}}
	want(t, resolve(t, rota(z, r), nil, "2026-01-08 00:00 .. 2026-01-13 00:00"), `
		01-08T00:00Z 01-09T00:00Z ana
		01-09T00:00Z 01-10T00:00Z bo
		01-10T00:00Z 01-11T00:00Z chi
		01-11T00:00Z 01-12T00:00Z dee
		01-12T00:00Z 01-13T00:00Z ana
	`)
}

func TestWindowTurnsStarveNobody(t *testing.T) {
	z := zone(t, "UTC")
	r := engine.Rotation{Start: local("2026-01-08 12:00"), Every: engine.Cycle{Windows: 1}, People: people("ana bo"), Only: []engine.Window{
		{Days: []civil.Weekday{0, 1, 2, 3, 4}, From: 9 * civil.Hour, To: 17 * civil.Hour},
	}}
	want(t, resolve(t, rota(z, r), nil, "2026-01-08 12:00 .. 2026-01-13 09:00"), `
		01-08T12:00Z 01-08T17:00Z ana
		01-08T17:00Z 01-09T09:00Z none
		01-09T09:00Z 01-09T17:00Z bo
		01-09T17:00Z 01-12T09:00Z none
		01-12T09:00Z 01-12T17:00Z ana
		01-12T17:00Z 01-13T09:00Z none
	`)
}
