package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// windowFlags are --from, --until and --for.
type windowFlags struct{ from, until, length string }

func (w *windowFlags) add(f *pflag.FlagSet) {
	f.StringVar(&w.from, "from", "", "start: RFC 3339, or a date or time in the schedules' zone (default now)")
	f.StringVar(&w.until, "until", "", "end, exclusive")
	f.StringVar(&w.length, "for", "", "length instead of an end: 12h, 30d, 4w (default 4w)")
}

// window returns the half-open window the flags ask for. Times without an offset are in the zone that all the schedules
// share, or in UTC ([Cmd.commonZone]).
func (c *Cmd) window(w windowFlags, schedules []*engine.Schedule) (out span.Span[civil.Instant], err error) {
	zone, err := c.commonZone(schedules)
	if err != nil {
		return out, err
	}
	return c.windowOn(w, zone)
}

// windowOn is [Cmd.window] on the clock of a zone.
func (c *Cmd) windowOn(w windowFlags, zone *civil.Zone) (out span.Span[civil.Instant], err error) {
	if w.until != "" && w.length != "" {
		return out, usage(fmt.Errorf("--until and --for exclude each other"))
	}
	start := civil.AtInstant(c.now())
	if w.from != "" {
		if start, err = parseMoment("--from", w.from); err != nil {
			return out, err
		}
	}
	out.Start = start.In(zone)
	if w.until != "" {
		until, err := parseMoment("--until", w.until)
		if err != nil {
			return out, err
		}
		out.End = until.In(zone)
	} else {
		length := engine.Length{N: 4, Unit: engine.Weeks}
		if w.length != "" {
			if length, err = parseLength(w.length); err != nil {
				return out, err
			}
		}
		out.End = length.After(start, zone)
	}
	if out.Start == out.End {
		return out, usage(fmt.Errorf("the window is empty: it starts and ends at %s", out.Start))
	}
	if out.Empty() {
		return out, usage(fmt.Errorf("the window ends (%s) before it starts (%s)", out.End, out.Start))
	}
	return out, nil
}

// commonZone returns the zone all schedules share, or UTC. Disabled schedules have no say unless there are no others: nobody
// is on call in them, and one that was switched off must not move the days of the rest.
func (c *Cmd) commonZone(schedules []*engine.Schedule) (*civil.Zone, error) {
	if live := slices.DeleteFunc(slices.Clone(schedules), func(s *engine.Schedule) bool { return !s.Enabled }); len(live) > 0 {
		schedules = live
	}
	for _, s := range schedules {
		if s.Zone.String() != schedules[0].Zone.String() {
			return c.zones.Load("UTC")
		}
	}
	if len(schedules) > 0 {
		return schedules[0].Zone, nil
	}
	return c.zones.Load("UTC")
}

// parseMoment reads a point of time as the YAML and the outputs write it: RFC 3339, also without seconds and with spaces, or
// a date with or without a time of day.
func parseMoment(flag, text string) (civil.Moment, error) {
	text = strings.TrimSpace(text)
	instant := strings.Replace(strings.Replace(text, " ", "T", 1), " ", "", 1)
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z0700"} {
		if t, err := time.Parse(layout, instant); err == nil {
			return civil.AtInstant(civil.FromTime(t)), nil
		}
	}
	for _, layout := range []string{"2006-01-02", "2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, text); err == nil {
			return civil.AtLocal(civil.Local(t.Unix())), nil
		}
	}
	return civil.Moment{}, usage(fmt.Errorf("%s %q is not a time such as 2026-01-05, \"2026-01-05 09:00\" or 2026-01-05T09:00:00Z", flag, text))
}

// parseLength reads a number and a unit: 90m, 12h, 30d, 4w.
func parseLength(text string) (engine.Length, error) {
	units := map[byte]engine.Unit{'m': engine.Minutes, 'h': engine.Hours, 'd': engine.Days, 'w': engine.Weeks}
	if n := len(text) - 1; n > 0 {
		count, err := strconv.Atoi(text[:n])
		unit, ok := units[text[n]]
		if err == nil && ok && count > 0 && count <= 60*24*366*100 {
			return engine.Length{N: count, Unit: unit}, nil
		}
	}
	return engine.Length{}, usage(fmt.Errorf("--for %q is not a length such as 12h, 30d or 4w", text))
}
