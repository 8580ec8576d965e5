package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// book is an open workbook, or a CSV file made to look like one.
type book struct {
	file   string
	log    *log
	lim    Limits
	parts  *parts
	xlsx   *excelize.File
	paths  map[string]string
	dated  map[int]bool // by style: the format shows a date or a time
	old    bool         // the workbook counts its days from 1904
	left   int          // cells that may still be read
	merged string       // what becomes of merged cells: fill or first
}

// openBook opens a workbook. The library may panic on hostile input; that is an error here.
func openBook(file string, data []byte, m *Map, g *log, lim Limits) (b *book, err error) {
	defer func() {
		if r := recover(); r != nil {
			b, err = nil, fmt.Errorf("%w: %v", errZip, r)
		}
	}()
	p, err := openParts(data, lim)
	if err != nil {
		return nil, err
	}
	paths, err := p.sheetPaths()
	if err != nil {
		return nil, err
	}
	// One limit for both: no part is ever put into a temporary file.
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: lim.UnzipBytes, UnzipXMLSizeLimit: lim.UnzipBytes, RawCellValue: true,
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errZip, err)
	}
	b = &book{file: file, log: g, lim: lim, parts: p, xlsx: f, paths: paths, dated: map[int]bool{}, left: lim.Cells, merged: m.Merged}
	props, err := f.GetWorkbookProps()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errZip, err)
	}
	if b.old = props.Date1904 != nil && *props.Date1904; b.old {
		g.decided(file, "the workbook counts its days from 1904")
	}
	return b, nil
}

// close gives the memory of the workbook back.
func (b *book) close() {
	_ = b.xlsx.Close() // nothing was written, and no temporary file made
}

// sheets returns the sheets to read, in the order of the workbook, by the patterns of the mapping. Hidden ones are left out,
// which is told, unless the mapping wants them.
func (b *book) sheets(m *Map) ([]string, error) {
	var visible, out []string
	used := make([]bool, len(m.Sheets))
	for _, name := range b.xlsx.GetSheetList() {
		shown, err := b.xlsx.GetSheetVisible(name)
		if err != nil {
			return nil, err
		}
		if !shown && !m.HiddenSheets {
			b.log.skip(b.file+"!"+name, "a hidden sheet")
			continue
		}
		visible = append(visible, name)
		if picked(m.Sheets, name, used) {
			out = append(out, name)
		} else if len(m.Sheets) > 0 {
			b.log.skip(b.file+"!"+name, "not among the `sheets` of the mapping")
		}
	}
	for i, p := range m.Sheets {
		if !used[i] {
			b.log.wrong(b.file, "its visible sheets are "+list(visible), "no sheet is called %s", quoted(p))
		}
	}
	switch {
	case len(m.Sheets) > 0:
	case len(visible) == 1:
		b.log.decided(b.file+"!"+visible[0], "the only visible sheet is read")
		out = visible
	case m.Layout == "" && slices.Contains(visible, shiftsSheet):
		out = []string{shiftsSheet} // perhaps Microsoft's workbook: its header will tell
	case len(visible) == 0:
		return nil, errors.New("the workbook has no visible sheet")
	default:
		b.log.wrong(b.file, "say in the mapping which to read, as `sheets: ["+quoted(visible[0])+"]`; a * stands for any text",
			"the workbook has %d visible sheets: %s", len(visible), list(visible))
	}
	if len(out) > b.lim.Sheets {
		return nil, fmt.Errorf("%d sheets, the limit is %d", len(out), b.lim.Sheets)
	}
	return out, nil
}

// picked reports whether any pattern is meant for a sheet, and marks it as used.
func picked(patterns []string, name string, used []bool) bool {
	found := false
	for i, p := range patterns {
		ok, err := path.Match(strings.ReplaceAll(p, `[`, `\[`), name)
		if p == name || err == nil && ok {
			found, used[i] = true, true
		}
	}
	return found
}

