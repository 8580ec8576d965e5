package report_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/report"
)

// bandOf is the twin of the report's calendar: it asks only what the clock reads at a minute, which day that is, and
// whether it is one of the days off.
func bandOf(z *civil.Zone, t civil.Instant, off civil.Day) engine.Band {
	l := z.Reading(t)
	hour := l.Clock() / civil.Hour
	switch {
	case l.Day() == off:
		return engine.Holiday
	case l.Day().Weekday() >= civil.Saturday:
		return engine.Weekend
	case hour >= 22 || hour < 6:
		return engine.Night
	default:
		return engine.Weekday
	}
}

// TestBandsAgreeWithTheClock counts the minutes of a duty one by one, near clock changes of all kinds: by an hour, by half
// an hour, over midnight.
func TestBandsAgreeWithTheClock(t *testing.T) {
	const off = "2026-10-05"
	ws := written(t, `holidays: {own: {dates: ["`+off+`"]}}
people:
  lisbon: {timezone: Europe/Lisbon, holidays: own}
  berlin: {timezone: Europe/Berlin, holidays: own}
  york: {timezone: America/New_York, holidays: own}
  howe: {timezone: Australia/Lord_Howe, holidays: own}
  cairo: {timezone: Africa/Cairo, holidays: own}
  kolkata: {timezone: Asia/Kolkata, holidays: own}
schedules: {desk: {timezone: UTC, rotations: [{id: listed, shifts: [{from: 2026-01-01, until: 2026-01-02, who: lisbon}]}]}}
`)
	holiday := civil.DayOf(2026, 10, 5)
	rapid.Check(t, func(rt *rapid.T) {
		p := rapid.SampledFrom(ws.People).Draw(rt, "person")
		day := rapid.SampledFrom([]civil.Day{
			civil.DayOf(2026, 3, 7), civil.DayOf(2026, 3, 28), civil.DayOf(2026, 4, 4), civil.DayOf(2026, 4, 23), civil.DayOf(2026, 10, 3),
			civil.DayOf(2026, 10, 24), civil.DayOf(2026, 10, 29), civil.DayOf(2026, 10, 31),
		}).Draw(rt, "day")
		start := civil.Instant(day.Start()) + civil.Instant(rapid.IntRange(0, 2*24*60).Draw(rt, "minute"))*civil.Minute
		end := start + civil.Instant(rapid.IntRange(1, 2*24*60).Draw(rt, "minutes"))*civil.Minute
		desk := ws.Schedules[0]
		desk.Rotations = []engine.Rotation{{
			ID: "listed", Zone: desk.Zone, HasShifts: true,
			Shifts: []engine.FixedShift{{From: civil.AtInstant(start), Until: civil.AtInstant(end), Who: engine.Entry{engine.Person(p.ID)}}},
		}}
		h, err := report.HoursOf(report.Input{
			Workspace: ws, Schedules: []*engine.Schedule{&desk},
			From: civil.AtInstant(start - civil.DayLen), Until: civil.AtInstant(end + civil.DayLen),
		})
		if err != nil {
			rt.Fatal(err)
		}
		var want report.Seconds
		for at := start; at < end; at += civil.Minute {
			want[bandOf(p.Zone, at, holiday)] += civil.Minute
		}
		if got := h.Lines[0].Final; got != want {
			rt.Fatalf("%s from %s to %s: %v, want %v", p.ID, start, end, ints(got), ints(want))
		}
	})
}

// ints shows seconds as numbers.
func ints(s report.Seconds) string {
	out := ""
	for b, n := range s {
		out += fmt.Sprintf("%s %d ", engine.Band(b), int64(n))
	}
	return out
}
