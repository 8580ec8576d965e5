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
// which any absence that matters begins or ends. row is everyone of the rotation who is on duty at t, by seat; queue
// returns who may step in for a duty's holder, in order.
func (a away) cover(row []Duty, queue func(Duty) []Participant, gap bool, t civil.Instant) ([]Duty, civil.Instant) {
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
		p, found, n := a.standIn(kept, row[i+1:], queue(d), t)
		next = min(next, n)
		if found {
			d.InsteadOf, d.Who, d.Source = d.Who, p, FromCover
			kept = append(kept, d)
		}
	}
	return kept, next
}

// standIn returns the first in the queue who is neither away nor already serving in the rotation, and the next instant
// at which somebody in the queue goes away or comes back.
func (a away) standIn(kept, rest []Duty, queue []Participant, t civil.Instant) (who Participant, found bool, next civil.Instant) {
	next = forever
	for _, p := range queue {
		isAway, n := a.at(p, t)
		next = min(next, n)
		if !isAway && !found && !serves(kept, p) && !serves(rest, p) {
			who, found = p, true
		}
	}
	return who, found, next
}

func serves(row []Duty, p Participant) bool {
	return slices.ContainsFunc(row, func(d Duty) bool { return d.Who == p })
}

// queueAfter lists the single persons of the entries after i, wrapping round to i itself; groups are flattened, and those
// who are not persons left out. The entry's own members come last, and are passed over because they serve already.
func queueAfter(entries []Entry, i int) []Participant {
	var out []Participant
	for j := 1; j <= len(entries); j++ {
		for _, p := range entries[(i+j)%len(entries)] {
			if p.Kind == KindPerson && !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out
}
