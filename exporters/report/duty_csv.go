package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"

	"github.com/schedsync/schedsync/engine/civil"
	figures "github.com/schedsync/schedsync/engine/report"
	"github.com/schedsync/schedsync/exporters"
)

// TableCSV writes one table of a report for spreadsheets and scripts: RFC 4180, UTF-8, CRLF line ends, one header line.
// Real time is in hours with at most four decimals, under a key that ends in _hours; instants are RFC 3339 with the
// distance from UTC of the clock they are on; amounts have a point and no thousands. A text that a spreadsheet would run
// as a formula gets an apostrophe in front, as in package exporters/csv; numbers, which may begin with a minus, do not.
func TableCSV(t figures.Table) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	head := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = c.Key
		if c.Kind == figures.Elapsed {
			head[i] += "_hours"
		}
	}
	rows := [][]string{head}
	for _, r := range t.Rows {
		row := make([]string, len(r))
		for i, c := range r {
			row[i] = csvCell(c)
		}
		rows = append(rows, row)
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("writing the %s report as CSV: %w", t.Name, err)
	}
	return b.Bytes(), nil
}

func csvCell(c figures.Cell) string {
	switch c.Kind {
	case figures.Text:
		return exporters.CleanCell(c.Text)
	case figures.Count:
		return strconv.FormatInt(c.N, 10)
	case figures.Percent:
		return strconv.FormatFloat(float64(c.N)/10, 'f', 1, 64)
	case figures.Elapsed:
		return csvHours(c.N)
	case figures.Amount:
		return money(c.N)
	case figures.Moment:
		return offsetStamp(civil.Instant(c.N), c.Zone)
	default:
		return ""
	}
}
