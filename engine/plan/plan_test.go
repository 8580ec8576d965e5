package plan_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
)

// rich is a schedule with two rotations and two overrides.
const rich = `  s:
    name: s
    timezone: UTC
    targets: {opsgenie: {}}
    rotations:
      - {id: week, every: 1 week, start: 2026-01-05 09:00, people: [ana, bo]}
      - {id: desk, every: 1 day, start: 2026-01-05 09:00, people: [chi, bo]}
    overrides:
      - {from: 2026-01-12 09:00, until: 2026-01-13 09:00, who: ana, rotations: [week]}
      - {from: 2026-01-14 09:00, until: 2026-01-15 09:00, who: none}
`

func TestMirrorNeedsNothing(t *testing.T) {
	w := load(t, upsert, rich+schedule("t", "bo"))
	p := build(t, w, mirror(t, w, "acme"))
	if !p.Empty() || len(p.Problems()) > 0 || len(p.Vendors[0].Notes) > 0 {
		t.Errorf("got %+v", p.Vendors[0])
	}
	if p.Vendors[0].Owned != 2 {
		t.Errorf("%d schedules are ours", p.Vendors[0].Owned)
	}
}

// A vendor may list what it has in another order each time; a plan that was reviewed stays the same plan.
func TestDigestDoesNotFollowTheVendorsOrder(t *testing.T) {
	declared := strings.Replace(rich, "people: [ana, bo]", "people: [ana, chi]", 1) + schedule("t", "bo")
	live := func() *snapshot.Snapshot { return mirror(t, load(t, upsert, rich+schedule("t", "ana")), "acme") }
	want := build(t, load(t, upsert, declared), live())
	if want.Empty() {
		t.Fatal("nothing to do")
	}
	for name, shuffle := range map[string]func(*snapshot.Snapshot){
		"users": func(s *snapshot.Snapshot) { slices.Reverse(s.Users) },
		"rotations": func(s *snapshot.Snapshot) {
			slices.Reverse(s.Objects[0].Schedule.Rotations)
			slices.Reverse(s.Objects[0].RotationIDs)
		},
		"overrides": func(s *snapshot.Snapshot) { slices.Reverse(s.Objects[0].Schedule.Overrides) },
	} {
		s := live()
		shuffle(s)
		if got := build(t, load(t, upsert, declared), s); got.Digest != want.Digest {
			t.Errorf("%s in another order: another digest", name)
		}
	}
}

// The digest tells plans apart by what they do and rest on, not by when they were made.
func TestDigest(t *testing.T) {
	base := func() (*engine.Workspace, *snapshot.Snapshot) {
		return load(t, upsert, schedule("s", "ana, chi")), mirror(t, load(t, upsert, schedule("s", "ana, bo")), "acme")
	}
	digest := func(edit func(w *engine.Workspace, s *snapshot.Snapshot), o ...func(*plan.Options)) string {
		w, s := base()
		if edit != nil {
			edit(w, s)
		}
		return build(t, w, s, o...).Digest
	}
	want := digest(nil)
	for name, same := range map[string]string{
		"made again":         digest(nil),
		"an hour later":      digest(nil, func(o *plan.Options) { o.Now += civil.Hour }),
		"a week later":       digest(nil, func(o *plan.Options) { o.Now += civil.Week }),
		"held by the freeze": digest(nil, func(o *plan.Options) { o.Now, o.NowOK = o.Now+civil.Week, false }),
		"another horizon":    digest(nil, func(o *plan.Options) { o.Horizons = civil.Week }),
		"another limit":      digest(func(w *engine.Workspace, _ *snapshot.Snapshot) { w.Sync.Limits.Deletes = 7 }),
		"a user more there":  digest(func(_ *engine.Workspace, s *snapshot.Snapshot) { s.Users = append(s.Users, snapshot.User{ID: "x"}) }),
		"white space":        digest(func(w *engine.Workspace, _ *snapshot.Snapshot) { w.Schedules[0].Description = "  " }),
		"a note on a person": digest(func(w *engine.Workspace, _ *snapshot.Snapshot) { w.People[0].Name = "Ana" }),
	} {
		if same != want {
			t.Errorf("%s: another digest", name)
		}
	}
	for name, other := range map[string]string{
		"another change": digest(func(w *engine.Workspace, _ *snapshot.Snapshot) { w.Schedules[0].Name = "S" }),
		"another owner": digest(func(w *engine.Workspace, s *snapshot.Snapshot) {
			w.Sync.Owner, s.Objects[0].Mark.Owner = "x", "x"
		}),
		"another policy":              digest(func(w *engine.Workspace, _ *snapshot.Snapshot) { w.Sync.Policy = engine.PolicySync }),
		"somebody else's override":    digest(func(_ *engine.Workspace, s *snapshot.Snapshot) { addOverride(s) }),
		"an unrelated schedule there": digest(func(_ *engine.Workspace, s *snapshot.Snapshot) { addObject(s, "other", snapshot.Mark{}) }),
		"another id there":            digest(func(_ *engine.Workspace, s *snapshot.Snapshot) { s.Objects[0].ID = "id-2" }),
	} {
		if other == want {
			t.Errorf("%s: the same digest", name)
		}
	}
}

