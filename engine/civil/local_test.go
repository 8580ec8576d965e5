package civil_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine/civil"
)

// sameDay compares everything that is said of a day with the standard library's calendar.
func sameDay(t *testing.T, d civil.Day) {
	t.Helper()
	want := time.Unix(int64(d)*civil.DayLen, 0).UTC()
	y, m, day := want.Date()
	if gy, gm, gd := d.Date(); gy != y || gm != int(m) || gd != day {
		t.Fatalf("day %d is %04d-%02d-%02d, want %s", d, gy, gm, gd, want.Format(time.DateOnly))
	}
	if got := civil.DayOf(y, int(m), day); got != d {
		t.Fatalf("%s is day %d, want %d", want.Format(time.DateOnly), got, d)
	}
	if got, w := d.Weekday(), civil.Weekday((want.Weekday()+6)%7); got != w {
		t.Fatalf("%s is a %s, want %s", want.Format(time.DateOnly), got, w)
	}
	if got := d.String(); got != want.Format(time.DateOnly) {
		t.Fatalf("day %d prints as %s, want %s", d, got, want.Format(time.DateOnly))
	}
	if got := d.Start(); got != civil.Local(want.Unix()) {
		t.Fatalf("%s starts at %d, want %d", d, got, want.Unix())
	}
}

func TestDaysAgreeWithTheStandardCalendar(t *testing.T) {
	for d := date(t, "1999-01-01"); d <= date(t, "2101-12-31"); d++ {
		sameDay(t, d)
	}
	// 37 has no factor in common with weeks, months, years or the 400 years of the calendar's cycle.
	for d := date(t, "1600-01-01"); d <= date(t, "2600-12-31"); d += 37 {
		sameDay(t, d)
	}
	for year := 1600; year <= 2600; year++ { // the two places where calendars go wrong
		first := civil.DayOf(year, 1, 1)
		march := civil.DayOf(year, 3, 1)
		for _, d := range []civil.Day{first - 1, first, march - 1, march} {
			sameDay(t, d)
		}
	}
}

func TestDatesOnACalendar(t *testing.T) {
	tests := []struct{ date, weekday string }{
		{"1600-02-29", "tue"}, // a leap year: divisible by 400
		{"1900-03-01", "thu"},
		{"1970-01-01", "thu"}, // day 0
		{"2000-02-29", "tue"}, // a leap year: divisible by 400
		{"2024-02-29", "thu"},
		{"2025-12-31", "wed"},
		{"2026-01-05", "mon"}, // the first handoff of the samples
		{"2026-03-29", "sun"}, // Europe puts its clocks forward
		{"2026-10-25", "sun"}, // and back
		{"2027-01-01", "fri"},
		{"2100-02-28", "sun"}, // 2100 is no leap year
		{"2100-03-01", "mon"},
		{"2400-02-29", "tue"},
	}
	for _, tt := range tests {
		d := date(t, tt.date)
		if got := d.Weekday().String(); got != tt.weekday {
			t.Errorf("%s is a %s, want %s", tt.date, got, tt.weekday)
		}
		if got := d.String(); got != tt.date {
			t.Errorf("%s prints as %s", tt.date, got)
		}
	}
}

func TestDayOfCountsOnOutsideTheMonth(t *testing.T) {
	tests := []struct {
		year, month, day int
		want             string
	}{
		{2026, 1, 0, "2025-12-31"},
		{2026, 1, -30, "2025-12-01"},
		{2026, 2, 29, "2026-03-01"},
		{2024, 2, 29, "2024-02-29"},
		{2026, 12, 32, "2027-01-01"},
		{2026, 1, 366, "2027-01-01"},
		{2026, 13, 1, "2027-01-01"},
		{2026, 0, 1, "2025-12-01"},
		{2026, -11, 15, "2025-01-15"},
		{2026, -12, 15, "2024-12-15"},
		{2026, 26, 1, "2028-02-01"},
	}
	for _, tt := range tests {
		if got := civil.DayOf(tt.year, tt.month, tt.day).String(); got != tt.want {
			t.Errorf("DayOf(%d, %d, %d) is %s, want %s", tt.year, tt.month, tt.day, got, tt.want)
		}
	}
}

