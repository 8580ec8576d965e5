package sheet

import (
	"strings"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/importers/near"
)

// searchRows is how far down a header is looked for.
const searchRows = 100

// layout is a table with the places of its parts.
type layout struct {
	*table
	head  int            // the header's first row; -1: there is none
	first int            // the first row below the header
	cols  map[string]int // by the name that the mapping gives the column
	roles []int          // by the number of the role
	days  []dayColumn
}

// dayColumn is a column of a people-grid.
type dayColumn struct {
	col int
	day civil.Day
}

// wanted is a column that the mapping names.
type wanted struct {
	key    string
	column columnRef
	also   []string // other texts its header may have
}

// lay finds the header and the columns of a table; nil where it cannot, which is then reported.
func (r *reader) lay(t *table) *layout {
	l := &layout{table: t, head: -1, cols: map[string]int{}}
	if r.m.Layout == "" {
		if !r.recognise(t) {
			r.wrong(t.where(), "write a mapping file; `import sheet FILE --suggest-map` writes a first one", "nothing says how this roster is laid out")
			return nil
		}
	}
	if r.m.Layout == PeopleGrid {
		return r.layGrid(l)
	}
	want := r.wanted()
	if !r.complete(t, want) {
		return nil
	}
	r.findHeader(l, want)
	ok := true
	for _, w := range want {
		col, found := r.findColumn(l, w)
		ok = ok && found
		if strings.HasPrefix(w.key, "role ") {
			l.roles = append(l.roles, col)
		} else {
			l.cols[w.key] = col
		}
	}
	if !ok {
		return nil
	}
	return l
}

// wanted lists the columns that the mapping names, in a stable order.
func (r *reader) wanted() []wanted {
	if r.m.Layout == MicrosoftShifts {
		return shiftsColumns()
	}
	var out []wanted
	for _, k := range columnKeys {
		if c, ok := r.m.Columns[k]; ok {
			out = append(out, wanted{key: k, column: c})
		}
	}
	if r.m.Layout == DateGrid || r.m.Layout == Periods {
		for _, role := range r.m.Roles {
			out = append(out, wanted{key: "role " + role.Name, column: role.Column})
		}
	}
	return out
}

// complete reports whether the mapping names the columns that its layout cannot do without.
func (r *reader) complete(t *table, want []wanted) bool {
	has := map[string]bool{}
	for _, w := range want {
		has[w.key] = true
	}
	ok := true
	miss := func(what string) {
		r.wrong(r.m.Name, "the first row of "+t.where()+" reads "+list(t.texts(0)), "the layout %s needs %s", r.m.Layout, what)
		ok = false
	}
	switch r.m.Layout {
	case List:
		if !has["person"] {
			miss("columns.person")
		}
		if !has["from"] && !has["date"] {
			miss("columns.date, or columns.from and columns.until")
		}
		if has["from"] != has["until"] {
			miss("both columns.from and columns.until")
		}
		if has["date"] && !has["code"] && (!has["start"] || !has["end"]) && !has["end_date"] {
			miss("columns.start and columns.end, or columns.code, or for whole days columns.end_date")
		}
	case DateGrid, Periods:
		if !has["date"] {
			miss("columns.date")
		}
		if len(r.m.Roles) == 0 {
			miss("roles")
		}
	}
	if has["end_date"] && !has["end"] && r.m.Ends == "" && r.m.Layout != DateGrid {
		r.wrong(r.m.Name, "state `ends: inclusive` if the last day belongs to it, `ends: exclusive` if the next one begins on it",
			"whether an end date is the last day or the day after is not said")
		ok = false
	}
	return ok
}

// texts returns the texts of a row that are not blank.
func (t *table) texts(row int) []string {
	var out []string
	if row < len(t.rows) {
		for c := range t.rows[row] {
			if s := t.clean(row, c); s != "" {
				out = append(out, s)
			}
		}
	}
	return out
}

// findHeader finds the row of the header: the stated one, or the first that holds all named texts.
func (r *reader) findHeader(l *layout, want []wanted) {
	rows := max(r.m.HeaderRows, 1)
	if r.m.Header > 0 {
		l.head, l.first = r.m.Header-1, r.m.Header-1+rows
		return
	}
	named := 0
	for _, w := range want {
		if w.column.Letter < 0 {
			named++
		}
	}
	if named == 0 {
		r.decided(l.where(), "there is no header row: every column is named by its letter")
		return
	}
	best, bestRow := 0, 0
	for row := range min(len(l.rows), searchRows) {
		found := 0
		for _, w := range want {
			if w.column.Letter < 0 && len(l.matching(row, rows, w)) > 0 {
				found++
			}
		}
		if found == named {
			l.head, l.first = row, row+rows
			r.decided(l.place(row, 0), "row %d is the header: the first that holds every column of the mapping", row+1)
			return
		}
		if found > best {
			best, bestRow = found, row
		}
	}
	// The nearest row is taken for the header, so that the columns it lacks are named one by one.
	l.head, l.first = bestRow, bestRow+rows
}

