package xlsx

import "github.com/xuri/excelize/v2"

// look is how a cell looks. Equal looks share a style.
type look struct {
	fill    string // RRGGBB; empty: none
	hatched bool   // lines over the fill, which a printer without colours prints too
	bold    bool
	italic  bool
	white   bool // white text, for dark fills
	red     bool
	center  bool
	wrap    bool
	upright bool   // text from the bottom to the top
	boxed   bool   // thin lines around
	thick   bool   // thick lines around
	indent  bool   // a little room at the left
	shrink  bool   // smaller letters where the text is wider than its cell, instead of running over the next ones
	format  string // number format; empty: general
}

// The number formats of dates and hours. A viewer writes names of days in its own language.
const (
	dateTime = "ddd yyyy-mm-dd hh:mm"
	utcTime  = "yyyy-mm-dd hh:mm\"Z\""
	twoPlace = "0.00"
	exact    = "#,##0.00##"
	percent  = "0.0%"
)

// The fills, each with a lightness of its own so that a grey print tells them apart.
const (
	headFill    = "1F3864" // darkest, with white text
	onFill      = "BDD7EE"
	freeFill    = "E7E6E6" // weekends
	holidayFill = "D0CECE"
	onFreeFill  = "9DC3E6"
	gapFill     = "ED7D31" // the lines of the hatching
)

// style returns the number of a style.
func (w *writer) style(l look) int {
	if id, ok := w.styles[l]; ok {
		return id
	}
	s := &excelize.Style{Font: &excelize.Font{Family: "Calibri", Size: 11, Bold: l.bold, Italic: l.italic}}
	switch {
	case l.white:
		s.Font.Color = "FFFFFF"
	case l.red:
		s.Font.Color = "C00000"
	}
	switch {
	case l.hatched:
		s.Fill = excelize.Fill{Type: "pattern", Pattern: 14, Color: []string{l.fill}}
	case l.fill != "":
		s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{l.fill}}
	}
	s.Alignment = &excelize.Alignment{Vertical: "center", WrapText: l.wrap, ShrinkToFit: l.shrink}
	if l.wrap && !l.center {
		s.Alignment.Vertical = "top"
	}
	if l.indent {
		s.Alignment.Horizontal, s.Alignment.Indent = "left", 1
	}
	if l.upright {
		s.Alignment.TextRotation = 90
	}
	if l.center {
		s.Alignment.Horizontal = "center"
	}
	if l.boxed || l.thick {
		s.Border = borders(l.thick)
	}
	if l.format != "" {
		s.CustomNumFmt = &l.format
	}
	id, err := w.file.NewStyle(s)
	w.do(err)
	w.styles[l] = id
	return id
}

func borders(thick bool) []excelize.Border {
	style, colour := 1, "A6A6A6"
	if thick {
		style, colour = 5, "000000"
	}
	var out []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		out = append(out, excelize.Border{Type: side, Color: colour, Style: style})
	}
	return out
}
