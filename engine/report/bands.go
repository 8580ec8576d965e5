package report

import (
	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Seconds counts real time by band.
type Seconds [engine.BandCount]civil.Instant

// Total returns the sum over all bands.
func (s Seconds) Total() civil.Instant {
	var n civil.Instant
	for _, v := range s {
		n += v
	}
	return n
}

// Piece is a stretch of time in one band.
type Piece struct {
	span.Span[civil.Instant]
	Band engine.Band
}

// calendar tells the bands of one participant.
type calendar struct {
	zone           *civil.Zone
	night, weekend *civil.Windows
	holidays       civil.DaySet
	order          []engine.Band
}

// calendar returns the calendar by which a participant's duty in a schedule is judged.
func (in *Input) calendar(s *engine.Schedule, p engine.Participant) (*calendar, error) {
	bands := engine.DefaultBands()
	if in.Workspace.Pay != nil {
		bands = in.Workspace.Pay.Bands
	}
	c := &calendar{zone: in.people.Zone(s, p), order: bands.Order}
	c.night, c.weekend = bands.Compiled()
	var id engine.HolidaysID
	if info := in.people.Info(p); info != nil {
		id = info.Holidays
	}
	var err error
	c.holidays, err = engine.HolidayDates(in.Workspace.Holidays, id)
	return c, err
}

// at returns the band at a reading of the clock, and the next reading at which it may change.
func (c *calendar) at(l civil.Local) (engine.Band, civil.Local) {
	night, next := c.night.At(l)
	weekend, n := c.weekend.At(l)
	next = min(next, n, (l.Day() + 1).Start())
	for _, b := range c.order {
		switch {
		case b == engine.Holiday && c.holidays.Has(l.Day()), b == engine.Weekend && weekend, b == engine.Night && night:
			return b, next
		}
	}
	return engine.Weekday, next
}

// pieces cuts a stretch wherever its band changes. Edges are placed by the one rule of SPEC 1.1: an edge in the hour that
// the clock leaves out is the moment it jumps, one in the hour it shows twice is its first showing.
func (c *calendar) pieces(w window) []Piece {
	var out []Piece
	for t := w.Start; t < w.End; {
		band, edge := c.at(c.zone.High(t))
		end := min(max(c.zone.First(edge), t+1), w.End)
		if n := len(out); n > 0 && out[n-1].Band == band {
			out[n-1].End = end
		} else {
			out = append(out, Piece{window{Start: t, End: end}, band})
		}
		t = end
	}
	return out
}

// touched counts the nights, weekends or holidays in which there is any duty. Nights and weekends are counted by the
// stretches of the clock that the bands name, holidays by their dates.
func (c *calendar) touched(duties []duty) (nights, weekends, holidays int) {
	n, w, h := map[civil.Local]bool{}, map[civil.Local]bool{}, map[civil.Day]bool{}
	for _, d := range duties {
		from, until := c.zone.Reading(d.Start), c.zone.High(d.End-1)
		openings(c.night, from, until, n)
		openings(c.weekend, from, until, w)
		for day := from.Day(); day <= until.Day(); day++ {
			if c.holidays.Has(day) {
				h[day] = true
			}
		}
	}
	return len(n), len(w), len(h)
}

// openings notes where the stretches open that have a part in [from, until].
func openings(w *civil.Windows, from, until civil.Local, out map[civil.Local]bool) {
	for l := from; l <= until; {
		s, ok := w.Stretch(l)
		if !ok || s.Start > until {
			return
		}
		out[s.Start] = true
		l = s.End
	}
}
