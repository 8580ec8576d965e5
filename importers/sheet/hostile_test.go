package sheet_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/importers/sheet"
)

// edit returns a sample workbook with one of its parts rewritten.
func edit(t *testing.T, name, part string, change func(string) string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(rosters, name))
	if err != nil {
		t.Fatal(err)
	}
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	out := zip.NewWriter(&buf)
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == part {
			before := string(text)
			if text = []byte(change(before)); string(text) == before {
				t.Fatalf("nothing changed in %s", part)
			}
		}
		w, err := out.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// refused reads a workbook as the sample of codes is read, and returns what is wrong with it.
func refused(t *testing.T, data []byte, lim sheet.Limits) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(rosters, "04-codes.map.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	m, problems := sheet.ParseMap("map.yaml", text)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	_, problems = sheet.Read("r.xlsx", data, m, sheet.Options{Zones: zonesDB(t), People: people(t), Limits: lim})
	if len(problems) == 0 {
		return "no problem"
	}
	return problems[0].String()
}

const part = "xl/worksheets/sheet1.xml"

// TestWorkbooksThatAreRefused: what a library opens without a word, or with a word nobody understands.
func TestWorkbooksThatAreRefused(t *testing.T) {
	whole, err := os.ReadFile(filepath.Join(rosters, "04-codes.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	bomb := func(string) string {
		return `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + strings.Repeat(" ", 3<<20) + "</sheetData></worksheet>"
	}
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"a sheet cut off between two rows", edit(t, "04-codes.xlsx", part, func(s string) string { return s[:strings.Index(s, `<row r="6"`)] }), "the sheet is cut off or damaged after row 5"},
		{"a sheet cut off in a cell", edit(t, "04-codes.xlsx", part, func(s string) string { return s[:strings.Index(s, `<row r="6"`)+20] }), "the sheet is cut off or damaged"},
		{"a file cut off", whole[:len(whole)/2], "it is damaged, or was cut off on its way"},
		{"a bomb", edit(t, "04-codes.xlsx", part, bomb), "its parts are more than 2 MiB when unpacked, from "},
		{"two million rows", edit(t, "04-codes.xlsx", part, func(s string) string {
			return strings.Replace(s, "</sheetData>", `<row r="1999999"><c r="A1999999"><v>1</v></c></row><row r="2000000"><c r="A2000000"><v>1</v></c></row></sheetData>`, 1)
		}), "row 1999999 is over the limit of 200000 rows"},
		{"two million rows, one by one", edit(t, "04-codes.xlsx", part, func(s string) string {
			return strings.Replace(s, "</sheetData>", strings.Repeat(`<row/>`, 2_000_000)+"</sheetData>", 1)
		}), "row 200001 is over the limit of 200000 rows"},
		{"a merge of everything", edit(t, "04-codes.xlsx", part, func(s string) string {
			return strings.Replace(s, "</sheetData>", `</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>`, 1)
		}), "more than 1000000 cells with the merged ones"},
		{"a cell in another's row", edit(t, "04-codes.xlsx", part, func(s string) string { return strings.Replace(s, `r="C4"`, `r="C9"`, 1) }), `a cell named "C9" stands in row 4`},
		{"no workbook at all", []byte("\x93NUMPY\xff\x00\x01"), "r.xlsx: it is named like a workbook, and is neither one nor a text; get it again"},
		{"an old workbook", append([]byte{0xd0, 0xcf, 0x11, 0xe0}, make([]byte, 100)...), "r.xlsx: this is an .xls file, or an encrypted workbook; open it and save it as .xlsx, without a password"},
		{"a zip of something else", []byte("PK\x05\x06" + strings.Repeat("\x00", 18)), `it has no part "xl/workbook.xml"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			lim := sheet.Limits{}
			if c.name == "a bomb" {
				lim.UnzipBytes = 2 << 20 // the default would only take longer
			}
			if got := refused(t, c.data, lim); !strings.Contains(got, c.want) {
				t.Errorf("%s\nwant %s", got, c.want)
			}
		})
	}
}

