package report_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/opsgenie"
	"github.com/schedsync/schedsync/exporters/report"
	"github.com/schedsync/schedsync/fixtures/golden"
	"github.com/schedsync/schedsync/importers/declared"
	reader "github.com/schedsync/schedsync/importers/opsgenie"
	"github.com/schedsync/schedsync/importers/zones"
)

// cases is the folder of the plan's cases. Each is an archive with a workspace, a live state of Opsgenie, and what is
// wanted; README.md there says what the sections mean.
const cases = "../../fixtures/cases/plan"

// TestPlanCases plans every case, compares what is shown, and then does the plan in memory: planning again must find
// nothing more to do.
func TestPlanCases(t *testing.T) {
	golden.Run(t, cases, func(t *testing.T, a *golden.Archive) {
		c := openCase(t, a)
		p := c.plan(t, c.live)
		names := exporters.NamesOf(&c.ws.Workspace)
		text := report.PlanText{Names: names, Width: c.width, Verbose: c.verbose}.Encode(p)
		a.Want(t, "want.txt", text)
		doc, err := report.PlanJSON(p)
		if err != nil {
			t.Fatal(err)
		}
		validate(t, "plan", doc)
		if a.Has("want.json") {
			a.Want(t, "want.json", string(doc))
		}
		if a.Has("want.md") {
			a.Want(t, "want.md", report.PlanMarkdown{Names: names}.Encode(p))
		}
		if a.Has("want.steps") {
			a.Want(t, "want.steps", steps(p))
		}
		c.twice(t, p)
	})
}

// steps lists what the writer is told to do, in order.
func steps(p *plan.Plan) string {
	var b strings.Builder
	for _, v := range p.Vendors {
		for _, c := range v.Changes {
			for _, s := range c.Steps {
				b.WriteString(string(c.ID) + ": " + s.Says() + "\n")
			}
		}
	}
	return b.String()
}

// planCase is one case, read.
type planCase struct {
	ws      *declared.Workspace
	live    *snapshot.Snapshot
	options plan.Options
	width   int
	verbose bool
}

// openCase reads the sections of an archive, and the shared files where it has none of its own.
func openCase(t *testing.T, a *golden.Archive) *planCase {
	t.Helper()
	dir := a.Extract(t)
	if !a.Has("people.yaml") {
		share(t, dir, "people.yaml")
	}
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	c := &planCase{width: 100}
	if c.ws, err = declared.Load(os.DirFS(dir), declared.Options{Zones: db}); err != nil {
		t.Fatal(err)
	}
	if c.live, err = reader.Lift(rawOf(t, a), db); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(a.Get("case")) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		c.set(t, key, value)
	}
	if c.options.Now == 0 {
		t.Fatal("the case does not say `now: …`")
	}
	return c
}

func share(t *testing.T, dir, name string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(cases, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// set reads one line of the case section.
func (c *planCase) set(t *testing.T, key, value string) {
	t.Helper()
	switch key {
	case "now":
		at, err := time.Parse(time.RFC3339, value)
		if err != nil {
			t.Fatal(err)
		}
		c.options.Now = civil.FromTime(at)
	case "adopt":
		c.options.Adopt = true
	case "now-ok":
		c.options.NowOK = true
	case "verbose":
		c.verbose = true
	case "only":
		c.options.Only = []engine.ScheduleID{engine.ScheduleID(value)}
	case "width":
		n, err := strconv.Atoi(value)
		if err != nil {
			t.Fatal(err)
		}
		c.width = n
	default:
		t.Fatalf("the case section has a key %q that means nothing", key)
	}
}

// rawOf returns the case's live state. live.json holds lists of bodies by kind; users, teams and escalations come from the
// shared directory unless the case has its own.
func rawOf(t *testing.T, a *golden.Archive) snapshot.Raw {
	t.Helper()
	bodies := map[string][]json.RawMessage{}
	shared, err := os.ReadFile(filepath.Join(cases, "directory.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, data := range [][]byte{shared, []byte(a.Get("live.json"))} {
		if err := json.Unmarshal(data, &bodies); err != nil {
			t.Fatalf("live.json: %v", err)
		}
	}
	withOverrides(t, bodies)
	return snapshot.Raw{Version: 1, Vendor: reader.Name, TakenAt: "2026-01-01T00:00:00Z", Bodies: bodies}
}

// withOverrides adds an empty list of overrides for every schedule that the case says nothing about.
func withOverrides(t *testing.T, bodies map[string][]json.RawMessage) {
	t.Helper()
	said := map[string]bool{}
	for _, b := range bodies["overrides"] {
		var of struct{ Schedule string }
		if err := json.Unmarshal(b, &of); err != nil {
			t.Fatal(err)
		}
		said[of.Schedule] = true
	}
	for _, kind := range []string{"schedules", "overrides"} {
		bodies[kind] = append([]json.RawMessage{}, bodies[kind]...)
	}
	for _, b := range bodies["schedules"] {
		var s struct{ ID string }
		if err := json.Unmarshal(b, &s); err != nil {
			t.Fatal(err)
		}
		if !said[s.ID] {
			bodies["overrides"] = append(bodies["overrides"], json.RawMessage(`{"schedule": "`+s.ID+`", "overrides": []}`))
		}
	}
}

func (c *planCase) plan(t *testing.T, live *snapshot.Snapshot) *plan.Plan {
	t.Helper()
	p, err := plan.Build(&c.ws.Workspace, []plan.Live{{Dialect: reader.Dialect(), Snapshot: live, Cost: opsgenie.Cost}}, c.options)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
