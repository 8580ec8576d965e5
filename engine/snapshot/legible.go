package snapshot

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/schedsync/schedsync/engine"
)

// mostName is the longest name the YAML takes, in characters.
const mostName = 255

// legible makes a vendor's name one that the YAML takes: one line, no spaces at its ends, nothing a reader cannot see, at
// most 255 characters. A name that the YAML takes stays as it is.
func legible(name string) string {
	name = strings.Trim(seen(name, ""), " ")
	if utf8.RuneCountInString(name) > mostName {
		name = strings.Trim(string([]rune(name)[:mostName]), " ")
	}
	return name
}

// seen drops the characters that cannot be seen or that turn the text around them, but keeps the controls named. What
// breaks a line becomes a space.
func seen(text, keep string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(keep, r):
			return r
		case unicode.IsControl(r) && unicode.IsSpace(r), r == 0x2028, r == 0x2029:
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == utf8.RuneError, r == 0xfeff:
			return -1
		default:
			return r
		}
	}, strings.ReplaceAll(text, "\r\n", "\n"))
}

// legible takes from a schedule what cannot be declared, and notes each text that the next apply would change for it.
func (d *declaring) legible(s *engine.Schedule, path string) {
	fix := func(what string, text *string, plain string) {
		if plain == *text {
			return
		}
		d.note(path, fmt.Sprintf("%s is %.60q at %s, which cannot be declared as it is; apply changes it", what, *text, d.snap.Vendor))
		*text = plain
	}
	name := legible(s.Name)
	if name == "" {
		name = string(s.ID)
	}
	fix("its name", &s.Name, name)
	description := seen(s.Description, "\n\t")
	if strings.TrimSpace(description) == "" {
		description = ""
	}
	fix("its description", &s.Description, description)
	for i := range s.Rotations {
		r := &s.Rotations[i]
		plain := legible(r.Name)
		if plain == "" && r.Name != "" {
			plain = string(r.ID)
		}
		fix(fmt.Sprintf("the name of rotation %q", r.ID), &r.Name, plain)
	}
}

// note adds a comment to an object.
func (d *declaring) note(path, text string) {
	if before := d.out.Notes[path]; before != "" {
		text = before + "\n" + text
	}
	d.out.Notes[path] = text
}
