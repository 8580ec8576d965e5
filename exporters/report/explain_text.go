package report

import (
	"fmt"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters"
)

// ExplainText walks a person through the reasons, one numbered line each, and ends with the outcome. Times are on the
// schedule's clock:
//
//	payments-primary at Wed 2026-12-24 10:00 UTC: Dee Ferreira (dee)
//
//	1. week: turn 50, Mon 2026-12-21 09:00 to Mon 2026-12-28 09:00, is Ana Sousa's (1 of 4).
//	2. week is on duty from Wed 2026-12-24 09:00 to Wed 2026-12-24 18:00.
//	3. Override "swap", Wed 2026-12-24 09:00 to Fri 2026-12-26 09:00: Dee Ferreira in place of Ana Sousa.
func ExplainText(e engine.Explanation, names exporters.Names) string {
	x := explainer{s: e.Schedule, names: names, at: e.At}
	var b strings.Builder
	fmt.Fprintf(&b, "%s at %s: %s\n\n", exporters.Clean(string(e.Schedule.ID)), full(e.Schedule.Zone, e.At), x.outcome(e))
	for i := range e.Reasons {
		fmt.Fprintf(&b, "%d. %s.\n", i+1, x.reason(&e.Reasons[i]))
	}
	if len(e.Reasons) == 0 {
		b.WriteString("The schedule has no rotations, and no override acts.\n")
	}
	return b.String()
}

type explainer struct {
	s     *engine.Schedule
	names exporters.Names
	at    civil.Instant
}

func (x explainer) outcome(e engine.Explanation) string {
	if !e.Schedule.Enabled {
		return "disabled, nobody is on call; it would be " + x.who(e.On)
	}
	return x.who(e.On)
}

// who names those on duty, or says that nobody is.
func (x explainer) who(on []engine.Duty) string { return x.names.Together(on) }

func (x explainer) stamp(t civil.Instant) string { return clock{zone: x.s.Zone}.stamp(t) }

// stretch writes when something lasts, where its ends are known.
func (x explainer) stretch(w window) string {
	if w.End == 0 {
		return "from " + x.stamp(w.Start)
	}
	return x.stamp(w.Start) + " to " + x.stamp(w.End)
}

func (x explainer) reason(r *engine.Reason) string {
	switch r.Stage {
	case engine.StageTurn:
		return x.turn(r)
	case engine.StageRestriction:
		return x.restriction(r)
	case engine.StageAbsence:
		return x.absence(r)
	case engine.StageOverride:
		return x.override(r)
	case engine.StageCombine:
		hidden := r.Before[:len(r.Before)-len(r.After)] // rotations are in the order listed, so that the winner's are the last
		return "Layered: the last listed rotation that has someone wins, so " + x.who(r.After) + " and not " + x.who(hidden)
	default:
		return x.forward(r)
	}
}

func (x explainer) rotation(r *engine.Reason) string {
	return exporters.RotationName(&x.s.Rotations[r.Rotation])
}

func (x explainer) turn(r *engine.Reason) string {
	name := x.rotation(r)
	switch {
	case r.Turn == engine.NoTurn && x.s.Rotations[r.Rotation].HasShifts:
		return name + ": no shift has begun yet"
	case r.Turn == engine.NoTurn && x.at < r.When.Start:
		return name + " starts only on " + x.stamp(r.When.Start)
	case r.Turn == engine.NoTurn:
		return name + " ended on " + x.stamp(r.When.End)
	case r.Place < 0 && len(r.After) == 0:
		return fmt.Sprintf("%s: shift %d, the last that began, is over", name, r.Turn)
	case r.Place < 0:
		return fmt.Sprintf("%s: shift %d, since %s: %s", name, r.Turn, x.stamp(r.When.Start), x.who(r.After))
	}
	whose := "nobody's"
	if len(r.Entry) > 0 {
		whose = x.entry(r.Entry) + "'s"
	}
	return fmt.Sprintf("%s: turn %d, %s, is %s (%d of %d)", name, r.Turn, x.stretch(r.When), whose, r.Place+1, r.Of)
}

func (x explainer) entry(e engine.Entry) string {
	out := make([]string, len(e))
	for i, p := range e {
		out[i] = x.names.Of(p)
	}
	return strings.Join(out, " + ")
}

func (x explainer) restriction(r *engine.Reason) string {
	switch name := x.rotation(r); {
	case r.Open:
		return name + " is on duty from " + x.stretch(r.When)
	case r.When.Start == 0:
		return name + " is not on duty, and no window opens within two years"
	default:
		return name + " is not on duty; its next window is " + x.stretch(r.When)
	}
}

// absence tells who is away, and who covers.
func (x explainer) absence(r *engine.Reason) string {
	var parts []string
	for _, d := range r.Before {
		cover := "nobody covers"
		for _, a := range r.After {
			if a.InsteadOf == d.Who {
				cover = x.names.Of(a.Who) + " covers"
			}
		}
		parts = append(parts, x.names.Of(d.Who)+" is away: "+cover)
	}
	return x.rotation(r) + ": " + strings.Join(parts, "; ")
}

func (x explainer) override(r *engine.Reason) string {
	text := fmt.Sprintf("Override %d", r.Override+1)
	if note := exporters.Clean(x.s.Overrides[r.Override].Note); note != "" {
		text = fmt.Sprintf("Override %q", note)
	}
	if r.Rotation >= 0 {
		text += " of " + x.rotation(r)
	}
	text += ", " + x.stretch(r.When) + ": "
	before, after := x.who(r.Before), x.who(r.After)
	if before == after {
		return text + "changes nothing, " + after
	}
	return text + after + " in place of " + before
}

func (x explainer) forward(r *engine.Reason) string {
	var parts []string
	for _, d := range r.After {
		if d.Source == engine.FromForward {
			parts = append(parts, x.names.Of(d.InsteadOf)+" forwards to "+x.names.Of(d.Who))
		}
	}
	if len(parts) == 0 {
		return "Whoever was on call forwards to nobody"
	}
	return strings.Join(parts, "; ")
}
