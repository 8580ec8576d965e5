package report

import (
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Hours is how long everybody was on call.
type Hours struct {
	Lines []HoursLine // by schedule as given, then participant
	Moves []Move      // by schedule as given, then start
}

// HoursLine is one participant in one schedule.
type HoursLine struct {
	Who         engine.Participant
	Schedule    *engine.Schedule
	Zone        *civil.Zone              // by whose clock
	Period      span.Span[civil.Instant] // the time reported on, on that clock
	Base, Final Seconds
	Shifts      int // turns begun, in the end
}

// Move is a stretch in which others are on call than the rotations would have it.
type Move struct {
	span.Span[civil.Instant]
	Schedule *engine.Schedule
	Gave     []engine.Participant // on call by the rotations, but not in the end
	Took     []engine.Participant // the other way round
	Why      engine.Duty          // the reason of the first who took; where nobody did it is the zero Duty with Override -1
}

// HoursOf returns everybody's hours. The error is about a schedule that cannot be resolved, or a holiday calendar that is
// not known.
func HoursOf(in Input) (*Hours, error) {
	rotas, err := in.rotas()
	if err != nil {
		return nil, err
	}
	out := &Hours{}
	for i := range rotas {
		r := &rotas[i]
		lines := map[engine.Participant]*HoursLine{}
		for _, layer := range []engine.Layer{engine.Base, engine.Final} {
			if err := in.count(r, layer, lines); err != nil {
				return nil, err
			}
		}
		for _, sh := range in.begun(r) {
			if l := lines[sh.Who]; l != nil {
				l.Shifts++
			}
		}
		var sorted []HoursLine
		for _, l := range lines {
			sorted = append(sorted, *l)
		}
		slices.SortFunc(sorted, func(a, b HoursLine) int { return engine.CompareParticipants(a.Who, b.Who) })
		out.Lines = append(out.Lines, sorted...)
		out.Moves = append(out.Moves, in.moves(r)...)
	}
	return out, nil
}

// count adds the hours of one layer.
func (in *Input) count(r *rota, layer engine.Layer, lines map[engine.Participant]*HoursLine) error {
	var err error
	each(in.duties(r, layer), func(p engine.Participant, mine []duty) {
		c, cerr := in.calendar(r.Schedule, p)
		if cerr != nil {
			err = cerr
			return
		}
		l := lines[p]
		if l == nil {
			l = &HoursLine{Who: p, Schedule: r.Schedule, Zone: c.zone, Period: in.Period(c.zone)}
			lines[p] = l
		}
		sum := &l.Final
		if layer == engine.Base {
			sum = &l.Base
		}
		for _, d := range mine {
			for _, piece := range c.pieces(d.window) {
				sum[piece.Band] += piece.Length()
			}
		}
	})
	return err
}

// longestTurn is how far before the period a turn is looked for that may have begun there.
const longestTurn = 35 * civil.DayLen

// begun returns the shifts with which participants begin to serve a turn in their period: one for each turn, however
// often somebody stood in for a while. Turns longer than five weeks that begin before are taken for begun.
func (in *Input) begun(r *rota) []engine.Shift {
	type turn struct {
		who            engine.Participant
		rotation, turn int
	}
	seen := map[turn]bool{}
	var out []engine.Shift
	w := window{Start: r.window.Start - longestTurn, End: r.window.End}
	for _, sh := range r.resolver.Resolve(w, engine.Final).Shifts {
		k := turn{sh.Who, sh.Rotation, sh.Turn}
		if sh.Turn != engine.NoTurn && seen[k] {
			continue
		}
		seen[k] = true
		if sh.Start > w.Start && in.Period(in.people.Zone(r.Schedule, sh.Who)).Contains(sh.Start) {
			out = append(out, sh)
		}
	}
	return out
}

// moves compares a schedule's base and final timeline over the period on the schedule's clock.
func (in *Input) moves(r *rota) []Move {
	var out []Move
	period := in.Period(r.Zone)
	base := collect(r.resolver, period, engine.Base)
	final := collect(r.resolver, period, engine.Final)
	for i, j := 0, 0; i < len(base) && j < len(final); {
		b, f := base[i], final[j]
		both := b.Clip(f.Span)
		m := Move{Span: both, Schedule: r.Schedule, Why: engine.Duty{Override: -1}}
		m.Gave, m.Took = without(b.On, f.On), without(f.On, b.On)
		if len(m.Took) > 0 {
			m.Why = f.On[slices.IndexFunc(f.On, func(d engine.Duty) bool { return d.Who == m.Took[0] })]
		}
		if n := len(out); n > 0 && out[n-1].End == m.Start && slices.Equal(out[n-1].Gave, m.Gave) && slices.Equal(out[n-1].Took, m.Took) {
			out[n-1].End = m.End
		} else if len(m.Gave)+len(m.Took) > 0 {
			out = append(out, m)
		}
		if b.End <= f.End {
			i++
		}
		if f.End <= b.End {
			j++
		}
	}
	return out
}

func collect(r *engine.Resolver, w window, layer engine.Layer) []engine.OnCall {
	var out []engine.OnCall
	for s := range engine.Spans(r.Slices(w, layer)) {
		s.On = slices.Clone(s.On)
		out = append(out, s)
	}
	return out
}

// without returns who is on duty in a and not in b.
func without(a, b []engine.Duty) []engine.Participant {
	var out []engine.Participant
	for _, d := range a {
		if !slices.ContainsFunc(b, func(e engine.Duty) bool { return e.Who == d.Who }) {
			out = append(out, d.Who)
		}
	}
	return out
}
