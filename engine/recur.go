package engine

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// recurrence is an override that recurs by an RRULE. The rule is expanded over local times as if they were UTC: given a
// zone, the library loses days at clock changes. The one rule of package civil then makes instants of them (SPEC 1.1).
type recurrence struct {
	override int
	option   rrule.ROption
	zone     *civil.Zone
	length   Length
	wall     civil.Local // instead of length: how long on the wall clock
	except   []civil.Day
}

// newRecurrence compiles a recurring override.
func newRecurrence(o *Override, index int, zone *civil.Zone) (r recurrence, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("override %d: the rule %q is not one that can be expanded: %v", index+1, o.Rule, p)
		}
	}()
	opt, err := rrule.StrToROption(o.Rule)
	if err != nil {
		return r, fmt.Errorf("override %d: reading the rule %q: %w", index+1, o.Rule, err)
	}
	opt.Dtstart = floating(o.From.On(zone))
	if err := usable(opt); err != nil {
		return r, fmt.Errorf("override %d: the rule %q %w", index+1, o.Rule, err)
	}
	if !opt.Until.IsZero() {
		opt.Until = localUntil(o.Rule, opt.Until, zone)
	}
	if _, err := rrule.NewRRule(*opt); err != nil {
		return r, fmt.Errorf("override %d: reading the rule %q: %w", index+1, o.Rule, err)
	}
	return recurrence{override: index, option: *opt, zone: zone, length: o.For, except: o.Except}, nil
}

// usable refuses rules that the library would expand for ever, or that recur too often to be a duty.
func usable(opt *rrule.ROption) error {
	if opt.Freq == rrule.MINUTELY || opt.Freq == rrule.SECONDLY {
		return errors.New("recurs more often than once an hour")
	}
	// Steps of an hour meet the hours of the day that lie a multiple of gcd(step, 24) from the first.
	step := max(opt.Interval, 1)
	for rest := 24; rest > 0; {
		step, rest = rest, step%rest
	}
	reached := func(h int) bool { return (h-opt.Dtstart.Hour())%step == 0 }
	if opt.Freq == rrule.HOURLY && len(opt.Byhour) > 0 && !slices.ContainsFunc(opt.Byhour, reached) {
		return errors.New("never comes to one of its BYHOUR")
	}
	return nil
}

// floating writes a local time as if the zone were UTC, which is how rules are expanded.
func floating(l civil.Local) time.Time { return civil.Instant(l).Time() }

// localUntil brings a rule's UNTIL to local time: a date means the whole day, a time with Z is an instant.
func localUntil(rule string, until time.Time, zone *civil.Zone) time.Time {
	_, text, _ := strings.Cut(strings.ToUpper(rule), "UNTIL=")
	text, _, _ = strings.Cut(text, ";")
	switch {
	case !strings.Contains(text, "T"):
		return until.Add(24*time.Hour - time.Second)
	case strings.HasSuffix(text, "Z"):
		return floating(zone.High(civil.FromTime(until)))
	default:
		return until
	}
}

// longest returns an upper bound of an occurrence's length in seconds of real time.
func (r *recurrence) longest() civil.Instant {
	unit := r.length.Unit.Seconds()
	if r.length.Unit == Months {
		unit = 31 * civil.DayLen
	}
	// A clock change adds less than two days.
	return civil.Instant(r.length.N)*civil.Instant(unit) + civil.Instant(r.wall) + 2*civil.DayLen
}

// end returns when the occurrence that starts at a local time ends.
func (r *recurrence) end(l civil.Local) civil.Instant {
	if r.wall > 0 {
		return r.zone.First(l + r.wall)
	}
	return r.length.After(civil.AtLocal(l), r.zone)
}

// since returns the rule begun anew as late as it can be, so that a window far from the first time does not cost the
// years between: a rule without COUNT goes on from any of its steps as it does from the first. Nothing at or after l is
// lost. A step of months or years must fall on the day of the first time, which the rule may be counted by.
func (r *recurrence) since(l civil.Local) rrule.ROption {
	opt := r.option
	start, n := civil.Local(opt.Dtstart.Unix()), max(opt.Interval, 1)
	if l <= start || opt.Count > 0 {
		return opt
	}
	months := map[rrule.Frequency]int{rrule.YEARLY: 12 * n, rrule.MONTHLY: n}[opt.Freq]
	if months == 0 {
		step := civil.Local(n) * map[rrule.Frequency]civil.Local{
			rrule.WEEKLY: civil.Week, rrule.DAILY: civil.DayLen, rrule.HOURLY: civil.Hour,
		}[opt.Freq]
		opt.Dtstart = floating(start + (l-start)/step*step)
		return opt
	}
	_, _, day := start.Day().Date()
	for k := civil.MonthsFrom(start).Until(l) / months; k > 0; k-- {
		at := start.AddMonths(k * months)
		if _, _, d := at.Day().Date(); d == day {
			opt.Dtstart = floating(at)
			break
		}
	}
	return opt
}

// appendWithin appends the occurrences that have a part in the window, by start. Those that overlap or touch become one:
// an override acts once at an instant, however many of its occurrences hold it.
func (r *recurrence) appendWithin(out []occurrence, w span.Span[civil.Instant]) []occurrence {
	// One rule object for each expansion: the library's iterators write to it.
	rule, err := rrule.NewRRule(r.since(r.zone.Reading(w.Start - r.longest())))
	if err != nil {
		return out // proved impossible by newRecurrence
	}
	next, mine := rule.Iterator(), len(out)
	for t, ok := next(); ok; t, ok = next() {
		l := civil.Local(t.Unix())
		start := r.zone.First(l)
		if start >= w.End {
			break
		}
		if slices.Contains(r.except, l.Day()) || start+r.longest() <= w.Start {
			continue
		}
		sp := span.Span[civil.Instant]{Start: start, End: r.end(l)}
		switch last := len(out) - 1; {
		case sp.Empty() || sp.End <= w.Start:
		case last >= mine && sp.Start <= out[last].End:
			out[last].End = max(out[last].End, sp.End)
		default:
			out = append(out, occurrence{sp, r.override})
		}
	}
	return out
}
