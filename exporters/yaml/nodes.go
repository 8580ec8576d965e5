package yaml

import (
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/schedsync/schedsync/exporters"
)

// oneLineWidth is how long a list or an object may be to stand on one line.
const oneLineWidth = 110

// field is a key with its value; a nil value is not written.
type field struct {
	key   string
	value *yaml.Node
}

// object returns a mapping of the fields that have a value; nil when there are none.
func object(fields ...field) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for _, f := range fields {
		if f.value != nil {
			n.Content = append(n.Content, text(f.key), f.value)
		}
	}
	if len(n.Content) == 0 {
		return nil
	}
	return n
}

// line returns an object on one line where it fits.
func line(fields ...field) *yaml.Node { return flow(object(fields...)) }

// block returns a list with a line or more for each item; nil when there are none.
func block(items []*yaml.Node) *yaml.Node {
	if len(items) == 0 {
		return nil
	}
	return &yaml.Node{Kind: yaml.SequenceNode, Content: items}
}

// list returns a list on one line where it fits; nil when there are no items.
func list(items []*yaml.Node) *yaml.Node { return flow(block(items)) }

// texts returns a list of texts on one line where it fits.
func texts[T ~string](items []T) *yaml.Node {
	nodes := make([]*yaml.Node, len(items))
	for i, s := range items {
		nodes[i] = text(string(s))
	}
	return list(nodes)
}

// flow puts a node on one line unless it is too long for that. Where it is, its parts are still tried.
func flow(n *yaml.Node) *yaml.Node {
	if n != nil && width(n) <= oneLineWidth {
		n.Style = yaml.FlowStyle
	}
	return n
}

// width returns how many columns a node takes on one line.
func width(n *yaml.Node) int {
	switch {
	case n.Style == yaml.LiteralStyle:
		return 2 * oneLineWidth
	case n.Kind == yaml.ScalarNode && n.Style == yaml.DoubleQuotedStyle:
		return utf8.RuneCountInString(n.Value) + 2
	case n.Kind == yaml.ScalarNode:
		return utf8.RuneCountInString(n.Value)
	}
	sum := 0
	for _, c := range n.Content {
		sum += width(c) + 2 // ": " or ", "; the last one stands for the brackets
	}
	return sum
}

// noted puts the comment that is meant for path over a node.
func (w *writer) noted(path string, n *yaml.Node) *yaml.Node {
	if note, ok := w.notes[path]; ok && path != "" {
		w.used[path] = true
		n.HeadComment = comment(note)
	}
	return n
}

// entries returns the mapping of a section: an id, and an object or {} for one without fields.
func (w *writer) entries(section string, n int, entry func(i int) (id string, value *yaml.Node)) *yaml.Node {
	if n == 0 {
		return nil
	}
	m := &yaml.Node{Kind: yaml.MappingNode}
	for i := range n {
		id, value := entry(i)
		if value == nil {
			value = empty()
		}
		m.Content = append(m.Content, w.noted(section+"."+id, text(id)), value)
	}
	return m
}

// empty returns {}.
func empty() *yaml.Node { return &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle} }

// single returns a mapping of one key, given as a node.
func single(key, value *yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{key, value}}
}

// comment makes YAML comment lines of a note; what would break out of a comment is taken out.
func comment(note string) string {
	var out []string
	for _, l := range strings.Split(strings.TrimSpace(note), "\n") {
		out = append(out, strings.TrimSpace("# "+oneLine(l)))
	}
	return strings.Join(out, "\n")
}

func oneLine(s string) string { return exporters.Clean(s) }
