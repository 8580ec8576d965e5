package engine_test

import (
	"iter"
	"sync"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/importers/zones"
)

// stamp is real time in Unix seconds; wall is what a clock on the wall shows, in seconds since it would have shown
// 1970-01-01 00:00. They are plain numbers so that the twin shares no arithmetic with package civil.
type (
	stamp = int64
	wall  = int64
)

// clock is a zone as the twin sees it: something that can be read, minute by minute, and that remembers the largest
// reading so far. "The earliest instant at which the clock reads l or later" is reached when that memory reaches l.
type clock struct {
	loc  *time.Location
	high wall
	memo map[wall]stamp
}

func (c *clock) read(t stamp) wall {
	_, off := time.Unix(t, 0).In(c.loc).Zone()
	return t + int64(off)
}

// lead is longer than any clock has ever been put back, and any offset from UTC.
const lead = 36 * 3600

// ticks yields the instants from..to by the minute, and every second of a minute in which somebody moves the clock.
func (c *clock) ticks(from, to stamp) iter.Seq[stamp] {
	return func(yield func(stamp) bool) {
		for t := from; t <= to; t += 60 {
			if !yield(t) {
				return
			}
			if c.read(t+60) == c.read(t)+60 {
				continue
			}
			for s := t + 1; s < t+60 && s <= to; s++ {
				if !yield(s) {
					return
				}
			}
		}
	}
}

// highest returns the largest reading shown up to and including t.
func (c *clock) highest(t stamp) wall {
	best := c.read(t)
	for s := range c.ticks(t-lead, t) {
		best = max(best, c.read(s))
	}
	return best
}

// earliest returns the earliest instant at which the clock reads l or later, by reading it until it does.
func (c *clock) earliest(l wall) stamp {
	if t, ok := c.memo[l]; ok {
		return t
	}
	for t := range c.ticks(l-lead, l+lead) {
		if c.read(t) < l {
			continue
		}
		for c.read(t-1) >= l {
			t--
		}
		c.memo[l] = t
		return t
	}
	panic("a clock that never reads what it should")
}

// mark is a moment of a schedule on the clock it is meant for.
type mark struct {
	moment civil.Moment
	clock  *clock
}

// reached reports whether the moment has come, now that the walk has come to now.
func (m mark) reached(now stamp) bool {
	if m.moment.Fixed() {
		return now >= stamp(m.moment.In(nil))
	}
	return m.clock.high >= wall(m.moment.On(nil))
}

// instant returns when the moment comes.
func (m mark) instant() stamp {
	if m.moment.Fixed() {
		return stamp(m.moment.In(nil))
	}
	return m.clock.earliest(wall(m.moment.On(nil)))
}

// reading returns what the clock should show at the moment.
func (m mark) reading() wall {
	if m.moment.Fixed() {
		return m.clock.read(stamp(m.moment.In(nil)))
	}
	return wall(m.moment.On(nil))
}

// monthsOn returns the reading n months on, on the last day of a month that is too short.
func monthsOn(l wall, n int) wall {
	t := time.Unix(l, 0).UTC()
	last := time.Date(t.Year(), t.Month()+time.Month(n)+1, 0, 0, 0, 0, 0, time.UTC)
	day := min(t.Day(), last.Day())
	return time.Date(last.Year(), last.Month(), day, t.Hour(), t.Minute(), t.Second(), 0, time.UTC).Unix()
}

// midnight returns 00:00 of the reading's date; weekday the day of the week, Monday 0.
func midnight(l wall) wall {
	y, m, d := time.Unix(l, 0).UTC().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()
}

func weekday(l wall) civil.Weekday { return civil.Weekday((time.Unix(l, 0).UTC().Weekday() + 6) % 7) }

// archive is the embedded zone archive, opened once.
var archive = sync.OnceValues(zones.Open)

// location returns a zone as the standard library knows it.
func location(t testing.TB, name string) *time.Location {
	t.Helper()
	db, err := archive()
	if err != nil {
		t.Fatal(err)
	}
	loc, err := db.Location(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}
