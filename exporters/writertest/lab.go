package writertest

import (
	"context"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/apply"
	"github.com/schedsync/schedsync/importers/declared"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/readertest"
)

// Lab is a workspace, a fake vendor, and what is needed to make the one the other. Everything in it fails its test when it
// cannot do what it is asked, but for [Lab.Apply], whose result tells.
type Lab struct {
	t       *testing.T
	setup   Setup
	fake    Fake
	account httpx.Account

	WS *engine.Workspace // what is declared
}

// Open starts a fake. wrap, if any, stands between the fake and those who call it.
func Open(t *testing.T, s Setup, wrap ...func(http.Handler) http.Handler) *Lab {
	t.Helper()
	l := &Lab{t: t, setup: s, fake: s.Serve(t)}
	h := l.fake.Handler
	for _, w := range wrap {
		h = w(h)
	}
	l.account = readertest.Connect(t, h, l.fake.Clock, s.Secrets...)
	return l
}

// On returns the same lab for a subtest.
func (l *Lab) On(t *testing.T) *Lab {
	out := *l
	out.t = t
	return &out
}

// Declare makes the YAML the workspace; VENDOR in it stands for the vendor.
func (l *Lab) Declare(yaml string) {
	l.t.Helper()
	text := strings.ReplaceAll(yaml, "VENDOR: {}", "VENDOR: {"+l.setup.Target+"}")
	text = strings.ReplaceAll(text, "VENDOR", string(l.setup.Reader.Name))
	ws, err := declared.Load(fstest.MapFS{"schedsync.yaml": {Data: []byte(text)}}, declared.Options{Zones: l.setup.Zones})
	if err != nil {
		l.t.Fatalf("the YAML is not sound: %v\n%s", err, text)
	}
	l.WS = &ws.Workspace
}

// Read reads the live state.
func (l *Lab) Read() *snapshot.Snapshot {
	l.t.Helper()
	s, err := l.read(l.t.Context())
	if err != nil {
		l.t.Fatalf("reading: %v", err)
	}
	return s
}

func (l *Lab) read(ctx context.Context) (*snapshot.Snapshot, error) {
	r, err := l.setup.Reader.Open(l.account)
	if err != nil {
		return nil, err
	}
	raw, err := r.Read(ctx, nil)
	if err != nil {
		return nil, err
	}
	return l.setup.Reader.Lift(raw, l.setup.Zones)
}

// Plan reads the live state and plans from it, as of [Now] and without freeze.
func (l *Lab) Plan() (*plan.Plan, *snapshot.Snapshot) {
	l.t.Helper()
	s := l.Read()
	p, err := l.plan(s)
	if err != nil {
		l.t.Fatalf("planning: %v", err)
	}
	if problems := p.Problems(); len(problems) > 0 {
		l.t.Fatalf("the plan has problems: %s", strings.Join(problems, "; "))
	}
	return p, s
}

func (l *Lab) plan(s *snapshot.Snapshot) (*plan.Plan, error) {
	live := plan.Live{Dialect: l.setup.Reader.Dialect, Mutes: l.setup.Reader.Mutes, Snapshot: s, Cost: l.setup.Writer.Cost}
	return plan.Build(l.WS, []plan.Live{live}, plan.Options{Now: civil.FromTime(Now()), NowOK: true})
}

// Apply carries a plan out that was made from s.
func (l *Lab) Apply(ctx context.Context, p *plan.Plan, s *snapshot.Snapshot, j apply.Journal) apply.Result {
	l.t.Helper()
	w, err := l.setup.Writer.Open(l.account)
	if err != nil {
		l.t.Fatalf("opening the writer: %v", err)
	}
	return l.ApplyWith(ctx, w, p, s, j)
}

// ApplyWith is Apply with another writer in the vendor's place.
func (l *Lab) ApplyWith(ctx context.Context, w exporters.Writer, p *plan.Plan, s *snapshot.Snapshot, j apply.Journal) apply.Result {
	vendor := apply.Vendor{
		Writer: w, Snapshot: s, Accounts: snapshot.Bind(l.WS, s),
		Replan: func(ctx context.Context) (plan.Vendor, error) {
			again, err := l.read(ctx)
			if err != nil {
				return plan.Vendor{}, err
			}
			p, err := l.plan(again)
			if err != nil {
				return plan.Vendor{}, err
			}
			return p.Vendors[0], nil
		},
	}
	return apply.Run(ctx, p, map[engine.Vendor]apply.Vendor{l.setup.Reader.Name: vendor}, j, nil)
}

// Settle makes the live state what is declared, whatever it takes, and fails the test unless one apply does it and leaves
// nothing to do. It returns the plan that was carried out.
func (l *Lab) Settle() *plan.Plan {
	l.t.Helper()
	p, s := l.samePlanTwice()
	j := &Journal{}
	if r := l.Apply(l.t.Context(), p, s, j); !r.Complete() {
		l.t.Fatalf("applying left something undone:\n%s", Tell(&r))
	}
	if again, s := l.Plan(); !again.Empty() {
		l.t.Fatalf("a second plan is not empty:\n%s", TellPlan(again))
	} else {
		l.nothingMore(again, s)
	}
	return p
}

// samePlanTwice plans twice from two reads. The same state and the same now make the same plan.
func (l *Lab) samePlanTwice() (*plan.Plan, *snapshot.Snapshot) {
	l.t.Helper()
	p, s := l.Plan()
	again, _ := l.Plan()
	if p.Digest != again.Digest || !reflect.DeepEqual(p, again) {
		l.t.Fatalf("two plans of the same state differ:\n%s\n%s", TellPlan(p), TellPlan(again))
	}
	return p, s
}

// nothingMore applies an empty plan and looks that nothing is written.
func (l *Lab) nothingMore(p *plan.Plan, s *snapshot.Snapshot) {
	l.t.Helper()
	l.fake.Log.Reset()
	j := &Journal{}
	if r := l.Apply(l.t.Context(), p, s, j); !r.Complete() || r.Wrote() {
		l.t.Fatalf("applying nothing did something:\n%s", Tell(&r))
	}
	if w := l.fake.Log.Writes(); len(w) > 0 || len(j.Entries) > 0 {
		l.t.Fatalf("the second apply wrote: %s %s", w[0].Method, w[0].Path)
	}
}

// Fake returns the fake.
func (l *Lab) Fake() Fake { return l.fake }

// Object returns the live schedule that carries the mark of a declared one, or nil.
func (l *Lab) Object(s *snapshot.Snapshot, id engine.ScheduleID) *snapshot.Object {
	for i := range s.Objects {
		if s.Objects[i].Mark == (snapshot.Mark{Owner: l.WS.Sync.Owner, ID: string(id)}) {
			return &s.Objects[i]
		}
	}
	return nil
}

// Journal keeps entries in memory.
type Journal struct{ Entries []apply.Entry }

// Record keeps an entry.
func (j *Journal) Record(e apply.Entry) error {
	j.Entries = append(j.Entries, e)
	return nil
}
