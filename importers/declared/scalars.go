package declared

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/importers/near"
)

// idPattern is the safe form of an id: it becomes part of file names, URLs and marks.
const idPattern = `[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}`

var digits = regexp.MustCompile(`^[0-9]{1,9}$`)

// The kinds of scalars that many objects share.
var (
	idKind = &kind{
		ref: "id", form: asText, pattern: regexp.MustCompile(`^` + idPattern + `$`), not: []string{"none", "None", "NONE"},
		expects: "an id such as payments-primary: letters, digits, `-`, `_` and `.` only, none of `-` and `.` first",
		doc:     "An id: letters, digits, `-`, `_` and `.`, at most 100 of them, beginning with a letter, a digit or `_`; not `none`.",
		fix:     fixID,
	}
	nameKind = &kind{
		ref: "name", form: asText, pattern: regexp.MustCompile(`^\S(.{0,253}\S)?$`),
		expects: "a name: one line, at most 255 characters, no spaces at its ends",
		fix:     func(s string) (string, string) { return strings.Join(strings.Fields(s), " "), "" },
	}
	proseKind = &kind{ref: "prose", form: asText, expects: "a text"}
	emailKind = &kind{
		ref: "email", form: asString, pattern: regexp.MustCompile(`^[^\s@<>,;"]+@[^\s@<>,;"]+$`),
		expects: "an e-mail address such as ana@example.com",
	}
	zoneKind = &kind{
		ref: "timezone", form: asString, pattern: regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+/-]*$`),
		expects: "an IANA time zone such as Europe/Lisbon",
	}
	boolKind = &kind{form: asBool, enum: []string{"true", "false"}, expects: "true or false", fix: fixBool}
	pathKind = &kind{
		ref: "path", form: asString, pattern: regexp.MustCompile(`^[^\\]*[^\\\s]$`),
		expects: "the path of a file inside the workspace, with forward slashes",
	}
)

func fixID(s string) (string, string) {
	if strings.EqualFold(s, "none") {
		return "", "`none` is reserved for a turn that nobody serves"
	}
	return strings.Trim(regexp.MustCompile(`[^A-Za-z0-9_.]+`).ReplaceAllString(near.Fold(s), "-"), "-."), ""
}

func fixBool(s string) (string, string) {
	switch strings.ToLower(s) {
	case "yes", "y", "on", "1", "true":
		return "true", ""
	case "no", "n", "off", "0", "false":
		return "false", ""
	}
	return "", ""
}

// text returns the text of a key that is a scalar, checked against its kind; "" when it is absent or wrong.
func (f *fields) text(name string) string {
	s, _ := f.l.scalar(f.get(name), f.object.key(name).kind, name)
	return s
}

// scalar returns the text of a value that fits a kind; what says how messages call it. Values that are absent are not a
// problem.
func (l *loader) scalar(v value, k *kind, what string) (string, bool) {
	if !v.exists() {
		return "", false
	}
	if v.shape != scalar {
		l.add(v, Problem{Text: what, Found: describe(v.node, v.secret), Expected: k.expects, Hint: shapeHint(v.node)})
		return "", false
	}
	if k.fits(v.text) {
		return v.text, l.printable(v, k, what)
	}
	p := Problem{Text: what, Found: describe(v.node, v.secret), Expected: k.expects}
	if !v.secret {
		p.DidYouMean = l.suggester.Suggest(v.text, k.enum)
		if k.fix != nil {
			guess, hint := k.fix(v.text)
			if p.Hint = hint; guess != "" && guess != v.text && k.fits(guess) {
				p.DidYouMean = guess
			}
		}
	}
	l.add(v, p)
	return "", false
}

// fits reports whether a text obeys the kind's words and pattern; for numbers, the range.
func (k *kind) fits(s string) bool {
	switch {
	case slices.Contains(k.not, s):
		return false
	case k.form == asInt:
		n, err := strconv.Atoi(s)
		return err == nil && digits.MatchString(s) && k.min <= n && n <= k.max
	case len(k.enum) > 0:
		return slices.Contains(k.enum, s)
	case k.pattern != nil:
		return k.pattern.MatchString(s)
	default:
		return strings.TrimSpace(s) != ""
	}
}

// printable refuses characters that a reader cannot see, or that turn the text around them: names go to terminals,
// calendars and pull requests.
func (l *loader) printable(v value, k *kind, what string) bool {
	if len(v.text) > maxProse {
		l.add(v, Problem{Text: what, Found: strconv.Itoa(len(v.text)) + " bytes", Expected: "at most " + strconv.Itoa(maxProse)})
		return false
	}
	for _, r := range v.text {
		if k == proseKind && (r == '\n' || r == '\t') {
			continue
		}
		if unicode.IsControl(r) || r == utf8.RuneError || isInvisible(r) {
			l.add(v, Problem{
				Text: what, Found: describe(v.node, v.secret), Expected: k.expects,
				Hint: "it holds the invisible character " + strconv.QuoteRuneToASCII(r),
			})
			return false
		}
	}
	return true
}

// maxProse is the longest description or note, in bytes.
const maxProse = 10_000

// isInvisible tells the characters that reorder text or break lines without being controls, and the mark of byte order:
// what the exporters drop, so that no name is empty where it is shown.
func isInvisible(r rune) bool {
	return unicode.Is(unicode.Bidi_Control, r) || r >= 0x2028 && r <= 0x2029 || r == 0xfeff
}

// nameOr returns the name people read, or the id when none is written.
func (f *fields) nameOr(id string) string {
	if !f.has("name") {
		return id
	}
	return f.text("name")
}

// bool returns the boolean at a key, or its default from the table.
func (f *fields) bool(name string) bool {
	if !f.has(name) {
		def, _ := f.object.key(name).def.(bool)
		return def
	}
	return f.text(name) == "true"
}

// int returns the whole number at a key, or its default from the table.
func (f *fields) int(name string) int {
	if !f.has(name) {
		def, _ := f.object.key(name).def.(int)
		return def
	}
	n, _ := strconv.Atoi(f.text(name))
	return n
}

// texts returns the scalars of a list.
func (f *fields) texts(name string) []string {
	item := f.object.key(name).kind.items
	var out []string
	for _, v := range f.list(name) {
		if s, ok := f.l.scalar(v, item, name); ok {
			out = append(out, s)
		}
	}
	return out
}

// zone loads the time zone at the key `timezone`; def where it is absent.
func (f *fields) zone(def *civil.Zone) *civil.Zone {
	const name = "timezone"
	if !f.has(name) {
		return def
	}
	v := f.get(name)
	s, ok := f.l.scalar(v, zoneKind, name)
	if !ok {
		return def
	}
	z, err := f.l.zones.Load(s)
	if err != nil {
		p := Problem{Text: name, Found: quoted(s), Expected: zoneKind.expects, Hint: zoneHint(s)}
		if p.Hint == "" {
			p.DidYouMean = f.l.suggestZone(s)
		}
		f.l.add(v, p)
		return def
	}
	return z
}

// suggestZone also finds a zone by its city alone.
func (l *loader) suggestZone(s string) string {
	if l.zoneNames == nil {
		l.zoneNames = l.zones.Names()
	}
	city := "/" + strings.ReplaceAll(near.Fold(s), " ", "_")
	for _, n := range l.zoneNames {
		if strings.HasSuffix(strings.ToLower(n), city) {
			return n
		}
	}
	return l.suggester.Suggest(s, l.zoneNames)
}

func zoneHint(s string) string {
	if strings.ContainsAny(s, "+") || strings.HasPrefix(s, "GMT") || strings.HasPrefix(s, "UTC") {
		return "an offset is not a zone: name a place, so that summer time is known"
	}
	return ""
}
