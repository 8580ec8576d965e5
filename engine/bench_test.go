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

// The unit in which the others are judged: a segment costs at most five, a point query at most eight of these, at any
// distance from the start.
func BenchmarkUnitTimeDate(b *testing.B) {
	loc := location(b, "America/New_York")
	var sum int64
	for i := 0; b.Loop(); i++ {
		sum += time.Date(2026, 3, 1+i%28, 9, 30, 0, 0, loc).Unix()
	}
	if sum == 0 {
		b.Error("no time passed")
	}
}

const (
	six      = ": ana bo chi dee eli fay"
	business = "; only mon-fri 09:00-17:00"
)

// five are five overrides that each change the result.
const five = "; override 2026-03-03 10:00 .. 2026-03-03 14:00: gus; override 2026-03-06 10:00 .. 2026-03-06 14:00: gus" +
	"; override 2026-03-10 10:00 .. 2026-03-10 14:00: gus; override 2026-03-17 10:00 .. 2026-03-17 14:00: gus" +
	"; override 2026-03-24 10:00 .. 2026-03-24 14:00: gus"

// run walks a window over and over and reports what a segment costs.
func run(b *testing.B, r *engine.Resolver, w span.Span[civil.Instant]) {
	b.Helper()
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n = 0
		for range r.Slices(w, engine.Final) {
			n++
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/segment")
	b.ReportMetric(float64(n), "segments")
}

func BenchmarkTimeline(b *testing.B) {
	for _, every := range []string{"1 week", "1 day"} {
		for _, only := range []string{"", business} {
			r := rotaText(every+" from 2024-01-01 09:00"+six+only+five).read(b, "America/New_York")
			for _, days := range []civil.Instant{30, 365} {
				w := span.Span[civil.Instant]{Start: utc("2026-03-01 05:00"), End: utc("2026-03-01 05:00") + days*civil.DayLen}
				b.Run(fmt.Sprintf("every=%s/business=%v/days=%d", every[2:], only != "", days), func(b *testing.B) { run(b, r, w) })
			}
		}
	}
}

func BenchmarkTimelineHourlyTenYears(b *testing.B) {
	run(b, rotaText("1 hour from 2024-01-01 09:00"+six).read(b, "America/New_York"), window("2026-01-01 00:00 .. 2036-01-01 00:00"))
}

func BenchmarkTimelineOneMinuteTurns(b *testing.B) {
	run(b, rotaText("1 minute from 2020-01-01 09:00"+six).read(b, "America/New_York"), window("2026-03-08 00:00 .. 2026-03-09 00:00"))
}

func BenchmarkTimelineThousandParticipants(b *testing.B) {
	names := make([]string, 1000)
	for i := range names {
		names[i] = fmt.Sprintf("p%03d", i)
	}
	r := rotaText("1 day from 2020-01-01 09:00: "+strings.Join(names, " ")).read(b, "America/New_York")
	run(b, r, window("2026-01-01 00:00 .. 2027-01-01 00:00"))
}

func BenchmarkTimelineTenThousandOverrides(b *testing.B) {
	s := rota(zone(b, "America/New_York"), engine.Rotation{Start: local("2024-01-01 09:00"), Every: every(1, engine.Weeks), People: people("ana bo")})
	for i := range civil.Instant(10_000) {
		from := utc("2026-01-01 00:00") + i*3600
		s.Overrides = append(s.Overrides, engine.Override{
			From: civil.AtInstant(from), Until: civil.AtInstant(from + 1800), Who: people("gus")[0], Fill: true,
		})
	}
	r, err := engine.Compile(s, nil, nil)
	if err != nil {
		b.Fatal(err)
	}
	run(b, r, window("2026-01-01 00:00 .. 2027-03-01 00:00"))
}

// Who is on call at one instant, one, ten and a hundred years after the start, through a cursor that is used again.
func BenchmarkPoint(b *testing.B) {
	for _, every := range []string{"1 hour", "1 day", "1 week", "1 month"} {
		r := rotaText(every+" from 2024-01-01 09:00"+six).read(b, "America/New_York")
		for _, years := range []int{1, 10, 100} {
			at := utc(fmt.Sprintf("%d-03-10 15:00", 2024+years))
			b.Run(fmt.Sprintf("every=%s/years=%d", every[2:], years), func(b *testing.B) { ask(b, r, at) })
		}
	}
	r := rotaText("1 week from 2024-01-01 09:00"+six+business+five).read(b, "America/New_York")
	b.Run("every=week/business/overrides", func(b *testing.B) { ask(b, r, utc("2026-03-10 15:00")) })
}

// How much more a point a hundred years from the start costs than one a year from it, the two asked in turn so that the
// machine's moods fall on both.
func BenchmarkPointRatio(b *testing.B) {
	const batch = 2000
	for _, every := range []string{"1 hour", "1 day", "1 week", "1 month"} {
		b.Run("every="+every[2:], func(b *testing.B) {
			r := rotaText(every+" from 2024-01-01 09:00"+six).read(b, "America/New_York")
			var took [2]time.Duration
			for b.Loop() {
				for i, at := range []civil.Instant{utc("2025-03-10 15:00"), utc("2124-03-10 15:00")} {
					w := span.Span[civil.Instant]{Start: at, End: at + 1}
					c := r.Cursor(w, engine.Final)
					began := time.Now()
					for range batch {
						c.Reset(w)
						c.At(at)
					}
					took[i] += time.Since(began)
				}
			}
			b.ReportMetric(float64(took[1])/float64(took[0]), "100y:1y")
			b.ReportMetric(float64(took[1].Nanoseconds())/float64(b.N)/batch, "ns/point")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// A recurring override must not make a point query walk the years either.
func BenchmarkPointUnderRecurringOverride(b *testing.B) {
	for _, rule := range []string{"FREQ=DAILY", "FREQ=MONTHLY;BYDAY=1FR"} {
		for _, years := range []int{1, 10, 100} {
			s := rotaText("1 week from 2024-01-01 09:00"+six).read(b, "America/New_York").Schedule()
			s.Overrides = []engine.Override{{
				From: local("2024-01-01 12:00"), For: engine.Length{N: 2, Unit: engine.Hours}, Rule: rule, Who: people("gus")[0], Fill: true,
			}}
			r, err := engine.Compile(s, nil, nil)
			if err != nil {
				b.Fatal(err)
			}
			at := utc(fmt.Sprintf("%d-03-10 15:00", 2024+years))
			b.Run(fmt.Sprintf("%s/years=%d", rule, years), func(b *testing.B) { ask(b, r, at) })
		}
	}
}

func ask(b *testing.B, r *engine.Resolver, at civil.Instant) {
	b.Helper()
	b.ReportAllocs()
	w := span.Span[civil.Instant]{Start: at, End: at + 1}
	c := r.Cursor(w, engine.Final)
	for b.Loop() {
		c.Reset(w)
		if on, _ := c.At(at); len(on) != 1 {
			b.Fatal(on)
		}
	}
}

// A fleet: schedules of four kinds in four zones, ninety days each, compiled before.
func BenchmarkFleet(b *testing.B) {
	var kinds []*engine.Resolver
	for _, z := range []string{"America/New_York", "Europe/Lisbon", "Asia/Tokyo", "Australia/Sydney"} {
		for _, rota := range []string{"1 week", "1 day"} {
			for _, only := range []string{"", business} {
				kinds = append(kinds, rotaText(rota+" from 2024-01-01 09:00"+six+only+five).read(b, z))
			}
		}
	}
	w := window("2026-02-01 00:00 .. 2026-05-02 00:00")
	for _, n := range []int{1_000, 10_000} {
		b.Run(fmt.Sprintf("schedules=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			segments := 0
			for b.Loop() {
				segments = 0
				for i := range n {
					for range kinds[i%len(kinds)].Slices(w, engine.Final) {
						segments++
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(segments), "ns/segment")
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	for name, only := range map[string]string{
		"plain": "", "business": business, "holidays": business + " except 2026-05-01",
	} {
		s := rotaText("1 week from 2024-01-01 09:00"+six+only+five).read(b, "America/New_York").Schedule()
		calendars := []engine.Holidays{{ID: "dates", Country: "US"}}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := engine.Compile(s, nil, calendars); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Turns counted in windows that holidays drop are the exception of SPEC 1.2: their windows are walked when compiled.
func BenchmarkCompileWindowTurnsWithHolidays(b *testing.B) {
	s := rotaText("1 window from 2024-01-01 09:00"+six+business+" except 2026-05-01").read(b, "America/New_York").Schedule()
	for b.Loop() {
		if _, err := engine.Compile(s, nil, []engine.Holidays{{ID: "dates", Country: "US"}}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWho(b *testing.B) {
	r := rotaText("1 week from 2024-01-01 09:00"+six+business+five).read(b, "America/New_York")
	b.ReportAllocs()
	for b.Loop() {
		if a := r.Who(utc("2036-03-10 15:00")); len(a.On) != 1 || len(a.Next) != 1 {
			b.Fatal(a)
		}
	}
}
