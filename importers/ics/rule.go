package ics

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"github.com/schedsync/schedsync/engine/civil"
)

// What rules may cost in one calendar: steps of all of them together, and how many may turn out never to happen, which takes
// the library up to a fifth of a second each to find out.
const (
	maxSteps  = 500_000
	maxBarren = 20
)

// starts lists when an event begins that can have a part in the window: DTSTART, the occurrences of its RRULE and RDATEs, less
// its EXDATEs.
func (r *reader) starts(v *revision) ([]stamp, error) {
	if _, ok := v.first("EXRULE"); ok {
		return nil, errors.New("EXRULE is not supported (RFC 5545 has dropped it); list the dates in EXDATE")
	}
	out := []stamp{v.start}
	if l, ok := v.first("RRULE"); ok {
		locals, err := r.occurrences(v, strings.TrimSpace(l.value))
		if err != nil {
			return nil, err
		}
		out = out[:0]
		for _, l := range locals {
			s := v.start
			s.local = l
			out = append(out, s)
		}
	}
	there := map[civil.Instant]bool{}
	for _, s := range out {
		there[s.instant()] = true
	}
	for _, l := range v.props["RDATE"] {
		list, err := r.stamps(inZone(l, v.start))
		if err != nil {
			return nil, err
		}
		for _, s := range list {
			if s.date != v.start.date {
				return nil, errors.New("one of DTSTART and RDATE is a date, the other a time")
			}
			if !there[s.instant()] {
				there[s.instant()] = true
				out = append(out, s)
			}
		}
	}
	return r.exclude(v, out)
}

// inZone gives a list of times without a zone of its own the zone of the event: a floating EXDATE of an event with a TZID means
// the event's clock.
func inZone(l line, start stamp) line {
	if l.param("TZID") == "" && start.zone != nil {
		l.params = append(slices.Clone(l.params), param{"TZID", start.zone.String()})
	}
	return l
}

// exclude takes the EXDATEs out.
func (r *reader) exclude(v *revision, starts []stamp) ([]stamp, error) {
	days, instants := map[civil.Day]bool{}, map[civil.Instant]bool{}
	for _, l := range v.props["EXDATE"] {
		if strings.TrimSpace(l.value) == "" {
			continue
		}
		list, err := r.stamps(inZone(l, v.start))
		if err != nil {
			return nil, err
		}
		for _, x := range list {
			switch {
			case v.start.date:
				days[r.day(x)] = true
			case x.date:
				days[x.local.Day()] = true
			default:
				instants[x.instant()] = true
			}
		}
	}
	return slices.DeleteFunc(starts, func(s stamp) bool { return days[s.local.Day()] || instants[s.instant()] }), nil
}

// occurrences expands a rule on the clock that its event's times are read from, as if that clock were UTC: given a zone, the
// library loses days at clock changes.
func (r *reader) occurrences(v *revision, text string) (out []civil.Local, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the rule %q is not one that can be expanded: %v", clip(text), p)
		}
	}()
	if r.barren > maxBarren {
		return nil, errors.New("too many rules before this one never happen; the calendar is read no further")
	}
	opt, err := r.option(v, text)
	if err != nil {
		return nil, fmt.Errorf("the rule %q %w", clip(text), err)
	}
	rule, err := rrule.NewRRule(*opt)
	if err != nil {
		return nil, fmt.Errorf("the rule %q cannot be read: %w", clip(text), err)
	}
	start := v.start.local
	first, ok := rule.Iterator()()
	switch {
	case !opt.Until.IsZero() && opt.Until.Before(opt.Dtstart):
		r.note(v.line, "%s has a rule that ends before it begins; it never happens", titled(v.event))
		return nil, nil
	case !ok:
		r.barren++
		if opt.Until.IsZero() {
			return nil, fmt.Errorf("the rule %q never happens", clip(text))
		}
		return []civil.Local{start}, nil // the first one counts all the same
	case civil.Local(first.Unix()) != start:
		// The first one counts even where the rule does not have it (RFC 5545, 3.8.5.3).
		out = append(out, start)
		if opt.Count > 0 {
			opt.Count--
		}
		if opt.Count == 0 && rule.OrigOptions.Count > 0 {
			return out, nil
		}
	}
	return r.walk(out, v, opt)
}

