package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	figures "github.com/schedsync/schedsync/engine/report"
)

// money writes ten-thousandths of a currency's unit.
func money(n int64) string { return engine.Money(n).String() }

// TablesJSON writes a report as the document that report.schema.json describes: which report it is, the time it is about,
// and each table under its name as a list of objects. Real time is whole seconds under a key that ends in _seconds,
// instants are RFC 3339 in UTC, amounts are texts so that no reader makes binary fractions of them.
func TablesJSON(report string, from, until civil.Moment, tables []figures.Table) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"version":%d,"report":%s,"from":%s,"until":%s`, Version, quote(report), quote(from.String()), quote(until.String()))
	for _, t := range tables {
		fmt.Fprintf(&b, ",%s:[", quote(t.Name))
		for i, r := range t.Rows {
			if i > 0 {
				b.WriteString(",")
			}
			jsonRow(&b, t.Columns, r)
		}
		b.WriteString("]")
	}
	b.WriteString("}")
	var out bytes.Buffer
	if err := json.Indent(&out, b.Bytes(), "", "  "); err != nil {
		return nil, fmt.Errorf("writing the %s report as JSON: %w", report, err)
	}
	out.WriteString("\n")
	return out.Bytes(), nil
}

func jsonRow(b *bytes.Buffer, columns []figures.Column, cells []figures.Cell) {
	b.WriteString("{")
	for i, c := range cells {
		if i > 0 {
			b.WriteString(",")
		}
		key := columns[i].Key
		if columns[i].Kind == figures.Elapsed {
			key += "_seconds"
		}
		b.WriteString(quote(key) + ":" + jsonCell(c))
	}
	b.WriteString("}")
}

func jsonCell(c figures.Cell) string {
	switch c.Kind {
	case figures.Text:
		return quote(c.Text)
	case figures.Count, figures.Elapsed:
		return strconv.FormatInt(c.N, 10)
	case figures.Percent:
		return strconv.FormatFloat(float64(c.N)/10, 'f', 1, 64)
	case figures.Amount:
		return quote(money(c.N))
	case figures.Moment:
		return quote(civil.Instant(c.N).String())
	default:
		return "null"
	}
}

// quote writes a JSON string without HTML escapes.
func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return `""` // a string can always be written
	}
	return string(bytes.TrimSpace(b.Bytes()))
}
