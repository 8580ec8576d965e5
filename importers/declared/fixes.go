package declared

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/schedsync/schedsync/importers/near"
)

// The fixes below know how people write times elsewhere, and say how they are written here. They change messages only:
// nothing is read in two ways.

var (
	shortDate  = regexp.MustCompile(`^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ]+([0-9]{1,2}):([0-9]{2})(:[0-9]{2})?)?$`)
	shortClock = regexp.MustCompile(`^([0-9]{1,2})[:.h]?([0-9]{2})?(:[0-9]{2})? ?([ap]m)?$`)
	dayFirst   = regexp.MustCompile(`^[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}`)
	zoneAfter  = regexp.MustCompile(`[0-9] [A-Za-z]+(/[A-Za-z_]+)?$`)
)

func fixMoment(s string) (string, string) {
	if m := shortDate.FindStringSubmatch(s); m != nil {
		out := fmt.Sprintf("%s-%02d-%02d", m[1], number(m[2]), number(m[3]))
		switch {
		case m[4] == "24":
			return "", "24:00 is 00:00 of the next day"
		case m[4] != "":
			out += fmt.Sprintf(" %02d:%s%s", number(m[4]), m[5], m[6])
		}
		return out, ""
	}
	switch {
	case dayFirst.MatchString(s):
		return "", "write the year first, as in 2026-01-05"
	case zoneAfter.MatchString(s):
		return "", "the zone is said by `timezone:`, or an instant by an offset or Z"
	}
	return "", ""
}

func fixClock(s string) (string, string) {
	m := shortClock.FindStringSubmatch(strings.ToLower(s))
	if m == nil || m[2] == "" && m[4] == "" {
		return "", ""
	}
	h, minute := number(m[1]), m[2]
	if m[4] != "" && (h < 1 || h > 12) {
		return "", ""
	}
	switch m[4] {
	case "pm":
		h = h%12 + 12
	case "am":
		h %= 12
	}
	if minute == "" {
		minute = "00"
	}
	return fmt.Sprintf("%02d:%s%s", h, minute, m[3]), ""
}

var (
	looseLength    = regexp.MustCompile(`^([0-9]+)[ _-]*([a-z]+)$`)
	compoundLength = regexp.MustCompile(`^([0-9]{1,4})h ?([0-9]{1,4})m(in)?$`)
)

// mostDigits is how many digits the patterns of lengths let a number have.
const mostDigits = 7

// namedLengths are words for lengths.
var namedLengths = map[string]string{
	"hourly": "1 hour", "daily": "1 day", "weekly": "1 week", "biweekly": "2 weeks", "fortnightly": "2 weeks", "monthly": "1 month",
	"hour": "1 hour", "day": "1 day", "week": "1 week", "fortnight": "2 weeks", "month": "1 month", "window": "1 window",
}

// unitNames are units as others write them.
var unitNames = map[string]string{
	"min": "minutes", "mins": "minutes", "minute": "minutes", "hr": "hours", "hrs": "hours", "hour": "hours", "day": "days",
	"wk": "weeks", "wks": "weeks", "week": "weeks", "mo": "months", "mon": "months", "mth": "months", "month": "months",
}

func fixDelay(s string) (string, string) {
	if digits.MatchString(s) && !zeroLength(s) {
		return s + "m", ""
	}
	return fixZeroLength(s)
}

// fixZeroLength is [fixLength] where nothing is a length too.
func fixZeroLength(s string) (string, string) {
	switch {
	case zeroLength(strings.ToLower(s)):
		return "0m", ""
	case strings.HasPrefix(s, "-"):
		return "", "it must not be less than nothing"
	}
	return fixLength(s)
}

// zeroLength tells a length of nothing, whatever its unit: "0", "00", "0s", "0 sec".
func zeroLength(low string) bool {
	return strings.HasPrefix(low, "0") && strings.Trim(low, "0 abcdefghijklmnopqrstuvwxyz") == ""
}

func fixLength(s string) (string, string) {
	low := strings.ToLower(strings.TrimSpace(s))
	if w, ok := namedLengths[low]; ok {
		return w, ""
	}
	if m := compoundLength.FindStringSubmatch(low); m != nil {
		return strconv.Itoa(number(m[1])*60+number(m[2])) + "m", ""
	}
	if strings.HasPrefix(low, "-") || zeroLength(low) {
		return "", "it must be longer than nothing"
	}
	if digits.MatchString(low) {
		return "", "name the unit: m, h, d, w or months"
	}
	m := looseLength.FindStringSubmatch(low)
	if m == nil {
		return "", ""
	}
	n := strings.TrimLeft(m[1], "0")
	if len(n) > mostDigits {
		return "", "the number is too large"
	}
	switch unit, known := unitNames[m[2]]; {
	case known && n == "1":
		return "1 " + strings.TrimSuffix(unit, "s"), ""
	case known:
		return n + " " + unit, ""
	case m[2] == "s" || strings.HasPrefix(m[2], "sec"):
		return "", "the shortest unit is the minute"
	case strings.HasPrefix(m[2], "y"):
		return "", "count in months"
	}
	words := []string{"minutes", "hours", "days", "weeks", "months", "minute", "hour", "day", "week", "month", "window", "windows"}
	s2 := near.New(len(words))
	if u := s2.Suggest(m[2], words); u != "" {
		return n + " " + u, ""
	}
	return "", ""
}
