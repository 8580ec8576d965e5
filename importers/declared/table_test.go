package declared

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/schedsync/schedsync/importers/zones"
	"github.com/schedsync/schedsync/schemas"
)

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
	c := jsonschema.NewCompiler()
	if err := c.AddResource(SchemaID, doc); err != nil {
		t.Fatal(err)
	}
	checked := 0
	var walk func(pointer string, v any)
	walk = func(pointer string, v any) {
		switch x := v.(type) {
		case map[string]any:
			if examples, ok := x["examples"].([]any); ok {
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
			var problems Problems
			errors.As(err, &problems)
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
