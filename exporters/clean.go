package exporters

import (
	"strings"
	"unicode"
)

// Clean returns s as one line of harmless text: valid UTF-8, every run of white space (line breaks and tabs too) as one
// space, no other control characters (an escape sequence in a name must not reach a terminal, a line break not a calendar
// line), no marks that turn the direction of the text around them.
//
// Joiners stay, because Persian, Hindi and families of emoji are spelt with them.
func Clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), isDirectionMark(r), r == '\uFEFF':
			return -1
		default:
			return r
		}
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// CleanCell returns s as [Clean] does, safe to be opened in a spreadsheet: a text that one would run as a formula (OWASP, CSV
// Injection: it begins with one of = + - @ or their full-width forms) gets an apostrophe in front, which spreadsheets take as
// "this is text". Tabs and line breaks, which count too, are gone. Only for texts: a number may begin with a minus.
func CleanCell(s string) string {
	s = Clean(s)
	if strings.IndexAny(s, "=+-@＝＋－＠") == 0 {
		return "'" + s
	}
	return s
}

// isDirectionMark reports whether r is one of the marks that can make a line read otherwise than it is stored
// (Unicode Technical Report 36, section 2.3).
func isDirectionMark(r rune) bool {
	return r == '\u061C' || r == '\u200E' || r == '\u200F' ||
		'\u202A' <= r && r <= '\u202E' || '\u2066' <= r && r <= '\u2069'
}
