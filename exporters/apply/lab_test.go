package apply_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters/all"
	"github.com/schedsync/schedsync/exporters/writertest"
	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/opsgenie"
	"github.com/schedsync/schedsync/importers/opsgenie"
	"github.com/schedsync/schedsync/importers/readertest"
	"github.com/schedsync/schedsync/importers/zones"
)

// head is what all workspaces of these tests begin with.
const head = `version: 1
people:
  ana: {name: Ana, email: ana@example.com}
  bo: {name: Bo, email: bo@example.com}
  chi: {name: Chi, email: chi@example.com}
  dee: {name: Dee, email: dee@example.com}
sync: {owner: acme, policy: sync, horizon: 42 days}
schedules:
`

// before and after are the workspace of two consecutive nights: alpha changes in every way a schedule can, beta is new,
// delta stays, gamma goes.
const before = head + `
  alpha:
    name: alpha
    timezone: Europe/Lisbon
    rotations:
      - {id: week, every: 1 week, start: 2026-10-05 09:00, people: [ana, bo]}
      - {id: night, every: 1 day, start: 2026-10-05 21:00, people: [chi, dee], only: [{from: "21:00", to: "09:00"}]}
      - {id: old, every: 1 week, start: 2026-10-05 09:00, people: [dee]}
    overrides:
      - {from: 2026-10-20 10:00, until: 2026-10-20 14:00, who: dee}
      - {from: 2026-10-21 10:00, until: 2026-10-21 14:00, who: dee}
      - {from: 2026-10-22 18:00, until: 2026-10-23 12:00, who: ana, rotations: [night]}
    targets: {VENDOR: {}}
  delta:
    name: delta
    timezone: UTC
    rotations: [{id: week, every: 1 week, start: 2026-10-05 09:00, people: [ana, bo]}]
    targets: {VENDOR: {}}
  gamma:
    name: gamma
    timezone: UTC
    rotations: [{id: week, every: 1 week, start: 2026-10-05 09:00, people: [chi]}]
    targets: {VENDOR: {}}
`

const after = head + `
  alpha:
    name: alpha
    description: all new
    timezone: Europe/Lisbon
    rotations:
      - {id: week, every: 1 week, start: 2026-10-05 09:00, people: [ana, bo, chi]}
      - {id: night, every: 1 day, start: 2026-10-05 21:00, people: [chi, dee]}
      - {id: new, every: 1 week, start: 2026-10-05 09:00, people: [bo]}
    overrides:
      - {from: 2026-10-20 10:00, until: 2026-10-20 18:00, who: chi}
      - {from: 2026-10-22 18:00, until: 2026-10-23 12:00, who: ana, rotations: [night]}
      - {from: 2026-10-27 10:00, until: 2026-10-27 14:00, who: none}
    targets: {VENDOR: {}}
  beta:
    name: beta
    timezone: Europe/Lisbon
    rotations: [{id: week, every: 1 week, start: 2026-10-05 09:00, people: [ana, bo]}]
    overrides:
      - {from: 2026-10-20 10:00, until: 2026-10-20 14:00, who: dee}
      - {from: 2026-10-21 10:00, until: 2026-10-21 14:00, who: none}
    targets: {VENDOR: {}}
  delta:
    name: delta
    timezone: UTC
    rotations: [{id: week, every: 1 week, start: 2026-10-05 09:00, people: [ana, bo]}]
    targets: {VENDOR: {}}
`

// lab is a vendor to apply to.
type lab struct {
	*writertest.Lab
	server *fake.Server
}

// world is what tests of one kind start from: a state of the fake, as bytes.
type world struct {
	db    *zones.DB
	state []byte
}

// newWorld settles a workspace on a fake that also holds the vendor's samples, a schedule and an override that are not ours.
func newWorld(t *testing.T, yaml string) *world {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{db: db}
	l := w.open(t, "")
	l.Declare(yaml)
	l.Settle()
	for _, o := range l.Read().Objects {
		if o.Mark.ID == "alpha" {
			l.Fake().ByHand(t, o.ID, "bo", at("2026-10-29T08:00:00Z"), at("2026-10-29T09:00:00Z"))
		}
	}
	if w.state, err = l.server.Dump(); err != nil {
		t.Fatal(err)
	}
	return w
}

