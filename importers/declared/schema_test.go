package declared

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"github.com/schedsync/schedsync/importers/zones"
	"github.com/schedsync/schedsync/schemas"
)

func TestCommittedSchemaIsThatOfTheTables(t *testing.T) {
	got, err := JSONSchema()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, schemas.Workspace()) {
		t.Errorf("schemas/schedsync.schema.json is stale: run go generate ./importers/declared\n%s", cmp.Diff(string(schemas.Workspace()), string(got)))
	}
}

func compileWorkspace(t testing.TB) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemas.Workspace()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(SchemaID, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(SchemaID)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestWhatLoadsAlsoValidates runs the schema over every golden case that loads.
func TestWhatLoadsAlsoValidates(t *testing.T) {
	schema := compileWorkspace(t)
	paths, _ := filepath.Glob("../../fixtures/cases/load/*.txtar")
	checked := 0
	for _, p := range paths {
		a, err := txtar.ParseFile(p)
		if err != nil {
			t.Fatal(err)
		}
		ours := map[string]bool{}
		for _, f := range a.Files {
			if f.Name == "want-summary" {
				for line := range strings.Lines(string(f.Data)) {
					if name, ok := strings.CutPrefix(strings.TrimSpace(line), "file "); ok {
						ours[name] = true
					}
				}
			}
		}
		for _, f := range a.Files {
			if !ours[f.Name] {
				continue
			}
			for _, doc := range documents(t, string(f.Data)) {
				checked++
				if err := schema.Validate(doc); err != nil {
					t.Errorf("%s: %s loads but does not validate: %v", p, f.Name, err)
				}
			}
		}
	}
	if checked < 15 {
		t.Errorf("only %d documents were checked", checked)
	}
}

// brokenInBoth are documents that both the loader and the schema refuse, one slip each.
var brokenInBoth = []string{
	`peeple: {ana: {}}`,
	`people: {ana: {nmae: Ana}}`,
	`people: {ana: Ana}`,
	`people: {none: {}}`,
	`people: {-ana: {}}`,
	`people: {ana: {email: ana}}`,
	`people: {ana: {away: [{from: 2026-01-01}]}}`,
	`people: {ana: {away: [{from: 2026-01-01, until: 2026-01-02, through: 2026-01-02}]}}`,
	`people: {ana: {away: [{from: 1.1.2026, until: 2026-01-02}]}}`,
	`people: {ana: {accounts: {pagerduty: x}}}`,
	`people: {ana: {name: [Ana]}}`,
	`people: {ana: {name: " Ana"}}`,
	`people: [ana]`,
	`teams: {t: {members: ana}}`,
	`holidays: {h: {country: Portugal}}`,
	`holidays: {h: {dates: [5 May]}}`,
	`schedules: {s: {}}`,
	`schedules: {s: {timezone: UTC, enabled: no}}`,
	`schedules: {s: {timezone: UTC, combine: any}}`,
	`schedules: {s: {timezone: UTC, rotations: [{id: r}]}}`,
	`schedules: {s: {timezone: UTC, rotations: [{id: r, shifts: [], calendar: {file: x}}]}}`,
	`schedules: {s: {timezone: UTC, rotations: [{id: r, every: 1 day, people: [none]}]}}`,
	`schedules: {s: {timezone: UTC, rotations: [{id: r, every: 0 days, start: 2026-01-01, people: [none]}]}}`,
	`schedules: {s: {timezone: UTC, rotations: [{id: r, every: [1 month], start: 2026-01-01, people: [none]}]}}`,
	`schedules: {s: {timezone: UTC, rotations: [{id: r, every: 1 day, start: 2026-01-01, people: []}]}}`,
	`schedules: {s: {timezone: UTC, rotations: [{id: r, every: 1 day, start: 2026-01-01, people: [[none]]}]}}`,
	`schedules: {s: {timezone: UTC, rotations: [{id: r, every: 1 day, start: 2026-01-01, people: [none], on_away: skip}]}}`,
	`schedules: {s: {timezone: UTC, rotations: [{id: r, every: 1 day, start: 2026-01-01, people: [none], only: [{days: monday, from: "09:00", to: "10:00"}]}]}}`,
	`schedules: {s: {timezone: UTC, rotations: [{id: r, every: 1 day, start: 2026-01-01, people: [none], only: [{from: "9:00", to: "10:00"}]}]}}`,
	`schedules: {s: {timezone: UTC, rotations: [{id: r, every: 1 day, start: 2026-01-01, people: [none], only: [{from: "24:00", to: "24:00"}]}]}}`,
	`schedules: {s: {timezone: UTC, overrides: [{from: 2026-01-01, who: none}]}}`,
	`schedules: {s: {timezone: UTC, overrides: [{from: 2026-01-01, for: 1h, who: none, except: [2026-01-01]}]}}`,
	`schedules: {s: {timezone: UTC, overrides: [{from: 2026-01-01, until: 2026-01-02, who: none, rrule: FREQ=DAILY}]}}`,
	`schedules: {s: {timezone: UTC, overrides: [{from: 2026-01-01, for: 1h, who: []}]}}`,
	`schedules: {s: {timezone: UTC, targets: {hostedgraphite: {}}}}`,
	`schedules: {s: {timezone: UTC, targets: {opsgenie: {team: t}}}}`,
	`schedules: {s: {timezone: UTC, targets: {opsgenie: }}}`,
	`escalations: {e: {}}`,
	`escalations: {e: {steps: [{after: 1 day, notify: ["schedule:s"]}]}}`,
	`escalations: {e: {steps: [{after: 1h, notify: [ana]}]}}`,
	`mutes: {m: {timezone: UTC, from: "00:00", to: "24:00"}}`,
	`mutes: {m: {timezone: UTC, days: sat, from: "00:00", to: "24:00", for: 1h}}`,
	`mutes: {m: {timezone: UTC, days: sat, from: "00:00", to: "24:00", targets: {hostedgraphite: {}}}}`,
	`mutes: {m: {timezone: UTC, days: sat, from: "00:00", to: "24:00", targets: {zenduty: {services: [x]}}}}`,
	`vendors: {opsgenie: {key: abc}}`,
	`vendors: {opsgenie: {key: {env: a-b}}}`,
	`vendors: {opsgenie: {region: mars}}`,
	`vendors: {xmatters: {}}`,
	`vendors: {zenduty: {url: "https://me:pw@example.com"}}`,
	`sync: {policy: all}`,
	`sync: {limits: {deletes: -1}}`,
	`sync: {limits: {changed_percent: 101}}`,
	`checks: {gaps: {}}`,
	`checks: {gap: {severity: bad}}`,
	`checks: {silence: [{check: gap, reason: r}]}`,
	`version: 2`,
}

func TestWhatIsBrokenFailsInBoth(t *testing.T) {
	schema := compileWorkspace(t)
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range brokenInBoth {
		if err := schema.Validate(documents(t, text)[0]); err == nil {
			t.Errorf("the schema accepts %s", text)
		}
		doc := text + "\n"
		if !strings.HasPrefix(text, "version") {
			doc = "version: 1\n" + doc
		} else {
			doc += "people: {}\n"
		}
		if _, err := Load(fstest.MapFS{"a.yaml": {Data: []byte(doc)}}, Options{Zones: db}); err == nil {
			t.Errorf("the loader accepts %s", text)
		}
	}
}

// TestTables checks what the tables promise: a sentence for every key, an example that its own kind accepts, and defaults
// that the reader knows.
func TestTables(t *testing.T) {
	for path, o := range objects() {
		if o.doc == "" || o.noun == "" {
			t.Errorf("%s has no sentence or noun", path)
		}
		for _, k := range o.keys {
			if !strings.HasSuffix(k.doc, ".") {
				t.Errorf("%s.%s: %q is not a sentence", path, k.name, k.doc)
			}
			if k.kind.expects == "" {
				t.Errorf("%s.%s: its kind has no words for messages", path, k.name)
			}
			if k.example != "" && !json.Valid([]byte(k.example)) {
				t.Errorf("%s.%s: the example is not JSON: %s", path, k.name, k.example)
			}
			for _, c := range o.choose {
				for _, name := range c.keys {
					if o.key(name) == nil {
						t.Errorf("%s: a choice names the unknown key %q", path, name)
					}
				}
			}
		}
	}
}

// TestExamplesValidate checks every example against the schema of its key.
func TestExamplesValidate(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemas.Workspace()))
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	var walk func(pointer string, v any)
	walk = func(pointer string, v any) {
		switch x := v.(type) {
		case map[string]any:
			if examples, ok := x["examples"].([]any); ok {
				c := jsonschema.NewCompiler()
				if err := c.AddResource(SchemaID, doc); err != nil {
					t.Fatal(err)
				}
				s, err := c.Compile(SchemaID + "#" + pointer)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range examples {
					checked++
					if err := s.Validate(e); err != nil {
						t.Errorf("%s: the example %v: %v", pointer, e, err)
					}
				}
			}
			for name, child := range x {
				walk(pointer+"/"+name, child)
			}
		case []any:
			for i, child := range x {
				walk(pointer+"/"+strconv.Itoa(i), child)
			}
		}
	}
	walk("", doc)
	if checked < 80 {
		t.Errorf("only %d examples were checked", checked)
	}
}

