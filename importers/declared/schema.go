package declared

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// SchemaID is the `$id` of the workspace's JSON Schema.
const SchemaID = "schedsync.schema.json"

// JSONSchema returns the JSON Schema (draft 2020-12) of one YAML document of a workspace, made of the tables that [Load]
// reads by. It checks what can be checked within a value: keys, words, patterns. References and times that contradict
// each other are found by Load only.
func JSONSchema() ([]byte, error) {
	b := &schemaBuilder{defs: map[string]members{}}
	root := b.object(workspaceObject)
	head := members{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"$id", SchemaID},
		{"title", "schedsync workspace"},
	}
	var defs members
	for name, def := range b.defs {
		defs = append(defs, member{name, def})
	}
	slices.SortFunc(defs, func(a, b member) int { return strings.Compare(a.name, b.name) })
	root = append(head, append(root, member{"$defs", defs})...)
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(root); err != nil {
		return nil, fmt.Errorf("writing the JSON Schema of the workspace: %w", err)
	}
	return out.Bytes(), nil
}

// members is a JSON object that keeps its order.
type members []member

type member struct {
	name  string
	value any
}

// MarshalJSON writes the members in order.
func (m members) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, x := range m {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Quote(x.name) + ":")
		var v bytes.Buffer
		enc := json.NewEncoder(&v)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(x.value); err != nil {
			return nil, err
		}
		b.Write(bytes.TrimSpace(v.Bytes()))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

type schemaBuilder struct{ defs map[string]members }

// kind returns the schema of a value: a reference where the kind has a name.
func (b *schemaBuilder) kind(k *kind) members {
	if k.ref == "" {
		return b.inline(k)
	}
	if _, ok := b.defs[k.ref]; !ok {
		b.defs[k.ref] = nil // kinds do not contain themselves, but let it end if one ever does
		b.defs[k.ref] = b.inline(k)
	}
	return members{{"$ref", "#/$defs/" + k.ref}}
}

func (b *schemaBuilder) inline(k *kind) members {
	switch k.form {
	case asObject:
		return b.object(k.object)
	case asList:
		m := members{{"type", "array"}, {"items", b.kind(k.items)}}
		if k.minItems > 0 {
			m = append(m, member{"minItems", k.minItems})
		}
		return m
	case asMap:
		return members{{"type", "object"}, {"propertyNames", b.kind(k.names)}, {"additionalProperties", b.kind(k.values)}}
	case asEither:
		var of []members
		for _, e := range k.either {
			of = append(of, b.kind(e))
		}
		return members{{"anyOf", of}}
	default:
		return scalarSchema(k)
	}
}

// scalarSchema allows for what an editor's YAML reader makes of a plain scalar: a name of digits is a number to it.
func scalarSchema(k *kind) members {
	var m members
	if d := k.sentence(); d != "" {
		m = append(m, member{"description", d})
	}
	switch k.form {
	case asInt:
		return append(m, member{"type", []string{"integer", "string"}}, member{"pattern", digits.String()},
			member{"minimum", k.min}, member{"maximum", k.max})
	case asBool:
		return append(m, member{"enum", []any{true, false, "true", "false"}})
	case asText:
		m = append(m, member{"type", []string{"string", "number", "boolean"}})
	default:
		m = append(m, member{"type", "string"})
	}
	if len(k.enum) > 0 {
		m = append(m, member{"enum", k.enum})
	}
	if k.pattern != nil {
		m = append(m, member{"pattern", k.pattern.String()})
	}
	if len(k.not) > 0 {
		m = append(m, member{"not", members{{"enum", k.not}}})
	}
	return m
}

func (k *kind) sentence() string {
	if k.doc != "" || k.expects == "" {
		return k.doc
	}
	return strings.ToUpper(k.expects[:1]) + k.expects[1:] + "."
}

func (b *schemaBuilder) object(o *object) members {
	var props members
	var required []string
	for _, k := range o.keys {
		p := members{{"description", k.doc}}
		if k.def != nil {
			p = append(p, member{"default", k.def})
		}
		if k.example != "" {
			p = append(p, member{"examples", []json.RawMessage{json.RawMessage(k.example)}})
		}
		value := without(b.kind(k.kind), "description")
		if o == workspaceObject && k.kind != versionKind {
			value = members{{"anyOf", []members{value, {{"type", "null"}}}}} // a section whose entries are all commented out
		}
		props = append(props, member{k.name, append(p, value...)})
		if k.required {
			required = append(required, k.name)
		}
	}
	m := members{{"description", o.doc}, {"type", "object"}, {"properties", props}, {"additionalProperties", false}}
	if required != nil {
		m = append(m, member{"required", required})
	}
	if len(o.needs) > 0 {
		var deps members
		for _, n := range o.needs {
			deps = append(deps, member{n.key, n.others})
		}
		m = append(m, member{"dependentRequired", deps})
	}
	return append(m, choices(o.choose)...)
}

// choices says which keys exclude each other.
func choices(cs []choice) members {
	var all []members
	for _, c := range cs {
		var of []any
		for _, k := range c.keys {
			of = append(of, members{{"required", []string{k}}})
		}
		if !c.must {
			of = append(of, members{{"not", members{{"anyOf", slices.Clone(of)}}}})
		}
		all = append(all, members{{"oneOf", of}})
	}
	if all == nil {
		return nil
	}
	return members{{"allOf", all}}
}

func without(m members, name string) members {
	return slices.DeleteFunc(m, func(x member) bool { return x.name == name })
}
