package xlsx_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/exportertest"
	"github.com/schedsync/schedsync/exporters/xlsx"
)

func number(t tb, s string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestMonthGrid: a cell says what begins on its date; weeks are cut at the usual handoff; gaps have a row.
func TestMonthGrid(t *testing.T) {
	f := open(t, encode(t, xlsx.Book{Names: names(engine.PersonInfo{ID: "ana", Name: "Ana Sousa"})}, march(t)))
	var got []string
	for _, r := range rows(t, f, "2026-03")[:5] {
		got = append(got, strings.Join(slices.Concat(r[:8], r[29:]), "|"))
	}
	want := []string{
		"id|name|46082|46083|46084|46085|46086|46087|46109|46110|46111|46112|hours", // 1 to 6, then 28 to 31 March
		"ana|Ana Sousa|E/F||||||||F|D2|72",
		"bo|bo||F|F|F||F|F|F|||647",
		"cy|cy|||||D||||||9",
		"none|— nobody —|||||×||||||15",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("grid (-want +got):\n%s", diff)
	}
}

// TestDatesAreDates: the header and the list hold numbers that their formats show as dates, never texts.
func TestDatesAreDates(t *testing.T) {
	data := encode(t, xlsx.Book{}, march(t))
	f := open(t, data)
	shown, err := f.GetCellValue("2026-03", "C1")
	if err != nil || shown != "46082" {
		t.Errorf("raw header %q, %v", shown, err)
	}
	list := rows(t, f, "Shifts")
	got := strings.Join(slices.Concat(list[2][2:3], list[2][4:10]), "|")
	// 2 March 09:00 to 5 March 09:00 in Berlin, which is 08:00 in UTC.
	if want := "bo|46083.375|46086.375|72|Europe/Berlin|46083.33333333333|46086.33333333333"; got != want {
		t.Errorf("shift %s, want %s", got, want)
	}
	sheet := part(t, data, "xl/worksheets/sheet3.xml")
	if !strings.Contains(sheet, `<c r="E2" s=`) || strings.Contains(sheet, `<c r="E2" t=`) {
		t.Error("the start of a shift is no styled number")
	}
}

// TestReadsBack: whatever the timeline, the month pages and the legend say the same as it does. The dates hold the clock
// changes of the zones; pieces_test.go does the same without a file, much more often.
func TestReadsBack(t *testing.T) {
	for _, c := range []struct{ zone, from, until string }{
		{"Europe/Berlin", "2026-03-20 10:15", "2026-04-10 00:00"},
		{"America/New_York", "2026-10-20 00:00", "2026-11-10 07:00"},
		{"Africa/Cairo", "2026-04-15 00:00", "2026-05-05 00:00"},
		{"Australia/Lord_Howe", "2026-09-25 03:30", "2026-10-12 00:00"},
	} {
		z := zone(t, c.zone)
		m := exportertest.New(desk(z), c.from, c.until)
		for i, at := 0, exportertest.Local(c.from); at < exportertest.Local(c.until); i++ {
			length := []civil.Local{12 * civil.Hour, 7*civil.Hour + 45*civil.Minute, 60 * civil.Hour, civil.Hour}[i%4]
			if i%5 != 3 {
				m.Shift(at.String(), (at + length).String(), exportertest.Turn([]engine.PersonID{"ana", "bo", "cy"}[i%3], i))
			}
			at += length
		}
		tl := m.Timeline()
		if diff := cmp.Diff(onCall(tl), readBack(t, open(t, encode(t, xlsx.Book{}, tl)), z)); diff != "" {
			t.Errorf("%s (-timeline +workbook):\n%s", c.zone, diff)
		}
	}
}

func TestSameBytes(t *testing.T) {
	tl := march(t)
	first := encode(t, xlsx.Book{}, tl, tl)
	for range 5 {
		if !bytes.Equal(first, encode(t, xlsx.Book{}, tl, tl)) {
			t.Fatal("the same timelines gave other bytes")
		}
	}
	z, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	if err != nil {
		t.Fatal(err)
	}
	var parts []string
	for _, f := range z.File {
		parts = append(parts, f.Name)
		if f.ModifiedDate != 0 || f.ModifiedTime != 0 {
			t.Errorf("%s has a date", f.Name)
		}
	}
	if parts[0] != "[Content_Types].xml" || !slices.IsSorted(parts[1:]) {
		t.Errorf("parts %v", parts)
	}
	if core := part(t, first, "docProps/core.xml"); strings.Count(core, "2000-01-01T00:00:00Z") != 2 {
		t.Errorf("the document has a time: %s", core)
	}
}

// TestNothingIsAFormula: names that begin like formulas are stored as text, and no cell has a formula.
func TestNothingIsAFormula(t *testing.T) {
	evil := `=HYPERLINK("http://x","y")`
	tl := march(t)
	s := *tl.Schedule
	s.Name = "@SUM(1+1)*cmd|' /C calc'!A0"
	tl.Schedule = &s
	data := encode(t, xlsx.Book{
		Names: names(engine.PersonInfo{ID: "ana", Name: evil}), Title: "+1&Z&D", Contact: func(engine.Participant) string { return "-2+3" },
	}, tl)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if strings.HasPrefix(f.Name, "xl/worksheets/") && strings.Contains(part(t, data, f.Name), "<f>") {
			t.Errorf("%s has a formula", f.Name)
		}
		if strings.Contains(f.Name, "externalLink") || strings.Contains(f.Name, "vba") {
			t.Errorf("%s does not belong there", f.Name)
		}
	}
	f := open(t, data)
	if got, _ := f.GetCellValue("2026-03", "B2"); got != evil {
		t.Errorf("name %q", got)
	}
}

