package sheet

import "slices"

// sorts of columns, by what most of their cells hold.
type columnSort uint8

const (
	otherColumn columnSort = iota
	dateColumn
	momentColumn
	clockColumn
	stretchColumn
	weekdayColumn
	personColumn
	wordColumn
)

// columns suggests a list, a date-grid or periods.
func (w *suggestion) columns(l *layout, full []*table) {
	l.head = w.headRow(l)
	l.first = l.head + 1
	by := map[columnSort][]int{}
	for col := range l.rows[l.head] {
		if l.clean(l.head, col) != "" {
			s := w.sortOf(l, col)
			by[s] = append(by[s], col)
		}
	}
	people := by[personColumn]
	if len(people) == 0 {
		people = w.byHeader(l, by[wordColumn])
	}
	isList := len(by[momentColumn]) > 0 || len(by[clockColumn]) > 0 || len(by[stretchColumn]) > 0 || len(people) == 1
	switch {
	case isList:
		w.line("layout: list")
	case w.step(l, by[dateColumn]) > 3:
		w.line("layout: periods")
	default:
		w.line("layout: date-grid")
	}
	w.zoneLine()
	w.sheetsLine(full)
	w.line("columns:")
	w.timeColumns(l, by)
	if isList {
		w.listColumns(l, by, people)
	} else {
		w.roleColumns(l, by, people)
	}
	w.orderLine(l, append(by[dateColumn], by[momentColumn]...))
	w.aliasLines(l, people)
}

// headRow returns the first row with two texts or more whose next row holds a date or a number.
func (w *suggestion) headRow(l *layout) int {
	for row := range min(len(l.rows)-1, searchRows) {
		if len(l.texts(row)) < 2 {
			continue
		}
		for col := range l.rows[row+1] {
			if s := w.sortOfCell(l, row+1, col); s == dateColumn || s == momentColumn {
				return row
			}
		}
	}
	return 0
}

func (w *suggestion) sortOfCell(l *layout, row, col int) columnSort {
	c, s := l.at(row, col), l.clean(row, col)
	if c.kind == number {
		if _, sec, ok := serial(s, l.epoch1904); ok && sec != 0 {
			return momentColumn
		} else if ok {
			return dateColumn
		}
	}
	if _, err := clock(c); err == nil {
		return clockColumn
	}
	if offsetText.MatchString(s) {
		return momentColumn
	}
	if d, err := parseDate(s); err == nil {
		if d.rest != "" {
			return momentColumn
		}
		return dateColumn
	}
	if _, err := parseStretch(s, true); err == nil {
		return stretchColumn
	}
	if _, ok := weekdaysOf(s); ok {
		return weekdayColumn
	}
	if _, problem := w.people.Find(s); problem == nil {
		return personColumn
	}
	if c.kind == text {
		return wordColumn
	}
	return otherColumn
}

// sortOf returns what most cells of a column are.
func (w *suggestion) sortOf(l *layout, col int) columnSort {
	counts := map[columnSort]int{}
	for row := l.first; row < min(len(l.rows), l.first+200); row++ {
		if l.clean(row, col) != "" {
			counts[w.sortOfCell(l, row, col)]++
		}
	}
	if counts[personColumn] > 0 {
		counts[personColumn] += counts[wordColumn] // some names are not known yet
	}
	best := otherColumn
	for s := otherColumn; s <= wordColumn; s++ {
		if counts[s] > counts[best] {
			best = s
		}
	}
	return best
}

// byHeader returns the columns of words whose headers speak of a person; else all columns of words.
func (w *suggestion) byHeader(l *layout, words []int) []int {
	for _, col := range words {
		if means(l.clean(l.head, col), "name", "person", "employee", "staff", "worker", "member", "who", "on call", "on-call", "user", "mitarbeiter", "nom", "nombre", "nome") {
			return []int{col}
		}
	}
	return words
}

// step returns the days between the first two dates of a column.
func (w *suggestion) step(l *layout, dates []int) int {
	if len(dates) == 0 {
		return 0
	}
	r := w.reader
	told := r.log
	r.log = newLog(0)
	defer func() { r.log = told }()
	a, _, ok1 := r.date(l, l.first, dates[0])
	b, _, ok2 := r.date(l, l.first+1, dates[0])
	if !ok1 || !ok2 {
		return 0
	}
	return int(b - a)
}