// walk appends what the rule has up to the window's end.
func (r *reader) walk(out []civil.Local, v *revision, opt *rrule.ROption) ([]civil.Local, error) {
	jump(opt, v.start.zone.Reading(r.opt.Window.Start)-civil.Local(v.length.days+2)*civil.DayLen-civil.Local(v.length.exact))
	rule, err := rrule.NewRRule(*opt) // one object for each walk: the library's iterators write to it
	if err != nil {
		return nil, err
	}
	next := rule.Iterator()
	for t, ok := next(); ok; t, ok = next() {
		if r.steps++; r.steps > maxSteps {
			return nil, errors.New("this and the rules before it recur more often than a roster does; ask for a shorter stretch of time")
		}
		l := civil.Local(t.Unix())
		if at(v.start.zone, l) >= r.opt.Window.End {
			break
		}
		if v.length.after(v.start.zone, l) > r.opt.Window.Start {
			out = append(out, l)
		}
	}
	return out, nil
}

// jump begins a rule without COUNT as late as it can, so that years before the window cost nothing: whole steps of days or
// weeks, one less than there is room for.
func jump(opt *rrule.ROption, to civil.Local) {
	step := map[rrule.Frequency]civil.Local{rrule.DAILY: civil.DayLen, rrule.WEEKLY: civil.Week}[opt.Freq] * civil.Local(max(opt.Interval, 1))
	start := civil.Local(opt.Dtstart.Unix())
	if step == 0 || opt.Count > 0 || to-start < 2*step {
		return
	}
	opt.Dtstart = floating(start + ((to-start)/step-1)*step)
}

// floating writes a local time as if its clock were UTC.
func floating(l civil.Local) time.Time { return civil.Instant(l).Time() }

// option reads a rule.
func (r *reader) option(v *revision, text string) (*rrule.ROption, error) {
	text = strings.TrimSuffix(strings.ToUpper(text), ";")
	parts, err := supported(text)
	if err != nil {
		return nil, err
	}
	until := parts["UNTIL"]
	if until != "" { // the library is told in local time, below
		text = strings.Join(slices.DeleteFunc(strings.Split(text, ";"), func(p string) bool { return strings.HasPrefix(p, "UNTIL=") }), ";")
	}
	opt, err := rrule.StrToROption(text)
	if err != nil {
		return nil, err
	}
	opt.Dtstart = floating(v.start.local)
	if until != "" {
		s, err := readStamp(until, v.start.zone)
		if err != nil {
			return nil, err
		}
		opt.Until = localUntil(s, v.start)
	}
	return opt, nil
}

// localUntil brings an UNTIL to the clock of the event. A date means the whole day, also for an event with times; a time with
// a Z is an instant; a time without one, which RFC 5545 forbids and programs write, is on the event's clock (T-63).
func localUntil(s, start stamp) time.Time {
	switch {
	case s.date:
		return floating(s.local + civil.DayLen - 1)
	case s.utc && !start.date:
		return floating(start.zone.Reading(civil.Instant(s.local)))
	case s.utc:
		// The end of a series of whole days, as an instant: its last day is the one on the calendar's clock.
		return floating(start.zone.Reading(civil.Instant(s.local)).Day().Start() + civil.DayLen - 1)
	default:
		return floating(s.local)
	}
}

var (
	ruleDays   = regexp.MustCompile(`^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$`)
	ruleOrders = regexp.MustCompile(`^[+-]?[1-5](MO|TU|WE|TH|FR|SA|SU)(,[+-]?[1-5](MO|TU|WE|TH|FR|SA|SU))*$`)
	ruleNumber = regexp.MustCompile(`^[+-]?\d{1,3}(,[+-]?\d{1,3}){0,61}$`)
)

