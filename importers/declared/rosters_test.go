package declared_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/importers/declared"
)

// roster is a workspace whose rotation reads the file r.csv by the mapping given.
func roster(mapping, data string) map[string]string {
	return map[string]string{
		"a.yaml": "version: 1\npeople: {ana: {}, bo: {}}\nschedules:\n  s:\n    timezone: Europe/Lisbon\n    rotations:\n" +
			"      - {id: r, sheet: {file: r.csv, map: r.yaml}}\n      - {id: again, timezone: Asia/Tokyo, sheet: {file: r.csv, map: r.yaml}}\n",
		"r.yaml": "layout: list\ncolumns: {date: Date, start: From, end: To, person: Who}\n" + mapping,
		"r.csv":  data,
	}
}

// TestSheetOfARotation: local times are those of the rotation's zone, or, where the mapping states another, the instants of that.
func TestSheetOfARotation(t *testing.T) {
	const data = "Date,From,To,Who\n2026-11-02,09:00,17:00,ana\n"
	for mapping, want := range map[string]string{
		"":                             "2026-11-02 09:00 .. 2026-11-02 17:00; 2026-11-02 09:00 .. 2026-11-02 17:00",
		"timezone: America/New_York\n": "2026-11-02T14:00:00Z .. 2026-11-02T22:00:00Z; 2026-11-02T14:00:00Z .. 2026-11-02T22:00:00Z",
		"timezone: Europe/Lisbon\n":    "2026-11-02 09:00 .. 2026-11-02 17:00; 2026-11-02T09:00:00Z .. 2026-11-02T17:00:00Z",
	} {
		ws, err := load(t, roster(mapping, data), declared.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range ws.Schedules[0].Rotations {
			if !r.HasShifts || len(r.Shifts) != 1 || r.Roster == nil {
				t.Fatalf("%+v", r)
			}
			got = append(got, fmt.Sprintf("%s .. %s", r.Shifts[0].From, r.Shifts[0].Until))
		}
		if d := cmp.Diff(want, strings.Join(got, "; ")); d != "" {
			t.Errorf("%q: %s", mapping, d)
		}
	}
}

// TestSheetProblems stand at the YAML that names the sheet, with the cell; a file that two rotations share tells them once
// for each zone it is read in.
func TestSheetProblems(t *testing.T) {
	for _, c := range []struct{ mapping, data, want string }{
		{"timezone: UTC\n", "Date,From,To,Who\n2026-11-02,09:00,17:00,anna\n", "a.yaml:7:24: r.csv!D2: \"anna\" is nobody we know; did you mean \"ana\"? else add the person to `people:`, or an alias to the mapping"},
		{"dates: dym\n", "Date,From,To,Who\n", "a.yaml:7:24: r.yaml:3:8: dates is one of dmy, mdy, ymd, not \"dym\"; did you mean \"dmy\"?"},
		{"", "Date,From,To,Who\n", "a.yaml:7:24: r.csv: the roster holds no shift; is the mapping meant for this file?"},
	} {
		_, err := load(t, roster(c.mapping, c.data), declared.Limits{})
		if err == nil || strings.Split(err.Error(), "\n")[0] != c.want {
			t.Errorf("%v\nwant %s", err, c.want)
		}
	}
	files := roster("", "Date,From,To,Who\n"+strings.Repeat("2026-11-02,09:00,17:00,ana\n", 100))
	if _, err := load(t, files, declared.Limits{FileBytes: 1000}); err == nil || !strings.Contains(err.Error(), "r.csv: cannot read the file: too big: 2717 bytes, the limit is 1000") {
		t.Error(err)
	}
}
