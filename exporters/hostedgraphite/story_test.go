package hostedgraphite_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters/apply"
	exporter "github.com/schedsync/schedsync/exporters/hostedgraphite"
	"github.com/schedsync/schedsync/exporters/writertest"
	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/hostedgraphite"
	importer "github.com/schedsync/schedsync/importers/hostedgraphite"
)

// seeded is the vendor's own sample: a mute on weekends, two hours ahead of UTC.
func seeded(t *testing.T) *lab { return newLab(t, fake.Options{State: fake.Seed()}) }

// weekend is the sample in other words; VENDOR is its target.
const weekend = `  weekend: {timezone: ZONE, days: DAYS, from: "FROM", for: 24h, targets: {hostedgraphite: {id: 123-456-789, alerts: [Queue depth]}}}
`

// TestSampleIsEqualByMeaning: the vendor's `UTC+2 00:00 [sat, sun]` is UTC 22:00 on Friday and Saturday, and midnight of
// Kaliningrad, which is two hours ahead all year.
func TestSampleIsEqualByMeaning(t *testing.T) {
	for _, tc := range []struct{ zone, days, from, want string }{
		{"Etc/GMT-2", "[sat, sun]", "00:00", ""},
		{"UTC", "[fri, sat]", "22:00", ""},
		{"Europe/Kaliningrad", "[sat, sun]", "00:00", ""},
		{"Pacific/Kiritimati", "[sat, sun]", "12:00", ""}, // +14
		{"Asia/Kolkata", "[sat, sun]", "03:30", ""},
		{"UTC", "[sat, sun]", "00:00", "adopt: update mute \"Mute on weekends\": sat, sun 00:00 UTC+2 for 24h → sat, sun 00:00 UTC for 24h\n"},
		{"UTC", "[fri]", "22:00", "adopt: update mute \"Mute on weekends\": sat, sun 00:00 UTC+2 for 24h → fri 22:00 UTC for 24h\n"},
	} {
		l := seeded(t)
		l.declare("policy: upsert", strings.NewReplacer("ZONE", tc.zone, "DAYS", tc.days, "FROM", tc.from).Replace(weekend))
		p, _ := l.sound(t.Context())
		if d := cmp.Diff(tc.want, steps(p)); d != "" {
			t.Errorf("%s %s %s: -want +got:\n%s", tc.zone, tc.days, tc.from, d)
		}
		l.run(t.Context())
		if again, _ := l.sound(t.Context()); !again.Empty() {
			t.Errorf("%s %s %s: a second run would do:\n%s", tc.zone, tc.days, tc.from, steps(again))
		}
	}
}

// TestNextOccurrence is the contract's example (8): on the morning before summer time begins, Saturday night is an hour
// shorter and still in winter time, and every other night is in summer time.
func TestNextOccurrence(t *testing.T) {
	l := newLab(t, fake.Options{Clock: fakes.NewClock(at("2026-03-28T09:00:00Z"))})
	l.declare("policy: upsert", nightly)
	p, _ := l.sound(t.Context())
	want := `create: create mute "schedsync:acme/night:mon": mon 22:00 UTC+2 for 8h
create: create mute "schedsync:acme/night:tue": tue 22:00 UTC+2 for 8h
create: create mute "schedsync:acme/night:wed": wed 22:00 UTC+2 for 8h
create: create mute "schedsync:acme/night:thu": thu 22:00 UTC+2 for 8h
create: create mute "schedsync:acme/night:fri": fri 22:00 UTC+2 for 8h
create: create mute "schedsync:acme/night:sat": sat 22:00 UTC+1 for 7h
create: create mute "schedsync:acme/night:sun": sun 22:00 UTC+2 for 8h
create: attach "schedsync:acme/night:mon", "schedsync:acme/night:tue", "schedsync:acme/night:wed", "schedsync:acme/night:thu", "schedsync:acme/night:fri", "schedsync:acme/night:sat", "schedsync:acme/night:sun" to alert "Queue depth"
`
	if d := cmp.Diff(want, steps(p)); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	l.run(t.Context())
	l.fake.Clock().Set(at("2026-03-29T09:00:00Z"))
	p, _ = l.sound(t.Context())
	if d := cmp.Diff("refresh: update mute \"schedsync:acme/night:sat\": sat 22:00 UTC+1 for 7h → sat 22:00 UTC+2 for 8h\n", steps(p)); d != "" {
		t.Errorf("on Sunday: -want +got:\n%s", d)
	}
	if p.Differs() {
		t.Error("following the clock counts as a difference")
	}
}

