package hostedgraphite_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/hostedgraphite"
)

// changes are zones with a day on which their clock changes: forward, back, by half an hour, at midnight, far from UTC,
// and not at all.
var changes = []struct{ zone, day string }{
	{"Europe/Lisbon", "2026-10-25"},
	{"America/New_York", "2026-03-08"},
	{"Australia/Lord_Howe", "2026-10-04"},
	{"Australia/Lord_Howe", "2026-04-05"},
	{"Africa/Cairo", "2026-04-24"},
	{"America/Santiago", "2026-09-06"},
	{"Pacific/Chatham", "2026-09-27"},
	{"Pacific/Kiritimati", "2026-01-07"},
	{"Asia/Kathmandu", "2026-01-07"},
	{"America/St_Johns", "2026-11-01"},
	{"Europe/Amsterdam", "2026-03-29"},
	{"Asia/Kolkata", "2026-06-03"},
}

// anyMute draws a mute: weekly, by a rule, or on a date, of any length up to some days.
func anyMute(r *rand.Rand, zone string, day time.Time) string {
	from := fmt.Sprintf("%02d:%02d", r.IntN(24), []int{0, 30, 17}[r.IntN(3)])
	length := fmt.Sprintf("for: %dm", 1+r.IntN([]int{120, 1440, 4320}[r.IntN(3)]))
	if r.IntN(2) == 0 {
		length = fmt.Sprintf(`to: "%02d:%02d"`, r.IntN(24), []int{0, 30, 43}[r.IntN(3)])
	}
	when := "days: " + []string{"mon-sun", "sat, sun", "sun", "fri-mon", "mon-fri"}[r.IntN(5)]
	switch r.IntN(5) {
	case 0:
		when = "date: " + day.AddDate(0, 0, r.IntN(5)-2).Format(time.DateOnly)
	case 1:
		when = fmt.Sprintf(`rrule: "FREQ=%s"`, []string{"DAILY", "DAILY;INTERVAL=2", "WEEKLY;BYDAY=SA,SU,MO", "DAILY;COUNT=150"}[r.IntN(4)])
		from = day.AddDate(0, 0, -100-r.IntN(30)).Format(time.DateOnly) + " " + from
	}
	return fmt.Sprintf("  m: {timezone: %s, %s, from: \"%s\", %s, targets: {hostedgraphite: {alerts: [a1]}}}\n", zone, strings.Replace(when, "days: sat, sun", "days: [sat, sun]", 1), from, length)
}

// anywhere simulates two weeks around a clock change with any mute, any hour of the job, and any reading of the vendor.
func anywhere(t *testing.T, seed uint64) tally {
	r := rand.New(rand.NewPCG(seed, 7))
	c := changes[r.IntN(len(changes))]
	day := at(c.day + "T00:00:00Z")
	first := day.AddDate(0, 0, -9).Add(time.Duration(r.IntN(24*60)) * time.Minute)
	l := newLab(t, fake.Options{Clock: fakes.NewClock(first), Quirks: fake.Quirks{JoinsRunning: r.IntN(2) == 0, RemovesSpent: r.IntN(2) == 0}})
	mute := anyMute(r, c.zone, day)
	l.declare("policy: upsert", mute)
	quiet, err := l.ws.Mutes[0].Quiet(span.Span[civil.Instant]{Start: civil.FromTime(first), End: civil.FromTime(first.AddDate(0, 0, 20))})
	if err != nil {
		t.Fatal(err)
	}
	got := l.simulate("a1", from(first, 18), func(m time.Time) bool { return quiet.Contains(civil.FromTime(m)) })
	if got.over > 0 || t.Failed() {
		t.Errorf("seed %d, the job from %s on: %s%s", seed, first.Format(time.RFC3339), mute, got)
	}
	return got
}

// TestAnywhere: in no zone and at no hour is anything silenced that is not declared, and what is missed was told.
func TestAnywhere(t *testing.T) {
	for seed := range uint64(40) {
		if anywhere(t, seed); t.Failed() {
			return
		}
	}
}

// TestProofAnywhere is more of it.
func TestProofAnywhere(t *testing.T) {
	proof(t)
	var all tally
	for seed := range uint64(2000) {
		if all.add(anywhere(t, seed)); t.Failed() {
			return
		}
	}
	t.Logf("any mute around any clock change: %s", all)
}
