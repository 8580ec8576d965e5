package exporters

import (
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Day is a local date in a window, with what makes it special to those who plan their lives by it.
type Day struct {
	civil.Day
	Span     span.Span[civil.Instant] // its real time, cut at the window's ends
	Weekend  bool                     // Saturday or Sunday
	Holidays []string                 // the calendars in which it is a holiday, sorted
	Moved    int                      // seconds the clock is put forward on it; negative: back
}

// Free reports whether the day is a weekend's or a holiday.
func (d Day) Free() bool { return d.Weekend || len(d.Holidays) > 0 }

// Calendars knows which holiday calendars matter to a schedule. The zero Calendars knows none.
type Calendars struct {
	sets map[engine.HolidaysID]civil.DaySet
	of   map[engine.PersonID]engine.HolidaysID
}

// CalendarsOf reads the calendars of a workspace. One that names a country the holiday library does not know has no days
// here: the loader has refused it where it matters.
func CalendarsOf(w *engine.Workspace) Calendars {
	c := Calendars{map[engine.HolidaysID]civil.DaySet{}, map[engine.PersonID]engine.HolidaysID{}}
	var ids []engine.HolidaysID
	for _, h := range w.Holidays {
		ids = append(ids, h.ID)
	}
	for _, p := range w.People {
		if p.Holidays != "" {
			c.of[p.ID] = p.Holidays
			ids = append(ids, p.Holidays)
		}
	}
	for i := range w.Schedules {
		ids = append(ids, windowCalendars(&w.Schedules[i])...)
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if set, err := engine.HolidayDates(w.Holidays, id); err == nil {
			c.sets[id] = set
		}
	}
	return c
}

// Of returns the ids of the calendars that matter to a timeline, sorted: those its restrictions name, and those of the
// people who are on call in it.
func (c Calendars) Of(tl *engine.Timeline) []engine.HolidaysID {
	ids := windowCalendars(tl.Schedule)
	for _, sh := range tl.Shifts {
		if id, ok := c.of[engine.PersonID(sh.Who.ID)]; ok && sh.Who.Kind == engine.KindPerson {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Days lists the local dates that a window touches on a zone's clock, with the holidays of the calendars named.
func (c Calendars) Days(z *civil.Zone, w span.Span[civil.Instant], ids []engine.HolidaysID) []Day {
	var out []Day
	if w.Empty() {
		return nil
	}
	for d := z.High(w.Start).Day(); z.First(d.Start()) < w.End; d++ {
		whole := span.Span[civil.Instant]{Start: z.First(d.Start()), End: z.First((d + 1).Start())}
		day := Day{Day: d, Span: whole.Clip(w), Weekend: d.Weekday() >= civil.Saturday}
		for _, id := range ids {
			if c.has(id, d) {
				day.Holidays = append(day.Holidays, Clean(string(id)))
			}
		}
		for _, t := range z.Transitions(whole.Start, whole.End) {
			day.Moved += t.After - t.Before
		}
		out = append(out, day)
	}
	return out
}

func (c Calendars) has(id engine.HolidaysID, d civil.Day) bool {
	set, known := c.sets[id]
	return known && set.Has(d)
}

// windowCalendars returns the calendars that the restrictions of a schedule name.
func windowCalendars(s *engine.Schedule) []engine.HolidaysID {
	var ids []engine.HolidaysID
	for _, r := range s.Rotations {
		for _, w := range r.Only {
			ids = append(append(ids, w.Except...), w.OnlyOn...)
		}
	}
	return ids
}

// Weekday writes a day of the week as Mon to Sun.
func Weekday(d civil.Weekday) string {
	s := d.String()
	return strings.ToUpper(s[:1]) + s[1:]
}
