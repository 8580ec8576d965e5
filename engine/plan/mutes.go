package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
)

// MuteEffect is what a change of a declared mute does to the silence. Such a change has no schedule, people or hours.
type MuteEffect struct {
	Zone           *civil.Zone             // of the declared mute; nil: it is no longer declared
	Added, Removed span.Set[civil.Instant] // silenced afterwards and not before, and the reverse, in the coming week
	Losses         []MuteLoss              // until the next run
}

// MuteLoss is a stretch that is silenced differently from what is declared.
type MuteLoss struct {
	span.Span[civil.Instant]
	Silent bool // silenced, though not declared; else declared, and not silenced
	Reason string
}

// Deferred is what a declared mute waits for: windows too far away to be written yet, and weekly mutes that follow the
// clock once they are not in force. It is no difference, and later runs do it by themselves.
type Deferred struct {
	ID      engine.MuteID
	Name    string
	Zone    *civil.Zone
	Windows span.Set[civil.Instant] // one-time windows still to be written, up to the plan's horizon
	From    civil.Instant           // the first of Windows can be written in [From, Until)
	Until   civil.Instant
	Waits   []string
	// Drifts is from when on weekly mutes silence other minutes than declared, if no run comes before: a weekly mute
	// repeats for ever, and the clock of its zone changes. 0: not within the plan's horizon.
	Drifts civil.Instant
}

// mutes plans for the declared mutes of the vendor, then for what is no longer declared.
func (b *builder) mutes() {
	if b.live.Mutes == nil {
		return
	}
	for i := range b.ws.Mutes {
		m := &b.ws.Mutes[i]
		if !b.asked(engine.ScheduleID(m.ID)) {
			continue
		}
		for _, t := range m.Targets {
			switch {
			case t.Vendor != b.out.Vendor:
			case b.live.Mutes.Dated:
				b.datedMute(m, t)
			default:
				b.mute(m, t)
			}
		}
	}
	if len(b.o.Only) == 0 {
		b.goneMutes()
	}
}

// mute plans one declared mute.
func (b *builder) mute(m *engine.Mute, t engine.Target) {
	before := len(b.out.Problems)
	live := b.liveMutes(m, t)
	alerts := b.alerts(m, t)
	low := b.live.Mutes.LowerMute(m, b.o.Now, b.cadence())
	for _, r := range low.Refusals {
		b.problem(engine.ScheduleID(m.ID), r.Path, "%s", r.Text)
	}
	b.nameFits(m)
	if len(b.out.Problems) > before {
		return
	}
	if len(live) > 0 {
		b.out.Owned++
	}
	o := b.muteOptions(snapshot.Mark{Owner: b.ws.Sync.Owner, ID: string(m.ID)})
	o.Zone, o.Alerts, o.Manual = m.Zone, alerts, t.Attach == "manual"
	mc := diff.Mutes(&low, live, o)
	b.out.Notes = append(b.out.Notes, low.Notes...)
	effect := b.effect(live, &mc)
	effect.Zone, effect.Losses = m.Zone, b.muteLosses(&low, &mc)
	b.deferral(m, &low, &mc)
	b.addMute(m.Name, engine.ScheduleID(m.ID), &mc, effect)
}

func (b *builder) muteOptions(mark snapshot.Mark) diff.MuteOptions {
	return diff.MuteOptions{
		Rules: b.live.Mutes, Mark: mark, Known: b.live.Snapshot.Alerts, Now: b.o.Now, Force: b.o.NowOK,
	}
}

// cadence returns the seconds between two runs of the job.
func (b *builder) cadence() civil.Instant {
	if b.ws.Sync.Cadence.N <= 0 {
		return civil.DayLen
	}
	return b.ws.Sync.Cadence.After(civil.AtInstant(b.o.Now), utc) - b.o.Now
}

// addMute adds what can be done now and what is held as two changes of one mute.
func (b *builder) addMute(name string, id engine.ScheduleID, mc *diff.MuteChange, effect MuteEffect) {
	if mc.Empty() {
		for _, l := range effect.Losses {
			b.out.Notes = append(b.out.Notes, fmt.Sprintf("%s: %s", id, l.String()))
		}
		return
	}
	if b.ws.Sync.Policy == engine.PolicyCreateOnly && mc.Action != diff.Create && mc.Action != diff.Refresh {
		b.out.Notes = append(b.out.Notes, fmt.Sprintf("%s: differs from what is declared; policy create-only leaves it as it is", id))
		return
	}
	for _, part := range []struct {
		steps  []diff.Step
		fields []diff.Field
		held   string
	}{{mc.Steps, mc.Fields, ""}, {mc.HeldSteps, mc.HeldFields, mc.Held}} {
		if len(part.steps) == 0 {
			continue
		}
		c := Change{Held: part.held}
		c.Change = diff.Change{Action: mc.Action, ID: id, Name: name, Fields: part.fields, Steps: part.steps}
		if part.held == "" {
			c.Notes = mc.Notes
		}
		e := effect
		c.Mute = &e
		for _, s := range part.steps {
			c.Calls += b.live.Cost(s)
		}
		b.out.Changes = append(b.out.Changes, c)
		effect = MuteEffect{Zone: effect.Zone} // told once
	}
}

