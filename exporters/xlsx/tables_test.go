package xlsx_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/schedsync/schedsync/engine/report"
	"github.com/schedsync/schedsync/exporters/exportertest"
	"github.com/schedsync/schedsync/exporters/xlsx"
)

// night is a report over the second of the two hours of an autumn night, with a name that a spreadsheet would run.
func night(t tb) []report.Table {
	z := zone(t, "Europe/Lisbon")
	at := int64(exportertest.At(z, "2026-10-25 01:30")) + 3600 // the second time the clock shows it
	return []report.Table{{
		Name: "moves", Columns: []report.Column{
			{Key: "who", Kind: report.Text},
			{Key: "name", Kind: report.Text},
			{Key: "start", Kind: report.Moment},
			{Key: "basis", Kind: report.Text},
			{Key: "base_total", Kind: report.Elapsed},
			{Key: "rate", Kind: report.Amount},
			{Key: "share", Kind: report.Percent},
			{Key: "turns", Kind: report.Count},
		},
		Rows: [][]report.Cell{
			{
				{Kind: report.Text, Text: "ana"},
				{Kind: report.Text, Text: "=1+1\n"},
				{Kind: report.Moment, N: at, Zone: z},
				{Kind: report.Text, Text: "hour"},
				{Kind: report.Elapsed, N: -5400},
				{Kind: report.Amount, N: 167_750},
				{Kind: report.Percent, N: 125},
				{Kind: report.Count, N: 7},
			},
			{{Kind: report.Text, Text: "ana"}, {}, {}, {Kind: report.Text, Text: "total"}, {Kind: report.Elapsed, N: 60}, {}, {}, {}},
		},
	}}
}

func reportBook(t tb) []byte {
	t.Helper()
	data, err := xlsx.Report("Moves, October", night(t))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestReportKeepsKinds: what can be counted is a number, what is a moment a date, and the two equal hours of an autumn night
// are told apart in UTC.
func TestReportKeepsKinds(t *testing.T) {
	data := reportBook(t)
	f := open(t, data)
	if got := f.GetSheetList(); len(got) != 1 || got[0] != "Moves" {
		t.Fatalf("sheets %q", got)
	}
	got := fmt.Sprintf("%q", rows(t, f, "Moves"))
	want := `[["who" "name" "timezone" "start" "start UTC" "basis" "base total, hours" "rate" "share" "turns"]` +
		` ["ana" "=1+1" "Europe/Lisbon" "46320.0625" "46320.0625" "hour" "-1.5" "16.775" "0.125" "7"]` +
		` ["ana" "" "" "" "" "total" "0.016666666666666666"]]`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	shown, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer shown.Close() //nolint:errcheck // it was only read
	for cell, want := range map[string]string{
		"D2": "Sun 2026-10-25 01:30", "E2": "2026-10-25 01:30Z", "G2": "-1.50", "H2": "16.775", "I2": "12.5%", "J2": "7", "G3": "0.0167",
	} {
		if got, err := shown.GetCellValue("Moves", cell); err != nil || got != want {
			t.Errorf("%s shows %q, want %q (%v)", cell, got, want, err)
		}
		if kind, err := shown.GetCellType("Moves", cell); err != nil || kind != excelize.CellTypeUnset {
			t.Errorf("%s is no number: %v, %v", cell, kind, err)
		}
	}
	if kind, err := shown.GetCellType("Moves", "B2"); err != nil || kind != excelize.CellTypeInlineString {
		t.Errorf("a name that looks like a formula is of type %v, want a text (%v)", kind, err)
	}
	if body := part(t, data, "xl/worksheets/sheet2.xml"); strings.Contains(body, "<f>") {
		t.Error("there is a formula")
	}
}

func TestReportHasTheSameBytes(t *testing.T) {
	if !bytes.Equal(reportBook(t), reportBook(t)) {
		t.Error("the same report has other bytes the second time")
	}
}

func TestReportThatDoesNotFit(t *testing.T) {
	_, err := xlsx.Report("x", []report.Table{{Name: "pay", Columns: []report.Column{{Key: "who"}}, Rows: make([][]report.Cell, 1<<20)}})
	if err == nil || !strings.Contains(err.Error(), "ask for a shorter period") {
		t.Errorf("error %v", err)
	}
}
