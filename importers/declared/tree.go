package declared

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// shape is what a node is.
type shape uint8

const (
	scalar shape = iota
	list
	mapping
	null // a plain scalar that YAML takes for nothing: empty, ~ or null
)

// node is a value of a document. Aliases are resolved, so one node may stand in several places; it is never changed.
type node struct {
	shape  shape
	text   string // of a scalar, as it was written
	items  []*node
	pairs  []pair // in file order, merged ones last; keys are unique
	file   *file
	line   int
	column int
	size   int // the number of values in it, aliases counted as often as they are used
}

type pair struct{ key, val *node }

func (n *node) pos() Position { return Position{n.file.name, n.line, n.column} }

// get returns the value of a key, or nil.
func (n *node) get(key string) *node {
	for _, p := range n.pairs {
		if p.key.text == key {
			return p.val
		}
	}
	return nil
}

// tree builds nodes from one parsed document. yaml.v3 shares the target of an alias instead of copying it, and so do we;
// but whoever walks the tree pays for every use, so uses are counted against left.
type tree struct {
	file   *file
	shift  int // lines before the document
	depth  int // levels still allowed
	limit  int // values allowed in the workspace
	left   int // how many of them are left
	used   int
	failed bool
	done   map[*yaml.Node]*node // anchored nodes; nil while they are being built
}

// build returns the root, or nil when the document must not be used; the reason is then among the file's problems.
func (t *tree) build(y *yaml.Node) *node {
	t.done = map[*yaml.Node]*node{}
	n := t.node(y, 0)
	if t.failed {
		return nil
	}
	return n
}

// complain reports a problem; after the build was given up nothing more is, for the stubs it left are no faults of the file.
func (t *tree) complain(y *yaml.Node, p Problem) {
	if t.failed {
		return
	}
	p.Position = Position{t.file.name, t.shift + y.Line, y.Column}
	t.file.problems = append(t.file.problems, p)
}

// give up ends the build: the document is hostile or makes no sense.
func (t *tree) giveUp(y *yaml.Node, p Problem) {
	t.complain(y, p)
	t.failed = true
}

func (t *tree) node(y *yaml.Node, depth int) *node {
	n := &node{file: t.file, line: t.shift + y.Line, column: y.Column, size: 1, shape: null}
	if t.failed {
		return n
	}
	if depth > t.depth {
		t.giveUp(y, Problem{Text: "lists and mappings stand too deep in each other", Found: fmt.Sprintf("more than %d levels", t.depth)})
		return n
	}
	if y.Kind == yaml.AliasNode {
		return t.alias(y, n)
	}
	if y.Anchor != "" {
		t.done[y] = nil
	}
	t.tag(y)
	switch y.Kind {
	case yaml.MappingNode:
		n.shape = mapping
		t.pairs(n, y, depth)
	case yaml.SequenceNode:
		n.shape = list
		for _, c := range y.Content {
			item := t.node(c, depth+1)
			n.items = append(n.items, item)
			n.size += item.size
		}
	default:
		n.text = y.Value
		if y.ShortTag() != "!!null" {
			n.shape = scalar
		}
	}
	if y.Anchor != "" {
		t.done[y] = n
	}
	t.count(y, 1)
	return n
}

// alias returns the node that an alias stands for; stub takes its place when there is none.
func (t *tree) alias(y *yaml.Node, stub *node) *node {
	target, ok := t.done[y.Alias]
	if !ok || target == nil {
		t.giveUp(y, Problem{Text: fmt.Sprintf("the alias %s stands inside what it names", quoted("*"+y.Value))})
		return stub
	}
	t.count(y, target.size)
	return target
}

// count adds values to those of the workspace.
func (t *tree) count(y *yaml.Node, n int) {
	if t.used += n; t.used > t.left {
		t.giveUp(y, Problem{
			Text: "too many values in one workspace", Found: fmt.Sprintf("more than %d", t.limit),
			Hint: "an alias counts as often as it is used",
		})
	}
}

// tag refuses tags that would give a value another meaning than its text.
func (t *tree) tag(y *yaml.Node) {
	if y.Style&yaml.TaggedStyle == 0 {
		return
	}
	switch y.ShortTag() {
	case "!!str", "!!int", "!!float", "!!bool", "!!null", "!!map", "!!seq", "!!timestamp":
	default:
		// The tag is not repeated: a password that begins with ! looks like one.
		t.complain(y, Problem{Text: "a tag means nothing here", Hint: "delete it, or put quotes around a text that begins with !"})
	}
}

// pairs reads the keys of a mapping: its own, each once, and after them those of its merges that it has not itself.
func (t *tree) pairs(n *node, y *yaml.Node, depth int) {
	seen := map[string]*node{}
	var merges []*yaml.Node
	for i := 0; i+1 < len(y.Content); i += 2 {
		k, v := y.Content[i], y.Content[i+1]
		if k.ShortTag() == "!!merge" && k.Kind == yaml.ScalarNode {
			merges = append(merges, v)
			continue
		}
		key := t.node(k, depth+1)
		val := t.node(v, depth+1)
		n.size += 1 + val.size
		switch first := seen[key.text]; {
		case key.shape != scalar:
			t.complain(k, Problem{Text: "a key must be a text", Found: describe(key, false)})
		case first != nil:
			t.complain(k, Problem{Text: "duplicate key " + quoted(key.text), Hint: "it stands first at " + first.pos().String()})
		default:
			seen[key.text] = key
			n.pairs = append(n.pairs, pair{key, val})
		}
	}
	for _, m := range merges {
		t.merge(n, m, seen, depth)
	}
}

// merge adds what a `<<` brings: of several mappings the first that has a key wins, and the mapping's own keys always do.
func (t *tree) merge(n *node, y *yaml.Node, seen map[string]*node, depth int) {
	from := t.node(y, depth+1)
	maps := []*node{from}
	if from.shape == list {
		maps = from.items
	}
	for _, m := range maps {
		if m.shape != mapping {
			t.complain(y, Problem{Text: "`<<` merges mappings", Found: describe(m, false), Expected: "a mapping, an alias of one, or a list of those"})
			return
		}
		for _, p := range m.pairs {
			if seen[p.key.text] == nil {
				seen[p.key.text] = p.key
				n.pairs = append(n.pairs, p)
				n.size += 1 + p.val.size
			}
		}
	}
}

// describe says what a node is, for the "found" of a message. The text of a secret is not repeated.
func describe(n *node, secret bool) string {
	switch {
	case n.shape == mapping:
		return "a mapping"
	case n.shape == list:
		return "a list"
	case n.shape == null || strings.TrimSpace(n.text) == "":
		return "nothing"
	case secret:
		return "a text (not shown: it may be a secret)"
	default:
		return quoted(n.text)
	}
}