func TestWeekdayNames(t *testing.T) {
	names := []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	for i, n := range names {
		w, ok := civil.ParseWeekday(n)
		if !ok || int(w) != i || w.String() != n {
			t.Errorf("%q reads as %d (%v), which prints as %q", n, w, ok, w)
		}
	}
	for _, n := range []string{"", "Mon", "monday", "mo", "1", " mon"} {
		if w, ok := civil.ParseWeekday(n); ok {
			t.Errorf("%q reads as %s, want no weekday", n, w)
		}
	}
}

func TestAddMonths(t *testing.T) {
	tests := []struct {
		from string
		n    int
		want string
	}{
		{"2026-01-05 09:00", 0, "2026-01-05 09:00"},
		{"2026-01-05 09:00", 1, "2026-02-05 09:00"},
		{"2026-01-31 09:00", 1, "2026-02-28 09:00"},
		{"2024-01-31 09:00", 1, "2024-02-29 09:00"},
		{"2026-01-31 09:00", 2, "2026-03-31 09:00"}, // counted from the original day, so not 03-28
		{"2026-01-31 09:00", 3, "2026-04-30 09:00"},
		{"2026-01-30 09:00", 1, "2026-02-28 09:00"},
		{"2024-02-29 23:59:59", 12, "2025-02-28 23:59:59"},
		{"2024-02-29 00:00", 48, "2028-02-29 00:00"},
		{"2026-10-31 18:30", 4, "2027-02-28 18:30"},
		{"2026-12-31 00:00", 1, "2027-01-31 00:00"},
		{"2026-01-31 00:00", -1, "2025-12-31 00:00"},
		{"2026-03-31 00:00", -1, "2026-02-28 00:00"},
		{"2026-01-15 12:00", -13, "2024-12-15 12:00"},
		{"1970-01-01 00:00", -1, "1969-12-01 00:00"},
		{"2096-02-29 08:00", 48, "2100-02-28 08:00"},
	}
	for _, tt := range tests {
		if got := local(t, tt.from).AddMonths(tt.n); got != local(t, tt.want) {
			t.Errorf("%s and %d months is %s, want %s", tt.from, tt.n, got, tt.want)
		}
	}
}

func TestMonthsUntil(t *testing.T) {
	tests := []struct {
		from, to string
		want     int
	}{
		{"2026-01-05 09:00", "2026-01-05 09:00", 0},
		{"2026-01-05 09:00", "2026-02-05 08:59:59", 0},
		{"2026-01-05 09:00", "2026-02-05 09:00", 1},
		{"2026-01-05 09:00", "2027-01-05 09:00", 12},
		{"2026-01-31 09:00", "2026-02-28 08:59:59", 0},
		{"2026-01-31 09:00", "2026-02-28 09:00", 1}, // the last day stands in for the 31st
		{"2026-01-31 09:00", "2026-03-30 23:00", 1},
		{"2026-01-31 09:00", "2026-03-31 09:00", 2},
		{"2026-02-28 09:00", "2026-03-28 09:00", 1},
		{"2024-02-29 00:00", "2025-02-28 00:00", 12},
		{"2024-02-29 00:00", "2025-02-27 23:59:59", 11},
		{"2026-01-05 09:00", "2026-01-05 08:59:59", -1},
		{"2026-01-05 09:00", "2025-12-05 09:00", -1},
		{"2026-01-05 09:00", "2025-12-05 08:59:59", -2},
		{"2026-03-31 00:00", "2026-02-28 00:00", -1},
	}
	for _, tt := range tests {
		if got := civil.MonthsFrom(local(t, tt.from)).Until(local(t, tt.to)); got != tt.want {
			t.Errorf("from %s to %s: %d whole months, want %d", tt.from, tt.to, got, tt.want)
		}
	}
}

