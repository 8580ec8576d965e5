package writertest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters/apply"
	"github.com/schedsync/schedsync/importers/readertest"
)

// story is the id of the schedule the story is about.
const story = engine.ScheduleID("desk")

// tell does one step and holds it to everything the package comment says.
func (l *Lab) tell(step Step, yaml string) {
	l.t.Helper()
	l.Declare(yaml)
	if step.ByHand {
		l.byHand(l.Read())
	}
	l.fake.Log.Reset()
	p, s := l.samePlanTwice()
	l.expect(step, p)
	r := l.Apply(l.t.Context(), p, s, &Journal{})
	if !r.Complete() || r.Wrote() == step.Nothing {
		l.t.Fatalf("applying did not do what was planned:\n%s\n%s", TellPlan(p), Tell(&r))
	}
	l.cost(step, p)
	again, after := l.Plan()
	if !again.Empty() {
		l.t.Fatalf("the plan after the first apply is not empty:\n%s", TellPlan(again))
	}
	l.nothingMore(again, after)
	l.sameForeign(s, after)
	l.SameTimeline(after)
}

// byHand lets somebody put dee on call.
func (l *Lab) byHand(s *snapshot.Snapshot) {
	if l.fake.ByHand == nil {
		l.t.Skip("the fake has nobody who overrides by hand")
	}
	l.fake.ByHand(l.t, l.Object(s, story).ID, "dee", HandFrom(), HandUntil())
}

// expect looks at the plan of a step.
func (l *Lab) expect(step Step, p *plan.Plan) {
	l.t.Helper()
	if p.Empty() != step.Nothing {
		l.t.Fatalf("the plan is:\n%s", TellPlan(p))
	}
	for _, c := range p.Vendors[0].Changes {
		for _, loss := range c.Losses {
			l.t.Errorf("the vendor will show something else from %s until %s: %s", loss.Start, loss.End, loss.Reason)
		}
	}
	if step.Nothing {
		return
	}
	if n := len(p.Vendors[0].Changes); n != 1 {
		l.t.Fatalf("one edit makes %d changes:\n%s", n, TellPlan(p))
	}
	if step.Moves == nil {
		return
	}
	got := []string{}
	for _, m := range p.Vendors[0].Changes[0].Moves {
		got = append(got, tellMove(m, l.WS.Schedule(story).Zone))
	}
	if d := cmp.Diff(step.Moves, got); d != "" {
		l.t.Errorf("other people move than expected:\n%s", d)
	}
}

// cost compares the writes in the fake's log with what the plan promised, and with the vendor's own number.
func (l *Lab) cost(step Step, p *plan.Plan) {
	l.t.Helper()
	made := len(l.fake.Log.Writes())
	if made != p.Calls() && !l.setup.Loose {
		l.t.Errorf("%d calls wrote, the plan said %d", made, p.Calls())
	}
	if want, ok := l.setup.Calls[step.Name]; ok && made != want {
		l.t.Errorf("%d calls wrote, want %d", made, want)
	}
}

// sameForeign: what does not carry our mark is as it was.
func (l *Lab) sameForeign(before, after *snapshot.Snapshot) {
	l.t.Helper()
	theirs := func(s *snapshot.Snapshot) (out []string) {
		for i := range s.Objects {
			if s.Objects[i].Mark.Owner != l.WS.Sync.Owner {
				out = append(out, readertest.ObjectMeaning(&s.Objects[i])...)
			}
		}
		return out
	}
	if len(theirs(before)) == 0 {
		l.t.Error("the fake has no object that is not ours")
	}
	if d := cmp.Diff(theirs(before), theirs(after)); d != "" {
		l.t.Errorf("objects of others changed:\n%s", d)
	}
}

// SameTimeline asks the fake to render every declared schedule that is there, and compares with what the engine finds in
// the YAML, overrides made by hand on top, over five weeks from [Now], or as far as the schedule is written.
func (l *Lab) SameTimeline(s *snapshot.Snapshot) {
	l.t.Helper()
	planned, err := l.plan(s)
	if err != nil {
		l.t.Fatal(err)
	}
	accounts := snapshot.Bind(l.WS, s)
	for i := range l.WS.Schedules {
		declared := l.WS.Schedules[i]
		obj := l.Object(s, declared.ID)
		if _, ok := declared.On(l.setup.Reader.Name); ok != (obj != nil) {
			l.t.Errorf("schedule %s is at the vendor: %t, should be: %t", declared.ID, obj != nil, ok)
			continue
		}
		if obj == nil || !declared.Enabled {
			continue
		}
		declared.Overrides = append(slices.Clone(declared.Overrides), l.foreignOverrides(obj, accounts)...)
		want, err := engine.Compile(&declared, l.WS.People, l.WS.Holidays)
		if err != nil {
			l.t.Fatal(err)
		}
		w := window(planned, declared.ID)
		w.Start += civil.Instant(l.setup.Settles / time.Second)
		got := spans(l.fake.Render(obj.ID, w.Start.Time(), w.End.Time()), accounts, w)
		for _, m := range engine.Differences(want.Resolve(w, engine.Final).Spans, got) {
			l.t.Errorf("%s: declared → rendered: %s", declared.ID, tellMove(m, declared.Zone))
		}
	}
}

