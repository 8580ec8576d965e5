package plan_test

import (
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/plan"
)

const upsert = "owner: acme, policy: upsert"

// Percent limits count owned schedules whose timeline changes, and bite above at_least (SPEC 3).
func TestChangedPercent(t *testing.T) {
	for _, tc := range []struct {
		name           string
		owned, changed int
		limits         string
		want           plan.Limit
	}{
		{"nothing", 20, 0, "", plan.Limit{Name: "changed_percent", Value: "0% (0 of 20)", Max: "30%"}},
		{"at the limit", 20, 6, "", plan.Limit{Name: "changed_percent", Value: "30% (6 of 20)", Max: "30%"}},
		{"above it", 20, 7, "", plan.Limit{Name: "changed_percent", Value: "35% (7 of 20)", Max: "30%", Exceeded: true}},
		{"above it, rounded up", 19, 6, "", plan.Limit{Name: "changed_percent", Value: "32% (6 of 19)", Max: "30%", Exceeded: true}},
		{"all of five: too few to bite", 5, 5, "", plan.Limit{Name: "changed_percent", Value: "100% (5 of 5)", Max: "30%"}},
		{"all of six", 6, 6, "", plan.Limit{Name: "changed_percent", Value: "100% (6 of 6)", Max: "30%", Exceeded: true}},
		{"all of two, where two are too many", 2, 2, ", limits: {at_least: 1}", plan.Limit{Name: "changed_percent", Value: "100% (2 of 2)", Max: "30%", Exceeded: true}},
		{"all is allowed", 6, 6, ", limits: {changed_percent: 100}", plan.Limit{Name: "changed_percent", Value: "100% (6 of 6)", Max: "100%"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			live := mirror(t, load(t, upsert, many(tc.owned, 0, "", "ana, bo")), "acme")
			p := build(t, load(t, upsert+tc.limits, many(tc.owned, tc.changed, "ana, chi", "ana, bo")), live)
			if got := limit(t, p, "changed_percent"); got != tc.want {
				t.Errorf("got %+v, want %+v", got, tc.want)
			}
		})
	}
}

// What does not change who is on call, and what is new, is not counted.
func TestChangedPercentCountsPeopleOnly(t *testing.T) {
	live := mirror(t, load(t, upsert, many(6, 0, "", "ana, bo")), "acme")
	for i := range live.Objects {
		live.Objects[i].Schedule.Description = "old"
	}
	w := load(t, upsert, many(20, 0, "", "ana, bo"))
	p := build(t, w, live)
	if n := len(p.Vendors[0].Changes); n != 20 {
		t.Fatalf("%d changes", n)
	}
	if got := limit(t, p, "changed_percent"); got.Value != "0% (0 of 6)" {
		t.Errorf("got %+v", got)
	}
	if got := limit(t, p, "person_hours_percent"); got.Value != "0%" {
		t.Errorf("got %+v", got)
	}
}

// Half of every schedule's hours change hands: Bo's, for somebody else's. 42 days from Wednesday 10:00 are 1,008 hours, of
// which Bo has three weeks.
func TestPersonHoursPercent(t *testing.T) {
	for _, tc := range []struct {
		name           string
		owned, changed int
		after, value   string
		exceeded       bool
	}{
		{"none", 10, 0, "ana, chi", "0%", false},
		{"half of one in ten", 10, 1, "ana, chi", "5%", false},
		{"half of six in ten", 10, 6, "ana, chi", "30%", true},
		{"half of five in ten: too few to bite", 10, 5, "ana, chi", "25%", false},
		{"to nobody counts too", 10, 6, "ana, none", "30%", true},
		{"rounded up", 7, 1, "ana, chi", "8%", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			live := mirror(t, load(t, upsert, many(tc.owned, 0, "", "ana, bo")), "acme")
			p := build(t, load(t, upsert, many(tc.owned, tc.changed, tc.after, "ana, bo")), live)
			if got := limit(t, p, "person_hours_percent"); got.Value != tc.value || got.Exceeded != tc.exceeded {
				t.Errorf("got %+v, want %s, exceeded %t", got, tc.value, tc.exceeded)
			}
		})
	}
}

