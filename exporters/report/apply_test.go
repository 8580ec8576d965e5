package report_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters/apply"
	"github.com/schedsync/schedsync/exporters/exportertest"
	"github.com/schedsync/schedsync/exporters/report"
)

// update is a planned change of a schedule in two steps.
func update(t *testing.T, id string) plan.Change {
	s := payments(t)
	return plan.Change{Change: diff.Change{
		Action: diff.Update, ID: engine.ScheduleID(id), Name: "The " + id, After: s, Before: s,
		Fields: []diff.Field{{Path: "rotations.week.people", Before: "ana, bo", After: "ana, chi"}},
		Steps: []diff.Step{
			diff.UpdateRotation{ID: "r1", Rotation: engine.Rotation{Name: "week"}},
			diff.DeleteRotation{ID: "r2", Name: "old"},
		},
	}}
}

func TestApplyText(t *testing.T) {
	held := update(t, "frozen")
	held.Held = "changes who is on call within the freeze"
	gone := held
	gone.Action = diff.Delete
	at := func(s string) civil.Instant { return exportertest.At(payments(t).Zone, s) }
	left := update(t, "odd")
	left.Moves = []diff.Move{{
		Span:   span.Span[civil.Instant]{Start: at("2026-01-12 09:00"), End: at("2026-01-19 09:00")},
		Before: []engine.Participant{engine.Person("bo")}, After: []engine.Participant{engine.Person("chi")},
	}}
	done := apply.ChangeResult{Change: update(t, "good"), Done: 2}
	failed := apply.ChangeResult{Change: update(t, "bad"), Done: 1, Err: errors.New("opsgenie: remove rotation: 500\x1b[31m\nOops")}
	lossy := apply.ChangeResult{
		Change: update(t, "bad"), Done: 1, Err: errors.New("not what it should be"),
		Losses: []plan.Loss{{Move: left.Moves[0], Reason: "asked, it shows this"}},
	}
	vendor := func(v apply.VendorResult) apply.Result {
		v.Vendor = "opsgenie"
		return apply.Result{Vendors: []apply.VendorResult{v}}
	}
	for _, tc := range []struct {
		name   string
		result apply.Result
		want   string
	}{
		{"nothing", vendor(apply.VendorResult{}), `opsgenie: nothing to do

Nothing was written.
`},
		{"all done", vendor(apply.VendorResult{Changes: []apply.ChangeResult{done}}), `opsgenie: 1 of 1 change done
  done: The good (good) is updated, 2 steps

Done, and read back: opsgenie shows what is declared.
`},
		{"failed in the middle of a step", vendor(apply.VendorResult{Changes: []apply.ChangeResult{
			{Change: update(t, "bad"), Partly: true, Err: errors.New("opsgenie: 403")},
		}}), `opsgenie: 0 of 1 change done, 1 failed
  FAILED: The bad (bad), after 0 of 2 steps and a part of the next: opsgenie: 403
    failed: update rotation "week"
    undone: remove rotation "old"

Not everything is done. Run apply again: it plans afresh and finishes what is left.
`},
		{"one failed, one held", vendor(apply.VendorResult{Changes: []apply.ChangeResult{done, failed, {Change: held, Held: true}}}), `opsgenie: 1 of 3 changes done, 1 failed, 1 held by the freeze
  done: The good (good) is updated, 2 steps
  FAILED: The bad (bad), after 1 of 2 steps: opsgenie: remove rotation: 500[31m Oops
    done: update rotation "week"
    failed: remove rotation "old"
  held: The frozen (frozen): changes who is on call within the freeze

Not everything is done. Run apply again: it plans afresh and finishes what is left.
1 change held: a later run does it when the freeze lets it, or --now-ok at once.
`},
		{"the vendor gave up at once", vendor(apply.VendorResult{
			Changes: []apply.ChangeResult{{Change: update(t, "bad"), Err: errors.New("401")}, {Change: update(t, "next"), Undone: true}},
			Err:     errors.New("401"),
		}), `opsgenie: 0 of 2 changes done, 1 failed, 1 not begun
  FAILED: The bad (bad), after 0 of 2 steps: 401
    failed: update rotation "week"
    undone: remove rotation "old"
  not begun: The next (next) would have been updated
  stopped: 401

Nothing was written. Run apply again when the cause is mended; it plans afresh.
`},
		{"asked to stop", vendor(apply.VendorResult{
			Changes: []apply.ChangeResult{{Change: update(t, "half"), Done: 1, Err: context.Canceled}}, Err: fmt.Errorf("x: %w", context.Canceled),
		}), `opsgenie: 0 of 1 change done, 1 stopped
  STOPPED: The half (half), after 1 of 2 steps: the run was asked to stop
    done: update rotation "week"
    undone: remove rotation "old"
  stopped: the run was asked to stop

Not everything is done. Run apply again: it plans afresh and finishes what is left.
`},
		{"reads back otherwise", vendor(apply.VendorResult{Changes: []apply.ChangeResult{done}, Left: []plan.Change{left}}), `opsgenie: 1 of 1 change done
  done: The good (good) is updated, 2 steps
  LEFT: read back, The odd (odd) at opsgenie still differs
    ~ rotation week, people: ana, bo → ana, chi
    Mon 2026-01-12 09:00 – Mon 2026-01-19 09:00  shows Bo Li, should be 千葉 真一

Not everything is done. Run apply again: it plans afresh and finishes what is left.
What is left was written but reads back otherwise. If a second run does not mend it, look at it at
    the vendor, and report it.
`},
		{"the vendor shows it otherwise", vendor(apply.VendorResult{Changes: []apply.ChangeResult{lossy}}), `opsgenie: 0 of 1 change done, 1 failed
  FAILED: The bad (bad), after 1 of 2 steps: not what it should be
    done: update rotation "week"
    failed: remove rotation "old"
    LOSSES in 1 stretch: asked, it shows this
    Mon 2026-01-12 09:00 – Mon 2026-01-19 09:00  Bo Li expected, 千葉 真一 shown

Not everything is done. Run apply again: it plans afresh and finishes what is left.
Where there are losses nothing was taken away: what was added stays beside what was there, and both
    are on call. When the vendor shows the added parts as expected, apply asks again and takes the
    old ones away; declared as before, it takes the added ones away.
`},
		{"a deletion held", vendor(apply.VendorResult{Changes: []apply.ChangeResult{{Change: gone, Held: true}}}), `opsgenie: 0 of 1 change done, 1 held by the freeze
  held: The frozen (frozen): changes who is on call within the freeze

Nothing was written.
1 deletion held: a later run holds it as well while somebody is on call there; --now-ok deletes.
`},
		{"all held", vendor(apply.VendorResult{Changes: []apply.ChangeResult{{Change: held, Held: true}}}), `opsgenie: 0 of 1 change done, 1 held by the freeze
  held: The frozen (frozen): changes who is on call within the freeze

Nothing was written.
1 change held: a later run does it when the freeze lets it, or --now-ok at once.
`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := report.ApplyText{Names: people(), Width: 100}.Encode(&tc.result)
			if d := cmp.Diff(tc.want, got); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func TestApplyJSON(t *testing.T) {
	held := update(t, "frozen")
	held.Held = "freeze"
	r := apply.Result{Vendors: []apply.VendorResult{{
		Vendor: "opsgenie",
		Changes: []apply.ChangeResult{
			{Change: update(t, "good"), Done: 2},
			{Change: update(t, "bad"), Done: 1, Err: errors.New("500")},
			{Change: update(t, "next"), Undone: true},
			{Change: held, Held: true},
		},
		Left: []plan.Change{update(t, "good")}, Err: errors.New("500"),
	}}}
	b, err := report.ApplyJSON(&r)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Version         int
		Complete, Wrote bool
		Vendors         []struct {
			Vendor, Error string
			Changes       []struct {
				ID, State, Error string
				Steps            []struct{ Text, State string }
			}
			Left []struct{ ID string }
		}
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range doc.Vendors[0].Changes {
		line := c.ID + " " + c.State
		for _, s := range c.Steps {
			line += " " + s.State
		}
		got = append(got, line+" "+c.Error)
	}
	want := []string{"good done done done ", "bad failed done failed 500", "next undone undone undone ", "frozen held undone undone "}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	if v := doc.Vendors[0]; doc.Version != 1 || doc.Complete || !doc.Wrote || v.Error != "500" || len(v.Left) != 1 {
		t.Errorf("got %s", b)
	}
}
