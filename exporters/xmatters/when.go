package xmatters

import (
	"errors"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/importers/xmatters/wire"
)

// days are the vendor's names of days, Monday first.
var days = [...]wire.Word{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}

// span is when a shift is: its first occurrence, and how that recurs. All empty: always.
type timing struct {
	start, end wire.Time
	recurrence *wire.Recurrence
}

// when encodes the times of a rotation, and returns whom it puts on call. The first occurrence is the first that has not
// ended at now, because what the vendor makes of one in the past is not known (contract c).
func when(r *engine.Rotation, now civil.Instant) (timing, engine.Entry, error) {
	if r.HasShifts {
		if len(r.Shifts) != 1 {
			return timing{}, nil, errors.New("a shift is one stretch of time")
		}
		f := r.Shifts[0]
		return timing{
			start: wire.At(f.From.In(r.Zone).Time()), end: wire.At(f.Until.In(r.Zone).Time()),
			recurrence: &wire.Recurrence{Frequency: wire.Once},
		}, f.Who, nil
	}
	s, ok := dialect.ShiftOf(r)
	if !ok {
		return timing{}, nil, errors.New("it is in no form that a shift can have; lower it first")
	}
	if s.Length >= s.Period {
		if s.Until == 0 && s.Zone.First(s.Start) <= now {
			return timing{}, s.Who, nil
		}
		if s, ok = daily(s); !ok {
			return timing{}, nil, errors.New("it never ends by itself, and does not run for whole days")
		}
	}
	start, ok := s.First(now)
	if !ok {
		return timing{}, nil, errors.New("it is over")
	}
	return timing{
		start: wire.At(s.Zone.First(start).Time()), end: wire.At(s.Zone.First(start + s.Length).Time()), recurrence: recurrence(s, start),
	}, s.Who, nil
}

// daily says a shift that always goes on in days, whose last one ends where the shift does.
func daily(s dialect.Shift) (dialect.Shift, bool) {
	s.Length, s.Period, s.Days = civil.DayLen, civil.DayLen, nil
	if s.Until == 0 {
		return s, true
	}
	odd := (s.Until - s.Start) % civil.DayLen
	if odd == 0 {
		return s, true
	}
	// A start that was set back to the epoch says nothing but that it lies behind.
	behind := s.Start == civil.DayOf(2001, 1, 1).Start()
	s.Start += odd
	return s, behind
}

// recurrence encodes how a shift recurs. Days are counted in weeks where they are whole weeks.
func recurrence(s dialect.Shift, first civil.Local) *wire.Recurrence {
	out := &wire.Recurrence{Frequency: wire.Daily, RepeatEvery: wire.Int(s.Period / civil.DayLen), End: &wire.RecurrenceEnd{EndBy: wire.EndNever}}
	if s.Period%civil.Week == 0 {
		out.Frequency, out.RepeatEvery = wire.Weekly, wire.Int(s.Period/civil.Week)
		for _, d := range s.Days {
			out.OnDays = append(out.OnDays, days[d])
		}
		if len(s.Days) == 0 {
			out.OnDays = []wire.Word{days[first.Day().Weekday()]}
		}
	}
	if s.Until != 0 {
		out.End = &wire.RecurrenceEnd{EndBy: wire.EndDate, Date: wire.At(lastDate(s).Time())}
	}
	return out
}

// lastDate returns an instant strictly between the start of the last occurrence and that of the one that is not to come,
// because whether an end is part of a recurrence is not known (contract c): the end of the last occurrence, or the minute
// before the next.
func lastDate(s dialect.Shift) civil.Instant {
	last := s.Until - s.Length
	return min(s.Zone.First(s.Until), s.Zone.First(s.Next(last))-civil.Minute)
}
