package declared

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// byteOrderMarks are the first bytes by which the encodings that we do not read give themselves away.
var byteOrderMarks = []struct{ name, mark string }{
	{"UTF-32", "\xff\xfe\x00\x00"}, {"UTF-32", "\x00\x00\xfe\xff"}, {"UTF-16", "\xff\xfe"}, {"UTF-16", "\xfe\xff"},
}

// decode returns the text of a file in UTF-8 with line feeds only, and what is wrong with its bytes. The byte order mark
// that some editors put before UTF-8 is taken off.
func decode(name string, data []byte) (string, []Problem) {
	if enc := otherEncoding(data); enc != "" {
		return "", []Problem{{
			Position: Position{name, 1, 1}, Text: "the file is " + enc, Expected: "UTF-8",
			Hint: "save it again as UTF-8, for example with: iconv -f " + enc + " -t UTF-8",
		}}
	}
	text := strings.TrimPrefix(string(data), "\uFEFF")
	if strings.Contains(text, "\r") {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	if p, bad := badCharacter(name, text); bad {
		return text, []Problem{p}
	}
	return text, nil
}

func otherEncoding(data []byte) string {
	for _, m := range byteOrderMarks {
		if bytes.HasPrefix(data, []byte(m.mark)) {
			return m.name
		}
	}
	// Without a mark: ASCII in UTF-16 has a zero in every second byte.
	if len(data) >= 4 && (data[0] == 0) != (data[1] == 0) && (data[2] == 0) != (data[3] == 0) {
		return "UTF-16"
	}
	return ""
}

// badCharacter finds the first character that YAML refuses, or that looks like a line break to some programs and not to
// others, which would shift every line number after it.
func badCharacter(name, text string) (Problem, bool) {
	line, column := 1, 1
	for i, r := range text {
		what := ""
		switch {
		case r == '\n':
			line, column = line+1, 1
			continue
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD"):
			what = "bytes that are not UTF-8"
		case r < ' ' && r != '\t', 0x7f <= r && r <= 0x9f:
			what = "a control character"
		case r == '\u2028', r == '\u2029', r == '\uFEFF', r == '\uFFFE', r == '\uFFFF':
			what = "an invisible character"
		}
		if what != "" {
			return Problem{
				Position: Position{name, line, column}, Text: "the file cannot be read from here on",
				Found: what, Expected: "text in UTF-8", Hint: "delete it, or save the file again as UTF-8",
			}, true
		}
		column++
	}
	return Problem{}, false
}