// objects returns every object below the workspace by the path to it.
func objects() map[string]*object {
	out := map[string]*object{}
	var visit func(path string, k *kind)
	visit = func(path string, k *kind) {
		if k == nil {
			return
		}
		if k.object != nil {
			out[path] = k.object
			for _, key := range k.object.keys {
				visit(path+"."+key.name, key.kind)
			}
		}
		visit(path+"[]", k.items)
		visit(path+".x", k.values)
		for _, e := range k.either {
			visit(path, e)
		}
	}
	visit("", objectOf("", workspaceObject))
	return out
}

// TestEveryKeyIsRead puts a value that no kind accepts at every key of every table: a key that nobody reads would go
// unnoticed.
func TestEveryKeyIsRead(t *testing.T) {
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	const wrong = "[[[[]]]]"
	checked := 0
	for path, o := range objects() {
		for _, k := range o.keys {
			if k.kind == versionKind {
				continue // read before the files are joined; see the case versions
			}
			doc := wrong
			parts := strings.Split(strings.TrimPrefix(path+"."+k.name, "."), ".")
			for i := len(parts) - 1; i >= 0; i-- {
				name, isList := strings.CutSuffix(parts[i], "[]")
				if isList {
					doc = "[" + doc + "]"
				}
				doc = "{" + name + ": " + doc + "}"
			}
			_, err := Load(fstest.MapFS{"a.yaml": {Data: []byte(doc + "\n")}}, Options{Zones: db})
			column := 1 + strings.Index(doc, wrong)
			found := false
			problems, _ := err.(Problems) //nolint:errorlint // the type is the contract
			for _, p := range problems {
				found = found || p.Column >= column
			}
			if !found {
				t.Errorf("nobody reads %s.%s: %v", path, k.name, err)
			}
			checked++
		}
	}
	if checked < 120 {
		t.Errorf("only %d keys were checked", checked)
	}
}

