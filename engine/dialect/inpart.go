package dialect

import (
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// inPart lowers a schedule with the rotations spelt out, up to the block's end, that the vendor's rules cannot say. The others
// stay rules, and go on whatever becomes of the job. It returns nil where all of it has to be spelt out: where more stands
// in the way than single rotations, where an override to come names one of them (its shifts would be named one by one), and
// where no rule would be left.
func (l *lowering) inPart(r Request, b block) *lowering {
	if len(l.odd) == 0 || l.other {
		return nil
	}
	s := *r.Schedule
	s.Rotations = slices.Clone(s.Rotations)
	for _, i := range l.odd {
		if l.named(s.Rotations[i].ID) {
			return nil
		}
		s.Rotations[i] = l.spelt(r, i, b.end)
	}
	m := l.d.native(&s, r.Now, r.Standing)
	if !slices.ContainsFunc(m.out.Schedule.Rotations, func(p engine.Rotation) bool { return !p.HasShifts }) {
		return nil
	}
	if m.complete(r, b); len(m.out.Refusals) > 0 {
		return nil
	}
	m.out.Materialised = append(texts(l.out.Refusals), m.out.Materialised...)
	m.out.Until, m.out.Before, m.out.Since, m.out.Rules = b.end, b.before, b.since, true
	if m.out.Dry = m.leavesGaps(r, b.end); m.out.Dry {
		m.safetyNet()
	}
	return m
}

// spelt returns a rotation as the shifts that it comes to, absences and covers included, up to end.
func (l *lowering) spelt(r Request, rotation int, end civil.Instant) engine.Rotation {
	var spans []engine.OnCall
	for s := range r.Declared.Slices(l.d.running(r.Now, end), engine.Base) {
		on := slices.DeleteFunc(slices.Clone(s.On), func(d engine.Duty) bool { return d.Rotation != rotation })
		spans = append(spans, engine.OnCall{Span: s.Span, On: on})
	}
	of := &r.Schedule.Rotations[rotation]
	out := engine.Rotation{ID: of.ID, Name: of.Name, Zone: r.Schedule.Zone, HasShifts: true}
	for _, d := range dutiesOf(spans) {
		out.Shifts = append(out.Shifts, engine.FixedShift{
			From: civil.AtInstant(d.Start), Until: civil.AtInstant(d.End), Who: engine.Entry{d.who},
		})
	}
	return out
}

// afterwards is how far it is looked what rules leave open, in seconds.
const afterwards = 28 * civil.DayLen

// leavesGaps reports whether what is written leaves nobody on call, soon after an instant, where somebody is declared.
func (l *lowering) leavesGaps(r Request, from civil.Instant) bool {
	w := span.Span[civil.Instant]{Start: from, End: from + afterwards}
	enabled := l.out.Schedule
	enabled.Enabled = true
	missing := engine.Differences(timeline(&enabled, w), r.Declared.Resolve(w, engine.Final).Spans)
	return slices.ContainsFunc(missing, func(d engine.Difference) bool { return len(d.Before) == 0 })
}

// texts returns what refusals say, each once.
func texts(list []Refusal) []string {
	var out []string
	for _, f := range list {
		if !slices.Contains(out, f.Text) {
			out = append(out, f.Text)
		}
	}
	return out
}
