// Package civil turns local dates, clock times and weekly windows into instants.
//
// It is the only place in the program that knows what a missing or a doubled hour does. Everything rests on one rule
// (SPEC 1.1): a local time means the earliest instant at which the local clock reads that time or later. The rule is
// monotone, so two local times never change their order when they become instants, and edges that touch on the clock
// touch as instants too.
//
// Two number lines are kept apart by type: [Instant] is real time, [Local] is what a clock on a wall shows.
package civil

import (
	"fmt"
	"time"
)

// Instant is a point of real time: Unix seconds, so it has no zone and no leap seconds.
type Instant int64

// Local is a reading of a wall clock in a zone that is not named here: the seconds between 1970-01-01 00:00:00 and the
// reading on the proleptic Gregorian calendar, every day being 86,400 seconds long. Local times are added and compared
// freely; only a [Zone] makes an [Instant] of one.
type Local int64

// Day counts local dates from 1970-01-01, which is day 0.
type Day int64

// Seconds in the units of a wall clock. A wall-clock day always has 24 hours; a real one may not.
const (
	Minute = 60
	Hour   = 60 * Minute
	DayLen = 24 * Hour
	Week   = 7 * DayLen
)

// Weekday is a day of the week, Monday first, because the week of a roster starts on Monday (ISO 8601).
type Weekday int

// The days of the week.
const (
	Monday Weekday = iota
	Tuesday
	Wednesday
	Thursday
	Friday
	Saturday
	Sunday
)

var weekdayNames = [...]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// String returns the three-letter lower-case name that the YAML uses.
func (w Weekday) String() string { return weekdayNames[w] }

// ParseWeekday reads a three-letter lower-case day name, as [Weekday.String] writes it.
func ParseWeekday(s string) (Weekday, bool) {
	for i, n := range weekdayNames {
		if s == n {
			return Weekday(i), true
		}
	}
	return 0, false
}

// FromTime returns the instant of t, fractions of a second cut off towards the past.
func FromTime(t time.Time) Instant { return Instant(t.Unix()) }

// Time returns the instant as a time in UTC.
func (i Instant) Time() time.Time { return time.Unix(int64(i), 0).UTC() }

// String returns the instant in RFC 3339 with a Z.
func (i Instant) String() string { return i.Time().Format(time.RFC3339) }

// DayOf returns the day of a date on the proleptic Gregorian calendar. A day of the month outside 1 to the month's length
// counts on into the neighbouring months; a month outside 1 to 12 into the neighbouring years.
func DayOf(year, month, day int) Day {
	// Days from civil: years start in March, so that the leap day is the last day of a year.
	y, m := year+floorDiv(month-1, 12), floorMod(month-1, 12)+1
	if m <= 2 {
		y--
	}
	era := floorDiv(y, 400)
	yoe := y - era*400
	doy := (153*floorMod(m+9, 12)+2)/5 + day - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return Day(era*146097 + doe - 719468)
}

// Date returns the year, month (1 to 12) and day of the month.
func (d Day) Date() (year, month, day int) {
	z := int(d) + 719468
	era := floorDiv(z, 146097)
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day = doy - (153*mp+2)/5 + 1
	month = mp + 3
	if month > 12 {
		month -= 12
	}
	year = yoe + era*400
	if month <= 2 {
		year++
	}
	return year, month, day
}

// Weekday returns the day of the week.
func (d Day) Weekday() Weekday { return Weekday(floorMod(int(d)+int(Thursday), 7)) }

// Start returns the local time 00:00 of the day.
func (d Day) Start() Local { return Local(d) * DayLen }

// String returns the date as 2026-01-05.
func (d Day) String() string {
	y, m, day := d.Date()
	return fmt.Sprintf("%04d-%02d-%02d", y, m, day)
}

// Day returns the date of the reading.
func (l Local) Day() Day { return Day(floorDiv(int(l), DayLen)) }

// Clock returns the seconds since 00:00 of the reading's day, 0 to 86,399.
func (l Local) Clock() int { return floorMod(int(l), DayLen) }

// AddMonths returns the reading n months later (or earlier) at the same clock time; a day that the month does not have
// becomes the month's last day, so 31 January plus one month is 28 or 29 February.
func (l Local) AddMonths(n int) Local { return MonthsFrom(l).At(n) }

// Months counts months from a local time, always from its own day of the month: 31 January, 28 February, 31 March.
type Months struct {
	year, month, day int
	clock            Local
}

// MonthsFrom prepares to count months from l.
func MonthsFrom(l Local) Months {
	y, m, d := l.Day().Date()
	return Months{y, m, d, Local(l.Clock())}
}

// At returns the local time n months after the first.
func (m Months) At(n int) Local {
	if m.day <= 28 {
		return DayOf(m.year, m.month+n, m.day).Start() + m.clock
	}
	first := DayOf(m.year, m.month+n, 1)
	last := DayOf(m.year, m.month+n+1, 1) - 1
	return min(first+Day(m.day-1), last).Start() + m.clock
}

// Until returns the number of whole months up to l: the largest n with At(n) <= l.
func (m Months) Until(l Local) int {
	y, month, _ := l.Day().Date()
	n := (y-m.year)*12 + month - m.month
	if m.At(n) > l {
		n--
	}
	return n
}

// String returns the reading as 2026-01-05 09:00, with seconds only where they are not zero.
func (l Local) String() string {
	c := l.Clock()
	s := fmt.Sprintf("%s %02d:%02d", l.Day(), c/Hour, c/Minute%60)
	if c%Minute != 0 {
		s += fmt.Sprintf(":%02d", c%Minute)
	}
	return s
}

// floorDiv returns a/b rounded towards minus infinity; b is positive.
func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// floorMod returns the remainder that goes with floorDiv: never negative.
func floorMod(a, b int) int {
	if r := a % b; r >= 0 {
		return r
	} else { //nolint:revive // the two cases read as a pair
		return r + b
	}
}
