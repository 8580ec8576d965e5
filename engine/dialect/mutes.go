package dialect

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
)

// MuteRules are what a vendor's mutes can be. Where mutes have no date, a declared mute becomes one weekly mute for each
// of its weekdays, each on the offset and with the length of its next occurrence, and what is not weekly becomes one-time
// mutes, made when they are near (contract hostedgraphite 4.7 and 8). Where they have dates, see [MuteRules.Series].
type MuteRules struct {
	MinOffset, MaxOffset int           // whole hours east of UTC that a mute can be kept at
	Piece                int           // the longest occurrence that is written, in minutes; longer ones are cut
	Lead                 civil.Instant // how long before its start a mute must stand, and is left alone
	Reach                civil.Instant // a one-time mute fires within this time of being made
	NameLimit            int           // in characters
	Dated                bool          // mutes have dates
}

// LoweredMute is a declared mute as data from which mutes at a vendor are compared and written.
type LoweredMute struct {
	Slots    []MuteSlot
	Quiet    func(span.Span[civil.Instant]) span.Set[civil.Instant] // what is declared
	Refusals []Refusal
	// Notes warn of what the cadence of the job costs.
	Notes []string
}

// MuteSlot is one weekday's occurrences of a mute, or one piece of them where they are longer than a piece can be. Each
// slot is a mute of its own, so that only the one that is in force has to wait for a change.
type MuteSlot struct {
	Part string // names the slot: "sat", "sat.2"
	// Want is what the mute has to be for the next occurrence that can still be written for.
	Want snapshot.MuteShape
	// Past are the shapes that were or are right until then, the present one last: a mute that still has one of them is
	// not wrong, it only has to follow the clock.
	Past []snapshot.MuteShape
}

// The windows around now that occurrences are looked for in: enough for two of every weekday on either side, the longest
// being shorter than a week.
const (
	lookBack  = 15 * civil.DayLen
	lookAhead = 22 * civil.DayLen
)

// LowerMute compiles a declared mute for a job that runs every cadence seconds and is running at now. It is pure.
func (r *MuteRules) LowerMute(m *engine.Mute, now, cadence civil.Instant) LoweredMute {
	l := &muteLowering{rules: r, m: m, now: now, cadence: cadence}
	l.out.Quiet = func(w span.Span[civil.Instant]) span.Set[civil.Instant] {
		set, err := m.Quiet(w)
		if err != nil { // refused below
			return nil
		}
		return set
	}
	if l.refused() {
		return l.out
	}
	for _, d := range weekdaysOf(m, now-lookBack) {
		l.weekday(d)
	}
	return l.out
}

type muteLowering struct {
	rules        *MuteRules
	m            *engine.Mute
	now, cadence civil.Instant
	out          LoweredMute
}

func (l *muteLowering) refuse(path, format string, args ...any) {
	l.out.Refusals = append(l.out.Refusals, Refusal{Path: path, Text: fmt.Sprintf(format, args...)})
}

// refused finds what cannot be written at all. Mutes start on whole minutes; rounding would silence something else
// (contract hostedgraphite 8).
func (l *muteLowering) refused() bool {
	if _, err := l.m.Quiet(span.Span[civil.Instant]{Start: l.now, End: l.now + 1}); err != nil {
		l.refuse("rrule", "%v", err)
	}
	if l.m.From%civil.Minute != 0 {
		l.refuse("from", "mutes begin on whole minutes")
	}
	if l.m.To%civil.Minute != 0 {
		l.refuse("to", "mutes end on whole minutes")
	}
	return len(l.out.Refusals) > 0
}

// plainWeekly are the rules that say no more than days of the week.
var plainWeekly = regexp.MustCompile(`^(FREQ=DAILY|FREQ=WEEKLY(;BYDAY=(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*)?)$`)

// weekdaysOf returns the weekdays on which a mute begins every week, if that is all there is to it. A rule that has
// begun only lately is not weekly yet: before its start it must not silence anything.
func weekdaysOf(m *engine.Mute, since civil.Instant) []civil.Weekday {
	if m.Rule == "" {
		return m.Days
	}
	if !plainWeekly.MatchString(m.Rule) || m.Start.In(m.Zone) > since {
		return nil
	}
	switch m.Rule {
	case "FREQ=DAILY":
		return []civil.Weekday{civil.Monday, civil.Tuesday, civil.Wednesday, civil.Thursday, civil.Friday, civil.Saturday, civil.Sunday}
	case "FREQ=WEEKLY":
		return []civil.Weekday{m.Start.On(m.Zone).Day().Weekday()}
	}
	var out []civil.Weekday
	said := strings.FieldsFunc(m.Rule, func(r rune) bool { return strings.ContainsRune(",;=", r) })
	for i, code := range [...]string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"} {
		if slices.Contains(said, code) {
			out = append(out, civil.Weekday(i))
		}
	}
	return out
}

