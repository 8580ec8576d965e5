package ics

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine/civil"
)

// timezones returns a VTIMEZONE for each zone that local times of the list are in, by name. The list's times lie inside
// what each describes.
func (f Feed) timezones(list []Published) (string, error) {
	type use struct {
		zone        *civil.Zone
		first, last civil.Instant
	}
	uses := map[string]*use{}
	for _, p := range list {
		for _, name := range p.zones() {
			if uses[name] == nil {
				z, err := f.zone(name)
				if err != nil {
					return "", err
				}
				uses[name] = &use{z, p.Start, p.End}
			}
			u := uses[name]
			u.first, u.last = min(u.first, p.Start), max(u.last, p.End)
		}
	}
	names := make([]string, 0, len(uses))
	for name := range uses {
		names = append(names, name)
	}
	slices.Sort(names)
	var b strings.Builder
	for _, name := range names {
		u := uses[name]
		b.WriteString(vtimezone(u.zone, u.first, u.last))
	}
	return b.String(), nil
}

// zone finds a zone that an event names: the feed's own, or one of an earlier edition.
func (f Feed) zone(name string) (*civil.Zone, error) {
	if f.Zone != nil && f.Zone.String() == name {
		return f.Zone, nil
	}
	if f.Zones == nil {
		return nil, errors.New("no function is given that finds the zones of local times")
	}
	return f.Zones(name)
}

// zones returns the names of the zones the event's local times are in.
func (p Published) zones() []string {
	var out []string
	for _, property := range []string{"\r\nDTSTART;TZID=", "\r\nDTEND;TZID="} {
		if _, rest, ok := strings.Cut(p.body, property); ok {
			name, _, _ := strings.Cut(rest, ":")
			out = append(out, name)
		}
	}
	return out
}

// vtimezone describes a zone from the first to the last instant, and a year around them (RFC 5545, 3.6.5). It is short,
// because long ones have made clients drop whole feeds (T-46): clock changes that fall on the same weekday of the month each
// year are one rule. What follows no rule is listed change by change, in a component each, because Outlook cannot read
// lists of dates here.
func vtimezone(z *civil.Zone, first, last civil.Instant) string {
	const year = 366 * civil.DayLen
	var b strings.Builder
	b.WriteString("BEGIN:VTIMEZONE\r\nTZID:" + z.String() + "\r\n")
	changes := z.Transitions(first-year, last+year)
	if len(changes) == 0 || changes[0].At > first {
		off := z.Offset(first)
		observance(&b, civil.Transition{At: first - year, Before: off, After: off}, "")
	}
	for _, group := range yearly(changes) {
		// A rule has no end, so it must hold to the end of what is described.
		if rule := commonRule(group); rule != "" && group[len(group)-1].At+year+civil.Week > last+year {
			observance(&b, group[0], rule)
			continue
		}
		for _, t := range group {
			observance(&b, t, "")
		}
	}
	b.WriteString("END:VTIMEZONE\r\n")
	return b.String()
}

// observance writes one STANDARD or DAYLIGHT: from this change on, by the rule each year.
func observance(b *strings.Builder, t civil.Transition, rule string) {
	kind := "STANDARD"
	if t.After > t.Before {
		kind = "DAYLIGHT"
	}
	fmt.Fprintf(b, "BEGIN:%s\r\nDTSTART:%s\r\n", kind, civil.Instant(reading(t)).Time().Format(localLayout))
	if rule != "" {
		b.WriteString("RRULE:" + rule + "\r\n")
	}
	fmt.Fprintf(b, "TZOFFSETFROM:%s\r\nTZOFFSETTO:%s\r\nEND:%s\r\n", offset(t.Before), offset(t.After), kind)
}

// reading is what the clock reads when it is put forward or back: the local time of the change, before it.
func reading(t civil.Transition) civil.Local { return civil.Local(t.At) + civil.Local(t.Before) }

// offset writes seconds east of UTC as +0130 (RFC 5545, 3.3.14).
func offset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	s := fmt.Sprintf("%c%02d%02d", sign, seconds/civil.Hour, seconds/civil.Minute%60)
	if rest := seconds % civil.Minute; rest != 0 {
		s += fmt.Sprintf("%02d", rest)
	}
	return s
}

// yearly puts together the changes that look like one that recurs: the same offsets, month, weekday and time of day.
func yearly(changes []civil.Transition) [][]civil.Transition {
	type look struct{ before, after, month, weekday, clock int }
	var order []look
	groups := map[look][]civil.Transition{}
	for _, t := range changes {
		l := reading(t)
		_, month, _ := l.Day().Date()
		k := look{t.Before, t.After, month, int(l.Day().Weekday()), l.Clock()}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], t)
	}
	var out [][]civil.Transition
	for _, k := range order {
		out = append(out, groups[k])
	}
	return out
}

// commonRule returns the rule that gives exactly these changes, one a year: on the last, or on the same, of its weekdays in
// the month; "" where there is none.
func commonRule(group []civil.Transition) string {
	nth, last := 0, true
	for i, t := range group {
		year, month, day := reading(t).Day().Date()
		if before, _, _ := reading(group[max(i-1, 0)]).Day().Date(); i > 0 && year != before+1 {
			return ""
		}
		last = last && int(civil.DayOf(year, month+1, 1)-civil.DayOf(year, month, 1))-day < 7
		switch n := (day-1)/7 + 1; {
		case i == 0:
			nth = n
		case n != nth:
			nth = 0
		}
	}
	if last {
		nth = -1
	}
	if nth == 0 || len(group) < 2 {
		return ""
	}
	l := reading(group[0])
	_, month, _ := l.Day().Date()
	weekday := strings.ToUpper(l.Day().Weekday().String()[:2])
	return fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", month, nth, weekday)
}
