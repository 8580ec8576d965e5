package diff_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
)

// renewed compares for a vendor that makes parts anew, tags each of them, and is asked. Live rotations whose name begins
// with "hand" lack our tag.
func renewed(mark snapshot.Mark, live, want *engine.Schedule) diff.Change {
	obj := &snapshot.Object{ID: "g1", Mark: mark}
	for _, r := range live.Rotations {
		plain := strings.HasPrefix(r.Name, "hand")
		obj.RotationIDs = append(obj.RotationIDs, "id-"+r.Name)
		obj.Untagged = append(obj.Untagged, plain)
		obj.Theirs = append(obj.Theirs, plain && mark != snapshot.Mark{})
	}
	return diff.Between(obj, live, want, diff.Options{
		Dialect: &dialect.Dialect{Renewed: true, Asked: true, NoZone: true}, Owner: "acme", Now: now, Until: now + 14*civil.DayLen,
	})
}

// TestAnotherClockIsTold: what goes because it is on another clock says on which (T-16).
func TestAnotherClockIsTold(t *testing.T) {
	live := schedule(rotations(rotation("a", "ana", on(civil.NewZone("Etc/GMT-1", time.FixedZone("+01", 3600))))))
	c := renewed(snapshot.Mark{Owner: "acme", ID: "pay"}, live, schedule(rotations(rotation("a", "ana"))))
	want := diff.Field{Path: "rotations.a", Before: "ana every 1 week, wall clock, in Etc/GMT-1"}
	if got := c.Fields[len(c.Fields)-1]; got != want {
		t.Errorf("it is told as %+v, want %+v", got, want)
	}
}

// on puts a rotation on the clock of a zone.
func on(z *civil.Zone) func(*engine.Rotation) { return func(r *engine.Rotation) { r.Zone = z } }

// TestRenewed: what was added is asked about with all that stays before anything goes; adopting makes anew what stays and
// lacks our tag, and writes the mark last.
func TestRenewed(t *testing.T) {
	ours := snapshot.Mark{Owner: "acme", ID: "pay"}
	monrovia := on(civil.NewZone("Africa/Monrovia", time.FixedZone("GMT", 0)))
	ahead := on(civil.NewZone("Etc/GMT-1", time.FixedZone("+01", 3600)))
	for _, tt := range []struct {
		name       string
		mark       snapshot.Mark
		live, want *engine.Schedule
		steps      []string
	}{
		{
			"equal", ours, schedule(rotations(rotation("a", "ana"))), schedule(rotations(rotation("a", "ana"))), nil,
		},
		{
			"a zone of the same rules", ours, schedule(rotations(rotation("a", "ana", monrovia))), schedule(rotations(rotation("a", "ana"))), nil,
		},
		{
			"its own zone, by another name", ours, schedule(rotations(rotation("a", "ana"))), schedule(rotations(rotation("a", "ana", monrovia))), nil,
		},
		{
			"it came out on another clock (T-16)", ours, schedule(rotations(rotation("a", "ana", ahead))), schedule(rotations(rotation("a", "ana"))),
			[]string{`add rotation "a ~2"`, `ask about a ~2`, `remove rotation "a"`},
		},
		{
			"it belongs on another clock (T-16)", ours, schedule(rotations(rotation("a", "ana"))), schedule(rotations(rotation("a", "ana", ahead))),
			[]string{`add rotation "a ~2"`, `ask about a ~2`, `remove rotation "a"`},
		},
		{
			"both are on it", ours, schedule(rotations(rotation("a", "ana", ahead))), schedule(rotations(rotation("a", "ana", ahead))), nil,
		},
		{
			"changed: asked about what is new and what stays", ours,
			schedule(rotations(rotation("a", "ana"), rotation("b", "bo"))), schedule(rotations(rotation("a", "ana"), rotation("b", "chi"))),
			[]string{`add rotation "b ~2"`, `ask about a, b ~2`, `remove rotation "b"`},
		},
		{
			"only taken away: asked about what stays, which a broken run may have added", ours,
			schedule(rotations(rotation("a", "ana"), rotation("b", "bo"))), schedule(rotations(rotation("a", "ana"))),
			[]string{`ask about a`, `remove rotation "b"`},
		},
		{
			"all taken away: nothing to ask about", ours,
			schedule(rotations(rotation("a", "ana"))), schedule(nil),
			[]string{`remove rotation "a"`},
		},
		{
			"somebody else's stays", ours,
			schedule(rotations(rotation("hand", "ana"), rotation("b", "bo"))), schedule(rotations(rotation("b", "bo"))), nil,
		},
		{
			"ours stands for what is wanted rather than somebody else's", ours,
			schedule(rotations(rotation("hand", "ana"), rotation("z", "ana"))), schedule(rotations(rotation("a", "ana"))), nil,
		},
		{
			"adopted without a change: left as it is",
			snapshot.Mark{},
			schedule(rotations(rotation("hand", "ana"))), schedule(rotations(rotation("a", "ana"))), nil,
		},
		{
			"adopted with one: what stays is made anew, the mark comes last",
			snapshot.Mark{},
			schedule(rotations(rotation("hand 1", "ana"), rotation("hand 2", "bo"))), schedule(rotations(rotation("a", "ana"), rotation("b", "chi"))),
			[]string{`add rotation "b"`, `add rotation "a"`, `ask about a, b`, `remove rotation "hand 2"`, `remove rotation "hand 1"`, `update schedule "pay"`},
		},
		{
			"adopting goes on where it was broken off",
			snapshot.Mark{},
			schedule(rotations(rotation("hand 1", "ana"), rotation("a", "ana"), rotation("hand 2", "bo"))), schedule(rotations(rotation("a", "ana"), rotation("b", "chi"))),
			[]string{`add rotation "b"`, `ask about a, b`, `remove rotation "hand 1"`, `remove rotation "hand 2"`, `update schedule "pay"`},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := renewed(tt.mark, tt.live, tt.want)
			var got []string
			for _, s := range c.Steps {
				text := s.Says()
				if ask, ok := s.(diff.Confirm); ok {
					var names []string
					for _, r := range ask.Rotations {
						names = append(names, r.Name)
					}
					text = "ask about " + strings.Join(names, ", ")
				}
				got = append(got, text)
			}
			if d := cmp.Diff(tt.steps, got); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func TestUnequal(t *testing.T) {
	day := engine.Difference{Before: []engine.Participant{engine.Person("ana")}}
	day.Start, day.End = now, now+civil.DayLen
	err := &diff.Unequal{Vendor: "xmatters", Name: "pay", Differences: []engine.Difference{day, day}}
	want := `xmatters: the shifts that are to stay in "pay" are not what they should be: from 2026-01-07T00:00:00Z until 2026-01-08T00:00:00Z it has none instead of ana; and 1 more`
	if got := err.Error(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
