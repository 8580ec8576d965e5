package engine_test

import (
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// recurring is a weekly rotation of ana under an override of gus that recurs.
func recurring(t testing.TB, zoneName, from, rule string, length engine.Length, except ...civil.Day) *engine.Schedule {
	t.Helper()
	s := rotaText("1 week from 2020-01-06: ana").read(t, zoneName).Schedule()
	s.Overrides = []engine.Override{{From: local(from), For: length, Rule: rule, Except: except, Who: people("gus")[0], Fill: true}}
	return s
}

func hours(n int) engine.Length { return engine.Length{N: n, Unit: engine.Hours} }

// The first Friday of each month from noon for two hours, as in SPEC 1; 1 May is left out.
func TestRecurringOverride(t *testing.T) {
	s := recurring(t, "UTC", "2026-01-02 12:00", "FREQ=MONTHLY;BYDAY=1FR", hours(2), civil.DayOf(2026, 5, 1))
	want(t, resolve(t, s, nil, "2026-04-01 00:00 .. 2026-07-01 00:00"), `
		04-01T00:00Z 04-03T12:00Z ana
		04-03T12:00Z 04-03T14:00Z gus
		04-03T14:00Z 06-05T12:00Z ana
		06-05T12:00Z 06-05T14:00Z gus
		06-05T14:00Z 07-01T00:00Z ana
	`)
}

// Rules count local times: 02:30 in Berlin is 03:00 on the Sunday on which it is missing. Two hours are real time.
func TestRecurringOverrideOverTheSpringNight(t *testing.T) {
	s := recurring(t, "Europe/Berlin", "2026-03-28 02:30", "FREQ=DAILY;COUNT=3", hours(2))
	want(t, resolve(t, s, nil, "2026-03-28 00:00 .. 2026-03-31 00:00"), `
		03-28T00:00Z 03-28T01:30Z ana
		03-28T01:30Z 03-28T03:30Z gus
		03-28T03:30Z 03-29T01:00Z ana
		03-29T01:00Z 03-29T03:00Z gus
		03-29T03:00Z 03-30T00:30Z ana
		03-30T00:30Z 03-30T02:30Z gus
		03-30T02:30Z 03-31T00:00Z ana
	`)
}

// UNTIL holds its last time, be it a date, a local time or an instant. On 25 October 2026 Berlin has 02:00 to 03:00
// twice; 02:45 comes first at 00:45Z, before 02:30 comes again at 01:30Z.
func TestRecurringOverrideUntil(t *testing.T) {
	for rule, times := range map[string]int{
		"FREQ=DAILY;UNTIL=20261025":         3,
		"FREQ=DAILY;UNTIL=20261024":         2,
		"FREQ=DAILY;UNTIL=20261025T024500":  3,
		"FREQ=DAILY;UNTIL=20261025T024459":  2,
		"FREQ=DAILY;UNTIL=20261025T004500Z": 3,
		"FREQ=DAILY;UNTIL=20261025T013000Z": 3,
		"FREQ=DAILY;UNTIL=20261025T004459Z": 2,
	} {
		s := recurring(t, "Europe/Berlin", "2026-10-23 02:45", rule, engine.Length{N: 10, Unit: engine.Minutes})
		if n := gus(resolve(t, s, nil, "2026-10-20 00:00 .. 2026-10-30 00:00")); n != times {
			t.Errorf("%s happens %d times, want %d", rule, n, times)
		}
	}
}

// gus counts the spans in which gus is on call.
func gus(tl engine.Timeline) int {
	n := 0
	for _, s := range tl.Spans {
		if len(s.On) == 1 && s.On[0].Who.ID == "gus" {
			n++
		}
	}
	return n
}

// Far from its first time a rule goes on as if it had been walked: in 2126 the 29th of February comes in 2128, and the
// 31st of every second month from January in months that have one.
func TestRecurringOverrideFarFromItsStart(t *testing.T) {
	for _, c := range []struct {
		from, rule string
		window     string
		want       int
	}{
		{"2024-02-29 09:00", "FREQ=YEARLY", "2125-01-01 00:00 .. 2129-01-01 00:00", 1},
		{"2024-02-29 09:00", "FREQ=YEARLY", "2096-03-01 00:00 .. 2104-01-01 00:00", 0}, // 2100 is no leap year
		{"2024-01-31 09:00", "FREQ=MONTHLY;INTERVAL=2", "2126-01-01 00:00 .. 2127-01-01 00:00", 4},
		{"2024-01-31 09:00", "FREQ=MONTHLY;BYMONTHDAY=-1", "2126-01-01 00:00 .. 2127-01-01 00:00", 12},
		{"2024-01-01 09:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU", "2126-01-01 00:00 .. 2126-01-29 00:00", 4},
		{"2024-01-01 09:00", "FREQ=DAILY;INTERVAL=3", "2126-01-01 00:00 .. 2126-01-31 00:00", 10},
		{"2024-01-01 09:00", "FREQ=HOURLY;INTERVAL=12", "2126-01-01 00:00 .. 2126-01-31 00:00", 60},
		{"2024-01-01 09:00", "FREQ=DAILY;COUNT=5", "2024-01-03 00:00 .. 2126-01-01 00:00", 3},
	} {
		s := recurring(t, "UTC", c.from, c.rule, hours(1))
		if n := gus(resolve(t, s, nil, c.window)); n != c.want {
			t.Errorf("%s from %s: %d times in %s, want %d", c.rule, c.from, n, c.window, c.want)
		}
	}
}

// How long an occurrence lasts is counted on the calendar from days on.
func TestRecurringOverrideLengths(t *testing.T) {
	for _, c := range []struct {
		length engine.Length
		until  string // from 2026-03-28 12:00 in Berlin, 11:00Z
	}{
		{engine.Length{N: 90, Unit: engine.Minutes}, "2026-03-28 12:30"},
		{hours(24), "2026-03-29 11:00"},
		{engine.Length{N: 1, Unit: engine.Days}, "2026-03-29 10:00"},
		{engine.Length{N: 2, Unit: engine.Weeks}, "2026-04-11 10:00"},
		{engine.Length{N: 1, Unit: engine.Months}, "2026-04-28 10:00"},
	} {
		for _, rule := range []string{"", "FREQ=YEARLY"} {
			s := recurring(t, "Europe/Berlin", "2026-03-28 12:00", rule, c.length)
			r, err := engine.Compile(s, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			if a := r.Who(utc("2026-03-28 11:00")); a.On[0].Who.ID != "gus" || a.Since != utc("2026-03-28 11:00") || a.Until != utc(c.until) {
				t.Errorf("%v by %q: since %v until %v", c.length, rule, a.Since, a.Until)
			}
		}
	}
}

func TestUnusableRules(t *testing.T) {
	for rule, want := range map[string]string{
		"FREQ=MINUTELY":                   `schedule "s": override 1: the rule "FREQ=MINUTELY" recurs more often than once an hour`,
		"FREQ=SECONDLY":                   `schedule "s": override 1: the rule "FREQ=SECONDLY" recurs more often than once an hour`,
		"FREQ=HOURLY;INTERVAL=2;BYHOUR=1": `schedule "s": override 1: the rule "FREQ=HOURLY;INTERVAL=2;BYHOUR=1" never comes to one of its BYHOUR`,
		"nonsense":                        `schedule "s": override 1: reading the rule "nonsense": wrong format`,
		"FREQ=DAILY;BYMONTH=13":           `schedule "s": override 1: reading the rule "FREQ=DAILY;BYMONTH=13": bymonth must be between 1 and 12`,
	} {
		_, err := engine.Compile(recurring(t, "UTC", "2026-01-01 00:00", rule, hours(1)), nil, nil)
		if err == nil || err.Error() != want {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
	// Hours of the day that steps of two do reach, and a date that never is, end.
	for _, rule := range []string{"FREQ=HOURLY;INTERVAL=2;BYHOUR=2", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30"} {
		r, err := engine.Compile(recurring(t, "UTC", "2026-01-01 00:00", rule, hours(1)), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		w := span.Span[civil.Instant]{Start: utc("2026-02-01 00:00"), End: utc("2026-03-01 00:00")}
		if n := gus(r.Resolve(w, engine.Final)); rule[5] == 'H' && n != 28 || rule[5] == 'M' && n != 0 {
			t.Errorf("%s: %d times", rule, n)
		}
	}
}
