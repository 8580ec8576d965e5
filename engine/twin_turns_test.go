package engine_test

import (
	"slices"
	"strings"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// twinTurns counts the turns of a rotation, one handoff at a time, from its start.
type twinTurns struct {
	r     *engine.Rotation
	c     *clock
	start mark
	began stamp   // the instant of the start
	only  []piece // the stretches of local time in which some window is open
	opens []wall  // for turns counted in windows: where a stretch opens after the start

	turn    int
	nominal wall   // what the clock should read at the start of the turn
	ends    wall   // and at its end; for elapsed turns both are instants
	seen    int    // for turns counted in windows: openings so far that belong to turns
	list    int    // which membership is in force: 0 the rotation's own, i the i-th of its changes
	serving int    // the entry that serves the turn
	highs   []wall // by change: the largest reading shown before it
}

// piece is a stretch of the wall clock.
type piece struct{ from, to wall }

func newTwinTurns(r *engine.Rotation, c *clock, days map[engine.HolidaysID][]civil.Day, until wall) *twinTurns {
	tt := &twinTurns{r: r, c: c, start: mark{r.Start, c}}
	tt.began = tt.start.instant()
	first := tt.start.reading()
	for d := midnight(min(first, until-4*86400)) - 9*86400; d < until+86400; d += 86400 {
		for _, w := range r.Only {
			if opensOn(w, d, days) {
				tt.only = append(tt.only, piece{d + wall(w.From), d + wall(w.To)})
			}
		}
	}
	if r.Every.Windows > 0 {
		if tt.openAt(first) {
			tt.seen = 1
		}
		for l := first + 60 - (first % 60); l < until; l += 60 {
			if tt.openAt(l) && !tt.openAt(l-1) {
				tt.opens = append(tt.opens, l)
			}
		}
	}
	for _, ch := range r.Changes {
		tt.highs = append(tt.highs, c.highest(mark{ch.From, c}.instant()-1))
	}
	tt.nominal = first
	if tt.elapsed() {
		tt.nominal = tt.began
	}
	tt.ends = tt.next()
	tt.deal()
	return tt
}

func (tt *twinTurns) elapsed() bool { return tt.r.Clock == engine.Elapsed }

// opensOn reports whether a window starts on the date whose 00:00 is d.
func opensOn(w engine.Window, d wall, days map[engine.HolidaysID][]civil.Day) bool {
	if len(w.Days) > 0 && !slices.Contains(w.Days, weekday(d)) {
		return false
	}
	in := func(ids []engine.HolidaysID) bool {
		return slices.ContainsFunc(ids, func(id engine.HolidaysID) bool { return slices.Contains(days[id], civil.Day(d/86400)) })
	}
	return !in(w.Except) && (len(w.OnlyOn) == 0 || in(w.OnlyOn))
}

// openAt reports whether some window is open when the clock first reads l.
func (tt *twinTurns) openAt(l wall) bool {
	return len(tt.r.Only) == 0 || slices.ContainsFunc(tt.only, func(p piece) bool { return p.from <= l && l < p.to })
}

// never is a boundary that does not come.
const never = wall(1) << 60

// next returns the boundary at which the running turn ends.
func (tt *twinTurns) next() wall {
	e := tt.r.Every
	switch {
	case e.Windows > 0:
		// The stretch after N of them opens the next turn. A turn 0 that begins outside has yet to see its first.
		i := (tt.turn+1)*e.Windows - tt.seen
		if i >= len(tt.opens) {
			return never
		}
		return tt.opens[i]
	case e.Lengths[0].Unit == engine.Months:
		return monthsOn(tt.start.reading(), (tt.turn+1)*e.Lengths[0].N)
	default:
		l := e.Lengths[tt.turn%len(e.Lengths)]
		unit := map[engine.Unit]time.Duration{
			engine.Minutes: time.Minute, engine.Hours: time.Hour, engine.Days: 24 * time.Hour, engine.Weeks: 7 * 24 * time.Hour,
		}[l.Unit]
		return tt.nominal + int64(l.N)*int64(unit/time.Second)
	}
}

// passed reports whether the running turn is over.
func (tt *twinTurns) passed(now stamp) bool {
	if tt.elapsed() {
		return now >= tt.ends
	}
	return tt.c.high >= tt.ends
}

// walkTo counts the handoffs up to now.
func (tt *twinTurns) walkTo(now stamp) {
	for tt.passed(now) {
		tt.turn++
		tt.nominal = tt.ends
		tt.ends = tt.next()
		tt.deal()
	}
}

// boundary returns the instant of the handoff that began the running turn.
func (tt *twinTurns) boundary() stamp {
	if tt.elapsed() {
		return tt.nominal
	}
	return max(tt.began, tt.c.earliest(tt.nominal))
}

// due reports whether the handoff that began the running turn is at or after change i.
func (tt *twinTurns) due(i int) bool {
	from := mark{tt.r.Changes[i].From, tt.c}.instant()
	switch {
	case tt.began >= from:
		return true
	case tt.elapsed():
		return tt.nominal >= from
	default:
		return tt.turn > 0 && tt.nominal > tt.highs[i]
	}
}

func (tt *twinTurns) people() []engine.Entry {
	if tt.list == 0 {
		return tt.r.People
	}
	return tt.r.Changes[tt.list-1].People
}

// deal says who serves the turn that has just begun.
func (tt *twinTurns) deal() {
	old, last, list := tt.people(), tt.serving, tt.list
	for i := tt.list; i < len(tt.r.Changes); i++ {
		if tt.due(i) {
			tt.list = i + 1
		}
	}
	switch {
	case tt.turn == 0:
		tt.serving = 0
	case tt.list == list:
		tt.serving = (last + 1) % len(old)
	case tt.r.Changes[tt.list-1].Restart:
		tt.serving = 0
	default:
		tt.serving = after(old, last, tt.people())
	}
}

// after returns where in the new list the first of the old order after last stands who is still there.
func after(old []engine.Entry, last int, fresh []engine.Entry) int {
	was, is := numbered(old), numbered(fresh)
	for i := range old {
		name, rank, _ := strings.Cut(was[(last+1+i)%len(old)], "#")
		for n := rank; ; n = n[1:] { // ranks are written as strokes: the same one, or the largest below it
			if at := slices.Index(is, name+"#"+n); at >= 0 {
				return at
			}
			if n == "" {
				break
			}
		}
	}
	return 0
}

// numbered gives every entry a name that holds whatever order its members are in, and a stroke for each time it stood
// before.
func numbered(list []engine.Entry) []string {
	seen := map[string]int{}
	var out []string
	for _, e := range list {
		var ids []string
		for _, p := range e {
			ids = append(ids, p.String())
		}
		slices.Sort(ids)
		name := strings.Join(ids, "+")
		out = append(out, name+"#"+strings.Repeat("|", seen[name]))
		seen[name]++
	}
	return out
}
