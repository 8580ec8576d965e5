package plan_test

import (
	"fmt"
	"slices"
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

// maintenance is a vendor whose windows have dates, as values.
type maintenance struct {
	t     *testing.T
	zones *zones.DB
	ws    *engine.Workspace
	snap  snapshot.Snapshot
	made  int
}

func newMaintenance(t *testing.T, mutes string) *maintenance {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	m := &maintenance{t: t, zones: db, snap: snapshot.Snapshot{
		Vendor: "zenduty", Teams: []snapshot.Ref{{ID: "t1", Name: "Payments"}}, Alerts: []snapshot.Ref{{ID: "s1", Name: "api"}, {ID: "s2", Name: "web"}},
	}}
	m.declare(mutes)
	return m
}

func (m *maintenance) declare(mutes string) {
	m.t.Helper()
	text := "version: 1\nteams: {payments: {name: Payments}}\nsync: {owner: acme, policy: sync, limits: {deletes: 9}}\nmutes:\n" + mutes
	ws, err := declared.Load(fstest.MapFS{"w.yaml": {Data: []byte(text)}}, declared.Options{Zones: m.zones})
	if err != nil {
		m.t.Fatal(err)
	}
	m.ws = &ws.Workspace
}

func (m *maintenance) plan(now civil.Instant) *plan.Plan {
	m.t.Helper()
	rules := &dialect.MuteRules{Lead: 10 * civil.Minute, Reach: civil.DayLen, Dated: true}
	p, err := plan.Build(m.ws, []plan.Live{{Mutes: rules, Snapshot: &m.snap, Cost: func(diff.Step) int { return 1 }}}, plan.Options{Now: now})
	if err != nil {
		m.t.Fatal(err)
	}
	if problems := p.Problems(); len(problems) > 0 {
		m.t.Fatal(problems)
	}
	return p
}

// run plans and does what is not held; it returns the actions.
func (m *maintenance) run(now civil.Instant) (actions []diff.Action) {
	m.t.Helper()
	for _, c := range m.plan(now).Vendors[0].Changes {
		if c.Held != "" {
			continue
		}
		actions = append(actions, c.Action)
		for _, s := range c.Steps {
			m.do(s)
		}
	}
	if again := m.plan(now); slices.ContainsFunc(again.Vendors[0].Changes, func(c plan.Change) bool { return c.Held == "" }) {
		m.t.Fatalf("at %s a second plan would do: %s", now, again.Vendors[0].Changes[0].Steps[0].Says())
	}
	return actions
}

func (m *maintenance) do(s diff.Step) {
	m.t.Helper()
	at := func(id string) int {
		return slices.IndexFunc(m.snap.Mutes, func(w snapshot.Mute) bool { return w.ID == id })
	}
	switch st := s.(type) {
	case diff.CreateMute:
		m.made++
		st.Mute.ID = fmt.Sprint(m.made)
		if st.Mute.Team != "t1" || len(st.Mute.On) == 0 {
			m.t.Fatalf("a window of team %q on %v", st.Mute.Team, st.Mute.On)
		}
		m.snap.Mutes = append(m.snap.Mutes, st.Mute)
	case diff.UpdateMute:
		m.snap.Mutes[at(st.Before.ID)] = st.Mute
	case diff.DeleteMute:
		m.snap.Mutes = slices.Delete(m.snap.Mutes, at(st.Mute.ID), at(st.Mute.ID)+1)
	default:
		m.t.Fatalf("a step of type %T", s)
	}
}

// silenced asks every window by itself: repeats lie a number of days after the first.
func (m *maintenance) silenced(t int64) bool {
	for _, w := range m.snap.Mutes {
		since, step := t-int64(w.Shape.First.Start), int64(w.Shape.Every)*86400
		if since < 0 || step == 0 && since >= int64(w.Shape.First.Length()) {
			continue
		}
		if step > 0 {
			since %= step
		}
		end := t - since + int64(w.Shape.First.Length())
		if since < int64(w.Shape.First.Length()) && (w.Shape.Until == 0 || end <= int64(w.Shape.Until)) {
			return true
		}
	}
	return false
}

const serviced = `targets: {zenduty: {team: payments, services: [s1]}}`

// TestMaintenanceFollowsTheClock (T-12): nights of Amsterdam as windows that repeat after seven days, over 400 days: each
// series ends at a clock change, and what is silenced is what is declared. Runs that change nothing plan nothing.
func TestMaintenanceFollowsTheClock(t *testing.T) {
	m := newMaintenance(t, `  night: {timezone: Europe/Amsterdam, days: mon-sun, from: "22:00", to: "06:00", `+serviced+`}
  release: {timezone: Asia/Kolkata, rrule: "FREQ=MONTHLY;BYDAY=1FR", from: "2026-01-02 18:00", for: 62h, `+serviced+"}\n")
	ams, err := m.zones.Location("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	ist, err := m.zones.Location("Asia/Kolkata")
	if err != nil {
		t.Fatal(err)
	}
	now, busy := at(t, "2026-01-07T12:00:00Z"), 0
	for range 400 {
		if len(m.run(now)) > 0 {
			busy++
		}
		for x := now; x < now+civil.DayLen; x += 10 * civil.Minute {
			when := x.Time()
			h := when.In(ams).Hour()
			if want := h >= 22 || h < 6 || firstWeekend(when.In(ist)); m.silenced(int64(x)) != want {
				t.Fatalf("at %s it is silent: %t, declared: %t", x, !want, want)
			}
		}
		now += civil.DayLen
	}
	if busy > 60 {
		t.Errorf("%d of 400 runs changed something", busy)
	}
}

func firstWeekend(t time.Time) bool {
	for back := range 4 {
		if d := t.AddDate(0, 0, -back); d.Weekday() == time.Friday && d.Day() <= 7 {
			start := time.Date(d.Year(), d.Month(), d.Day(), 18, 0, 0, 0, t.Location())
			return !t.Before(start) && t.Before(start.Add(62*time.Hour))
		}
	}
	return false
}

// TestMaintenanceEdits: what changes is rewritten in place, what is in force waits, what is no longer declared goes.
func TestMaintenanceEdits(t *testing.T) {
	const sat = `  sat: {timezone: UTC, days: sat, from: "10:00", to: "12:00", targets: {zenduty: {team: payments, services: [s1]}}}
`
	m := newMaintenance(t, sat)
	quiet, during := at(t, "2026-01-07T12:00:00Z"), at(t, "2026-01-10T11:00:00Z")
	for _, step := range []struct {
		name, mutes string
		at          civil.Instant
		want        string
	}{
		{"new", sat, quiet, `create create mute "schedsync:acme/sat:sat": 2026-01-10T10:00:00Z for 2h every 7 days`},
		{"the same", sat, quiet, ""},
		{"the same a year later", sat, quiet + 364*civil.DayLen, ""},
		{"longer", strings.Replace(sat, "12:00", "13:00", 1), quiet, `update update mute "schedsync:acme/sat:sat": 2026-01-10T10:00:00Z for 2h every 7 days → 2026-01-10T10:00:00Z for 3h every 7 days`},
		{"longer, in force", strings.Replace(sat, "12:00", "13:00", 1), during, `held update update mute "schedsync:acme/sat:sat": 2026-01-10T10:00:00Z for 2h every 7 days → 2026-01-10T10:00:00Z for 3h every 7 days`},
		{"another service", strings.Replace(sat, "[s1]", "[web, s1]", 1), quiet, `update update mute "schedsync:acme/sat:sat": 2026-01-10T10:00:00Z for 2h every 7 days → 2026-01-10T10:00:00Z for 2h every 7 days`},
		{"gone", strings.Replace(sat, "  sat:", "  sun:", 1), quiet, `create create mute "schedsync:acme/sun:sat": 2026-01-10T10:00:00Z for 2h every 7 days; delete delete mute "schedsync:acme/sat:sat"`},
	} {
		m.declare(step.mutes)
		var got []string
		for _, c := range m.plan(step.at).Vendors[0].Changes {
			held := ""
			if c.Held != "" {
				held = "held "
			}
			for _, s := range c.Steps {
				got = append(got, held+string(c.Action)+" "+s.Says())
			}
		}
		if text := strings.Join(got, "; "); text != step.want {
			t.Errorf("%s:\n got %s\nwant %s", step.name, text, step.want)
		}
		if step.name == "new" {
			m.run(step.at)
		}
	}
}
