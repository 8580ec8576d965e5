package declared

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"

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
