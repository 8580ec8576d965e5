package sheet

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/schedsync/schedsync/engine/civil"
)

// The years a roster may speak of; those of a workspace's YAML.
const (
	firstYear = 1970
	lastYear  = 2200
)

// order is how the parts of a date in digits stand: dmy, mdy or ymd.
type order string

// orders are the orders a file may have.
const (
	dmy order = "dmy"
	mdy order = "mdy"
	ymd order = "ymd"
)

// Serial numbers of workbooks that are taken for dates: 1954 to 2119 by the calendar of 1900.
const (
	firstSerial = 20_000
	lastSerial  = 80_000
)

// epoch returns the day with serial number 0. Excel's 1900 has a 29 February that never was, so beyond it day 0 is
// 1899-12-30 (ECMA-376 part 1, 18.17.4.1); 45292 is 2024-01-01. The calendar of 1904 begins on 1904-01-01.
func epoch(from1904 bool) civil.Day {
	if from1904 {
		return civil.DayOf(1904, 1, 1)
	}
	return civil.DayOf(1899, 12, 30)
}

// serial reads a serial number: the day, and the seconds of its fraction rounded to a minute, which is what a workbook keeps
// of 22:00.
func serial(s string, from1904 bool) (civil.Day, int, bool) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || f < firstSerial-1_462 || f >= lastSerial {
		return 0, 0, false
	}
	minutes := math.Round(f * 24 * 60)
	return epoch(from1904) + civil.Day(minutes/(24*60)), int(math.Mod(minutes, 24*60)) * civil.Minute, true
}

// A written date is what a text says before anybody knows the order of its parts.
type writtenDate struct {
	parts    [3]int // as they stand; the year is 0 where it is not written
	named    bool   // the month is a word, so the order is plain
	yearLast bool   // 03/04/2026
	yearless bool   // 03/04
	short    bool   // a year of two digits
	day      daySet // the day of the week beside it
	hasDay   bool
	rest     string // what follows: a time of day
}

var (
	digitDate = regexp.MustCompile(`^(\d{1,4})([./-])(\d{1,2})(?:([./-])(\d{2,4})?)?(?:[T ,]+(.*))?$`)
	basicDate = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})(?:T(.*))?$`)
	wordDate  = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th|\.)?[ .-]*(\pL+)\.?[ .,-]*(?:'?(\d{4}|\d{2}))?(?:[ ,]+(\d.*))?$`)
	nameFirst = regexp.MustCompile(`^(\pL+)\.? +(\d{1,2})(?:st|nd|rd|th|\.)?(?:,? +(\d{4}))?(?:[ ,]+(\d.*))?$`)
	dayFirst  = regexp.MustCompile(`^(\pL+)\.?,? +(\d.*|\pL+\.? +\d.*)$`)
)

// parseDate reads the text of a date. The error says what a person can do about it.
func parseDate(s string) (writtenDate, error) {
	s = strings.Join(strings.Fields(cleanText(s)), " ")
	var w writtenDate
	if m := dayFirst.FindStringSubmatch(s); m != nil && monthOf(m[1]) == 0 || m != nil && nameFirst.FindStringSubmatch(s) == nil {
		if set, ok := weekdaysOf(m[1]); ok {
			w.day, w.hasDay, s = set, true, m[2]
		}
	}
	if m := basicDate.FindStringSubmatch(s); m != nil {
		w.parts, w.rest = [3]int{atoi(m[1]), atoi(m[2]), atoi(m[3])}, m[4]
		return w, nil
	}
	if m := digitDate.FindStringSubmatch(s); m != nil && (m[4] == "" || m[4] == m[2]) {
		return digits(w, m)
	}
	if m := wordDate.FindStringSubmatch(s); m != nil && monthOf(m[2]) > 0 {
		return named(w, m[1], monthOf(m[2]), m[3], m[4])
	}
	if m := nameFirst.FindStringSubmatch(s); m != nil && monthOf(m[1]) > 0 {
		return named(w, m[2], monthOf(m[1]), m[3], m[4])
	}
	return w, fmt.Errorf("%s is no date", quoted(s))
}

// digits takes 03/04/2026, 2026-04-03, 3.4.26 or 03.04. apart.
func digits(w writtenDate, m []string) (writtenDate, error) {
	w.parts, w.rest = [3]int{atoi(m[1]), atoi(m[3]), atoi(m[5])}, m[6]
	switch {
	case len(m[1]) == 4 && m[5] != "":
		return w, nil
	case len(m[1]) > 2 || len(m[5]) == 3:
		return w, fmt.Errorf("%s is no date", quoted(m[0]))
	case m[5] == "":
		w.yearless = true
	default:
		w.yearLast, w.short = true, len(m[5]) == 2
	}
	return w, nil
}

