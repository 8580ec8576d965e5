package engine

import (
	"sort"

	"github.com/schedsync/schedsync/engine/civil"
)

// An era is a stretch of turns that one list of people serves. A rotation has one era, and one more for every change of
// its membership that comes into force.
type era struct {
	from   int // the first turn
	first  int // index into people of the entry that serves it
	people []Entry
}

// at returns the index of the entry that serves turn k.
func (e *era) at(k int) int { return (k - e.from + e.first) % len(e.people) }

// eras lays a rotation's membership out over its turns. A change takes effect at the first handoff at or after its date;
// a list that no turn falls to is passed over, as if it had never been written.
func eras(r *Rotation, d dealer) []era {
	out := []era{{people: r.People}}
	for _, c := range r.Changes {
		k := firstHandoff(d, c.From.In(r.Zone))
		last := &out[len(out)-1]
		if k == last.from { // the list before it served no turn
			out = out[:len(out)-1]
		}
		next := era{from: k, people: c.People}
		if !c.Restart && len(out) > 0 {
			before := &out[len(out)-1]
			next.first = successor(before.people, before.at(k-1), c.People)
		}
		out = append(out, next)
	}
	return out
}

// firstHandoff returns the number of the first turn that begins at or after t.
func firstHandoff(d dealer, t civil.Instant) int {
	high := 1
	for d.boundary(high) < t {
		high *= 2
	}
	return sort.Search(high, func(k int) bool { return d.boundary(k) >= t })
}

// successor returns the index in the new list of the entry that follows old[last]: the next entry of the old order that
// the new list still has, or 0 when nobody is left. An entry that stands several times in the old list means the
// occurrence of the same rank in the new one, or the last one there is.
//
//	old  ana bo chi dee      last = bo
//	new  ana bo eli dee      chi has gone, dee follows: index 3
func successor(old []Entry, last int, fresh []Entry) int {
	for i := 1; i <= len(old); i++ {
		j := (last + i) % len(old)
		rank := 0
		for _, e := range old[:j] {
			if e.Equal(old[j]) {
				rank++
			}
		}
		if at := ranked(fresh, old[j], rank); at >= 0 {
			return at
		}
	}
	return 0
}

// ranked returns the index of the entry's occurrence of a rank, the last one when there are fewer, or -1.
func ranked(list []Entry, e Entry, rank int) int {
	found := -1
	for i := range list {
		if list[i].Equal(e) {
			found = i
			if rank == 0 {
				break
			}
			rank--
		}
	}
	return found
}

// eraOf returns the index of the era that turn k falls into.
func eraOf(list []era, k int) int {
	i := len(list) - 1
	for list[i].from > k {
		i--
	}
	return i
}
