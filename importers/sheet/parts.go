package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
)

// attributes are what the XML of a sheet says about its cells and the workbook library does not: how a value is typed and
// formatted, whether a formula has a value at all, which cells are merged, and whether the sheet is whole. A sheet that is
// cut off gives the library its first rows and no error.
type attributes struct {
	cells  map[[2]int]cellMark
	merged [][4]int // first row, first column, last row, last column
}

type cellMark struct {
	kind  cellKind
	style int
}

// parts are the files in a workbook.
type parts struct {
	files map[string]*zip.File
	left  int64 // bytes that may still be unpacked
}

// mostOther is the size of a part that is no sheet. The texts of all sheets stand in one, and each costs far more in memory.
const mostOther = 24 << 20

// errZip are the reasons for which a workbook is not opened at all.
var errZip = errors.New("not a workbook that can be read")

// openParts looks at the directory of a zip file before anything is unpacked.
func openParts(data []byte, lim Limits) (*parts, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w; it is damaged, or was cut off on its way", errZip, err)
	}
	if len(z.File) > lim.Parts {
		return nil, fmt.Errorf("%w: it holds %d files, the limit is %d", errZip, len(z.File), lim.Parts)
	}
	p := &parts{files: map[string]*zip.File{}, left: lim.UnzipBytes}
	var sum uint64
	for _, f := range z.File {
		sum += f.UncompressedSize64
		if sum > uint64(lim.UnzipBytes) || f.UncompressedSize64 > uint64(lim.UnzipBytes) {
			return nil, fmt.Errorf("%w: its parts are more than %d MiB when unpacked, from %d KiB packed; a roster needs far less",
				errZip, lim.UnzipBytes>>20, len(data)>>10)
		}
		name := strings.TrimPrefix(f.Name, "/")
		if f.UncompressedSize64 > mostOther && !strings.HasPrefix(name, "xl/worksheets/") {
			return nil, fmt.Errorf("%w: its part %q has %d MiB when unpacked, the limit is %d", errZip, name, f.UncompressedSize64>>20, mostOther>>20)
		}
		if p.files[name] != nil {
			return nil, fmt.Errorf("%w: it holds two files named %q", errZip, name)
		}
		p.files[name] = f
	}
	return p, nil
}

// open returns a decoder over a part. What the directory says about sizes may be a lie, so bytes are counted again.
func (p *parts) open(name string) (*xml.Decoder, io.Closer, error) {
	f := p.files[name]
	if f == nil {
		return nil, nil, fmt.Errorf("%w: it has no part %q", errZip, name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, nil, fmt.Errorf("%w: part %q: %w", errZip, name, err)
	}
	d := xml.NewDecoder(io.LimitReader(r, p.left+1))
	return d, r, nil
}

// decode reads a whole part.
func (p *parts) decode(name string, into any) error {
	d, c, err := p.open(name)
	if err != nil {
		return err
	}
	defer c.Close() //nolint:errcheck // only read from
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%w: part %q: %w", errZip, name, err)
	}
	return nil
}

// sheetPaths returns where each sheet of the workbook is kept, by its name.
func (p *parts) sheetPaths() (map[string]string, error) {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var rels struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := p.decode("xl/workbook.xml", &book); err != nil {
		return nil, err
	}
	if err := p.decode("xl/_rels/workbook.xml.rels", &rels); err != nil {
		return nil, err
	}
	at := map[string]string{}
	for _, r := range rels.List {
		at[r.ID] = strings.TrimPrefix(path.Join("/xl", r.Target), "/")
		if strings.HasPrefix(r.Target, "/") {
			at[r.ID] = strings.TrimPrefix(path.Clean(r.Target), "/")
		}
	}
	out := map[string]string{}
	for _, s := range book.Sheets {
		out[s.Name] = at[s.ID]
	}
	return out, nil
}

