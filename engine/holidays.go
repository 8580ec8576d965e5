package engine

import (
	"fmt"

	"github.com/schedsync/schedsync/engine/civil"
)

// holidayDays finds the dates of holiday calendars by name.
type holidayDays map[HolidaysID]civil.DaySet

// dates is a set of dates listed one by one.
type dates map[civil.Day]bool

// Has reports whether d is in the set.
func (s dates) Has(d civil.Day) bool { return s[d] }

// newHolidays compiles the named calendars.
func newHolidays(calendars []Holidays) (holidayDays, error) {
	out := holidayDays{}
	for _, c := range calendars {
		if c.Country != "" {
			continue // asked for by name only, so that an unused calendar hurts nobody
		}
		set := dates{}
		for _, d := range c.Dates {
			set[d] = true
		}
		out[c.ID] = set
	}
	return out, nil
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
		set, ok := h[id]
		if !ok {
			return nil, fmt.Errorf("the holidays of %q are not known yet; a calendar with `dates:` is", id)
		}
		out = append(out, set)
	}
	if out == nil {
		return nil, nil //nolint:nilnil // no calendars: no filter
	}
	return out, nil
}