// someLocal draws a reading between 1900 and 2400, every second one near the end of a month.
func someLocal(t *rapid.T, label string) civil.Local {
	day := civil.DayOf(rapid.IntRange(1900, 2399).Draw(t, label+" year"), rapid.IntRange(1, 12).Draw(t, label+" month"), 1)
	if rapid.Bool().Draw(t, label+" near the month's end") {
		day += civil.Day(rapid.IntRange(-3, 1).Draw(t, label+" day"))
	} else {
		day += civil.Day(rapid.IntRange(0, 30).Draw(t, label+" day"))
	}
	return day.Start() + civil.Local(rapid.IntRange(0, civil.DayLen-1).Draw(t, label+" clock"))
}

func TestMonthsUntilIsTheLargestNumberOfMonths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, to := someLocal(t, "from"), someLocal(t, "to")
		n := civil.MonthsFrom(from).Until(to)
		if from.AddMonths(n) > to || from.AddMonths(n+1) <= to {
			t.Fatalf("from %s to %s: %d months, but %s and %s", from, to, n, from.AddMonths(n), from.AddMonths(n+1))
		}
	})
}

func TestAddMonthsKeepsClockAndDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, n := someLocal(t, "from"), rapid.IntRange(-1200, 1200).Draw(t, "n")
		got := from.AddMonths(n)
		y, m, d := from.Day().Date()
		gy, gm, gd := got.Day().Date()
		last := time.Date(y, time.Month(m+n+1), 0, 0, 0, 0, 0, time.UTC)
		if gy != last.Year() || gm != int(last.Month()) || gd != min(d, last.Day()) || got.Clock() != from.Clock() {
			t.Fatalf("%s and %d months is %s, want day %d of %s at the same clock time", from, n, got, min(d, last.Day()), last.Format("2006-01"))
		}
	})
}

func TestLocalParts(t *testing.T) {
	tests := []struct {
		local, day string
		clock      int
		text       string
	}{
		{"2026-01-05 09:00", "2026-01-05", 9 * civil.Hour, "2026-01-05 09:00"},
		{"2026-01-05 00:00", "2026-01-05", 0, "2026-01-05 00:00"},
		{"2026-01-05 23:59:59", "2026-01-05", civil.DayLen - 1, "2026-01-05 23:59:59"},
		{"1970-01-01 00:00", "1970-01-01", 0, "1970-01-01 00:00"},
		{"1969-12-31 23:59:30", "1969-12-31", civil.DayLen - 30, "1969-12-31 23:59:30"},
		{"1900-01-01 00:01", "1900-01-01", civil.Minute, "1900-01-01 00:01"},
	}
	for _, tt := range tests {
		l := local(t, tt.local)
		if got := fmt.Sprint(l.Day(), l.Clock(), l); got != fmt.Sprint(tt.day, " ", tt.clock, " ", tt.text) {
			t.Errorf("%s: day, clock and text are %s", tt.local, got)
		}
	}
}

func TestInstantsAndTimes(t *testing.T) {
	berlin := time.FixedZone("CEST", 2*civil.Hour)
	tests := []struct {
		name string
		time time.Time
		want string
	}{
		{"UTC", time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC), "2026-03-29T01:00:00Z"},
		{"T-09 the same instant spelled with an offset", time.Date(2026, 3, 29, 3, 0, 0, 0, berlin), "2026-03-29T01:00:00Z"},
		{"a fraction is cut off", time.Date(2026, 3, 29, 1, 0, 0, 999_999_999, time.UTC), "2026-03-29T01:00:00Z"},
		{"before 1970 towards the past", time.Date(1969, 12, 31, 23, 59, 58, 1, time.UTC), "1969-12-31T23:59:58Z"},
	}
	for _, tt := range tests {
		i := civil.FromTime(tt.time)
		if got := i.String(); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		if back := i.Time(); !back.Equal(tt.time.Truncate(time.Second)) || back.Location() != time.UTC {
			t.Errorf("%s: back as %s, want %s in UTC", tt.name, back, tt.time)
		}
	}
}
