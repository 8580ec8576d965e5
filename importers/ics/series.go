package ics

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/importers/roster"
)

// revision is an event as one VEVENT has it.
type revision struct {
	*event
	uid       string
	start     stamp
	length    length
	byEnd     bool // the length comes from a DTEND, so it is exact
	sequence  int
	changes   *stamp // RECURRENCE-ID: the occurrence of a series it stands for
	cancelled bool
}

// series is an event that may recur, and its occurrences that were changed one by one.
type series struct {
	master  *revision // nil: only changed occurrences are in the calendar
	changed []*revision
}

// series puts the events together by UID, of each the last revision (T-63), in the order of the file.
func (r *reader) series(events []*event) []*series {
	var order []string
	byUID := map[string][]*revision{}
	for i, e := range events {
		v, err := r.revision(e)
		if err != nil {
			if !v.cancelled {
				r.problem(e.line, titled(e)+": "+err.Error(), "")
			}
			continue
		}
		uid := v.uid
		if uid == "" { // against RFC 5545, 3.8.4.7; then it is an event of its own
			uid = fmt.Sprintf("\x00%d", i)
		}
		if byUID[uid] == nil {
			order = append(order, uid)
		}
		byUID[uid] = append(byUID[uid], v)
	}
	var out []*series
	for _, uid := range order {
		out = append(out, r.assemble(byUID[uid])...)
	}
	return out
}

// assemble makes a series of the revisions that have one UID. It makes several where a program has given one UID to events
// that are not the same.
func (r *reader) assemble(list []*revision) []*series {
	var masters []*revision
	var order []civil.Instant
	changes := map[civil.Instant][]*revision{}
	for _, v := range list {
		if v.changes == nil {
			masters = append(masters, v)
			continue
		}
		k := v.changes.instant()
		if changes[k] == nil {
			order = append(order, k)
		}
		changes[k] = append(changes[k], v)
	}
	s := &series{}
	for _, k := range order {
		s.changed = append(s.changed, r.latest(changes[k])...)
	}
	out := []*series{s}
	for i, m := range r.latest(masters) {
		if i == 0 {
			s.master = m
			continue
		}
		out = append(out, &series{master: m})
	}
	return out
}

// latest returns the revision with the highest SEQUENCE, then the latest LAST-MODIFIED. Revisions that are equal in both and
// begin at different times are kept as events of their own: dropping one could drop a shift.
func (r *reader) latest(list []*revision) []*revision {
	var out []*revision
	for _, v := range list {
		same := slices.IndexFunc(out, func(o *revision) bool { return v.outdates(o) || o.outdates(v) || o.equal(v) })
		switch {
		case same < 0:
			if len(out) > 0 {
				r.note(v.line, "%s has the UID of the event in line %d; both are kept", titled(v.event), out[0].line)
			}
			out = append(out, v)
		case v.outdates(out[same]):
			r.note(out[same].line, "%s is an older revision of the event in line %d, and is left out", titled(out[same].event), v.line)
			out[same] = v
		default:
			r.note(v.line, "%s is there twice, or is an older revision of the event in line %d; it is left out", titled(v.event), out[same].line)
		}
	}
	return out
}

// outdates reports whether v is a later revision than o.
func (v *revision) outdates(o *revision) bool {
	if v.sequence != o.sequence {
		return v.sequence > o.sequence
	}
	a, _ := v.first("LAST-MODIFIED")
	b, _ := o.first("LAST-MODIFIED")
	if a.value == b.value && v.start.instant() == o.start.instant() { // only then do they say the same of when
		a, _ = v.first("DTSTAMP")
		b, _ = o.first("DTSTAMP")
	}
	return a.value > b.value && b.value != ""
}

func (v *revision) equal(o *revision) bool {
	a, _ := v.first("RRULE")
	b, _ := o.first("RRULE")
	return v.start.instant() == o.start.instant() && v.length == o.length && v.text("SUMMARY") == o.text("SUMMARY") && a.value == b.value
}

// revision reads what an event says of itself. What is returned beside an error tells at least whether it is cancelled.
func (r *reader) revision(e *event) (*revision, error) {
	v := &revision{event: e, uid: e.text("UID"), cancelled: strings.EqualFold(strings.TrimSpace(e.text("STATUS")), "CANCELLED")}
	for _, name := range []string{"DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RRULE"} {
		if len(e.props[name]) > 1 {
			return v, fmt.Errorf("it has %s twice", name)
		}
	}
	if l, ok := e.first("SEQUENCE"); ok {
		v.sequence, _ = strconv.Atoi(strings.TrimSpace(l.value)) // what is no number says nothing of the order
	}
	l, ok := e.first("DTSTART")
	if !ok {
		return v, errors.New("it has no DTSTART")
	}
	var err error
	if v.start, err = r.stamp(l); err != nil {
		return v, err
	}
	if l, ok := e.first("RECURRENCE-ID"); ok {
		if l.param("RANGE") != "" {
			return v, errors.New("RECURRENCE-ID with RANGE, which changes all that follow, is not supported; split the series in two")
		}
		s, err := r.stamp(inZone(l, v.start))
		if err != nil {
			return v, err
		}
		v.changes = &s
	}
	return v, r.measure(v)
}

