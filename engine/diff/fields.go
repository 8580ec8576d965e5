// Package diff compares what is declared with what a vendor has, in the vendor's own terms, and returns the closed set of
// changes that would make them equal, with who moves when.
//
// Both sides are plain schedules (package dialect) in our ids. They are compared by meaning: instants, rules of zones, open
// hours and lengths, never by how somebody wrote them.
package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/span"
)

// Field is one difference: where, what stands there now and what would stand there. An empty side means "nothing".
type Field struct {
	Path, Before, After string
	// Dates is when a part acts that comes or goes as a whole and has dates, a single shift or an override: half-open.
	// Other fields have the zero span.
	Dates span.Span[civil.Instant]
}

// prop is one thing that can be said of an object, as a text that is equal exactly when the meaning is.
type prop struct{ path, value string }

// rotationProps describes a rotation, apart from its name.
func rotationProps(r *engine.Rotation) []prop {
	if r.HasShifts { // instants: in which zone makes no difference
		return []prop{
			{"people", shiftsText(r, func(f engine.FixedShift) string { return f.Who.String() })},
			{"every", "once"},
			{"start", shiftsText(r, func(f engine.FixedShift) string { return momentText(f.From, r.Zone) })},
			{"until", shiftsText(r, func(f engine.FixedShift) string { return momentText(f.Until, r.Zone) })},
			{"only", ""},
		}
	}
	return []prop{
		{"people", peopleText(r.People)},
		{"every", everyText(r)},
		{"start", momentText(r.Start, r.Zone) + zoneText(r)},
		{"until", momentText(r.Until, r.Zone)},
		{"only", onlyText(r.Only)},
	}
}

// zoneText names a rotation's zone where that is its own.
func zoneText(r *engine.Rotation) string {
	if !r.OwnZone {
		return ""
	}
	return " " + r.Zone.String()
}

// shiftsText tells one thing of every explicit shift.
func shiftsText(r *engine.Rotation, of func(engine.FixedShift) string) string {
	texts := make([]string, len(r.Shifts))
	for i, f := range r.Shifts {
		texts[i] = of(f)
	}
	return strings.Join(texts, ", ")
}

func peopleText(list []engine.Entry) string {
	names := make([]string, len(list))
	for i, e := range list {
		names[i] = e.String()
	}
	return strings.Join(names, ", ")
}

// everyText tells the turns' lengths in the largest whole units, and what stays equal across a clock change.
func everyText(r *engine.Rotation) string {
	if len(r.Every.Lengths) == 0 {
		return ""
	}
	texts := make([]string, len(r.Every.Lengths))
	for i, n := range r.Every.Lengths {
		texts[i] = lengthText(n)
	}
	return fmt.Sprintf("%s, %s clock", strings.Join(texts, " then "), r.Clock)
}

func lengthText(n engine.Length) string {
	seconds := int64(n.N) * n.Unit.Seconds()
	for u := engine.Weeks; u > engine.Minutes && seconds > 0; u-- { // months have no length
		if seconds%u.Seconds() == 0 {
			n = engine.Length{N: int(seconds / u.Seconds()), Unit: u}
			break
		}
	}
	return n.String()
}

// momentText tells an instant by the local clock, with its offset, so that it reads like a roster and compares like an
// instant.
func momentText(m civil.Moment, z *civil.Zone) string {
	if !m.IsSet() {
		return ""
	}
	return At(m.In(z), z)
}

// At writes an instant as "2026-01-05 09:00 +00:00".
func At(t civil.Instant, z *civil.Zone) string {
	off := z.Offset(t)
	sign := '+'
	if off < 0 {
		sign, off = '-', -off
	}
	return fmt.Sprintf("%s %c%02d:%02d", z.Reading(t), sign, off/civil.Hour, off/civil.Minute%60)
}

// onlyText tells the open hours of a week, days with the same hours together; "" is always.
//
//	mon-fri 09:00–18:00, fri 18:00–mon 09:00
func onlyText(only []engine.Window) string {
	type hours struct {
		text string
		days []civil.Weekday
	}
	var all []hours
	for _, w := range dialect.Weekly(only) {
		text, short := windowText(w)
		i := slices.IndexFunc(all, func(h hours) bool { return short && h.text == text && len(h.days) > 0 })
		if i < 0 {
			i = len(all)
			all = append(all, hours{text: text})
		}
		if short {
			all[i].days = append(all[i].days, w.FromDay)
		}
	}
	parts := make([]string, len(all))
	for i, h := range all {
		parts[i] = strings.TrimSpace(daysText(h.days) + " " + h.text)
	}
	return strings.Join(parts, ", ")
}

