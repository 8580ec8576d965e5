package ics

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// line is a content line (RFC 5545, 3.1): a property with its parameters, unfolded.
type line struct {
	n      int    // where it begins, from 1
	name   string // upper case
	params []param
	value  string
}

// param is one parameter of a property; quotes are gone.
type param struct{ name, value string }

// param returns a parameter's value; "" where it is absent.
func (l line) param(name string) string {
	for _, p := range l.params {
		if p.name == name {
			return p.value
		}
	}
	return ""
}

// event is a VEVENT as its lines.
type event struct {
	line  int // of its BEGIN
	props map[string][]line
}

// first returns the first line of a property.
func (e *event) first(name string) (line, bool) {
	if l := e.props[name]; len(l) > 0 {
		return l[0], true
	}
	return line{}, false
}

var (
	unescape  = strings.NewReplacer(`\\`, `\`, `\,`, ",", `\;`, ";", `\n`, "\n", `\N`, "\n")
	uncareted = strings.NewReplacer("^n", " ", "^N", " ", "^^", "^", "^'", `"`)
)

// text returns the text of a property, its escapes undone (RFC 5545, 3.3.11).
func (e *event) text(name string) string {
	l, _ := e.first(name)
	return unescape.Replace(l.value)
}

// calendar is what is read of a file.
type calendar struct {
	name, zone, method string
	events             []*event
	locations          map[string]string // TZID of a VTIMEZONE -> its X-LIC-LOCATION
	described          map[string]bool   // TZIDs that have a VTIMEZONE
}

// The properties of events that are read; others are passed over, however long they are.
var wanted = []string{
	"UID", "DTSTART", "DTEND", "DURATION", "SUMMARY", "STATUS", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID",
	"SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "ATTENDEE",
}

// The longest line that is read, unfolded, and how deep components may stand in each other. Lists of a thousand excluded
// dates have been met; components are two deep.
const (
	longestLine = 64 << 10
	deepest     = 8
)

// fault is why a file is no calendar.
type fault struct {
	line      int
	text, fix string
}

const incomplete = "the file was cut, or the download was: get it again"

// scan checks that data is a whole calendar and picks the lines that are read out of it.
func scan(data []byte) (*calendar, *fault) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if f := impostor(data); f != nil {
		return nil, f
	}
	s := &scanner{cal: &calendar{locations: map[string]string{}, described: map[string]bool{}}}
	n := 0
	for len(data) > 0 {
		var text string
		begin := n + 1
		text, data, n = unfold(data, n)
		if strings.TrimSpace(text) == "" {
			continue
		}
		if f := s.take(begin, text); f != nil {
			f.line = begin
			return nil, f
		}
	}
	if len(s.open) > 0 {
		top := s.open[len(s.open)-1]
		return nil, &fault{n, fmt.Sprintf("it ends inside the %s that begins in line %d", top.name, top.line), incomplete}
	}
	return s.cal, nil
}

// impostor tells what a file is that is no calendar at all.
func impostor(data []byte) *fault {
	begin := bytes.ToUpper(bytes.TrimSpace(data[:min(len(data), 1024)]))
	const login = "open the address in a browser that is logged in to nothing: it must give a calendar"
	switch {
	case len(data) > MaxBytes:
		return &fault{0, fmt.Sprintf("it has %d bytes, and more than %d are not read", len(data), MaxBytes), "export a shorter stretch of time"}
	case len(bytes.TrimSpace(data)) == 0:
		return &fault{0, "it is empty", incomplete}
	case bytes.HasPrefix(begin, []byte("<")):
		return &fault{1, "it is a web page, not a calendar", login}
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return &fault{1, "it is in UTF-16, and calendars are in UTF-8 (RFC 5545, 3.1.4)", "save it in UTF-8"}
	case !bytes.HasPrefix(begin, []byte("BEGIN:VCALENDAR")):
		return &fault{1, "it does not begin with BEGIN:VCALENDAR", "this is no calendar in the format of RFC 5545 (.ics)"}
	}
	return nil
}

// unfold takes one line off data, with the lines that continue it, and returns the number of the last one. Line ends are
// CRLF, or LF, which real feeds have. What of a line is longer than is read is dropped here, and the line refused later.
func unfold(data []byte, n int) (string, []byte, int) {
	var b strings.Builder
	for first := true; len(data) > 0; first = false {
		if !first {
			if data[0] != ' ' && data[0] != '\t' {
				break
			}
			data = data[1:]
		}
		row, rest, _ := bytes.Cut(data, []byte("\n"))
		if b.Len() <= longestLine {
			b.Write(bytes.TrimSuffix(row, []byte("\r")))
		}
		data, n = rest, n+1
	}
	return b.String(), data, n
}

// scanner follows the components of a file.
type scanner struct {
	cal  *calendar
	open []component
	zone struct{ id, location string } // of the VTIMEZONE that is open
}

type component struct {
	name  string
	line  int
	event *event
}