// effect compares the silence before and after, over a week: later runs follow the clock beyond it.
func (b *builder) effect(live []snapshot.Mute, mc *diff.MuteChange) MuteEffect {
	var before span.Set[civil.Instant]
	w := span.Span[civil.Instant]{Start: b.o.Now, End: b.o.Now + civil.Week}
	for i := range live {
		before = before.Union(live[i].Shape.Within(w))
	}
	after := mc.Silent(w)
	return MuteEffect{Added: after.Subtract(before), Removed: before.Subtract(after)}
}

// muteLosses compares what is declared with what will be silenced until the next run can have written something.
func (b *builder) muteLosses(low *dialect.LoweredMute, mc *diff.MuteChange) []MuteLoss {
	w := span.Span[civil.Instant]{Start: b.o.Now, End: b.o.Now + b.cadence() + b.live.Mutes.Lead + civil.Minute}
	declared, silent := low.Quiet(w), mc.Silent(w)
	var out []MuteLoss
	for _, s := range declared.Subtract(silent) {
		out = append(out, MuteLoss{s, false, "what is written counts from " + Duration(b.live.Mutes.Lead) + " after the run at the earliest, and a one-time mute reaches no further than a day"})
	}
	for _, s := range silent.Subtract(declared) {
		out = append(out, MuteLoss{s, true, "a mute in force or about to be is not changed"})
	}
	slices.SortFunc(out, func(a, c MuteLoss) int { return int(a.Start - c.Start) })
	return out
}

// String tells the loss as one line, in UTC.
func (l MuteLoss) String() string {
	what := "not silenced, though declared"
	if l.Silent {
		what = "silenced, though not declared"
	}
	return fmt.Sprintf("%s from %s until %s: %s", what, l.Start, l.End, l.Reason)
}

// deferral tells what a mute waits for, and warns where runs that keep their hour miss the start of a window.
func (b *builder) deferral(m *engine.Mute, low *dialect.LoweredMute, mc *diff.MuteChange) {
	d := Deferred{ID: m.ID, Name: m.Name, Zone: m.Zone, Waits: mc.Waits}
	if len(low.Slots) == 0 {
		r := b.live.Mutes
		d.Windows = low.Quiet(b.window).Subtract(mc.Silent(b.window)).Clip(span.Span[civil.Instant]{Start: b.o.Now + r.Lead + civil.Minute, End: b.window.End})
		b.missed(m, d.Windows)
		if len(d.Windows) > 0 {
			d.From, d.Until = d.Windows[0].Start-r.Reach+r.Lead, d.Windows[0].Start-r.Lead
		}
	}
	if len(low.Slots) > 0 {
		d.Drifts = b.drifts(low, mc)
	}
	if len(d.Windows)+len(d.Waits) > 0 || d.Drifts > 0 {
		b.out.Deferred = append(b.out.Deferred, d)
	}
}

// drifts returns when what is silenced first differs from what is declared after the next run was due, if it does.
func (b *builder) drifts(low *dialect.LoweredMute, mc *diff.MuteChange) civil.Instant {
	w := span.Span[civil.Instant]{Start: b.o.Now + b.cadence(), End: b.window.End}
	declared, silent := low.Quiet(w), mc.Silent(w)
	if both := declared.Subtract(silent).Union(silent.Subtract(declared)); len(both) > 0 {
		return both[0].Start
	}
	return 0
}

// missed warns of windows for which no run comes in time, when runs keep their hour (contract hostedgraphite 5).
func (b *builder) missed(m *engine.Mute, windows span.Set[civil.Instant]) {
	r, cadence, n, late := b.live.Mutes, b.cadence(), 0, ""
	for _, s := range windows {
		runs := (s.Start - r.Reach + r.Lead - b.o.Now) / cadence
		at := b.o.Now + max(runs, 0)*cadence
		for at <= s.Start-r.Reach+r.Lead {
			at += cadence
		}
		if at < s.Start-r.Lead {
			continue
		}
		if n++; n == 1 {
			late = fmt.Sprintf("the window from %s is silenced from %s at the earliest", s.Start, at+r.Lead)
		}
	}
	if n > 0 {
		b.out.Notes = append(b.out.Notes, fmt.Sprintf("cadence: %s: %d of the windows to come begin between the runs: %s; a one-time mute has to be made in the day before its start, so run the job at another hour, or more often than every %s",
			m.ID, n, late, strings.TrimSuffix(Duration(r.Reach-2*r.Lead), "0s")))
	}
}

// Differs reports whether something would change that is declared or was changed by hand, and not only what has to follow
// the clock (SPEC 1.3, refresh).
func (p *Plan) Differs() bool {
	return slices.ContainsFunc(p.Vendors, func(v Vendor) bool {
		return slices.ContainsFunc(v.Changes, func(c Change) bool { return c.Action != diff.Refresh })
	})
}
