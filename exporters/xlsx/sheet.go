package xlsx

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// sheet is a sheet that is written row by row, so that a long list never is in memory as cells.
type sheet struct {
	w    *writer
	name string
	out  *excelize.StreamWriter
	row  int // the last one written
}

// page is how a sheet is laid out and printed.
type page struct {
	widths []float64 // of the columns
	frozen string    // first cell that scrolls
	titles string    // columns that every page repeats, as in $A:$B; the first row is always repeated
	one    bool      // everything on one page
	head   string    // what stands over every printed page
}

// sheet begins a sheet. Page set-up comes before the first row, because the stream writes it there.
func (w *writer) sheet(name string, p page) *sheet {
	s := &sheet{w: w, name: w.sheetName(name)}
	_, err := w.file.NewSheet(s.name)
	w.do(err)
	fit := true
	w.do(w.file.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &fit}))
	if s.out, err = w.file.NewStreamWriter(s.name); err != nil {
		w.do(err)
		return s
	}
	s.print(p)
	for i, width := range slices.Backward(p.widths) { // the library writes the last one set first, and Excel wants them ascending
		w.do(s.out.SetColWidth(i+1, i+1, width))
	}
	col, row, err := excelize.CellNameToCoordinates(p.frozen)
	w.do(err)
	pane := "bottomLeft"
	if col > 1 {
		pane = "bottomRight"
	}
	w.do(s.out.SetPanes(&excelize.Panes{Freeze: true, XSplit: col - 1, YSplit: row - 1, TopLeftCell: p.frozen, ActivePane: pane}))
	return s
}

// print sets the page up: A4, landscape, as wide as the paper.
func (s *sheet) print(p page) {
	a4, landscape, one, many := 9, "landscape", 1, 0
	layout := excelize.PageLayoutOptions{Size: &a4, Orientation: &landscape, FitToWidth: &one, FitToHeight: &many}
	if p.one {
		layout.FitToHeight = &one
	}
	s.w.do(s.w.file.SetPageLayout(s.name, &layout))
	side, top, edge := 0.4, 0.7, 0.3
	s.w.do(s.w.file.SetPageMargins(s.name, &excelize.PageLayoutMarginsOptions{
		Left: &side, Right: &side, Top: &top, Bottom: &top, Header: &edge, Footer: &edge,
	}))
	s.w.do(s.w.file.SetHeaderFooter(s.name, &excelize.HeaderFooterOptions{
		OddHeader: "&L&B" + headerText(p.head), OddFooter: "&L" + headerText(s.w.title()) + "&C&A&RPage &P of &N",
	}))
	titles := s.ref() + "!$1:$1"
	if p.titles != "" {
		titles = s.ref() + "!" + p.titles + "," + titles
	}
	s.w.do(s.w.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: titles, Scope: s.name}))
}

// headerText makes a text safe in the header of a page, where & begins a command and 255 characters are the most in all. A
// digit after a command would be read as a size.
func headerText(s string) string {
	s = strings.ReplaceAll(cutUnits(s, 60), "&", "&&")
	return " " + s
}

// ref returns the sheet's name as a formula writes it.
func (s *sheet) ref() string { return "'" + strings.ReplaceAll(s.name, "'", "''") + "'" }

// add writes the next row. Values are strings, numbers and styled cells; nil leaves a cell empty.
func (s *sheet) add(values ...any) { s.addTall(0, values...) }

// addTall writes the next row with a height in points; 0: as the viewer likes.
func (s *sheet) addTall(height float64, values ...any) {
	s.row++
	if s.w.err != nil {
		return
	}
	var opts []excelize.RowOpts
	if height > 0 {
		opts = append(opts, excelize.RowOpts{Height: height})
	}
	s.w.do(s.out.SetRow(fmt.Sprintf("A%d", s.row), values, opts...))
}

// header writes the first row of a list.
func (s *sheet) header(names ...string) {
	id := s.w.style(look{fill: headFill, bold: true, white: true, wrap: true, center: true})
	row := make([]any, len(names))
	for i, n := range names {
		row[i] = excelize.Cell{StyleID: id, Value: n}
	}
	s.addTall(32, row...)
}

// close ends the sheet; a list with rows below its header gets filters.
func (s *sheet) close(columns int) {
	if s.w.err != nil {
		return
	}
	if columns > 0 && s.row > 1 {
		last, err := excelize.CoordinatesToCellName(columns, s.row)
		s.w.do(err)
		s.w.do(s.w.file.AutoFilter(s.name, "A1:"+last, nil))
	}
	s.w.do(s.out.Flush())
}