func (s *scanner) take(n int, text string) *fault {
	name, _, _ := strings.Cut(text, ":")
	name, _, _ = strings.Cut(name, ";")
	name = strings.ToUpper(strings.TrimSpace(name))
	switch {
	case name == "BEGIN":
		return s.begin(n, component{name: argument(text), line: n})
	case len(s.open) == 0:
		return &fault{text: fmt.Sprintf("%q stands outside of any VCALENDAR", clip(text)), fix: incomplete}
	case name == "END":
		return s.end(argument(text))
	}
	top := s.open[len(s.open)-1]
	if !s.reads(top, name) {
		return nil
	}
	l, f := parse(n, text)
	if f != nil {
		return f
	}
	s.keep(top, l)
	return nil
}

func argument(text string) string {
	_, v, _ := strings.Cut(text, ":")
	return strings.ToUpper(clip(v))
}

// reads reports whether a property of a component is one that is read.
func (s *scanner) reads(top component, name string) bool {
	switch top.name {
	case "VEVENT":
		return slices.Contains(wanted, name)
	case "VCALENDAR":
		return name == "NAME" || name == "X-WR-CALNAME" || name == "X-WR-TIMEZONE" || name == "METHOD"
	case "VTIMEZONE":
		return name == "TZID" || name == "X-LIC-LOCATION"
	}
	return false
}

func (s *scanner) begin(n int, c component) *fault {
	switch {
	case len(s.open) == 0 && c.name != "VCALENDAR":
		return &fault{text: fmt.Sprintf("%s stands outside of any VCALENDAR", c.name), fix: incomplete}
	case len(s.open) > 0 && c.name == "VCALENDAR", len(s.open) > 1 && c.name == "VEVENT":
		top := s.open[len(s.open)-1]
		return &fault{text: fmt.Sprintf("%s begins inside the %s of line %d", c.name, top.name, top.line), fix: incomplete}
	case len(s.open) == deepest:
		return &fault{text: "components stand too deep in each other"}
	}
	if c.name == "VEVENT" {
		c.event = &event{line: n, props: map[string][]line{}}
	}
	if c.name == "VTIMEZONE" {
		s.zone.id, s.zone.location = "", ""
	}
	s.open = append(s.open, c)
	return nil
}

func (s *scanner) end(name string) *fault {
	top := s.open[len(s.open)-1]
	if name != top.name {
		return &fault{text: fmt.Sprintf("END:%s ends the %s of line %d", name, top.name, top.line), fix: incomplete}
	}
	s.open = s.open[:len(s.open)-1]
	switch top.name {
	case "VEVENT":
		if len(s.cal.events) == maxEvents {
			return &fault{text: fmt.Sprintf("it has more than %d events", maxEvents), fix: "export a shorter stretch of time"}
		}
		s.cal.events = append(s.cal.events, top.event)
	case "VTIMEZONE":
		s.cal.described[s.zone.id] = true
		s.cal.locations[s.zone.id] = s.zone.location
	}
	return nil
}

// keep puts a property where it is looked for.
func (s *scanner) keep(top component, l line) {
	value := strings.TrimSpace(l.value)
	switch l.name {
	case "TZID":
		s.zone.id = value
	case "X-LIC-LOCATION":
		s.zone.location = value
	case "X-WR-TIMEZONE":
		s.cal.zone = value
	case "METHOD":
		s.cal.method = value
	case "NAME", "X-WR-CALNAME":
		s.cal.name = clip(strings.ReplaceAll(value, `\`, ""))
	default:
		top.event.props[l.name] = append(top.event.props[l.name], l)
	}
}

// parse reads a content line: name *(";" name "=" value) ":" value. A value of a parameter may be quoted, and then hold
// anything but quotes; carets escape as RFC 6868 says.
func parse(n int, text string) (line, *fault) {
	switch {
	case len(text) > longestLine:
		return line{}, &fault{text: fmt.Sprintf("the line is longer than %d bytes", longestLine)}
	case !utf8.ValidString(text):
		return line{}, &fault{text: "the line is not UTF-8", fix: "save the calendar in UTF-8"}
	}
	l := line{n: n}
	end := strings.IndexAny(text, ";:")
	if end < 0 {
		return l, &fault{text: fmt.Sprintf("%q is not a line of a calendar: it has no colon", clip(text)), fix: incomplete}
	}
	l.name = strings.ToUpper(strings.TrimSpace(text[:end]))
	for rest := text[end:]; ; {
		if rest[0] == ':' {
			l.value = rest[1:]
			return l, nil
		}
		name, after, ok := strings.Cut(rest[1:], "=")
		stop := paramEnd(after)
		if !ok || stop < 0 {
			return l, &fault{text: fmt.Sprintf("the parameters of %s cannot be read", clip(l.name)), fix: incomplete}
		}
		value := uncareted.Replace(strings.ReplaceAll(after[:stop], `"`, ""))
		l.params = append(l.params, param{strings.ToUpper(strings.TrimSpace(name)), value})
		rest = after[stop:]
	}
}

// paramEnd returns where a parameter's value ends: at the first semicolon or colon that is not quoted, or -1.
func paramEnd(s string) int {
	quoted := false
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"':
			quoted = !quoted
		case !quoted && (c == ';' || c == ':'):
			return i
		}
	}
	return -1
}
