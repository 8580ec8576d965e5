package dialect

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// duty is a participant's unbroken time on call, whatever the reasons.
type duty struct {
	span.Span[civil.Instant]
	who engine.Participant
}

// dutiesOf turns spans into duties, by start, then participant.
//
//	spans   |--ana--|-ana+bo-|--bo--|
//	duties  |------ana-------|
//	                |------bo-------|
func dutiesOf(spans []engine.OnCall) []duty {
	var out []duty
	latest := map[engine.Participant]int{} // duty of each
	for _, s := range spans {
		for _, p := range engine.People(s.On) {
			if i, served := latest[p]; served && out[i].End == s.Start {
				out[i].End = s.End
				continue
			}
			latest[p] = len(out)
			out = append(out, duty{s.Span, p})
		}
	}
	return out
}

// piece returns a duty as a rotation of one explicit shift.
func (l *lowering) piece(prefix string, d duty) engine.Rotation {
	name := l.unique(strings.TrimSpace(prefix + " " + d.who.String() + " " + d.Start.String()))
	r := engine.Rotation{
		ID: engine.RotationID(name), Name: name, Zone: l.s.Zone, HasShifts: true,
		Shifts: []engine.FixedShift{{From: civil.AtInstant(d.Start), Until: civil.AtInstant(d.End), Who: engine.Entry{d.who}}},
	}
	// A local time cannot say which of two equal readings is meant, so a shift with such an edge has to be on another clock.
	if l.d.NoZone && (l.s.Zone.Moment(d.Start).Fixed() || l.s.Zone.Moment(d.End).Fixed()) {
		r.Zone, r.OwnZone = civil.NewZone("UTC", time.UTC), true
	}
	return r
}

// Piece returns the one shift of a rotation that is a piece: one entry from an instant until another. A rotation that
// deals all its turns to one participant, without restriction, from a start to an end says the same and counts too.
func Piece(r *engine.Rotation) (engine.FixedShift, bool) {
	if r.HasShifts {
		if len(r.Shifts) != 1 {
			return engine.FixedShift{}, false
		}
		return r.Shifts[0], true
	}
	if !r.Until.IsSet() || len(r.Only) > 0 || len(r.People) == 0 || len(r.People[0]) != 1 || len(r.Changes) > 0 {
		return engine.FixedShift{}, false
	}
	for _, e := range r.People {
		if !e.Equal(r.People[0]) {
			return engine.FixedShift{}, false
		}
	}
	return engine.FixedShift{From: r.Start, Until: r.Until, Who: r.People[0]}, true
}

// Concerns reports whether a rotation of a plain schedule can put anybody on call in a stretch: it does so only between its
// start and its end.
func Concerns(r *engine.Rotation, w span.Span[civil.Instant]) bool {
	if f, ok := Piece(r); ok {
		return w.Overlaps(span.Span[civil.Instant]{Start: f.From.In(r.Zone), End: f.Until.In(r.Zone)})
	}
	return w.End > r.Start.In(r.Zone) && (!r.Until.IsSet() || w.Start < r.Until.In(r.Zone))
}

// shifts lowers explicit shifts to a piece for each and everyone who serves in it. Those that are over are history.
func (l *lowering) shifts(r *engine.Rotation, path string) []int {
	name := r.Name
	if name == "" {
		name = string(r.ID)
	}
	var made []int
	for _, f := range r.Shifts {
		l.kinds(f.Who, path+".shifts")
		d := duty{Span: span.Span[civil.Instant]{Start: f.From.In(r.Zone), End: f.Until.In(r.Zone)}}
		if d.End <= l.now || d.Empty() {
			continue
		}
		l.onGrid(path+".shifts", int64(d.Start))
		l.onGrid(path+".shifts", int64(d.End))
		for _, d.who = range f.Who {
			made = append(made, len(l.out.Schedule.Rotations))
			l.out.Schedule.Rotations = append(l.out.Schedule.Rotations, l.piece(name, d))
		}
	}
	return made
}

