package snapshot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Mute is a quiet window as a vendor holds it.
type Mute struct {
	ID    string
	Name  string
	Mark  Mark   // by the beginning of the name; zero: nobody's
	Part  string // what follows the mark in the name; "" for an object that was adopted
	Shape MuteShape
	On    []string // the vendor's ids of what it silences, sorted
	Team  string   // the vendor's id of the team it belongs to, where mutes have one
	// Opaque, when not empty, says why it cannot be told when the mute is in force; then it is never changed.
	Opaque string
}

// MuteShape says when a mute is in force. There are two kinds: weekly and one-time mutes on a fixed offset, which have
// no date (contract hostedgraphite 2.1), and dated ones that may recur after a number of days (contract zenduty 3.5).
type MuteShape struct {
	Offset   int             // hours east of UTC
	Start    int             // minutes since 00:00 on the clock of Offset
	Duration int             // minutes; an occurrence is [start, start + Duration)
	Days     []civil.Weekday // of the start on that clock, in order; empty: not weekly

	// First is the only occurrence of a one-time mute, or the first of a dated one; empty: not known.
	First span.Span[civil.Instant]
	Every int           // days of 24 hours from one occurrence to the next; 0: once
	Until civil.Instant // occurrences end at or before it; 0: for ever
}

// Minutes in a week; the circle on which weekly mutes are compared begins on Monday 00:00 UTC.
const weekMinutes = civil.Week / civil.Minute

// Atom is one weekly occurrence on the circle of a week: minutes since Monday 00:00 UTC, and how long (contract
// hostedgraphite 4.5).
type Atom struct{ At, Length int }

// Weekly reports whether the mute repeats on weekdays.
func (m *MuteShape) Weekly() bool { return len(m.Days) > 0 }

// Atoms returns the weekly occurrences, by their place in the week.
func (m *MuteShape) Atoms() []Atom {
	var out []Atom
	for _, d := range m.Days {
		at := (int(d)*24*60 + m.Start - 60*m.Offset) % weekMinutes
		out = append(out, Atom{(at + weekMinutes) % weekMinutes, m.Duration})
	}
	slices.SortFunc(out, func(a, b Atom) int { return cmp.Or(a.At-b.At, a.Length-b.Length) })
	return slices.Compact(out)
}

// WeekOf returns the minutes of the week that weekly occurrences silence together, as a set in [0, 10080): what is equal
// here is equal by meaning, whatever the offsets and however it is cut (contract hostedgraphite 4.5).
func WeekOf(atoms []Atom) span.Set[civil.Instant] {
	var all []span.Span[civil.Instant]
	for _, a := range atoms {
		if a.Length >= weekMinutes {
			return span.Of(span.Span[civil.Instant]{End: weekMinutes})
		}
		end := civil.Instant(a.At + a.Length)
		all = append(all, span.Span[civil.Instant]{Start: civil.Instant(a.At), End: min(end, weekMinutes)},
			span.Span[civil.Instant]{End: end - weekMinutes})
	}
	return span.Of(all...)
}

// Within returns when the mute is in force in a window.
func (m *MuteShape) Within(w span.Span[civil.Instant]) span.Set[civil.Instant] {
	var out []span.Span[civil.Instant]
	switch {
	case m.Weekly():
		for _, a := range m.Atoms() {
			out = append(out, a.within(w)...)
		}
	case m.Every > 0:
		step := civil.Instant(m.Every) * civil.DayLen
		at := m.First
		if skip := (w.Start - at.End) / step; skip > 0 {
			at.Start, at.End = at.Start+skip*step, at.End+skip*step
		}
		for ; at.Start < w.End && (m.Until == 0 || at.End <= m.Until); at.Start, at.End = at.Start+step, at.End+step {
			out = append(out, at)
		}
	default:
		out = append(out, m.First)
	}
	return span.Of(out...).Clip(w)
}

// within returns the occurrences that have a part in the window, whole.
func (a Atom) within(w span.Span[civil.Instant]) []span.Span[civil.Instant] {
	var out []span.Span[civil.Instant]
	length := civil.Instant(a.Length) * civil.Minute
	phase := weekStart1970 + civil.Instant(a.At)*civil.Minute
	first := (w.Start-length-phase)/civil.Week - 1
	for at := phase + first*civil.Week; at < w.End; at += civil.Week {
		if at+length > w.Start {
			out = append(out, span.Span[civil.Instant]{Start: at, End: at + length})
		}
	}
	return out
}

// weekStart1970 is a Monday 00:00 UTC: 1970-01-01 was a Thursday.
const weekStart1970 = -3 * civil.DayLen

// String tells when the mute is in force: "sat, sun 00:00 UTC+2 for 24h", "2026-11-22T22:00:00Z for 90m".
func (m *MuteShape) String() string {
	switch {
	case m.Weekly():
		days := make([]string, len(m.Days))
		for i, d := range m.Days {
			days[i] = d.String()
		}
		zone := "UTC"
		if m.Offset != 0 {
			zone = fmt.Sprintf("UTC%+d", m.Offset)
		}
		return fmt.Sprintf("%s %02d:%02d %s for %s", strings.Join(days, ", "), m.Start/60, m.Start%60, zone, minutesText(m.Duration))
	case m.First.Empty():
		return fmt.Sprintf("once at %02d:%02d for %s", m.Start/60, m.Start%60, minutesText(m.Duration))
	default:
		text := fmt.Sprintf("%s for %s", m.First.Start, minutesText(int(m.First.Length()/civil.Minute)))
		if m.Every > 0 {
			text += fmt.Sprintf(" every %d days", m.Every)
		}
		if m.Until > 0 {
			text += fmt.Sprintf(" until %s", m.Until)
		}
		return text
	}
}

func minutesText(n int) string {
	if n%60 == 0 {
		return fmt.Sprintf("%dh", n/60)
	}
	return fmt.Sprintf("%dm", n)
}

const mutePrefix = "schedsync:"

// MuteName returns the name of a mute of ours, which holds its mark, because such mutes have no description: the mark
// without brackets, a colon, and which part of the declared mute it is (contract hostedgraphite 5; only characters of 2.1).
func MuteName(m Mark, part string) string {
	name := mutePrefix + m.Owner + "/" + m.ID
	if part != "" {
		name += ":" + part
	}
	return name
}

// SplitMuteName returns the mark and the part in a name; a name that is not ours has a zero mark.
func SplitMuteName(name string) (m Mark, part string) {
	rest, ok := strings.CutPrefix(name, mutePrefix)
	if !ok {
		return Mark{}, ""
	}
	owner, id, ok := strings.Cut(rest, "/")
	id, part, _ = strings.Cut(id, ":")
	if !ok || owner == "" || id == "" || strings.ContainsAny(owner, ": ") || strings.ContainsAny(id, "/ ") {
		return Mark{}, ""
	}
	return Mark{owner, id}, part
}

// onceLayout is the UTC start of a one-time mute, in its name: the only place that can hold a date.
const onceLayout = "2006-01-02T1504Z"

// OncePart returns the part that names a one-time mute by its start, on a whole minute.
func OncePart(start civil.Instant) string { return start.Time().Format(onceLayout) }

// OnceStart returns the start that a part names, if it does.
func OnceStart(part string) (civil.Instant, bool) {
	t, err := time.Parse(onceLayout, part)
	return civil.FromTime(t), err == nil
}