// windowText tells a window's hours. short ones end within a day and go without the name of their day.
func windowText(w dialect.WeekWindow) (text string, short bool) {
	from, to := clock(w.From), clock(w.To)
	nights := (int(w.ToDay) - int(w.FromDay) + 7) % 7
	switch {
	case nights == 1 && w.To == 0:
		return from + "–24:00", true
	case nights == 0 && w.From < w.To, nights == 1 && w.To <= w.From:
		return from + "–" + to, true
	default:
		return fmt.Sprintf("%s %s–%s %s", w.FromDay, from, w.ToDay, to), false
	}
}

// daysText joins days of the week in order: "mon", "mon-fri", "mon, wed-fri".
func daysText(days []civil.Weekday) string {
	var parts []string
	for i := 0; i < len(days); {
		j := i
		for j+1 < len(days) && days[j+1] == days[j]+1 {
			j++
		}
		part := days[i].String()
		if j > i {
			part += "-" + days[j].String()
		}
		parts = append(parts, part)
		i = j + 1
	}
	return strings.Join(parts, ", ")
}

func clock(seconds int) string {
	return fmt.Sprintf("%02d:%02d", seconds/civil.Hour, seconds/civil.Minute%60)
}

// overrideText tells an override as one line, which is also how two are compared.
func overrideText(o *engine.Override, s *engine.Schedule) string {
	text := fmt.Sprintf("%s from %s until %s", o.Who, momentText(o.From, s.Zone), momentText(o.Until, s.Zone))
	for _, p := range o.Replaces {
		text += " instead of " + p.String()
	}
	if on := scopeText(o, s); on != "" {
		text += " on " + on
	}
	return text
}

// scopeText names the rotations an override is limited to; "" is all of the schedule's, named or not. Single shifts outside
// the override's time make no difference.
func scopeText(o *engine.Override, s *engine.Schedule) string {
	if len(o.Rotations) == 0 {
		return ""
	}
	idle := map[engine.RotationID]bool{}
	all := len(s.Rotations) > 0
	for i := range s.Rotations {
		r := &s.Rotations[i]
		idle[r.ID] = !dialect.Concerns(r, o.Span(s.Zone))
		all = all && (idle[r.ID] || slices.Contains(o.Rotations, r.ID))
	}
	if all {
		return ""
	}
	var names []string
	for _, id := range o.Rotations {
		if !idle[id] {
			names = append(names, string(id))
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// scheduleProps describes a schedule apart from its parts. The zone is told by name; callers pass the live one's name for
// both sides when the rules are the same.
func scheduleProps(s *engine.Schedule, zone string) []prop {
	return []prop{
		{"name", s.Name},
		{"description", strings.TrimSpace(s.Description)},
		{"timezone", zone},
		{"enabled", fmt.Sprint(s.Enabled)},
		{"team", string(s.Team)},
	}
}

// Describe returns the whole of a schedule as lines: schedule, rotations by name, overrides by start. Two schedules with the
// same lines mean the same; the order in which a vendor happens to list parts is not in them.
func Describe(s *engine.Schedule) []string {
	var out []string
	for _, p := range scheduleProps(s, s.Zone.String()) {
		out = append(out, p.path+": "+p.value)
	}
	var rotations []string
	for i := range s.Rotations {
		for _, p := range rotationProps(&s.Rotations[i]) {
			rotations = append(rotations, fmt.Sprintf("rotations.%s.%s: %s", s.Rotations[i].Name, p.path, p.value))
		}
	}
	slices.Sort(rotations)
	var overrides []string
	for i := range s.Overrides {
		overrides = append(overrides, "override: "+overrideText(&s.Overrides[i], s))
	}
	slices.Sort(overrides)
	return slices.Concat(out, rotations, overrides)
}

// differ appends a field for every path on which two lists of props differ.
func differ(out []Field, prefix string, before, after []prop) []Field {
	for i := range after {
		if before[i].value != after[i].value {
			out = append(out, Field{Path: prefix + after[i].path, Before: before[i].value, After: after[i].value})
		}
	}
	return out
}
