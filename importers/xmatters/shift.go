package xmatters

import (
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/importers/xmatters/wire"
)

// days are the vendor's names of days, Monday first.
var days = [...]wire.Word{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}

// lifting is a shift on its way up.
type lifting struct {
	s     wire.Shift
	d     *dialect.Dialect
	zone  *civil.Zone
	taken civil.Instant
	who   engine.Entry

	start, end civil.Local // of the first occurrence
}

// The longest that an occurrence may last, and the most that one may repeat before the number is not believed.
const (
	longest    = civil.Local(366) * civil.DayLen
	mostRepeat = 1000
)

// lift returns the shift as a rotation. note says what is not exact about it.
func (l *lifting) lift() (r engine.Rotation, note string, err error) {
	if l.s.Start.IsZero() && l.s.End.IsZero() { // always
		monday := civil.DayOf(2001, 1, 1).Start()
		r, _ := dialect.Shift{Zone: l.zone, Start: monday, Length: civil.Week, Period: civil.Week, Who: l.who}.Rotation()
		return r, "", nil
	}
	if l.s.Start.IsZero() || l.s.End.IsZero() || !l.s.End.After(l.s.Start.Time) {
		return r, "", fmt.Errorf("it has no start and end of a first occurrence")
	}
	from, until := civil.FromTime(l.s.Start.Time), civil.FromTime(l.s.End.Time)
	l.start, l.end = l.zone.Reading(from), l.zone.Reading(until)
	if l.end-l.start > longest {
		return r, "", fmt.Errorf("an occurrence of more than a year cannot be")
	}
	if l.s.Recurrence == nil || l.s.Recurrence.Frequency == wire.Once {
		return l.explicit([]engine.FixedShift{{From: civil.AtInstant(from), Until: civil.AtInstant(until), Who: l.who}}), "", nil
	}
	if l.end <= l.start {
		return r, "", fmt.Errorf("its first occurrence lies in the hour in which the clock is put back")
	}
	return l.recurring(l.s.Recurrence)
}

func (l *lifting) explicit(list []engine.FixedShift) engine.Rotation {
	return engine.Rotation{Zone: l.zone, HasShifts: true, Shifts: list}
}

// recurring lifts what happens more than once.
func (l *lifting) recurring(rec *wire.Recurrence) (r engine.Rotation, note string, err error) {
	if rec.RepeatEvery < 0 || rec.RepeatEvery > mostRepeat {
		return r, "", fmt.Errorf("it repeats every %d times, which is not believed", rec.RepeatEvery)
	}
	every := civil.Local(max(rec.RepeatEvery, 1))
	s := dialect.Shift{Zone: l.zone, Start: l.start, Length: l.end - l.start, Period: every * civil.Week, Who: l.who}
	switch rec.Frequency {
	case wire.Daily:
		s.Period = every * civil.DayLen
	case wire.Weekly:
		if s.Days, err = weekdays(rec.OnDays); err != nil {
			return r, "", err
		}
	case wire.EveryWeekday:
		s.Period, s.Days = civil.Week, []civil.Weekday{civil.Monday, civil.Tuesday, civil.Wednesday, civil.Thursday, civil.Friday}
	case wire.EveryWeekend:
		s.Period, s.Days = civil.Week, []civil.Weekday{civil.Saturday, civil.Sunday}
	case wire.Monthly, wire.Yearly:
		return l.expanded(rec)
	default:
		return r, "", fmt.Errorf("shifts that recur %q cannot be resolved here", rec.Frequency)
	}
	if first := s.Start.Day().Weekday(); len(s.Days) > 0 && !slices.Contains(s.Days, first) {
		note = "begins on a day on which it does not recur; its first occurrence is taken to be the next that does"
		s.Start = l.matching(s)
	}
	begin := s.Start
	if first := begin.Day().Weekday(); len(s.Days) > 0 && s.Period > civil.Week {
		s.Start -= civil.Local(l.place(first)-l.place(l.ordered(s.Days)[0])) * civil.DayLen
	}
	if err := l.ends(&s, begin, rec.End); err != nil {
		return r, "", err
	}
	added := between(&s, s.Start, begin) // by telling the shift from the first of its days in the week
	over := len(added) == 0 || l.zone.First(added[len(added)-1]+s.Length) <= l.taken
	if r, ok := s.Rotation(); ok && over && (!l.d.ByDuration || !dialect.CrossesChange(&r, l.taken)) {
		return r, note, nil
	}
	starts := func(from, until civil.Local) []civil.Local { return between(&s, max(from, begin), until) }
	return l.listed(starts, 0)
}

// weekdays reads days; none means all (contract b.3).
func weekdays(list []wire.Word) ([]civil.Weekday, error) {
	var out []civil.Weekday
	for _, w := range list {
		d := slices.Index(days[:], w)
		if d < 0 {
			return nil, fmt.Errorf("%q is no day of the week", w)
		}
		out = append(out, civil.Weekday(d))
	}
	if len(out) == 0 {
		for d := range days {
			out = append(out, civil.Weekday(d))
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// place is how many days of the vendor's week come before a day.
func (l *lifting) place(d civil.Weekday) int {
	if l.d.FromSunday {
		return (int(d) + 1) % 7
	}
	return int(d)
}

// ordered returns days in the order of the vendor's week.
func (l *lifting) ordered(days []civil.Weekday) []civil.Weekday {
	return slices.SortedFunc(slices.Values(days), func(a, b civil.Weekday) int { return l.place(a) - l.place(b) })
}

// matching returns the first day of the shift at or after its start, in the weeks in which it recurs.
func (l *lifting) matching(s dialect.Shift) civil.Local {
	first := s.Start.Day()
	begin := first - civil.Day(l.place(first.Weekday()))
	for week := begin; ; week += civil.Day(s.Period / civil.DayLen) {
		for _, d := range l.ordered(s.Days) {
			if day := week + civil.Day(l.place(d)); day >= first {
				return day.Start() + civil.Local(s.Start.Clock())
			}
		}
	}
}

// ends sets the end of the last occurrence of a shift whose first one starts at begin.
func (l *lifting) ends(s *dialect.Shift, begin civil.Local, end *wire.RecurrenceEnd) error {
	if end == nil {
		return nil
	}
	last := begin
	switch end.EndBy {
	case wire.EndNever, "":
		return nil
	case wire.EndDate:
		if end.Date.IsZero() {
			return fmt.Errorf("it ends on a date that is not said")
		}
		until := l.zone.Reading(civil.FromTime(end.Date.Time))
		if until < begin { // there is none
			s.Until = s.Start
			return nil
		}
		for next := s.Next(last); next <= until; next = s.Next(last) {
			last = max(next, last+(until-next)/s.Period*s.Period)
		}
	case wire.EndRepetitions:
		n := max(end.Repetitions, end.Misspelt)
		if n < 1 || n > 100*mostRepeat {
			return fmt.Errorf("it ends after %d repetitions, which is not believed", n)
		}
		for range n - 1 {
			last = s.Next(last)
		}
	default:
		return fmt.Errorf("it ends by %q, which is not known", end.EndBy)
	}
	s.Until = last + s.Length
	return nil
}

// between returns the starts of occurrences in [from, until) on the local clock.
func between(s *dialect.Shift, from, until civil.Local) []civil.Local {
	var out []civil.Local
	for at := s.Next(from - 1); at < until; at = s.Next(at) {
		if at >= s.Start && (s.Until == 0 || at <= s.Until-s.Length) {
			out = append(out, at)
		}
	}
	return out
}