// TestFollowsTheClock tells, mute by mute, what happens to the Saturday of [nightly] around the change: in force or about to
// be it waits, without a difference. Made five minutes before its start it waits, too: in summer time it would hold the
// minutes before; the rest of the night is silenced by itself.
func TestFollowsTheClock(t *testing.T) {
	l := newLab(t, fake.Options{Clock: fakes.NewClock(at("2026-03-28T09:00:00Z"))})
	l.declare("policy: upsert", nightly)
	l.run(t.Context())
	for _, now := range []string{"2026-03-28T20:50:00Z", "2026-03-28T23:00:00Z", "2026-03-29T03:59:59Z"} {
		l.fake.Clock().Set(at(now))
		p, _ := l.sound(t.Context())
		if !p.Empty() || len(p.Vendors[0].Deferred) != 1 || !slices.Equal(p.Vendors[0].Deferred[0].Waits, []string{"sat becomes sat 22:00 UTC+2 for 8h once its present occurrence is over"}) {
			t.Errorf("at %s: %v\n%s", now, p.Vendors[0].Deferred, steps(p))
		}
	}
	other := newLab(t, fake.Options{Clock: fakes.NewClock(at("2026-03-28T20:55:00Z"))})
	other.declare("policy: upsert", nightly)
	if p, _ := other.sound(t.Context()); strings.Contains(steps(p), "night:sat") || !strings.Contains(steps(p), "2026-03-28T2106Z") {
		t.Errorf("made five minutes before its start:\n%s", steps(p))
	}
}

// TestWindowInAGap: the night on which an hour is missing has no window, and a weekly mute would begin all the same.
func TestWindowInAGap(t *testing.T) {
	l := newLab(t, fake.Options{})
	l.declare("policy: upsert", `  m: {timezone: Europe/Amsterdam, days: sun, from: "02:00", to: "03:00", targets: {hostedgraphite: {alerts: [a1]}}}
`)
	loc, err := l.zones.Location("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	sundays := func(m time.Time) bool {
		_, before := m.Add(-time.Hour).In(loc).Zone()
		_, offset := m.In(loc).Zone()
		return m.In(loc).Weekday() == time.Sunday && m.In(loc).Hour() == 2 && offset == before // the first of two
	}
	got := l.simulate("a1", from(at("2026-03-16T12:00:00Z"), 24), sundays)
	if got.over+got.under > 0 || got.silent != 2*60 {
		t.Errorf("%s", got)
	}
}

// TestReach: a one-time mute is made within the day before its start, and not ten minutes at either end of it.
func TestReach(t *testing.T) {
	for now, made := range map[string]bool{
		"2026-04-06T04:09:00Z": false, "2026-04-06T04:10:00Z": false, "2026-04-06T04:11:00Z": true,
		"2026-04-07T03:49:00Z": true, "2026-04-07T03:50:00Z": false,
	} {
		l := newLab(t, fake.Options{Clock: fakes.NewClock(at(now))})
		l.declare("policy: upsert", release)
		if p, _ := l.sound(t.Context()); strings.Contains(steps(p), "audit:2026-04-07T0400Z") != made {
			t.Errorf("at %s: made %t, want %t", now, !made, made)
		}
	}
}

