package hostedgraphite_test

import (
	"math/rand/v2"
	"os"
	"testing"
	"time"

	fake "github.com/schedsync/schedsync/fixtures/fakes/hostedgraphite"
)

// nightly is the window of the simulations: on every night of Amsterdam, clock changes among them.
const nightly = `  night: {timezone: Europe/Amsterdam, days: mon-sun, from: "22:00", to: "06:00", targets: {hostedgraphite: {alerts: [Queue depth]}}}
`

// amsterdam says what nightly declares, by asking a clock of Amsterdam.
func (l *lab) amsterdam() func(time.Time) bool {
	loc, err := l.zones.Location("Europe/Amsterdam")
	if err != nil {
		l.t.Fatal(err)
	}
	return func(t time.Time) bool {
		h := t.In(loc).Hour()
		return h >= 22 || h < 6
	}
}

// from returns the hours of n nights, one run a night.
func from(first time.Time, n int) []time.Time {
	out := make([]time.Time, n)
	for i := range out {
		out[i] = first.Add(time.Duration(i) * 24 * time.Hour)
	}
	return out
}

// TestNightsAroundClockChanges is the short slice of [TestProofNights]: the weeks around both changes of a year, at hours in
// the window, at its edges and far from it (T-12).
func TestNightsAroundClockChanges(t *testing.T) {
	for _, first := range []string{"2026-03-19T00:00:00Z", "2026-10-15T00:00:00Z"} {
		for i, minute := range []int{3 * 60, 4 * 60, 4*60 + 30, 12 * 60, 20*60 + 30, 21 * 60} {
			l := newLab(t, fake.Options{Quirks: fake.Quirks{JoinsRunning: i%3 == 2}})
			l.declare("policy: upsert", nightly)
			l.expectExact(l.simulate("a1", from(at(first).Add(time.Duration(minute)*time.Minute), 16), l.amsterdam()))
		}
	}
}

// expectExact allows nothing but what was told on the first night, when the window may have begun.
func (l *lab) expectExact(got tally) {
	l.t.Helper()
	if got.over > 0 || got.under > 12 || got.silent == 0 {
		l.t.Errorf("%s", got)
	}
}

func proof(t *testing.T) {
	t.Helper()
	if os.Getenv("SCHEDSYNC_PROOF") == "" {
		t.Skip("make proof runs it")
	}
}

// TestProofNights simulates 400 nights at each hour of the day, with either reading of when a mute begins to count.
func TestProofNights(t *testing.T) {
	proof(t)
	var all tally
	for hour := range 24 {
		l := newLab(t, fake.Options{Quirks: fake.Quirks{JoinsRunning: hour%2 == 1, RemovesSpent: hour%3 == 1}})
		l.declare("policy: upsert", nightly)
		got := l.simulate("a1", from(at("2026-01-07T00:00:00Z").Add(time.Duration(hour)*time.Hour), 401), l.amsterdam())
		l.expectExact(got)
		all.add(got)
	}
	t.Logf("nights of Amsterdam: %s", all)
}

// TestProofLateAndMissedRuns lets runs be late by up to half a day, and up to five in a row be missed: what is weekly does
// not mind; nothing is ever silenced that is not declared.
func TestProofLateAndMissedRuns(t *testing.T) {
	proof(t)
	var all tally
	for seed := range uint64(12) {
		l := newLab(t, fake.Options{Quirks: fake.Quirks{JoinsRunning: seed%2 == 1}})
		l.declare("policy: upsert", nightly)
		got := l.simulate("a1", ragged(seed, at("2026-01-07T02:00:00Z"), 400), l.amsterdam())
		l.expectExact(got)
		all.add(got)
	}
	t.Logf("nights of Amsterdam, late and missed: %s", all)
}

// TestProofOutages lets the job stop for up to three weeks. A weekly mute repeats for ever, so after a clock change it is an
// hour off; every minute of that was told before the job stopped.
func TestProofOutages(t *testing.T) {
	proof(t)
	var all tally
	for seed := range uint64(12) {
		r, first := rand.New(rand.NewPCG(seed, 2)), at("2026-01-07T02:00:00Z")
		runs := []time.Time{first}
		for day := 1; day < 400; day += 1 + r.IntN(21) {
			runs = append(runs, first.AddDate(0, 0, day))
		}
		l := newLab(t, fake.Options{})
		l.declare("policy: upsert", nightly)
		got := l.simulate("a1", runs, l.amsterdam())
		if got.over+got.under != got.told {
			t.Errorf("%s", got)
		}
		all.add(got)
	}
	t.Logf("nights of Amsterdam, outages of up to three weeks: %s", all)
}