const alwaysOpen = "a window that lasts a week or more and recurs every week is always open; declare seven days from 00:00 to 24:00"

// wholeOf returns the occurrences that lie within a window and were not cut by its edges.
func wholeOf(occurrences span.Set[civil.Instant], w span.Span[civil.Instant]) span.Set[civil.Instant] {
	var out span.Set[civil.Instant]
	for _, o := range occurrences {
		if o.Start > w.Start && o.End < w.End { // else it may have been cut
			out = append(out, o)
		}
	}
	return out
}

// weekday makes the slots of one weekday.
func (l *muteLowering) weekday(d civil.Weekday) {
	one := *l.m
	one.Rule, one.Date, one.Days = "", civil.Moment{}, []civil.Weekday{d}
	w := span.Span[civil.Instant]{Start: l.now - lookBack, End: l.now + lookAhead}
	occurrences, err := one.Quiet(w)
	if err != nil {
		l.refuse("", "%v", err)
		return
	}
	whole := wholeOf(occurrences, w)
	if len(whole) == 0 && len(occurrences) > 0 {
		l.refuse("for", alwaysOpen)
		return
	}
	piece := civil.Instant(l.rules.Piece) * civil.Minute
	for n := civil.Instant(0); ; n++ {
		var parts []span.Span[civil.Instant]
		for _, o := range whole {
			p := span.Span[civil.Instant]{Start: o.Start + n*piece, End: min(o.End, o.Start+(n+1)*piece)}
			if !p.Empty() {
				parts = append(parts, p)
			}
		}
		if len(parts) == 0 {
			return
		}
		part := d.String()
		if n > 0 {
			part += fmt.Sprintf(".%d", n+1)
		}
		l.slot(part, parts)
	}
}

// slot makes a slot of the occurrences that have its name, in order.
func (l *muteLowering) slot(part string, list []span.Span[civil.Instant]) {
	s := MuteSlot{Part: part}
	at := slices.IndexFunc(list, func(o span.Span[civil.Instant]) bool { return o.Start > l.now+l.rules.Lead })
	if at < 0 {
		return
	}
	for _, o := range list[:at] {
		s.Past = append(s.Past, l.shape(o))
	}
	held := list[at]
	if held.Start > l.now+l.rules.Lead+civil.Week {
		return // the week before has none: its start is in a gap of the clock, and a weekly mute would begin all the same
	}
	for i := at + 1; i < len(list) && list[i].Start-l.rules.Lead-list[i-1].End < l.cadence; i++ {
		// No run is sure to come in between: hold only what is declared both times (contract hostedgraphite 8).
		back := civil.Instant(i-at) * civil.Week
		held = held.Clip(span.Span[civil.Instant]{Start: list[i].Start - back, End: list[i].End - back})
	}
	if held != list[at] {
		l.out.Notes = append(l.out.Notes, fmt.Sprintf("cadence: %s follows the clock of %s, but no run is sure to come between two windows on %s; less is silenced than declared",
			l.m.ID, l.m.Zone, part))
	}
	if held.Empty() {
		return
	}
	s.Want = l.shape(held)
	l.out.Slots = append(l.out.Slots, s)
}

// shape writes an occurrence as a weekly mute on the offset that its zone has at its start, so that people recognise the
// hours; offsets that no mute can have become UTC, with the hours and the weekday moved (contract hostedgraphite 8).
func (l *muteLowering) shape(o span.Span[civil.Instant]) snapshot.MuteShape {
	out := l.rules.Once(o, l.m.Zone)
	out.Days = []civil.Weekday{(civil.Local(o.Start) + civil.Local(out.Offset*civil.Hour)).Day().Weekday()}
	out.First = span.Span[civil.Instant]{}
	return out
}

// Once writes a stretch of whole minutes as a one-time mute.
func (r *MuteRules) Once(o span.Span[civil.Instant], z *civil.Zone) snapshot.MuteShape {
	offset := z.Offset(o.Start)
	if offset%civil.Hour != 0 || offset < r.MinOffset*civil.Hour || offset > r.MaxOffset*civil.Hour {
		offset = 0
	}
	clock := (civil.Local(o.Start) + civil.Local(offset)).Clock()
	return snapshot.MuteShape{
		Offset: offset / civil.Hour, Start: clock / civil.Minute, Duration: int(o.Length() / civil.Minute), First: o,
	}
}
