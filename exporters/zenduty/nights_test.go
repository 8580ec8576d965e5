package zenduty_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/plan"
	fake "github.com/schedsync/schedsync/fixtures/fakes/zenduty"
)

const on = `targets: {zenduty: {team: payments, services: [api]}}`

// windows are the declared mutes of the simulations, each with another way to tell what it declares: by asking a clock of its
// zone.
func windows() []struct {
	name, yaml, zone string
	quiet            func(time.Time) bool
} {
	return []struct {
		name, yaml, zone string
		quiet            func(time.Time) bool
	}{
		{
			"weekends of Lisbon", `  weekend: {timezone: Europe/Lisbon, days: [sat, sun], from: "00:00", to: "24:00", ` + on + "}\n", "Europe/Lisbon",
			func(t time.Time) bool { return t.Weekday() == time.Saturday || t.Weekday() == time.Sunday },
		},
		{
			"long weekends of India", `  long: {timezone: Asia/Kolkata, days: fri, from: "18:00", for: 62h, ` + on + "}\n", "Asia/Kolkata",
			func(t time.Time) bool {
				hour := (int(t.Weekday())+2)%7*24 + t.Hour() // since Friday 00:00
				return 18 <= hour && hour < 18+62
			},
		},
		{
			"nights of Lisbon", `  nights: {timezone: Europe/Lisbon, days: mon-sun, from: "22:00", to: "06:00", ` + on + "}\n", "Europe/Lisbon",
			func(t time.Time) bool { return t.Hour() >= 22 || t.Hour() < 6 },
		},
		{
			"the first Friday of the month", `  release: {timezone: Europe/Lisbon, rrule: "FREQ=MONTHLY;BYDAY=1FR", from: "2026-01-02 18:30", for: 90m, ` + on + "}\n", "Europe/Lisbon",
			func(t time.Time) bool {
				minute := t.Hour()*60 + t.Minute()
				return t.Weekday() == time.Friday && t.Day() <= 7 && 18*60+30 <= minute && minute < 20*60
			},
		},
	}
}

// readings are what the vendor may make of repeats (contract zenduty 4.21, 4.22). Silence is the same in all.
func readings() []fake.Quirks {
	return []fake.Quirks{{}, {RepeatsOnWall: true}, {RepeatsEndBefore: true}, {RepeatsOnWall: true, RepeatsEndBefore: true, MaintenanceOwn: true, Fractions: true, UnknownKeys: true}}
}

// simulate runs the job at the given instants and asks the fake about every step of time in between. Each that is silent
// and should not be, or the reverse, must have been told by the plan before it. It returns how many runs changed something.
func (l *muteLab) simulate(runs []time.Time, step time.Duration, zone string, quiet func(time.Time) bool) (busy int) {
	l.t.Helper()
	loc, err := l.zones.Location(zone)
	if err != nil {
		l.t.Fatal(err)
	}
	silent := 0
	for i, at := range runs[:len(runs)-1] {
		l.fake.Clock().Set(at)
		p := l.run()
		if !p.Empty() {
			busy++
		}
		for m := at; m.Before(runs[i+1]); m = m.Add(step) {
			got, want := l.fake.Silenced("pay-api", m), quiet(m.In(loc))
			if got {
				silent++
			}
			if got != want && !tells(p, civil.FromTime(m), got) {
				l.t.Fatalf("the run of %s did not tell that at %s it is silent: %t, declared: %t\n%s", at, m, got, want, told(p))
			}
			if l.fake.Silenced("net-api", m) {
				l.t.Fatalf("at %s the service of the same name of another team is silent", m)
			}
		}
	}
	if silent == 0 {
		l.t.Fatal("nothing was silent: nothing is proven")
	}
	return busy
}

// tells reports whether a plan told that at an instant the silence is not what is declared.
func tells(p *plan.Plan, at civil.Instant, silent bool) bool {
	for _, c := range p.Vendors[0].Changes {
		for _, l := range c.Mute.Losses {
			if l.Contains(at) && l.Silent == silent {
				return true
			}
		}
	}
	return false
}

// every returns n instants a day apart, and the end of the last day.
func every(first time.Time, n int) []time.Time {
	out := make([]time.Time, n+1)
	for i := range out {
		out[i] = first.AddDate(0, 0, i)
	}
	return out
}

// TestSilenceAroundClockChanges (T-12) is the short slice of [TestProofSilence]: the days around both clock changes of a year.
func TestSilenceAroundClockChanges(t *testing.T) {
	for i, w := range windows() {
		for j, first := range []string{"2026-03-26T23:30:00Z", "2026-10-23T12:00:00Z"} {
			l := newMuteLab(t, "", readings()[(i+j)%len(readings())])
			l.declare(w.yaml)
			l.simulate(every(day(first), 15), 15*time.Minute, w.zone, w.quiet)
		}
	}
}

// TestProofSilence: every minute of 400 nights is silent exactly when it is declared to be, whatever the vendor makes of
// repeats, at whatever hour the job runs, and runs that have nothing to follow change nothing.
func TestProofSilence(t *testing.T) {
	proof(t)
	for _, w := range windows() {
		for i, q := range readings() {
			t.Run(fmt.Sprint(w.name, " ", i), func(t *testing.T) {
				t.Parallel()
				l := newMuteLab(t, "", q)
				l.declare(w.yaml)
				busy := l.simulate(every(day("2026-01-07T00:30:00Z").Add(time.Duration(i)*6*time.Hour), 400), time.Minute, w.zone, w.quiet)
				t.Logf("%d of 400 runs changed something", busy)
				if busy > 60 {
					t.Errorf("%d of 400 runs changed something", busy)
				}
			})
		}
	}
}

// TestProofOutage: where the job stops for up to five weeks, what is silenced is still what is declared.
func TestProofOutage(t *testing.T) {
	proof(t)
	for _, w := range windows() {
		l := newMuteLab(t, "", fake.Quirks{})
		l.declare(w.yaml)
		var runs []time.Time
		for at, n := day("2026-01-07T03:00:00Z"), 1; len(runs) < 30; at, n = at.AddDate(0, 0, n), n*7%35+1 {
			runs = append(runs, at)
		}
		l.simulate(runs, 5*time.Minute, w.zone, w.quiet)
	}
}
