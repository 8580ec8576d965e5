package ics

import (
	"cmp"
	"fmt"
	"strings"

	ics "github.com/arran4/golang-ical"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters"
)

// event is one VEVENT before it becomes bytes.
type event struct {
	key        key
	uid        string // of the key
	who        engine.Participant
	start, end civil.Instant
	summary    string
	text       string // DESCRIPTION, lines separated by line breaks
	category   string
}

// compare orders events by start, then UID, then who: the last only matters before colliding UIDs are told apart.
func (e event) compare(o event) int {
	return cmp.Or(
		cmp.Compare(e.start, o.start),
		strings.Compare(e.uid, o.uid),
		engine.CompareParticipants(e.who, o.who),
	)
}

// event says what a shift looks like in a calendar: "Ana Sousa — Payments primary", with the rotation behind it where the
// schedule has several.
func (f Feed) event(s *engine.Schedule, sh engine.Shift) event {
	role := exporters.ScheduleName(s)
	if r := exporters.RotationOf(s, sh.Duty); r != nil && len(s.Rotations) > 1 {
		role += " (" + exporters.RotationName(r) + ")"
	}
	who := f.Names.Of(sh.Who)
	lines := []string{
		who + " is on call for " + role + ".",
		"Why: " + exporters.Why(s, sh.Duty, f.Names) + ".",
		fmt.Sprintf("%s to %s, %s", s.Zone.Reading(sh.Start), s.Zone.Reading(sh.End), s.Zone),
	}
	k := f.keyOf(s, sh)
	return event{
		key: k, uid: k.uid(), who: sh.Who, start: sh.Start, end: sh.End,
		summary: who + " — " + role, text: strings.Join(lines, "\n"), category: exporters.ScheduleName(s),
	}
}

// addTo appends the event to a calendar.
func (e event) addTo(cal *ics.Calendar, stamp civil.Instant) {
	v := cal.AddEvent(e.uid)
	v.SetDtStampTime(stamp.Time())
	v.SetStartAt(e.start.Time())
	v.SetEndAt(e.end.Time())
	v.SetSummary(e.summary)
	v.SetDescription(e.text)
	v.AddCategory(e.category)
	v.SetStatus(ics.ObjectStatusConfirmed)
	v.SetTimeTransparency(ics.TransparencyTransparent) // being on call does not make somebody busy
}