// TestCellsThatAreNoValues: what a workbook shows and does not hold.
func TestCellsThatAreNoValues(t *testing.T) {
	for _, c := range []struct{ name, cell, want string }{
		{"a formula without a value", `<c r="C4"><f>"F1"</f></c>`, "r.xlsx!Station 3!C4: the cell holds a formula, and the file does not hold its value; open the file in a spreadsheet program and save it, or paste the values"},
		{"a formula with its value", `<c r="C4" t="str"><f>"F1"</f><v>F1</v></c>`, "no problem"},
		{"an error", `<c r="C4" t="e"><v>#REF!</v></c>`, `r.xlsx!Station 3!C4: the cell shows the error "#REF!"; mend its formula`},
		{"a code that became a number", `<c r="C4"><v>3</v></c>`, `r.xlsx!Station 3!C4: the code "3" is not in the mapping; add it to ` + "`codes`" + ` in the mapping: its hours, or none`},
		{"a code that became a date", `<c r="C4" s="1"><v>44621</v></c>`, "r.xlsx!Station 3!C4: the cell holds a date where a code belongs: a spreadsheet program may have taken a code for one; write the code as text"},
		{"TRUE", `<c r="C4" t="b"><v>1</v></c>`, "r.xlsx!Station 3!C4: the cell holds TRUE or FALSE"},
		{"a text in its place", `<c r="C4" t="inlineStr"><is><t>F1</t></is></c>`, "no problem"},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := edit(t, "04-codes.xlsx", part, func(s string) string {
				i := strings.Index(s, `<c r="C4"`)
				j := i + strings.Index(s[i:], "</c>") + len("</c>")
				return s[:i] + c.cell + s[j:]
			})
			if got := refused(t, data, sheet.Limits{}); got != c.want {
				t.Errorf("%s\nwant %s", got, c.want)
			}
		})
	}
}

// TestManyTabs: progress is told of every tab.
func TestManyTabs(t *testing.T) { readManyTabs(t, 5) }

// TestProofManyTabs: 100 tabs x 60 people x 31 days are read in bounded memory and time.
func TestProofManyTabs(t *testing.T) {
	if os.Getenv("SCHEDSYNC_PROOF") == "" {
		t.Skip("a proof: runs with SCHEDSYNC_PROOF=1 (make proof)")
	}
	readManyTabs(t, 100)
}