// looksBack is how far before now a running duty's true start is looked for, so that its piece keeps its name.
const looksBack = 31 * civil.DayLen

// running is the time up to end in which is looked at what is declared, with the starts of what runs at now. What has been
// running for longer starts on the vendor's grid there, or whether it can be written would depend on the second of a run.
func (d *Dialect) running(now, end civil.Instant) span.Span[civil.Instant] {
	start := now - looksBack
	return span.Span[civil.Instant]{Start: start - start%max(civil.Instant(d.Grid), 1), End: end}
}

// materialise writes what is declared as single shifts up to the block's end, in place of rules the vendor does not have.
func (l *lowering) materialise(r Request, b block) {
	why := texts(l.out.Refusals)
	l.out.Refusals, l.out.Reasons, l.given = nil, nil, nil
	l.out.Schedule.Rotations, l.out.Schedule.Overrides = nil, nil
	l.out.Materialised, l.out.Until, l.out.Before, l.out.Since, l.out.Dry = why, b.end, b.before, b.since, true
	for _, d := range l.duties(r, b.end) {
		l.kinds(engine.Entry{d.who}, "")
		l.out.Schedule.Rotations = append(l.out.Schedule.Rotations, l.piece("", d))
	}
	l.safetyNet()
}

// duties returns the declared duties that are not over, up to end, on the vendor's grid.
func (l *lowering) duties(r Request, end civil.Instant) []duty {
	var out []duty
	for _, d := range dutiesOf(r.Declared.Resolve(l.d.running(r.Now, end), engine.Final).Spans) {
		d.Start, d.End = l.snap(d.Start), l.snap(d.End)
		if d.End > r.Now && !d.Empty() {
			out = append(out, d)
		}
	}
	return out
}

// snap moves an instant as the vendor would: to the nearest of its grid.
func (l *lowering) snap(t civil.Instant) civil.Instant {
	grid := civil.Instant(l.d.Grid)
	if grid <= 1 || t%grid == 0 {
		return t
	}
	reason := fmt.Sprintf("%s moves times to the nearest %d minutes", l.d.Vendor, l.d.Grid/civil.Minute)
	if !slices.Contains(l.out.Reasons, reason) {
		l.out.Reasons = append(l.out.Reasons, reason)
	}
	half := grid / 2
	if l.d.TiesDown {
		half = (grid - 1) / 2
	}
	return (t + half) / grid * grid
}

// safetyNet puts those on call for good after the last shift who are to stay when nobody writes more.
func (l *lowering) safetyNet() {
	t, _ := l.s.On(l.d.Vendor)
	if len(t.SafetyNet) == 0 {
		return
	}
	for _, p := range t.SafetyNet {
		name := l.unique("safety net " + p.String())
		l.out.Schedule.Rotations = append(l.out.Schedule.Rotations, engine.Rotation{
			ID: engine.RotationID(name), Name: name, Zone: l.s.Zone, Start: civil.AtInstant(l.out.Until), Clock: l.weekClock(),
			Every: engine.Cycle{Lengths: []engine.Length{{N: 1, Unit: engine.Weeks}}}, People: []engine.Entry{{p}},
		})
	}
	l.out.Dry, l.out.Net = false, t.SafetyNet
}

// weekClock returns the clock by which the vendor counts weeks.
func (l *lowering) weekClock() engine.Clock {
	for _, rule := range l.d.Turns {
		if rule.Unit == engine.Weeks {
			return rule.Clock
		}
	}
	return engine.Wall
}

// timeline resolves a plain schedule; what cannot be resolved puts nobody on call.
func timeline(s *engine.Schedule, w span.Span[civil.Instant]) []engine.OnCall {
	r, err := engine.Compile(s, nil, nil)
	if err != nil || !s.Enabled {
		return []engine.OnCall{{Span: w}}
	}
	return r.Resolve(w, engine.Final).Spans
}