// open starts a fake in the state of the world, with faults. wrap stands between the fake and its callers.
func (w *world) open(t *testing.T, spec string, wrap ...func(http.Handler) http.Handler) *lab {
	t.Helper()
	faults, err := fakes.ParseFaults(spec)
	if err != nil {
		t.Fatal(err)
	}
	st, err := fake.Seed()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range writertest.People() {
		st.Users = append(st.Users, fake.User{ID: "user-" + name, Username: name + "@example.com"})
	}
	s, err := fake.New(fake.Options{Clock: fakes.NewClock(writertest.Now()), Faults: faults, State: st, LoadLocation: w.db.Location})
	if err != nil {
		t.Fatal(err)
	}
	if w.state != nil {
		if err := s.Load(w.state); err != nil {
			t.Fatal(err)
		}
	}
	writer, ok := all.Vendor(opsgenie.Name)
	if !ok {
		t.Fatal("opsgenie is not in the list of writers")
	}
	return &lab{server: s, Lab: writertest.Open(t, writertest.Setup{
		Reader: opsgenie.Vendor(), Writer: writer, Zones: w.db,
		Serve: func(*testing.T) writertest.Fake {
			return writertest.Fake{Fake: readertest.Fake{Handler: s, Clock: s.Clock(), Log: s.Log()}, Render: render(s), ByHand: byHand(s)}
		},
	}, wrap...)}
}

func render(s *fake.Server) func(id string, from, until time.Time) []writertest.Period {
	return func(id string, from, until time.Time) (out []writertest.Period) {
		for _, p := range s.Render(id, from, until) {
			out = append(out, writertest.Period{Start: p.Start, End: p.End, Who: engine.Person(engine.PersonID(p.ID))})
		}
		return out
	}
}

// byHand adds an override through the fake's state, so that no log tells of it.
func byHand(s *fake.Server) func(t *testing.T, id, who string, from, until time.Time) {
	return func(t *testing.T, id, who string, from, until time.Time) {
		t.Helper()
		data, err := s.Dump()
		if err != nil {
			t.Fatal(err)
		}
		_, tail, _ := strings.Cut(string(data), `"id": "`+id+`"`)
		list := strings.Replace(tail, `"overrides": [`, `"overrides": [{"alias": "by hand", "user": {"type": "user", "id": "user-`+who+`"},
			"start": "`+from.Format(time.RFC3339)+`", "end": "`+until.Format(time.RFC3339)+`"},`, 1)
		if err := s.Load([]byte(strings.TrimSuffix(string(data), tail) + list)); err != nil {
			t.Fatal(err)
		}
	}
}

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t
}

// dump returns the fake's whole state.
func (l *lab) dump(t *testing.T) string {
	t.Helper()
	data, err := l.server.Dump()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// ours and theirs are what the live objects with and without our mark mean; ids, which differ from run to run, left out
// of ours.
func ours(s *snapshot.Snapshot) (out []string) {
	for i := range s.Objects {
		if o := &s.Objects[i]; o.Mark.Owner == "acme" {
			out = append(out, o.Mark.String())
			out = append(out, diff.Describe(&o.Schedule)...)
			for _, v := range o.Schedule.Overrides {
				out = append(out, "alias "+v.Ref)
			}
		}
	}
	slices.Sort(out)
	return out
}

func theirs(s *snapshot.Snapshot) (out []string) {
	for i := range s.Objects {
		if s.Objects[i].Mark.Owner != "acme" {
			out = append(out, readertest.ObjectMeaning(&s.Objects[i])...)
		}
		for _, o := range s.Objects[i].Schedule.Overrides {
			if !strings.HasPrefix(o.Ref, "schedsync:") {
				out = append(out, "override "+o.Ref+" "+o.Who.String()+" "+o.From.String()+" "+o.Until.String())
			}
		}
	}
	return out
}

// work returns the schedules that a plan still does something to.
func work(p *plan.Plan) map[engine.ScheduleID]bool {
	out := map[engine.ScheduleID]bool{}
	for _, c := range p.Vendors[0].Changes {
		out[c.ID] = true
	}
	return out
}
