package engine_test

import (
	"cmp"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// twinRow is one rotation: turns by rule, or shifts one by one.
type twinRow struct {
	index  int
	r      *engine.Rotation
	c      *clock
	until  mark
	turns  *twinTurns
	shifts []twinShift // by start, then as listed
}

type twinShift struct {
	stretch
	turn, slot int
	who        engine.Entry
}

func newTwinRow(s *engine.Schedule, i int, c *clock, days map[engine.HolidaysID][]civil.Day, w span.Span[civil.Instant]) *twinRow {
	r := &s.Rotations[i]
	row := &twinRow{index: i, r: r, c: c, until: mark{r.Until, c}}
	if r.HasShifts {
		row.shifts = seated(r, c)
	} else {
		row.turns = newTwinTurns(r, c, days, stamp(w.End)+2*86400)
	}
	return row
}

// seated lists a rotation's shifts, each on the lowest seats that nobody holds who began before it.
func seated(r *engine.Rotation, c *clock) []twinShift {
	var out []twinShift
	for i, s := range r.Shifts {
		sh := twinShift{stretch: stretch{mark{s.From, c}, mark{s.Until, c}}, turn: i, who: s.Who}
		if sh.from.instant() < sh.until.instant() {
			out = append(out, sh)
		}
	}
	slices.SortStableFunc(out, func(a, b twinShift) int { return cmp.Compare(a.from.instant(), b.from.instant()) })
	for i := range out {
		taken := map[int]bool{}
		for _, o := range out[:i] {
			if o.until.instant() > out[i].from.instant() {
				for j := range o.who {
					taken[o.slot+j] = true
				}
			}
		}
		fits := func() bool {
			for j := range out[i].who {
				if taken[out[i].slot+j] {
					return false
				}
			}
			return true
		}
		for !fits() {
			out[i].slot++
		}
	}
	return out
}

// alive reports whether the rotation has begun and not ended.
func (row *twinRow) alive(now stamp) bool {
	return row.turns.start.reached(now) && (!row.r.Until.IsSet() || !row.until.reached(now))
}

// turnAt returns the number of the turn that runs, whether or not it is served.
func (row *twinRow) turnAt(now stamp) int {
	if row.turns != nil {
		if !row.alive(now) {
			return engine.NoTurn
		}
		row.turns.walkTo(now)
		return row.turns.turn
	}
	turn := engine.NoTurn
	for _, s := range row.shifts {
		if s.from.reached(now) {
			turn = s.turn
		}
	}
	return turn
}

// handoff returns the latest handoff up to now; the end of a rotation counts.
func (row *twinRow) handoff(now stamp) (stamp, bool) {
	switch {
	case row.turns == nil:
		latest, ok := stamp(0), false
		for _, s := range row.shifts {
			if s.from.reached(now) {
				latest, ok = s.from.instant(), true
			}
		}
		return latest, ok
	case row.alive(now):
		row.turns.walkTo(now)
		return row.turns.boundary(), true
	case row.turns.start.reached(now):
		return row.until.instant(), true
	default:
		return 0, false
	}
}

// at returns who of the rotation is on duty, covers included.
func (row *twinRow) at(tw *twin) []engine.Duty {
	var out []engine.Duty
	queues := map[int][]engine.Participant{} // by turn
	serve := func(list []engine.Entry, i int, d engine.Duty) {
		for _, p := range list[i] {
			d.Who, d.Rotation, d.Override = p, row.index, -1
			out = append(out, d)
			queues[d.Turn] = row.standIns(list, i)
			d.Slot++
		}
	}
	if row.turns != nil {
		if !row.alive(tw.now) {
			return nil
		}
		row.turns.walkTo(tw.now)
		if row.turns.openAt(row.c.high) {
			serve(row.turns.people(), row.turns.serving, engine.Duty{Turn: row.turns.turn})
		}
	} else {
		list := make([]engine.Entry, len(row.r.Shifts))
		for i := range row.r.Shifts {
			list[i] = row.r.Shifts[i].Who
		}
		for _, s := range row.shifts {
			if s.holds(tw.now) {
				serve(list, s.turn, engine.Duty{Source: engine.FromShift, Turn: s.turn, Slot: s.slot})
			}
		}
	}
	slices.SortFunc(out, seatOrder)
	return row.covered(tw, out, queues)
}

// standIns returns who may cover for members of entry i, best first.
func (row *twinRow) standIns(list []engine.Entry, i int) []engine.Participant {
	var out []engine.Participant
	switch o := row.r.OnAway; {
	case o.Gap:
	case len(o.Try) > 0:
		for _, id := range o.Try {
			out = append(out, engine.Person(id))
		}
	default:
		for _, e := range append(slices.Clone(list[i+1:]), list[:i]...) {
			for _, p := range e {
				if p.Kind == engine.KindPerson {
					out = append(out, p)
				}
			}
		}
	}
	return out
}

// covered replaces everyone who is away by the first stand-in who is neither away nor serving in the rotation already.
func (row *twinRow) covered(tw *twin, duties []engine.Duty, queues map[int][]engine.Participant) []engine.Duty {
	var out []engine.Duty
	for i, d := range duties {
		if !tw.isAway(d.Who) {
			out = append(out, d)
			continue
		}
		for _, p := range queues[d.Turn] {
			serves := func(o engine.Duty) bool { return o.Who == p }
			if !tw.isAway(p) && !slices.ContainsFunc(duties[i:], serves) && !slices.ContainsFunc(out, serves) {
				d.Who, d.InsteadOf, d.Source = p, d.Who, engine.FromCover
				out = append(out, d)
				break
			}
		}
	}
	return out
}
