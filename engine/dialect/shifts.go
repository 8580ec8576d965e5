package dialect

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Shifts returns one membership era of a declared rotation ([engine.Split] makes them) as recurring shifts of one group of
// people each, for vendors whose schedules are shifts (contract xmatters c.1): rotations in the form of [Shift.Rotation],
// and, where the rotation's end cuts a last occurrence short, lists of one explicit shift. Together they resolve to exactly
// what the rotation resolves to, absences aside.
//
//	every 1 week        |---ana---|---bo----|---ana---|---bo----|
//	only mon-fri         - - - - - - - - - - - - - - - - - - - -
//	ana, 2 weeks         - - - - -           - - - - -
//	bo, 2 weeks                    - - - - -           - - - - -
//
// Occurrences of the same people at the same hours are one shift where their days lie in one calendar week from Monday to
// Saturday, because whether the vendor's week begins on Sunday or Monday is not known.
//
// A rotation that no such shifts can say, or only more than limit of them, gives no parts but the reason: it has to be
// materialised. The name of a part is "NAME k/N HASH", at most 100 characters; the hash is that of everything that is
// written, so that what differs never has the same name.
func Shifts(r *engine.Rotation, limit int) (parts []engine.Rotation, reason string) {
	if reason := regular(r); reason != "" {
		return nil, reason
	}
	c := newCarving(r)
	pieces, reason := c.pieces(limit)
	if reason != "" {
		return nil, reason
	}
	for _, s := range group(pieces) {
		made, ok := c.bounded(s)
		if !ok {
			return nil, fmt.Sprintf("the turns from %s on are no shift that recurs", s.Start)
		}
		parts = append(parts, made...)
	}
	if len(parts) > limit {
		return nil, fmt.Sprintf("it would take %d shifts; the most is %d", len(parts), limit)
	}
	nameShifts(r, parts)
	return parts, ""
}

// regular returns why a rotation does not recur on the wall clock, or "".
func regular(r *engine.Rotation) string {
	switch {
	case r.HasShifts || r.Roster != nil:
		return "explicit shifts do not recur"
	case len(r.Changes) > 0:
		return "its membership changes"
	case r.Every.Windows > 0:
		return "turns counted in windows do not recur in equal times"
	case r.Clock == engine.Elapsed && changesClock(r):
		return "turns of real time move against the clock when it is changed"
	}
	for _, l := range r.Every.Lengths {
		if l.Unit == engine.Months {
			return "months differ in length"
		}
	}
	for _, w := range r.Only {
		if len(w.Except) > 0 || len(w.OnlyOn) > 0 {
			return "its windows depend on holidays"
		}
	}
	for _, m := range []civil.Moment{r.Start, r.Until} {
		if m.IsSet() && m.In(r.Zone) != r.Zone.First(m.On(r.Zone)) {
			return fmt.Sprintf("%s lies in an hour that the clock shows twice", m)
		}
	}
	return ""
}

// changesClock reports whether the rotation's clock is ever changed while it runs.
func changesClock(r *engine.Rotation) bool {
	until := r.Zone.First(civil.DayOf(civil.LastYear, 1, 1).Start())
	if r.Until.IsSet() {
		until = r.Until.In(r.Zone)
	}
	return len(r.Zone.Transitions(r.Start.In(r.Zone), until)) > 0
}

// carving is a rotation while its turns are cut into occurrences.
type carving struct {
	r      *engine.Rotation
	start  civil.Local
	until  civil.Local // 0: none
	week   span.Set[civil.Local]
	turns  []civil.Local // lengths, in a cycle
	people []engine.Entry
	period civil.Local // whole days after which everything repeats
}

func newCarving(r *engine.Rotation) *carving {
	c := &carving{r: r, start: r.Start.On(r.Zone), people: r.People}
	if r.Until.IsSet() {
		c.until = r.Until.On(r.Zone)
	}
	unit := civil.Local(civil.DayLen)
	if len(r.Only) > 0 {
		w := compile(r.Only)
		c.week = w.Week()
		if !w.Always() && !sameEveryDay(c.week) {
			unit = civil.Week
		}
	} else {
		c.week = span.Of(span.Span[civil.Local]{Start: 0, End: civil.Week})
	}
	total := civil.Local(0)
	for _, l := range r.Every.Lengths {
		c.turns = append(c.turns, civil.Local(l.N)*civil.Local(l.Unit.Seconds()))
		total += c.turns[len(c.turns)-1]
	}
	if !slices.ContainsFunc(r.People, func(e engine.Entry) bool { return !e.Equal(r.People[0]) }) {
		c.people, c.turns, total = r.People[:1], []civil.Local{unit}, unit // handoffs from somebody to himself
	}
	rounds := lcm(len(c.people), len(c.turns)) / len(c.turns)
	c.period = civil.Local(lcm(int(total)*rounds, int(unit)))
	return c
}

