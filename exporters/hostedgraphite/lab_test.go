package hostedgraphite_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters/apply"
	exporter "github.com/schedsync/schedsync/exporters/hostedgraphite"
	"github.com/schedsync/schedsync/exporters/writertest"
	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/hostedgraphite"
	"github.com/schedsync/schedsync/importers/declared"
	importer "github.com/schedsync/schedsync/importers/hostedgraphite"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/readertest"
	"github.com/schedsync/schedsync/importers/zones"
)

// lab is a workspace and a fake, on one clock that tests set.
type lab struct {
	t       testing.TB
	zones   *zones.DB
	fake    *fake.Server
	account httpx.Account
	ws      *engine.Workspace
	options plan.Options
}

// newLab starts a fake with two alerts.
func newLab(t *testing.T, o fake.Options) *lab {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	if o.Clock == nil {
		o.Clock = fakes.NewClock(at("2026-01-07T12:00:00Z"))
	}
	if o.State.Alerts == nil {
		o.State.Alerts = []fake.Alert{{ID: "a1", Name: "Queue depth"}, {ID: "a2", Name: "Error rate"}}
	}
	s, err := fake.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return &lab{t: t, zones: db, fake: s, account: readertest.Connect(t, s, s.Clock())}
}

func at(text string) time.Time {
	when, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return when
}

// declare makes the mutes of some YAML the workspace.
func (l *lab) declare(sync, mutes string) {
	l.t.Helper()
	text := "version: 1\nsync: {owner: acme, " + sync + "}\nmutes:\n" + mutes
	ws, err := declared.Load(fstest.MapFS{"w.yaml": {Data: []byte(text)}}, declared.Options{Zones: l.zones})
	if err != nil {
		l.t.Fatalf("%v\n%s", err, text)
	}
	l.ws = &ws.Workspace
}

func (l *lab) read(ctx context.Context) *snapshot.Snapshot {
	l.t.Helper()
	r, err := importer.Open(l.account)
	if err != nil {
		l.t.Fatal(err)
	}
	raw, err := r.Read(ctx, nil)
	if err != nil {
		l.t.Fatal(err)
	}
	s, err := importer.Lift(raw, nil)
	if err != nil {
		l.t.Fatal(err)
	}
	return s
}

// plan reads and plans as of the fake's clock.
func (l *lab) plan(ctx context.Context) (*plan.Plan, *snapshot.Snapshot) {
	l.t.Helper()
	o := l.options
	o.Now = civil.FromTime(l.fake.Clock().Now())
	s := l.read(ctx)
	p, err := plan.Build(l.ws, []plan.Live{{Mutes: importer.Mutes(), Snapshot: s, Cost: exporter.Cost}}, o)
	if err != nil {
		l.t.Fatal(err)
	}
	return p, s
}

// sound is plan without problems.
func (l *lab) sound(ctx context.Context) (*plan.Plan, *snapshot.Snapshot) {
	l.t.Helper()
	p, s := l.plan(ctx)
	if problems := p.Problems(); len(problems) > 0 {
		l.t.Fatalf("the plan has problems: %s", strings.Join(problems, "; "))
	}
	return p, s
}

// run is one night's job. Nothing but what is held may be left afterwards.
func (l *lab) run(ctx context.Context) *plan.Plan {
	l.t.Helper()
	p, s := l.sound(ctx)
	if p.Empty() {
		return p
	}
	w, err := exporter.Open(l.account)
	if err != nil {
		l.t.Fatal(err)
	}
	r := apply.Run(ctx, p, map[engine.Vendor]apply.Vendor{importer.Name: {
		Writer: w, Snapshot: s,
		Replan: func(ctx context.Context) (plan.Vendor, error) {
			again, _ := l.sound(ctx)
			return again.Vendors[0], nil
		},
	}}, &writertest.Journal{}, nil)
	if !r.Complete() {
		l.t.Fatalf("at %s: %s", l.fake.Clock().Now(), writertest.Tell(&r))
	}
	return p
}

