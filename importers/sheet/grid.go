package sheet

import (
	"regexp"
	"strings"

	"github.com/schedsync/schedsync/engine/civil"
)

// layGrid finds the header and the days of a people-grid.
func (r *reader) layGrid(l *layout) *layout {
	person, ok := r.m.Columns["person"]
	if !ok {
		r.wrong(r.m.Name, "name the column of the people, as `columns: {person: {column: A}}`", "the layout people-grid needs columns.person")
		return nil
	}
	from, to := -1, -1
	if r.m.Days != "" {
		a, b, _ := strings.Cut(r.m.Days, ":")
		from, to = column(a), column(b)
	}
	if l.head = r.m.Header - 1; l.head < 0 {
		l.head, from, to = r.findDays(l, from, to)
	} else if from < 0 {
		from, to = l.dayRun(l.head)
	}
	if l.head < 0 || from < 0 || l.head >= len(l.rows) {
		r.wrong(l.where(), "state `header` and `days` in the mapping, as `header: 2` and `days: C:AG`", "no row holds days: numbers from 1 to 31 that ascend, or dates, in three columns or more beside each other")
		return nil
	}
	if r.m.Header == 0 || r.m.Days == "" {
		r.decided(l.place(l.head, from), "row %d is the header, and its days stand in columns %s to %s", l.head+1, letters(from), letters(to))
	}
	l.first = l.head + max(r.m.HeaderRows, 1)
	l.cols["first day"], l.cols["last day"] = from, to
	col, found := r.findColumn(l, wanted{key: "person", column: person})
	l.cols["person"] = col
	if !found {
		return nil
	}
	r.lostDays(l)
	return l
}

// findDays returns the first row with the longest run of days.
func (r *reader) findDays(l *layout, from, to int) (int, int, int) {
	head := -1
	for row := range min(len(l.rows), searchRows) {
		a, b := l.dayRun(row)
		if a >= 0 && (head < 0 || b-a > to-from) {
			head, from, to = row, a, b
		}
	}
	return head, from, to
}

// dayRun returns the longest run of three or more days beside each other in a row; -1 where there is none.
func (l *layout) dayRun(row int) (from, to int) {
	from, to = -1, -1
	start := -1
	for col := 0; col <= len(l.rows[row]); col++ {
		day := isDay(l.at(row, col), l.epoch1904)
		if day && (start < 0 || l.clean(row, col) != l.clean(row, col-1)) {
			if start < 0 {
				start = col
			}
			continue
		}
		if start >= 0 && col-start >= 3 && col-start > to-from+1 {
			from, to = start, col-1
		}
		start = -1
	}
	return from, to
}

// dayNumber is a day of the month in a header, with a day of the week on either side: 5, 05., SA 01, 1 Mon.
var dayNumber = regexp.MustCompile(`^(?:(\pL+)\.?[ \n]*)?(\d{1,2})\.?(?:[ \n]*(\pL+)\.?)?$`)

func isDay(c cell, from1904 bool) bool {
	s := cleanText(c.text)
	if m := dayNumber.FindStringSubmatch(s); m != nil {
		n := atoi(m[2])
		return n >= 1 && n <= 31 && isDayWord(m[1]) && isDayWord(m[3])
	}
	if c.kind == number {
		_, _, ok := serial(s, from1904)
		return ok
	}
	w, err := parseDate(s)
	return err == nil && w.rest == "" && len(s) < 30
}

func isDayWord(s string) bool {
	_, ok := weekdaysOf(s)
	return s == "" || ok
}

// readDays makes dates of the header of a people-grid.
func (r *reader) readDays(l *layout) {
	var month dayCounter
	for col := l.cols["first day"]; col <= l.cols["last day"]; col++ {
		d, valid := r.dayOf(l, col, &month)
		if !valid {
			continue
		}
		if n := len(l.days); n > 0 && d <= l.days[n-1].day {
			r.wrong(l.place(l.head, col), "every day has one column, in order", "the day %s does not come after %s", d, l.days[n-1].day)
			continue
		}
		r.headerWeekday(l, col, d)
		l.days = append(l.days, dayColumn{col, d})
		r.cover(d)
	}
}

// dayCounter turns day numbers into dates; a number smaller than the one before begins the next month.
type dayCounter struct {
	year, month, last int
}

func (r *reader) dayOf(l *layout, col int, c *dayCounter) (civil.Day, bool) {
	shown := l.clean(l.head, col)
	m := dayNumber.FindStringSubmatch(shown)
	if m == nil {
		d, _, ok := r.date(l, l.head, col)
		return d, ok
	}
	n := atoi(m[2])
	if c.month == 0 {
		y, mo, place, err := r.monthOf(l.table)
		if err != nil {
			r.wrong(l.place(l.head, col), "state `month` in the mapping: 2026-11, sheet, file, or {cell: B2}", "the header has day numbers, and %v", err)
			c.month = -1
		} else {
			r.decided(place, "the day numbers of %s begin in %d-%02d", l.where(), y, mo)
			c.year, c.month = y, mo
		}
	}
	if c.month < 0 {
		return 0, false
	}
	if n < c.last {
		c.month++
		r.decided(l.place(l.head, col), "day %d after day %d begins the next month", n, c.last)
	}
	c.last = n
	d := civil.DayOf(c.year, c.month, n)
	if _, _, day := d.Date(); day != n {
		r.wrong(l.place(l.head, col), "correct the header, or the month in the mapping", "month %d of %d has no day %d", (c.month-1)%12+1, c.year+(c.month-1)/12, n)
		return 0, false
	}
	for _, word := range []string{m[1], m[3]} {
		if set, ok := weekdaysOf(word); ok && !set.has(d.Weekday()) {
			r.wrong(l.place(l.head, col), "is the month right?", "%s says another day of the week: %s is a %s", quoted(shown), d, dayName(d))
			return 0, false
		}
	}
	return d, true
}

