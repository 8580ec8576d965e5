package sheet_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/fixtures/golden"
	"github.com/schedsync/schedsync/importers/roster"
	"github.com/schedsync/schedsync/importers/sheet"
	"github.com/schedsync/schedsync/importers/zones"
)

const rosters = "../../fixtures/rosters"

// people are those of all sample rosters.
func people(t testing.TB) []engine.PersonInfo {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(rosters, "people.json"))
	if err != nil {
		t.Fatal(err)
	}
	var in map[string]struct{ Name, Email string }
	if err := json.Unmarshal(data, &in); err != nil {
		t.Fatal(err)
	}
	var out []engine.PersonInfo
	for id, p := range in {
		out = append(out, engine.PersonInfo{ID: engine.PersonID(id), Name: p.Name, Email: p.Email})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out
}

func zonesDB(t testing.TB) *zones.DB {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// samples are the sample rosters with their mappings, by file name.
func samples(t testing.TB) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(rosters)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, e := range entries {
		ext := filepath.Ext(e.Name())
		if ext == ".csv" || ext == ".xlsx" {
			out[e.Name()] = strings.TrimSuffix(e.Name(), ext) + ".map.yaml"
		}
	}
	return out
}

// readSample reads one sample.
func readSample(t testing.TB, name, mapName string) (*sheet.Roster, roster.Problems) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(rosters, name))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(rosters, mapName))
	if err != nil {
		t.Fatal(err)
	}
	m, problems := sheet.ParseMap(mapName, text)
	if len(problems) > 0 {
		return nil, problems
	}
	return sheet.Read(name, data, m, sheet.Options{Zones: zonesDB(t), People: people(t)})
}

// TestSamples holds what becomes of the sample rosters: every shift with its cell, and everything that was inferred.
func TestSamples(t *testing.T) {
	all := samples(t)
	if len(all) < 12 {
		t.Fatalf("only %d samples", len(all))
	}
	for name, mapName := range all {
		t.Run(name, func(t *testing.T) {
			r, problems := readSample(t, name, mapName)
			for _, p := range problems {
				t.Error(p)
			}
			if len(problems) == 0 {
				golden.File(t, filepath.Join(rosters, strings.TrimSuffix(name, filepath.Ext(name))+".golden.txt"), []byte(render(r)))
			}
		})
	}
}

// render writes a roster for people to check.
func render(r *sheet.Roster) string {
	var b strings.Builder
	fmt.Fprintf(&b, "zone %s, owns %s until %s\n", r.Zone, r.From, r.Until)
	for _, s := range r.Shifts {
		role := s.Role
		if role == "" {
			role = "-"
		}
		fmt.Fprintf(&b, "%s .. %s  %s  %s  %s  (%s .. %s)\n", s.From.On(r.Zone), s.Until.On(r.Zone), s.Who, role, s.Place, s.From.In(r.Zone), s.Until.In(r.Zone))
	}
	for _, part := range []struct {
		title string
		list  []sheet.Decision
	}{{"decided", r.Decisions}, {"skipped", r.Skipped}, {"remarks", r.Remarks}} {
		fmt.Fprintf(&b, "\n%s\n", part.title)
		for _, d := range part.list {
			fmt.Fprintf(&b, "  %s\n", d)
		}
	}
	return b.String()
}

// TestKnownByItsHeader: the import workbook of Microsoft Shifts needs no mapping, and is read as with one.
func TestKnownByItsHeader(t *testing.T) {
	const name = "11-microsoft-shifts.xlsx"
	want, problems := readSample(t, name, "11-microsoft-shifts.map.yaml")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	data, err := os.ReadFile(filepath.Join(rosters, name))
	if err != nil {
		t.Fatal(err)
	}
	got, problems := sheet.Read(name, data, sheet.NoMap(), sheet.Options{Zone: want.Zone, Zones: zonesDB(t), People: people(t)})
	if len(problems) > 0 || !slices.EqualFunc(got.Shifts, want.Shifts, func(a, b roster.Shift) bool { return fmt.Sprint(a) == fmt.Sprint(b) }) {
		t.Errorf("%v: %v\nwant %v", problems, got.Shifts, want.Shifts)
	}
	if text := got.Explain(); !strings.Contains(text, "the layout is microsoft-shifts: the header is that of its import workbook") {
		t.Error(text)
	}
}