// supported checks that a rule is of the part of RFC 5545 that calendar programs and the library agree on, and returns its
// parts by name. What is outside of it is an error, because it would mean different days to different programs.
func supported(text string) (map[string]string, error) {
	parts := map[string]string{}
	for p := range strings.SplitSeq(text, ";") {
		name, value, ok := strings.Cut(p, "=")
		if _, twice := parts[name]; !ok || twice || value == "" {
			return nil, fmt.Errorf("cannot be read at %q", clip(p))
		}
		parts[name] = value
	}
	for name, value := range parts {
		if err := supportedPart(name, value); err != nil {
			return nil, err
		}
	}
	return parts, agree(parts)
}

func supportedPart(name, value string) error {
	ok := true
	switch name {
	case "FREQ":
		if ok = slices.Contains([]string{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}, value); !ok {
			return fmt.Errorf("recurs by %s, and only DAILY, WEEKLY, MONTHLY and YEARLY are supported", clip(value))
		}
	case "INTERVAL":
		ok = within(value, 1, 1000)
	case "COUNT":
		ok = within(value, 1, 100_000)
	case "UNTIL":
	case "WKST":
		ok = len(value) == 2 && ruleDays.MatchString(value)
	case "BYDAY":
		ok = ruleDays.MatchString(value) || ruleOrders.MatchString(value)
	case "BYMONTH":
		ok = numbersWithin(value, 1, 12)
	case "BYMONTHDAY":
		ok = numbersWithin(value, -31, 31)
	case "BYSETPOS":
		ok = numbersWithin(value, -31, 31)
	case "BYHOUR":
		ok = numbersWithin(value, 0, 23)
	case "BYMINUTE":
		ok = numbersWithin(value, 0, 59)
	default:
		return fmt.Errorf("has %s, which is not supported", clip(name))
	}
	if !ok {
		return fmt.Errorf("has %s=%s, which is not supported", name, clip(value))
	}
	return nil
}

func within(text string, lo, hi int) bool {
	n, err := strconv.Atoi(text)
	return err == nil && lo <= n && n <= hi
}

func numbersWithin(list string, lo, hi int) bool {
	if !ruleNumber.MatchString(list) {
		return false
	}
	for n := range strings.SplitSeq(list, ",") {
		if !within(n, lo, hi) || strings.Trim(n, "+-0") == "" && lo != 0 {
			return false
		}
	}
	return true
}

// agree checks the parts of a rule against each other.
func agree(parts map[string]string) error {
	has := func(name string) bool { return parts[name] != "" }
	freq, ordinal := parts["FREQ"], ruleOrders.MatchString(parts["BYDAY"])
	monthly := freq == "MONTHLY" || freq == "YEARLY" && has("BYMONTH")
	switch {
	case freq == "":
		return errors.New("has no FREQ")
	case has("COUNT") && has("UNTIL"):
		return errors.New("has COUNT and UNTIL")
	case ordinal && !monthly:
		return errors.New("has numbered days outside of a month, on which programs disagree")
	case has("BYMONTHDAY") && !monthly:
		return errors.New("has BYMONTHDAY outside of a month, on which programs disagree")
	case has("BYSETPOS") && (!monthly || !has("BYDAY")):
		return errors.New("has BYSETPOS without days of a month, on which programs disagree")
	case freq == "DAILY" && has("BYDAY") && has("INTERVAL") && parts["INTERVAL"] != "1":
		return errors.New("counts days and picks weekdays, on which programs disagree")
	case never(parts["BYMONTH"], parts["BYMONTHDAY"]):
		return errors.New("never happens: no such month has such a day")
	}
	return nil
}

// never reports whether none of the months has one of the days, which the library would look for until the year 9999.
func never(months, days string) bool {
	if months == "" || days == "" {
		return false
	}
	for m := range strings.SplitSeq(months, ",") {
		month, _ := strconv.Atoi(m)
		last := int(civil.DayOf(2024, month+1, 1) - civil.DayOf(2024, month, 1))
		for d := range strings.SplitSeq(days, ",") {
			if n, _ := strconv.Atoi(d); max(n, -n) <= last {
				return false
			}
		}
	}
	return true
}