// table reads one sheet.
func (b *book) table(name string) (t *table, err error) {
	defer func() {
		if r := recover(); r != nil {
			t, err = nil, fmt.Errorf("the sheet makes no sense to the reader: %v", r)
		}
	}()
	marks, err := b.parts.scan(b.paths[name], b.lim, b.left)
	if err != nil {
		return nil, err
	}
	if b.left -= len(marks.cells); b.left < 0 {
		return nil, fmt.Errorf("more than %d cells: keep the roster in a workbook of its own", b.lim.Cells)
	}
	t = &table{file: b.file, name: name, epoch1904: b.old}
	rows, err := b.xlsx.Rows(name)
	if err != nil {
		return nil, err
	}
	for r := 0; rows.Next(); r++ {
		values, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", r+1, err)
		}
		row, err := b.row(r, values, marks)
		if err != nil {
			return nil, err
		}
		t.rows = append(t.rows, row)
	}
	if err := rows.Close(); err != nil {
		return nil, err
	}
	return t, b.fill(t, marks)
}

// row puts the values of a row and what the XML says about them together.
func (b *book) row(r int, values []string, marks *attributes) ([]cell, error) {
	if len(values) > b.lim.Columns {
		return nil, fmt.Errorf("row %d has %d columns, the limit is %d: delete what stands far to the right", r+1, len(values), b.lim.Columns)
	}
	out := make([]cell, len(values))
	for c, v := range values {
		m, ok := marks.cells[[2]int{r, c}]
		if !ok {
			continue
		}
		if len(v) > b.lim.CellBytes {
			return nil, fmt.Errorf("cell %s holds %d bytes, the limit is %d", address(r, c), len(v), b.lim.CellBytes)
		}
		out[c] = cell{text: v, kind: m.kind, dated: m.kind == number && b.isDated(m.style)}
		if v == "" && m.kind != formula {
			out[c].kind = blank
		}
	}
	return out, nil
}

// fill copies the text of merged cells into those they cover: the library gives it once, in the first.
func (b *book) fill(t *table, marks *attributes) error {
	for _, m := range marks.merged {
		first := t.at(m[0], m[1])
		if first.kind == blank || b.merged == "first" {
			continue
		}
		if b.left -= (m[2] - m[0] + 1) * (m[3] - m[1] + 1); b.left < 0 {
			return fmt.Errorf("more than %d cells with the merged ones: keep the roster in a workbook of its own", b.lim.Cells)
		}
		first.merged = true
		for r := m[0]; r <= m[2]; r++ {
			for len(t.rows) <= r {
				t.rows = append(t.rows, nil)
			}
			for c := m[1]; c <= m[3]; c++ {
				for len(t.rows[r]) <= c {
					t.rows[r] = append(t.rows[r], cell{})
				}
				if r != m[0] || c != m[1] {
					t.rows[r][c] = first
				}
			}
		}
		b.log.decided(t.place(m[0], m[1]), "the merged cells %s:%s say %s in every cell they cover", address(m[0], m[1]), address(m[2], m[3]), quoted(cleanText(first.text)))
	}
	return nil
}

// isDated reports whether a style shows numbers as dates or times: 14 to 22 and 45 to 47 of the built-in formats
// (ECMA-376 part 1, 18.8.30), the East Asian dates 27 to 36 and 50 to 58, or a format of the workbook's own with a letter
// of a date outside quotes and brackets.
func (b *book) isDated(style int) bool {
	if dated, known := b.dated[style]; known {
		return dated
	}
	dated := false
	if s, err := b.xlsx.GetStyle(style); err == nil {
		n := s.NumFmt
		dated = n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 45 && n <= 47 || n >= 50 && n <= 58
		if s.CustomNumFmt != nil {
			dated = datedFormat(*s.CustomNumFmt)
		}
	}
	b.dated[style] = dated
	return dated
}

func datedFormat(format string) bool {
	quote, bracket := false, false
	for i := 0; i < len(format); i++ {
		switch c := format[i]; {
		case c == '"':
			quote = !quote
		case quote:
		case c == '\\' || c == '_' || c == '*':
			i++
		case c == '[':
			bracket = !strings.HasPrefix(strings.ToLower(format[i:]), "[h") && !strings.HasPrefix(strings.ToLower(format[i:]), "[m")
		case c == ']':
			bracket = false
		case bracket:
		case strings.IndexByte("dDmMyYhHsS", c) >= 0:
			return true
		}
	}
	return false
}

// list returns texts in quotes with commas, cut after ten.
func list(words []string) string {
	var out []string
	for i, w := range words {
		if i == 10 {
			out = append(out, fmt.Sprintf("… (%d more)", len(words)-i))
			break
		}
		out = append(out, quoted(w))
	}
	return strings.Join(out, ", ")
}
