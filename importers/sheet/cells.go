package sheet

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/schedsync/schedsync/engine/civil"
)

// sound reports a cell whose content nobody can rely on: an error, a formula without a value, a truth value.
func (r *reader) sound(l *layout, row, col int) bool {
	switch c := l.at(row, col); c.kind {
	case broken:
		r.wrong(l.place(row, col), "mend its formula", "the cell shows the error %s", quoted(c.text))
	case formula:
		r.wrong(l.place(row, col), "open the file in a spreadsheet program and save it, or paste the values", "the cell holds a formula, and the file does not hold its value")
	case truth:
		r.wrong(l.place(row, col), "", "the cell holds TRUE or FALSE")
	default:
		return true
	}
	return false
}

// where a value of a row stands; a blank cell of a column in `fill_down` means the last one above that is not blank.
func (r *reader) source(l *layout, row int, key string) (int, int, bool) {
	col, ok := l.cols[key]
	if !ok {
		return 0, 0, false
	}
	for _, k := range r.m.FillDown {
		if k != key {
			continue
		}
		for up := row; up >= l.first; up-- {
			if l.clean(up, col) != "" && !r.skipRule(l, up) {
				return up, col, true
			}
		}
	}
	return row, col, true
}

// skipRule reports whether a rule of the mapping skips the row.
func (r *reader) skipRule(l *layout, row int) bool {
	said := l.texts(row)
	for _, re := range r.m.SkipRows {
		if len(said) > 0 && re.MatchString(said[0]) {
			return true
		}
	}
	return false
}

// offsetText is an instant: a date, a time and Z or an offset.
var offsetText = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(?:\.0+)?)?(Z|[+-]\d{2}:?\d{2})$`)

// date reads the date in a cell, with the seconds of a time of day beside it.
func (r *reader) date(l *layout, row, col int) (day civil.Day, clock int, ok bool) {
	if !r.sound(l, row, col) {
		return 0, 0, false
	}
	c := l.at(row, col)
	shown := l.clean(row, col)
	place := l.place(row, col)
	if c.kind == blank || shown == "" {
		r.wrong(place, "write the date, or skip the row with `skip_rows`", "the cell of the date is empty")
		return 0, 0, false
	}
	if c.kind == number && !basicDate.MatchString(shown) || serialText.MatchString(shown) {
		d, sec, isSerial := serial(shown, l.epoch1904)
		if !isSerial {
			r.wrong(place, "write a date", "the number %s is no date", quoted(shown))
			return 0, 0, false
		}
		if c.kind == text {
			r.decided(place, "whole numbers in date columns are serial numbers of a workbook: %s is %s", shown, d)
		}
		r.cover(d)
		return d, sec, true
	}
	return r.writtenDate(l, place, shown)
}

// writtenDate reads the text of a date in the order of the file.
func (r *reader) writtenDate(l *layout, place, shown string) (day civil.Day, clock int, ok bool) {
	w, err := parseDate(shown)
	if err == nil && r.order == "" && !w.plain() {
		return 0, 0, false // which order is meant was asked once, for the whole file
	}
	if err == nil {
		day, err = w.in(r.order, r.yearOf(l.table))
	}
	switch {
	case errors.Is(err, errNoYear):
		r.wrong(place, "state `year: 2026` in the mapping", "the date %s has no year", quoted(shown))
		return 0, 0, false
	case err != nil:
		r.wrong(place, "write a date such as 2026-11-02", "the date %s: %v", quoted(shown), err)
		return 0, 0, false
	case w.hasDay && !w.day.has(day.Weekday()):
		r.wrong(place, "correct the date or the day of the week", "%s says another day of the week: %s is a %s", quoted(shown), day, dayName(day))
		return 0, 0, false
	}
	if w.short {
		r.decided(place, "years of two digits are read as 20xx")
	}
	if w.yearless {
		r.decided(place, "dates without a year are in %d, as the mapping says", r.yearOf(l.table))
	}
	if w.rest != "" {
		if clock, err = parseClock(w.rest); err != nil {
			r.wrong(place, "write the time as 09:00", "%v", err)
			return 0, 0, false
		}
	}
	r.cover(day)
	return day, clock, true
}

// serialText is a serial number in a CSV file that was saved without formats.
var serialText = regexp.MustCompile(`^[2-7]\d{4}(\.\d+)?$`)

// cover makes a date part of what the roster covers.
func (r *reader) cover(d civil.Day) {
	if len(r.covered) == 0 {
		r.covered = []civil.Day{d, d}
	}
	r.covered[0], r.covered[1] = min(r.covered[0], d), max(r.covered[1], d)
}

// moment reads a date with a time, or an instant with an offset.
func (r *reader) moment(l *layout, row, col int) (civil.Moment, bool) {
	if m := offsetText.FindStringSubmatch(l.clean(row, col)); m != nil {
		w, err := parseDate(m[1])
		if err == nil {
			var d civil.Day
			if d, err = w.in(ymd, 0); err == nil {
				sec, _ := parseClock(m[2])
				local := d.Start() + civil.Local(sec+atoi(m[3]))
				at := civil.AtInstant(civil.Instant(local) - civil.Instant(offsetSeconds(m[4])))
				if r.zone != nil {
					r.cover(at.On(r.zone).Day())
				}
				return at, true
			}
		}
		r.wrong(l.place(row, col), "", "the time %s: %v", quoted(m[0]), err)
		return civil.Moment{}, false
	}
	d, sec, ok := r.date(l, row, col)
	return civil.AtLocal(d.Start() + civil.Local(sec)), ok
}

// offsetSeconds reads Z, +02:00 or +0200.
func offsetSeconds(s string) int {
	if s == "Z" {
		return 0
	}
	n := atoi(s[1:3])*civil.Hour + atoi(s[len(s)-2:])*civil.Minute
	if s[0] == '-' {
		return -n
	}
	return n
}

// clockCell reads the time of day in a cell.
func (r *reader) clockCell(l *layout, row, col int, what string) (int, bool) {
	if !r.sound(l, row, col) {
		return 0, false
	}
	if l.clean(row, col) == "" {
		r.wrong(l.place(row, col), "write a time such as 09:00", "the cell of the %s is empty", what)
		return 0, false
	}
	at, err := clock(l.at(row, col))
	if err != nil {
		r.wrong(l.place(row, col), "write the "+what+" as 09:00", "%v", err)
		return 0, false
	}
	return at, true
}

// yearOf returns the year that dates without one have: that of the mapping, or of the month it names; 0 for none.
func (r *reader) yearOf(t *table) int {
	if r.m.Year != 0 {
		return r.m.Year
	}
	y, _, _, err := r.monthOf(t)
	if err != nil {
		return 0
	}
	return y
}

// monthText is a month with its year, in words or digits.
var (
	monthDigits = regexp.MustCompile(`(?:^|\D)(20\d\d)[-_. /]?(0[1-9]|1[0-2])(?:\D|$)`)
	monthSlash  = regexp.MustCompile(`^(0?[1-9]|1[0-2])[/.-](20\d\d)$`)
	monthWord   = regexp.MustCompile(`(\pL+)\.?[ _'-]*(20\d\d|\d\d)?`)
	yearWord    = regexp.MustCompile(`(?:^|\D)(20\d\d)(?:\D|$)`)
)

