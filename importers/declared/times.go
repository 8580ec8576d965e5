package declared

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// The years a workspace may speak of. They lie well inside those a zone's table covers.
const (
	firstYear = 1970
	lastYear  = 2200
)

const (
	datePattern  = `[0-9]{4}-[0-9]{2}-[0-9]{2}`
	clockPattern = `([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?`
)

// The kinds of times.
var (
	momentKind = &kind{
		ref: "moment", form: asString,
		pattern: regexp.MustCompile(`^` + datePattern + `([T ]` + clockPattern + `( ?(Z|[+-][0-9]{2}:?[0-9]{2}))?)?$`),
		expects: "a local time such as 2026-01-05 09:00",
		doc: "A local time such as 2026-01-05 09:00 (or with T, or seconds) in the stated time zone; an instant with Z or an offset; " +
			"a bare date is its 00:00.",
		fix: fixMoment,
	}
	dateKind = &kind{
		ref: "date", form: asString, pattern: regexp.MustCompile(`^` + datePattern + `$`),
		expects: "a date such as 2026-01-05", fix: fixMoment,
	}
	clockKind = &kind{
		ref: "clock", form: asString, pattern: regexp.MustCompile(`^` + clockPattern + `$`),
		expects: "a time of day such as 09:00", fix: fixClock,
	}
	endClockKind = &kind{
		ref: "endClock", form: asString, pattern: regexp.MustCompile(`^(` + clockPattern + `|24:00(:00)?)$`),
		expects: "a time of day such as 18:00, at most 24:00", fix: fixClock,
	}
	lengthKind = &kind{
		ref: "length", form: asString,
		pattern: regexp.MustCompile(`^[1-9][0-9]{0,6} ?(m|h|d|w|minutes?|hours?|days?|weeks?|months?)$`),
		expects: "a length of time such as 2h, 30 minutes, 1 day or 2 weeks",
		doc:     "A number and a unit: minutes (m), hours (h), days (d), weeks (w) or months. Minutes and hours are real time, the others calendar time.",
		fix:     fixLength,
	}
	zeroLengthKind = &kind{
		ref: "lengthOrZero", form: asString,
		pattern: regexp.MustCompile(`^(0|[1-9][0-9]{0,6}) ?(m|h|d|w|minutes?|hours?|days?|weeks?)$`),
		expects: "a length of time such as 2h, 1 day or 0m", fix: fixZeroLength,
	}
	delayKind = &kind{
		ref: "delay", form: asString, pattern: regexp.MustCompile(`^(0|[1-9][0-9]{0,6}) ?(m|h|minutes?|hours?)$`),
		expects: "a number of minutes or hours such as 10m", fix: fixDelay,
	}
)

// parseMoment reads a text of [momentKind]: a local time, or an instant where it has an offset. It refuses days that the
// month does not have and years outside 1970 to 2200.
func parseMoment(s string) (civil.Moment, error) {
	day, err := parseDay(s[:10])
	if err != nil {
		return civil.Moment{}, err
	}
	if len(s) == 10 {
		return civil.AtLocal(day.Start()), nil
	}
	clock, zone := s[11:16], s[16:]
	if strings.HasPrefix(zone, ":") {
		clock, zone = s[11:19], s[19:]
	}
	local := day.Start() + civil.Local(parseClock(clock))
	if zone = strings.TrimSpace(zone); zone == "" {
		return civil.AtLocal(local), nil
	}
	offset, err := parseOffset(zone)
	if err != nil {
		return civil.Moment{}, err
	}
	return civil.AtInstant(civil.Instant(local) - civil.Instant(offset)), nil
}

// parseDay reads 2026-01-05.
func parseDay(s string) (civil.Day, error) {
	y, m, d := number(s[:4]), number(s[5:7]), number(s[8:10])
	day := civil.DayOf(y, m, d)
	switch yy, mm, dd := day.Date(); {
	case y < firstYear || y > lastYear:
		return 0, fmt.Errorf("a year from %d to %d", firstYear, lastYear)
	case yy != y || mm != m || dd != d:
		return 0, fmt.Errorf("a day that the calendar has")
	}
	return day, nil
}

// parseOffset returns the seconds east of UTC of Z, +02:00 or +0200.
func parseOffset(s string) (int, error) {
	if s == "Z" {
		return 0, nil
	}
	h, m := number(s[1:3]), number(s[len(s)-2:])
	if h > 15 || m > 59 {
		return 0, fmt.Errorf("an offset that some clock has, such as +02:00")
	}
	if s[0] == '-' {
		return -h*civil.Hour - m*civil.Minute, nil
	}
	return h*civil.Hour + m*civil.Minute, nil
}

// parseClock returns the seconds since 00:00 of a text of [clockKind] or [endClockKind].
func parseClock(s string) int {
	sec := number(s[:2])*civil.Hour + number(s[3:5])*civil.Minute
	if len(s) > 5 {
		sec += number(s[6:8])
	}
	return sec
}

