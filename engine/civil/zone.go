package civil

import (
	"sort"
	"time"
)

// The years a zone's table covers. Before the first and after the last the offset of the edge holds; the loader refuses
// dates outside them.
const (
	FirstYear = 1900
	LastYear  = 2400
)

// bucketBits sets the width of the table's index: 2^22 seconds are about 48 days, less than any zone keeps one offset for
// in the usual case, so a look-up takes one step and seldom a second one.
const bucketBits = 22

// Zone is a time zone as a table of its offsets. It is immutable and safe for use by many goroutines.
//
// A zone's clock jumps forward (a gap: readings that never show) or back (an overlap: readings that show twice).
// high holds, for the start of every segment, the largest reading shown before it; with it the one rule of this
// package becomes a comparison.
type Zone struct {
	name  string
	at    []Instant // start of segment i; at[0] is the beginning of the table
	off   []Local   // seconds east of UTC in segment i
	high  []Local   // upper bound (exclusive) of all readings shown before at[i]
	index []int32   // bucket of instants -> the segment in which the bucket starts
}

// NewZone reads the transitions of loc into a table. name is what the user wrote, and what [Zone.String] returns.
//
// Go's ZoneBounds may return an end at or before the asked time on 31 December of leap years (golang/go#81583); the walk
// steps over such days instead of hanging on them.
func NewZone(name string, loc *time.Location) *Zone {
	z := &Zone{name: name}
	t := time.Date(FirstYear, 1, 1, 0, 0, 0, 0, time.UTC)
	end := time.Date(LastYear+1, 1, 1, 0, 0, 0, 0, time.UTC)
	for t.Before(end) {
		_, off := t.In(loc).Zone()
		z.push(FromTime(t), Local(off))
		_, next := t.In(loc).ZoneBounds()
		if next.IsZero() {
			break
		}
		if !next.After(t) {
			next = t.Add(24 * time.Hour)
		}
		t = next
	}
	z.buildIndex(FromTime(end))
	return z
}

// push appends a segment unless it has the offset of the last one.
func (z *Zone) push(at Instant, off Local) {
	n := len(z.at)
	if n > 0 && z.off[n-1] == off {
		return
	}
	high := Local(minLocal)
	if n > 0 {
		high = max(z.high[n-1], Local(at)+z.off[n-1])
	}
	z.at, z.off, z.high = append(z.at, at), append(z.off, off), append(z.high, high)
}

const minLocal = -1 << 62

func (z *Zone) buildIndex(end Instant) {
	i := 0
	for t := z.at[0]; t < end; t += 1 << bucketBits {
		for i+1 < len(z.at) && z.at[i+1] <= t {
			i++
		}
		z.index = append(z.index, int32(i))
	}
}

// segment returns the number of the segment that holds t.
func (z *Zone) segment(t Instant) int {
	d := t - z.at[0]
	if d < 0 {
		return 0
	}
	b := int(d >> bucketBits)
	if b >= len(z.index) {
		b = len(z.index) - 1
	}
	i := int(z.index[b])
	for i+1 < len(z.at) && z.at[i+1] <= t {
		i++
	}
	return i
}

// String returns the zone's name as it was written.
func (z *Zone) String() string { return z.name }

// Offset returns the seconds east of UTC at t.
func (z *Zone) Offset(t Instant) int { return int(z.off[z.segment(t)]) }

// Reading returns what the zone's clock shows at t.
func (z *Zone) Reading(t Instant) Local { return Local(t) + z.off[z.segment(t)] }

// High returns the largest reading that the clock has shown up to and including t. It differs from [Zone.Reading] only
// in an overlap, where the clock shows again what it has shown before. For every local time l,
//
//	z.First(l) <= t  exactly when  l <= z.High(t)
//
// which is what makes turns and windows monotone.
func (z *Zone) High(t Instant) Local {
	i := z.segment(t)
	// high[i] is exclusive: the last reading before the segment was one second less.
	return max(Local(t)+z.off[i], z.high[i]-1)
}

// First returns the earliest instant at which the clock reads l or later: the rule of SPEC 1.1. In a gap that is the
// moment the clock jumps; in an overlap the first of the two.
func (z *Zone) First(l Local) Instant {
	// The segment in which UTC reads l is at most a day or so off; go from there to the first segment that reaches l.
	i := z.segment(Instant(l))
	for i > 0 && z.high[i] > l {
		i--
	}
	for i+1 < len(z.at) && z.high[i+1] <= l {
		i++
	}
	if i == 0 { // before the table the offset of its beginning holds
		return Instant(l - z.off[0])
	}
	return max(Instant(l-z.off[i]), z.at[i])
}

// Transition is a moment at which a zone's clock is put forward or back.
type Transition struct {
	At            Instant // the first instant of the new offset
	Before, After int     // seconds east of UTC
}

// Transitions returns the clock changes in the half-open stretch [from, until), in order.
func (z *Zone) Transitions(from, until Instant) []Transition {
	var out []Transition
	i := sort.Search(len(z.at), func(i int) bool { return z.at[i] >= from })
	for i = max(i, 1); i < len(z.at) && z.at[i] < until; i++ {
		out = append(out, Transition{z.at[i], int(z.off[i-1]), int(z.off[i])})
	}
	return out
}

// SameRules reports whether two zones show the same readings from the given instant on, whatever they are called:
// Europe/Kiev and Europe/Kyiv, or UTC and the Africa/Monrovia that Opsgenie answers instead of it (contract opsgenie K1).
func SameRules(a, b *Zone, from Instant) bool {
	if a == b || a.name == b.name {
		return true
	}
	i, j := a.segment(from), b.segment(from)
	if a.off[i] != b.off[j] || len(a.at)-i != len(b.at)-j {
		return false
	}
	for i, j = i+1, j+1; i < len(a.at); i, j = i+1, j+1 {
		if a.at[i] != b.at[j] || a.off[i] != b.off[j] {
			return false
		}
	}
	return true
}