// timeColumns writes the columns of dates and days of the week.
func (w *suggestion) timeColumns(l *layout, by map[columnSort][]int) {
	pair := func(cols []int, first, second string) {
		for i, col := range cols[:min(len(cols), 2)] {
			w.line("  %s: %s", []string{first, second}[i], w.columnName(l, col))
		}
	}
	pair(by[dateColumn], "date", "end_date")
	pair(by[momentColumn], "from", "until")
	if len(by[weekdayColumn]) > 0 {
		w.line("  weekday: %s", w.columnName(l, by[weekdayColumn][0]))
	}
	pair(by[clockColumn], "start", "end")
}

func (w *suggestion) listColumns(l *layout, by map[columnSort][]int, people []int) {
	code := w.codeColumn(l, by, people)
	if code >= 0 {
		w.line("  code: %s", w.columnName(l, code))
	}
	if len(people) > 0 {
		w.line("  person: %s", w.columnName(l, people[0]))
	} else {
		w.line("  person: \"?\"")
	}
	for _, col := range by[wordColumn] {
		if !slices.Contains(people, col) && means(l.clean(l.head, col), "role", "position", "group", "team", "schedule", "department", "rolle") {
			w.line("  role: %s", w.columnName(l, col))
			break
		}
	}
	if len(by[stretchColumn]) > 0 {
		w.line("times_in_cells: true")
	} else if code >= 0 {
		codes := map[string]int{}
		for row := l.first; row < len(l.rows); row++ {
			if s := l.clean(row, code); s != "" && !l.headAgain(row) {
				codes[s]++
			}
		}
		w.codeLines(codes)
	}
	if len(by[dateColumn]) > 1 && len(by[clockColumn]) < 2 {
		w.line("ends: \"?\"   # inclusive if the end date belongs to the shift, exclusive if it is the day after")
	}
}

// codeColumn returns the column of times or codes of a list that has no others for when a shift is; -1 for none.
func (w *suggestion) codeColumn(l *layout, by map[columnSort][]int, people []int) int {
	if len(by[stretchColumn]) > 0 {
		return by[stretchColumn][0]
	}
	if len(by[clockColumn]) > 0 || len(by[momentColumn]) > 0 {
		return -1
	}
	for _, col := range by[wordColumn] {
		if !slices.Contains(people, col) && means(l.clean(l.head, col), "code", "shift", "duty", "hours", "dienst", "schicht", "turno") {
			return col
		}
	}
	return -1
}

func (w *suggestion) roleColumns(l *layout, by map[columnSort][]int, people []int) {
	if len(by[dateColumn]) > 1 {
		w.line("ends: \"?\"   # inclusive if the end date belongs to the period, exclusive if it is the day after")
	}
	w.line("roles:   # the hours of each, as \"08:00-20:00\"; for periods also {handover: \"09:00\"}")
	used := map[string]bool{}
	for _, col := range people {
		name := l.clean(l.head, col)
		if used[name] {
			name += " " + letters(col)
		}
		used[name] = true
		w.line("  %s: {column: %s, hours: \"?\"}", quoted(name), letters(col))
	}
}

// columnName names a column by its header, by its letter where the header stands twice.
func (w *suggestion) columnName(l *layout, col int) string {
	header := l.clean(l.head, col)
	if len(l.matching(l.head, 1, wanted{column: columnRef{Header: header, Letter: -1}})) != 1 {
		return "{column: " + letters(col) + "}"
	}
	return quoted(header)
}

// orderLine asks for the order of day and month where the dates do not prove it.
func (w *suggestion) orderLine(l *layout, cols []int) {
	e := newEvidence()
	for row := l.first; row < len(l.rows); row++ {
		for _, col := range cols {
			if d, err := parseDate(l.at(row, col).text); err == nil && l.at(row, col).kind == text {
				e.see(d, l.place(row, col), l.clean(row, col), 0)
			}
		}
	}
	if left := e.left(); e.doubt != "" && len(left) > 1 {
		w.line("dates: \"?\"   # %s: %s may be %s: %s", e.doubt, quoted(e.shown), e.readings(), statements(left))
	}
}
