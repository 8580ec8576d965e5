package zenduty_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	fake "github.com/schedsync/schedsync/fixtures/fakes/zenduty"
)

const saturdays = `  sat: {timezone: UTC, days: sat, from: "10:00", to: "12:00", targets: {zenduty: {team: payments, services: [api]}}}
`

// TestMuteStory: edits of declared mutes, each applied, with what it takes; a window that is nobody's is never touched.
func TestMuteStory(t *testing.T) {
	l := newMuteLab(t, "", fake.Quirks{})
	quiet, during := day("2026-01-07T12:00:00Z"), day("2026-01-10T11:00:00Z")
	in := func(before, after string) string { return strings.Replace(saturdays, before, after, 1) }
	for _, step := range []struct {
		name, mutes string
		at          time.Time
		want        string
	}{
		{"new", saturdays, quiet, "create: create mute \"schedsync:acme/sat:sat\": 2026-01-10T10:00:00Z for 2h every 7 days\n"},
		{"the same a year later", saturdays, quiet.AddDate(0, 0, 364), ""},
		{"longer, in force", in("12:00", "13:00"), during, "held: update: update mute \"schedsync:acme/sat:sat\": 2026-01-10T10:00:00Z for 2h every 7 days → 2026-01-10T10:00:00Z for 3h every 7 days\n"},
		{"longer", in("12:00", "13:00"), quiet, "update: update mute \"schedsync:acme/sat:sat\": 2026-01-10T10:00:00Z for 2h every 7 days → 2026-01-10T10:00:00Z for 3h every 7 days\n"},
		{"another team, and its service", in("payments", "net"), quiet, "update: update mute \"schedsync:acme/sat:sat\": 2026-01-10T10:00:00Z for 3h every 7 days → 2026-01-10T10:00:00Z for 2h every 7 days\n"},
		{"the vendor's id of the team, and of a second service", in("payments, services: [api]", deskTeam+", services: [w1, api]"), quiet, "update: update mute \"schedsync:acme/sat:sat\": 2026-01-10T10:00:00Z for 2h every 7 days → 2026-01-10T10:00:00Z for 2h every 7 days\n"},
		{"once, instead", in("days: sat", "date: 2026-01-17"), quiet, "update: create mute \"schedsync:acme/sat:2026-01-17T1000Z\": 2026-01-17T10:00:00Z for 2h\nupdate: delete mute \"schedsync:acme/sat:sat\"\n"},
		{"over", in("days: sat", "date: 2026-01-17"), quiet.AddDate(0, 0, 14), "refresh: delete mute \"schedsync:acme/sat:2026-01-17T1000Z\"\n"},
	} {
		l.declare(step.mutes)
		l.fake.Clock().Set(step.at)
		if d := cmp.Diff(step.want, told(l.run())); d != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, d)
		}
	}
	_, s := l.plan()
	if len(s.Mutes) != 1 || s.Mutes[0].ID != "by-hand" {
		t.Errorf("left over: %+v", s.Mutes)
	}
}

// TestLastMute: a window of ours that nobody declares any more is found and deleted, even when no mute is declared at all.
func TestLastMute(t *testing.T) {
	l := newMuteLab(t, "", fake.Quirks{})
	l.declare(saturdays)
	l.run()
	l.declare("  other: {timezone: UTC, days: sat, from: \"10:00\", to: \"12:00\"}\n")
	l.account.Mutes = false
	if got := told(l.run()); got != "delete: delete mute \"schedsync:acme/sat:sat\"\n" {
		t.Error(got)
	}
}

