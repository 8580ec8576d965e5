package sheet

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/importers/roster"
)

// piece is a shift, or a part of one, as a cell states it.
type piece struct {
	from, until civil.Moment
	who         engine.Entry
	role        string
	place       string
	vacant      bool // nobody: it is covered by the roster, and no shift
}

// add keeps a piece, up to the limit.
func (r *reader) add(p piece) {
	switch {
	case p.vacant || len(p.who) == 0:
	case len(r.pieces) == r.lim.Shifts:
		r.wrong(p.place, "split the roster into several files", "more than %d shifts", r.lim.Shifts)
		r.pieces = append(r.pieces, p)
	case len(r.pieces) < r.lim.Shifts:
		r.pieces = append(r.pieces, p)
	}
}

// finish makes shifts of the pieces: joined, on the zone's clock, each once, inside the window.
func (r *reader) finish() *Roster {
	out := &Roster{Zone: r.zone, Skipped: r.log.skipped}
	if r.zone == nil {
		return out
	}
	r.join()
	for _, p := range r.pieces {
		if s, ok := r.shift(p); ok {
			out.Shifts = append(out.Shifts, s)
		}
	}
	slices.SortStableFunc(out.Shifts, r.compare)
	r.window(out)
	r.once(out.Shifts)
	r.roles(out)
	r.coverage(out)
	out.Decisions, out.Remarks = r.decisions, r.remarks
	if len(out.Shifts) == 0 && len(r.problems) == 0 {
		r.wrong(r.file, "is the mapping meant for this file?", "the roster holds no shift")
	}
	return out
}

// compare orders shifts by start, end, role and who.
func (r *reader) compare(a, b roster.Shift) int {
	return cmp.Or(
		cmp.Compare(a.From.In(r.zone), b.From.In(r.zone)), cmp.Compare(a.Until.In(r.zone), b.Until.In(r.zone)),
		cmp.Compare(a.Role, b.Role), cmp.Compare(a.Who.String(), b.Who.String()),
	)
}

// join makes one shift of a night that is split at midnight: a piece of somebody until 24:00 and one from 00:00, with the
// same role or with none on one side.
func (r *reader) join() {
	if !r.m.Join {
		return
	}
	next := map[string]int{} // who and the midnight a piece begins at -> the piece
	key := func(p piece, at civil.Moment) string { return p.who.String() + "\x00" + at.String() }
	for i, p := range r.pieces {
		if p.from.On(r.zone).Clock() == 0 {
			next[key(p, p.from)] = i
		}
	}
	taken := make([]bool, len(r.pieces))
	order := make([]int, len(r.pieces))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(r.pieces[a].from.On(r.zone), r.pieces[b].from.On(r.zone)) })
	for _, i := range order {
		for !taken[i] {
			p := &r.pieces[i]
			j, ok := next[key(*p, p.until)]
			if !ok || j == i || taken[j] || p.until.On(r.zone).Clock() != 0 {
				break
			}
			if q := r.pieces[j]; q.role == p.role || q.role == "" || p.role == "" {
				p.until, p.role = q.until, cmp.Or(p.role, q.role)
				taken[j] = true
				r.decided(p.place, "halves of a night that touch at midnight are joined")
				continue
			}
			break
		}
	}
	var out []piece
	for i, p := range r.pieces {
		if !taken[i] {
			p.role = cmp.Or(p.role, r.m.Role)
			out = append(out, p)
		}
	}
	r.pieces = out
}

// shift puts a piece on the zone's clock.
func (r *reader) shift(p piece) (roster.Shift, bool) {
	from, ok1 := r.onClock(p.from, p.place, "begins")
	until, ok2 := r.onClock(p.until, p.place, "ends")
	if !ok1 || !ok2 {
		return roster.Shift{}, false
	}
	if from.In(r.zone) >= until.In(r.zone) {
		r.wrong(p.place, "correct the beginning or the end", "the shift ends at %s, which is not after its beginning at %s", until, from)
		return roster.Shift{}, false
	}
	return roster.Shift{From: from, Until: until, Who: p.who, Role: p.role, Place: p.place}, true
}

// onClock resolves local times that the zone's clock never shows, or shows twice.
func (r *reader) onClock(m civil.Moment, place, verb string) (civil.Moment, bool) {
	if m.Fixed() {
		return m, true
	}
	l := m.On(r.zone)
	first := r.zone.First(l)
	if r.zone.Reading(first) != l {
		if r.m.Gap == "refuse" {
			r.wrong(place, "change the time, or state `dst: {gap: jump}` for the moment at which the clock jumps",
				"the shift %s at %s, which the clocks of %s skip that night", verb, l, r.zone)
			return m, false
		}
		r.decided(place, "a shift %s at %s, which the clocks skip: taken as the jump itself, as the mapping says", verb, l)
		return m, true
	}
	second, twice := r.second(l, first)
	switch {
	case !twice:
		return m, true
	case r.m.Fold == "refuse":
		r.wrong(place, "state `dst: {fold: first}` or `dst: {fold: second}`", "the shift %s at %s, which the clocks of %s show twice that night", verb, l, r.zone)
		return m, false
	case r.m.Fold == "second":
		r.decided(place, "a shift %s at %s, which the clocks show twice: the second is meant, as the mapping says", verb, l)
		return civil.AtInstant(second), true
	}
	r.decided(place, "a shift %s at %s, which the clocks show twice: the first is taken", verb, l)
	return m, true
}