// TestHostileNames: names of schedules become names of sheets that Excel takes, and texts stay texts.
func TestHostileNames(t *testing.T) {
	z := zone(t, "UTC")
	var all []engine.Timeline
	for i, id := range []engine.ScheduleID{"a:b/c\\d?e*f[g]h", "a_b_c_d_e_f_g_h", "'quoted'", engine.ScheduleID(strings.Repeat("long", 75)), "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦"} {
		s := &engine.Schedule{ID: id, Name: strings.Repeat("n", 300) + strconv.Itoa(i) + "\x1b[31m\u202e\uFFFE", Zone: z, Enabled: true}
		all = append(all, exportertest.New(s, "2026-03-01 00:00", "2026-03-03 00:00").
			Shift("2026-03-01 00:00", "2026-03-02 00:00", exportertest.Turn("ana", 0)).Timeline())
	}
	f := open(t, encode(t, xlsx.Book{Title: "a&b"}, all...))
	seen := map[string]bool{}
	for _, name := range f.GetSheetList() {
		units := 0
		for _, r := range name {
			units++
			if r > 0xFFFF {
				units++
			}
		}
		if units > 31 || strings.ContainsAny(name, `[]:*?/\`) || strings.HasSuffix(name, "'") || seen[strings.ToLower(name)] {
			t.Errorf("sheet name %q", name)
		}
		seen[strings.ToLower(name)] = true
	}
	if n := len(seen); n != 5+6 {
		t.Errorf("%d sheets: %v", n, f.GetSheetList())
	}
	if got, _ := f.GetCellValue("Shifts", "B2"); strings.ContainsAny(got, "\x1b\u202e\uFFFE") || len(got) < 300 {
		t.Errorf("name %q", got)
	}
}

func TestSums(t *testing.T) {
	db := exporters.CalendarsOf(&engine.Workspace{
		People:   []engine.PersonInfo{{ID: "bo", Holidays: "own"}},
		Holidays: []engine.Holidays{{ID: "own", Dates: []civil.Day{civil.DayOf(2026, 3, 10)}}},
	})
	f := open(t, encode(t, xlsx.Book{Calendars: db}, march(t)))
	got := rows(t, f, "Hours")
	want := []string{"bo", "bo", "432", "191", "24", "647", "2", "575"}
	// bo: 2 March 09:00 to 5 March 09:00 (72 h) and 6 March 09:00 to 30 March 09:00 (576 h less the hour of the 29th).
	if diff := cmp.Diff(want, got[1]); diff != "" {
		t.Errorf("hours (-want +got):\n%s", diff)
	}
	fair := rows(t, f, "Fairness")
	if len(fair) != 4 || fair[1][1] != "bo" || number(t, fair[1][6]) < 404 || number(t, fair[1][6]) > 405 { // 647 - 728/3
		t.Errorf("fairness %v", fair)
	}
	for sheet, n := range map[string]int{"Gaps": 2, "Handovers": 6, "Shifts": 6} {
		if r := rows(t, f, sheet); len(r) != n {
			t.Errorf("%s: %d rows, want %d: %v", sheet, len(r), n, r)
		}
	}
}

// TestParts: a person's workbook does not call the hours of others gaps.
func TestParts(t *testing.T) {
	whole := march(t)
	mine := exporters.Part(&whole, func(p engine.Participant) bool { return p.ID == "cy" })
	f := open(t, encode(t, xlsx.Book{Part: true}, mine))
	if got := f.GetSheetList(); !slices.Equal(got, []string{"2026-03", "Shifts", "Hours", "Fairness", "Legend"}) {
		t.Errorf("sheets %v", got)
	}
	if r := rows(t, f, "2026-03"); len(r) < 3 || r[1][0] != "cy" || len(r[2]) != 0 {
		t.Errorf("grid %v", r)
	}
}

func TestTooMuch(t *testing.T) {
	z := zone(t, "UTC")
	tl := engine.Timeline{Schedule: desk(z), Window: span.Span[civil.Instant]{Start: 0, End: 86_400}}
	tl.Shifts = make([]engine.Shift, 1_048_576)
	if _, err := (xlsx.Book{}).Encode([]engine.Timeline{tl}); err == nil || !strings.Contains(err.Error(), "shorter window") {
		t.Errorf("error %v", err)
	}
	long := exportertest.New(desk(z), "2026-01-01 00:00", "2032-01-01 00:00").Shift("2026-01-01 00:00", "2026-01-02 00:00", exportertest.Turn("ana", 0)).Timeline()
	f := open(t, encode(t, xlsx.Book{}, long))
	if got := f.GetSheetList(); got[0] != "Shifts" {
		t.Errorf("sheets %v", got)
	}
	if said := fmt.Sprint(rows(t, f, "Legend")); !strings.Contains(said, "72 pages of months would be too many") {
		t.Errorf("the legend does not say that months are left out: %s", said)
	}
}

func TestEmptyAndDisabled(t *testing.T) {
	if f := open(t, encode(t, xlsx.Book{})); len(f.GetSheetList()) == 0 {
		t.Error("no sheets")
	}
	tl := march(t)
	off := *tl.Schedule
	off.Enabled = false
	tl.Schedule = &off
	f := open(t, encode(t, xlsx.Book{}, tl))
	if got := rows(t, f, "Shifts"); len(got) != 1 {
		t.Errorf("a disabled schedule has shifts: %v", got)
	}
	if said := fmt.Sprint(rows(t, f, "Legend")); !strings.Contains(said, "disabled: nobody is on call") {
		t.Error("the legend does not say that a schedule is disabled")
	}
}

func TestMapping(t *testing.T) {
	got, err := xlsx.Book{}.Mapping(march(t))
	if err != nil {
		t.Fatal(err)
	}
	want := `# How the month pages of this workbook are read back. The rows of people are; the row of the gaps is not.
layout: people-grid
timezone: "Europe/Berlin"
sheets: ["2026-03"]
header: 1
columns: {person: {column: A}}
skip_rows: ["^none$"]
split: ["/"]
join: touching
dst: {gap: jump, fold: first}
owns: {from: "2026-03-01", until: "2026-04-01"}
codes:
  "F": "09:00-09:00"
  "D": "09:00-18:00"
  "D2": "09:00-24:00"
  "E": "00:00-09:00"
`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("mapping (-want +got):\n%s", diff)
	}
}

// TestLongNamesLeaveThePageAlone: a long name of a schedule neither widens the printed month nor runs over its cells.
func TestLongNamesLeaveThePageAlone(t *testing.T) {
	tl := march(t)
	s := *tl.Schedule
	s.Name = strings.Repeat("Payments ", 40)
	tl.Schedule = &s
	for i, r := range rows(t, open(t, encode(t, xlsx.Book{}, tl)), "2026-03") {
		if i > 3 && len(r) == 2 && len([]rune(r[1])) > 200 {
			t.Errorf("a note of %d characters makes the page smaller: %s", len([]rune(r[1])), r[1])
		}
	}
}
