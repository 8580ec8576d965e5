package sheet_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"github.com/schedsync/schedsync/importers/sheet"
	"github.com/schedsync/schedsync/schemas"
)

// TestSchemaAndReaderAgree holds the schema of the mapping to the reader: the same keys, and of every mapping below the same
// opinion.
func TestSchemaAndReaderAgree(t *testing.T) {
	schema := mapSchema(t)
	for _, name := range samples(t) {
		text, err := os.ReadFile(filepath.Join(rosters, name))
		if err != nil {
			t.Fatal(err)
		}
		judge(t, schema, string(text), true)
	}
	for _, bad := range []string{
		"timezone: Europe/Lisbon", // no layout
		"layout: lists",
		"layout: list\ncolour: red",
		"layout: list\ncolumns: {who: Name}",
		"layout: list\ncolumns: {person: {columns: A}}",
		"layout: list\nencoding: ebcdic",
		"layout: list\nheader: first",
		"layout: list\ndates: dym",
		"layout: list\nmonth: {sheet: x}",
		"layout: people-grid\ndays: C-AG",
		"layout: people-grid\nsecond_line: more",
		"layout: periods\nperiod: 1 fortnight",
		"layout: periods\nroles: {a: {hour: x}}",
		"layout: list\ncodes: {N: {hours: {monday: \"08:00-09:00\"}}}",
		"layout: list\ncodes: {N: {continues: yesterday}}",
		"layout: list\ndst: {gap: skip}",
		"layout: list\nowns: {from: 2026-11-01}",
		"layout: list\nsplit: {roles: [a]}",
		"layout: list\njoin: all",
		"layout: list\nequal_times: true",
	} {
		judge(t, schema, bad, false)
	}
}

func judge(t *testing.T, schema *jsonschema.Schema, text string, want bool) {
	t.Helper()
	_, problems := sheet.ParseMap("map.yaml", []byte(text))
	raw, err := json.Marshal(plain(t, text))
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); (err == nil) != want || (len(problems) == 0) != want {
		t.Errorf("schema: %v\nreader: %v\nof:\n%s", err, problems, text)
	}
}

func mapSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	b, err := schemas.Get("roster-map")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("roster-map.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("roster-map.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSchemaHasTheReadersKeys compares the keys of the schema with those that the reader says it knows.
func TestSchemaHasTheReadersKeys(t *testing.T) {
	b, err := schemas.Get("roster-map")
	if err != nil {
		t.Fatal(err)
	}
	var s struct {
		Properties map[string]struct {
			Description string
			Properties  map[string]any
		}
	}
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatal(err)
	}
	var keys, columns []string
	for k, p := range s.Properties {
		keys = append(keys, k)
		if p.Description == "" {
			t.Errorf("%q has no description", k)
		}
	}
	for k := range s.Properties["columns"].Properties {
		columns = append(columns, k)
	}
	for what, list := range map[string][]string{"layout: list\nxyzzyplugh: 1": keys, "layout: list\ncolumns: {xyzzyplugh: A}": columns} {
		_, problems := sheet.ParseMap("map.yaml", []byte(what))
		if len(problems) != 1 {
			t.Fatal(problems)
		}
		_, known, _ := strings.Cut(problems[0].Fix, "the keys are ")
		got := strings.Split(known, ", ")
		sort.Strings(got)
		sort.Strings(list)
		if !slices.Equal(got, list) {
			t.Errorf("the reader knows %v, the schema %v", got, list)
		}
	}
}

// plain returns a YAML text as mappings, lists and texts: the reader takes every scalar by its text.
func plain(t testing.TB, text string) any {
	t.Helper()
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(text), &n); err != nil {
		t.Fatal(err)
	}
	return plainNode(n.Content[0])
}

func plainNode(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		out := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			out[n.Content[i].Value] = plainNode(n.Content[i+1])
		}
		return out
	case yaml.SequenceNode:
		out := []any{}
		for _, c := range n.Content {
			out = append(out, plainNode(c))
		}
		return out
	}
	return n.Value
}