// documents reads YAML as an editor does, into what JSON can say.
func documents(t testing.TB, text string) []any {
	t.Helper()
	var out []any
	for _, c := range split(text) {
		n, err := parseYAML(c.text)
		if err != nil {
			t.Fatal(err)
		}
		if n != nil {
			out = append(out, toJSON(n))
		}
	}
	return out
}

func toJSON(n *yaml.Node) any {
	switch n.Kind {
	case yaml.AliasNode:
		return toJSON(n.Alias)
	case yaml.SequenceNode:
		out := []any{}
		for _, c := range n.Content {
			out = append(out, toJSON(c))
		}
		return out
	case yaml.MappingNode:
		return mapToJSON(n)
	}
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		return n.Value == "true"
	case "!!int", "!!float":
		if f, err := strconv.ParseFloat(n.Value, 64); err == nil {
			return f
		}
	}
	return n.Value
}

func mapToJSON(n *yaml.Node) map[string]any {
	out := map[string]any{}
	var merges []any
	for i := 0; i+1 < len(n.Content); i += 2 {
		v := toJSON(n.Content[i+1])
		if n.Content[i].ShortTag() != "!!merge" {
			out[n.Content[i].Value] = v
			continue
		}
		if list, ok := v.([]any); ok {
			merges = append(merges, list...)
		} else {
			merges = append(merges, v)
		}
	}
	for _, m := range merges {
		for k, v := range m.(map[string]any) {
			if _, ok := out[k]; !ok {
				out[k] = v
			}
		}
	}
	return out
}