func readManyTabs(t *testing.T, tabs int) {
	t.Helper()
	const crew, days = 60, 31
	var known []engine.PersonInfo
	for i := range crew {
		known = append(known, engine.PersonInfo{ID: engine.PersonID(fmt.Sprintf("p%d", i)), Name: fmt.Sprintf("Person %d", i)})
	}
	data := manyTabs(t, tabs, crew, days)
	m, problems := sheet.ParseMap("map.yaml", []byte("layout: people-grid\nsheets: [\"*\"]\ncolumns: {person: {column: A}}\nheader: 1\ndays: B:AF\ncodes: {D: \"08:00-20:00\"}\n"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	db := zonesDB(t)
	zone, err := db.Load("Europe/Lisbon")
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	var before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	peak := watchHeap(t)
	r, problems := sheet.Read("big.xlsx", data, m, sheet.Options{Zone: zone, Zones: db, People: known, Progress: func(int, int, string) { told++ }})
	took := time.Since(start)
	if len(problems) > 0 {
		t.Fatal(problems[0])
	}
	if len(r.Shifts) != tabs*crew*days || told < tabs {
		t.Errorf("%d shifts, %d steps of progress", len(r.Shifts), told)
	}
	used := (peak() - before.HeapAlloc) >> 20
	if used > 512 || took > time.Minute {
		t.Errorf("%d MiB at most, %s", used, took)
	}
	t.Logf("%d shifts in %s, %d MiB at most", len(r.Shifts), took.Round(time.Millisecond), used)
}

// watchHeap samples the heap until it is asked for the largest it was.
func watchHeap(t *testing.T) (peak func() uint64) {
	t.Helper()
	stop, most := make(chan struct{}), make(chan uint64)
	go func() {
		var top uint64
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			top = max(top, m.HeapAlloc)
			select {
			case <-stop:
				most <- top
				return
			case <-tick.C:
			}
		}
	}()
	return func() uint64 { close(stop); return <-most }
}

// manyTabs writes a workbook of months: real dates in the header, the same code everywhere.
func manyTabs(t *testing.T, tabs, crew, days int) []byte {
	t.Helper()
	f := excelize.NewFile()
	for tab := range tabs {
		name := fmt.Sprintf("T%d", tab)
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		w, err := f.NewStreamWriter(name)
		if err != nil {
			t.Fatal(err)
		}
		for row := range crew + 1 {
			cells := []any{"Name"}
			if row > 0 {
				cells[0] = fmt.Sprintf("Person %d", row-1)
			}
			for d := range days {
				if row == 0 {
					cells = append(cells, 44000+tab*days+d)
				} else {
					cells = append(cells, "D")
				}
			}
			if err := w.SetRow(fmt.Sprintf("A%d", row+1), cells); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestTextsOfNoUse: files that are no text in the encoding they have, or seem to have.
func TestTextsOfNoUse(t *testing.T) {
	for _, c := range []struct{ name, mapping, data, want string }{
		{"a quote that is not closed", byCodes, "Date,Shift,Who\n2026-11-02,\"F1,ana\n", "r.csv: line 2: the quote is not closed"},
		{"UTF-16 without its mark", byCodes, "D\x00a\x00t\x00e\x00,\x00S\x00", "it holds a NUL byte"},
		{"bytes that windows-1252 does not have", byCodes, "Date,Shift,Who\n\x81,F1,\xff\n", "it is not windows-1252: some bytes stand for no character"},
		{"windows-1252 by a guess", byCodes + "aliases: {ana: [Zoë]}", "Date,Shift,Who\n2026-11-02,F1,Zo\xeb\n", "2026-11-02 08:00 .. 2026-11-02 16:00 ana"},
		{"UTF-8 was stated", byCodes + "encoding: utf-8", "Date,Shift,Who\n2026-11-02,F1,Zo\xeb\n", "it is not utf-8: some bytes stand for no character"},
		{"an old Mac's line ends", byCodes, "Date,Shift,Who\r2026-11-02,F1,ana\r", "2026-11-02 08:00 .. 2026-11-02 16:00 ana"},
		{"UTF-16 by its mark", byCodes, "\xfe\xff\x00D\x00a\x00t\x00e\x00,\x00S\x00h\x00i\x00f\x00t\x00,\x00W\x00h\x00o\x00\n", "the roster holds no shift"},
	} {
		if got := read(t, "r.csv", c.mapping, c.data); !strings.Contains(got, c.want) {
			t.Errorf("%s: %s\nwant %s", c.name, got, c.want)
		}
	}
}

// FuzzRead: whatever the bytes, there is an answer, and shifts end after they begin.
func FuzzRead(f *testing.F) {
	for name, mapName := range samples(f) {
		data, err := os.ReadFile(filepath.Join(rosters, name))
		if err != nil {
			f.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(rosters, mapName))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, string(text))
	}
	db := zonesDB(f)
	zone, err := db.Load("Europe/Lisbon")
	if err != nil {
		f.Fatal(err)
	}
	known := people(f)
	small := sheet.Limits{UnzipBytes: 1 << 20, Rows: 500, Columns: 100, Cells: 5_000, Shifts: 5_000, Problems: 50}
	f.Fuzz(func(t *testing.T, data []byte, mapping string) {
		m, _ := sheet.ParseMap("map.yaml", []byte(mapping))
		options := sheet.Options{Zone: zone, Zones: db, People: known, Limits: small}
		r, _ := sheet.Read("x_2026_03.csv", data, m, options)
		for _, s := range r.Shifts {
			if s.From.In(r.Zone) >= s.Until.In(r.Zone) || s.Place == "" {
				t.Errorf("%+v", s)
			}
		}
		if text, problems := sheet.Suggest("x.csv", data, options); len(problems) == 0 && text == "" {
			t.Error("a suggestion without a word")
		}
	})
}