// TestLongWindowsAreCut: no piece is longer than a day, and half-hour zones begin on another weekday in UTC (T-12).
func TestLongWindowsAreCut(t *testing.T) {
	l := newLab(t, fake.Options{})
	l.declare("policy: upsert", `  weekend: {timezone: Asia/Kolkata, days: mon, from: "02:00", for: 50h, targets: {hostedgraphite: {attach: manual}}}
`)
	p, _ := l.sound(t.Context())
	want := `create: create mute "schedsync:acme/weekend:mon": sun 20:30 UTC for 24h
create: create mute "schedsync:acme/weekend:mon.2": mon 20:30 UTC for 24h
create: create mute "schedsync:acme/weekend:mon.3": tue 20:30 UTC for 2h
`
	if d := cmp.Diff(want, steps(p)); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

// TestAttached: a mute attached to nothing silences nothing, so that is an error unless a person attaches it; other
// people's mutes stay on the alert.
func TestAttached(t *testing.T) {
	l := newLab(t, fake.Options{State: fake.State{
		Mutes:  []fake.Mute{{ID: "theirs", Name: "theirs", StartTime: "04:00", Duration: 5, Repeat: []string{"mon"}}},
		Alerts: []fake.Alert{{ID: "a1", Name: "Queue depth", Mutes: []string{"theirs"}}, {ID: "a2", Name: "twin"}, {ID: "a3", Name: "twin"}},
	}})
	const mute = `  m: {timezone: UTC, days: mon, from: "01:00", for: 1h, targets: {hostedgraphite: {TARGET}}}
`
	for _, tc := range []struct{ target, problem string }{
		{"alerts: [queue depth]", `m.targets.hostedgraphite.alerts: there is no alert with the name or id "queue depth" at hostedgraphite`},
		{"alerts: [twin]", `m.targets.hostedgraphite.alerts: 2 alerts are named "twin"; name one by its id, a2 or a3`},
		{"alerts: [a1, Queue depth, a3]", ""},
		{"attach: manual", ""},
	} {
		l.declare("policy: upsert", strings.Replace(mute, "TARGET", tc.target, 1))
		p, _ := l.plan(t.Context())
		if got := strings.TrimPrefix(strings.Join(p.Problems(), "; "), "hostedgraphite: "); got != tc.problem {
			t.Errorf("%s: the problem is %q, want %q", tc.target, got, tc.problem)
		}
	}
	l.ws.Mutes[0].Targets[0].Attach = "" // as if the YAML were not checked when it is read
	if p, _ := l.plan(t.Context()); len(p.Problems()) != 1 || !strings.Contains(p.Problems()[0], "attached to nothing") {
		t.Errorf("attached to nothing: %v", p.Problems())
	}
	l.declare("policy: upsert", strings.Replace(mute, "TARGET", "alerts: [a1, a3]", 1))
	l.run(t.Context())
	if !l.fake.Silenced("a1", at("2026-01-12T01:30:00Z")) || !l.fake.Silenced("a3", at("2026-01-12T01:30:00Z")) || l.fake.Silenced("a2", at("2026-01-12T01:30:00Z")) {
		t.Error("not those alerts are silenced that were named")
	}
	l.declare("policy: upsert", strings.Replace(mute, "TARGET", "alerts: [a3]", 1))
	l.run(t.Context())
	if l.fake.Silenced("a1", at("2026-01-12T01:30:00Z")) || !l.fake.Silenced("a1", at("2026-01-12T04:02:00Z")) {
		t.Error("the alert that is no longer named is silenced, or lost somebody else's mute")
	}
	for _, e := range l.fake.Log().Entries() {
		if strings.HasPrefix(e.Path, "/v2/alerts/muted") {
			t.Errorf("the bulk endpoint was called: %s %s", e.Method, e.Path)
		}
	}
}

// TestHeld: a mute in force, or about to be, is left alone, and the others change at once; --now-ok changes it, too.
func TestHeld(t *testing.T) {
	l := newLab(t, fake.Options{})
	l.declare("policy: upsert", nightly)
	l.run(t.Context())
	l.declare("policy: upsert", strings.Replace(nightly, "06:00", "05:00", 1))
	for _, now := range []string{"2026-01-08T20:50:00Z", "2026-01-08T21:00:00Z", "2026-01-09T04:59:00Z"} {
		l.fake.Clock().Set(at(now))
		p, _ := l.sound(t.Context())
		got := steps(p)
		if strings.Count(got, "\nheld: ") != 1 || !strings.Contains(got, `held: update: update mute "schedsync:acme/night:thu"`) || strings.Count(got, "update: update") != 7 {
			t.Errorf("at %s:\n%s", now, got)
		}
	}
	l.fake.Clock().Set(at("2026-01-08T20:49:00Z"))
	if p, _ := l.sound(t.Context()); strings.Contains(steps(p), "held") {
		t.Errorf("held more than ten minutes before its start:\n%s", steps(p))
	}
	l.fake.Clock().Set(at("2026-01-09T04:00:00Z"))
	l.run(t.Context())
	l.fake.Log().Reset()
	l.fake.Clock().Set(at("2026-01-09T12:00:00Z"))
	l.run(t.Context())
	if w := l.fake.Log().Writes(); len(w) != 1 || w[0].Method != "PUT" { // PUT keeps id and attachments (contract 4.15)
		t.Errorf("the one that waited took %v", w)
	}
	l.declare("policy: upsert", nightly)
	l.fake.Clock().Set(at("2026-01-09T23:00:00Z"))
	l.options.NowOK = true
	if p, _ := l.sound(t.Context()); strings.Contains(steps(p), "held") {
		t.Error("held, though it was forced")
	}
}

// TestBegunAlready: what is declared within its own window is silenced for the rest of it.
func TestBegunAlready(t *testing.T) {
	l := newLab(t, fake.Options{Clock: fakes.NewClock(at("2026-01-07T23:00:30Z"))})
	l.declare("policy: upsert", nightly)
	p := l.run(t.Context())
	if !strings.Contains(steps(p), `create mute "schedsync:acme/night:2026-01-07T2311Z": 2026-01-07T23:11:00Z for 349m`) {
		t.Errorf("%s", steps(p))
	}
	losses := p.Vendors[0].Changes[0].Mute.Losses
	if len(losses) != 1 || losses[0].Start.String() != "2026-01-07T23:00:30Z" || losses[0].End.String() != "2026-01-07T23:11:00Z" || losses[0].Silent {
		t.Errorf("losses: %v", losses)
	}
	if !l.fake.Silenced("a1", at("2026-01-08T04:59:00Z")) || l.fake.Silenced("a1", at("2026-01-08T05:00:00Z")) {
		t.Error("the rest of the night is not silenced, or more than it")
	}
}

// TestAdoptedSplits: a mute of seven days that was adopted serves as many weekdays as it can when summer time divides them.
func TestAdoptedSplits(t *testing.T) {
	l := newLab(t, fake.Options{Clock: fakes.NewClock(at("2026-03-26T12:00:00Z")), State: fake.State{
		Mutes:  []fake.Mute{{ID: "m", Name: "Nights", StartTime: "22:00", Duration: 480, Timezone: "UTC+1", Repeat: []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}}},
		Alerts: []fake.Alert{{ID: "a1", Name: "Queue depth", Mutes: []string{"m"}}},
	}})
	l.declare("policy: upsert", strings.Replace(nightly, "hostedgraphite: {", "hostedgraphite: {id: m, ", 1))
	if p := l.run(t.Context()); !strings.Contains(steps(p), `update mute "Nights": mon, tue, wed, thu, fri, sat, sun 22:00 UTC+1 for 8h → thu, fri 22:00 UTC+1 for 8h`) {
		t.Errorf("%s", steps(p))
	}
	got := l.simulate("a1", from(at("2026-03-26T13:00:00Z"), 20), l.amsterdam())
	l.expectExact(got)
	var names []string
	for _, m := range l.read(t.Context()).Mutes {
		names = append(names, m.Name+" "+m.Shape.String())
	}
	if len(names) > 7 || !slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, "schedsync:acme/night ") }) {
		t.Errorf("%q", names)
	}
}

