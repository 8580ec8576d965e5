package sheet

import (
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/importers/near"
	"github.com/schedsync/schedsync/importers/roster"
)

// mapKeys are the keys of a mapping, in the order in which the schema explains them.
var mapKeys = []string{
	"layout", "timezone", "sheets", "hidden_sheets", "encoding", "separator", "header", "dates", "month", "year", "columns", "days",
	"second_line", "roles", "role", "period", "ends", "codes", "ignore_case", "times_in_cells", "join", "equal_times", "blank",
	"fill_down", "vacant", "strip", "split", "aliases", "holidays", "merged", "dst", "skip_rows", "owns",
}

// columnKeys are the columns a list may have.
var columnKeys = []string{"person", "date", "end_date", "start", "end", "from", "until", "code", "role", "weekday"}

// ParseMap reads a mapping file; name is how messages call it. The problems name its lines.
func ParseMap(name string, data []byte) (*Map, roster.Problems) {
	r := &mapReader{file: name, finder: near.New(near.Enough)}
	m := newMap(name)
	doc := r.parseMap(data)
	if doc == nil {
		return m, r.sorted()
	}
	k := r.object(doc, "the mapping", mapKeys...)
	r.fileKeys(m, k)
	r.layout(m, k, doc)
	r.meaning(m, k)
	r.people(m, k)
	return m, r.sorted()
}

// fileKeys reads what is said about the file as such.
func (r *mapReader) fileKeys(m *Map, k map[string]*yaml.Node) {
	m.Layout = Layout(r.word(k["layout"], "layout", "", string(List), string(PeopleGrid), string(DateGrid), string(Periods), string(MicrosoftShifts)))
	m.Timezone = r.text(k["timezone"], "timezone")
	m.Sheets = r.texts(k["sheets"], "sheets")
	m.HiddenSheets = r.word(k["hidden_sheets"], "hidden_sheets", "skip", "skip", "read") == "read"
	m.Encoding = r.word(k["encoding"], "encoding", "", "utf-8", "utf-16", "utf-16le", "utf-16be", "windows-1252", "iso-8859-1")
	m.Separator = r.word(k["separator"], "separator", "", ",", ";", "|", "tab", "\t")
	if m.Separator == "tab" {
		m.Separator = "\t"
	}
	if h := k["header"]; h != nil && h.Kind == yaml.MappingNode {
		o := r.object(h, "header", "row", "rows")
		m.Header = r.number(o["row"], "header.row", 1, 10_000)
		m.HeaderRows = r.number(o["rows"], "header.rows", 1, 5)
	} else {
		m.Header = r.number(h, "header", 1, 10_000)
	}
	m.Merged = r.word(k["merged"], "merged", "fill", "fill", "first")
	m.SkipRows = r.patterns(k["skip_rows"], "skip_rows")
}

// layout reads where things stand.
func (r *mapReader) layout(m *Map, k map[string]*yaml.Node, doc *yaml.Node) {
	if k["layout"] == nil {
		r.wrong(doc, "one of list, people-grid, date-grid, periods, microsoft-shifts; `import sheet FILE --suggest-map` writes a first mapping", "the mapping states no layout")
	}
	if c := k["columns"]; c != nil {
		named := r.object(c, "columns", columnKeys...)
		for _, name := range columnKeys {
			if v := named[name]; v != nil {
				m.Columns[name] = r.column(v, "columns."+name)
			}
		}
	}
	m.Days = strings.ToUpper(r.text(k["days"], "days"))
	if from, to, _ := strings.Cut(m.Days, ":"); m.Days != "" && (column(from) < 0 || column(to) < column(from)) {
		r.wrong(k["days"], "", "days is a range of columns such as C:AG, not %s", quoted(m.Days))
		m.Days = ""
	}
	m.SecondLine = r.word(k["second_line"], "second_line", "", "shifts", "notes", "ends")
	r.pairs(k["roles"], "roles", func(name, v *yaml.Node) { m.Roles = append(m.Roles, r.role(name.Value, v)) })
	m.Role = r.text(k["role"], "role")
	m.Period = r.period(k["period"])
	m.FillDown = r.texts(k["fill_down"], "fill_down")
}

// column reads the name of a column: a header text, or {column: D}.
func (r *mapReader) column(n *yaml.Node, what string) columnRef {
	if n.Kind != yaml.MappingNode {
		return columnRef{Header: r.text(n, what), Letter: -1}
	}
	letter := r.text(r.object(n, what, "column")["column"], what+".column")
	c := columnRef{Letter: column(letter)}
	if letter == "" || c.Letter < 0 {
		r.wrong(n, "", "%s: a column is a header text, or {column: D}", what)
	}
	return c
}

func (r *mapReader) role(name string, n *yaml.Node) Role {
	out := Role{Name: name, Column: columnRef{Header: name, Letter: -1}, Handover: -1}
	if n.Kind != yaml.MappingNode {
		out.Hours = r.hours(n, "roles."+name)
		return out
	}
	k := r.object(n, "roles."+name, "header", "column", "hours", "handover")
	switch {
	case k["column"] != nil:
		out.Column = r.column(&yaml.Node{Kind: yaml.MappingNode, Line: n.Line, Column: n.Column, Content: []*yaml.Node{{Kind: yaml.ScalarNode, Value: "column"}, k["column"]}}, "roles."+name)
	case k["header"] != nil:
		out.Column = r.column(k["header"], "roles."+name+".header")
	}
	if h := k["handover"]; h != nil {
		at, err := parseClock(r.text(h, "handover"))
		if err != nil || at == civil.DayLen {
			r.wrong(h, "", "handover is a time of day such as 09:00")
		}
		out.Handover = at
	}
	switch {
	case k["hours"] != nil:
		out.Hours = r.hours(k["hours"], "roles."+name+".hours")
	case out.Handover < 0:
		r.wrong(n, `write hours: "08:00-20:00", or for periods handover: "09:00"`, "the role %s has no hours", quoted(name))
	}
	return out
}