// scan reads the XML of one sheet from end to end. Its rows and cells are held to the limits before the library holds any
// of them in memory.
func (p *parts) scan(name string, lim Limits, cellsLeft int) (*attributes, error) {
	d, c, err := p.open(name)
	if err != nil {
		return nil, err
	}
	defer c.Close() //nolint:errcheck // only read from
	s := &scanner{out: &attributes{cells: map[[2]int]cellMark{}}, lim: lim, left: cellsLeft, row: -1}
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("the sheet is cut off or damaged after row %d (%w): save it again", s.row+1, err)
		}
		if err := s.token(tok); err != nil {
			return nil, err
		}
	}
	if !s.whole {
		return nil, errors.New("the sheet is cut off: it does not end as a sheet does; save it again")
	}
	return s.out, nil
}

// scanner walks over the XML of a sheet.
type scanner struct {
	out      *attributes
	lim      Limits
	left     int
	row, col int
	mark     cellMark
	in       bool // inside a cell
	formula  bool
	valued   bool
	whole    bool // the end of the sheet was seen
}

func (s *scanner) token(tok xml.Token) error {
	switch e := tok.(type) {
	case xml.StartElement:
		return s.start(e)
	case xml.EndElement:
		switch e.Name.Local {
		case "c":
			return s.end()
		case "worksheet":
			s.whole = true
		}
	}
	return nil
}

func (s *scanner) start(e xml.StartElement) error {
	switch e.Name.Local {
	case "row":
		before := s.row
		s.row, s.col = s.row+1, -1
		if n, err := strconv.Atoi(attr(e, "r")); err == nil {
			s.row = n - 1
		}
		if s.row <= before {
			return fmt.Errorf("row %d stands after row %d: the sheet is damaged", s.row+1, before+1)
		}
		if s.row >= s.lim.Rows {
			return fmt.Errorf("row %d is over the limit of %d rows: keep the roster in a sheet of its own, and delete the empty rows below it", s.row+1, s.lim.Rows)
		}
	case "c":
		return s.cell(e)
	case "f":
		s.formula = s.in
	case "v", "is":
		s.valued = s.in
	case "mergeCell":
		return s.merge(attr(e, "ref"))
	}
	return nil
}

func (s *scanner) cell(e xml.StartElement) error {
	s.col++
	if r := attr(e, "r"); r != "" {
		row, col := cellAddress(r)
		if row != s.row || col < s.col {
			return fmt.Errorf("a cell named %s stands in row %d, or out of order in it: the sheet is damaged", quoted(r), s.row+1)
		}
		s.col = col
	}
	style, _ := strconv.Atoi(attr(e, "s"))
	s.mark, s.in, s.formula, s.valued = cellMark{kindOf(attr(e, "t")), style}, true, false, false
	return nil
}

// end keeps the cell unless it is only a frame: a formula without a value is no empty cell, and must not pass as one.
func (s *scanner) end() error {
	s.in = false
	switch {
	case s.formula && !s.valued:
		s.mark.kind = formula
	case !s.valued:
		return nil
	}
	s.out.cells[[2]int{s.row, s.col}] = s.mark
	s.left--
	return s.count()
}

func (s *scanner) merge(ref string) error {
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		to = from
	}
	r1, c1 := cellAddress(from)
	r2, c2 := cellAddress(to)
	if r1 < 0 || c1 < 0 || r2 < r1 || c2 < c1 {
		return fmt.Errorf("the merged cells %s are no rectangle: the sheet is damaged", quoted(ref))
	}
	r2, c2 = min(r2, s.lim.Rows-1), min(c2, s.lim.Columns-1)
	s.out.merged = append(s.out.merged, [4]int{r1, c1, r2, c2})
	return s.count()
}

// count refuses a sheet with too many cells.
func (s *scanner) count() error {
	if s.left < 0 || len(s.out.merged) > s.lim.Rows {
		return fmt.Errorf("more than %d cells: keep the roster in a workbook of its own", s.lim.Cells)
	}
	return nil
}

func kindOf(t string) cellKind {
	switch t {
	case "", "n":
		return number
	case "d":
		return isoDate
	case "b":
		return truth
	case "e":
		return broken
	default:
		return text
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}
