package diff_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
)

// piece is one listed shift.
func piece(name, who string, from, to int) engine.Rotation {
	return engine.Rotation{
		ID: engine.RotationID(name), Name: name, Zone: utc(), HasShifts: true,
		Shifts: []engine.FixedShift{{From: hour(from), Until: hour(to), Who: engine.Entry{engine.Person(engine.PersonID(who))}}},
	}
}

// compare compares under a dialect. Rotations whose names begin with "their" were put there by somebody else.
func compare(d *dialect.Dialect, live, want *engine.Schedule) diff.Change {
	obj := &snapshot.Object{ID: "s1", Mark: snapshot.Mark{Owner: "acme", ID: "pay"}}
	for _, r := range live.Rotations {
		obj.RotationIDs = append(obj.RotationIDs, "id-"+r.Name)
		obj.Theirs = append(obj.Theirs, strings.HasPrefix(r.Name, "their"))
	}
	return diff.Between(obj, live, want, diff.Options{Dialect: d, Owner: "acme", Now: now, Until: now + 30*civil.DayLen})
}

// replacing is an override that acts in one person's place.
func replacing(ref, who, gone string, from, to int) engine.Override {
	o := override(ref, who, from, to)
	o.Replaces = []engine.Participant{engine.Person(engine.PersonID(gone))}
	return o
}

