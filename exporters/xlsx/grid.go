package xlsx

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters"
)

// onePage is how many lines of people still are legible on one page.
const onePage = 50

// grid writes a month of a schedule.
func (w *writer) grid(s *schedule, m month, several bool) {
	name := sheetOfMonth(m.first)
	head := s.name + ", " + monthName(m) + ", " + s.Schedule.Zone.String()
	if several {
		name += " " + string(s.Schedule.ID)
	}
	p := page{widths: []float64{12, 22}, frozen: "C2", titles: "$A:$B", one: len(m.rows) <= onePage, head: head}
	wide := 4.3
	for _, r := range m.rows {
		for _, c := range r.cells {
			wide = max(wide, 1.5+1.4*float64(len(c.text)))
		}
	}
	for range m.days {
		p.widths = append(p.widths, min(wide, 12))
	}
	p.widths = append(p.widths, 8)
	sh := w.sheet(name, p)
	w.gridHeader(sh, m)
	for _, r := range m.rows {
		w.gridRow(sh, m, r)
	}
	w.gridNotes(sh, s, m)
	sh.close(0)
}

// sheetOfMonth is what the page of a month is called, before the id of one schedule of several: 2026-11.
func sheetOfMonth(d civil.Day) string { return d.String()[:len("2026-11")] }

// monthName writes "November 2026".
func monthName(m month) string {
	y, mo, _ := m.first.Date()
	return fmt.Sprintf("%s %d", [...]string{
		"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
	}[mo-1], y)
}

// gridHeader writes the dates. A date is a number for whoever reads the sheet back; its format shows the weekday, the
// day, and the sign of a holiday or of a night on which the clock is changed.
func (w *writer) gridHeader(sh *sheet, m month) {
	head := w.style(look{fill: headFill, bold: true, white: true, boxed: true, indent: true})
	row := []any{excelize.Cell{StyleID: head, Value: "id"}, excelize.Cell{StyleID: head, Value: "name"}}
	for _, d := range m.days {
		l := look{bold: true, center: true, upright: true, boxed: true, format: dayFormat(d), fill: dayFill(d)}
		row = append(row, excelize.Cell{StyleID: w.style(l), Value: serial(d.Start())})
	}
	total := w.style(look{fill: headFill, bold: true, white: true, boxed: true, center: true})
	sh.addTall(76, append(row, excelize.Cell{StyleID: total, Value: "hours"})...)
}

// dayFormat is the number format of a date: the weekday, the day, and the signs.
func dayFormat(d exporters.Day) string {
	f := "ddd d"
	if len(d.Holidays) > 0 {
		f += `" *"`
	}
	switch {
	case d.Moved > 0:
		f += `" ◆+"`
	case d.Moved < 0:
		f += `" ◆-"`
	}
	return f
}

// dayFill is the colour of a date nobody works on.
func dayFill(d exporters.Day) string {
	switch {
	case len(d.Holidays) > 0:
		return holidayFill
	case d.Weekend:
		return freeFill
	default:
		return ""
	}
}

func (w *writer) gridRow(sh *sheet, m month, r monthRow) {
	side := w.style(look{boxed: true, indent: true, shrink: true})
	id, name := r.who.String(), w.Names.Of(r.who)
	if r.who.Kind == engine.Nobody {
		side = w.style(look{boxed: true, bold: true, red: true, indent: true, shrink: true})
		name = "— " + exporters.Nobody + " —"
	}
	row := []any{excelize.Cell{StyleID: side, Value: text(id)}, excelize.Cell{StyleID: side, Value: text(name)}}
	for i, c := range r.cells {
		row = append(row, excelize.Cell{StyleID: w.style(cellLook(m.days[i], c)), Value: cellValue(c)})
	}
	sum := w.style(look{boxed: true, bold: true, format: twoPlace}) // 0.## would show whole hours as "168."
	sh.addTall(24, append(row, excelize.Cell{StyleID: sum, Value: inHours(r.total)})...)
}

// cellValue is nil in an empty cell, which then has a style and no text.
func cellValue(c cell) any {
	if c.text == "" {
		return nil
	}
	return c.text
}

func cellLook(d exporters.Day, c cell) look {
	l := look{center: true, boxed: true, shrink: true, fill: dayFill(d)}
	switch {
	case c.gap:
		l.fill, l.hatched, l.bold, l.red, l.thick = gapFill, true, true, true, true
	case c.on && d.Free():
		l.fill, l.bold = onFreeFill, true
	case c.on:
		l.fill, l.bold = onFill, true
	}
	if c.changed && !c.gap {
		l.thick, l.italic = true, true
	}
	return l
}

// gridNotes explains the codes and the signs of this page under it. Column A stays empty there.
func (w *writer) gridNotes(sh *sheet, s *schedule, m month) {
	note := w.style(look{indent: true})
	sh.add()
	line := func(text string) { sh.add(nil, excelize.Cell{StyleID: note, Value: text}) }
	const most = 80 // a longer line would make the whole page print smaller
	line(cutUnits(s.name, most) + ", " + monthName(m) + ", times in " + s.Schedule.Zone.String())
	for chunk := range slices.Chunk(codeTexts(m), 6) {
		line(strings.Join(chunk, "   ·   "))
	}
	line("* holiday   ·   × somebody is missing: nobody is on call for a part of the time from that date on   ·   thick frame: an override, a cover or a forward   ·   ◆ the clock is changed")
}

// codeTexts explains the codes that stand in a month.
func codeTexts(m month) []string {
	used := map[string]bool{}
	for _, r := range m.rows {
		for _, c := range r.cells {
			for _, name := range strings.Split(c.text, "/") {
				used[name] = true
			}
		}
	}
	var out []string
	for _, c := range m.codes {
		if used[c.name] {
			out = append(out, c.name+" = "+c.String())
		}
	}
	return out
}