func named(w writtenDate, day string, month int, year, rest string) (writtenDate, error) {
	w.named, w.rest = true, rest
	w.parts = [3]int{atoi(year), month, atoi(day)}
	if w.short = len(year) == 2; w.short {
		w.parts[0] += 2000
	}
	w.yearless = year == ""
	return w, nil
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// plain reports whether the order of the parts is beyond doubt.
func (w writtenDate) plain() bool { return w.named || !w.yearLast && !w.yearless }

// in returns the day that a written date means in an order; year stands in for one that is not written. Days that the
// month does not have are an error: 30 February is no 2 March.
func (w writtenDate) in(o order, year int) (civil.Day, error) {
	y, m, d := w.parts[0], w.parts[1], w.parts[2]
	if !w.plain() {
		switch o {
		case dmy:
			d, m, y = w.parts[0], w.parts[1], w.parts[2]
		case mdy:
			m, d, y = w.parts[0], w.parts[1], w.parts[2]
		case ymd:
			if !w.short {
				return 0, fmt.Errorf("it does not begin with a year")
			}
		}
		if w.short {
			y += 2000
		}
	}
	if w.yearless {
		if year == 0 {
			return 0, errNoYear
		}
		y = year
	}
	day := civil.DayOf(y, m, d)
	switch yy, mm, dd := day.Date(); {
	case y < firstYear || y > lastYear:
		return 0, fmt.Errorf("the year %d is outside %d to %d", y, firstYear, lastYear)
	case yy != y || mm != m || dd != d:
		return 0, fmt.Errorf("the calendar has no %d-%02d-%02d", y, m, d)
	}
	return day, nil
}

var errNoYear = fmt.Errorf("it has no year")

// allOrders are tried in this order.
func allOrders() []order { return []order{dmy, mdy, ymd} }

// evidence decides the order of day, month and year from every date of a file, or finds that it cannot.
type evidence struct {
	possible map[order]bool
	proof    map[order]string // the cell that rules an order out, with its text
	doubt    string           // the first cell whose order is not plain
	shown    string
}

func newEvidence() *evidence {
	return &evidence{possible: map[order]bool{dmy: true, mdy: true, ymd: true}, proof: map[order]string{}}
}

// see takes a date into account. year stands in for a year that is not written.
func (e *evidence) see(w writtenDate, place, shown string, year int) {
	if w.plain() {
		return
	}
	if w.yearless && year == 0 {
		year, w.hasDay = 2000, false // a leap year: any day it lacks, every year lacks
	}
	fits := map[order]bool{}
	for _, o := range allOrders() {
		if d, err := w.in(o, year); err == nil && (!w.hasDay || w.day.has(d.Weekday())) {
			fits[o] = true
		}
	}
	if len(fits) == 0 {
		return // no date at all: told when its row is read, and no witness against the others
	}
	if e.doubt == "" {
		e.doubt, e.shown = place, shown
	}
	for _, o := range allOrders() {
		if !fits[o] && e.possible[o] {
			e.possible[o], e.proof[o] = false, place+" "+quoted(shown)
		}
	}
}

// left returns the orders that no date has ruled out.
func (e *evidence) left() []order {
	var out []order
	for _, o := range allOrders() {
		if e.possible[o] {
			out = append(out, o)
		}
	}
	return out
}

// words of the orders.
func (o order) words() string {
	return map[order]string{dmy: "day, month, year", mdy: "month, day, year", ymd: "year, month, day"}[o]
}

// decide returns the order of the file; ok is false where the dates leave a doubt, which is then reported.
func (e *evidence) decide(g *log) (order, bool) {
	left := e.left()
	switch {
	case e.doubt == "":
		return dmy, true // nothing depends on it
	case len(left) > 1:
		g.wrong(e.doubt, "state "+statements(left)+" in the mapping", "the date %s may be %s: no cell of the file decides it", quoted(e.shown), e.readings())
		return "", false
	case len(left) == 0:
		g.wrong(e.doubt, "state `dates` in the mapping and correct the cells that do not fit",
			"the dates contradict each other: %s cannot begin with the day, %s cannot begin with the month", e.proof[dmy], e.proof[mdy])
		return "", false
	}
	proof := e.proof[dmy]
	if left[0] == dmy {
		proof = e.proof[mdy]
	}
	g.decided(e.doubt, "dates are read as %s: %s allows nothing else", left[0].words(), proof)
	return left[0], true
}

// statements returns what the mapping could say.
func statements(orders []order) string {
	out := make([]string, len(orders))
	for i, o := range orders {
		out[i] = "`dates: " + string(o) + "`"
	}
	return strings.Join(out, " or ")
}

// readings returns what the first doubtful date may mean.
func (e *evidence) readings() string {
	w, err := parseDate(e.shown)
	if err != nil {
		return "read in several ways"
	}
	var out []string
	for _, o := range e.left() {
		d, err := w.in(o, 2000)
		text := d.String()
		if w.yearless {
			text = text[5:] + " (month and day)"
		}
		if err == nil && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return strings.Join(out, " or ")
}
