package plan_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers/declared"
	"github.com/schedsync/schedsync/importers/zones"
)

func pager() *dialect.Dialect {
	return &dialect.Dialect{
		Vendor: "opsgenie", Grid: 30 * civil.Minute, Windows: 15,
		Turns:         []dialect.TurnRule{{Unit: engine.Hours, Clock: engine.Elapsed}, {Unit: engine.Days, Clock: engine.Wall}, {Unit: engine.Weeks, Clock: engine.Wall}},
		OverrideKinds: []engine.Kind{engine.KindPerson, engine.Nobody},
	}
}

// now is a Wednesday; the weeks of the schedules begin on Monday the 5th at 09:00, in UTC.
func now(t testing.TB) civil.Instant { return at(t, "2026-01-07T10:00:00Z") }

func at(t testing.TB, text string) civil.Instant {
	t.Helper()
	when, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return civil.FromTime(when)
}

// load reads a workspace: what `sync` says, and the schedules.
func load(t testing.TB, sync, schedules string) *engine.Workspace {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	text := "version: 1\npeople: {ana: {email: ana@example.com}, bo: {email: bo@example.com}, chi: {email: chi@example.com}}\n" +
		"sync: {" + sync + "}\nschedules:\n" + schedules
	w, err := declared.Load(fstest.MapFS{"w.yaml": {Data: []byte(text)}}, declared.Options{Zones: db})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return &w.Workspace
}

// schedule is the YAML of a schedule with one weekly rotation.
func schedule(id, people string) string {
	return fmt.Sprintf("  %s: {name: %s, timezone: UTC, targets: {opsgenie: {}}, rotations: [{id: week, every: 1 week, start: 2026-01-05 09:00, people: [%s]}]}\n", id, id, people)
}

// many is the YAML of n schedules, s00 and so on, of which the first few have other people.
func many(n, first int, other, people string) string {
	var b strings.Builder
	for i := range n {
		if i < first {
			b.WriteString(schedule(fmt.Sprintf("s%02d", i), other))
		} else {
			b.WriteString(schedule(fmt.Sprintf("s%02d", i), people))
		}
	}
	return b.String()
}

// mirror is the state of a vendor that shows what a workspace declares. Ids there begin with "u-" for users.
func mirror(t testing.TB, w *engine.Workspace, owner string) *snapshot.Snapshot {
	t.Helper()
	s := &snapshot.Snapshot{Vendor: "opsgenie", TakenAt: now(t)}
	for _, p := range w.People {
		s.Users = append(s.Users, snapshot.User{ID: "u-" + string(p.ID), Login: p.Email})
	}
	for i := range w.Schedules {
		low := pager().Native(&w.Schedules[i], now(t)).Schedule
		obj := snapshot.Object{ID: "id-" + string(low.ID), Mark: snapshot.Mark{Owner: owner, ID: string(low.ID)}, Schedule: low}
		if owner == "" {
			obj.Mark = snapshot.Mark{}
		}
		obj.Schedule.ID, obj.Schedule.Targets = "", nil
		for j := range obj.Schedule.Rotations {
			r := &obj.Schedule.Rotations[j]
			r.People = theirs(r.People)
			obj.RotationIDs = append(obj.RotationIDs, fmt.Sprintf("r-%s-%s", low.ID, r.Name))
		}
		for j := range obj.Schedule.Overrides {
			o := &obj.Schedule.Overrides[j]
			o.Who = theirs([]engine.Entry{o.Who})[0]
			o.Ref = fmt.Sprintf("schedsync:%s/%s/%d", owner, low.ID, j)
		}
		s.Objects = append(s.Objects, obj)
	}
	return s
}

func theirs(list []engine.Entry) []engine.Entry {
	out := make([]engine.Entry, len(list))
	for i, e := range list {
		for _, p := range e {
			out[i] = append(out[i], engine.Person(engine.PersonID("u-"+p.ID)))
		}
	}
	return out
}

// build plans for one vendor, at [now] unless the test says otherwise.
func build(t testing.TB, w *engine.Workspace, s *snapshot.Snapshot, edit ...func(*plan.Options)) *plan.Plan {
	t.Helper()
	o := plan.Options{Now: now(t), NowOK: true}
	for _, e := range edit {
		e(&o)
	}
	p, err := plan.Build(w, []plan.Live{{Dialect: pager(), Snapshot: s, Cost: func(diff.Step) int { return 1 }}}, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func limit(t testing.TB, p *plan.Plan, name string) plan.Limit {
	t.Helper()
	for _, l := range p.Limits {
		if l.Name == name {
			return l
		}
	}
	t.Fatalf("no limit %s in %v", name, p.Limits)
	return plan.Limit{}
}
