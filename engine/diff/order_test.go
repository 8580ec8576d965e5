package diff_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
)

// TestOverrideInTheWayGoesFirst: where parts are made anew, dee stands in for ana and for chi, who is taken off. When ana's
// rotation goes, and dee with it, chi must be on again already.
//
//	one  |---ana---|      one goes; chi is on from then on
//	two  |---chi---|
//	      dee for ana, nobody for chi
func TestOverrideInTheWayGoesFirst(t *testing.T) {
	instead := func(ref, who, of string) engine.Override {
		o := override("schedsync:acme:pay:"+ref, who, 80, 90)
		o.Replaces = engine.Entry{engine.Person(engine.PersonID(of))}
		return o
	}
	one, two := rotation("one", "ana"), rotation("two", "chi")
	for _, tt := range []struct {
		name string
		live *engine.Schedule
		want []string
	}{
		{
			"a stand-in for two", schedule(rotations(one, two), instead("a", "dee", "ana"), instead("b", "none", "chi")),
			[]string{
				"remove override none 2026-01-08T08:00:00Z – 2026-01-08T18:00:00Z",
				`remove rotation "one"`,
				"remove override dee 2026-01-08T08:00:00Z – 2026-01-08T18:00:00Z",
			},
		},
		{
			"a stand-in for one", schedule(rotations(one, two), instead("a", "dee", "ana")),
			[]string{`remove rotation "one"`, "remove override dee 2026-01-08T08:00:00Z – 2026-01-08T18:00:00Z"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			obj := &snapshot.Object{ID: "s1", Mark: snapshot.Mark{Owner: "acme", ID: "pay"}, RotationIDs: []string{"id-one", "id-two"}, Theirs: []bool{false, false}}
			c := diff.Between(obj, tt.live, schedule(rotations(two)), diff.Options{
				Dialect: &dialect.Dialect{Renewed: true}, Owner: "acme", Now: now, Until: now + 21*civil.DayLen,
			})
			var got []string
			for _, s := range c.Steps {
				got = append(got, s.Says())
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestAskedAgain: a run that ended at the question who is on call by what it had added leaves the old beside the new. The
// next run adds nothing, and asks all the same before it takes the old away.
func TestAskedAgain(t *testing.T) {
	old, fresh := rotation("one", "ana"), rotation("two", "chi")
	for _, tt := range []struct {
		name       string
		live, want *engine.Schedule
		steps      []string
	}{
		{
			"nothing added yet", schedule(rotations(old)), schedule(rotations(fresh)),
			[]string{`add rotation "two"`, `ask who is on call in "pay" now`, `remove rotation "one"`},
		},
		{
			"added by an earlier run", schedule(rotations(old, fresh)), schedule(rotations(fresh)),
			[]string{`ask who is on call in "pay" now`, `remove rotation "one"`},
		},
		{"nothing to ask about", schedule(rotations(old)), schedule(nil), []string{`remove rotation "one"`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			obj := &snapshot.Object{ID: "s1", Mark: snapshot.Mark{Owner: "acme", ID: "pay"}}
			for _, r := range tt.live.Rotations {
				obj.RotationIDs, obj.Theirs = append(obj.RotationIDs, "id-"+r.Name), append(obj.Theirs, false)
			}
			c := diff.Between(obj, tt.live, tt.want, diff.Options{
				Dialect: &dialect.Dialect{Renewed: true, Asked: true}, Owner: "acme", Now: now, Until: now + 21*civil.DayLen,
			})
			var got []string
			for _, s := range c.Steps {
				got = append(got, s.Says())
				if ask, ok := s.(diff.Confirm); ok && (len(ask.Rotations) != 1 || ask.Rotations[0].Name != "two") {
					t.Errorf("asked about %v", ask.Rotations)
				}
			}
			if d := cmp.Diff(tt.steps, got); d != "" {
				t.Error(d)
			}
		})
	}
}
