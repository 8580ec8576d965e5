package check_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/check"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/fixtures/golden"
	"github.com/schedsync/schedsync/importers/declared"
	"github.com/schedsync/schedsync/importers/zones"
)

// TestCases holds the checks to fixtures/cases/check, whose README says what the sections mean.
func TestCases(t *testing.T) {
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	golden.Run(t, "../../fixtures/cases/check", func(t *testing.T, a *golden.Archive) {
		ws, err := declared.Load(os.DirFS(a.Extract(t)), declared.Options{Zones: db})
		if err != nil {
			t.Fatal(err)
		}
		in, only := open(t, a.Get("case"), &ws.Workspace)
		got, err := check.Run(in)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		write(&b, ws, got.Findings, only)
		if len(got.Silenced) > 0 {
			b.WriteString("silenced:\n")
			write(&b, ws, got.Silenced, only)
		}
		a.Want(t, "want", b.String())
	})
}

// open reads the section `case`.
func open(t *testing.T, text string, ws *engine.Workspace) (in check.Input, only string) {
	t.Helper()
	in.Workspace = ws
	for i := range ws.Schedules {
		in.Schedules = append(in.Schedules, &ws.Schedules[i])
	}
	for line := range strings.Lines(text) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch key {
		case "now":
			in.Now = at(t, value, nil)
		case "from":
			in.Window.Start = at(t, value, ws)
		case "until":
			in.Window.End = at(t, value, ws)
		case "only":
			only = value
		default:
			t.Fatalf("the case has a line %q", line)
		}
	}
	if in.Now == 0 {
		in.Now = in.Window.Start
	}
	return in, only
}

// at reads a time, local where there is a workspace.
func at(t *testing.T, text string, ws *engine.Workspace) civil.Instant {
	t.Helper()
	for _, layout := range []string{time.RFC3339, "2006-01-02", "2006-01-02 15:04"} {
		when, err := time.Parse(layout, text)
		switch {
		case err != nil:
		case layout == time.RFC3339 || ws == nil:
			return civil.FromTime(when)
		default:
			return ws.Schedules[0].Zone.First(civil.Local(when.Unix()))
		}
	}
	t.Fatalf("%q is no time", text)
	return 0
}

func write(b *strings.Builder, ws *declared.Workspace, findings []check.Finding, only string) {
	for _, f := range findings {
		if only != "" && !strings.Contains(only, f.Check) {
			continue
		}
		file, line, _ := ws.Pos(f.Path)
		fmt.Fprintf(b, "%s %s %s %s:%d\n    %s\n", f.Severity, f.Check, f.Schedule, file, line, f.Text)
	}
}

// TestVendorsSay holds the checks that need a vendor to what it says.
func TestVendorsSay(t *testing.T) {
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	utc, err := db.Load("UTC")
	if err != nil {
		t.Fatal(err)
	}
	ana := engine.Person("ana")
	ws := &engine.Workspace{
		People: []engine.PersonInfo{{ID: "ana", Email: "ana@example.com"}},
		Schedules: []engine.Schedule{{
			ID: "desk", Zone: utc, Enabled: true, Targets: []engine.Target{{Vendor: "opsgenie"}},
			Rotations: []engine.Rotation{{
				ID: "week", Zone: utc, Start: civil.AtInstant(0), People: []engine.Entry{{ana}},
				Every: engine.Cycle{Lengths: []engine.Length{{N: 1, Unit: engine.Days}}},
			}},
		}},
	}
	const now = civil.Instant(1_790_000_000)
	base := check.Input{
		Workspace: ws, Schedules: []*engine.Schedule{&ws.Schedules[0]}, Now: now,
		Window: span.Span[civil.Instant]{Start: now, End: now + civil.Week},
	}
	for _, tc := range []struct {
		name string
		set  func(*check.Input)
		want string // check and severity of the one finding besides long-duty; empty: none
	}{
		{"nobody was asked", func(*check.Input) {}, ""},
		{"no account", func(in *check.Input) {
			in.Account = func(engine.Participant, engine.Vendor) (string, bool) { return "ana is blocked", true }
		}, "unknown-account error"},
		{"another vendor was asked", func(in *check.Input) {
			in.Account = func(engine.Participant, engine.Vendor) (string, bool) { return "who?", false }
		}, ""},
		{"refused", func(in *check.Input) {
			in.Remarks = func(*engine.Schedule, engine.Vendor) []check.Remark {
				return []check.Remark{{Text: "no", Refused: true}}
			}
		}, "unsupported error"},
		{"shown otherwise", func(in *check.Input) {
			in.Remarks = func(*engine.Schedule, engine.Vendor) []check.Remark { return []check.Remark{{Text: "hours drift"}} }
		}, "unsupported warning"},
		{"not reached", func(in *check.Input) { in.Reached = func(*engine.Schedule) bool { return false } }, "unreferenced warning"},
		{"reached", func(in *check.Input) { in.Reached = func(*engine.Schedule) bool { return true } }, ""},
		{"covered for a week", func(in *check.Input) {
			in.Covered = func(*engine.Schedule, engine.Vendor) (civil.Instant, bool) { return now + civil.Week, true }
		}, "runs-dry warning"},
		{"covered for longer", func(in *check.Input) {
			in.Covered = func(*engine.Schedule, engine.Vendor) (civil.Instant, bool) { return now + civil.Week + 1, true }
		}, ""},
		{"nothing materialised", func(in *check.Input) {
			in.Covered = func(*engine.Schedule, engine.Vendor) (civil.Instant, bool) { return 0, false }
		}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := base
			tc.set(&in)
			got, err := check.Run(in)
			if err != nil {
				t.Fatal(err)
			}
			var all []string
			for _, f := range got.Findings {
				if f.Check != "long-duty" {
					all = append(all, f.Check+" "+f.Severity.String())
				}
			}
			if s := strings.Join(all, ", "); s != tc.want {
				t.Errorf("findings %q, want %q", s, tc.want)
			}
		})
	}
}

// TestChecksAreThoseOfTheYAML holds the ids here and those that `checks:` knows together: what can be found can be
// silenced, and nothing can be set that is never looked for.
func TestChecksAreThoseOfTheYAML(t *testing.T) {
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	var yaml strings.Builder
	yaml.WriteString("version: 1\nchecks:\n")
	for _, id := range check.Checks() {
		fmt.Fprintf(&yaml, "  %s: {severity: info}\n", id)
	}
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/w.yaml", []byte(yaml.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	ws, err := declared.Load(os.DirFS(dir), declared.Options{Zones: db})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := declared.JSONSchema(); err != nil || len(ws.Checks.Settings) != len(check.Checks()) {
		t.Errorf("%d checks are set, want %d (%v)", len(ws.Checks.Settings), len(check.Checks()), err)
	}
}
