package engine_test

import (
	"cmp"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// twin is the slow twin of the resolver: it works out who is on call at an instant from the words of SPEC 1.1 and 1.2 and
// from what clocks read at that instant, and knows no intervals. It walks forward minute by minute, because that is how
// the largest reading of a clock so far is known. It shares no code with what it checks but the types of a schedule.
type twin struct {
	s       *engine.Schedule
	layer   engine.Layer
	clocks  map[string]*clock
	rows    []*twinRow
	acts    []twinOverride
	away    map[engine.Participant][]stretch
	forward map[engine.Participant][]twinForward
	now     stamp
}

// stretch is a piece of time between two moments, the second exclusive.
type stretch struct{ from, until mark }

func (s stretch) holds(now stamp) bool { return s.from.reached(now) && !s.until.reached(now) }

type twinForward struct {
	stretch
	to engine.Entry
}

// newTwin prepares a walk through [from, until).
func newTwin(t testing.TB, sc *scene) *twin {
	t.Helper()
	tw := &twin{
		s: &sc.schedule, layer: sc.layer, clocks: map[string]*clock{},
		away: map[engine.Participant][]stretch{}, forward: map[engine.Participant][]twinForward{},
	}
	on := func(z *civil.Zone) *clock {
		if z == nil {
			z = sc.schedule.Zone
		}
		c, ok := tw.clocks[z.String()]
		if !ok {
			c = &clock{loc: location(t, z.String()), memo: map[wall]stamp{}}
			c.high = c.highest(stamp(sc.window.Start))
			tw.clocks[z.String()] = c
		}
		return c
	}
	for i := range sc.people {
		p := &sc.people[i]
		who, c := engine.Person(p.ID), on(p.Zone)
		for _, a := range p.Away {
			tw.away[who] = append(tw.away[who], stretch{mark{a.From, c}, mark{a.Until, c}})
		}
		for _, f := range p.Forward {
			tw.forward[who] = append(tw.forward[who], twinForward{stretch{mark{f.From, c}, mark{f.Until, c}}, f.Who})
		}
	}
	days := map[engine.HolidaysID][]civil.Day{}
	for _, h := range sc.calendars {
		days[h.ID] = h.Dates
	}
	for i := range sc.schedule.Rotations {
		tw.rows = append(tw.rows, newTwinRow(&sc.schedule, i, on(sc.schedule.Rotations[i].Zone), days, sc.window))
	}
	for i := range sc.schedule.Overrides {
		tw.acts = append(tw.acts, newTwinOverride(&sc.schedule.Overrides[i], i, on(sc.schedule.Zone), sc.window))
	}
	return tw
}

// instants yields every minute of the walk, and every second of a minute in which any of its clocks is moved.
func (tw *twin) instants(from, until stamp) []stamp {
	var out []stamp
	for _, c := range tw.clocks {
		out = slices.AppendSeq(out, c.ticks(from, until-1))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// walk yields, for every instant from..until, who is on call.
func (tw *twin) walk(from, until stamp) iter.Seq2[stamp, []engine.Duty] {
	return func(yield func(stamp, []engine.Duty) bool) {
		for _, t := range tw.instants(from, until) {
			tw.now = t
			for _, c := range tw.clocks {
				c.high = max(c.high, c.read(t))
			}
			if !yield(t, tw.onCall()) {
				return
			}
		}
	}
}

// onCall stacks the layers of the schedule at the instant the walk has come to.
func (tw *twin) onCall() []engine.Duty {
	var all []engine.Duty
	for i, row := range tw.rows {
		duties := row.at(tw)
		for _, o := range tw.acts {
			if tw.layer != engine.Base && o.names(tw.s.Rotations[i].ID) && o.acts(tw.now) {
				duties = o.apply(duties, engine.Duty{Source: engine.FromOverride, Rotation: i, Turn: row.turnAt(tw.now), Override: o.index})
			}
		}
		if tw.s.Combine == engine.Layered && len(duties) > 0 {
			all = nil
		}
		all = append(all, duties...)
	}
	for _, o := range tw.acts {
		if tw.layer != engine.Base && len(o.o.Rotations) == 0 && o.acts(tw.now) {
			all = o.apply(all, engine.Duty{
				Source: engine.FromOverride, Rotation: -1, Turn: engine.NoTurn, Override: o.index, Cut: civil.Instant(tw.lastHandoff()),
			})
		}
	}
	if tw.layer == engine.OnlyOverrides {
		all = slices.DeleteFunc(all, func(d engine.Duty) bool { return d.Override < 0 })
	}
	if tw.layer == engine.Final {
		all = tw.forwarded(all)
	}
	slices.SortFunc(all, compareDuties)
	return all
}

// lastHandoff returns the latest handoff of any rotation up to now; the end of a rotation is one too.
func (tw *twin) lastHandoff() stamp {
	latest := stamp(0)
	for _, row := range tw.rows {
		if h, ok := row.handoff(tw.now); ok {
			latest = max(latest, h)
		}
	}
	return latest
}

// isAway reports whether somebody is away now.
func (tw *twin) isAway(p engine.Participant) bool {
	return slices.ContainsFunc(tw.away[p], func(s stretch) bool { return s.holds(tw.now) })
}

// forwarded sends every duty one hop on. Of forwards that overlap the later listed one holds.
func (tw *twin) forwarded(all []engine.Duty) []engine.Duty {
	next := map[int]engine.Entry{}
	for i, d := range all {
		for _, f := range tw.forward[d.Who] {
			if f.holds(tw.now) {
				next[i] = f.to
			}
		}
	}
	return swap(all, next, func(d engine.Duty) engine.Duty {
		d.InsteadOf, d.Source = d.Who, engine.FromForward
		return d
	})
}

// swap puts entries in place of some duties: the first of each entry on the duty's own seat, the others on the lowest
// seats above it that nobody of the rotation sits on.
func swap(all []engine.Duty, next map[int]engine.Entry, change func(engine.Duty) engine.Duty) []engine.Duty {
	out := slices.Clone(all)
	gone := map[int]bool{}
	var extra []engine.Duty
	for i, d := range all {
		to, ok := next[i]
		if !ok {
			continue
		}
		d = change(d)
		if len(to) == 0 {
			gone[i] = true
			continue
		}
		d.Who = to[0]
		out[i] = d
		for _, p := range to[1:] {
			taken := func(o engine.Duty) bool { return o.Rotation == d.Rotation && o.Slot == d.Slot }
			d.Who = p
			for slices.ContainsFunc(extra, taken) || containsAlive(out, gone, taken) {
				d.Slot++
			}
			extra = append(extra, d)
		}
	}
	var alive []engine.Duty
	for i, d := range out {
		if !gone[i] {
			alive = append(alive, d)
		}
	}
	alive = append(alive, extra...)
	slices.SortStableFunc(alive, seatOrder)
	return alive
}

// seatOrder is the order in which everything that is done to duties one by one is done.
func seatOrder(a, b engine.Duty) int {
	return cmp.Or(cmp.Compare(a.Rotation, b.Rotation), cmp.Compare(a.Slot, b.Slot))
}

func containsAlive(all []engine.Duty, gone map[int]bool, f func(engine.Duty) bool) bool {
	for i, d := range all {
		if !gone[i] && f(d) {
			return true
		}
	}
	return false
}

// compareDuties is an order in which two equal multisets of duties look equal.
func compareDuties(a, b engine.Duty) int {
	return cmp.Or(
		cmp.Compare(a.Rotation, b.Rotation), cmp.Compare(a.Slot, b.Slot), cmp.Compare(a.Turn, b.Turn),
		engine.CompareParticipants(a.Who, b.Who), engine.CompareParticipants(a.InsteadOf, b.InsteadOf),
		cmp.Compare(a.Source, b.Source), cmp.Compare(a.Override, b.Override), cmp.Compare(a.Cut, b.Cut),
	)
}

// clockText writes an instant for a person.
func clockText(t stamp) string { return time.Unix(t, 0).UTC().Format("2006-01-02T15:04:05Z") }