// TestCadence warns when the runs miss the day before a one-time window.
func TestCadence(t *testing.T) {
	for _, tc := range []struct {
		now, cadence string
		warned       bool
	}{
		{"2026-01-07T03:00:00Z", "24h", false},
		{"2026-01-07T12:30:00Z", "24h", true}, // Friday 18:00 of Kolkata
		{"2026-01-07T12:30:00Z", "12h", false},
		{"2026-01-07T03:00:00Z", "7 days", true},
	} {
		l := newLab(t, fake.Options{Clock: fakes.NewClock(at(tc.now))})
		l.declare("policy: upsert, cadence: "+tc.cadence, release)
		p, _ := l.sound(t.Context())
		warned := slices.ContainsFunc(p.Vendors[0].Notes, func(n string) bool { return strings.HasPrefix(n, "cadence: release: ") })
		if warned != tc.warned {
			t.Errorf("at %s every %s: warned %t: %q", tc.now, tc.cadence, warned, p.Vendors[0].Notes)
		}
	}
}

// TestSlowCadenceSilencesLess: no run is sure to come between two nights of one weekday, so only what is declared on both
// sides of the clock change is silenced.
func TestSlowCadenceSilencesLess(t *testing.T) {
	l := newLab(t, fake.Options{Clock: fakes.NewClock(at("2026-03-26T12:00:00Z"))})
	l.declare("policy: upsert, cadence: 8 days", nightly)
	p := l.run(t.Context())
	if !strings.Contains(steps(p), "thu 22:00 UTC+1 for 7h") || !slices.ContainsFunc(p.Vendors[0].Notes, func(n string) bool { return strings.HasPrefix(n, "cadence: night ") }) {
		t.Errorf("%s%q", steps(p), p.Vendors[0].Notes)
	}
	declared := l.amsterdam()
	for m := at("2026-03-26T12:30:00Z"); m.Before(at("2026-04-03T12:00:00Z")); m = m.Add(60e9) {
		if l.fake.Silenced("a1", m) && !declared(m) {
			t.Fatalf("silenced at %s, which is not declared", m)
		}
	}
}