// period reads how long a period is: 1 week, 10 days, or next for "until the next row".
func (r *mapReader) period(n *yaml.Node) int {
	s := r.text(n, "period")
	if s == "" || s == "next" {
		return 0
	}
	f := strings.Fields(s)
	if len(f) == 2 {
		days := atoi(f[0])
		switch strings.TrimSuffix(f[1], "s") {
		case "week":
			days *= 7
		case "day":
		default:
			days = 0
		}
		if days > 0 && days <= 366 {
			return days
		}
	}
	r.wrong(n, "", "period is a number of days or weeks such as `1 week`, or next, not %s", quoted(s))
	return 0
}

// meaning reads what stands in the cells.
func (r *mapReader) meaning(m *Map, k map[string]*yaml.Node) {
	m.Dates = order(r.word(k["dates"], "dates", "", string(dmy), string(mdy), string(ymd)))
	m.Year = r.number(k["year"], "year", firstYear, lastYear)
	m.Month = r.month(k["month"])
	m.Ends = r.word(k["ends"], "ends", "", "inclusive", "exclusive")
	m.IgnoreCase = r.flag(k["ignore_case"], "ignore_case")
	m.TimesInCells = r.flag(k["times_in_cells"], "times_in_cells")
	m.Join = r.word(k["join"], "join", "no", "touching", "no") == "touching"
	m.EqualTimes = r.word(k["equal_times"], "equal_times", "refuse", "refuse", "full-day") == "full-day"
	m.Blank = r.word(k["blank"], "blank", "", "error", "gap")
	m.Holidays = r.texts(k["holidays"], "holidays")
	r.pairs(k["codes"], "codes", func(code, v *yaml.Node) { m.Codes[cleanText(code.Value)] = r.code(code.Value, v) })
	if n := k["dst"]; n != nil {
		o := r.object(n, "dst", "gap", "fold")
		m.Gap = r.word(o["gap"], "dst.gap", "refuse", "refuse", "jump")
		m.Fold = r.word(o["fold"], "dst.fold", "first", "refuse", "first", "second")
	}
	if n := k["owns"]; n != nil {
		o := r.object(n, "owns", "from", "until")
		m.OwnsFrom, m.OwnsUntil = r.day(n, o["from"], "owns.from"), r.day(n, o["until"], "owns.until")
		if m.HasWindow = m.OwnsFrom < m.OwnsUntil; !m.HasWindow {
			r.wrong(n, "until is exclusive", "owns.until is not after owns.from")
		}
	}
}

func (r *mapReader) day(around, n *yaml.Node, what string) civil.Day {
	if n == nil {
		r.wrong(around, "", "%s is missing", what)
		return 0
	}
	w, err := parseDate(r.text(n, what))
	if err == nil && w.plain() {
		if d, err := w.in(ymd, 0); err == nil {
			return d
		}
	}
	r.wrong(n, "", "%s is a date such as 2026-11-01", what)
	return 0
}

// month reads where the month stands: 2026-11, sheet, file, or {cell: B2}.
func (r *mapReader) month(n *yaml.Node) monthSource {
	switch {
	case n == nil:
		return monthSource{}
	case n.Kind == yaml.MappingNode:
		row, col := cellAddress(r.text(r.object(n, "month", "cell")["cell"], "month.cell"))
		if row < 0 || col < 0 {
			r.wrong(n, "", "month.cell is an address such as B2")
		}
		return monthSource{Kind: "cell", Row: row, Col: col}
	}
	s := r.text(n, "month")
	if s == "sheet" || s == "file" {
		return monthSource{Kind: s}
	}
	y, mo, ok := parseMonth(s)
	if !ok || y == 0 {
		r.wrong(n, "", "month is a month such as 2026-11, or sheet, file or {cell: B2}, not %s", quoted(s))
		return monthSource{}
	}
	return monthSource{Kind: "value", Year: y, Month: mo}
}

// people reads what words mean whom.
func (r *mapReader) people(m *Map, k map[string]*yaml.Node) {
	m.Vacant = r.texts(k["vacant"], "vacant")
	m.Strip = r.patterns(k["strip"], "strip")
	if n := k["split"]; n != nil {
		if n.Kind == yaml.MappingNode {
			o := r.object(n, "split", "on", "roles")
			m.SplitOn, m.SplitRoles = r.texts(o["on"], "split.on"), r.texts(o["roles"], "split.roles")
			if o["on"] == nil {
				r.wrong(n, "write it as `on: [\"/\"]`", "split does not say what stands between the names")
			}
		} else {
			m.SplitOn = r.texts(n, "split")
		}
		for _, s := range m.SplitOn {
			if s == "" {
				r.wrong(n, "", "split has an empty text")
			}
		}
	}
	r.pairs(k["aliases"], "aliases", func(who, words *yaml.Node) {
		for _, w := range r.texts(words, "aliases."+who.Value) {
			w = cleanText(w)
			if first := m.Aliases[w]; first != "" && first != who.Value {
				r.wrong(words, "", "the alias %s is given to %s and to %s", quoted(w), quoted(first), quoted(who.Value))
			}
			m.Aliases[w], m.places[w] = who.Value, r.place(who)
		}
	})
}
