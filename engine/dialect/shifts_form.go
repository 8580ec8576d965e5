package dialect

import (
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// Shift is one recurring shift as vendors of shifts keep them (contract xmatters b.3): occurrences of one length of wall
// clock that begin every so many days, or on some weekdays of every so many weeks, and put the same people on call.
type Shift struct {
	Zone  *civil.Zone
	Start civil.Local // of the first occurrence
	// Length is the wall clock time of an occurrence in seconds; at least Period where the shift never ends.
	Length civil.Local
	// Period is the wall clock time in seconds after which occurrences repeat: whole days, and whole weeks with Days.
	Period civil.Local
	// Days are the weekdays on which occurrences begin, at the clock time of Start, whose own day is one of them; empty: only
	// Start's. In periods of several weeks they all lie in Start's week, Monday to Sunday, and not before Start.
	Days  []civil.Weekday
	Until civil.Local // end of the last occurrence; 0: none
	Who   engine.Entry
}

// epoch is the Monday 00:00 from which phases are told: 2001-01-01.
var epoch = civil.DayOf(2001, 1, 1).Start()

// mostEntries bounds the list of people in which a shift is one entry and the rest is nobody.
const mostEntries = 60

// Normal returns the shift with its days sorted, said in one way only: a single day says no more than Start, and the same
// hours on all days of every week are daily.
func (s Shift) Normal() Shift {
	s.Days = slices.Clone(s.Days)
	slices.Sort(s.Days)
	s.Days = slices.Compact(s.Days)
	if len(s.Days) == 7 && s.Period == civil.Week {
		s.Days, s.Period = nil, civil.DayLen
	}
	if len(s.Days) < 2 {
		s.Days = nil
	}
	return s
}

// offsets returns when the occurrences of a period begin, counted from the first one, ascending.
func (s *Shift) offsets() []civil.Local {
	if len(s.Days) == 0 {
		return []civil.Local{0}
	}
	out := make([]civil.Local, len(s.Days))
	for i, d := range s.Days {
		out[i] = civil.Local((int(d)-int(s.Start.Day().Weekday())+7)%7) * civil.DayLen
	}
	slices.Sort(out)
	return out
}

// last returns the local start of the last occurrence that begins at or before l; before Start it counts as if the shift had
// always been.
func (s *Shift) last(l civil.Local) civil.Local {
	period := s.Start + floor(l-s.Start, s.Period)*s.Period
	best := period - s.Period + s.offsets()[len(s.offsets())-1]
	for _, o := range s.offsets() {
		if period+o <= l {
			best = period + o
		}
	}
	return best
}

// Next returns the local start of the first occurrence that begins after l, as if the shift had always been.
func (s *Shift) Next(l civil.Local) civil.Local {
	period := s.Start + floor(l-s.Start, s.Period)*s.Period
	for _, o := range s.offsets() {
		if period+o > l {
			return period + o
		}
	}
	return period + s.Period
}

// First returns the local start of the first occurrence that has not ended at now; ok is false when all have.
func (s *Shift) First(now civil.Instant) (start civil.Local, ok bool) {
	start = s.Start
	if l := s.Zone.Reading(now); l > s.Start {
		start = max(s.Start, s.last(l))
		for s.Zone.First(start+s.Length) <= now {
			start = s.Next(start)
		}
	}
	return start, s.Until == 0 || start <= s.Until-s.Length
}

// Over reports whether a rotation that recurs as a shift has no occurrence at or after now, though its end may still come: its
// last turn can be long before that.
func Over(r *engine.Rotation, now civil.Instant) bool {
	if r.HasShifts || !r.Until.IsSet() {
		return false
	}
	s, ok := ShiftOf(r)
	if !ok {
		return false
	}
	_, more := s.First(now)
	return !more
}

func floor(a, b civil.Local) civil.Local {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// Rotation returns the shift as a rotation of the engine, in the one form that such shifts have, so that a lifted and a
// lowered shift with the same occurrences are the same rotation. ok is false for occurrences that no form can say: that
// overlap, or begin on a weekday before that of Start in periods of several weeks.
//
//	always       Length >= Period                  every 1 week  people [ana]
//	windows      shorter than a day, or on         every 1 week  people [ana none none]  only mon-fri 09:00–17:00
//	             several days of the week          |=====ana=====|     none    |     none    |
//	                                                -- -- -- -- --                              the windows
//	turns        one occurrence of days or weeks   every 1 week  people [ana none none]
//	                                               |-----ana-----|     none    |     none    |
//	on and off   everything else                   every [4 days 6 days]  people [ana none]
//
// A rotation of windows begins with the first occurrence, so that all windows of a period lie in its first turn.
func (s Shift) Rotation() (r engine.Rotation, ok bool) {
	s = s.Normal()
	r = engine.Rotation{Zone: s.Zone, Start: civil.AtLocal(s.Start)}
	if s.Until != 0 {
		r.Until = civil.AtLocal(s.Until)
	}
	offsets := s.offsets()
	turn := civil.Local(civil.DayLen)
	if s.Period%civil.Week == 0 {
		turn = civil.Week
	}
	if s.Length <= 0 || s.Period <= 0 || s.Period%civil.DayLen != 0 || !s.daysFit() {
		return r, false
	}
	switch {
	case len(offsets) == 1 && s.Length >= s.Period:
		r.Every, r.People = lengths(civil.Week), []engine.Entry{s.Who}
	case (len(offsets) > 1 || s.Length < civil.DayLen) && offsets[len(offsets)-1]+s.Length <= turn && s.Period/turn <= mostEntries:
		r.Every, r.People, r.Only = lengths(turn), s.alone(turn), s.windows(turn)
	case len(offsets) == 1 && s.Period%s.Length == 0 && s.Period/s.Length <= mostEntries && s.Length%civil.Minute == 0:
		r.Every, r.People = lengths(s.Length), s.alone(s.Length)
	case len(offsets) == 1 && s.Length%civil.Minute == 0:
		r.Every, r.People = lengths(s.Length, s.Period-s.Length), []engine.Entry{s.Who, nil}
	default:
		return r, false
	}
	return r, true
}

// daysFit reports whether the days lie where [Shift] says.
func (s *Shift) daysFit() bool {
	first := s.Start.Day().Weekday()
	switch {
	case len(s.Days) == 0:
		return true
	case s.Period%civil.Week != 0 || !slices.Contains(s.Days, first):
		return false
	default:
		return s.Period == civil.Week || s.Days[0] == first
	}
}

// alone returns a list in which the shift's people have the first turn of a period and nobody the others.
func (s *Shift) alone(turn civil.Local) []engine.Entry {
	out := make([]engine.Entry, s.Period/turn)
	out[0] = s.Who
	return out
}

// windows returns the occurrences as the one window of a rotation.
func (s *Shift) windows(turn civil.Local) []engine.Window {
	from := s.Start.Clock()
	w := engine.Window{From: from, To: from + int(s.Length), Days: s.Days}
	if turn == civil.Week && len(s.Days) == 0 {
		w.Days = []civil.Weekday{s.Start.Day().Weekday()}
	}
	return []engine.Window{w}
}

// lengths returns a cycle of lengths in the largest whole units.
func lengths(seconds ...civil.Local) engine.Cycle {
	var c engine.Cycle
	for _, n := range seconds {
		for u := engine.Weeks; ; u-- {
			if unit := civil.Local(u.Seconds()); n%unit == 0 || u == engine.Minutes {
				c.Lengths = append(c.Lengths, engine.Length{N: int(n / unit), Unit: u})
				break
			}
		}
	}
	return c
}
