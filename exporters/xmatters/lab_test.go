package xmatters_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/writertest"
	"github.com/schedsync/schedsync/exporters/xmatters"
	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/xmatters"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/readertest"
	importer "github.com/schedsync/schedsync/importers/xmatters"
	"github.com/schedsync/schedsync/importers/zones"
)

// lab is a fake, what is needed to write to it, and a workspace of four people.
type lab struct {
	t       *testing.T
	fake    *fake.Server
	account httpx.Account
	zones   *zones.DB
	ws      *engine.Workspace
}

func newLab(t *testing.T, o fake.Options) *lab {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	if o.State.People == nil {
		if o.State, err = fake.Seed(); err != nil {
			t.Fatal(err)
		}
	}
	o.LoadLocation = db.Location
	if o.Clock == nil {
		o.Clock = fakes.NewClock(writertest.Now())
	}
	s, err := fake.New(o)
	if err != nil {
		t.Fatal(err)
	}
	l := &lab{t: t, fake: s, zones: db, ws: &engine.Workspace{Sync: engine.Sync{Owner: "acme"}}}
	l.account = readertest.Connect(t, s, s.Clock(), "user", "password")
	for _, name := range writertest.People() {
		l.ws.People = append(l.ws.People, engine.PersonInfo{ID: engine.PersonID(name), Email: name + "@example.com"})
	}
	return l
}

// read reads and lifts the live state.
func (l *lab) read() *snapshot.Snapshot {
	l.t.Helper()
	r, err := importer.Open(l.account)
	if err != nil {
		l.t.Fatal(err)
	}
	raw, err := r.Read(l.t.Context(), nil)
	if err != nil {
		l.t.Fatal(err)
	}
	snap, err := importer.Lift(raw, l.zones)
	if err != nil {
		l.t.Fatal(err)
	}
	return snap
}

// object returns the live object with a mark of ours.
func (l *lab) object(id string) *snapshot.Object {
	l.t.Helper()
	return l.of(l.read(), id)
}

// of returns the object in what was read.
func (l *lab) of(snap *snapshot.Snapshot, id string) *snapshot.Object {
	l.t.Helper()
	for i := range snap.Objects {
		if snap.Objects[i].Mark == (snapshot.Mark{Owner: "acme", ID: id}) {
			return &snap.Objects[i]
		}
	}
	l.t.Fatalf("there is no group of ours for %q", id)
	return nil
}

// session begins a change.
func (l *lab) session(obj *snapshot.Object) exporters.Session {
	l.t.Helper()
	w, err := xmatters.Open(l.account)
	if err != nil {
		l.t.Fatal(err)
	}
	return w.Start(obj, snapshot.Bind(l.ws, l.read()))
}

// do does steps, each of which must succeed.
func (l *lab) do(s exporters.Session, steps ...diff.Step) {
	l.t.Helper()
	for _, st := range steps {
		if err := s.Do(l.t.Context(), st); err != nil {
			l.t.Fatalf("%s: %v", st.Says(), err)
		}
	}
}

// writes returns the requests since the last call that wrote, as text.
func (l *lab) writes() (text string, n int) {
	l.t.Helper()
	var out bytes.Buffer
	for _, e := range l.fake.Log().Writes() {
		fmt.Fprintf(&out, "%s %s\n", e.Method, e.Path)
		if e.RequestBody != "" {
			if err := json.Indent(&out, []byte(e.RequestBody), "", "  "); err != nil {
				l.t.Fatal(err)
			}
			out.WriteByte('\n')
		}
		n++
	}
	l.fake.Log().Reset()
	return out.String(), n
}

func (l *lab) zone(name string) *civil.Zone {
	l.t.Helper()
	z, err := l.zones.Load(name)
	if err != nil {
		l.t.Fatal(err)
	}
	return z
}

// local reads "2026-10-12 09:00".
func local(text string) civil.Local {
	t, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		panic(err)
	}
	return civil.Local(t.Unix())
}

func entry(names ...engine.PersonID) engine.Entry {
	var out engine.Entry
	for _, n := range names {
		out = append(out, engine.Person(n))
	}
	return out
}

// desk is a schedule of ours with some rotations.
func desk(z *civil.Zone, rotations ...engine.Rotation) engine.Schedule {
	return engine.Schedule{Name: "Desk", Description: "First line [schedsync:acme/desk]", Zone: z, Enabled: true, Rotations: rotations}
}

// weekly is a rotation of weeks.
func weekly(z *civil.Zone, start string, people ...engine.Entry) *engine.Rotation {
	return &engine.Rotation{
		ID: "week", Name: "week", Zone: z, Start: civil.AtLocal(local(start)),
		Every: engine.Cycle{Lengths: []engine.Length{{N: 1, Unit: engine.Weeks}}}, People: people,
	}
}
