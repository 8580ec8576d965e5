package check_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/check"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/fixtures/golden"
	"github.com/schedsync/schedsync/importers/declared"
	"github.com/schedsync/schedsync/importers/zones"
)

// TestEveryWorkspace checks every workspace that the cases of other packages hold, twice: strange schedules are no reason
// to fail, and the same input gives the same findings.
func TestEveryWorkspace(t *testing.T) {
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, dir := range []string{"resolve", "load", "plan"} {
		paths, _ := filepath.Glob("../../fixtures/cases/" + dir + "/*.txtar")
		for _, p := range paths {
			a, err := golden.Open(p)
			if err != nil {
				t.Fatal(err)
			}
			ws, err := declared.Load(os.DirFS(a.Extract(t)), declared.Options{Zones: db})
			var problems declared.Problems
			if errors.As(err, &problems) || errors.Is(err, fs.ErrNotExist) || len(ws.Schedules) == 0 {
				continue
			}
			if checkTwice(t, p, &ws.Workspace) {
				checked++
			}
		}
	}
	if checked < 20 {
		t.Errorf("only %d workspaces were checked", checked)
	}
}

// checkTwice reports whether a workspace could be resolved.
func checkTwice(t *testing.T, path string, ws *engine.Workspace) bool {
	t.Helper()
	in := check.Input{Workspace: ws, Now: civil.Instant(civil.DayOf(2026, 3, 1).Start())}
	in.Window = span.Span[civil.Instant]{Start: in.Now, End: in.Now + 60*civil.DayLen}
	for i := range ws.Schedules {
		in.Schedules = append(in.Schedules, &ws.Schedules[i])
	}
	first, err := check.Run(in)
	var unresolved *engine.Unresolved
	if errors.As(err, &unresolved) {
		return false
	}
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	second, err := check.Run(in)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(texts(first), texts(second)); d != "" {
		t.Errorf("%s: two runs differ:\n%s", path, d)
	}
	return true
}

func texts(r *check.Result) []string {
	var out []string
	for _, f := range r.Findings {
		out = append(out, fmt.Sprintf("%s %s %s %v %s %s", f.Check, f.Schedule, f.Severity, f.Span, f.Path, f.Text))
	}
	return out
}

// TestFindingsAreBounded: one person in two hundred schedules at once is in 19,900 pairs of them.
func TestFindingsAreBounded(t *testing.T) {
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	utc, err := db.Load("UTC")
	if err != nil {
		t.Fatal(err)
	}
	ws := &engine.Workspace{People: []engine.PersonInfo{{ID: "ana"}}}
	for i := range 200 {
		ws.Schedules = append(ws.Schedules, engine.Schedule{
			ID: engine.ScheduleID(fmt.Sprintf("s%03d", i)), Zone: utc, Enabled: true,
			Rotations: []engine.Rotation{{
				ID: "week", Zone: utc, Start: civil.AtLocal(0), People: []engine.Entry{{engine.Person("ana")}},
				Every: engine.Cycle{Lengths: []engine.Length{{N: 1, Unit: engine.Weeks}}},
			}},
		})
	}
	in := quarter(ws)
	r, err := check.Run(in)
	if err != nil {
		t.Fatal(err)
	}
	n, last := 0, ""
	for _, f := range r.Findings {
		if f.Check == "double-booked" {
			n++
			if f.Schedule == "" {
				last = f.Text
			}
		}
	}
	if n != 10_001 || last != "and 9900 more findings like these, which are not listed" {
		t.Errorf("%d findings, the one about the rest is %q", n, last)
	}
}
