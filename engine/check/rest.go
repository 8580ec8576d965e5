package check

import (
	"fmt"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// shortRest tells of persons who have less than the limit between two duties, whatever schedules they are in.
//
//	desk      |-- ana --|
//	payments                 |-- ana --|
//	                    |----|            rest
func (r *run) shortRest() error {
	r.byPerson(func(mine []personDuty) {
		duties := joined(mine)
		for i := 1; i < len(duties); i++ {
			a, b := duties[i-1], duties[i]
			rest := window{Start: a.End, End: b.Start}
			if rest.Length() >= r.end(r.now.limit, rest.Start, b.scene.Zone)-rest.Start || !r.in.Window.Contains(b.Start) {
				continue
			}
			if !b.checked {
				b.scene = a.scene
			}
			if !a.checked && !b.checked {
				continue
			}
			r.add(Finding{
				Schedule: b.scene.ID, Who: b.who, Span: rest, Path: b.scene.path(""),
				Text: fmt.Sprintf("%s rests %s between two duties, less than %s: %s", r.name(b.who), length(rest.Length()), r.now.limit, when(rest, r.zoneOf(b.who, b.scene))),
			})
		}
	})
	return nil
}

// longDuty tells of persons who are on call for longer than the limit without a break, whatever schedules they are in.
func (r *run) longDuty() error {
	r.byPerson(func(mine []personDuty) {
		for _, d := range joined(mine) {
			if d.End <= r.end(r.now.limit, d.Start, d.scene.Zone) || !d.checked || !d.Overlaps(r.in.Window) {
				continue
			}
			r.add(Finding{
				Schedule: d.scene.ID, Who: d.who, Span: d.window, Path: d.scene.path(""),
				Text: fmt.Sprintf("%s is on call for %s without a break, more than %s: %s", r.name(d.who), r.atLeast(d.window), r.now.limit, when(d.window, r.zoneOf(d.who, d.scene))),
			})
		}
	})
	return nil
}

// end returns the instant a length after another: days and weeks on the calendar, so that a week over a clock change is
// still a week.
func (r *run) end(l engine.Length, from civil.Instant, z *civil.Zone) civil.Instant {
	return l.After(civil.AtInstant(from), z)
}

// atLeast writes a length that may go on beyond what was looked at.
func (r *run) atLeast(w window) string {
	if w.Start <= r.in.Window.Start-r.margin || w.End >= r.in.Window.End+r.margin {
		return "at least " + length(w.Length())
	}
	return length(w.Length())
}