// measure reads how long an event lasts. A day without an end is one day (RFC 5545, 3.6.1); a time without one is no shift.
func (r *reader) measure(v *revision) error {
	end, hasEnd := v.first("DTEND")
	lasts, hasLength := v.first("DURATION")
	var err error
	switch {
	case hasEnd && hasLength:
		return errors.New("it has DTEND and DURATION")
	case hasLength:
		if v.length, err = readDuration(lasts.value); err != nil {
			return err
		}
	case hasEnd:
		s, err := r.stamp(end)
		if err != nil {
			return err
		}
		if s.date != v.start.date {
			return errors.New("one of DTSTART and DTEND is a date, the other a time")
		}
		if s.date {
			v.length.days = int(s.local.Day() - v.start.local.Day())
		} else {
			v.length.exact, v.byEnd = s.instant()-v.start.instant(), true
		}
	case v.start.date:
		v.length.days = 1
	}
	if v.length.days <= 0 && v.length.exact <= 0 && !v.cancelled {
		return errors.New("it does not end after it begins")
	}
	return nil
}

// titled names an event in a message.
func titled(e *event) string { return fmt.Sprintf("the event %q", clip(e.text("SUMMARY"))) }

// expand adds the shifts of a series.
func (r *reader) expand(s *series) {
	m := s.master
	switch {
	case m != nil && m.cancelled:
		r.note(m.line, "%s is cancelled, and is left out", titled(m.event))
		return
	case m != nil:
		starts, err := r.starts(m)
		if err != nil {
			r.problem(m.line, titled(m.event)+": "+err.Error(), "")
			return
		}
		r.replace(starts, s)
		r.serve(m, starts)
	}
	for _, c := range s.changed {
		if !c.cancelled {
			r.serve(c, []stamp{c.start})
		}
	}
}

// replace takes the changed occurrences out of a series. One that stands for none is kept as it is, which is said. Programs
// write a time where the series has whole days, and the other way round (T-63): then the day decides.
func (r *reader) replace(starts []stamp, s *series) {
	if len(s.changed) == 0 {
		return
	}
	byInstant, byDay := map[civil.Instant]int{}, map[civil.Day]int{}
	for i, o := range starts {
		byInstant[o.instant()], byDay[o.local.Day()] = i, i
	}
	for _, c := range s.changed {
		i, there := byInstant[c.changes.instant()]
		if s.master.start.date || c.changes.date {
			i, there = byDay[r.day(*c.changes)]
		}
		if there {
			starts[i].zone = nil // served by nobody but who the change says
			continue
		}
		if !c.cancelled && r.opt.Window.Contains(c.changes.instant()) {
			r.note(c.line, "%s changes an occurrence that the event in line %d does not have; it is kept", titled(c.event), s.master.line)
		}
	}
}

// day returns the day that a time means in a series of whole days: where the calendar's clock reads midnight, that day; where
// it was written as a midnight, the day as written; else the day on the calendar's clock.
func (r *reader) day(x stamp) civil.Day {
	if x.date {
		return x.local.Day()
	}
	here := r.out.Zone.Reading(x.instant())
	if here.Clock() != 0 && x.local.Clock() == 0 {
		return x.local.Day()
	}
	return here.Day()
}

// serve adds a shift for each start that has a part in the window. An event that is nobody's is no problem outside of it.
func (r *reader) serve(v *revision, starts []stamp) {
	var inside []span.Span[civil.Instant]
	for _, s := range starts {
		if s.zone == nil {
			continue
		}
		sp := span.Span[civil.Instant]{Start: s.instant(), End: v.length.after(s.zone, s.local)}
		if sp.Overlaps(r.opt.Window) {
			inside = append(inside, sp)
			r.shorter(v, s, sp)
		}
	}
	if len(inside) == 0 {
		return
	}
	who, level, ok := r.who(v)
	if !ok {
		return
	}
	for _, sp := range inside {
		if len(r.shifts) == maxShifts {
			r.problem(v.line, fmt.Sprintf("the calendar has more than %d shifts", maxShifts), "ask for a shorter stretch of time")
			return
		}
		r.shifts = append(r.shifts, leveled{sp, level, roster.Shift{Who: who, Place: r.place(v.line)}})
	}
}

// shorter notes an occurrence that ends at another time of day than the first because the clock changes in it.
func (r *reader) shorter(v *revision, s stamp, sp span.Span[civil.Instant]) {
	if !v.byEnd || s.local == v.start.local {
		return
	}
	usual := s.local + v.start.zone.Reading(v.start.instant()+v.length.exact) - v.start.local
	if got := s.zone.Reading(sp.End); got != usual {
		r.note(v.line, "%s ends on %s where others end at %02d:%02d: the clock changes in it, and a length given by DTEND is exact "+
			"(RFC 5545, 3.8.5.3); some calendar programs show the usual time", titled(v.event), got, usual.Clock()/civil.Hour, usual.Clock()/civil.Minute%60)
	}
}