func addOverride(s *snapshot.Snapshot) {
	o := &s.Objects[0].Schedule.Overrides
	*o = append(*o, engine.Override{From: civil.AtInstant(s.TakenAt), Until: civil.AtInstant(s.TakenAt + civil.Hour), Who: engine.Entry{engine.Person("u-chi")}, Fill: true, Ref: "by hand"})
}

func addObject(s *snapshot.Snapshot, name string, m snapshot.Mark) {
	obj := s.Objects[0]
	obj.ID, obj.Mark, obj.Schedule.Name = "id-"+name, m, name
	s.Objects = append(s.Objects, obj)
}

func TestFreeze(t *testing.T) {
	live := mirror(t, load(t, upsert, schedule("s", "ana, bo")), "acme")
	over := func(from, until, who string) string {
		return strings.Replace(schedule("s", "ana, bo"), "rotations:", "overrides: [{from: "+from+", until: "+until+", who: "+who+"}], rotations:", 1)
	}
	for _, tc := range []struct {
		name, sync, declared string
		held                 bool
	}{
		{"now", "", over("2026-01-07 09:00", "2026-01-07 11:00", "chi"), true},
		{"at the last second of it", "", over("2026-01-07 11:59:59", "2026-01-07 13:00", "chi"), true},
		{"when it ends", "", over("2026-01-07 12:00", "2026-01-07 13:00", "chi"), false},
		{"another length", ", freeze: 6h", over("2026-01-07 15:00", "2026-01-07 17:00", "chi"), true},
		{"none", ", freeze: 0m", over("2026-01-07 09:00", "2026-01-07 11:00", "chi"), false},
		{"the same person", "", over("2026-01-07 09:00", "2026-01-07 11:00", "ana"), false},
		{"nobody instead of somebody", "", over("2026-01-07 09:00", "2026-01-07 11:00", "none"), true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := load(t, upsert+tc.sync, tc.declared)
			p := build(t, w, live, func(o *plan.Options) { o.NowOK = false })
			if got := p.Vendors[0].Changes[0].Held; (got != "") != tc.held {
				t.Errorf("held: %q", got)
			}
			if p = build(t, w, live); p.Vendors[0].Changes[0].Held != "" {
				t.Errorf("with --now-ok: %q", p.Vendors[0].Changes[0].Held)
			}
		})
	}
}

