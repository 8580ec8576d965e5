package engine

import (
	"fmt"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/holiday"
)

// holidayDays finds holiday calendars by name. Those of countries are looked up only when a window names them, so that an
// unused calendar hurts nobody.
type holidayDays map[HolidaysID]Holidays

// dates is a set of dates listed one by one.
type dates map[civil.Day]bool

// Has reports whether d is in the set.
func (s dates) Has(d civil.Day) bool { return s[d] }

// newHolidays makes the named calendars known.
func newHolidays(calendars []Holidays) holidayDays {
	out := holidayDays{}
	for _, c := range calendars {
		out[c.ID] = c
	}
	return out
}

// sets returns the sets of dates that a name stands for: those of a named calendar, which may be a country's, its own,
// or both; else those of the country or region with that code. The error wraps a [*holiday.Unknown].
func (h holidayDays) sets(id HolidaysID) ([]civil.DaySet, error) {
	c, ok := h[id]
	if !ok {
		c = Holidays{ID: id, Country: string(id)}
	}
	own := dates{}
	for _, d := range c.Dates {
		own[d] = true
	}
	out := []civil.DaySet{own}
	if c.Country == "" {
		return out, nil
	}
	country, err := holiday.Of(c.Country)
	if err != nil {
		return nil, fmt.Errorf("holidays %q: %w", id, err)
	}
	return append(out, country), nil
}

// windows turns the restrictions of a rotation into those of package civil.
func (h holidayDays) windows(only []Window) ([]civil.Window, error) {
	out := make([]civil.Window, len(only))
	for i, w := range only {
		cw := civil.Window{From: w.From, To: w.To}
		for d := range cw.Days {
			cw.Days[d] = len(w.Days) == 0
		}
		for _, d := range w.Days {
			cw.Days[d] = true
		}
		var err error
		if cw.Except, err = h.union(w.Except); err != nil {
			return nil, err
		}
		if cw.OnlyOn, err = h.union(w.OnlyOn); err != nil {
			return nil, err
		}
		out[i] = cw
	}
	return out, nil
}

// anyOf is the union of sets of dates.
type anyOf []civil.DaySet

// Has reports whether d is in any of the sets.
func (a anyOf) Has(d civil.Day) bool {
	for _, s := range a {
		if s.Has(d) {
			return true
		}
	}
	return false
}

// union returns the dates of all the named calendars, or nil for none.
func (h holidayDays) union(ids []HolidaysID) (civil.DaySet, error) {
	var out anyOf
	for _, id := range ids {
		sets, err := h.sets(id)
		if err != nil {
			return nil, err
		}
		out = append(out, sets...)
	}
	if out == nil {
		return nil, nil //nolint:nilnil // no calendars: no filter
	}
	return out, nil
}
