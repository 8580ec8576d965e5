package xlsx

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/report"
)

// Report returns a workbook with a sheet for every table of a report: lengths in hours, amounts, counts and shares as numbers,
// moments as dates. A moment takes two columns: what the clock of its zone shows, and the same in UTC, which also tells the
// two equal hours of an autumn night apart; a table that names no zone gets a column "timezone" before its first moment. The
// title stands in the properties and on every printed page. The error is about a table that does not fit into a sheet.
func Report(title string, tables []report.Table) ([]byte, error) {
	return Book{Title: title}.save(func(w *writer) error {
		for i := range tables {
			if err := w.table(&tables[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// table writes one table of a report.
func (w *writer) table(t *report.Table) error {
	if len(t.Rows) >= maxRows {
		return fmt.Errorf("the %d rows of %q do not fit into the %d of a sheet; ask for a shorter period or fewer schedules", len(t.Rows), t.Name, maxRows-1)
	}
	fields := fieldsOf(t)
	names, widths := make([]string, len(fields)), make([]float64, len(fields))
	for i, f := range fields {
		names[i], widths[i] = f.name, f.width(t.Rows)
	}
	first, err := excelize.CoordinatesToCellName(min(2+slices.Index(names, "name"), len(fields)+1), 2)
	w.do(err)
	sh := w.sheet(strings.ToUpper(t.Name[:1])+t.Name[1:], page{widths: widths, frozen: first, head: w.title()})
	sh.header(names...)
	row := make([]any, len(fields))
	basis := slices.IndexFunc(t.Columns, func(c report.Column) bool { return c.Key == "basis" })
	for _, r := range t.Rows {
		total := basis >= 0 && r[basis].Text == "total"
		for i, f := range fields {
			row[i] = w.value(f, r[f.at], total)
		}
		sh.add(row...)
	}
	sh.close(len(fields))
	return nil
}

// field is a column of a sheet: what it shows of a column of the table.
type field struct {
	name string
	at   int // the table's column
	kind report.CellKind
	show showing
}

// showing is what a field shows of a moment.
type showing uint8

const (
	whole   showing = iota // the value, or what the zone's clock shows
	inUTC                  // the same moment in UTC
	theZone                // the name of the zone
)

// fieldsOf lays the columns of a table out.
func fieldsOf(t *report.Table) []field {
	zoned := slices.ContainsFunc(t.Columns, func(c report.Column) bool { return c.Key == "timezone" })
	var out []field
	for i, c := range t.Columns {
		name := strings.ReplaceAll(c.Key, "_", " ")
		switch c.Kind {
		case report.Moment:
			if !zoned {
				zoned = true
				out = append(out, field{"timezone", i, report.Text, theZone})
			}
			out = append(out, field{name, i, c.Kind, whole}, field{name + " UTC", i, c.Kind, inUTC})
		case report.Elapsed:
			out = append(out, field{name + ", hours", i, c.Kind, whole})
		default:
			out = append(out, field{name, i, c.Kind, whole})
		}
	}
	return out
}

// width returns how wide a column is: as its texts and a header of two lines, within reason.
func (f field) width(rows [][]report.Cell) float64 {
	const least, most, sample = 10, 44, 1000
	if f.kind == report.Moment {
		return 22
	}
	n := max(least, 3+len(strings.TrimSuffix(f.name, " hours")))
	for _, r := range rows[:min(len(rows), sample)] {
		n = max(n, 3+utf8.RuneCountInString(f.text(r[f.at])))
	}
	return float64(min(n, most))
}

// text returns the words of a cell.
func (f field) text(c report.Cell) string {
	if f.show == theZone && c.Zone != nil {
		return c.Zone.String()
	}
	return c.Text // empty for numbers and blanks
}

// value returns what a cell holds, in bold where its row is a sum; nil where it is blank.
func (w *writer) value(f field, c report.Cell, sum bool) any {
	styled := func(l look, value any) any {
		l.bold = sum
		return excelize.Cell{StyleID: w.style(l), Value: value}
	}
	switch {
	case f.show == theZone && c.Kind == report.Moment, c.Kind == report.Text:
		return styled(look{indent: true}, text(f.text(c)))
	case f.show == inUTC && c.Kind == report.Moment:
		return styled(look{format: utcTime, center: true}, serial(civil.Local(c.N)))
	}
	switch c.Kind {
	case report.Count:
		return styled(look{format: "0"}, c.N)
	case report.Elapsed:
		return styled(look{format: exact}, inHours(civil.Instant(c.N)))
	case report.Amount:
		return styled(look{format: exact}, float64(c.N)/float64(engine.MoneyUnit))
	case report.Percent:
		return styled(look{format: percent}, float64(c.N)/1000)
	case report.Moment:
		return styled(look{format: dateTime, center: true}, serial(c.Zone.Reading(civil.Instant(c.N))))
	default:
		return nil
	}
}
