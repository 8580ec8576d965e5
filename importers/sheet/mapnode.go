package sheet

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/schedsync/schedsync/importers/near"
	"github.com/schedsync/schedsync/importers/roster"
)

// mapBytes is how long a mapping file may be; mapDepth how deep its values may stand in each other.
const (
	mapBytes = 512 << 10
	mapDepth = 8
)

// mapReader reads the YAML of a mapping and collects everything that is wrong with it.
type mapReader struct {
	file     string
	problems []mapProblem
	finder   *near.Finder
}

// mapProblem is a problem with its line, 0 for one of the whole file.
type mapProblem struct {
	roster.Problem
	line, column int
}

// sorted returns the problems in the order of the file.
func (r *mapReader) sorted() roster.Problems {
	slices.SortStableFunc(r.problems, func(a, b mapProblem) int { return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.column, b.column)) })
	var out roster.Problems
	for _, p := range r.problems {
		out = append(out, p.Problem)
	}
	return out
}

// whole reports a problem of the file as such.
func (r *mapReader) whole(text, fix string) {
	r.problems = append(r.problems, mapProblem{Problem: roster.Problem{Place: r.file, Text: text, Fix: fix}})
}

// parseMap returns the one mapping of a mapping file. Aliases are refused: nothing in a mapping needs them.
func (r *mapReader) parseMap(data []byte) *yaml.Node {
	if len(data) > mapBytes || !utf8.Valid(data) {
		r.whole(fmt.Sprintf("a mapping is UTF-8 text of at most %d KiB", mapBytes>>10), "")
		return nil
	}
	doc, err := decodeMap(data)
	if err != nil {
		r.whole("not valid YAML: "+strings.TrimPrefix(err.Error(), "yaml: "), "")
		return nil
	}
	if doc == nil || doc.Kind != yaml.MappingNode {
		r.whole("the file holds no mapping", "begin with `layout:`; `import sheet FILE --suggest-map` writes a first one")
		return nil
	}
	if !r.sound(doc, 0) {
		return nil
	}
	return doc
}

func decodeMap(data []byte) (doc *yaml.Node, err error) {
	defer func() {
		if p := recover(); p != nil {
			doc, err = nil, fmt.Errorf("the parser gave up: %v", p)
		}
	}()
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var n, more yaml.Node
	if err := dec.Decode(&n); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, nil //nolint:nilnil // an empty file
		}
		return nil, err
	}
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		return nil, errors.New("a mapping file has one document")
	}
	return n.Content[0], nil
}

// sound refuses aliases, values too deep in each other, and keys that stand twice.
func (r *mapReader) sound(n *yaml.Node, depth int) bool {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		r.wrong(n, "write the value out", "anchors and aliases are not known in a mapping")
		return false
	case depth > mapDepth:
		r.wrong(n, "", "values stand too deep in each other")
		return false
	}
	ok := true
	if n.Kind == yaml.MappingNode {
		seen := map[string]bool{}
		for i := 0; i < len(n.Content); i += 2 {
			k := n.Content[i]
			if seen[k.Value] {
				r.wrong(k, "", "the key %s stands twice", quoted(k.Value))
				ok = false
			}
			seen[k.Value] = true
		}
	}
	for _, c := range n.Content {
		ok = r.sound(c, depth+1) && ok
	}
	return ok
}

// place returns where a node stands: map.yaml:3:5.
func (r *mapReader) place(n *yaml.Node) string {
	return r.file + ":" + strconv.Itoa(n.Line) + ":" + strconv.Itoa(n.Column)
}

func (r *mapReader) wrong(n *yaml.Node, fix, format string, args ...any) {
	p := roster.Problem{Place: r.place(n), Text: fmt.Sprintf(format, args...), Fix: fix}
	r.problems = append(r.problems, mapProblem{p, n.Line, n.Column})
}

// object opens a mapping whose keys are known; others are problems.
func (r *mapReader) object(n *yaml.Node, what string, keys ...string) map[string]*yaml.Node {
	out := map[string]*yaml.Node{}
	if n.Kind != yaml.MappingNode {
		r.wrong(n, "", "%s is a mapping with the keys %s", what, strings.Join(keys, ", "))
		return out
	}
	for i := 0; i < len(n.Content); i += 2 {
		k := n.Content[i]
		if !slices.Contains(keys, k.Value) {
			fix := "the keys are " + strings.Join(keys, ", ")
			if s := r.finder.Suggest(k.Value, keys); s != "" {
				fix = fmt.Sprintf("did you mean %q?", s)
			}
			r.wrong(k, fix, "unknown key %s in %s", quoted(k.Value), what)
			continue
		}
		out[k.Value] = n.Content[i+1]
	}
	return out
}

// pairs calls f for every entry of a mapping with free keys, in file order.
func (r *mapReader) pairs(n *yaml.Node, what string, f func(k, v *yaml.Node)) {
	if n == nil {
		return
	}
	if n.Kind != yaml.MappingNode {
		r.wrong(n, "", "%s is a mapping", what)
		return
	}
	for i := 0; i < len(n.Content); i += 2 {
		f(n.Content[i], n.Content[i+1])
	}
}

// text returns a scalar by its text, whatever YAML takes it for; "" for a key that is not there.
func (r *mapReader) text(n *yaml.Node, what string) string {
	switch {
	case n == nil:
		return ""
	case n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null":
		r.wrong(n, "", "%s is a text", what)
		return ""
	}
	return n.Value
}

// word returns a text that must be one of some.
func (r *mapReader) word(n *yaml.Node, what, def string, words ...string) string {
	if n == nil {
		return def
	}
	s := r.text(n, what)
	if s != "" && !slices.Contains(words, s) {
		fix := ""
		if near := r.finder.Suggest(s, words); near != "" {
			fix = fmt.Sprintf("did you mean %q?", near)
		}
		r.wrong(n, fix, "%s is one of %s, not %s", what, strings.Join(words, ", "), quoted(s))
		return def
	}
	return s
}

// number returns a whole number in a range; 0 for a key that is not there.
func (r *mapReader) number(n *yaml.Node, what string, lo, hi int) int {
	if n == nil {
		return 0
	}
	i, err := strconv.Atoi(r.text(n, what))
	if err != nil || i < lo || i > hi {
		r.wrong(n, "", "%s is a number from %d to %d", what, lo, hi)
		return 0
	}
	return i
}

// flag returns true or false.
func (r *mapReader) flag(n *yaml.Node, what string) bool {
	return r.word(n, what, "false", "true", "false") == "true"
}

// texts returns a list of texts; a single text is a list of one.
func (r *mapReader) texts(n *yaml.Node, what string) []string {
	switch {
	case n == nil:
		return nil
	case n.Kind == yaml.ScalarNode:
		return []string{r.text(n, what)}
	case n.Kind != yaml.SequenceNode:
		r.wrong(n, "", "%s is a list of texts", what)
		return nil
	}
	var out []string
	for _, c := range n.Content {
		out = append(out, r.text(c, what))
	}
	return out
}

// patterns returns a list of regular expressions (RE2, which has no slow ones).
func (r *mapReader) patterns(n *yaml.Node, what string) []*regexp.Regexp {
	var out []*regexp.Regexp
	for _, s := range r.texts(n, what) {
		re, err := regexp.Compile(s)
		if err != nil {
			r.wrong(n, "", "%s: %s is no regular expression: %v", what, quoted(s), err)
			continue
		}
		out = append(out, re)
	}
	return out
}