// second returns the later of the two instants at which the clock reads l.
func (r *reader) second(l civil.Local, first civil.Instant) (civil.Instant, bool) {
	for _, t := range r.zone.Transitions(first, first+civil.DayLen) {
		if again := civil.Instant(l) - civil.Instant(t.After); t.After < t.Before && again >= t.At && again != first && r.zone.Reading(again) == l {
			return again, true
		}
	}
	return 0, false
}

// window sets what the roster owns, and refuses shifts that begin outside it.
func (r *reader) window(out *Roster) {
	if r.m.HasWindow {
		out.From, out.Until = r.m.OwnsFrom, r.m.OwnsUntil
		r.decided(r.m.Name, "the roster owns %s until %s, exclusive, as the mapping says", out.From, out.Until)
		for _, s := range out.Shifts {
			if d := s.From.On(r.zone).Day(); d < out.From || d >= out.Until {
				r.wrong(s.Place, "correct the date, or `owns` in the mapping", "the shift begins on %s, outside of what the roster owns: %s until %s", d, out.From, out.Until)
			}
		}
		return
	}
	if len(r.covered) > 0 {
		out.From, out.Until = r.covered[0], r.covered[1]+1
		r.decided(r.file, "the roster owns the days from its first date to its last: %s until %s, exclusive", out.From, out.Until)
	}
}

// once refuses a shift that stands twice, and two shifts of one person in one role that overlap.
func (r *reader) once(all []roster.Shift) {
	last := map[string]int{}
	for i, s := range all {
		for _, p := range s.Who {
			key := s.Role + "\x00" + p.String()
			j, seen := last[key]
			switch {
			case !seen:
			case all[j].From == s.From && all[j].Until == s.Until:
				r.wrong(s.Place, "delete one of the two", "%s has this shift twice; it stands at %s as well", p, all[j].Place)
			case all[j].Until.In(r.zone) > s.From.In(r.zone):
				r.wrong(s.Place, "correct one of the two", "%s is on from %s until %s here, and until %s at %s", p, s.From, s.Until, all[j].Until, all[j].Place)
			}
			if !seen || all[j].Until.In(r.zone) < s.Until.In(r.zone) {
				last[key] = i
			}
		}
	}
}

// roles lists the roles of the roster.
func (r *reader) roles(out *Roster) {
	for _, role := range r.m.Roles {
		out.Roles = append(out.Roles, role.Name)
	}
	for _, s := range out.Shifts {
		if !slices.Contains(out.Roles, s.Role) {
			out.Roles = append(out.Roles, s.Role)
		}
	}
	slices.Sort(out.Roles)
}

// Take returns the shifts of one role, or all of them for an empty role. A role that the roster does not have is a problem.
func (r *Roster) Take(role string) ([]roster.Shift, *roster.Problem) {
	if role == "" {
		return r.Shifts, nil
	}
	if !slices.Contains(r.Roles, role) {
		return nil, &roster.Problem{Text: "the roster has no role " + quoted(role), Fix: "its roles are " + list(r.Roles)}
	}
	var out []roster.Shift
	for _, s := range r.Shifts {
		if s.Role == role {
			out = append(out, s)
		}
	}
	return out, nil
}

// OnClock returns shifts as a rotation of another zone takes them: a roster whose mapping states a zone of its own keeps its
// instants, one in the rotation's zone its local times.
func (r *Roster) OnClock(shifts []roster.Shift, z *civil.Zone) []engine.FixedShift {
	out := make([]engine.FixedShift, len(shifts))
	for i, s := range shifts {
		if z.String() != r.Zone.String() {
			s.From, s.Until = civil.AtInstant(s.From.In(r.Zone)), civil.AtInstant(s.Until.In(r.Zone))
		}
		out[i] = s.Fixed()
	}
	return out
}

// mostRemarks is how many gaps and overlaps of one role are told.
const mostRemarks = 50

// coverage tells, role by role, where in the window nobody is on, and where more than one.
func (r *reader) coverage(out *Roster) {
	for _, role := range out.Roles {
		var of []roster.Shift
		for _, s := range out.Shifts {
			if s.Role == role {
				of = append(of, s)
			}
		}
		name := "the roster"
		if role != "" {
			name = "role " + quoted(role)
		}
		told := 0
		tell := func(place, format string, args ...any) {
			if told++; told <= mostRemarks {
				r.remark(place, "%s", name+": "+fmt.Sprintf(format, args...))
			}
		}
		reached := r.zone.First(out.From.Start())
		for i, s := range of {
			from := s.From.In(r.zone)
			switch {
			case from > reached:
				tell(s.Place, "nobody from %s until %s", r.zone.Reading(reached), s.From.On(r.zone))
			case from < reached && i > 0:
				tell(s.Place, "more than one from %s until %s", s.From.On(r.zone), r.zone.Reading(min(reached, s.Until.In(r.zone))))
			}
			reached = max(reached, s.Until.In(r.zone))
		}
		if end := r.zone.First(out.Until.Start()); len(of) > 0 && reached < end {
			tell(r.file, "nobody from %s until %s", r.zone.Reading(reached), out.Until.Start())
		}
		if told > mostRemarks {
			r.remark(r.file, "%s: and %d more gaps and overlaps", name, told-mostRemarks)
		}
	}
}

// sortedKeys returns the keys of a mapping in order.
func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.SortFunc(out, strings.Compare)
	return out
}