// sameEveryDay reports whether the open parts of a week are those of its first day, seven times.
func sameEveryDay(week span.Set[civil.Local]) bool {
	moved := make([]span.Span[civil.Local], 0, len(week))
	all := span.Span[civil.Local]{Start: 0, End: civil.Week}
	for _, s := range week {
		for _, by := range []civil.Local{civil.DayLen, civil.DayLen - civil.Week} {
			moved = append(moved, span.Span[civil.Local]{Start: s.Start + by, End: s.End + by}.Clip(all))
		}
	}
	return slices.Equal(span.Of(moved...), week)
}

func lcm(a, b int) int {
	x, y := a, b
	for y != 0 {
		x, y = y, x%y
	}
	return a / x * b
}

// longestPeriod is how long a rotation may take to repeat: ten years.
const longestPeriod = civil.Local(520) * civil.Week

// pieces returns the occurrences of one period, each as a shift of its own, in order. A turn may hold several, a window may
// be cut by a handoff.
func (c *carving) pieces(limit int) ([]Shift, string) {
	if c.period > longestPeriod {
		return nil, "it takes more than ten years until it repeats"
	}
	most := 7 * limit // at most six of them come together in one shift
	var out []Shift
	at, end := c.start, c.start+c.period
	for k := 0; at < end; k++ {
		next := min(at+c.turns[k%len(c.turns)], end)
		who := c.people[k%len(c.people)]
		if k > 50*most {
			return nil, fmt.Sprintf("it has more than %d turns until it repeats", 50*most)
		}
		if len(who) > 0 {
			for _, open := range c.open(span.Span[civil.Local]{Start: at, End: next}) {
				out = append(out, Shift{
					Zone: c.r.Zone, Start: open.Start, Length: open.End - open.Start, Period: c.period, Who: who,
				})
			}
		}
		if len(out) > most {
			return nil, fmt.Sprintf("it would take more than %d shifts", limit)
		}
		at = next
	}
	return out, ""
}

// open returns the parts of a turn in which a window is open.
func (c *carving) open(turn span.Span[civil.Local]) span.Set[civil.Local] {
	if len(c.week) == 1 && c.week[0].Length() == civil.Week {
		return span.Of(turn)
	}
	var out []span.Span[civil.Local]
	monday := turn.Start.Day() - civil.Day(turn.Start.Day().Weekday())
	for m := monday.Start(); m < turn.End; m += civil.Week {
		for _, s := range c.week {
			out = append(out, span.Span[civil.Local]{Start: m + s.Start, End: m + s.End})
		}
	}
	return span.Of(out...).Clip(turn)
}

// group joins occurrences of the same people at the same hours on several days of a week.
func group(pieces []Shift) []Shift {
	var out []Shift
	for _, p := range pieces {
		i := slices.IndexFunc(out, func(s Shift) bool { return together(s, p) })
		if i < 0 {
			out = append(out, p)
			continue
		}
		s := &out[i]
		if len(s.Days) == 0 {
			s.Days = []civil.Weekday{s.Start.Day().Weekday()}
		}
		s.Days = append(s.Days, p.Start.Day().Weekday())
	}
	for i := range out {
		out[i] = out[i].Normal()
	}
	slices.SortStableFunc(out, func(a, b Shift) int { return cmp.Compare(a.Start, b.Start) })
	return out
}

// together reports whether an occurrence can join a shift. Those of every week may lie on any days.
func together(s, p Shift) bool {
	first, day := s.Start.Day(), p.Start.Day()
	week := func(d civil.Day) civil.Day { return d - civil.Day(d.Weekday()) }
	switch {
	case s.Period%civil.Week != 0 || s.Period > mostEntries*civil.Week || !s.Who.Equal(p.Who) || s.Length != p.Length || s.Start.Clock() != p.Start.Clock():
		return false
	case p.Start+p.Length > s.Start+civil.Week:
		return false
	case s.Period == civil.Week:
		return true
	default:
		return week(first) == week(day) && day.Weekday() != civil.Sunday && first.Weekday() != civil.Sunday
	}
}

// bounded returns a shift up to the rotation's end: the last whole occurrence, and the piece of one that the end cuts.
func (c *carving) bounded(s Shift) (parts []engine.Rotation, ok bool) {
	if c.until == 0 {
		r, ok := s.Rotation()
		return []engine.Rotation{r}, ok
	}
	if s.Start >= c.until {
		return nil, true
	}
	if s.Length >= s.Period { // never ends by itself: then it is days without a break
		s.Length, s.Period, s.Days = civil.DayLen, civil.DayLen, nil
	}
	last := s.last(c.until - 1)
	if last+s.Length > c.until {
		parts = append(parts, Once(s.Zone, last, c.until, s.Who))
		last = s.last(last - 1)
	}
	if last < s.Start {
		return parts, true
	}
	s.Until = last + s.Length
	r, ok := s.Rotation()
	return append([]engine.Rotation{r}, parts...), ok
}

// Once returns an explicit shift on a wall clock as a rotation.
func Once(z *civil.Zone, from, until civil.Local, who engine.Entry) engine.Rotation {
	return engine.Rotation{Zone: z, HasShifts: true, Shifts: []engine.FixedShift{
		{From: civil.AtLocal(from), Until: civil.AtLocal(until), Who: who},
	}}
}
