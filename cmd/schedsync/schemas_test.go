package main

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/schemas"
)

// run runs the program in-process in a folder at a moment, and returns what it prints.
func runAt(t *testing.T, dir, now string, args ...string) (code Code, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	c := &Cmd{
		Args: append([]string{"-C", dir, "--now", now}, args...), Stdin: bytes.NewReader(nil), Stdout: &out, Stderr: &errs,
		Env: func(string) string { return "" }, Environ: func() []string { return nil },
		Now: time.Now, Sleep: httpx.Sleep, Version: "test",
	}
	code = c.Run(context.Background())
	return code, out.String(), errs.String()
}

// TestOutputsFitTheirSchemas holds the JSON of the commands to the schemas that `schedsync schema NAME` prints.
func TestOutputsFitTheirSchemas(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "w.yaml"), []byte(workspace), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		schema string
		args   string
	}{
		{"timeline", "show"},
		{"timeline", "show --by shift"},
		{"timeline", "show --layer override --by shift"},
		{"who", "who"},
		{"person", "who --person ana"},
		{"person", "who --person chi"},
		{"escalation", "who --escalation e"},
		{"explain", "explain s --at 2026-01-05"},
		{"explain", "explain s --at 2026-01-07T12:00:00Z"},
		{"explain", "explain s --at 2026-01-08T12:00:00Z"},
		{"explain", "explain s --at 2026-01-09T12:00:00Z"},
		{"explain", "explain s --at 2026-01-11T12:00:00Z"},
		{"explain", "explain s --at 1970-01-01"},
		{"explain", "explain off"},
		{"explain", "explain stacked"},
		{"what-if", "what-if --away ana:2026-01-07..2026-01-20 --remove bo"},
		{"what-if", "what-if --away chi:2026-01-07"},
		{"findings", "check --fail-on off"},
		{"findings", "check --fail-on off --from 2026-03-01 --for 60d"},
		{"findings", "check off"},
		{"report", "report hours --month 2026-01"},
		{"report", "report pay --month 2026-01 --explain"},
		{"report", "report pay --month 2026-01"},
		{"report", "report fairness --month 2026-01"},
		{"report", "report handover --next 2"},
		{"report", "report hours off"},
		{"validate", "validate"},
	} {
		code, out, errs := runAt(t, dir, "2026-01-07T12:00:00Z", append(strings.Fields(tc.args), "-o", "json")...)
		if code != OK {
			t.Errorf("%v: exit %d: %s", tc.args, code, errs)
			continue
		}
		fits(t, tc.schema, tc.args, []byte(out))
	}
}

// TestPlansFitTheirSchema does the same for what needs a vendor: a plan with a change, a problem and what is held, and
// what became of it when all went well, when the server failed, and when there was nothing to do.
func TestPlansFitTheirSchema(t *testing.T) {
	broken := func(r *http.Request) {
		if r.Method == http.MethodPost {
			panic(http.ErrAbortHandler) // the connection closes without a reply
		}
	}
	l := newLab(t, broken)
	now := l.cmd.Args
	for _, tc := range []struct {
		schema, args string
		code         Code
	}{
		{"plan", "plan", OK},
		{"apply", "apply --yes", Incomplete}, // nobody knows whether the call took effect
	} {
		l.run(t, tc.schema, now, tc.args, tc.code)
	}
	l = newLab(t, untouched)
	now = l.cmd.Args
	l.run(t, "apply", now, "apply --yes", OK)
	l.run(t, "apply", now, "apply --yes", OK)
	l.edit(t, "people: [ana, bo]", "people: [bo, ana]")
	l.run(t, "plan", now, "plan", Refused)
	l.run(t, "apply", now, "apply --yes", Refused)
	l.edit(t, "user2@example.com", "nobody@example.com")
	l.run(t, "plan", now, "plan", Failed)
}

// run runs a command whose output is to fit a schema, into a file, since the screen of a lab shows logs as well.
func (l *lab) run(t *testing.T, schema string, before []string, args string, want Code) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "out.json")
	l.cmd.Args = append(slices.Clone(before), append(strings.Fields(args), "-o", "json", "--out", path)...)
	if code := l.cmd.Run(context.Background()); code != want {
		t.Fatalf("%s: exit %d, want %d: %s", args, code, want, l.screen.String())
	}
	out, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	fits(t, schema, args, out)
}

// edit changes a text in the workspace of a lab.
func (l *lab) edit(t *testing.T, from, to string) {
	t.Helper()
	path := filepath.Join(l.dir, "w.yaml")
	b, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, bytes.ReplaceAll(b, []byte(from), []byte(to)), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// fits reports it when an output does not fit its schema.
func fits(t *testing.T, schema, args string, out []byte) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(out))
	if err != nil {
		t.Errorf("%s: %v", args, err)
		return
	}
	if err := compiled(t, schema).Validate(doc); err != nil {
		t.Errorf("%s: %v\n%s", args, err, out)
	}
}

// compiled returns one of the schemas, which refer to each other by file name.
func compiled(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	for _, n := range schemas.Names() {
		b, err := schemas.Get(n)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		id, _ := doc.(map[string]any)["$id"].(string)
		if err := c.AddResource(id, doc); err != nil {
			t.Fatal(err)
		}
		if n == name {
			name = id
		}
	}
	s, err := c.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// workspace has a duty of every source, a gap, a schedule that is switched off, and a mute.
const workspace = `version: 1
people:
  ana: {away: [{from: 2026-01-07, through: 2026-01-07}]}
  bo: {forward: [{from: 2026-01-08, until: 2026-01-09, who: ana}]}
  chi: {}
teams: {t: {members: [ana, chi]}}
schedules:
  s:
    timezone: Europe/Lisbon
    rotations:
      - {id: day, every: 1 day, start: 2026-01-05, people: [ana, bo, none]}
      - id: listed
        shifts: [{from: 2026-01-07 10:00, until: 2026-01-07 11:00, who: bo}]
    overrides:
      - {from: 2026-01-09 10:00, until: 2026-01-10 10:00, who: bo}
      - {from: 2026-01-11, until: 2026-01-12, who: bo, replaces: ana}
  off:
    timezone: UTC
    enabled: false
    rotations: [{id: day, every: 1 day, start: 2026-01-05, people: [ana]}]
  stacked:
    timezone: UTC
    combine: layered
    rotations:
      - {id: low, every: 1 day, start: 2026-01-05, people: [ana]}
      - {id: high, every: 1 day, start: 2026-01-05, people: ["team:t", bo], only: [{days: mon-fri, from: "09:00", to: "18:00"}]}
escalations:
  e: {steps: [{after: 0m, notify: ["schedule:s"]}, {after: 10m, notify: ["next:s", "team:t", "person:chi", "schedule:off"]}]}
mutes:
  m: {timezone: UTC, days: [sat], from: "22:00", to: "06:00"}
checks: {silence: [{check: gap, until: 2027-01-01, reason: known}]}
payroll:
  currency: EUR
  rates: {hour: {weekday: 6.01, night: 9}, shift: {weekday: 20}, allowance: {amount: 25, per: day}}
`
