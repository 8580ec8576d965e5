package dialect

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// refuse names what cannot be written in any way.
func (l *lowering) refuse(path, format string, args ...any) {
	l.out.Refusals = append(l.out.Refusals, Refusal{Path: path, Text: fmt.Sprintf(format, args...)})
}

// cannot names what the vendor's rules cannot say, though single shifts can.
func (l *lowering) cannot(path, format string, args ...any) {
	l.out.Refusals = append(l.out.Refusals, Refusal{Path: path, Text: fmt.Sprintf(format, args...), Curable: true})
}

// names holds the schedule's name to what the vendor takes.
func (l *lowering) names() {
	if t, ok := l.s.On(l.d.Vendor); ok && t.Name != "" {
		l.out.Schedule.Name = t.Name
	}
	if n := utf8.RuneCountInString(l.out.Schedule.Name); l.d.NameLimit > 0 && n > l.d.NameLimit {
		l.refuse("name", "the name has %d characters; %s takes %d", n, l.d.Vendor, l.d.NameLimit)
	}
}

// rotation lowers one rotation to one or several.
func (l *lowering) rotation(r *engine.Rotation) {
	path := "rotations." + string(r.ID)
	before := len(l.out.Refusals)
	if l.ended(r) && !l.named(r.ID) {
		l.unique(partName(r, 0, 0, r))
		l.parts = append(l.parts, nil)
		return
	}
	if r.HasShifts {
		l.parts = append(l.parts, l.shifts(r, path))
		return
	}
	if l.d.Shifts > 0 {
		l.parts = append(l.parts, l.recurring(r, path))
		return
	}
	l.shape(r, path)
	if len(l.out.Refusals) > before {
		l.parts = append(l.parts, nil)
		return
	}
	eras, ok := engine.Split(r)
	if !ok {
		l.cannot(path+".changes", "a change inside a cycle cannot be written to %s", l.d.Vendor)
	}
	var made []int
	for i := range eras {
		written := !l.ended(&eras[i]) || i == len(eras)-1 && l.named(r.ID)
		for seat := range l.seats(eras[i].People) {
			name := l.unique(partName(r, i, seat, &eras[i])) // parts that are not written keep theirs
			if !written {
				continue
			}
			p := l.plain(&eras[i], seat, path)
			p.Name, p.ID = name, engine.RotationID(name)
			made = append(made, len(l.out.Schedule.Rotations))
			l.out.Schedule.Rotations = append(l.out.Schedule.Rotations, p)
		}
	}
	l.parts = append(l.parts, made)
}

// recurring lowers a rotation to shifts that recur.
func (l *lowering) recurring(r *engine.Rotation, path string) []int {
	l.members(r, path+".people")
	eras, ok := engine.Split(r)
	if !ok {
		l.cannot(path+".changes", "a change inside a cycle cannot be written to %s", l.d.Vendor)
		return nil
	}
	var made []int
	for i := range eras {
		if l.ended(&eras[i]) {
			continue
		}
		eras[i].Name = partName(r, i, 0, &eras[i])
		parts, reason := Shifts(&eras[i], l.d.Shifts-len(l.out.Schedule.Rotations))
		if reason != "" {
			l.cannot(path, "%s has no rotations but shifts that recur: %s", l.d.Vendor, reason)
			return nil
		}
		for _, p := range parts {
			if l.d.ByDuration && CrossesChange(&p, l.now) {
				l.cannot(path, "%s ends shifts by their length in real time, and one of them lasts over a clock change", l.d.Vendor)
				return nil
			}
			p.Name = l.unique(p.Name)
			p.ID = engine.RotationID(p.Name)
			if Over(&p, l.now) {
				continue // the vendor takes no shift that is over
			}
			made = append(made, len(l.out.Schedule.Rotations))
			l.out.Schedule.Rotations = append(l.out.Schedule.Rotations, p)
		}
	}
	return made
}

// ended reports whether a part of a rotation is history: a target need not be told of it (scenario T-30).
func (l *lowering) ended(r *engine.Rotation) bool {
	return r.Until.IsSet() && r.Until.In(r.Zone) <= l.now
}

// named reports whether an override to come is limited to a rotation, which then has to be there even when it is over.
func (l *lowering) named(id engine.RotationID) bool {
	return slices.ContainsFunc(l.s.Overrides, func(o engine.Override) bool {
		return slices.Contains(o.Rotations, id) && !l.over(&o)
	})
}

// shape refuses what no rotation of the vendor can say.
func (l *lowering) shape(r *engine.Rotation, path string) {
	v := l.d.Vendor
	switch {
	case r.Every.Windows > 0:
		l.cannot(path+".every", "turns counted in windows cannot be written to %s", v)
	case len(r.Every.Lengths) > 1:
		l.cannot(path+".every", "a cycle of several lengths cannot be written to %s", v)
	default:
		if _, _, ok := l.turn(r); !ok {
			l.cannot(path+".every", "turns counted in %s (%s clock) cannot be written to %s", r.Every.Lengths[0].Unit, r.Clock, v)
			break
		}
		n := r.Every.Lengths[0]
		seconds := int64(n.N) * n.Unit.Seconds()
		if seconds < l.d.LeastTurn || l.d.MostTurn > 0 && seconds > l.d.MostTurn {
			l.cannot(path+".every", "turns of %s cannot be written to %s: they last %d minutes at least and %d days at most", n, v, l.d.LeastTurn/civil.Minute, l.d.MostTurn/civil.DayLen)
		}
	}
	if !civil.SameRules(r.Zone, l.s.Zone, r.Start.In(r.Zone)) {
		l.cannot(path+".timezone", "%s has one time zone a schedule: %s and %s have different rules", v, l.s.Zone, r.Zone)
	}
	l.onGrid(path+".start", int64(r.Start.In(r.Zone)))
	if r.Until.IsSet() {
		l.onGrid(path+".until", int64(r.Until.In(r.Zone)))
	}
	l.members(r, path+".people")
	l.windows(r, path+".only")
}