// TestMuteProblems: what is in doubt is a problem, and nothing is written.
func TestMuteProblems(t *testing.T) {
	in := func(before, after string) string { return strings.Replace(saturdays, before, after, 1) }
	for _, tt := range []struct{ name, mutes, want string }{
		{"no such service", in("[api]", "[db]"), `there is no service with the name or id "db" in the team "payments" at zenduty`},
		{"a service of another team", in("[api]", "[net-api]"), `there is no service with the name or id "net-api" in the team "payments"`},
		{"two of the name", in("payments, services: [api]", "net, services: [web]"), `2 services are named "web"; name one by its id, w1 or w2`},
		{"no such team", in("payments", "gone"), `there is no team "gone" at zenduty`},
		{"a week of a weekday", in(`to: "12:00"`, "for: 168h"), "is always open"},
		{"seconds", in(`from: "10:00"`, `from: "10:00:30"`), "whole minutes"},
		{"a long id", in("  sat:", "  "+strings.Repeat("s", 80)+":"), "give it a shorter id"},
		{"a namesake by hand", in("days: sat", "name: by hand, days: sat"), `a mute named "by hand" exists without our mark`},
	} {
		l := newMuteLab(t, "", fake.Quirks{})
		l.declare(tt.mutes)
		p, _ := l.plan()
		if got := strings.Join(p.Problems(), "; "); !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	l := newMuteLab(t, "", fake.Quirks{})
	l.declare(saturdays)
	l.account.Mutes = false // a state that was read before anything was declared
	p, _ := l.plan()
	if got := strings.Join(p.Problems(), "; "); !strings.Contains(got, "lacks the services") {
		t.Error(got)
	}
}

// TestMuteFaults: whatever happens to a write, in the end there is one window, as declared, or an error and none.
func TestMuteFaults(t *testing.T) {
	for faults, fails := range map[string]bool{
		"":                             false,
		"POST /api#1=429":              false,
		"POST /api#1=500-after":        false, // done, and told otherwise
		"POST /api#1=timeout-after":    false,
		"POST /api#1=drop":             false, // perhaps done
		"POST /api#1=503":              false, // perhaps done
		"POST /api#1=truncate":         false,
		"POST /api=403":                true,
		"PUT /api#1=500-after":         false,
		"PUT /api#1=429":               false,
		"PUT /api=500-after":           false,
		"PUT /api=400":                 true,
		"DELETE /api#1=500-after":      false,
		"DELETE /api=500-after":        false,
		"DELETE /api#1=timeout-before": false,
		"DELETE /api=403":              true,
	} {
		t.Run(faults, func(t *testing.T) {
			l := newMuteLab(t, faults, fake.Quirks{MaintenanceOwn: true})
			failed := false
			for _, mutes := range []string{saturdays, strings.Replace(saturdays, "12:00", "13:00", 1), strings.Replace(saturdays, "  sat", "  other", 1)} {
				l.declare(mutes)
				p, s := l.plan()
				r := l.apply(p, s)
				failed = failed || !r.Complete()
				if failed {
					continue
				}
				again, s := l.plan()
				if !again.Empty() || len(s.Mutes) != 2 {
					t.Fatalf("%d windows, and left is:\n%s", len(s.Mutes), told(again))
				}
			}
			if failed != fails {
				t.Errorf("failed: %t", failed)
			}
		})
	}
}

// TestMuteOfSomebodyElse: a window that changed after it was read is not overwritten.
func TestMuteOfSomebodyElse(t *testing.T) {
	for _, tt := range []struct{ name, key, value string }{
		{"name", "name", `"schedsync:acme/sat:sat by ana"`},
		{"start", "start_time", `"2026-01-10T09:00:00Z"`},
		{"end", "end_time", `"2026-01-10T11:30:00Z"`},
		{"interval", "repeat_interval", "14"},
		{"end of the series", "repeat_until", `"2026-05-10T11:30:00Z"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newMuteLab(t, "", fake.Quirks{MaintenanceOwn: true})
			l.declare(saturdays)
			l.run()
			l.declare(strings.Replace(saturdays, "12:00", "13:00", 1))
			p, s := l.plan()
			body := map[string]string{"start_time": `"2026-01-10T10:00:00Z"`, "end_time": `"2026-01-10T12:00:00Z"`, "services": `[{"service":"pay-api"}]`, tt.key: tt.value}
			var parts []string
			for k, v := range body {
				parts = append(parts, `"`+k+`":`+v)
			}
			id := s.Mutes[1].ID
			l.byHand("PUT", "/api/account/teams/t1/maintenance/"+id+"/", "{"+strings.Join(parts, ",")+"}")
			r := l.apply(p, s)
			if err := r.Vendors[0].Changes[0].Err; err == nil || !strings.Contains(err.Error(), "was changed since it was read") {
				t.Errorf("error %v", err)
			}
		})
	}
}

// TestMuteStoredOtherwise: a window that the vendor keeps otherwise than it was sent is told, and nothing more is silenced.
func TestMuteStoredOtherwise(t *testing.T) {
	l := newMuteLab(t, "", fake.Quirks{})
	l.declare(saturdays)
	p, s := l.plan()
	l.lies(`"repeat_interval":7`, `"repeat_interval":1`)
	r := l.apply(p, s)
	if err := r.Vendors[0].Changes[0].Err; err == nil || !strings.Contains(err.Error(), "is not stored as it was sent") {
		t.Errorf("error %v", err)
	}
}
