package report_test

import (
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/compare"
	"github.com/schedsync/schedsync/engine/migrate"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters/report"
)

// move is a migration with one schedule of each fate and names that try to be markup.
func move() report.Migration {
	utc := civil.NewZone("UTC", time.UTC)
	now := civil.FromTime(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))
	w := span.Span[civil.Instant]{Start: now, End: now + 2*civil.Week}
	different := []engine.Difference{{
		Span:   span.Span[civil.Instant]{Start: now + civil.Hour, End: now + 2*civil.Hour},
		Before: []engine.Participant{engine.Person("ana")}, After: nil,
	}}
	return report.Migration{From: "Opsgenie", To: "Zenduty", Now: now, Migration: &migrate.Migration{
		From: "opsgenie", To: "zenduty", Window: w, Plan: &plan.Plan{},
		Schedules: []migrate.Schedule{
			{ID: "desk", Name: "Desk <script>alert(1)</script>", Object: "o1", Zone: utc, Window: w, Calls: 1},
			{ID: "night", Name: "Night", Object: "o2", Zone: utc, Window: w, Differences: different, Reasons: []string{"the clock | is changed"}, Until: w.End, Dry: true, Materialised: []string{"dates"}},
			{ID: "team", Name: "Team", Object: "o3", Zone: utc, Window: w, Differences: different, Refused: []string{"no teams"}, Reasons: []string{"no teams"}},
			{ID: "broken", Name: "Broken", Object: "o4", Window: w, Refused: []string{"its time zone"}},
		},
		Missing: []migrate.Missing{{Who: engine.Person("bo"), Name: "Bo", Why: "unknown", Near: []string{"bob@example.com"}}},
		Manual:  []migrate.Manual{{What: "Make the escalation \"@all\"", Steps: []string{"after 5 minutes: Ana"}}},
	}}
}

// TestMigrationIsTold: every form names each schedule's fate, the stretch that differs, the deadline, who is missing and what
// is left to be done, and no name is markup.
func TestMigrationIsTold(t *testing.T) {
	page, err := report.MigrateHTML(move())
	if err != nil {
		t.Fatal(err)
	}
	for form, text := range map[string]string{
		"text": report.MigrateText{Width: 200}.Encode(move()), "markdown": report.MigrateMarkdown(move()), "html": string(page),
	} {
		for _, want := range []string{"1 equal", "1 will show other people", "2 cannot be written", "2027-04-05", "in 134 days", "10:00", "no teams", "after 5 minutes: Ana", "its time zone", "nobody after that"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q:\n%s", form, want, text)
			}
		}
	}
	if strings.Contains(string(page), "<script") || strings.Contains(report.MigrateMarkdown(move()), "<script") || !strings.Contains(string(page), "Content-Security-Policy") {
		t.Errorf("a name became markup, or the page has no policy:\n%s", page)
	}
}

// TestMigrationAndComparisonKeepTheirSchemas: what is written is what schemas/ promises.
func TestMigrationAndComparisonKeepTheirSchemas(t *testing.T) {
	moved, err := report.MigrateJSON(move())
	if err != nil {
		t.Fatal(err)
	}
	m := move()
	desk := compare.Schedule{ID: "desk", Name: "Desk", Zone: m.Schedules[0].Zone}
	compared, err := report.CompareJSON(&compare.Result{
		A: "workspace", B: "Opsgenie", Window: m.Window,
		Pairs: []compare.Pair{
			{A: &desk, B: &desk, By: "id", Window: m.Window, Differences: m.Schedules[1].Differences, History: "they"},
			{A: &desk, B: &compare.Schedule{Name: "Broken", Away: "its zone"}, By: "name", Window: m.Window},
		},
		OnlyB: []compare.Lone{{Schedule: &compare.Schedule{Name: "Theirs"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"migrate": moved, "compare": compared} {
		validate(t, name, data)
	}
}
