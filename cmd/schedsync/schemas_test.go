package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
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
		args   []string
	}{
		{"timeline", []string{"show", "-o", "json"}},
		{"timeline", []string{"show", "-o", "json", "--by", "shift"}},
		{"timeline", []string{"show", "-o", "json", "--layer", "override", "--by", "shift"}},
		{"who", []string{"who", "-o", "json"}},
	} {
		code, out, errs := runAt(t, dir, "2026-01-07T12:00:00Z", tc.args...)
		if code != OK {
			t.Errorf("%v: exit %d: %s", tc.args, code, errs)
			continue
		}
		var doc any
		if err := json.Unmarshal([]byte(out), &doc); err != nil {
			t.Errorf("%v: %v", tc.args, err)
			continue
		}
		if err := compiled(t, tc.schema).Validate(doc); err != nil {
			t.Errorf("%v: %v", tc.args, err)
		}
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
mutes:
  m: {timezone: UTC, days: [sat], from: "22:00", to: "06:00"}
`
