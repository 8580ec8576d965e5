package csv_test

import (
	"bytes"
	stdcsv "encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/csv"
	"github.com/schedsync/schedsync/exporters/exportertest"
	"github.com/schedsync/schedsync/importers/zones"
)

func sample(t *testing.T, name string) (engine.Timeline, exporters.Names) {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	z, err := db.Load("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	s := &engine.Schedule{ID: "desk", Name: "Desk, first", Zone: z, Enabled: true, Rotations: []engine.Rotation{{ID: "week"}}}
	tl := exportertest.New(s, "2026-03-28 09:00", "2026-03-30 09:00").
		Shift("2026-03-28 09:00", "2026-03-29 09:00", exportertest.Turn("ana", 3)).
		Shift("2026-03-29 12:00", "2026-03-30 09:00", engine.Duty{
			Who: engine.Person("bo"), InsteadOf: engine.Person("ana"), Source: engine.FromOverride, Rotation: -1, Turn: engine.NoTurn, Override: -1,
		}).Timeline()
	return tl, exporters.NamesOf(&engine.Workspace{People: []engine.PersonInfo{{ID: "ana", Name: name}}})
}

func TestSpans(t *testing.T) {
	tl, names := sample(t, `Ana "A" Sousa`)
	got, err := csv.Table{Names: names}.Encode([]engine.Timeline{tl})
	if err != nil {
		t.Fatal(err)
	}
	want := strings.ReplaceAll(`schedule,schedule_name,start_utc,end_utc,hours,timezone,start_local,end_local,who,kind,name,rotation,source,instead_of,why
desk,"Desk, first",2026-03-28T08:00:00Z,2026-03-29T07:00:00Z,23,Europe/Berlin,2026-03-28 09:00,2026-03-29 09:00,ana,person,"Ana ""A"" Sousa",week,rotation,,"week, turn 3"
desk,"Desk, first",2026-03-29T07:00:00Z,2026-03-29T10:00:00Z,3,Europe/Berlin,2026-03-29 09:00,2026-03-29 12:00,,none,nobody,,,,
desk,"Desk, first",2026-03-29T10:00:00Z,2026-03-30T07:00:00Z,21,Europe/Berlin,2026-03-29 12:00,2026-03-30 09:00,bo,person,bo,,override,ana,"override for Ana ""A"" Sousa"
`, "\n", "\r\n")
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("spans (-want +got):\n%s", diff)
	}
}

func TestShifts(t *testing.T) {
	tl, names := sample(t, "Ana Sousa")
	got, err := csv.Table{Names: names, Shifts: true}.Encode([]engine.Timeline{tl})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := stdcsv.NewReader(bytes.NewReader(got)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var brief []string
	for _, r := range rows {
		brief = append(brief, strings.Join(append([]string{r[2]}, r[8:16]...), "|"))
	}
	want := []string{
		"start_utc|who|kind|name|rotation|turn|slot|source|instead_of",
		"2026-03-28T08:00:00Z|ana|person|Ana Sousa|week|3|0|rotation|",
		"2026-03-29T10:00:00Z|bo|person|bo|||0|override|ana",
	}
	if diff := cmp.Diff(want, brief); diff != "" {
		t.Errorf("shifts (-want +got):\n%s", diff)
	}
}

func TestFormulasAreGuarded(t *testing.T) {
	for _, c := range []struct{ name, guarded, raw string }{
		{"=1+1", "'=1+1", "=1+1"},
		{"+41 44 555 00 00", "'+41 44 555 00 00", "+41 44 555 00 00"},
		{"-1", "'-1", "-1"},
		{"@SUM(A1)", "'@SUM(A1)", "@SUM(A1)"},
		{"\t=1", "'=1", "=1"},
		{"\r\n=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"},
		{"＝1", "'＝1", "＝1"},
		{"a=1", "a=1", "a=1"},
		{"\x1b[31mAna", "[31mAna", "[31mAna"},
	} {
		for raw, want := range map[bool]string{false: c.guarded, true: c.raw} {
			tl, names := sample(t, c.name)
			data, err := csv.Table{Names: names, Raw: raw}.Encode([]engine.Timeline{tl})
			if err != nil {
				t.Fatal(err)
			}
			rows, err := stdcsv.NewReader(bytes.NewReader(data)).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			if got := rows[1][10]; got != want {
				t.Errorf("name %q, raw %v: cell %q, want %q", c.name, raw, got, want)
			}
		}
	}
}

func TestByteOrderMarkAndDisabled(t *testing.T) {
	tl, names := sample(t, "Ana")
	tl.Schedule.Enabled = false
	got, err := csv.Table{Names: names, BOM: true}.Encode([]engine.Timeline{tl})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(got, []byte("\xEF\xBB\xBFschedule,")) || bytes.Count(got, []byte("\r\n")) != 1 {
		t.Errorf("a disabled schedule with a byte order mark gave %q", got)
	}
}

// TestSemicolons: with a semicolon, hours have the comma that such spreadsheets read, and cells with semicolons are quoted.
func TestSemicolons(t *testing.T) {
	tl, names := sample(t, "Ana; Sousa")
	tl.Shifts[0].End -= 1800
	for separator, want := range map[rune]string{
		';': `desk;Desk, first;2026-03-28T08:00:00Z;2026-03-29T06:30:00Z;22,5;Europe/Berlin;2026-03-28 09:00;2026-03-29 08:30;ana;person;"Ana; Sousa";`,
		'|': `desk|Desk, first|2026-03-28T08:00:00Z|2026-03-29T06:30:00Z|22.5|`,
	} {
		got, err := csv.Table{Names: names, Shifts: true, Separator: separator}.Encode([]engine.Timeline{tl})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(got), "\r\n"+want) {
			t.Errorf("%q: %s", separator, got)
		}
	}
	if csv.Separates('"') || csv.Separates('\n') || csv.Separates(0) || !csv.Separates('\t') {
		t.Error("a quote, a line break and nothing cannot separate; a tab can")
	}
}
