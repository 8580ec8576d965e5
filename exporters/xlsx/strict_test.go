package xlsx_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/xlsx"
)

// worksheet are the children of a sheet in the only order that Excel reads without offering a repair (ECMA-376 part 1,
// 18.3.1.99, CT_Worksheet).
var worksheet = []string{
	"sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges",
	"scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
	"dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks",
	"customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing",
}

// TestExcelIsStrict: what LibreOffice forgives and Excel does not. Parts are well-formed, the children of sheets and
// columns stand in their order, one sheet is in front, headers are short enough.
func TestExcelIsStrict(t *testing.T) {
	tl := march(t)
	s := *tl.Schedule
	s.Name = strings.Repeat("&", 300)
	tl.Schedule = &s
	strict(t, encode(t, xlsx.Book{Title: strings.Repeat("&P", 300)}, tl, march(t)))
	strict(t, reportBook(t))
}

func strict(t *testing.T, data []byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	front := 0
	for _, f := range z.File {
		body := part(t, data, f.Name)
		children, headers := childrenOf(t, f.Name, body)
		if !strings.HasPrefix(f.Name, "xl/worksheets/sheet") {
			continue
		}
		front += strings.Count(body, `tabSelected="1"`) + strings.Count(body, `tabSelected="true"`)
		last := -1
		for _, c := range children {
			i := slices.Index(worksheet, c)
			if i <= last {
				t.Errorf("%s: <%s> stands after %v", f.Name, c, children)
			}
			last = i
		}
		for _, want := range []string{"sheetPr", "sheetViews", "cols", "sheetData", "pageMargins", "pageSetup", "headerFooter"} {
			if !slices.Contains(children, want) {
				t.Errorf("%s has no <%s>: %v", f.Name, want, children)
			}
		}
		cols := 0
		for _, m := range regexp.MustCompile(`<col min="(\d+)"`).FindAllStringSubmatch(body, -1) {
			if n := int(number(t, m[1])); n != cols+1 {
				t.Errorf("%s: column %d after column %d", f.Name, n, cols)
			}
			cols++
		}
		for _, h := range headers {
			if n := len([]rune(h)); n > 255 {
				t.Errorf("%s: a header of %d characters", f.Name, n)
			}
		}
	}
	if front > 1 {
		t.Errorf("%d sheets are in front: typing would go into all of them", front)
	}
}

// childrenOf returns the names of the children of a part's root, and the texts of headers and footers.
func childrenOf(t *testing.T, name, body string) (children, headers []string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(body))
	depth, inside := 0, ""
	for {
		tok, err := d.Token()
		if err != nil {
			if err.Error() != "EOF" {
				t.Errorf("%s: %v", name, err)
			}
			return children, headers
		}
		switch x := tok.(type) {
		case xml.StartElement:
			if depth++; depth == 2 {
				children = append(children, x.Name.Local)
			}
			inside = x.Name.Local
		case xml.EndElement:
			depth--
			inside = ""
		case xml.CharData:
			if inside == "oddHeader" || inside == "oddFooter" {
				headers = append(headers, string(x))
			}
		}
	}
}

// TestAnyName: whatever people and schedules are called, the workbook opens and says the same.
func TestAnyName(t *testing.T) {
	for _, name := range []string{"=1+1", "a:b/'", "\x00\x1b\ufffe\xff", "_x0041_ ]]> &amp; <b>", strings.Repeat("👩", 40)} {
		tl := march(t)
		s := *tl.Schedule
		s.ID, s.Name = engine.ScheduleID(name), name
		tl.Schedule = &s
		data := encode(t, xlsx.Book{Names: names(engine.PersonInfo{ID: "ana", Name: name}), Title: name}, tl, march(t))
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range z.File {
			childrenOf(t, f.Name, part(t, data, f.Name))
		}
		book := open(t, data)
		if n := len(book.GetSheetList()); n != 8 {
			t.Errorf("%d sheets: %q", n, book.GetSheetList())
		}
		want := exporters.Clean(name)
		if want == "" {
			want = "ana"
		}
		if got, _ := book.GetCellValue(book.GetSheetList()[0], "B2"); got != strings.Trim(want, "\ufffe\uffff") && len(want) < 100 {
			t.Errorf("the name %q reads back as %q", name, got)
		}
	}
}
