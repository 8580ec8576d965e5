package declared

import (
	"regexp"
	"strings"
)

// chunk is the text of one YAML document and the number of lines before it.
type chunk struct {
	text string
	line int
}

// split cuts a file into its documents, before every line that begins with `---` and after every `...`. At the start of a
// line those are markers wherever they stand, in block scalars and quotes too (YAML 1.2, section 9.1.2), so a broken
// document cannot swallow the next.
func split(text string) []chunk {
	var out []chunk
	start, startLine, content := 0, 0, false
	cut := func(at, line int) {
		if content {
			out = append(out, chunk{text[start:at], startLine})
		}
		start, startLine, content = at, line, false
	}
	pos, line := 0, 0
	for l := range strings.Lines(text) {
		if isMarker(l, "---") {
			cut(pos, line)
		}
		content = content || !isBlank(l)
		pos += len(l)
		line++
		if isMarker(l, "...") {
			cut(pos, line)
		}
	}
	cut(pos, line)
	return out
}

// isMarker reports whether a line is the marker, alone or with something after a space.
func isMarker(line, marker string) bool {
	rest, ok := strings.CutPrefix(line, marker)
	if !ok {
		return false
	}
	if marker == "..." {
		rest = strings.TrimSpace(rest)
		return rest == "" || rest[0] == '#'
	}
	return rest == "" || strings.ContainsRune(" \t\n", rune(rest[0]))
}

// isBlank reports whether a line holds nothing of a document: spaces, a comment, or a %YAML directive. Directives are cut
// off with what stands before the first `---`: yaml.v3 refuses every version but 1.1, and we read all alike.
func isBlank(line string) bool {
	s := strings.TrimSpace(line)
	return s == "" || s[0] == '#' || strings.HasPrefix(line, "%YAML")
}

// parseFile reads a file into documents. It never fails: what is wrong stands in the file's problems.
func (l *loader) parseFile(name string, data []byte) *file {
	f := &file{name: name}
	text, problems := decode(name, data)
	f.problems = problems
	if len(problems) > 0 {
		f.broken(text)
		if text == "" {
			f.broken(strings.ReplaceAll(string(data), "\x00", ""))
		}
		return f
	}
	before := l.nodes
	for _, c := range split(text) {
		root, problem := parse(name, c)
		if problem != nil {
			f.problems = append(f.problems, *problem)
			f.broken(c.text)
			continue
		}
		if root == nil {
			continue
		}
		t := &tree{file: f, shift: c.line, depth: l.limits.Depth, limit: l.limits.Nodes, left: l.limits.Nodes - l.nodes}
		n := t.build(root)
		if n == nil {
			f.broken(c.text)
			continue
		}
		l.nodes += t.used
		f.docs = append(f.docs, n)
		for _, p := range n.pairs {
			f.topKeys = append(f.topKeys, topKey{p.key.text, p.val.text})
		}
	}
	if foreign(f) != "" {
		l.nodes = before // what other programs keep here does not use up our limit
	}
	return f
}

var (
	topKeyLine = regexp.MustCompile(`(?m)^["']?([A-Za-z_]+)["']?[ \t]*:[ \t]*["']?([0-9]*)`)
	anyKey     = regexp.MustCompile(`["']?([A-Za-z0-9_][A-Za-z0-9_.-]*)["']?[ \t]*:|\bid[ \t]*:[ \t]*["']?([A-Za-z0-9_][A-Za-z0-9_.-]*)`)
)

// broken keeps of a document that does not parse what its lines still tell: the top-level keys, by which the file is known
// as ours, and the words it may declare, so that references to them are not called dangling.
func (f *file) broken(text string) {
	for _, m := range topKeyLine.FindAllStringSubmatch(text, -1) {
		f.topKeys = append(f.topKeys, topKey{m[1], m[2]})
	}
	for _, m := range anyKey.FindAllStringSubmatch(text, -1) {
		f.words = append(f.words, m[1], m[2])
	}
}
