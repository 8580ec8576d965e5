package dialect

import (
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// patch makes the lowered rules show what is declared where people's absences, forwards and overrides that the vendor
// cannot say make a difference before the block's end: by overrides of its own kind, and by pieces beside its rotations. Where even
// those cannot say it, a refusal is left that is cured by materialising.
//
// What is declared is compared with what the schedule's own rules give without those, not with what the vendor shows, so
// that a clock the vendor keeps differently stays a loss to be told and is not patched for ever.
func (l *lowering) patch(r Request, b block) {
	w := l.d.running(r.Now, b.end) // patches that run keep their true start
	declared := r.Declared.Resolve(w, engine.Final).Spans
	differ := wanted(engine.Differences(timeline(l.ruled(), w), declared), r.Now)
	if len(differ) == 0 {
		if l.patchesLater(r, w.End) {
			l.out.Until, l.out.Before, l.out.Since = b.end, b.before, b.since
		}
		return
	}
	p := patching{lowering: l, shown: l.out.Schedule, past: l.past()}
	if l.d.Acts != OnOne {
		p.overrides = slices.Clone(l.list)
	}
	p.shown.Rotations, p.shown.Enabled = slices.Clone(p.shown.Rotations), true
	for _, d := range differ {
		if !p.one(d) {
			l.cannot("", "%s on call from %s to %s cannot be said beside the rotations of %s", engine.Entry(d.After), d.Start, d.End, l.d.Vendor)
			return
		}
	}
	l.out.Schedule.Rotations = append(l.out.Schedule.Rotations, p.pieces...)
	if l.d.Acts == OnOne {
		l.out.Schedule.Overrides = p.overrides
	} else {
		l.cutBeneath(p.overrides)
	}
	l.out.Until, l.out.Before, l.out.Since = b.end, b.before, b.since
	l.out.Materialised = []string{"absences, forwards and overrides that the vendor has no rule for are written one by one"}
}

// patchesLater reports whether patches will be needed within the horizon, in a block that is not written yet. Then what is
// written holds to the end of the block and no further, which is not a loss.
func (l *lowering) patchesLater(r Request, end civil.Instant) bool {
	w := span.Span[civil.Instant]{Start: end, End: r.Now + r.Horizon}
	return w.Start < w.End && len(engine.Differences(timeline(l.ruled(), w), r.Declared.Resolve(w, engine.Final).Spans)) > 0
}

// ruled is the schedule without what only patches can say.
func (l *lowering) ruled() *engine.Schedule {
	out := *l.s
	out.Overrides, out.Enabled = nil, true // what is switched off is written all the same, to be switched on in one call
	for i, o := range l.s.Overrides {
		if slices.Contains(l.taken, i) {
			out.Overrides = append(out.Overrides, o)
		}
	}
	return &out
}

// wanted joins neighbouring differences in which the same people are wanted, and drops those that are over.
func wanted(list []engine.Difference, now civil.Instant) []engine.Difference {
	var out []engine.Difference
	for _, d := range list {
		if n := len(out); n > 0 && out[n-1].End == d.Start && slices.Equal(out[n-1].After, d.After) {
			out[n-1].End = d.End
			continue
		}
		out = append(out, d)
	}
	return slices.DeleteFunc(out, func(d engine.Difference) bool { return d.End <= now })
}

// patching is the patches so far.
type patching struct {
	*lowering
	shown     engine.Schedule // what the vendor's rules show
	past      []engine.Rotation
	overrides []engine.Override
	pieces    []engine.Rotation
}

// one patches one stretch, and reports whether it could.
func (p *patching) one(d engine.Difference) bool {
	for _, who := range d.After {
		if p.d.Kinds != nil && !slices.Contains(p.d.Kinds, who.Kind) {
			return false
		}
	}
	switch p.d.Acts {
	case OnEverybody:
		return p.everybody(d)
	case OnOne:
		return p.inPlace(d)
	default:
		return p.scoped(d)
	}
}

// scoped lets each rotation be taken over by one of those who are wanted, and the rotations that are left by nobody. Whom
// a rotation puts on call that begins or ends within the stretch is not known, so those are only left by nobody.
func (p *patching) scoped(d engine.Difference) bool {
	if p.d.GapsOpen {
		return p.overGaps(d)
	}
	if len(d.After) <= 1 {
		return p.override(d.Span, d.After, nil)
	}
	var through, others []engine.RotationID
	for i := range p.shown.Rotations {
		switch r := &p.shown.Rotations[i]; {
		case !Concerns(r, d.Span):
		case Concerns(r, span.Span[civil.Instant]{Start: d.Start, End: d.Start + 1}) && Concerns(r, span.Span[civil.Instant]{Start: d.End - 1, End: d.End}):
			through = append(through, r.ID)
		default:
			others = append(others, r.ID)
		}
	}
	if len(d.After) > len(through) {
		return false
	}
	for i, id := range slices.Concat(through, others) {
		var who []engine.Participant
		if i < len(d.After) {
			who = d.After[i : i+1]
		}
		if !p.override(d.Span, who, []engine.RotationID{id}) {
			return false
		}
	}
	return true
}

// overGaps is scoped where overrides act only on those who are on call: where nobody is, people come by pieces.
func (p *patching) overGaps(d engine.Difference) bool {
	for _, s := range p.toCome(d.Span) {
		switch {
		case len(s.On) == 0:
			p.beside(s.Span, d.After)
		case len(d.After) > 1 || !p.override(s.Span, d.After, nil):
			return false
		}
	}
	return true
}

func (p *patching) override(when span.Span[civil.Instant], who engine.Entry, on []engine.RotationID) bool {
	if !p.canOverride(who) {
		return false
	}
	p.overrides = append(p.overrides, engine.Override{
		From: civil.AtInstant(when.Start), Until: civil.AtInstant(when.End), Who: who, Fill: p.fills(), Rotations: on,
	})
	return true
}

// everybody adds people by pieces, or replaces all who are on call by one.
func (p *patching) everybody(d engine.Difference) bool {
	for _, s := range p.toCome(d.Span) {
		have := engine.People(s.On)
		more, fewer := without(d.After, have), without(have, d.After)
		switch {
		case len(fewer) == 0:
			p.beside(s.Span, more)
		case len(d.After) != 1 || !p.override(s.Span, d.After, nil):
			return false
		}
	}
	return true
}

// inPlace lets those who are wanted stand in for those who are not, person by person; who is left over goes, or comes
// besides.
func (p *patching) inPlace(d engine.Difference) bool {
	for _, s := range p.toCome(d.Span) {
		have := engine.People(s.On)
		more, fewer := without(d.After, have), without(have, d.After)
		for i, gone := range fewer {
			var who engine.Entry
			if i < len(more) {
				who = more[i : i+1]
			}
			if !p.canOverride(who) || gone.Kind != engine.KindPerson || len(who) == 0 && p.sharesShift(gone) {
				return false
			}
			p.replace(s.Span, who, gone)
		}
		p.beside(s.Span, more[min(len(fewer), len(more)):])
	}
	return true
}

// toCome returns who the vendor's rules put on call in a stretch, without what of it is over. Shifts that are over and no
// longer written still count, so that what was put beside the next ones keeps its start, and with it its name.
func (p *patching) toCome(w span.Span[civil.Instant]) []engine.OnCall {
	all := p.shown
	all.Rotations = slices.Concat(all.Rotations, p.past)
	return slices.DeleteFunc(timeline(&all, w), func(s engine.OnCall) bool { return s.End <= p.now })
}

// past returns the explicit shifts that are over.
func (l *lowering) past() []engine.Rotation {
	var out []engine.Rotation
	for _, r := range l.s.Rotations {
		r.Shifts = slices.DeleteFunc(slices.Clone(r.Shifts), func(f engine.FixedShift) bool { return f.Until.In(r.Zone) > l.now })
		if r.HasShifts && len(r.Shifts) > 0 {
			out = append(out, r)
		}
	}
	return out
}

// replace puts one in place of another, going on where that was done right before.
func (p *patching) replace(when span.Span[civil.Instant], who engine.Entry, gone engine.Participant) {
	for i := range p.overrides {
		o := &p.overrides[i]
		if o.Replaces[0] == gone && o.Who.Equal(who) && o.Until.In(p.s.Zone) == when.Start {
			o.Until = civil.AtInstant(when.End)
			return
		}
	}
	p.overrides = append(p.overrides, engine.Override{
		From: civil.AtInstant(when.Start), Until: civil.AtInstant(when.End), Who: who, Replaces: []engine.Participant{gone}, Fill: true,
	})
}

// sharesShift reports whether somebody serves together with others, where what his vacancy does to them is not known.
func (p *patching) sharesShift(who engine.Participant) bool {
	for i := range p.shown.Rotations {
		for _, e := range p.shown.Rotations[i].People {
			if len(e) > 1 && slices.Contains(e, who) {
				return true
			}
		}
	}
	return false
}

// beside puts people on call by pieces, going on where that was done right before.
func (p *patching) beside(when span.Span[civil.Instant], who []engine.Participant) {
	for _, w := range who {
		joined := false
		for i := range p.pieces {
			f := &p.pieces[i].Shifts[0]
			if f.Who[0] == w && f.Until.In(p.s.Zone) == when.Start {
				f.Until, joined = civil.AtInstant(when.End), true
			}
		}
		if !joined {
			p.pieces = append(p.pieces, p.piece("", duty{when, w}))
		}
	}
}

// without returns those of a who are not in b.
func without(a, b []engine.Participant) []engine.Participant {
	return slices.DeleteFunc(slices.Clone(a), func(p engine.Participant) bool { return slices.Contains(b, p) })
}
