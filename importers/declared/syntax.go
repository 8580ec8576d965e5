package declared

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"sort"
	"strings"

	"gopkg.in/yaml.v3"
)

// parse reads the one document of a chunk. It returns nil and no problem for a document without content.
func parse(name string, c chunk) (*yaml.Node, *Problem) {
	text := c.text
	root, err := parseYAML(text)
	if err == nil {
		return root, nil
	}
	line, column := locate(text, err)
	p := syntaxProblem(err.Error(), nthLine(text, line))
	p.Position = Position{name, c.line + line, column}
	return nil, &p
}

// parseYAML runs yaml.v3, which panics on some inputs, over a text that must hold one document.
func parseYAML(text string) (root *yaml.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			root, err = nil, fmt.Errorf("the parser gave up: %v", r)
		}
	}()
	dec := yaml.NewDecoder(strings.NewReader(text))
	var doc, more yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		return nil, err
	}
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		if err == nil {
			err = errors.New("yaml: a second document begins without `---`")
		}
		return nil, err
	}
	if len(doc.Content) == 0 || isNothing(doc.Content[0]) {
		return nil, nil
	}
	return doc.Content[0], nil
}

// isNothing reports whether a document is a `---` with nothing behind it.
func isNothing(y *yaml.Node) bool {
	return y.Kind == yaml.ScalarNode && y.Value == "" && y.ShortTag() == "!!null"
}

// searchLimit is the largest document whose syntax error is searched for; above it the parser's own line must do.
const searchLimit = 1 << 20

// locate returns the line and column, counted from 1, at which a text becomes wrong.
//
// The line in an error of yaml.v3 is that of the construct around the fault, often one too small, or missing. But the
// parser reads from the front, so the shortest beginning of the text that fails with the same words ends at the fault.
func locate(text string, err error) (line, column int) {
	lines := strings.SplitAfter(text, "\n")
	line = min(max(statedLine(err), 1), len(lines))
	if len(text) <= searchLimit {
		line = 1 + sort.Search(len(lines)-1, func(i int) bool {
			_, e := parseYAML(strings.Join(lines[:i+1], ""))
			return e != nil && e.Error() == err.Error()
		})
	}
	// The last line may be the empty one after the final line feed.
	for line > 1 && strings.TrimSpace(lines[line-1]) == "" {
		line--
	}
	fault := lines[line-1]
	if m := unknownAnchor.FindStringSubmatch(err.Error()); m != nil {
		if before, _, ok := strings.Cut(fault, "*"+m[1]); ok {
			return line, 1 + len([]rune(before))
		}
	}
	if i := strings.IndexByte(indentation(fault), '\t'); i >= 0 {
		return line, 1 + i
	}
	return line, 1 + len([]rune(indentation(fault)))
}

var (
	stated        = regexp.MustCompile(`line ([0-9]{1,9}): `)
	unknownAnchor = regexp.MustCompile(`unknown anchor '(.*)' referenced`)
)

func statedLine(err error) (n int) {
	if m := stated.FindStringSubmatch(err.Error()); m != nil {
		_, _ = fmt.Sscan(m[1], &n)
	}
	return n
}

func indentation(line string) string { return line[:len(line)-len(strings.TrimLeft(line, " \t"))] }

func nthLine(text string, n int) string {
	return strings.TrimRight(strings.Split(text, "\n")[n-1], " \t")
}

// syntaxHints turn the parser's words into ours and into something to do, in the order in which they are tried. Ours do
// not repeat what stands in the file: a password that begins with * looks like an alias.
var syntaxHints = []struct{ words, text, hint string }{
	{"unknown anchor", "an alias without its anchor", "put quotes around a text that begins with *"},
	{
		"mapping values are not allowed", "two `key: value` on one line, or a wrong indentation",
		"put quotes around a text that holds a colon and a space",
	},
	{"did not find expected key", "a key was expected here", "compare the indentation of this line with the lines above, and look for a quote inside a quoted text"},
	{"did not find expected '-' indicator", "a list item was expected here", "compare the indentation of this line with the `-` above"},
	{"did not find expected ',' or ']'", "a list in brackets is not closed, or lacks a comma", ""},
	{"did not find expected ',' or '}'", "a mapping in braces is not closed, or lacks a comma", ""},
	{"unexpected end of stream", "a quote is not closed", ""},
	{"could not find expected ':'", "a key without its colon", "write `key: value`"},
	{"cannot start any token", "a character that cannot begin a value", "put quotes around a text that begins with @, `, % or the like"},
	{"exceeded max depth", "brackets stand too deep in each other", ""},
}

// syntaxProblem words a syntax error; line is the faulty line.
func syntaxProblem(words, line string) Problem {
	words = strings.TrimPrefix(stated.ReplaceAllString(words, ""), "yaml: ")
	if strings.Contains(indentation(line), "\t") && (strings.Contains(words, "tab") || strings.Contains(words, "token")) {
		return Problem{
			Text: "not valid YAML", Found: "a tab in the indentation", Expected: "spaces",
			Hint: "YAML is indented with spaces only",
		}
	}
	for _, h := range syntaxHints {
		if strings.Contains(words, h.words) {
			return Problem{Text: "not valid YAML: " + h.text, Hint: h.hint}
		}
	}
	return Problem{Text: "not valid YAML: " + words}
}
