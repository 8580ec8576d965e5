package check

import (
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// dstNight tells of every clock change in the window: who is on call over it and for how long in truth, as information,
// and which turns and windows it swallows, as a warning (SPEC 1.1).
func (r *run) dstNight(sc *scene) error {
	if !sc.Enabled {
		return nil
	}
	for _, tr := range sc.Zone.Transitions(r.in.Window.Start, r.in.Window.End) {
		r.over24(sc, tr)
	}
	for i := range sc.Rotations {
		rot := &sc.Rotations[i]
		if rot.HasShifts {
			continue
		}
		for _, tr := range rot.Zone.Transitions(r.in.Window.Start, r.in.Window.End) {
			if tr.After <= tr.Before {
				continue // only a clock that is put forward leaves readings out
			}
			if err := r.swallowed(sc, rot, tr); err != nil {
				return err
			}
		}
	}
	return nil
}

// over24 tells who is on call over a clock change. A duty that begins or ends at the change is not touched by it.
func (r *run) over24(sc *scene, tr civil.Transition) {
	for _, s := range sc.spans {
		if len(s.On) == 0 || tr.At <= s.Start || s.End <= tr.At {
			continue
		}
		names := make([]string, len(s.On))
		for i, d := range s.On {
			names[i] = r.name(d.Who)
		}
		wall := sc.Zone.Reading(s.End) - sc.Zone.Reading(s.Start)
		r.mild(Finding{
			Schedule: sc.ID, Who: s.On[0].Who, Span: s.Span, Path: sc.duty(s.On[0]),
			Text: fmt.Sprintf("the clock goes from %s to %s: %s on call for %s, where the clock shows %s",
				stampWithout(tr.At, tr.Before), clockAt(tr.At, tr.After), isAre(names), length(s.Length()), length(civil.Instant(wall))),
		}, Info)
	}
}

func isAre(names []string) string {
	if len(names) == 1 {
		return names[0] + " is"
	}
	return together(names) + " are"
}

// stampWithout writes what a clock with a fixed distance from UTC reads.
func stampWithout(t civil.Instant, off int) string {
	l := civil.Local(t) + civil.Local(off)
	return l.String()
}

func clockAt(t civil.Instant, off int) string {
	return stampWithout(t, off)[len("2026-10-25 "):]
}

// swallowed tells of windows and turns that lie in the hour that the clock leaves out.
func (r *run) swallowed(sc *scene, rot *engine.Rotation, tr civil.Transition) error {
	from, until := civil.Local(tr.At)+civil.Local(tr.Before), civil.Local(tr.At)+civil.Local(tr.After)
	at := window{Start: tr.At, End: tr.At + 1}
	for i, w := range rot.Only {
		for d := from.Day() - 7; d <= from.Day(); d++ {
			starts := len(w.Days) == 0 || slices.Contains(w.Days, d.Weekday())
			if starts && d.Start()+civil.Local(w.From) >= from && d.Start()+civil.Local(w.To) <= until {
				r.add(Finding{
					Schedule: sc.ID, Span: at, Path: sc.path(fmt.Sprintf("rotations.%s.only[%d]", rot.ID, i)),
					Text: fmt.Sprintf("the window %s to %s of rotation %q does not exist on %s: the clock goes from %s to %s",
						(d.Start() + civil.Local(w.From)).String()[11:], (d.Start() + civil.Local(w.To)).String()[11:], rot.ID, d, from, until.String()[11:]),
				})
			}
		}
	}
	lost, err := r.lostTurns(sc, rot, tr)
	if err != nil || lost == 0 {
		return err
	}
	r.add(Finding{
		Schedule: sc.ID, Span: at, Path: sc.path("rotations." + string(rot.ID) + ".every"),
		Text: fmt.Sprintf("rotation %q: %s into the time that the clock leaves out, %s to %s, and nobody serves there",
			rot.ID, count(lost, "turn falls", "turns fall"), from, until.String()[11:]),
	})
	return nil
}

// lostTurns counts the turns that begin and end at a clock change: their numbers are missing.
func (r *run) lostTurns(sc *scene, rot *engine.Rotation, tr civil.Transition) (int, error) {
	short := slices.ContainsFunc(rot.Every.Lengths, func(l engine.Length) bool {
		return l.Unit <= engine.Hours && int64(l.N)*l.Unit.Seconds() <= int64(tr.After-tr.Before)
	})
	if !short || rot.Clock == engine.Elapsed || tr.At <= rot.Start.In(rot.Zone) {
		return 0, nil
	}
	alone := *rot
	alone.People, alone.Changes, alone.Only = []engine.Entry{{engine.Person("anybody")}}, nil, nil
	s := *sc.Schedule
	s.Rotations, s.Overrides = []engine.Rotation{alone}, nil
	compiled, err := engine.Compile(&s, nil, nil)
	if err != nil {
		return 0, err
	}
	lost, last := 0, engine.NoTurn
	for sl := range compiled.Slices(window{Start: tr.At - 1, End: tr.At + 1}, engine.Base) {
		for _, d := range sl.On {
			if last != engine.NoTurn && d.Turn > last {
				lost += d.Turn - last - 1
			}
			last = d.Turn
		}
	}
	return lost, nil
}