// TestFaults: a create of unknown outcome is looked up before it is repeated, and nothing is made twice.
func TestFaults(t *testing.T) {
	for _, spec := range []string{
		"POST /v2/schedules#2=500-after", "POST /v2/schedules#2=timeout-before", "POST /v2/schedules#1=drop", "PUT /v2/alerts#1=503",
		"GET /v2/schedules#2=429:30", "POST /v2/schedules#3=truncate",
	} {
		f, err := fakes.ParseFaults(spec)
		if err != nil {
			t.Fatal(err)
		}
		l := newLab(t, fake.Options{Faults: f})
		l.declare("policy: upsert", nightly)
		l.run(t.Context())
		if again, s := l.sound(t.Context()); !again.Empty() || len(s.Mutes) != 7 {
			t.Errorf("%s: %d mutes, and left to do:\n%s", spec, len(s.Mutes), steps(again))
		}
	}
}

// TestTooLate: a one-time mute that is applied when its start is there would begin a day later; it is refused.
func TestTooLate(t *testing.T) {
	l := newLab(t, fake.Options{Clock: fakes.NewClock(at("2026-04-06T12:00:00Z"))})
	l.declare("policy: upsert", release)
	p, s := l.sound(t.Context())
	if !strings.Contains(steps(p), "audit:2026-04-07T0400Z") {
		t.Fatalf("%s", steps(p))
	}
	l.fake.Clock().Set(at("2026-04-07T03:59:00Z"))
	r := l.applyLate(t.Context(), p, s)
	if r.Complete() || r.Wrote() || !strings.Contains(writertest.Tell(&r), "made now it would begin on another day") {
		t.Errorf("%s", writertest.Tell(&r))
	}
}

// applyLate carries out a plan that was made some time ago.
func (l *lab) applyLate(ctx context.Context, p *plan.Plan, s *snapshot.Snapshot) apply.Result {
	l.t.Helper()
	w, err := exporter.Open(l.account)
	if err != nil {
		l.t.Fatal(err)
	}
	return apply.Run(ctx, p, map[engine.Vendor]apply.Vendor{importer.Name: {Writer: w, Snapshot: s, Replan: func(ctx context.Context) (plan.Vendor, error) {
		again, _ := l.sound(ctx)
		return again.Vendors[0], nil
	}}}, &writertest.Journal{}, nil)
}

// TestRefused names what no mute can be.
func TestRefused(t *testing.T) {
	for _, tc := range []struct{ mute, problem string }{
		{`days: mon, from: "01:00:30", for: 1h`, "m.from: mutes begin on whole minutes"},
		{`days: mon, from: "01:00", to: "01:10:30"`, "m.to: mutes end on whole minutes"},
		{`days: mon, from: "01:00", for: 8 days`, "m.for: a window that lasts a week or more"},
	} {
		l := newLab(t, fake.Options{})
		l.declare("policy: upsert", "  m: {timezone: UTC, "+tc.mute+", targets: {hostedgraphite: {attach: manual}}}\n")
		p, _ := l.plan(t.Context())
		if got := strings.Join(p.Problems(), "; "); !strings.Contains(got, tc.problem) {
			t.Errorf("%s: %q", tc.mute, got)
		}
	}
}