// number reads digits that a pattern has let through.
func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

var lengthText = regexp.MustCompile(`^([0-9]+) ?([a-z]+)$`)

// parseLength reads a text of [lengthKind] or its sisters.
func parseLength(s string) (engine.Length, error) {
	m := lengthText.FindStringSubmatch(s)
	if m == nil {
		return engine.Length{}, fmt.Errorf("%s", lengthKind.expects)
	}
	units := map[byte]engine.Unit{'h': engine.Hours, 'd': engine.Days, 'w': engine.Weeks, 'm': engine.Minutes}
	unit := units[m[2][0]]
	if strings.HasPrefix(m[2], "mo") {
		unit = engine.Months
	}
	n := engine.Length{N: number(m[1]), Unit: unit}
	const century = 100 * 366 * civil.DayLen
	if int64(n.N)*unit.Seconds() > century || unit == engine.Months && n.N > 1200 {
		return n, fmt.Errorf("at most 100 years")
	}
	return n, nil
}

// moment reads the time at a key; unset when it is absent or wrong.
func (f *fields) moment(name string) civil.Moment {
	v := f.get(name)
	s, ok := f.l.scalar(v, momentKind, name)
	if !ok {
		return civil.Moment{}
	}
	m, err := parseMoment(s)
	if err != nil {
		f.l.add(v, Problem{Text: name, Found: quoted(s), Expected: err.Error()})
	}
	return m
}

// day reads a bare date.
func (l *loader) day(v value, what string) (civil.Day, bool) {
	s, ok := l.scalar(v, dateKind, what)
	if !ok {
		return 0, false
	}
	d, err := parseDay(s)
	if err != nil {
		l.add(v, Problem{Text: what, Found: quoted(s), Expected: err.Error()})
	}
	return d, err == nil
}

// days reads a list of dates, each once.
func (f *fields) days(name string) []civil.Day {
	var out []civil.Day
	seen := map[civil.Day]bool{}
	for _, v := range f.list(name) {
		d, ok := f.l.day(v, name)
		if ok && seen[d] {
			f.l.add(v, Problem{Text: name + " lists " + quoted(v.text) + " twice"})
		}
		if ok && !seen[d] {
			seen[d] = true
			out = append(out, d)
		}
	}
	return out
}

// length reads the length of time at a key; zero when it is absent or wrong.
func (f *fields) length(name string) engine.Length {
	if !f.has(name) {
		if def, ok := f.object.key(name).def.(string); ok {
			n, _ := parseLength(def)
			return n
		}
		return engine.Length{}
	}
	v := f.get(name)
	s, ok := f.l.scalar(v, f.object.key(name).kind, name)
	if !ok {
		return engine.Length{}
	}
	n, err := parseLength(s)
	if err != nil {
		f.l.add(v, Problem{Text: name, Found: quoted(s), Expected: err.Error()})
	}
	return n
}

// end reads the exclusive end of a stretch: `until`, or `through` plus a day. It is unset when neither is written.
func (f *fields) end() civil.Moment {
	if !f.has("through") {
		return f.moment("until")
	}
	d, ok := f.l.day(f.get("through"), "through")
	if !ok {
		return civil.Moment{}
	}
	return civil.AtLocal((d + 1).Start())
}

// endKey returns the key that [fields.end] reads.
func (f *fields) endKey() string {
	if f.has("through") {
		return "through"
	}
	return "until"
}

// before checks that a stretch has a length: from < until; `through`, which is inclusive, may be the day of `from`. Two local
// times compare by their readings; an instant against a local time compares on the zone's clock, and not at all when the zone
// is unknown.
func (f *fields) before(from, until civil.Moment, fromKey, untilKey string, z *civil.Zone) {
	if c, ok := compare(from, until, z); ok && c >= 0 {
		p := Problem{
			Text: untilKey + " is not after " + fromKey, Found: quoted(f.values[untilKey].text),
			Expected: "a time after " + f.values[fromKey].text,
		}
		if untilKey == "through" {
			p.Text, p.Expected = "through is before "+fromKey, "the day of "+f.values[fromKey].text+" or a later one"
		}
		f.l.add(f.values[untilKey], p)
	}
}

// compare orders two moments; not ok when one is unset, or when only a zone could tell and there is none.
func compare(a, b civil.Moment, z *civil.Zone) (int, bool) {
	switch {
	case !a.IsSet() || !b.IsSet():
		return 0, false
	case a.Fixed() && b.Fixed():
		return int(a.In(z) - b.In(z)), true
	case z == nil && a.Fixed() != b.Fixed():
		return 0, false
	case a.Fixed() != b.Fixed():
		return int(a.In(z) - b.In(z)), true
	default:
		return int(a.On(z) - b.On(z)), true
	}
}