// ragged returns runs over a number of days as a bad scheduler makes them.
func ragged(seed uint64, first time.Time, n int) []time.Time {
	r := rand.New(rand.NewPCG(seed, 1))
	out := []time.Time{first}
	for day := 1; day < n; day++ {
		if r.IntN(3) == 0 {
			day += r.IntN(5)
		}
		out = append(out, first.AddDate(0, 0, day).Add(time.Duration(r.IntN(12*60))*time.Minute))
	}
	return append(out, first.AddDate(0, 0, n+1))
}

// release is a long weekend once a month, in a zone of half hours, and one date besides.
const release = `  release: {timezone: Asia/Kolkata, rrule: "FREQ=MONTHLY;BYDAY=1FR", from: "2026-01-02 18:00", for: 62h, targets: {hostedgraphite: {alerts: [Queue depth]}}}
  audit: {timezone: Asia/Kolkata, date: 2026-04-07, from: "09:30", to: "11:00", targets: {hostedgraphite: {alerts: [Queue depth]}}}
`

// kolkata says what release declares.
func (l *lab) kolkata() func(time.Time) bool {
	loc, err := l.zones.Location("Asia/Kolkata")
	if err != nil {
		l.t.Fatal(err)
	}
	return func(t time.Time) bool {
		t = t.In(loc)
		if t.Year() == 2026 && t.Month() == time.April && t.Day() == 7 {
			m := t.Hour()*60 + t.Minute()
			return 9*60+30 <= m && m < 11*60
		}
		for back := range 4 {
			d := t.AddDate(0, 0, -back)
			if d.Weekday() == time.Friday && d.Day() <= 7 {
				start := time.Date(d.Year(), d.Month(), d.Day(), 18, 0, 0, 0, loc)
				return !t.Before(start) && t.Before(start.Add(62*time.Hour))
			}
		}
		return false
	}
}

// TestMonthlyWeekendInKolkata (T-12): Friday 18:00 to Monday 08:00, on the first Friday of the month, and a date in three
// months, over a quarter.
func TestMonthlyWeekendInKolkata(t *testing.T) {
	l := newLab(t, fake.Options{})
	l.declare("policy: upsert", release)
	got := l.simulate("a1", from(at("2026-01-07T03:00:00Z"), 95), l.kolkata())
	if got.over+got.under > 0 || got.silent < 3*62*60+90-95 { // a minute a run is not looked at
		t.Errorf("%s", got)
	}
	for _, m := range l.read(t.Context()).Mutes {
		t.Errorf("%q is left", m.Name)
	}
}

// TestProofMonthlyWeekend does the same over a year at every hour. At the hours that meet the start of the window it is
// silenced late, which the plans tell.
func TestProofMonthlyWeekend(t *testing.T) {
	proof(t)
	for hour := range 24 {
		l := newLab(t, fake.Options{Quirks: fake.Quirks{RemovesSpent: hour%2 == 1}})
		l.declare("policy: upsert", release)
		first := at("2026-01-07T00:00:00Z").Add(time.Duration(hour)*time.Hour + 30*time.Minute)
		got := l.simulate("a1", from(first, 366), l.kolkata())
		if got.over > 0 || got.under > 13*20 {
			t.Errorf("at %02d:30: %s", hour, got)
		}
		t.Logf("a monthly weekend of Kolkata, at %02d:30: %s", hour, got)
	}
}

// TestProofMonthlyWeekendLate: one-time mutes need their run; one that is late or missing silences less, never more.
func TestProofMonthlyWeekendLate(t *testing.T) {
	proof(t)
	var all tally
	for seed := range uint64(12) {
		l := newLab(t, fake.Options{})
		l.declare("policy: upsert", release)
		got := l.simulate("a1", ragged(seed, at("2026-01-07T02:00:00Z"), 366), l.kolkata())
		if got.over > 0 {
			t.Errorf("%s", got)
		}
		all.add(got)
	}
	t.Logf("a monthly weekend of Kolkata, late and missed: %s", all)
}
