package sheet

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/schedsync/schedsync/engine/civil"
)

// clockText is a time of day as rosters write it: 9:00, 0900, 9.30, 9h30, 9am, 9:00 PM, 9:00a, 2200H.
var clockText = regexp.MustCompile(`^(?i)(\d{1,2})(?:[:.h](\d{2})(?::(\d{2}))?|(\d{2})h?|h)? ?(?:(a|p)\.?m?\.?)?(?: ?(?:uhr|hrs?))?$`)

// parseClock reads a time of day, 0 to 24:00, in seconds. The error says what is wrong with it and what to do.
func parseClock(s string) (int, error) {
	s = strings.TrimSpace(s)
	switch strings.ToLower(s) {
	case "noon", "midday":
		return 12 * civil.Hour, nil
	case "midnight":
		return 0, errors.New("midnight may be 00:00 or 24:00: write which")
	}
	m := clockText.FindStringSubmatch(s)
	if m == nil {
		return 0, fmt.Errorf("%s is no time of day", quoted(s))
	}
	if m[2] == "" && m[4] == "" && m[5] == "" && !strings.HasSuffix(strings.ToLower(s), "h") {
		return 0, fmt.Errorf("%s may be an hour or something else: write it as 09:00", quoted(s))
	}
	if fraction.MatchString(s) {
		return 0, fmt.Errorf("%s may be minutes after midnight or a fraction of a day: write it as 00:25 or 06:00", quoted(s))
	}
	h, minute, sec := atoi(m[1]), atoi(m[2]+m[4]), atoi(m[3])
	if m[5] != "" {
		if h < 1 || h > 12 {
			return 0, fmt.Errorf("%s has an hour that no clock with am and pm shows", quoted(s))
		}
		h %= 12
		if strings.EqualFold(m[5], "p") {
			h += 12
		}
	}
	at := h*civil.Hour + minute*civil.Minute + sec
	switch {
	case minute > 59 || sec > 59:
		return 0, fmt.Errorf("%s is no time of day", quoted(s))
	case at > civil.DayLen:
		return 0, fmt.Errorf("%s is later than 24:00: give the end its own date, or write %02d:%02d, which is then the next day", quoted(s), h-24, minute)
	}
	return at, nil
}

// clock reads the time of day in a cell: a text, or the fraction of a day, rounded to the minute. 1 is 24:00 whatever the
// cell shows.
func clock(c cell) (int, error) {
	if c.kind != number && !decimal.MatchString(cleanText(c.text)) {
		return parseClock(cleanText(c.text))
	}
	f, err := strconv.ParseFloat(strings.TrimSpace(c.text), 64)
	switch {
	case err != nil || math.IsNaN(f) || f < 0:
		return 0, fmt.Errorf("%s is no time of day", quoted(c.text))
	case f <= 1 && (f < 1 && f > 0 || c.dated || f == 0):
		return int(math.Round(f*24*60)) * civil.Minute, nil
	case f == math.Trunc(f) && f >= 100 && f <= 2400 && !c.dated:
		return parseClock(fmt.Sprintf("%04d", int(f))) // 830 and 2200, typed as they are spoken
	case c.dated && f < firstSerial:
		return 0, fmt.Errorf("it holds %.2f hours, later than 24:00: give the end its own date", f*24)
	case f >= firstSerial:
		return 0, errors.New("it holds a date as well: name the column as `from` or `until`, or put the time alone into it")
	}
	return 0, fmt.Errorf("%s is a number without the format of a time: write it as 09:00", quoted(c.text))
}

// fraction is what may be minutes after midnight as well as a fraction of a day.
var fraction = regexp.MustCompile(`^0\.\d\d$`)

// decimal is a fraction of a day in the text of a CSV file that was saved without formats.
var decimal = regexp.MustCompile(`^0\.\d{3,}$`)

// stretch is hours of one day: From and To are seconds since its 00:00, To larger than From and past 24:00 on a later day.
type stretch struct{ From, To int }

// rangeText takes 09:00-17:00, 9am to 5pm, 17:30-09:30+3, and the dashes and words that stand between.
var rangeText = regexp.MustCompile(`^(?i)(.+?)\s*(?:-|–|—|−|~|\bto\b|\btill\b|\buntil\b|\bbis\b)\s*(.+?)(?:\s*\+(\d))?$`)

// parseStretch reads hours. An end at or before the beginning is on the next day; +N puts it N days later. An end equal to
// the beginning is refused unless equal is true, which makes it a full day.
func parseStretch(s string, equal bool) (stretch, error) {
	m := rangeText.FindStringSubmatch(cleanText(s))
	if m == nil {
		return stretch{}, fmt.Errorf("%s is no stretch of hours such as 08:00-17:00", quoted(s))
	}
	from, err := parseClock(m[1])
	if err != nil {
		return stretch{}, err
	}
	to, err := parseClock(m[2])
	if err != nil {
		return stretch{}, err
	}
	if m[3] != "" {
		return stretch{from, to + atoi(m[3])*civil.DayLen}, nil
	}
	return over(from, to, equal)
}

// over puts an end that is not after its beginning on the next day.
func over(from, to int, equal bool) (stretch, error) {
	switch {
	case from == civil.DayLen:
		return stretch{}, errors.New("a shift that begins at 24:00 begins on the next day: write 00:00 there")
	case to == from && !equal:
		return stretch{}, errors.New("it ends when it begins: nothing, or a full day? state `equal_times: full-day` in the mapping, or write the end")
	case to <= from:
		return stretch{from, to + civil.DayLen}, nil
	}
	return stretch{from, to}, nil
}

// String returns the stretch as the mapping writes it.
func (s stretch) String() string {
	days := ""
	if n := (s.To - 1) / civil.DayLen; n > 1 || n == 1 && s.To-civil.DayLen > s.From {
		days = "+" + strconv.Itoa(n)
	}
	end := s.To
	for end > civil.DayLen {
		end -= civil.DayLen
	}
	return fmt.Sprintf("%02d:%02d-%02d:%02d%s", s.From/civil.Hour, s.From/60%60, end/civil.Hour, end/60%60, days)
}

// hours are the hours of a code or a role by the kind of day. A day without an entry has none.
type hours struct {
	day     [7]*stretch
	holiday *stretch
	own     bool // holidays have hours of their own, or none: they do not follow the day of the week
}

// on returns the hours of a day; ok is false where there are none.
func (h *hours) on(d civil.Day, holidays civil.DaySet) (stretch, bool) {
	if h == nil {
		return stretch{}, false
	}
	s := h.day[d.Weekday()]
	if h.own && holidays != nil && holidays.Has(d) {
		s = h.holiday
	}
	if s == nil {
		return stretch{}, false
	}
	return *s, true
}