// Nothing that is still declared, unreadable, somebody else's or not asked for is ever deleted.
func TestGone(t *testing.T) {
	ours := func(id string) snapshot.Mark { return snapshot.Mark{Owner: "acme", ID: id} }
	for _, tc := range []struct {
		name    string
		edit    func(*snapshot.Snapshot)
		only    bool
		deleted []string
	}{
		{"nothing else is there", func(*snapshot.Snapshot) {}, false, nil},
		{"ours, no longer declared", func(s *snapshot.Snapshot) { addObject(s, "old", ours("old")) }, false, []string{"old"}},
		{"a second one with the mark of a declared one", func(s *snapshot.Snapshot) { addObject(s, "copy", ours("s")) }, false, nil},
		{"no mark", func(s *snapshot.Snapshot) { addObject(s, "x", snapshot.Mark{}) }, false, nil},
		{"another's mark", func(s *snapshot.Snapshot) { addObject(s, "x", snapshot.Mark{Owner: "rival", ID: "old"}) }, false, nil},
		{"unreadable", func(s *snapshot.Snapshot) {
			s.Objects = append(s.Objects, snapshot.Object{ID: "x", Mark: ours("old"), Opaque: "its time zone", Schedule: engine.Schedule{Name: "old", Enabled: true}})
		}, false, nil},
		{"not asked for", func(s *snapshot.Snapshot) { addObject(s, "old", ours("old")) }, true, nil},
		{"ours, of a schedule that has another target now", func(s *snapshot.Snapshot) { addObject(s, "moved", ours("moved")) }, false, []string{"moved"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := load(t, "owner: acme, policy: sync", schedule("s", "ana, bo")+"  moved: {name: moved, timezone: UTC, rotations: [{id: week, every: 1 week, start: 2026-01-05 09:00, people: [bo]}]}\n")
			live := mirror(t, load(t, upsert, schedule("s", "ana, bo")), "acme")
			tc.edit(live)
			p := build(t, w, live, func(o *plan.Options) {
				if tc.only {
					o.Only = []engine.ScheduleID{"s"}
				}
			})
			var got []string
			for _, c := range p.Vendors[0].Changes {
				if c.Action != diff.Delete {
					t.Errorf("%s of %s", c.Action, c.Name)
				}
				got = append(got, c.Name)
			}
			if d := cmp.Diff(tc.deleted, got); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

// A workspace without an owner plans, and owns nothing.
func TestNoOwner(t *testing.T) {
	live := mirror(t, load(t, upsert, schedule("s", "ana, bo")), "acme")
	addObject(live, "free", snapshot.Mark{})
	p := build(t, load(t, "policy: sync", schedule("free", "ana, bo")+schedule("fresh", "ana")), live)
	if got := p.Vendors[0]; got.Owned != 0 || len(got.Problems) != 1 || len(got.Changes) != 1 || got.Changes[0].Action != diff.Create {
		t.Errorf("got %+v", got)
	}
}

// An unknown time zone makes one schedule unreadable, not the plan.
func TestOpaqueObjectsDoNotStopThePlan(t *testing.T) {
	w := load(t, upsert, schedule("s", "ana, bo"))
	live := mirror(t, w, "acme")
	live.Objects = append(live.Objects, snapshot.Object{ID: "x", Opaque: "its time zone", Schedule: engine.Schedule{Name: "mars"}})
	if p := build(t, w, live); !p.Empty() || len(p.Problems()) > 0 {
		t.Errorf("got %+v", p.Vendors[0])
	}
}

func TestHoursSumOverSchedules(t *testing.T) {
	live := mirror(t, load(t, upsert, schedule("s", "ana, bo")+schedule("t", "bo, ana")), "acme")
	p := build(t, load(t, upsert, schedule("s", "chi, bo")+schedule("t", "bo, chi")), live)
	var got []string
	for _, h := range p.Hours {
		got = append(got, h.Who.String()+" "+plan.Duration(h.Before)+" > "+plan.Duration(h.After))
	}
	// Of s, Ana has the first week and every second one after; of t the others: together all of 1,008 hours.
	want := []string{"ana 1008h > 0m", "chi 0m > 1008h"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

func TestRedealtIsNoted(t *testing.T) {
	for _, tc := range []struct{ name, before, after, want string }{
		{"appended", "ana, bo", "ana, bo, chi", `editing the people of rotation "week" deals all its turns anew; this moves nobody before the first handoff from 2026-01-08 on: people: [ana, bo], changes: [{from: 2026-01-08, people: [ana, bo, chi]}]`},
		{"with nobody in it", "ana, none", "ana, bo", `editing the people of rotation "week" deals all its turns anew; this moves nobody before the first handoff from 2026-01-08 on: people: [ana, none], changes: [{from: 2026-01-08, people: [ana, bo]}]`},
		{"together", "ana, bo", "[ana, chi], bo", ""},
		{"nothing of the sort", "ana, bo", "ana, bo", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			live := mirror(t, load(t, upsert, schedule("s", tc.before)), "acme")
			live.Objects[0].Schedule.Name = "old name" // there is always some change
			p := build(t, load(t, upsert, schedule("s", tc.after)), live)
			if got := strings.Join(p.Vendors[0].Changes[0].Notes, "\n"); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// What is told to be moved by a note does move nobody: the suggested YAML has the same people until its date.
func TestTheSuggestedChangeMovesNobodyBefore(t *testing.T) {
	live := mirror(t, load(t, upsert, schedule("s", "ana, bo")), "acme")
	suggested := strings.Replace(schedule("s", "ana, bo"), "people: [ana, bo]", "people: [ana, bo], changes: [{from: 2026-01-08, people: [ana, bo, chi]}]", 1)
	p := build(t, load(t, upsert, suggested), live, func(o *plan.Options) { o.NowOK = false })
	c := p.Vendors[0].Changes[0]
	if c.Held != "" || len(c.Moves) == 0 || c.Moves[0].Start < at(t, "2026-01-12T09:00:00Z") {
		t.Errorf("held %q, moves %v", c.Held, c.Moves)
	}
}
