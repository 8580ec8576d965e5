package declared

import (
	"strconv"
	"testing"

	"gopkg.in/yaml.v3"
)

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