// window is the five weeks from [Now] on, or as much of them as a schedule is written for.
func window(p *plan.Plan, id engine.ScheduleID) span.Span[civil.Instant] {
	w := span.Span[civil.Instant]{Start: civil.FromTime(Now()), End: civil.FromTime(Now().AddDate(0, 0, 35))}
	for _, v := range p.Vendors {
		for _, c := range v.Covered {
			if c.Schedule == id {
				w.End = min(w.End, c.Until)
			}
		}
	}
	return w
}

// foreignOverrides returns the overrides of a live schedule that are not ours.
func (l *Lab) foreignOverrides(obj *snapshot.Object, accounts *snapshot.Accounts) []engine.Override {
	var out []engine.Override
	for _, o := range accounts.Translate(obj.Schedule).Overrides {
		if !strings.HasPrefix(o.Ref, "schedsync:"+l.WS.Sync.Owner+":") {
			out = append(out, o)
		}
	}
	return out
}

// spans turns periods into a timeline of the window.
func spans(periods []Period, accounts *snapshot.Accounts, w span.Span[civil.Instant]) []engine.OnCall {
	edges := []civil.Instant{w.Start, w.End}
	for _, p := range periods {
		for _, at := range []civil.Instant{civil.FromTime(p.Start), civil.FromTime(p.End)} {
			if w.Contains(at) {
				edges = append(edges, at)
			}
		}
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	var out []engine.OnCall
	for i := range edges[1:] {
		s := engine.OnCall{Span: span.Span[civil.Instant]{Start: edges[i], End: edges[i+1]}}
		for _, p := range periods {
			if civil.FromTime(p.Start) <= s.Start && s.End <= civil.FromTime(p.End) {
				s.On = append(s.On, engine.Duty{Who: accounts.Ours(p.Who)})
			}
		}
		out = append(out, s)
	}
	return out
}

// TellPlan writes a plan down for a failure's message.
func TellPlan(p *plan.Plan) string {
	var b strings.Builder
	for _, v := range p.Vendors {
		for _, c := range v.Changes {
			fmt.Fprintf(&b, "%s %s %q\n", c.Action, c.ID, c.Name)
			for _, f := range c.Fields {
				fmt.Fprintf(&b, "  %s: %q -> %q\n", f.Path, f.Before, f.After)
			}
			for _, st := range c.Steps {
				fmt.Fprintf(&b, "  * %s\n", st.Says())
			}
		}
	}
	if b.Len() == 0 {
		return "(nothing to do)"
	}
	return b.String()
}

// Tell writes a result down for a failure's message.
func Tell(r *apply.Result) string {
	var b strings.Builder
	for _, v := range r.Vendors {
		for _, c := range v.Changes {
			fmt.Fprintf(&b, "%s %s: %d of %d steps, error %v, held %t, undone %t\n", c.Change.Action, c.Change.ID, c.Done, len(c.Change.Steps), c.Err, c.Held, c.Undone)
		}
		for _, c := range v.Left {
			fmt.Fprintf(&b, "left: %s %s %v\n", c.Action, c.ID, c.Fields)
		}
		if v.Err != nil {
			fmt.Fprintf(&b, "%s: %v\n", v.Vendor, v.Err)
		}
	}
	return b.String()
}

// tellMove writes a move as a step of the story does.
func tellMove(m diff.Move, z *civil.Zone) string {
	from, until := z.Reading(m.Start).String(), z.Reading(m.End).String()
	if day, clock, ok := strings.Cut(until, " "); ok && strings.HasPrefix(from, day) {
		until = clock
	}
	return fmt.Sprintf("%s – %s %s → %s", from, until, names(m.Before), names(m.After))
}

func names(list []engine.Participant) string {
	if len(list) == 0 {
		return "nobody"
	}
	return engine.Entry(list).String()
}
