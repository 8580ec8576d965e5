package engine

import (
	"math"

	"github.com/schedsync/schedsync/engine/civil"
)

// forever is later than any instant a timeline can hold.
const forever = civil.Instant(math.MaxInt64)

// A dealer knows a rotation's handoffs. Boundary k is the handoff at which turn k begins; turns are numbered from 0 at the
// rotation's start. Every answer costs the same however far it lies from the start (windows behind holidays excepted).
type dealer interface {
	// turn returns the number of the turn at t and the handoff that ends it, which is after t. h is what the rotation's
	// clock has shown at most up to t ([civil.Zone.High]). t is not before the rotation's start.
	turn(t civil.Instant, h civil.Local) (k int, end civil.Instant)
	// boundary returns the handoff at which turn k begins. Turns that a clock change swallows begin and end at one instant;
	// so do those whose reading was shown before a start that is given as an instant, in an hour that is shown twice.
	boundary(k int) civil.Instant
	// nominal returns what the clock should read at boundary k, whether or not it ever does.
	nominal(k int) civil.Local
}

// wallTurns hand off at equal or cyclic steps of the local clock.
type wallTurns struct {
	zone   *civil.Zone
	start  civil.Local
	first  civil.Instant // the rotation's start, where start is shown twice not always its first showing
	steps  []civil.Local // end of each turn of the cycle, from the cycle's beginning
	period civil.Local   // the last of steps
}

func (w *wallTurns) turn(_ civil.Instant, h civil.Local) (int, civil.Instant) {
	d := max(h-w.start, 0)
	cycle := d / w.period
	i, rest := 0, d-cycle*w.period
	for w.steps[i] <= rest {
		i++
	}
	return int(cycle)*len(w.steps) + i, w.zone.First(w.start + cycle*w.period + w.steps[i])
}

func (w *wallTurns) boundary(k int) civil.Instant {
	return max(w.first, w.zone.First(w.nominal(k)))
}

func (w *wallTurns) nominal(k int) civil.Local {
	n := len(w.steps)
	l := w.start + civil.Local(k/n)*w.period
	if i := k % n; i > 0 {
		l += w.steps[i-1]
	}
	return l
}

// monthTurns hand off every n months on the day of the first handoff, or the month's last day where it has no such day.
type monthTurns struct {
	zone   *civil.Zone
	start  civil.Local
	first  civil.Instant
	months civil.Months // from start
	n      int
}

func (m *monthTurns) turn(_ civil.Instant, h civil.Local) (int, civil.Instant) {
	k := m.months.Until(max(h, m.start)) / m.n
	return k, m.zone.First(m.nominal(k + 1))
}

func (m *monthTurns) boundary(k int) civil.Instant {
	return max(m.first, m.zone.First(m.nominal(k)))
}

func (m *monthTurns) nominal(k int) civil.Local { return m.months.At(k * m.n) }

// elapsedTurns hand off after equal or cyclic lengths of real time, whatever the clock on the wall does.
type elapsedTurns struct {
	zone   *civil.Zone
	start  civil.Instant
	steps  []civil.Instant
	period civil.Instant
}

func (e *elapsedTurns) turn(t civil.Instant, _ civil.Local) (int, civil.Instant) {
	d := t - e.start
	cycle := d / e.period
	i, rest := 0, d-cycle*e.period
	for e.steps[i] <= rest {
		i++
	}
	return int(cycle)*len(e.steps) + i, e.start + cycle*e.period + e.steps[i]
}

func (e *elapsedTurns) boundary(k int) civil.Instant {
	n := len(e.steps)
	t := e.start + civil.Instant(k/n)*e.period
	if i := k % n; i > 0 {
		t += e.steps[i-1]
	}
	return t
}

func (e *elapsedTurns) nominal(k int) civil.Local { return e.zone.Reading(e.boundary(k)) }

// windowTurns hand off at each nth maximal stretch of the rotation's windows.
type windowTurns struct {
	zone     *civil.Zone
	start    civil.Local
	first    civil.Instant
	n        int
	inside   int // 1 when the start lies in a stretch, which then is the first to count
	openings *civil.Openings
}

func (w *windowTurns) turn(_ civil.Instant, h civil.Local) (int, civil.Instant) {
	// The stretches that opened so far, the one at the start included: the last of them is running or over.
	k := max(w.openings.Count(h)+w.inside-1, 0) / w.n
	return k, w.boundary(k + 1)
}

func (w *windowTurns) boundary(k int) civil.Instant {
	l := w.nominal(k)
	if l > farLocal {
		return forever
	}
	return max(w.first, w.zone.First(l))
}

func (w *windowTurns) nominal(k int) civil.Local {
	if k == 0 {
		return w.start
	}
	return w.openings.Nth(k*w.n - w.inside + 1)
}

// farLocal is past every local time that the loader lets in.
const farLocal = civil.Local(civil.LastYear) * 366 * civil.DayLen

// newDealer compiles a rotation's cycle. mask is the rotation's restriction, which turns counted in windows need.
func newDealer(r *Rotation, mask *civil.Windows) dealer {
	start, first := r.Start.On(r.Zone), r.Start.In(r.Zone)
	switch {
	case r.Every.Windows > 0:
		w := &windowTurns{zone: r.Zone, start: start, first: first, n: r.Every.Windows}
		if s, ok := mask.Stretch(start); ok && s.Contains(start) {
			w.inside = 1
		}
		w.openings = mask.OpeningsAfter(start, farthestTurn)
		return w
	case r.Every.Lengths[0].Unit == Months:
		return &monthTurns{zone: r.Zone, start: start, first: first, months: civil.MonthsFrom(start), n: r.Every.Lengths[0].N}
	case r.Clock == Elapsed:
		e := &elapsedTurns{zone: r.Zone, start: first}
		for _, l := range r.Every.Lengths {
			e.period += civil.Instant(l.N) * civil.Instant(l.Unit.Seconds())
			e.steps = append(e.steps, e.period)
		}
		return e
	default:
		w := &wallTurns{zone: r.Zone, start: start, first: first}
		for _, l := range r.Every.Lengths {
			w.period += civil.Local(l.N) * civil.Local(l.Unit.Seconds())
			w.steps = append(w.steps, w.period)
		}
		return w
	}
}

// farthestTurn is how far turns are counted that depend on holidays: the end of the last year the loader accepts.
const farthestTurn = civil.Local(2201-1970) * 3652425 / 10000 * civil.DayLen
