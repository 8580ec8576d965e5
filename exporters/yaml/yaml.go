// Package yaml writes a workspace as the YAML of SPEC 1: what `import` leaves behind, in a form that people are glad to
// own from then on.
//
//   - Keys stand in the order of SPEC 1, lists in the order of the workspace; the same workspace gives the same bytes.
//   - Only what differs from the default is written, in the shortest form the contract has: "days: mon-fri",
//     "every: 6 hours", "through:" for whole days, one line per override or window where it fits.
//   - Every text that a YAML 1.1 tool could take for something else is quoted: times, dates, no, numbers, whatever has a
//     colon in it (scalar.go). A text reads back as it was.
//   - Comments can be put on objects, so that an importer can say what it guessed.
//
// What the vocabulary of the engine has and the YAML has not is left out: the vendor's own name of an override
// (engine.Override.Ref). Rotations that read their shifts from a file are written as that, without the shifts.
package yaml

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/schedsync/schedsync/engine"
)

// Definition is everything that goes into the file.
type Definition struct {
	Workspace *engine.Workspace
	Vendors   []Vendor    // how the vendors are reached, in the order to write
	Defaults  engine.Sync // what `sync` means where it is silent; values equal to these are not written
	Schema    string      // URL or path of the JSON Schema for editors; empty: no such line
	// Notes are comments by the path of the object they stand over, in the language of paths that problems are told in:
	// "" for the file, "people.ana", "schedules.desk", "schedules.desk.rotations.week", "schedules.desk.overrides[0]",
	// "vendors.opsgenie", "sync". A note may have several lines.
	Notes map[string]string
}

// Vendor is an entry of `vendors:`. Secrets are only ever named, never written.
type Vendor struct {
	Name    engine.Vendor
	Region  string
	URL     string
	Profile string   // xmatters: which version of the API the account has
	Secrets []Secret // in the order to write: key, or user and password
}

// Secret says where a secret comes from: an environment variable, or a file.
type Secret struct {
	Key  string // key, user or password
	Env  string
	File string // instead of Env
}

// Encode returns the file. The error is about what the YAML cannot say (a window of more than a week), or about a note
// whose object is not there.
func Encode(d Definition) ([]byte, error) {
	w := &writer{notes: d.Notes, used: map[string]bool{}, defaults: d.Defaults}
	top := w.top(d)
	if err := w.unused(); err != nil {
		w.fail(err)
	}
	if w.err != nil {
		return nil, fmt.Errorf("writing the workspace as YAML: %w", w.err)
	}
	var b bytes.Buffer
	if d.Schema != "" {
		b.WriteString("# yaml-language-server: $schema=" + oneLine(d.Schema) + "\n")
	}
	if note := d.Notes[""]; note != "" {
		b.WriteString(comment(note) + "\n")
	}
	for i, s := range top {
		if i > 0 {
			b.WriteString("\n")
		}
		text, err := s.encode()
		if err != nil {
			return nil, fmt.Errorf("writing the workspace as YAML: section %q: %w", s.key.Value, err)
		}
		b.Write(text)
	}
	return b.Bytes(), nil
}

// writer collects nodes, the notes that were used, and the first thing that could not be said.
type writer struct {
	notes    map[string]string
	used     map[string]bool
	defaults engine.Sync
	err      error
}

func (w *writer) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// section is a top-level key. Sections are encoded one by one, because the library drops blank lines between them.
type section struct {
	key    *yaml.Node
	value  *yaml.Node
	spaced bool // blank lines between the entries, too
}

// top returns the sections that are not empty, in the order of SPEC 1.
func (w *writer) top(d Definition) []section {
	ws := d.Workspace
	all := []struct {
		key   string
		value *yaml.Node
	}{
		{"version", plain("1")},
		{"people", w.people(ws.People)},
		{"teams", w.teams(ws.Teams)},
		{"holidays", w.holidays(ws.Holidays)},
		{"schedules", w.schedules(ws.Schedules)},
		{"escalations", w.escalations(ws.Escalations)},
		{"mutes", w.mutes(ws.Mutes)},
		{"checks", w.checks(ws.Checks)},
		{"vendors", w.vendors(d.Vendors)},
		{"sync", w.sync(ws.Sync)},
	}
	var out []section
	for _, s := range all {
		if s.value != nil {
			out = append(out, section{w.noted(s.key, text(s.key)), s.value, s.key == "schedules"})
		}
	}
	return out
}

func (s section) encode() ([]byte, error) {
	if !s.spaced {
		return encodeNode(single(s.key, s.value))
	}
	var b bytes.Buffer
	if s.key.HeadComment != "" {
		b.WriteString(s.key.HeadComment + "\n")
	}
	b.WriteString(s.key.Value + ":\n")
	for i := 0; i < len(s.value.Content); i += 2 {
		if i > 0 {
			b.WriteString("\n")
		}
		entry, err := encodeNode(single(s.value.Content[i], s.value.Content[i+1]))
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(entry)) {
			if strings.TrimSpace(line) != "" {
				b.WriteString("  ")
			}
			b.WriteString(line)
		}
	}
	return b.Bytes(), nil
}

func encodeNode(n *yaml.Node) ([]byte, error) {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(n); err != nil {
		return nil, err
	}
	if err := e.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// unused returns an error for a note that no object asked for.
func (w *writer) unused() error {
	var left []string
	for path := range w.notes {
		if path != "" && !w.used[path] {
			left = append(left, path)
		}
	}
	if len(left) == 0 {
		return nil
	}
	slices.Sort(left)
	return fmt.Errorf("a comment is meant for %q, which is not in the workspace", left[0])
}