// headerWeekday holds a date against the day of the week written above or below it, where there is one.
func (r *reader) headerWeekday(l *layout, col int, d civil.Day) {
	for _, row := range []int{l.head - 1, l.head + 1} {
		if row != l.head-1 && row >= l.first {
			continue
		}
		shown := l.clean(row, col)
		if set, ok := weekdaysOf(shown); ok && !set.has(d.Weekday()) {
			r.wrong(l.place(row, col), "is the month right?", "the header says %s over %s, which is a %s", quoted(shown), d, dayName(d))
			return
		}
	}
}

// peopleGrid reads a row for every person.
func (r *reader) peopleGrid(l *layout) {
	r.readDays(l)
	p := l.cols["person"]
	again := -1
	for row := l.first; row < len(l.rows); row++ {
		if r.skipped(l, row) || l.blankDays(row) && l.clean(row, p) == "" {
			if l.headAgain(row) && !r.skipRule(l, row) {
				again = row
			}
			continue
		}
		if again >= 0 && dayNumber.MatchString(l.clean(l.head, l.cols["first day"])) {
			r.wrong(l.place(again, p), "put every month on a sheet of its own; if it is the same month, name the row in `skip_rows`",
				"the header with its day numbers stands here once more, and people follow: is it another month?")
			return
		}
		if l.clean(row, p) == "" {
			r.wrong(l.place(row, p), "if it continues the person above, state `second_line: shifts` (or notes, or ends); else write the name or a rule of `skip_rows`",
				"the row has entries and no name")
			continue
		}
		duties, ok := r.names(l, row, p)
		extra := 0
		for r.m.SecondLine != "" && row+extra+1 < len(l.rows) && l.clean(row+extra+1, p) == "" && !l.blankRow(row+extra+1) && !r.skipRule(l, row+extra+1) {
			extra++
		}
		if ok {
			r.personRows(l, row, extra, duties)
		}
		row += extra
	}
}

// blankDays reports whether a row has nothing under the days.
func (l *layout) blankDays(row int) bool {
	for _, d := range l.days {
		if l.clean(row, d.col) != "" || l.at(row, d.col).kind == formula {
			return false
		}
	}
	return true
}

// personRows reads the days of one person, over the lines that belong to her.
func (r *reader) personRows(l *layout, row, extra int, duties []duty) {
	if r.m.SecondLine == "ends" {
		r.startsOverEnds(l, row, extra, duties)
		return
	}
	lines := 1 + extra
	if r.m.SecondLine == "notes" {
		for i := range extra {
			r.skip(l.place(row+1+i, l.cols["person"]), "second_line: notes")
		}
		lines = 1
	}
	for line := range lines {
		var before []piece
		for _, d := range l.days {
			before = r.gridCell(l, row+line, d, duties, before)
		}
	}
}

// gridCell reads one entry of a grid; before is what the same line says about the day before.
func (r *reader) gridCell(l *layout, row int, d dayColumn, duties []duty, before []piece) []piece {
	if !r.sound(l, row, d.col) || l.clean(row, d.col) == "" {
		return nil
	}
	var out []piece
	for _, s := range r.cellHours(l, row, d.col, d.day, before) {
		for _, who := range duties {
			p := piece{
				from: at(d.day, s.From), until: at(d.day, s.To), who: who.who, role: s.role, place: l.place(row, d.col), vacant: len(who.who) == 0,
			}
			if p.role == "" && !s.half {
				p.role = r.m.Role
			}
			r.add(p)
			out = append(out, p)
		}
	}
	return out
}

// startsOverEnds reads two lines for a person: the starts, and below them the ends.
func (r *reader) startsOverEnds(l *layout, row, extra int, duties []duty) {
	if extra != 1 {
		r.wrong(l.place(row, l.cols["person"]), "", "`second_line: ends` needs one nameless line below each name, and here are %d", extra)
		return
	}
	for _, d := range l.days {
		start, end := l.clean(row, d.col), l.clean(row+1, d.col)
		if c, ok := r.code(start); start == "" && end == "" || ok && c.Off && end == "" {
			continue
		}
		a, ok1 := r.clockCell(l, row, d.col, "start")
		b, ok2 := r.clockCell(l, row+1, d.col, "end")
		if !ok1 || !ok2 {
			continue
		}
		s, err := over(a, b, r.m.EqualTimes)
		if err != nil {
			r.wrong(l.place(row+1, d.col), "", "%v", err)
			continue
		}
		for _, who := range duties {
			r.add(piece{from: at(d.day, s.From), until: at(d.day, s.To), who: who.who, role: r.m.Role, place: l.place(row, d.col)})
		}
	}
}
