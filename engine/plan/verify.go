package plan

import (
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
)

// Claim is what a vendor says about who is on call in one of its objects: participants carry the vendor's ids, spans
// partition the window.
type Claim struct {
	Object   string
	Evidence string // rendered, now-only or re-read
	Window   span.Span[civil.Instant]
	Spans    []engine.OnCall
	Problem  string
}

// Verdict is a schedule's claim held against what is declared.
type Verdict struct {
	Schedule engine.ScheduleID // empty: a declared schedule is not there, see Problem
	Object   string
	Evidence string
	Window   span.Span[civil.Instant] // what was compared
	// Differences are the stretches in which the vendor says something else: Before is what is declared, other people's
	// overrides on top, and After what the vendor says.
	Differences []engine.Difference
	// Told are those of them that the vendor's known rules explain, which a plan shows as losses.
	Told    []engine.Difference
	Foreign int // overrides of other people that were taken into account
	Problem string
}

// Expectation is what a declared schedule and its live object come to, to be held against a claim.
type Expectation struct {
	Schedule engine.ScheduleID
	Object   string
	Problem  string // why nothing can be expected: then the object is not asked about

	declared []engine.OnCall // by the engine, foreign overrides on top
	shown    []engine.OnCall // by the vendor's rules, as its dialect states them
	window   span.Span[civil.Instant]
	foreign  int
}

// Expect works out, for every declared schedule that has a target there, who is to be on call in the window: the engine's
// final timeline with other people's overrides on top, as far as the schedule is written.
func Expect(ws *engine.Workspace, l Live, o Options, w span.Span[civil.Instant]) ([]Expectation, error) {
	b := &builder{ws: ws, live: l, o: o, window: w, totals: &totals{}, accounts: snapshot.Bind(ws, l.Snapshot)}
	b.out.Vendor = l.Snapshot.Vendor
	var out []Expectation
	for i := range ws.Schedules {
		s := &ws.Schedules[i]
		t, ok := s.On(b.out.Vendor)
		if !ok || l.Dialect == nil || !b.asked(s.ID) { // nil: the vendor holds mutes only
			continue
		}
		e, err := b.expect(s, t)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

func (b *builder) expect(s *engine.Schedule, t engine.Target) (Expectation, error) {
	e := Expectation{Schedule: s.ID}
	before := len(b.out.Problems)
	obj, ok := b.locate(s, t)
	heard := ok && obj != nil && obj.Opaque != "" && obj.Heard
	if !heard {
		obj, ok = b.find(s, t)
	}
	switch {
	case !ok && len(b.out.Problems) > before:
		e.Problem = b.out.Problems[before].Text
		return e, nil
	case obj == nil:
		e.Problem = "it is not there yet; apply creates it"
		return e, nil
	}
	e.Object = obj.ID
	ours, err := engine.Compile(s, b.ws.People, b.ws.Holidays)
	if err != nil {
		e.Problem = err.Error()
		return e, nil //nolint:nilerr // told as the schedule's problem, like a plan does
	}
	d := b.live.Dialect.For(t)
	low := b.lower(s, ours, obj, d)
	if len(low.Refusals) > 0 {
		e.Problem = low.Refusals[0].Text
		return e, nil
	}
	e.window = b.stretch(&low)
	if heard { // what other people have done to it is not known
		return e, b.fill(&e, ours, &low, &low.Schedule)
	}
	c := b.compare(obj, &low.Schedule, d)
	e.foreign = len(c.Foreign)
	return e, b.fill(&e, ours, &low, c.After)
}

// horizon is how far the workspace's schedules are written, which is not the window that is verified.
func (b *builder) horizon() civil.Instant {
	return b.ws.Sync.Horizon.After(civil.AtInstant(b.o.Now), utc) - b.o.Now
}

// fill puts the foreign overrides on top of what is declared: where the vendor's rules show other people with them than
// without, those count.
func (b *builder) fill(e *Expectation, ours *engine.Resolver, low *dialect.Lowered, after *engine.Schedule) error {
	plain, err := diff.Timeline(&low.Schedule, e.window)
	if err != nil {
		return err
	}
	if e.shown, err = diff.Timeline(after, e.window); err != nil {
		return err
	}
	e.declared = []engine.OnCall{{Span: e.window}}
	if ours.Schedule().Enabled {
		e.declared = ours.Resolve(e.window, engine.Final).Spans
	}
	for _, m := range engine.Differences(plain, e.shown) {
		e.declared = replaced(e.declared, m)
	}
	return nil
}

// replaced returns spans with other people in one stretch.
func replaced(spans []engine.OnCall, m engine.Difference) []engine.OnCall {
	var out []engine.OnCall
	for _, s := range spans {
		if !s.Overlaps(m.Span) {
			out = append(out, s)
			continue
		}
		head, mid, tail := s, s, s
		head.End, tail.Start = min(s.End, m.Start), max(s.Start, m.End)
		mid.Span, mid.On = s.Clip(m.Span), nil
		for _, p := range m.After {
			mid.On = append(mid.On, engine.Duty{Who: p, Rotation: -1, Turn: engine.NoTurn, Override: -1})
		}
		for _, part := range []engine.OnCall{head, mid, tail} {
			if !part.Empty() {
				out = append(out, part)
			}
		}
	}
	return out
}

// Verify holds a claim against what is expected. Translation of the vendor's ids is by accounts.
func (e *Expectation) Verify(c Claim, accounts *snapshot.Accounts) Verdict {
	v := Verdict{Schedule: e.Schedule, Object: e.Object, Evidence: c.Evidence, Problem: c.Problem, Foreign: e.foreign}
	if c.Problem != "" {
		return v
	}
	v.Window = e.window.Clip(c.Window)
	if v.Window.Empty() {
		v.Problem = fmt.Sprintf("what is written ends at %s, before what the vendor spoke about", e.window.End)
		return v
	}
	claimed := make([]engine.OnCall, len(c.Spans))
	for i, s := range c.Spans {
		claimed[i] = engine.OnCall{Span: s.Span}
		for _, d := range s.On {
			d.Who = accounts.Ours(d.Who)
			claimed[i].On = append(claimed[i].On, d)
		}
	}
	told := engine.Differences(clip(e.declared, v.Window), clip(e.shown, v.Window))
	for _, m := range engine.Differences(clip(e.declared, v.Window), clip(claimed, v.Window)) {
		if slices.ContainsFunc(told, func(k engine.Difference) bool {
			return k.Start <= m.Start && m.End <= k.End && slices.Equal(k.After, m.After)
		}) {
			v.Told = append(v.Told, m)
		} else {
			v.Differences = append(v.Differences, m)
		}
	}
	return v
}

func clip(spans []engine.OnCall, w span.Span[civil.Instant]) []engine.OnCall {
	var out []engine.OnCall
	for _, s := range spans {
		if s.Span = s.Clip(w); !s.Empty() {
			out = append(out, s)
		}
	}
	return out
}