func TestBetweenPieces(t *testing.T) {
	for _, tc := range []struct {
		name       string
		live, want *engine.Schedule
		steps      []string
	}{
		{"equal under other names", schedule(rotations(piece("x", "ana", 60, 70))), schedule(rotations(piece("ana 2026", "ana", 60, 70))), nil},
		{"when a running one began makes no difference", schedule(rotations(piece("a", "ana", 10, 70))), schedule(rotations(piece("b", "ana", 30, 70))), nil},
		{"one who takes every turn until an end is a shift", schedule(rotations(rotation("a", "ana", until(70)))), schedule(rotations(piece("b", "ana", 9, 70))), nil},
		{"another end", schedule(rotations(piece("a", "ana", 10, 70))), schedule(rotations(piece("a", "ana", 10, 72))), []string{`update rotation "a"`}},
		{"somebody else", schedule(rotations(piece("a", "ana", 60, 70))), schedule(rotations(piece("b", "bo", 60, 70))), []string{`add rotation "b"`, `remove rotation "a"`}},
		{"those that are over stay, when nothing else is to be done", schedule(rotations(piece("ana 2026-01-05T00:00:00Z", "ana", 0, 10), piece("a", "ana", 60, 70))), schedule(rotations(piece("a", "ana", 60, 70))), nil},
		{
			"and go with the next change, with the overrides that name only them; those of others stay",
			schedule(rotations(piece("ana 2026-01-05T00:00:00Z", "ana", 0, 10), piece("cover", "ana", 0, 10), piece("a", "ana", 60, 70)), override("@", "dee", 5, 80, "ana 2026-01-05T00:00:00Z")),
			schedule(rotations(piece("a", "ana", 60, 72))),
			[]string{`update rotation "a"`, "remove override dee 2026-01-05T05 – 8T08", `remove rotation "ana 2026-01-05T00"`},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := compare(&dialect.Dialect{}, tc.live, tc.want)
			got := says(&c)
			for i := range got {
				got[i] = strings.ReplaceAll(got[i], "5T0", "2026-01-05T0")
			}
			if d := cmp.Diff(tc.steps, got); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

// A schedule that is written in one call holds everything afterwards: what is wanted, what other people have overridden, now
// and in the past, and no more.
func TestBetweenWhole(t *testing.T) {
	live := schedule(rotations(rotation("week", "ana bo")), override("@", "dee", 60, 62), override("@", "dee", 70, 72), override("id:1", "eve", 90, 92), override("id:2", "eve", 1, 2), override("@", "chi", 3, 4))
	want := schedule(rotations(rotation("week", "ana chi")), override("", "dee", 60, 62), override("", "bo", 80, 82))
	c := compare(&dialect.Dialect{Whole: true}, live, want)
	if len(c.Steps) != 1 {
		t.Fatalf("%d steps", len(c.Steps))
	}
	s, ok := c.Steps[0].(diff.ReplaceSchedule)
	if !ok {
		t.Fatalf("the step is %T", c.Steps[0])
	}
	var got []string
	for _, o := range s.Schedule.Overrides {
		got = append(got, o.Who.String()+" "+o.From.String()[8:13]+" "+o.Ref)
	}
	// The second of ours has nothing in common with what is wanted instead, so that is made anew.
	wantText := []string{"dee 07T12 schedsync:acme:pay:x", "bo 08T08 schedsync:acme:pay:20260108T080000Z", "eve 08T18 id:1", "eve 05T01 id:2"}
	if d := cmp.Diff(wantText, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	if !strings.HasSuffix(s.Schedule.Description, "[schedsync:acme/pay]") || s.Says() != `write schedule "pay" whole` {
		t.Errorf("%q, %q", s.Schedule.Description, s.Says())
	}
	if c := compare(&dialect.Dialect{Whole: true}, live, schedule(live.Rotations, override("", "dee", 60, 62), override("", "dee", 70, 72))); !c.Empty() {
		t.Errorf("equal, and yet %v", says(&c))
	}
}

// Where parts are made anew instead of changed: what is added comes first, then the vendor is asked, then what is left over
// goes, and overrides come last, each gone before the next takes its time.
func TestBetweenRenewed(t *testing.T) {
	d := &dialect.Dialect{Renewed: true, Asked: true, NoZone: true, Acts: dialect.OnOne}
	week, desk := rotation("week", "ana bo"), rotation("desk", "chi")
	for _, tc := range []struct {
		name       string
		live, want *engine.Schedule
		steps      []string
	}{
		{"names mean nothing", schedule(rotations(week, desk)), schedule(rotations(rotation("a", "ana bo"), rotation("b", "chi"))), nil},
		{"one that begins later is another", schedule(rotations(rotation("a", "ana none", func(r *engine.Rotation) { r.Start = hour(9 + 14*24) }))), schedule(rotations(rotation("b", "ana none"))), []string{`add rotation "b"`, `ask who is on call in "pay" now`, `remove rotation "a"`}},
		{"another person", schedule(rotations(week, desk)), schedule(rotations(week, rotation("desk", "dee"))), []string{`add rotation "desk ~2"`, `ask who is on call in "pay" now`, `remove rotation "desk"`}},
		{"what others put there stays", schedule(rotations(week, rotation("their own", "dee"))), schedule(rotations(week)), nil},
		{"what others put there is not made a second time", schedule(rotations(week, rotation("their desk", "chi"))), schedule(rotations(week, desk)), nil},
		{
			"overrides go before others come", schedule(rotations(week), replacing("@", "dee", "ana", 60, 70)), schedule(rotations(week), replacing("", "chi", "ana", 60, 70)),
			[]string{"remove override dee 7T12 – 7T22", "add override chi 7T12 – 7T22 on all as schedsync:acme:pay:20260107T120000Z"},
		},
		{
			"one that goes on is kept, and what is left added", schedule(rotations(week), replacing("@", "dee", "ana", 60, 70)), schedule(rotations(week), replacing("", "dee", "ana", 60, 90)),
			[]string{"add override dee 7T22 – 8T18 on all as schedsync:acme:pay:20260107T220000Z"},
		},
		{
			"and so are several in a row", schedule(rotations(week), replacing("@", "dee", "ana", 60, 70), replacing("@", "dee", "ana", 70, 80)),
			schedule(rotations(week), replacing("", "dee", "ana", 60, 80)), nil,
		},
		{
			"one that must end sooner is made anew", schedule(rotations(week), replacing("@", "dee", "ana", 60, 90)), schedule(rotations(week), replacing("", "dee", "ana", 60, 70)),
			[]string{"remove override dee 7T12 – 8T18", "add override dee 7T12 – 7T22 on all as schedsync:acme:pay:20260107T120000Z"},
		},
		{
			"one that had to begin at once began a little later", schedule(rotations(week), withStart(replacing("@", "dee", "ana", 48, 90), now+10*civil.Minute)),
			schedule(rotations(week), replacing("", "dee", "ana", 40, 90)), nil,
		},
		{
			"one that is to come must begin in time", schedule(rotations(week), withStart(replacing("@", "dee", "ana", 60, 90), now+13*civil.Hour)),
			schedule(rotations(week), replacing("", "dee", "ana", 60, 90)),
			[]string{"remove override dee 7T13 – 8T18", "add override dee 7T12 – 8T18 on all as schedsync:acme:pay:20260107T120000Z"},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := compare(d, tc.live, tc.want)
			if d := cmp.Diff(tc.steps, says(&c)); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func withStart(o engine.Override, t civil.Instant) engine.Override {
	o.From = civil.AtInstant(t)
	return o
}

// The vendor is asked about what is to stay, and not about the time that overrides bend.
func TestConfirm(t *testing.T) {
	d := &dialect.Dialect{Renewed: true, Asked: true, Acts: dialect.OnOne}
	c := compare(d, schedule(rotations(rotation("week", "ana")), replacing("@", "dee", "ana", 60, 70)), schedule(rotations(rotation("week", "ana"), rotation("desk", "chi")), replacing("", "dee", "ana", 60, 70)))
	ask, ok := c.Steps[1].(diff.Confirm)
	if !ok {
		t.Fatalf("the steps are %v", says(&c))
	}
	if len(ask.Rotations) != 2 || ask.Rotations[1].Name != "desk" || len(ask.Expected) != 1 || engine.Entry(engine.People(ask.Expected[0].On)).String() != "ana + chi" {
		t.Errorf("asked about %v, expected %v", ask.Rotations, ask.Expected)
	}
	if ask.Window.Start != now || len(ask.Bent) != 1 || ask.Bent[0].Length() != 10*civil.Hour {
		t.Errorf("in %v, but for %v", ask.Window, ask.Bent)
	}
	n := diff.New(schedule(rotations(rotation("week", "ana"))), diff.Options{Dialect: d, Owner: "acme", Now: now, Until: now + civil.Week})
	if got := says(&n); len(got) != 2 || !strings.HasPrefix(got[1], "ask ") {
		t.Errorf("a new one: %v", got)
	}
}
