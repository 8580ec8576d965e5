package yaml_test

import (
	"path/filepath"
	"strings"
	"testing"

	parser "gopkg.in/yaml.v3"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters/yaml"
	"github.com/schedsync/schedsync/fixtures/golden"
)

func encode(t *testing.T, d yaml.Definition) string {
	t.Helper()
	b, err := yaml.Encode(d)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestSample(t *testing.T) {
	got := encode(t, sample(t))
	golden.File(t, filepath.Join("testdata", "sample.yaml"), []byte(got))
	for range 20 {
		if encode(t, sample(t)) != got {
			t.Fatal("two runs differ")
		}
	}
	var tree map[string]any
	if err := parser.Unmarshal([]byte(got), &tree); err != nil {
		t.Fatalf("the sample does not parse: %v", err)
	}
}

// workspace returns a definition with one schedule.
func workspace(t *testing.T, s engine.Schedule) yaml.Definition {
	s.ID, s.Zone, s.Enabled = "s", loader(t)("UTC"), true
	return yaml.Definition{Workspace: &engine.Workspace{Schedules: []engine.Schedule{s}}}
}

// linesBelow returns the lines of text below the one that is key, without their indentation.
func linesBelow(text, key string) []string {
	var out []string
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if strings.TrimSpace(l) != key {
			continue
		}
		for _, below := range lines[i+1:] {
			item, ok := strings.CutPrefix(strings.TrimSpace(below), "- ")
			if !ok {
				return out
			}
			out = append(out, item)
		}
	}
	return out
}

func TestWindows(t *testing.T) {
	const mon, tue, fri, sat, sun = civil.Monday, civil.Tuesday, civil.Friday, civil.Saturday, civil.Sunday
	on := func(d ...civil.Weekday) []civil.Weekday { return d }
	for _, c := range []struct {
		days     []civil.Weekday
		from, to int
		want     string
	}{
		{nil, 0, h24, `{from: "00:00", to: "24:00"}`},
		{nil, 9 * hour, 18*hour + 30, `{from: "09:00", to: "18:00:30"}`},
		{on(mon, tue, 2, 3, fri), 9 * hour, 18 * hour, `{days: mon-fri, from: "09:00", to: "18:00"}`},
		{on(sat, sun), 0, h24, `{days: [sat, sun], from: "00:00", to: "24:00"}`},
		{on(fri, sat, sun, mon), 22 * hour, 30 * hour, `{days: fri-mon, from: "22:00", to: "06:00"}`},
		{on(mon, tue, 2, fri), 8 * hour, 32 * hour, `{days: [mon-wed, fri], from: "08:00", to: "08:00"}`},
		{on(0, 1, 2, 3, 4, 5, 6), 22 * hour, h24, `{days: mon-sun, from: "22:00", to: "24:00"}`},
		{on(sat, mon), 0, hour, `{days: [mon, sat], from: "00:00", to: "01:00"}`},
		{on(fri), 18 * hour, 3*h24 + 9*hour, `{from: "fri 18:00", to: "mon 09:00"}`},
		{on(fri), 18 * hour, 18*hour + civil.Week, `{from: "fri 18:00", to: "fri 18:00"}`},
		{on(mon, fri), 0, 2 * h24, `{from: "mon 00:00", to: "wed 00:00"} {from: "fri 00:00", to: "sun 00:00"}`},
	} {
		got := encode(t, workspace(t, engine.Schedule{Rotations: []engine.Rotation{
			{ID: "r", Only: []engine.Window{{Days: c.days, From: c.from, To: c.to}}},
		}}))
		if lines := strings.Join(linesBelow(got, "only:"), " "); lines != c.want {
			t.Errorf("%v %d to %d: %s, want %s", c.days, c.from, c.to, lines, c.want)
		}
	}
}

func TestWhatCannotBeWritten(t *testing.T) {
	for _, win := range []engine.Window{{From: -1, To: 5}, {From: 5, To: 5}, {From: h24, To: h24 + 1}, {From: 0, To: civil.Week + 1}} {
		d := workspace(t, engine.Schedule{Rotations: []engine.Rotation{{ID: "r", Only: []engine.Window{win}}}})
		if _, err := yaml.Encode(d); err == nil || !strings.Contains(err.Error(), "schedules.s.rotations.r") {
			t.Errorf("window %v: error %v, want one that names the rotation", win, err)
		}
	}
	d := workspace(t, engine.Schedule{})
	d.Notes = map[string]string{"people.ghost": "boo", "": "fine"}
	if _, err := yaml.Encode(d); err == nil || !strings.Contains(err.Error(), `"people.ghost"`) {
		t.Errorf("a note for nobody: error %v, want one that names it", err)
	}
}

func TestNotesStayComments(t *testing.T) {
	d := workspace(t, engine.Schedule{})
	note := "one\r\nvendors: {evil: {}}\n\n\x1b[31mtwo\u2028mutes: 1\u0085x: 1"
	d.Notes = map[string]string{"": note, "schedules": note, "schedules.s": note}
	d.Schema = "x\nvendors: 1"
	var tree map[string]any
	got := encode(t, d)
	if err := parser.Unmarshal([]byte(got), &tree); err != nil {
		t.Fatal(err)
	}
	if len(tree) != 2 {
		t.Errorf("a comment became content:\n%s", got)
	}
}

func TestDefaultsAreNotWritten(t *testing.T) {
	defaults := engine.Sync{Cadence: engine.Length{N: 24, Unit: engine.Hours}, Limits: engine.Limits{AtLeast: 5}}
	s := defaults
	s.Owner = "me"
	got := encode(t, yaml.Definition{Workspace: &engine.Workspace{Sync: s}, Defaults: defaults})
	if want := "version: 1\n\nsync:\n  owner: me\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
