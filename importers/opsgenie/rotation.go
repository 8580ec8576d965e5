package opsgenie

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/importers/opsgenie/wire"
)

// weekdays are the vendor's names of days, Monday first.
var weekdays = [...]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

// DayName returns the vendor's name of a day.
func DayName(d civil.Weekday) string { return weekdays[d] }

// maxLength bounds what a turn's length is believed to be: the vendor names no maximum, and arithmetic has one (contract 2.2).
const maxLength = 9999

// liftRotation lifts one rotation onto the schedule's clock. note says what a reader should look at.
func liftRotation(d *dialect.Dialect, w wire.Rotation, zone *civil.Zone) (r engine.Rotation, note string, err error) {
	r = engine.Rotation{Name: w.Name, Zone: zone, Start: moment(w.StartDate), Until: moment(w.EndDate)}
	if !r.Start.IsSet() {
		return r, "", fmt.Errorf("it has no start")
	}
	if w.StartDate.Year() < 1971 {
		note = fmt.Sprintf("rotation %q starts in %d: seconds that were read as milliseconds (contract opsgenie K4)", w.Name, w.StartDate.Year())
	}
	if w.Length > maxLength {
		return r, note, fmt.Errorf("turns of %d are longer than any that can be counted", w.Length)
	}
	length := engine.Length{N: max(w.Length, 1)}
	switch w.Type {
	case wire.Hourly:
		length.Unit = engine.Hours
	case wire.Daily:
		length.Unit = engine.Days
	case wire.Weekly:
		length.Unit = engine.Weeks
	default:
		return r, note, fmt.Errorf("turns of type %q are not known", w.Type)
	}
	r.Every.Lengths, r.Clock = []engine.Length{length}, d.Clock(length.Unit)
	for _, p := range w.Participants {
		e, err := liftParticipant(p)
		if err != nil {
			return r, note, err
		}
		r.People = append(r.People, e)
	}
	if len(r.People) == 0 {
		return r, note, fmt.Errorf("it has no participants")
	}
	r.Only, err = liftWindows(w.TimeRestriction)
	return r, note, err
}

func moment(t wire.Time) civil.Moment {
	if t.IsZero() {
		return civil.Moment{}
	}
	return civil.AtInstant(civil.FromTime(t.Time))
}

// liftParticipant lifts who serves; `none` is an empty entry.
func liftParticipant(p wire.Participant) (engine.Entry, error) {
	kind, ok := map[string]engine.Kind{
		wire.KindUser: engine.KindPerson, wire.KindTeam: engine.KindTeam, wire.KindEscalation: engine.KindEscalation,
	}[p.Type]
	switch {
	case p.Type == wire.KindNone:
		return nil, nil
	case !ok:
		return nil, fmt.Errorf("participants of type %q cannot be read", p.Type)
	case p.ID == "":
		return nil, fmt.Errorf("a participant of type %q has no id", p.Type)
	}
	return engine.Entry{{Kind: kind, ID: p.ID}}, nil
}

// liftWindows lifts a restriction (contract 3.4): a daily window whose ends are equal is always open, one that ends before
// it starts runs past midnight; a weekly one may last for days and wrap the week's end, and one that ends on its own day
// at or before its start is taken to wrap the whole week.
func liftWindows(t wire.TimeRestriction) ([]engine.Window, error) {
	var out []engine.Window
	for _, w := range t.Windows {
		from, ok1 := clockTime(w.StartHour, w.StartMin)
		to, ok2 := clockTime(w.EndHour, w.EndMin)
		if !ok1 || !ok2 {
			return nil, fmt.Errorf("a restriction from %d:%d to %d:%d is not from clock time to clock time", w.StartHour, w.StartMin, w.EndHour, w.EndMin)
		}
		switch t.Type {
		case wire.TimeOfDay:
			if from%civil.DayLen == to%civil.DayLen {
				return nil, nil
			}
			if to < from {
				to += civil.DayLen
			}
			out = append(out, engine.Window{From: from, To: to})
		case wire.WeekdayTimeOfDay:
			start, end := dayNumber(w.StartDay), dayNumber(w.EndDay)
			if start < 0 || end < 0 {
				return nil, fmt.Errorf("a restriction from %q to %q is not from weekday to weekday", w.StartDay, w.EndDay)
			}
			to += ((end - start + 7) % 7) * civil.DayLen
			if to <= from {
				to += civil.Week
			}
			out = append(out, engine.Window{Days: []civil.Weekday{civil.Weekday(start)}, From: from, To: to})
		default:
			return nil, fmt.Errorf("restrictions of type %q are not known", t.Type)
		}
	}
	slices.SortFunc(out, func(a, b engine.Window) int { // the vendor's order changes from read to read (contract K6)
		return cmp.Or(slices.Compare(a.Days, b.Days), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return out, nil
}

// clockTime returns the seconds since 00:00 of an hour and a minute; 24:00 is the day's end (contract 2.3).
func clockTime(hour, minute int) (seconds int, ok bool) {
	seconds = hour*civil.Hour + minute*civil.Minute
	return seconds, 0 <= hour && hour <= 24 && 0 <= minute && minute < 60 && seconds <= civil.DayLen
}

func dayNumber(name string) int {
	for i, n := range weekdays {
		if strings.EqualFold(n, name) {
			return i
		}
	}
	return -1
}
