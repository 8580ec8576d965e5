package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/fixtures/fakes"
	"github.com/schedsync/schedsync/fixtures/fakes/opsgenie"
	"github.com/schedsync/schedsync/importers/zones"
)

// fleet is a house with very many schedules at an Opsgenie that limits its rates, on a clock that runs as fast as the program
// sleeps.
type fleet struct {
	*house
	clock   *fakes.Clock
	calls   int
	limited int // replies that the limits refused
	most    uint64
}

func openFleet(t *testing.T, n int) *fleet {
	t.Helper()
	yaml := "version: 1\nVENDORS\nsync: {owner: acme, policy: upsert}\npeople:\n  ana: {email: user1@example.com}\n  bo: {email: user2@example.com}\nschedules:\n"
	for i := range n {
		yaml += fmt.Sprintf("  team-%04d:\n    timezone: Europe/Lisbon\n    rotations: [{id: week, every: 1 week, start: 2026-10-05 09:00, people: [ana, bo]}]\n    targets: {opsgenie: {}}\n", i)
	}
	f := &fleet{house: openHouse(t, yaml)}
	f.clock = fakes.NewClock(f.now)
	f.cmd.Now = f.clock.Now
	f.cmd.Sleep = func(ctx context.Context, d time.Duration) error { f.clock.Advance(d); return ctx.Err() }
	state, err := opsgenie.Seed()
	if err != nil {
		t.Fatal(err)
	}
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	fake, err := opsgenie.New(opsgenie.Options{
		Clock: f.clock, State: state, LoadLocation: db.Location, Rates: opsgenie.UsualRates(), Log: fakes.NewLog(f.clock),
	})
	if err != nil {
		t.Fatal(err)
	}
	f.fakes = http.StripPrefix("/opsgenie", fake)
	f.between = func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		f.calls++
		s := &status{ResponseWriter: w}
		next.ServeHTTP(s, r)
		if s.code == http.StatusTooManyRequests {
			f.limited++
		}
		if f.calls%200 == 0 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			f.most = max(f.most, m.HeapInuse)
		}
	}
	return f
}

// status notes the status of a reply.
type status struct {
	http.ResponseWriter
	code int
}

func (s *status) WriteHeader(code int) { s.code = code; s.ResponseWriter.WriteHeader(code) }

// night runs one apply and prints what it took.
func (f *fleet) night(what string, code Code, args ...string) (shown string) {
	f.t.Helper()
	f.calls, f.limited, f.most = 0, 0, 0
	from, began := f.clock.Now(), time.Now()
	got, writes, shown := f.run(append([]string{"apply", "--yes"}, args...)...)
	if got != code {
		f.t.Fatalf("%s: exit %d, want %d: %.2000s", what, got, code, shown)
	}
	f.t.Logf("%-34s %5d calls (%d writes, %d refused by the limits), %s of the vendor's time, %s of ours, %d MiB of heap at most",
		what, f.calls, writes, f.limited, f.clock.Now().Sub(from).Round(time.Second), time.Since(began).Round(time.Millisecond), f.most>>20)
	return shown
}

// fleetStory applies n schedules, in nights that are cut short, then changes some: calls are what is read and what has changed.
func fleetStory(t *testing.T, n, cut int) {
	f := openFleet(t, n)
	nights := 0
	for left := true; left; nights++ {
		args := []string{"--deadline", fmt.Sprintf("%ds", cut)}
		f.calls = 0
		got, writes, shown := f.run(append([]string{"apply", "--yes"}, args...)...)
		t.Logf("night %d of %ds: exit %d, %d calls, %d writes", nights+1, cut, got, f.calls, writes)
		if left = got == Incomplete; !left && got != OK || nights > 40 || left && !strings.Contains(shown, "deadline") {
			t.Fatalf("exit %d: %.2000s", got, shown)
		}
	}
	if nights < 2 {
		t.Error("nothing was cut short: resuming is not proven")
	}
	f.night("nothing to do", OK)
	reads := f.calls
	quiet := f.most
	const changed = 3
	for i := range changed {
		f.edit(fmt.Sprintf("team-%04d:\n    timezone: Europe/Lisbon\n    rotations: [{id: week, every: 1 week, start: 2026-10-05 09:00, people: [ana, bo]}]", 7*i),
			fmt.Sprintf("team-%04d:\n    timezone: Europe/Lisbon\n    rotations: [{id: week, every: 1 week, start: 2026-10-05 09:00, people: [ana, bo]}]\n    overrides: [{from: 2026-12-20 09:00, until: 2026-12-20 12:00, who: bo}]", 7*i))
	}
	f.night("three overrides", OK)
	// Everything is read twice (before, and back), the changed ones are written and looked up.
	if most := 2*reads + 5*changed + 2; f.calls > most {
		t.Errorf("%d calls for %d changes, when reading takes %d: want at most %d", f.calls, changed, reads, most)
	}
	if quiet > 0 && f.most > 4*quiet {
		t.Errorf("the heap grew to %d MiB from %d", f.most>>20, quiet>>20)
	}
	f.night("nothing again", OK)
	if f.calls != reads || f.limited > 0 {
		t.Errorf("%d calls, want %d; %d were refused by the limits", f.calls, reads, f.limited)
	}
}

// TestFleet: many schedules under rate limits, cut short by deadlines and gone on with; few, so that it is quick.
func TestFleet(t *testing.T) { fleetStory(t, 25, 8) }

// TestFleetProof is the same with a thousand.
func TestFleetProof(t *testing.T) {
	if os.Getenv("SCHEDSYNC_PROOF") == "" {
		t.Skip("a proof: runs with SCHEDSYNC_PROOF=1 (make proof)")
	}
	fleetStory(t, 1000, 5*60)
}
