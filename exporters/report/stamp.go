package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

type window = span.Span[civil.Instant]

// clock writes instants as a zone's clock shows them.
type clock struct {
	zone   *civil.Zone
	offset bool // the clock is changed in the window: every time says how far it is from UTC
	short  bool // leave the year out, for narrow terminals
	years  bool // with short: leave the weekday out, not the year
}

// clockFor returns a clock for the times in a window.
func clockFor(z *civil.Zone, w window) clock {
	return clock{zone: z, offset: len(z.Transitions(w.Start, w.End+1)) > 0}
}

// stamp writes an instant as "Mon 2026-01-05 09:00", with seconds where there are any, and with the distance from UTC
// ("+1") where the clock is changed in the window.
func (c clock) stamp(t civil.Instant) string {
	l := c.zone.Reading(t)
	day := l.Day().String()
	switch {
	case !c.short:
		day = weekday(l.Day()) + " " + day
	case !c.years:
		day = weekday(l.Day()) + " " + day[len("2026-"):]
	}
	s := day + " " + clockTime(l.Clock())
	if c.offset {
		s += " " + offset(c.zone.Offset(t))
	}
	return s
}

// widest returns how many columns the widest time of a timeline takes.
func (c clock) widest(tl *engine.Timeline) int {
	n := max(len(c.stamp(tl.Window.Start)), len(c.stamp(tl.Window.End)))
	for _, sp := range tl.Spans {
		n = max(n, len(c.stamp(sp.Start)))
	}
	return n
}

// full writes an instant on its own, with the zone's distance from UTC: "Mon 2026-01-05 09:00 UTC+1".
func full(z *civil.Zone, t civil.Instant) string {
	return clock{zone: z}.stamp(t) + " " + utc(z, t)
}

// utc names the distance from UTC at an instant: "UTC", "UTC+1", "UTC-3:30".
func utc(z *civil.Zone, t civil.Instant) string {
	if off := z.Offset(t); off != 0 {
		return "UTC" + offset(off)
	}
	return "UTC"
}

// offset writes seconds east of UTC as "+1", "-3:30" or "+0".
func offset(seconds int) string {
	sign := "+"
	if seconds < 0 {
		sign, seconds = "-", -seconds
	}
	s := sign + strconv.Itoa(seconds/civil.Hour)
	if m := seconds / civil.Minute % 60; m != 0 {
		s += fmt.Sprintf(":%02d", m)
	}
	return s
}

// clockTime writes seconds since midnight as 09:00, or 09:00:30.
func clockTime(c int) string {
	s := fmt.Sprintf("%02d:%02d", c/civil.Hour, c/civil.Minute%60)
	if c%civil.Minute != 0 {
		s += fmt.Sprintf(":%02d", c%civil.Minute)
	}
	return s
}

// weekday returns Mon to Sun.
func weekday(d civil.Day) string {
	s := d.Weekday().String()
	return strings.ToUpper(s[:1]) + s[1:]
}

// hours writes a length of real time in hours with at most two decimals: "168", "0.5".
func hours(seconds civil.Instant) string {
	s := strconv.FormatFloat(float64(seconds)/civil.Hour, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// length writes a length of real time for a sentence: "28 days", "4 d 22 h", "45 min".
func length(seconds civil.Instant) string {
	d, h, m := seconds/civil.DayLen, seconds%civil.DayLen/civil.Hour, seconds%civil.Hour/civil.Minute
	switch {
	case d > 0 && h == 0 && m == 0:
		return count(int(d), "day")
	case d > 0:
		return fmt.Sprintf("%d d %d h", d, h)
	case h > 0 && m == 0:
		return fmt.Sprintf("%d h", h)
	case h > 0:
		return fmt.Sprintf("%d h %d min", h, m)
	case m > 0:
		return fmt.Sprintf("%d min", m)
	default:
		return fmt.Sprintf("%d s", seconds)
	}
}

// count writes a number with its noun: "1 gap", "1,095 spans".
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return thousands(n) + " " + noun
}

// inWords writes names as "a", "a and b", "a, b and c".
func inWords(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// thousands writes a count with commas: 1,095.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
