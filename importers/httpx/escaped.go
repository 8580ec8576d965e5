package httpx

import (
	"encoding/hex"
	"fmt"
	"html"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// escaped finds one secret whatever mixture of escapes it is written in, since encoders differ in what they escape:
// percent (either case, + for a space), JSON and Go (\/, \", \u002f, \x2f, \U0000002f, once or several times over), HTML; or
// all of it in hex. Written by hand because a regular expression for this reads two megabytes a second, and outputs are large.
type escaped struct {
	hex   string
	chars []charForms
}

// charForms are the ways to write one character.
type charForms struct {
	literal string
	bare    []string // ASCII letters in either case
	slashed []string // the same, after one or more backslashes
}

// maxSlashes bounds how many backslashes may stand before one character: four levels of escaping.
const maxSlashes = 16

func newEscaped(v string) escaped {
	e := escaped{hex: hex.EncodeToString([]byte(v))}
	for _, c := range v {
		literal := string(c)
		f := charForms{literal: literal, bare: []string{percentForm(literal)}, slashed: []string{unicodeForm(c), fmt.Sprintf("u%08x", c)}}
		if c < utf8.RuneSelf {
			f.bare = append(f.bare, fmt.Sprintf("&#%d;", c), fmt.Sprintf("&#x%x;", c))
			f.slashed = append(f.slashed, fmt.Sprintf("x%02x", c))
		}
		if named := html.EscapeString(literal); named != literal {
			f.bare = append(f.bare, named)
		}
		switch c {
		case ' ':
			f.bare = append(f.bare, "+")
		case '"':
			f.bare = append(f.bare, "&quot;")
		}
		e.chars = append(e.chars, f)
	}
	return e
}

// percentForm writes every byte as %xx.
func percentForm(v string) string {
	var b strings.Builder
	for i := range len(v) {
		fmt.Fprintf(&b, "%%%02x", v[i])
	}
	return b.String()
}

// unicodeForm writes c as uXXXX, or as two of them beyond the basic plane.
func unicodeForm(c rune) string {
	var units []string
	for _, u := range utf16.Encode([]rune{c}) {
		units = append(units, fmt.Sprintf("u%04x", u))
	}
	return strings.Join(units, `\`)
}

// starts lists the bytes a match can begin with.
func (e escaped) starts() []byte {
	return []byte{'\\', '%', '&', '+', e.chars[0].literal[0], e.hex[0], strings.ToUpper(e.hex)[0]}
}

// match returns the length of the secret at the start of text, or 0. A secret that itself looks like an escape ("%25")
// reads differently as it is and escaped, so both are tried.
func (e escaped) match(text string) int {
	if hasPrefixFold(text, e.hex) {
		return len(e.hex)
	}
	for _, raw := range []bool{false, true} {
		at := 0
		for _, c := range e.chars {
			n := c.match(text[at:], raw)
			if n == 0 {
				at = 0
				break
			}
			at += n
		}
		if at > 0 {
			return at
		}
	}
	return 0
}

// match returns the length of the character at the start of text, or 0; raw prefers the character as it is over its
// escapes. Escaped, a backslash takes two, if there are two: that is how every encoder with backslashes writes it.
func (f charForms) match(text string, raw bool) int {
	if raw && strings.HasPrefix(text, f.literal) {
		return len(f.literal)
	}
	slashes := 0
	for slashes < min(len(text), maxSlashes) && text[slashes] == '\\' {
		slashes++
	}
	if slashes > 0 {
		if n := firstFold(text[slashes:], f.slashed); n > 0 {
			return slashes + n
		}
		if f.literal == `\` {
			return min(slashes, 2)
		}
	}
	if n := firstFold(text, f.bare); n > 0 {
		return n
	}
	if strings.HasPrefix(text[slashes:], f.literal) {
		return slashes + len(f.literal)
	}
	return 0
}

// firstFold returns the length of the first of forms that text begins with, or 0.
func firstFold(text string, forms []string) int {
	for _, form := range forms {
		if hasPrefixFold(text, form) {
			return len(form)
		}
	}
	return 0
}

func hasPrefixFold(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}