// members refuses lists that nobody stands in whom the vendor could put on call.
func (l *lowering) members(r *engine.Rotation, path string) {
	lists := [][]engine.Entry{r.People}
	for _, c := range r.Changes {
		lists = append(lists, c.People)
	}
	for _, list := range lists {
		seats := l.seats(list)
		for _, e := range list {
			l.kinds(e, path)
			if l.d.NoIdle && len(e) < seats {
				l.cannot(path, "%s has no turns that nobody serves", l.d.Vendor)
				return
			}
		}
	}
}

// kinds refuses participants that are of no kind the vendor can put on call.
func (l *lowering) kinds(e engine.Entry, path string) {
	for _, p := range e {
		if l.d.Kinds != nil && !slices.Contains(l.d.Kinds, p.Kind) {
			l.refuse(path, "%s takes no %s in a schedule: %s", l.d.Vendor, p.Kind, p)
		}
	}
}

// onGrid refuses seconds that the vendor would move (scenario T-27).
func (l *lowering) onGrid(path string, seconds int64) {
	if l.d.Grid > 0 && seconds%int64(l.d.Grid) != 0 {
		l.refuse(path, "%s moves times to the nearest %d minutes; declare one that needs no moving", l.d.Vendor, l.d.Grid/civil.Minute)
	}
}

// turn finds the vendor's unit for a rotation's turns. Where the clock it keeps is another than declared, the difference is
// a loss, unless the length can be said in a unit with the right clock.
func (l *lowering) turn(r *engine.Rotation) (engine.Length, engine.Clock, bool) {
	n := r.Every.Lengths[0]
	if n.Unit == engine.Months {
		return n, r.Clock, false
	}
	seconds := int64(n.N) * n.Unit.Seconds()
	for _, sameClock := range []bool{true, false} {
		for i := len(l.d.Turns) - 1; i >= 0; i-- {
			rule := l.d.Turns[i]
			if sameClock != (rule.Clock == r.Clock) || seconds%rule.Unit.Seconds() != 0 {
				continue
			}
			return engine.Length{N: int(seconds / rule.Unit.Seconds()), Unit: rule.Unit}, rule.Clock, true
		}
	}
	return n, r.Clock, false
}

// plain returns one seat of a rotation in the vendor's terms.
func (l *lowering) plain(r *engine.Rotation, seat int, path string) engine.Rotation {
	length, clock, _ := l.turn(r)
	if clock != r.Clock {
		l.out.Reasons = append(l.out.Reasons, fmt.Sprintf("%s: %s keeps turns of %s at equal %s", path, l.d.Vendor, length.Unit, clockWords(clock)))
	}
	p := engine.Rotation{
		Zone: l.s.Zone, Start: civil.AtInstant(r.Start.In(r.Zone)), Clock: clock,
		Every: engine.Cycle{Lengths: []engine.Length{length}}, Only: r.Only,
	}
	if r.Until.IsSet() {
		p.Until = civil.AtInstant(r.Until.In(r.Zone))
	}
	for _, e := range r.People {
		switch {
		case l.d.Together:
			p.People = append(p.People, e)
		case seat < len(e):
			p.People = append(p.People, engine.Entry{e[seat]})
		default:
			p.People = append(p.People, nil)
		}
	}
	return p
}

func clockWords(c engine.Clock) string {
	if c == engine.Elapsed {
		return "lengths of real time, so handoffs move by the clock change"
	}
	return "times of day"
}

// seats returns how many rotations it takes to put everyone on call who serves together.
func (l *lowering) seats(people []engine.Entry) int {
	n := 1
	for _, e := range people {
		if !l.d.Together {
			n = max(n, len(e))
		}
	}
	return n
}

// partName names one lowered rotation: the rotation's own name, with the date from which a later membership serves and the
// number of a further seat.
func partName(r *engine.Rotation, i, seat int, part *engine.Rotation) string {
	name := r.Name
	if name == "" {
		name = string(r.ID)
	}
	if i > 0 {
		name += " from " + part.Start.On(part.Zone).Day().String()
	}
	if seat > 0 {
		name += fmt.Sprintf(" seat %d", seat+1)
	}
	return name
}

// unique makes a name different from those already given, because names are what parts are matched by.
func (l *lowering) unique(name string) string {
	for n, base := 2, name; slices.Contains(l.given, name); n++ {
		name = fmt.Sprintf("%s %d", base, n)
	}
	l.given = append(l.given, name)
	return name
}

// Participants returns everyone a schedule's own words can put on call, each once, in the order they are named.
func Participants(s *engine.Schedule) []engine.Participant {
	var out []engine.Participant
	add := func(e engine.Entry) {
		for _, p := range e {
			if !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	for _, r := range s.Rotations {
		for _, e := range r.People {
			add(e)
		}
		for _, c := range r.Changes {
			for _, e := range c.People {
				add(e)
			}
		}
		for _, f := range r.Shifts {
			add(f.Who)
		}
		for _, id := range r.OnAway.Try {
			add(engine.Entry{engine.Person(id)})
		}
	}
	for _, o := range s.Overrides {
		add(o.Who)
	}
	return out
}
