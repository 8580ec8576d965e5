// Package ics reads calendars (RFC 5545) as rosters: each event is a shift, its title says whose.
//
// Calendars come from many programs and over the network, so three things are done here that a parser leaves alone. A file
// is looked at as a whole first: an empty one, a web page, and one that was cut are errors, never calendars in which nobody
// serves (lines.go). Every event ends as instants: local times become instants as RFC 5545 has it (times.go), in zones that
// may have the names Windows gives them (zones.go), and rules are expanded inside a window (rule.go, series.go). And what
// cannot be read for certain is a problem with its line, because a shift that is dropped in silence is somebody who is not
// woken.
package ics

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/importers/roster"
)

// Options say how to read what a calendar leaves open.
type Options struct {
	// Zones finds a zone by its IANA name.
	Zones func(name string) (*civil.Zone, error)
	// Zone is the zone of floating times and of whole days where the calendar does not state one (X-WR-TIMEZONE).
	Zone *civil.Zone
	// Window is the half-open stretch that is read: shifts without a part in it are left out, and endless rules are
	// followed to its end. Required.
	Window span.Span[civil.Instant]
	// Directory finds people by what titles call them.
	Directory *roster.Directory
	// Ignore are titles of events that are no shifts, capitals and spaces aside.
	Ignore []string
}

// Result is what a calendar says.
type Result struct {
	Name   string         // of the calendar; empty: it has none
	Zone   *civil.Zone    // of floating times and whole days
	Shifts []roster.Shift // as instants, by start, end and who; none is cut at the window
	Notes  []roster.Problem
}

// The limits of a calendar. The largest real ones met have some ten thousand events.
const (
	MaxBytes  = 10 << 20
	maxEvents = 50_000
	maxShifts = 100_000
	mostSaid  = 50 // problems and notes
)

// Read reads a calendar. name stands in every place: "team.ics:120" is the event that begins in line 120 of team.ics.
//
// Problems keep a shift from being read for certain; the result then holds the others. Without a problem it holds all.
// Notes tell what was decided or left out on purpose: cancelled events, revisions, titles to ignore.
//
// Who serves is found in the title: whole, behind a priority such as "[L1]" or an "@", inside the titles that calendars of
// on-call programs have ("On Call - Ana Sousa - Payments"), or as several names with commas or "+"; and else in the only
// attendee. Where events of different priority overlap, the higher one alone serves (Grafana OnCall's rule: [L9] over [L0],
// no priority is [L0]).
//
// Times: UTC and TZID as they say; floating times and whole days in the calendar's zone. A local time that the clock skips
// has the offset from before the gap, one that shows twice means the first (RFC 5545, 3.3.5). A recurring event that ends
// at a DTEND has the same exact length each time, so on the night of a clock change it may end at another time of day
// (3.8.5.3); a note says so.
func Read(name string, data []byte, o Options) (*Result, roster.Problems) {
	r := &reader{name: name, opt: o, out: &Result{Zone: o.Zone}, found: map[string]found{}, named: map[string]*civil.Zone{}}
	cal, err := scan(data)
	if err != nil {
		r.problem(err.line, err.text, err.fix)
		return r.out, r.problems
	}
	r.calendar(cal)
	return r.out, r.problems
}

// reader reads one calendar.
type reader struct {
	name     string
	opt      Options
	cal      *calendar
	out      *Result
	problems roster.Problems
	shifts   []leveled
	steps    int // what rules have cost so far
	barren   int // rules that never happened
	found    map[string]found
	named    map[string]*civil.Zone // nil: no such zone
}

func (r *reader) place(line int) string {
	if line == 0 {
		return r.name
	}
	return fmt.Sprintf("%s:%d", r.name, line)
}

// problem says that something cannot be read. After some fifty the rest is not worth reading.
func (r *reader) problem(line int, text, fix string) {
	switch n := len(r.problems); {
	case n < mostSaid:
		r.problems = append(r.problems, roster.Problem{Place: r.place(line), Text: text, Fix: fix})
	case n == mostSaid:
		r.problems = append(r.problems, roster.Problem{Place: r.name, Text: "there are more problems, which are not listed"})
	}
}

// full reports whether enough has been found wrong to stop.
func (r *reader) full() bool { return len(r.problems) > mostSaid }

func (r *reader) note(line int, text string, args ...any) {
	if len(r.out.Notes) < mostSaid {
		r.out.Notes = append(r.out.Notes, roster.Problem{Place: r.place(line), Text: fmt.Sprintf(text, args...)})
	}
}

// calendar reads the events.
func (r *reader) calendar(cal *calendar) {
	r.cal, r.out.Name = cal, cal.name
	if strings.EqualFold(cal.method, "CANCEL") {
		r.problem(0, "it is a message that cancels events (METHOD:CANCEL), not a calendar", "export or subscribe to the calendar itself")
		return
	}
	if cal.zone != "" {
		if z := r.namedZone(cal.zone); z != nil {
			r.out.Zone = z
		} else {
			r.note(0, "the calendar's own time zone %q is not known; floating times and whole days are read in %s", clip(cal.zone), r.opt.Zone)
		}
	}
	if len(cal.events) == 0 {
		r.note(0, "the calendar has no events")
	}
	for _, s := range r.series(cal.events) {
		if r.full() {
			break
		}
		r.expand(s)
	}
	r.count()
	r.rank()
}

// leveled is a shift with its priority.
type leveled struct {
	span.Span[civil.Instant]
	level int
	shift roster.Shift
}

// rank takes from every shift what events of higher priority cover, and puts what is left in order.
func (r *reader) rank() {
	byLevel := map[int][]span.Span[civil.Instant]{}
	var levels []int
	for _, s := range r.shifts {
		if byLevel[s.level] == nil {
			levels = append(levels, s.level)
		}
		byLevel[s.level] = append(byLevel[s.level], s.Span)
	}
	slices.SortFunc(levels, func(a, b int) int { return b - a })
	above := map[int]span.Set[civil.Instant]{}
	var taken span.Set[civil.Instant]
	for _, level := range levels {
		above[level] = taken
		taken = taken.Union(span.Of(byLevel[level]...))
	}
	for _, s := range r.shifts {
		for _, left := range span.Of(s.Span).Subtract(around(above[s.level], s.Span)) {
			s.shift.From, s.shift.Until = civil.AtInstant(left.Start), civil.AtInstant(left.End)
			r.out.Shifts = append(r.out.Shifts, s.shift)
		}
	}
	slices.SortStableFunc(r.out.Shifts, func(a, b roster.Shift) int {
		return cmp.Or(
			cmp.Compare(a.From.In(r.out.Zone), b.From.In(r.out.Zone)), cmp.Compare(a.Until.In(r.out.Zone), b.Until.In(r.out.Zone)),
			strings.Compare(a.Who.String(), b.Who.String()),
		)
	})
}

// around returns the part of a set that can touch a span, without walking the rest of it.
func around(set span.Set[civil.Instant], s span.Span[civil.Instant]) span.Set[civil.Instant] {
	from := sort.Search(len(set), func(i int) bool { return set[i].End > s.Start })
	to := sort.Search(len(set), func(i int) bool { return set[i].Start >= s.End })
	return set[from:max(from, to)]
}

// clip makes foreign text fit for a message: one line of at most 80 characters, none of which controls a terminal.
func clip(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > 80 {
		return string(runes[:80]) + "…"
	}
	return s
}