// headerText returns what a header says over a column; the rows of a header are joined with " / ".
func (l *layout) headerText(row, rows, col int) string {
	var parts []string
	for i := range rows {
		if s := strings.Join(strings.Fields(l.clean(row+i, col)), " "); s != "" && (len(parts) == 0 || parts[len(parts)-1] != s) {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " / ")
}

// matching returns the columns whose header says what is wanted. Capitals and accents do not count.
func (l *layout) matching(row, rows int, w wanted) []int {
	var out []int
	if row >= len(l.rows) {
		return nil
	}
	width := 0
	for i := range rows {
		if row+i < len(l.rows) {
			width = max(width, len(l.rows[row+i]))
		}
	}
	for col := range width {
		s := near.Fold(l.headerText(row, rows, col))
		for _, text := range append([]string{w.column.Header}, w.also...) {
			if s != "" && s == near.Fold(strings.Join(strings.Fields(cleanText(text)), " ")) {
				out = append(out, col)
				break
			}
		}
	}
	return out
}

// findColumn returns where a column is.
func (r *reader) findColumn(l *layout, w wanted) (int, bool) {
	if w.column.Letter >= 0 {
		return w.column.Letter, true
	}
	rows := max(r.m.HeaderRows, 1)
	found := l.matching(l.head, rows, w)
	switch len(found) {
	case 1:
		return found[0], true
	case 0:
		var all []string
		for c := range l.rows[min(l.head, len(l.rows)-1)] {
			if s := l.headerText(l.head, rows, c); s != "" {
				all = append(all, s)
			}
		}
		fix := "the header reads " + list(all)
		if s := near.New(near.Enough).Suggest(w.column.Header, all); s != "" {
			fix = "did you mean " + quoted(s) + "? " + fix
		}
		r.wrong(l.place(max(l.head, 0), 0), fix, "no column has the header %s", quoted(w.column.Header))
	default:
		r.wrong(l.place(l.head, found[1]), "name the column by its letter, as {column: "+letters(found[0])+"}",
			"two columns have the header %s: %s and %s", quoted(w.column.Header), letters(found[0]), letters(found[1]))
	}
	return 0, false
}

// dateCells returns the cells that hold dates.
func (l *layout) dateCells() [][2]int {
	var out [][2]int
	for row := l.first; row < len(l.rows); row++ {
		for _, k := range []string{"date", "end_date", "from", "until"} {
			if col, ok := l.cols[k]; ok {
				out = append(out, [2]int{row, col})
			}
		}
	}
	if len(l.days) == 0 && l.head >= 0 && l.cols["first day"] > 0 {
		for col := l.cols["first day"]; col <= l.cols["last day"]; col++ {
			out = append(out, [2]int{l.head, col})
		}
	}
	return out
}

// weekdayOf takes the column of days of the week for a witness of the date beside it.
func (l *layout) weekdayOf(row, col int, w *writtenDate) {
	day, ok := l.cols["weekday"]
	if !ok || w.hasDay || col != l.cols["date"] || l.at(row, day).kind != text {
		return
	}
	w.day, w.hasDay = weekdaysOf(l.clean(row, day))
}

// skipped reports whether a row holds no shift: blank, the header once more, or by a rule of the mapping.
func (r *reader) skipped(l *layout, row int) bool {
	if l.blankRow(row) {
		return true
	}
	said := l.texts(row)
	for _, re := range r.m.SkipRows {
		if len(said) > 0 && re.MatchString(said[0]) {
			r.skip(l.place(row, 0), "skip_rows %q", re)
			return true
		}
	}
	if l.headAgain(row) {
		r.skip(l.place(row, 0), "the header once more")
		return true
	}
	return false
}

// headAgain reports whether a row repeats the header.
func (l *layout) headAgain(row int) bool {
	return l.head >= 0 && strings.Join(l.texts(row), "\x00") == strings.Join(l.texts(l.head), "\x00")
}
