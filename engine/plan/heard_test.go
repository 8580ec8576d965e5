package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
)

// TestHeard: what cannot be read can be expected to show what is declared, where the vendor can be asked about it. A plan
// tells each schedule that it cannot write, those that are not there yet too.
func TestHeard(t *testing.T) {
	w := load(t, upsert, schedule("fresh", "ana")+schedule("heard", "ana, bo")+schedule("mute", "bo, ana"))
	live := mirror(t, load(t, upsert, schedule("heard", "ana, bo")+schedule("mute", "bo, ana")), "acme")
	live.ReadOnly = "no calls for it"
	for i := range live.Objects {
		obj := &live.Objects[i]
		obj.Opaque, obj.Heard = "no times", obj.ID == "id-heard"
		obj.Schedule.Rotations, obj.RotationIDs = nil, nil
	}
	want := []string{
		"opsgenie: fresh: is not there at opsgenie and cannot be created: no calls for it",
		"opsgenie: heard: heard at opsgenie cannot be read: no times",
		"opsgenie: mute: mute at opsgenie cannot be read: no times",
	}
	if d := cmp.Diff(want, build(t, w, live).Problems()); d != "" {
		t.Errorf("problems: -want +got:\n%s", d)
	}
	week := span.Span[civil.Instant]{Start: now(t), End: now(t) + 7*civil.DayLen}
	list, err := plan.Expect(w, plan.Live{Dialect: pager(), Snapshot: live}, plan.Options{Now: now(t)}, week)
	if err != nil {
		t.Fatal(err)
	}
	accounts := snapshot.Bind(w, live)
	var got []string
	for i := range list {
		text := string(list[i].Schedule) + ": " + list[i].Problem
		if list[i].Problem == "" { // asked, it says nobody
			v := list[i].Verify(plan.Claim{Object: list[i].Object, Window: week, Spans: []engine.OnCall{{Span: week}}}, accounts)
			for _, m := range v.Differences {
				text += m.Before[0].String() + " until " + m.End.String() + "; "
			}
		}
		got = append(got, text)
	}
	want = []string{
		"fresh: is not there at opsgenie and cannot be created: no calls for it",
		"heard: ana until 2026-01-12T09:00:00Z; bo until 2026-01-14T10:00:00Z; ",
		"mute: mute at opsgenie cannot be read: no times",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("expected: -want +got:\n%s", d)
	}
}
