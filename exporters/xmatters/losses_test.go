package xmatters_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters/apply"
	"github.com/schedsync/schedsync/exporters/writertest"
	fake "github.com/schedsync/schedsync/fixtures/fakes/xmatters"
)

// nightly runs with one person around the clock, which no habit of the vendor's shows otherwise.
const nightly = `version: 1
people:
  ana: {name: Ana, email: ana@example.com}
  bo: {name: Bo, email: bo@example.com}
  chi: {name: Chi, email: chi@example.com}
  dee: {name: Dee, email: dee@example.com}
sync: {owner: acme, policy: upsert, horizon: 42 days}
schedules:
  desk:
    name: Desk
    timezone: Europe/Lisbon
    rotations: [ROTATION]
    targets: {VENDOR: {}}
`

const always = `{id: all, every: 1 week, start: 2026-10-05 00:00, people: [dee]}`

func desks(rotation string) string { return strings.Replace(nightly, "ROTATION", rotation, 1) }

// TestLosses: a change of a schedule is read back before its old shifts go. Each habit of the vendor's that shows the new
// ones otherwise is found, the old ones are still there, and the stretches are losses with who was expected and who is shown.
// The next run asks again before it takes anything away; declared as before, it takes what was added away.
func TestLosses(t *testing.T) {
	const (
		two   = `{id: week, every: 1 week, start: 2026-10-12 09:00, people: [ana, bo]}`
		night = `{id: night, every: 1 day, start: 2026-10-12 21:00, people: [chi], only: [{from: "21:00", to: "09:00"}]}`
		ends  = `{id: night, every: 1 day, start: 2026-10-12 21:00, until: 2026-10-20 21:00, people: [chi], only: [{from: "21:00", to: "09:00"}]}`
		five  = `{id: week, every: 1 week, start: 2026-10-12 09:00, people: [ana, bo, chi, dee, none], only: [{days: mon-fri, from: "09:00", to: "18:00"}]}`
	)
	for _, tt := range []struct {
		name     string
		quirks   fake.Quirks
		rotation string
		want     string // the first loss; empty: none
	}{
		{"as assumed", fake.Quirks{}, five, ""},
		{"every Nth week counts otherwise", fake.Quirks{RepeatEveryPlusOne: true}, five, "2026-11-09T09:00:00Z 2026-11-09T18:00:00Z none, not ana"},
		{"of two there is no other week", fake.Quirks{RepeatEveryPlusOne: true}, two, "2026-10-19T08:00:00Z 2026-10-26T09:00:00Z bo, not ana + bo"},
		{"length over the night in which the clock is put back", fake.Quirks{EndByDuration: true}, night, "2026-10-25T08:00:00Z 2026-10-25T09:00:00Z chi, not none"},
		{"length of a week", fake.Quirks{EndByDuration: true}, two, "2026-11-09T09:00:00Z 2026-11-09T10:00:00Z ana, not ana + bo"}, // bo's first week has the long night, so all of his are as long
		{"length in office hours", fake.Quirks{EndByDuration: true}, five, ""},
		{"weeks begin on Sunday", fake.Quirks{WeekStartsSunday: true}, five, ""},
		{"a last date that is out", fake.Quirks{EndDateExclusive: true}, ends, ""},
		{"a first occurrence that always is", fake.Quirks{FirstAlways: true}, five, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := writertest.Open(t, setup(t, tt.quirks))
			l.Declare(desks(always))
			l.Settle()
			old := parts(t, l)
			l.Declare(desks(tt.rotation))
			first := carryOut(t, l)
			if tt.want == "" {
				if !first.Complete() {
					t.Errorf("it is not done: %v", first.Vendors[0].Changes[0].Err)
				}
				return
			}
			again := carryOut(t, l)
			for i, r := range []apply.Result{first, again} {
				c := r.Vendors[0].Changes[0]
				if len(c.Losses) == 0 {
					t.Fatalf("run %d: no losses; the error is %v", i+1, c.Err)
				}
				k := c.Losses[0]
				got := k.Start.String() + " " + k.End.String() + " " + engine.Entry(k.Before).String() + ", not " + engine.Entry(k.After).String()
				if got != tt.want || !strings.HasPrefix(k.Reason, "xmatters, asked") {
					t.Errorf("run %d: the first loss is %s (%s), want %s", i+1, got, k.Reason, tt.want)
				}
				if r.Complete() || r.Wrote() != (i == 0) {
					t.Errorf("run %d: complete %v, wrote %v", i+1, r.Complete(), r.Wrote())
				}
			}
			now := parts(t, l)
			for _, name := range old {
				if !slices.Contains(now, name) {
					t.Errorf("the old shift %q is gone; there are %q", name, now)
				}
			}
			l.Declare(desks(always))
			l.Settle()
			if d := cmp.Diff(old, parts(t, l)); d != "" {
				t.Errorf("declared as before, other shifts are left: %s", d)
			}
		})
	}
}

// TestLossOfZone: a vendor that puts new shifts into a zone of its own is found out at the first, which does not stay; nothing
// was taken away for it.
func TestLossOfZone(t *testing.T) {
	l := writertest.Open(t, setup(t, fake.Quirks{ServerZoneIgnored: true}))
	l.Declare(strings.Replace(desks(always), "Europe/Lisbon", "Europe/Berlin", 1)) // the API user's own
	l.Settle()
	old := parts(t, l)
	l.Declare(desks(`{id: night, every: 1 day, start: 2026-10-12 21:00, people: [chi], only: [{from: "21:00", to: "09:00"}]}`))
	r := carryOut(t, l)
	if err := r.Vendors[0].Changes[0].Err; err == nil || !strings.Contains(err.Error(), `in zone "Europe/Lisbon" and came out in "Europe/Berlin"`) {
		t.Errorf("the error is %v", err)
	}
	if d := cmp.Diff(old, parts(t, l)); d != "" {
		t.Errorf("other shifts are left: %s", d)
	}
}

// carryOut plans and applies once.
func carryOut(t *testing.T, l *writertest.Lab) apply.Result {
	t.Helper()
	p, s := l.Plan()
	if problems := p.Problems(); len(problems) > 0 || len(p.Vendors[0].Changes) != 1 {
		t.Fatalf("%d changes, problems %q", len(p.Vendors[0].Changes), problems)
	}
	return l.Apply(t.Context(), p, s, &writertest.Journal{})
}

// parts returns the names of the shifts of the desk.
func parts(t *testing.T, l *writertest.Lab) (names []string) {
	t.Helper()
	obj := l.Object(l.Read(), "desk")
	if obj == nil {
		t.Fatal("there is no desk")
	}
	for _, r := range obj.Schedule.Rotations {
		names = append(names, r.Name)
	}
	return names
}