// parseMonth reads a month; the year is 0 where none is written.
func parseMonth(s string) (year, month int, ok bool) {
	s = cleanText(s)
	if m := monthDigits.FindStringSubmatch(s); m != nil {
		return atoi(m[1]), atoi(m[2]), true
	}
	if m := monthSlash.FindStringSubmatch(s); m != nil {
		return atoi(m[2]), atoi(m[1]), true
	}
	for _, m := range monthWord.FindAllStringSubmatch(s, -1) {
		n := monthOf(m[1])
		if n == 0 || len(m[1]) < 3 {
			continue
		}
		if month != 0 && n != month {
			return 0, 0, false // two months
		}
		if month = n; m[2] != "" {
			year, _ = strconv.Atoi(m[2])
		}
	}
	if year > 0 && year < 100 {
		year += 2000
	}
	if y := yearWord.FindStringSubmatch(s); year == 0 && y != nil {
		year = atoi(y[1])
	}
	return year, month, month > 0
}

var errNoMonth = errors.New("nothing says which month the day numbers are in")

// monthOf returns the month of a table by the place that the mapping names.
func (r *reader) monthOf(t *table) (year, month int, place string, err error) {
	src := r.m.Month
	shown := ""
	switch src.Kind {
	case "":
		return 0, 0, "", errNoMonth
	case "value":
		return src.Year, src.Month, r.m.Name, nil
	case "cell":
		place, shown = t.place(src.Row, src.Col), t.clean(src.Row, src.Col)
		if d, _, ok := serial(shown, t.epoch1904); ok && t.at(src.Row, src.Col).kind == number {
			y, m, _ := d.Date()
			return y, m, place, nil
		}
		if w, perr := parseDate(shown); perr == nil && w.plain() && !w.yearless {
			if d, derr := w.in(ymd, 0); derr == nil {
				y, m, _ := d.Date()
				return y, m, place, nil
			}
		}
	case "sheet":
		place, shown = t.where(), t.name
	case "file":
		place, shown = t.file, strings.TrimSuffix(t.file, ".xlsx")
	}
	y, m, ok := parseMonth(shown)
	if y == 0 {
		y = r.m.Year
	}
	if !ok || y == 0 {
		return 0, 0, place, errors.New("no month and year can be read from " + quoted(shown))
	}
	return y, m, place, nil
}

// dayName returns the English name of a day of the week.
func dayName(d civil.Day) string {
	return [...]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}[d.Weekday()]
}
