package engine

import (
	"slices"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// forwards is who forwards to whom and when, by person; of stretches that overlap the later listed one holds.
type forwards map[Participant][]forwardSpan

type forwardSpan struct {
	span.Span[civil.Instant]
	to Entry
}

// newForwards places every forward on a clock: the person's own, or the schedule's.
func newForwards(people []PersonInfo, zone *civil.Zone) forwards {
	out := forwards{}
	for i := range people {
		p := &people[i]
		z := zoneOr(p.Zone, zone)
		for _, f := range p.Forward {
			sp := span.Span[civil.Instant]{Start: f.From.In(z), End: f.Until.In(z)}
			if !sp.Empty() {
				out[Person(p.ID)] = append(out[Person(p.ID)], forwardSpan{sp, f.Who})
			}
		}
	}
	return out
}

// at returns whom p forwards to at t, and the next instant at which that may change.
func (f forwards) at(p Participant, t civil.Instant) (to Entry, forwarded bool, next civil.Instant) {
	next = forever
	for _, s := range f[p] {
		switch {
		case s.Start > t:
			next = min(next, s.Start)
		case s.End > t:
			next = min(next, s.End)
			to, forwarded = s.to, true
		}
	}
	return to, forwarded, next
}

// apply sends every duty on to whom its holder forwards, one hop, and returns the next instant at which any forward that
// matters begins or ends.
func (f forwards) apply(row []Duty, t civil.Instant) ([]Duty, civil.Instant) {
	next, grown := forever, false
	if len(f) == 0 {
		return row, next
	}
	for i := 0; i < len(row); i++ {
		to, forwarded, n := f.at(row[i].Who, t)
		next = min(next, n)
		if !forwarded {
			continue
		}
		d := row[i]
		d.InsteadOf, d.Source = d.Who, FromForward
		row = slices.Delete(row, i, i+1)
		row = putInstead(row, i, d, to)
		i += len(to) - 1
		grown = grown || len(to) > 1
	}
	if grown {
		slices.SortStableFunc(row, bySeat)
	}
	return row, next
}

// putInstead inserts at i one duty like d for everyone of who: the first on d's own seat, the others on seats that are
// free in row.
func putInstead(row []Duty, i int, d Duty, who Entry) []Duty {
	for j, p := range who {
		d.Who = p
		if j > 0 {
			d.Slot = freeSlot(row, d)
		}
		row = slices.Insert(row, i+j, d)
	}
	return row
}

// bySeat orders duties by rotation and seat, which is the order in which they are shown and in which further overrides
// and forwards come to them.
func bySeat(a, b Duty) int {
	if a.Rotation != b.Rotation {
		return a.Rotation - b.Rotation
	}
	return a.Slot - b.Slot
}

// freeSlot returns the lowest seat above d's of its rotation that nobody in row holds.
func freeSlot(row []Duty, d Duty) int {
	slot := d.Slot + 1
	for slices.ContainsFunc(row, func(o Duty) bool {
		return o.Rotation == d.Rotation && o.Slot == slot
	}) {
		slot++
	}
	return slot
}