func TestDeletes(t *testing.T) {
	for _, tc := range []struct {
		name, sync string
		left       int
		want       plan.Limit
	}{
		{"none allowed, none done", "owner: acme, policy: sync", 3, plan.Limit{Name: "deletes", Value: "0", Max: "0"}},
		{"none allowed", "owner: acme, policy: sync", 2, plan.Limit{Name: "deletes", Value: "1", Max: "0", Exceeded: true}},
		{"two allowed", "owner: acme, policy: sync, limits: {deletes: 2}", 1, plan.Limit{Name: "deletes", Value: "2", Max: "2"}},
		{"upsert deletes nothing", upsert, 1, plan.Limit{Name: "deletes", Value: "0", Max: "0"}},
		{"another owner's are not ours", "owner: other, policy: sync", 1, plan.Limit{Name: "deletes", Value: "0", Max: "0"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			live := mirror(t, load(t, upsert, many(3, 0, "", "ana, bo")), "acme")
			p := build(t, load(t, tc.sync, many(tc.left, 0, "", "ana, bo")), live)
			if got := limit(t, p, "deletes"); got != tc.want {
				t.Errorf("got %+v, want %+v", got, tc.want)
			}
		})
	}
}

func TestNewGap(t *testing.T) {
	for _, tc := range []struct {
		name, limits, before, after, value string
		exceeded                           bool
	}{
		{"none", "", "ana, bo", "ana, chi", "0m", false},
		{"a week, and holds at any size", "", "ana, bo", "ana, none", "168h", true},
		{"as wide as allowed", ", limits: {new_gap: 168h}", "ana, bo", "ana, none", "168h", false},
		{"a gap that was there is not new", "", "ana, none", "bo, none", "0m", false},
		{"two people's turns are one gap", ", limits: {new_gap: 168h}", "ana, bo, chi", "none, none, chi", "336h", true},
		{"up to the end of the horizon", "", "ana, bo", "none", "1008h", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			live := mirror(t, load(t, upsert, schedule("s", tc.before)), "acme")
			p := build(t, load(t, upsert+tc.limits, schedule("s", tc.after)), live)
			if got := limit(t, p, "new_gap"); got.Value != tc.value || got.Exceeded != tc.exceeded {
				t.Errorf("got %+v, want %s, exceeded %t", got, tc.value, tc.exceeded)
			}
		})
	}
}

// Adopted schedules count as owned: taking over many and changing who is on call is as much as changing many.
func TestAdoptedSchedulesCount(t *testing.T) {
	live := mirror(t, load(t, upsert, many(8, 0, "", "ana, bo")), "")
	p := build(t, load(t, upsert, many(8, 6, "ana, chi", "ana, bo")), live, func(o *plan.Options) { o.Adopt = true })
	if got := limit(t, p, "changed_percent"); got.Value != "75% (6 of 8)" || !got.Exceeded {
		t.Errorf("got %+v", got)
	}
	if got := p.Exceeded(); len(got) != 2 { // and the hours
		t.Errorf("exceeded: %+v", got)
	}
}

func TestLimitsOfTheRun(t *testing.T) {
	live := mirror(t, load(t, upsert, many(6, 0, "", "ana, bo")), "acme")
	w := load(t, upsert, many(6, 6, "ana, chi", "ana, bo"))
	run := w.Sync.Limits
	run.ChangedPercent, run.PersonHoursPercent = 100, 100
	p := build(t, w, live, func(o *plan.Options) { o.PerRun = &run })
	if got := p.Exceeded(); len(got) != 0 {
		t.Errorf("exceeded: %+v", got)
	}
	if w.Sync.Limits == (engine.Limits{}) {
		t.Error("the workspace has no limits of its own")
	}
}

func TestDuration(t *testing.T) {
	for _, tc := range []struct {
		seconds civil.Instant
		want    string
	}{{0, "0m"}, {30, "30s"}, {60, "1m"}, {90, "1m30s"}, {3600, "1h"}, {5400, "1h30m"}, {3601, "1h1s"}, {604800, "168h"}} {
		if got := plan.Duration(tc.seconds); got != tc.want {
			t.Errorf("%d seconds are %q, want %q", tc.seconds, got, tc.want)
		}
	}
}
