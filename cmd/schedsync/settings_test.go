package main

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	importersall "github.com/schedsync/schedsync/importers/all"
	"github.com/schedsync/schedsync/schemas"
)

// TestSettingsAreInTheSchema: what the vendors' dialects leave open is what the YAML takes, word for word and default for
// default, and each dialect has as its own answer what its contract assumes.
func TestSettingsAreInTheSchema(t *testing.T) {
	type setting struct {
		Default string   `json:"default"`
		Enum    []string `json:"enum"`
	}
	var schema struct {
		Defs map[string]json.RawMessage `json:"$defs"`
	}
	if err := json.Unmarshal(schemas.Workspace(), &schema); err != nil {
		t.Fatal(err)
	}
	for _, v := range importersall.Vendors() {
		if v.Dialect == nil {
			continue
		}
		want := map[string]setting{}
		for _, s := range v.Dialect.Open {
			want[s.Key] = setting{s.Words[0], s.Words}
			if got := s.Chosen(v.Dialect); got != s.Words[0] {
				t.Errorf("%s: %s is %s, and its contract assumes %s", v.Name, s.Key, got, s.Words[0])
			}
			for _, word := range s.Words {
				settled, err := v.Settled(map[string]string{s.Key: word})
				if err != nil {
					t.Errorf("%s: %s: %v", v.Name, s.Key, err)
				} else if got := s.Chosen(settled.Dialect); got != word {
					t.Errorf("%s: %s was set to %s and is %s", v.Name, s.Key, word, got)
				}
			}
			if len(s.Answers()) != 2 {
				t.Errorf("%s: %s has the answers %v, and a rendering decides between two", v.Name, s.Key, s.Answers())
			}
		}
		var got struct{ Properties map[string]setting }
		if err := json.Unmarshal(schema.Defs[string(v.Name)+"_dialect"], &got); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got.Properties); d != "" {
			t.Errorf("%s: -dialect +schema:\n%s", v.Name, d)
		}
		for _, bad := range []map[string]string{{"nothing": "up"}, {v.Dialect.Open[0].Key: "nothing"}} {
			if _, err := v.Settled(bad); err == nil {
				t.Errorf("%s took %v", v.Name, bad)
			}
		}
	}
}
