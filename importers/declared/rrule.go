package declared

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/schedsync/schedsync/engine/civil"
)

var ruleKind = &kind{
	ref: "rrule", form: asString, pattern: regexp.MustCompile(`^(RRULE:)?[A-Z]+=[A-Z0-9,+-]+(;[A-Z]+=[A-Z0-9,+-]+)*$`),
	expects: "an RRULE such as FREQ=MONTHLY;BYDAY=1FR",
	doc: "An RRULE of RFC 5545: FREQ DAILY, WEEKLY, MONTHLY or YEARLY; INTERVAL 1 to 1000; COUNT or UNTIL; BYDAY (all plain, or all with a number " +
		"from 1 to 5 or -1 to -5 in MONTHLY, or in YEARLY with BYMONTH); BYMONTH; BYMONTHDAY; BYHOUR; BYMINUTE; WKST; BYSETPOS in MONTHLY or YEARLY with BYDAY.",
	fix: func(s string) (string, string) {
		return strings.TrimRight(strings.ReplaceAll(strings.ToUpper(s), " ", ""), ";"), ""
	},
}

// rule reads an RRULE at a key and returns it as written, but without "RRULE:". "" when it is absent or wrong.
//
// What is let in is the part of RFC 5545 on which calendar programs agree; the rest has been seen to mean different days,
// or none, to different ones. An UNTIL may be a date, a local time or an instant; the engine knows what each means.
func (f *fields) rule(name string) string {
	v := f.get(name)
	s, ok := f.l.scalar(v, ruleKind, name)
	if !ok {
		return ""
	}
	s = strings.TrimPrefix(s, "RRULE:")
	if err := checkRule(s); err != nil {
		f.l.add(v, Problem{Text: name, Found: quoted(s), Expected: err.Error()})
		return ""
	}
	return s
}

// ruleParts are the parts of an RRULE by name, the values as written.
type ruleParts map[string]string

func checkRule(s string) error {
	parts := ruleParts{}
	for _, p := range strings.Split(s, ";") {
		name, val, _ := strings.Cut(p, "=")
		if _, twice := parts[name]; twice {
			return fmt.Errorf("%s only once", name)
		}
		check, known := rulePart[name]
		if !known {
			return fmt.Errorf("no %s: only FREQ, INTERVAL, COUNT, UNTIL, BYDAY, BYMONTH, BYMONTHDAY, BYHOUR, BYMINUTE, BYSETPOS and WKST are supported", name)
		}
		if err := check(val); err != nil {
			return fmt.Errorf("%s to be %w", name, err)
		}
		parts[name] = val
	}
	return parts.agree()
}

// rulePart checks the value of each part by itself.
var rulePart = map[string]func(string) error{
	"FREQ": func(s string) error {
		if !slices.Contains([]string{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}, s) {
			return errors.New("DAILY, WEEKLY, MONTHLY or YEARLY")
		}
		return nil
	},
	"INTERVAL":   numbers(1, 1000, false, 1),
	"COUNT":      numbers(1, 100_000, false, 1),
	"UNTIL":      checkUntil,
	"BYDAY":      checkByDay,
	"BYMONTH":    numbers(1, 12, false, 12),
	"BYMONTHDAY": numbers(1, 31, true, 62),
	"BYHOUR":     numbers(0, 23, false, 24),
	"BYMINUTE":   numbers(0, 59, false, 60),
	"BYSETPOS":   numbers(1, 366, true, 366),
	"WKST": func(s string) error {
		if !ruleDay.MatchString(s) || len(s) != 2 {
			return errors.New("a day such as MO")
		}
		return nil
	},
}

// numbers checks a list of at most most whole numbers from lo to hi, negative ones only where they are allowed.
func numbers(lo, hi int, negative bool, most int) func(string) error {
	return func(s string) error {
		items := strings.Split(s, ",")
		for _, it := range items {
			n, err := strconv.Atoi(it)
			if negative {
				n = abs(n)
			}
			if err != nil || n < lo || n > hi || len(items) > most {
				if negative {
					return fmt.Errorf("numbers from %d to %d or -%d to -%d", lo, hi, hi, lo)
				}
				return fmt.Errorf("a number from %d to %d", lo, hi)
			}
		}
		return nil
	}
}

var ruleDay = regexp.MustCompile(`^([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)$`)

// checkByDay refuses numbers on some days only: programs disagree on whether that is a union.
func checkByDay(s string) error {
	numbered := 0
	items := strings.Split(s, ",")
	for _, it := range items {
		if !ruleDay.MatchString(it) {
			return errors.New("days such as MO, 1FR or -1SU, the number from 1 to 5 or -1 to -5")
		}
		if len(it) > 2 {
			numbered++
		}
	}
	if numbered != 0 && numbered != len(items) {
		return errors.New("either all plain days or all with a number")
	}
	return nil
}

// agree checks the parts against each other.
func (p ruleParts) agree() error {
	freq, byDay := p["FREQ"], p["BYDAY"]
	has := func(name string) bool { return p[name] != "" }
	monthly := freq == "MONTHLY" || freq == "YEARLY" && has("BYMONTH")
	switch {
	case freq == "":
		return errors.New("a FREQ, as in FREQ=WEEKLY")
	case has("COUNT") && has("UNTIL"):
		return errors.New("COUNT or UNTIL, not both")
	case strings.ContainsAny(byDay, "12345") && !monthly:
		return errors.New("numbered days such as 1FR only with FREQ=MONTHLY, or FREQ=YEARLY with BYMONTH")
	case has("BYMONTHDAY") && freq == "WEEKLY":
		return errors.New("no BYMONTHDAY with FREQ=WEEKLY")
	case has("BYMONTHDAY") && freq == "YEARLY" && !has("BYMONTH"):
		return errors.New("BYMONTH beside BYMONTHDAY with FREQ=YEARLY: programs disagree on which month is meant")
	case has("BYSETPOS") && (byDay == "" || freq != "MONTHLY" && freq != "YEARLY"):
		return errors.New("BYSETPOS only with BYDAY and FREQ=MONTHLY or YEARLY")
	case p.never():
		return errors.New("a day that some month of BYMONTH has: this rule never happens")
	}
	return nil
}

// never reports whether no month of BYMONTH has a day of BYMONTHDAY.
func (p ruleParts) never() bool {
	if p["BYMONTH"] == "" || p["BYMONTHDAY"] == "" {
		return false
	}
	for _, m := range strings.Split(p["BYMONTH"], ",") {
		last := int(civil.DayOf(2024, number(m)+1, 1) - civil.DayOf(2024, number(m), 1))
		for _, d := range strings.Split(p["BYMONTHDAY"], ",") {
			if n, _ := strconv.Atoi(d); abs(n) <= last {
				return false
			}
		}
	}
	return true
}

var untilText = regexp.MustCompile(`^([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})Z?)?$`)

func checkUntil(s string) error {
	m := untilText.FindStringSubmatch(s)
	if m == nil || number(m[4]) > 23 || number(m[5]) > 59 || number(m[6]) > 59 {
		return errors.New("a date such as 20261231, or a date and time such as 20261231T090000")
	}
	_, err := parseDay(m[1] + "-" + m[2] + "-" + m[3])
	return err
}

func abs(n int) int { return max(n, -n) }
