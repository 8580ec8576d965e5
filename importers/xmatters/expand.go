package xmatters

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/importers/xmatters/wire"
)

// shownDays is how far a shift is followed that recurs in a way no rotation of ours can say.
const shownDays = 90

// expanded lifts a shift that recurs by the month or the year to the list of its occurrences.
func (l *lifting) expanded(rec *wire.Recurrence) (r engine.Rotation, note string, err error) {
	day, err := l.monthDay(rec)
	if err != nil {
		return r, "", err
	}
	listed := func(from, until civil.Local) []civil.Local {
		var out []civil.Local
		y, m, _ := from.Day().Date()
		for first := civil.DayOf(y, m-1, 1); first.Start() < until; m++ {
			first = civil.DayOf(y, m, 1)
			d, ok := day(first)
			if at := d.Start() + civil.Local(l.start.Clock()); ok && at >= max(from, l.start) && at < until {
				out = append(out, at)
			}
		}
		return out
	}
	until := civil.Local(0)
	if rec.End != nil && rec.End.EndBy == wire.EndDate && !rec.End.Date.IsZero() {
		until = l.zone.Reading(civil.FromTime(rec.End.Date.Time)) + 1
	}
	if rec.End != nil && rec.End.EndBy == wire.EndRepetitions {
		n := int(max(rec.End.Repetitions, rec.End.Misspelt, 1))
		if n > mostRepeat {
			return r, "", fmt.Errorf("it ends after %d repetitions, which is not believed", n)
		}
		if all := listed(l.start, l.start+civil.Local(n)*366*civil.DayLen); n <= len(all) {
			until = all[n-1] + 1
		}
	}
	return l.listed(listed, until)
}

// listed lists occurrences from the one that is running on, as far as they are shown. until, when not 0, is a local time at
// and after which none begins.
func (l *lifting) listed(starts func(from, until civil.Local) []civil.Local, until civil.Local) (engine.Rotation, string, error) {
	now := l.zone.Reading(l.taken)
	length := l.end - l.start
	var list []engine.FixedShift
	for _, at := range starts(now-length, now+shownDays*civil.DayLen) {
		if until == 0 || at < until {
			list = append(list, engine.FixedShift{From: civil.AtLocal(at), Until: l.endOf(at), Who: l.who})
		}
	}
	return l.explicit(list), fmt.Sprintf("recurs %s in a way that no rotation says; it is shown for %d days", l.s.Recurrence.Frequency, shownDays), nil
}

// endOf returns when an occurrence ends that begins at a local time.
func (l *lifting) endOf(at civil.Local) civil.Moment {
	if !l.d.ByDuration {
		return civil.AtLocal(at + l.end - l.start)
	}
	return civil.AtInstant(l.zone.First(at) + civil.FromTime(l.s.End.Time) - civil.FromTime(l.s.Start.Time))
}

// monthDay returns which day of a month, told by its first day, the shift begins on, if any.
func (l *lifting) monthDay(rec *wire.Recurrence) (func(first civil.Day) (civil.Day, bool), error) {
	_, startMonth, startDay := l.start.Day().Date()
	if rec.Frequency == wire.Yearly {
		return inMonth(func(m int) bool { return m == startMonth }, dateOf(startDay)), nil
	}
	var months []int
	for _, w := range rec.Months {
		m := slices.Index(monthNames(), w)
		if m < 0 {
			return nil, fmt.Errorf("%q is no month", w)
		}
		months = append(months, m+1)
	}
	in := func(m int) bool { return len(months) == 0 || slices.Contains(months, m) }
	switch rec.On {
	case "DATE_OF_MONTH":
		if rec.DateOfMonth == "LAST" {
			return inMonth(in, func(first civil.Day) (civil.Day, bool) { return nextMonth(first) - 1, true }), nil
		}
		n, err := strconv.Atoi(string(rec.DateOfMonth))
		if err != nil || n < 1 || n > 31 {
			return nil, fmt.Errorf("%q is no day of a month", rec.DateOfMonth)
		}
		return inMonth(in, dateOf(n)), nil
	case "DAY_OF_WEEK":
		nth := slices.Index([]wire.Word{"FIRST", "SECOND", "THIRD", "FOURTH", "LAST"}, rec.Classifier)
		d := slices.Index(days[:], rec.DayOfWeek)
		if nth < 0 || d < 0 {
			return nil, fmt.Errorf("%q %q is no day of a month", rec.Classifier, rec.DayOfWeek)
		}
		return inMonth(in, nthWeekday(nth, civil.Weekday(d))), nil
	default:
		return nil, fmt.Errorf("it recurs monthly on %q, which is not known", rec.On)
	}
}

func monthNames() []wire.Word {
	return []wire.Word{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}
}

func nextMonth(first civil.Day) civil.Day {
	y, m, _ := first.Date()
	return civil.DayOf(y, m+1, 1)
}

// inMonth limits a choice to some months.
func inMonth(in func(month int) bool, choose func(civil.Day) (civil.Day, bool)) func(civil.Day) (civil.Day, bool) {
	return func(first civil.Day) (civil.Day, bool) {
		if _, m, _ := first.Date(); !in(m) {
			return 0, false
		}
		return choose(first)
	}
}

// dateOf chooses a date; months that do not have it are left out.
func dateOf(n int) func(civil.Day) (civil.Day, bool) {
	return func(first civil.Day) (civil.Day, bool) {
		d := first + civil.Day(n-1)
		return d, d < nextMonth(first)
	}
}

// nthWeekday chooses the first (0) to fourth (3) or last (4) of a weekday.
func nthWeekday(nth int, day civil.Weekday) func(civil.Day) (civil.Day, bool) {
	return func(first civil.Day) (civil.Day, bool) {
		d := first + civil.Day((int(day)-int(first.Weekday())+7)%7) + civil.Day(7*nth)
		for d >= nextMonth(first) {
			d -= 7
		}
		return d, true
	}
}
