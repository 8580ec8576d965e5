package sheet_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/importers/sheet"
)

// suggest returns the mapping suggested for a sample.
func suggest(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(rosters, name))
	if err != nil {
		t.Fatal(err)
	}
	db := zonesDB(t)
	zone, err := db.Load("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	text, problems := sheet.Suggest(name, data, sheet.Options{Zone: zone, Zones: db, People: people(t)})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return text
}

// TestSuggestionsParse: a suggested mapping is one, up to the words that a person must say.
func TestSuggestionsParse(t *testing.T) {
	for name := range samples(t) {
		text := suggest(t, name)
		m, problems := sheet.ParseMap("map.yaml", []byte(text))
		for _, p := range problems {
			if !strings.Contains(p.String(), "not explained yet") && !strings.Contains(p.Text, `"?"`) {
				t.Errorf("%s: %s\n%s", name, p, text)
			}
		}
		if m.Layout == "" || strings.Contains(text, `: "?"`) != (len(problems) > 0) {
			t.Errorf("%s: layout %q, %d problems\n%s", name, m.Layout, len(problems), text)
		}
	}
}

func TestSuggest(t *testing.T) {
	for name, want := range map[string]string{
		"07-roles.xlsx": `# A first mapping for 07-roles.xlsx: read it, and replace every "?".
layout: date-grid
timezone: Europe/Berlin
columns:
  date: "Date"
  weekday: {column: B}
roles:   # the hours of each, as "08:00-20:00"; for periods also {handover: "09:00"}
  "Day": {column: C, hours: "?"}
  "Night": {column: D, hours: "?"}
  "Day E": {column: E, hours: "?"}
  "Night F": {column: F, hours: "?"}
  "Consultant": {column: G, hours: "?"}
# Nobody is called so. Give aliases, as ` + "`aliases: {ana: [\"Anna\"]}`, or `vacant:` words, or `skip_rows:`" + `
#   "William / Becky"   (nobody near)
#   "Martin (SpR)"   (nobody near)
#   "TBC"   (nobody near)
#   "Anusha bleep 4021"   (nobody near)
`,
		"10-month-tabs.xlsx": `# A first mapping for 10-month-tabs.xlsx: read it, and replace every "?".
layout: people-grid
timezone: Europe/Berlin
sheets: ["Oct 26", "Nov 26", "Dec 26"]   # all that hold anything; leave out what is no roster
columns: {person: {column: A}}
# the days stand in row 1, columns B to AF
month: sheet
codes:   # the hours of each, as "08:00-16:00" or {hours: …, role: …}; none for no shift
  "D": "?"   # 27×
  "R": "?"   # 54×
  "WO": "?"   # 24×
  "r": "?"   # 26×
`,
	} {
		if d := cmp.Diff(want, suggest(t, name)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}
