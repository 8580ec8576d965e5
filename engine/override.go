package engine

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// An occurrence is one stretch in which an override acts.
type occurrence struct {
	span.Span[civil.Instant]
	override int // index into Schedule.Overrides
}

// agenda is the occurrences of a schedule's overrides.
type agenda struct {
	fixed   []occurrence    // those that happen once, by start, then by list order
	reach   []civil.Instant // the latest end among fixed[:i+1], so that a search backwards knows when to stop
	recurs  []recurrence    // those that recur
	longest civil.Instant   // the longest recurring occurrence, in seconds
}

// newAgenda places the overrides on the schedule's clock.
func newAgenda(s *Schedule) (*agenda, error) {
	a := &agenda{}
	for i := range s.Overrides {
		o := &s.Overrides[i]
		if o.Rule != "" {
			r, err := newRecurrence(o, i, s.Zone)
			if err != nil {
				return nil, err
			}
			a.recurs = append(a.recurs, r)
			a.longest = max(a.longest, r.longest())
			continue
		}
		if sp := o.Span(s.Zone); !sp.Empty() {
			a.fixed = append(a.fixed, occurrence{sp, i})
		}
	}
	sortOccurrences(a.fixed)
	latest := civil.Instant(0)
	for i, o := range a.fixed {
		if i == 0 || o.End > latest {
			latest = o.End
		}
		a.reach = append(a.reach, latest)
	}
	return a, nil
}

// Span returns the stretch in which an override that happens once acts, on the clock of the zone.
func (o *Override) Span(zone *civil.Zone) span.Span[civil.Instant] {
	end := o.Until
	if !end.IsSet() {
		return span.Span[civil.Instant]{Start: o.From.In(zone), End: o.For.After(o.From, zone)}
	}
	return span.Span[civil.Instant]{Start: o.From.In(zone), End: end.In(zone)}
}

// String writes a length as the YAML does: "1 week", "36 hours".
func (l Length) String() string {
	unit := l.Unit.String()
	if l.N == 1 {
		unit = strings.TrimSuffix(unit, "s")
	}
	return fmt.Sprintf("%d %s", l.N, unit)
}

// After returns the instant a length after a moment. Minutes and hours are real time, so they are added to the instant;
// days and longer are calendar time, so they are added to the local time (SPEC 1).
func (l Length) After(m civil.Moment, zone *civil.Zone) civil.Instant {
	switch l.Unit {
	case Minutes, Hours:
		return m.In(zone) + civil.Instant(l.N)*civil.Instant(l.Unit.Seconds())
	case Months:
		return zone.First(m.On(zone).AddMonths(l.N))
	default:
		return zone.First(m.On(zone) + civil.Local(l.N)*civil.Local(l.Unit.Seconds()))
	}
}

func sortOccurrences(list []occurrence) {
	slices.SortFunc(list, func(a, b occurrence) int {
		switch {
		case a.Start != b.Start:
			return int(min(max(a.Start-b.Start, -1), 1))
		default:
			return a.override - b.override
		}
	})
}

// within returns, by start, every occurrence that has a part in the window. Where nothing recurs it is a part of the
// agenda itself, which the caller must not change, and may begin with occurrences that are over.
func (a *agenda) within(w span.Span[civil.Instant]) []occurrence {
	first := sort.Search(len(a.fixed), func(i int) bool { return a.reach[i] > w.Start })
	last := sort.Search(len(a.fixed), func(i int) bool { return a.fixed[i].Start >= w.End })
	out := a.fixed[first:max(first, last)]
	if len(a.recurs) == 0 {
		return out
	}
	out = slices.Clone(out)
	for i := range a.recurs {
		out = a.recurs[i].appendWithin(out, w)
	}
	sortOccurrences(out)
	return out
}

// active keeps track of the overrides that act at the moment of a sweep, in list order.
type active struct {
	coming []occurrence  // by start
	next   int           // the first of coming that has not begun
	now    []occurrence  // those that act, by list order
	event  civil.Instant // when the next of all these begins or ends
}

// advance moves to t, which never goes back, and returns the next instant at which an override begins or ends.
func (a *active) advance(t civil.Instant) civil.Instant {
	if t < a.event {
		return a.event
	}
	a.now = slices.DeleteFunc(a.now, func(o occurrence) bool { return o.End <= t })
	for ; a.next < len(a.coming) && a.coming[a.next].Start <= t; a.next++ {
		o := a.coming[a.next]
		if o.End <= t {
			continue
		}
		i := sort.Search(len(a.now), func(i int) bool { return a.now[i].override >= o.override })
		a.now = slices.Insert(a.now, i, o)
	}
	next := forever
	if a.next < len(a.coming) {
		next = a.coming[a.next].Start
	}
	for _, o := range a.now {
		next = min(next, o.End)
	}
	a.event = next
	return next
}
