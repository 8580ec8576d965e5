// Package holiday knows the public holidays of countries and regions as sets of dates.
//
// The rules are those of github.com/rickar/cal. They are evaluated here for the years 1970 to 2200, the first time a date
// of a year is asked for; outside these years there are no holidays.
//
// The lists are taken as the library has them. What one lacks for some place, such as Matariki in New Zealand or the
// Assumption in the Catholic parishes of Bavaria, is added with the `dates:` of a named calendar.
//
// # Actual and observed days
//
// Where a holiday falls on a weekend, some countries observe it on a working day beside it: 4 July 2026 is a Saturday, so
// offices in the US close on Friday the 3rd. Both days count as holidays here. A rota that must not run on holidays has to
// know the day on which the office is closed, one for weekends and holidays the day on which people celebrate; a set with
// only one of them would be wrong for the other, and a rota of working days never sees the day at the weekend.
//
// # The host's zone
//
// The library writes dates as midnights in the zone of the host. Only their year, month and day are used, read at noon,
// because in some zones a midnight is missing and the library's time then lies on the day before. The weekday rules for
// observed days are applied to the date so read, for the same reason. So every host computes the same dates.
package holiday

import (
	"sync/atomic"
	"time"

	"github.com/rickar/cal/v2"

	"github.com/schedsync/schedsync/engine/civil"
)

// The years for which holidays are known.
const (
	FirstYear = 1970
	LastYear  = 2200
)

// Set is the dates of one country's or region's holidays. It is safe for use by many goroutines, and to the outside it
// never changes.
type Set struct {
	days  []*cal.Holiday
	years [LastYear - FirstYear + 1]atomic.Pointer[year]
}

// year holds a bit for every day of a year.
type year [6]uint64

// Has reports whether d is a holiday, on its actual or its observed day.
func (s *Set) Has(d civil.Day) bool {
	y, _, _ := d.Date()
	if y < FirstYear || y > LastYear {
		return false
	}
	p := s.years[y-FirstYear].Load()
	if p == nil {
		p = s.compute(y)
		s.years[y-FirstYear].Store(p)
	}
	n := d - civil.DayOf(y, 1, 1)
	return p[n/64]&(1<<(n%64)) != 0
}

// compute evaluates the rules for a year and its neighbours: a New Year's Day on a Saturday may be observed the year
// before.
func (s *Set) compute(y int) *year {
	var out year
	first, end := civil.DayOf(y, 1, 1), civil.DayOf(y+1, 1, 1)
	for _, h := range s.days {
		for rule := y - 1; rule <= y+1; rule++ {
			for _, d := range dates(h, rule) {
				if n := d - first; d >= first && d < end {
					out[n/64] |= 1 << (n % 64)
				}
			}
		}
	}
	return &out
}

// dates returns the actual and the observed date of a holiday by the rule for a year; none where it is not held that year.
func dates(h *cal.Holiday, rule int) []civil.Day {
	actual, _ := h.Calc(rule)
	if actual.IsZero() {
		return nil
	}
	actual = actual.Add(12 * time.Hour)
	d := civil.DayOf(actual.Year(), int(actual.Month()), actual.Day())
	for _, o := range h.Observed {
		if civil.Weekday((o.Day+6)%7) == d.Weekday() {
			return []civil.Day{d, d + civil.Day(o.Offset)}
		}
	}
	return []civil.Day{d}
}
