package zenduty_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters/apply"
	"github.com/schedsync/schedsync/exporters/writertest"
	"github.com/schedsync/schedsync/exporters/zenduty"
	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/zenduty"
	"github.com/schedsync/schedsync/importers/declared"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/readertest"
	reader "github.com/schedsync/schedsync/importers/zenduty"
	"github.com/schedsync/schedsync/importers/zones"
)

// muteLab is a workspace with mutes and a fake, on one clock that tests set.
type muteLab struct {
	t       *testing.T
	zones   *zones.DB
	fake    *fake.Server
	account httpx.Account
	ws      *engine.Workspace
	nowOK   bool
}

// newMuteLab starts a fake with two teams, each with a service called api, and a window that is nobody's.
func newMuteLab(t *testing.T, faults string, q fake.Quirks) *muteLab {
	t.Helper()
	f, err := fakes.ParseFaults(faults)
	if err != nil {
		t.Fatal(err)
	}
	st := fake.State{
		Teams: []fake.Team{{ID: "t1", Name: "Payments"}, {ID: deskTeam, Name: "Network"}},
		Services: []fake.Service{
			{ID: "net-api", Team: deskTeam, Name: "api"},
			{ID: "pay-api", Team: "t1", Name: "api"},
			{ID: "w1", Team: deskTeam, Name: "web"},
			{ID: "w2", Team: deskTeam, Name: "web"},
		},
		Maintenance: []fake.Maintenance{{
			ID: "by-hand", Team: "t1", Name: "by hand", Start: day("2026-01-01T00:00:00Z"), End: day("2026-01-01T01:00:00Z"), Services: []fake.Link{{Service: "pay-api"}},
		}},
	}
	db := openZones(t)
	s, err := fake.New(fake.Options{Clock: fakes.NewClock(day("2026-01-07T12:00:00Z")), Faults: f, Quirks: q, State: st, LoadLocation: db.Location})
	if err != nil {
		t.Fatal(err)
	}
	l := &muteLab{t: t, zones: db, fake: s, account: readertest.Connect(t, s, s.Clock())}
	l.account.Mutes = true
	return l
}

func day(text string) time.Time {
	when, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return when
}

// declare makes some mutes the workspace.
func (l *muteLab) declare(mutes string) {
	l.t.Helper()
	text := "version: 1\nteams: {payments: {name: Payments}, net: {name: Network}, gone: {name: Gone}}\nsync: {owner: acme, policy: sync, limits: {deletes: 99}}\nmutes:\n" + mutes
	ws, err := declared.Load(fstest.MapFS{"w.yaml": {Data: []byte(text)}}, declared.Options{Zones: l.zones})
	if err != nil {
		l.t.Fatalf("%v\n%s", err, text)
	}
	l.ws = &ws.Workspace
}

// plan reads and plans as of the fake's clock.
func (l *muteLab) plan() (*plan.Plan, *snapshot.Snapshot) {
	l.t.Helper()
	r, err := reader.Open(l.account)
	if err != nil {
		l.t.Fatal(err)
	}
	now := civil.FromTime(l.fake.Clock().Now())
	raw, err := r.Read(l.t.Context(), nil)
	if err != nil {
		l.t.Fatal(err)
	}
	s, err := reader.Lift(raw, l.zones)
	if err != nil {
		l.t.Fatal(err)
	}
	p, err := plan.Build(l.ws, []plan.Live{{Dialect: reader.Dialect(), Mutes: reader.Mutes(), Snapshot: s, Cost: zenduty.Cost}}, plan.Options{Now: now, NowOK: l.nowOK})
	if err != nil {
		l.t.Fatal(err)
	}
	return p, s
}

// apply carries a plan out, as of the instant it was made for.
func (l *muteLab) apply(p *plan.Plan, s *snapshot.Snapshot) apply.Result {
	l.t.Helper()
	w, err := zenduty.Open(l.account)
	if err != nil {
		l.t.Fatal(err)
	}
	return apply.Run(l.t.Context(), p, map[engine.Vendor]apply.Vendor{reader.Name: {
		Writer: w, Snapshot: s, Accounts: snapshot.Bind(l.ws, s),
		Replan: func(context.Context) (plan.Vendor, error) { return plan.Vendor{}, nil }, // run looks itself
	}}, &writertest.Journal{}, nil)
}

// run is one night's job: what it plans it does, in as many calls as it said, and then nothing but what is held is left.
func (l *muteLab) run() *plan.Plan {
	l.t.Helper()
	at := l.fake.Clock().Now()
	p, s := l.plan()
	if problems := p.Problems(); len(problems) > 0 {
		l.t.Fatalf("the plan has problems: %s", strings.Join(problems, "; "))
	}
	l.fake.Clock().Set(at) // the pace of reading takes a minute
	if p.Empty() {
		return p
	}
	l.fake.Log().Reset()
	r := l.apply(p, s)
	held := 0
	for _, c := range p.Vendors[0].Changes {
		if c.Held != "" {
			held += c.Calls
		}
	}
	if writes := len(l.fake.Log().Writes()); !r.Complete() || writes != p.Calls()-held {
		l.t.Fatalf("at %s: %d writes, planned %d of which %d held\n%s", at, writes, p.Calls(), held, writertest.Tell(&r))
	}
	l.fake.Clock().Set(at)
	again, _ := l.plan()
	for _, c := range again.Vendors[0].Changes {
		if c.Held == "" {
			l.t.Fatalf("at %s a second plan is not empty:\n%s", at, told(again))
		}
	}
	l.fake.Clock().Set(at)
	return p
}

// told lists what a plan does, one line a step, what is held with a mark before it.
func told(p *plan.Plan) string {
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

// byHand sends a request as a person's browser does.
func (l *muteLab) byHand(method, path, body string) {
	l.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Token somebody")
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	if l.fake.ServeHTTP(w, r); w.Code/100 != 2 {
		l.t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
}

// lies puts between the fake and the account something that stores after where before was sent.
func (l *muteLab) lies(before, after string) {
	l.account = readertest.Connect(l.t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || !strings.Contains(string(body), before) {
			l.t.Errorf("%v: %s has no %s", err, body, before)
		}
		r.Body = io.NopCloser(strings.NewReader(strings.ReplaceAll(string(body), before, after)))
		l.fake.ServeHTTP(w, r)
	}), l.fake.Clock())
}

func proof(t *testing.T) {
	t.Helper()
	if os.Getenv("SCHEDSYNC_PROOF") == "" {
		t.Skip("make proof runs it")
	}
}