// steps lists what a plan does, one line a step, what is held with a mark before it.
func steps(p *plan.Plan) string {
	var b strings.Builder
	for _, c := range p.Vendors[0].Changes {
		for _, s := range c.Steps {
			if c.Held != "" {
				b.WriteString("held: ")
			}
			fmt.Fprintf(&b, "%s: %s\n", c.Action, s.Says())
		}
	}
	return b.String()
}

// tally is what a simulation counts.
type tally struct{ runs, minutes, silent, over, under, told, calls, mostCalls int }

func (t *tally) add(o tally) {
	t.runs, t.minutes, t.silent, t.over, t.under, t.told, t.calls = t.runs+o.runs, t.minutes+o.minutes, t.silent+o.silent, t.over+o.over, t.under+o.under, t.told+o.told, t.calls+o.calls
	t.mostCalls = max(t.mostCalls, o.mostCalls)
}

func (t tally) String() string {
	return fmt.Sprintf("%d runs, %d minutes of which %d silent; silenced and not declared %d, declared and not silenced %d, of both told before %d; %d calls, at most %d a run",
		t.runs, t.minutes, t.silent, t.over, t.under, t.told, t.calls, t.mostCalls)
}

// simulate runs the job at the given instants and looks at every minute in between, by the fake's own reckoning. declared
// is another one, of what the YAML says. Each minute that is wrong must have been told by the last plan: as a loss, or,
// where the next run was due and did not come, as a window that waits for it.
func (l *lab) simulate(alert string, runs []time.Time, declared func(time.Time) bool) (out tally) {
	l.t.Helper()
	cadence := civil.Instant(24 * 3600)
	for i, r := range runs[:len(runs)-1] {
		l.fake.Clock().Set(r)
		l.fake.Log().Reset()
		p := l.run(l.t.Context())
		out.runs++
		n := len(l.fake.Log().Entries())
		out.calls, out.mostCalls = out.calls+n, max(out.mostCalls, n)
		for m := l.fake.Clock().Now().Truncate(time.Minute).Add(time.Minute); m.Before(runs[i+1]); m = m.Add(time.Minute) {
			out.minutes++
			silent, want := l.fake.Silenced(alert, m), declared(m)
			if silent {
				out.silent++
			}
			if silent == want {
				continue
			}
			if silent {
				out.over++
			} else {
				out.under++
			}
			if toldOf(p, civil.FromTime(m), silent, cadence) {
				out.told++
			} else if out.over+out.under-out.told < 4 {
				l.t.Errorf("the run of %s did not tell that at %s it is silent: %t, declared: %t", r.Format(time.RFC3339), m.Format(time.RFC3339), silent, want)
			}
		}
	}
	return out
}

// toldOf reports whether a plan tells of a wrong minute.
func toldOf(p *plan.Plan, m civil.Instant, silent bool, cadence civil.Instant) bool {
	v := &p.Vendors[0]
	for _, c := range v.Changes {
		for _, l := range c.Mute.Losses {
			if l.Contains(m) && l.Silent == silent {
				return true
			}
		}
	}
	for _, n := range v.Notes { // losses of what does not change
		if from, until, ok := lossNote(n); ok && from <= m && m < until {
			return true
		}
	}
	for _, d := range v.Deferred {
		if d.Drifts > 0 && m >= d.Drifts {
			return true
		}
		if !silent && d.Windows.Contains(m) && m >= p.Window.Start+cadence {
			return true
		}
	}
	return false
}

// lossNote reads "… from T until T: …".
func lossNote(n string) (from, until civil.Instant, ok bool) {
	_, rest, ok1 := strings.Cut(n, " declared from ")
	a, rest, ok2 := strings.Cut(rest, " until ")
	b, _, ok3 := strings.Cut(rest, ": ")
	t1, err1 := time.Parse(time.RFC3339, a)
	t2, err2 := time.Parse(time.RFC3339, b)
	return civil.FromTime(t1), civil.FromTime(t2), ok1 && ok2 && ok3 && err1 == nil && err2 == nil
}
