package report_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters/report"
)

// mutePlan is a plan about mutes only: one changes, a part of it is held, one waits. It is made at 2026-03-28 12:00 UTC.
func mutePlan() *plan.Plan {
	utc := civil.NewZone("UTC", time.UTC)
	now := civil.DayOf(2026, 3, 28).Start()
	at := func(day, hour int) civil.Instant {
		return utc.First(now + civil.Local(day*civil.DayLen+hour*civil.Hour))
	}
	m := snapshot.Mute{ID: "1", Name: "schedsync:acme/night:sat", Part: "sat", Shape: snapshot.MuteShape{Start: 22 * 60, Duration: 480, Days: []civil.Weekday{civil.Saturday}}}
	changed := plan.Change{
		Change: diff.Change{Action: diff.Update, ID: "night", Name: "Night jobs", Fields: []diff.Field{{Path: "sat", Before: "sat 22:00 UTC for 8h", After: "sat 23:00 UTC for 7h"}}, Steps: []diff.Step{diff.UpdateMute{Before: m, Mute: m}}},
		Mute: &plan.MuteEffect{
			Zone: utc, Removed: span.Of(span.Span[civil.Instant]{Start: at(0, 22), End: at(0, 23)}),
			Losses: []plan.MuteLoss{
				{Span: span.Span[civil.Instant]{Start: at(0, 12), End: at(0, 13)}, Silent: true, Reason: "it is in force"},
				{Span: span.Span[civil.Instant]{Start: at(0, 14), End: at(0, 15)}, Reason: "it begins later"},
			},
		},
		Calls: 1,
	}
	held := plan.Change{
		Change: diff.Change{Action: diff.Update, ID: "night", Name: "Night jobs", Steps: []diff.Step{diff.DeleteMute{Mute: m}}, Fields: []diff.Field{{Path: "fri", Before: "fri 22:00 UTC for 8h"}}},
		Held:   `"x" is in force`, Mute: &plan.MuteEffect{Zone: utc}, Calls: 1,
	}
	return &plan.Plan{
		Owner: "acme", Policy: "upsert", Window: span.Span[civil.Instant]{Start: at(0, 12), End: at(42, 12)}, Digest: "0123456789abcdef0123456789abcdef",
		Vendors: []plan.Vendor{{
			Vendor: "hostedgraphite", Base: "x", Changes: []plan.Change{changed, held}, Calls: 2,
			Deferred: []plan.Deferred{{
				ID: "release", Name: "Release", Zone: utc, Windows: span.Of(span.Span[civil.Instant]{Start: at(6, 18), End: at(6, 20)}, span.Span[civil.Instant]{Start: at(34, 18), End: at(34, 20)}),
				From: at(5, 18), Until: at(6, 17), Waits: []string{"mon becomes mon 22:00 UTC for 8h once its present occurrence is over"}, Drifts: at(20, 1),
			}},
		}},
	}
}

func TestPlanTextOfMutes(t *testing.T) {
	const want = `2 changes at hostedgraphite: 2 mutes updated; 1 of them is held
nobody moves: only mutes change

~ Night jobs (night) at hostedgraphite will be updated
    ~ sat: sat 22:00 UTC for 8h → sat 23:00 UTC for 7h
  no longer muted: Sat 2026-03-28 22:00 – Sat 2026-03-28 23:00 (UTC)
  muted and not declared: Sat 2026-03-28 12:00 – Sat 2026-03-28 13:00 (UTC) (it is in force)
  declared and not muted: Sat 2026-03-28 14:00 – Sat 2026-03-28 15:00 (UTC) (it begins later)

~ Night jobs (night) at hostedgraphite will be updated
  HELD: "x" is in force
    ~ fri: fri 22:00 UTC for 8h → none

Deferred at hostedgraphite, until their time has come:
  Release (release): mon becomes mon 22:00 UTC for 8h once its present occurrence is over
  Release (release): follows the clock of UTC; if this job stops, it silences other minutes than declared from Fri 2026-04-17 01:00 on
  Release (release): Fri 2026-04-03 18:00 – Fri 2026-04-03 20:00, Fri 2026-05-01 18:00 – Fri 2026-05-01 20:00 (UTC); a run from 2026-04-02T18:00:00Z until 2026-04-03T17:00:00Z makes the first

1 write call, and 1 held back, digest 0123456789abcdef0123456789abcdef
`
	if d := cmp.Diff(want, report.PlanText{Width: 200}.Encode(mutePlan())); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

// TestPlanJSONOfMutes: mutes are changes of their own kind, what waits has the action `deferred`, and the schema knows both.
func TestPlanJSONOfMutes(t *testing.T) {
	data, err := report.PlanJSON(mutePlan())
	if err != nil {
		t.Fatal(err)
	}
	validate(t, "plan", data)
	var got struct {
		Vendors []struct {
			Changes []struct {
				Action, Kind, ID string
				Losses           []struct{ Expected, Actual []string }
			}
		}
	}
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	changes := got.Vendors[0].Changes
	if len(changes) != 3 || changes[0].Kind != "mute" || changes[2].Action != "deferred" || changes[2].ID != "release" {
		t.Errorf("%+v", changes)
	}
	if l := changes[0].Losses; len(l) != 2 || len(l[0].Expected) != 0 || l[0].Actual[0] != "muted" || l[1].Expected[0] != "muted" || len(l[1].Actual) != 0 {
		t.Errorf("%+v", l)
	}
}

func TestPlanMarkdownOfMutes(t *testing.T) {
	text := report.PlanMarkdown{}.Encode(mutePlan())
	for _, part := range []string{"2 mutes updated", "no longer muted: Sat 2026-03-28 22:00", "Deferred, until their time has come", "**Held**"} {
		if !bytes.Contains([]byte(text), []byte(part)) {
			t.Errorf("%q is not in\n%s", part, text)
		}
	}
}
