package engine

import (
	"slices"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// away is when each person is away, by who they are; those who never are have no entry.
type away map[Participant]span.Set[civil.Instant]

// newAway places every absence on a clock: the person's own, or the schedule's.
func newAway(people []PersonInfo, zone *civil.Zone) away {
	out := away{}
	for i := range people {
		p := &people[i]
		if len(p.Away) == 0 {
			continue
		}
		z := zoneOr(p.Zone, zone)
		var spans []span.Span[civil.Instant]
		for _, a := range p.Away {
			spans = append(spans, span.Span[civil.Instant]{Start: a.From.In(z), End: a.Until.In(z)})
		}
		if set := span.Of(spans...); len(set) > 0 {
			out[Person(p.ID)] = set
		}
	}
	return out
}

func zoneOr(z, fallback *civil.Zone) *civil.Zone {
	if z != nil {
		return z
	}
	return fallback
}

// at reports whether p is away at t, and the next instant at which that changes.
func (a away) at(p Participant, t civil.Instant) (isAway bool, next civil.Instant) {
	set, ok := a[p]
	if !ok {
		return false, forever
	}
	i, _ := slices.BinarySearchFunc(set, t+1, func(s span.Span[civil.Instant], t civil.Instant) int {
		if s.End < t {
			return -1
		}
		return 1
	})
	if i == len(set) {
		return false, forever
	}
	if s := set[i]; s.Start <= t {
		return true, s.End
	}
	return false, set[i].Start
}

// concerns reports whether any of those in the entries is ever away.
func (a away) concerns(entries []Entry) bool {
	for _, e := range entries {
		for _, p := range e {
			if _, ok := a[p]; ok {
				return true
			}
		}
	}
	return false
}

// cover replaces in row, in place, every member who is away at t, each alone, and returns the row and the next instant at
// which any absence that matters begins or ends. row is everyone of the rotation who is on duty at t, by seat; of
// returns who may step in for a duty's holder, in order.
func (a away) cover(row []Duty, of func(Duty) queue, gap bool, t civil.Instant) ([]Duty, civil.Instant) {
	next := forever
	kept := row[:0]
	for i, d := range row {
		isAway, n := a.at(d.Who, t)
		next = min(next, n)
		if !isAway {
			kept = append(kept, d)
			continue
		}
		if gap {
			continue
		}
		p, found, n := a.standIn(kept, row[i+1:], of(d), t)
		next = min(next, n)
		if found {
			d.InsteadOf, d.Who, d.Source = d.Who, p, FromCover
			kept = append(kept, d)
		}
	}
	return kept, next
}

// standIn returns the first in the queue who is neither away nor already serving in the rotation, and the next instant
// at which they go away, or somebody before them goes away or comes back.
func (a away) standIn(kept, rest []Duty, q queue, t civil.Instant) (who Participant, found bool, next civil.Instant) {
	next = forever
	for i := range q.list {
		p := q.list[(q.first+i)%len(q.list)]
		isAway, n := a.at(p, t)
		next = min(next, n)
		if !isAway && !serves(kept, p) && !serves(rest, p) {
			return p, true, next
		}
	}
	return Participant{}, false, next
}

func serves(row []Duty, p Participant) bool {
	return slices.ContainsFunc(row, func(d Duty) bool { return d.Who == p })
}

// queue is who may step in: everyone of a list, from one place on and wrapping round to it. The queues of a rotation share
// their list, so that long rotations and long rosters cost no more than they hold.
type queue struct {
	list  []Participant // only persons; somebody who stands in it twice is asked twice, which changes nothing
	first int
}

// queues returns, for each of the entries, who may step in for its members: those whom the rotation tries, or else the
// single persons of the entries after it; groups are flattened, and those who are not persons left out. The entry's own
// members come last, and are passed over because they serve already.
func queues(o OnAway, entries []Entry) []queue {
	out := make([]queue, len(entries))
	var list []Participant
	for _, id := range o.Try {
		list = append(list, Person(id))
	}
	if len(list) == 0 {
		for i, e := range entries {
			for _, p := range e {
				if p.Kind == KindPerson {
					list = append(list, p)
				}
			}
			out[i].first = len(list)
		}
	}
	for i := range out {
		out[i].list = list
	}
	return out
}
