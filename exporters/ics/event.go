package ics

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"
	"time"

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
	zone       *civil.Zone // whose clock the text speaks of
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
	zone := cmp.Or(f.Zone, s.Zone)
	who := f.Names.Of(sh.Who)
	lines := []string{
		who + " is on call for " + role + ".",
		"Why: " + exporters.Why(s, sh.Duty, f.Names) + ".",
		fmt.Sprintf("%s to %s, %s", zone.Reading(sh.Start), zone.Reading(sh.End), zone),
	}
	k := f.keyOf(s, sh)
	return event{
		key: k, uid: k.uid(), who: sh.Who, start: sh.Start, end: sh.End, zone: zone,
		summary: who + " — " + role, text: strings.Join(lines, "\n"), category: exporters.ScheduleName(s),
	}
}

// body writes an event as its lines, but for those that say which revision it is: SEQUENCE, DTSTAMP and LAST-MODIFIED.
// Two editions of a feed say the same about an event exactly when its bodies are equal.
func (f Feed) body(e event) (string, error) {
	v := ics.NewEvent(e.uid)
	f.addTime(v, "DTSTART", e.start, e.zone)
	f.addTime(v, "DTEND", e.end, e.zone)
	v.SetSummary(e.summary)
	v.SetDescription(e.text)
	v.AddCategory(e.category)
	if f.Organizer != "" {
		v.SetOrganizer("mailto:" + address(f.Organizer))
	}
	if mail := f.Attendees[e.who]; mail != "" {
		// The library escapes parameters as no reader does; a quoted value that stands in the name is written as it is.
		name := strings.ReplaceAll(f.Names.Of(e.who), `"`, "'")
		v.AddProperty(ics.ComponentProperty(`ATTENDEE;CN="`+name+`"`), "mailto:"+address(mail))
	}
	v.SetStatus(ics.ObjectStatusConfirmed)
	v.SetTimeTransparency(ics.TransparencyTransparent) // being on call does not make somebody busy
	for _, before := range f.Alarms {
		a := v.AddAlarm()
		a.SetAction(ics.ActionDisplay)
		a.SetTrigger("-" + duration(before))
		a.SetDescription(e.summary)
	}
	var b bytes.Buffer
	if err := v.SerializeTo(&b, &ics.SerializationConfiguration{MaxLength: 75, PropertyMaxLength: 75, NewLine: "\r\n"}); err != nil {
		return "", err
	}
	return b.String(), nil
}

// address returns an e-mail address as it may stand in a URI: nothing that could end the line or the value.
func address(mail string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f || strings.ContainsRune(`"<>\,;:`, r) {
			return -1
		}
		return r
	}, exporters.Clean(mail))
}

// addTime writes a time in UTC, or as a reading of the zone's clock where the feed is to have those. A local time that shows
// twice means its first showing (RFC 5545, 3.3.5), so an instant in the second stays in UTC.
func (f Feed) addTime(v *ics.VEvent, name ics.ComponentProperty, t civil.Instant, z *civil.Zone) {
	if l := z.Reading(t); f.Local && z.First(l) == t {
		v.AddProperty(name, civil.Instant(l).Time().Format(localLayout), ics.WithTZID(z.String()))
		return
	}
	v.AddProperty(name, t.Time().Format(utcLayout))
}

// How RFC 5545, 3.3.5 writes times.
const (
	localLayout = "20060102T150405"
	utcLayout   = localLayout + "Z"
)

// duration writes whole minutes as RFC 5545 does: PT30M, PT1H, PT1H30M; no minutes are PT0M.
func duration(d time.Duration) string {
	m := int(d / time.Minute)
	s := "PT"
	if m >= 60 {
		s += fmt.Sprintf("%dH", m/60)
	}
	if m%60 != 0 || m == 0 {
		s += fmt.Sprintf("%dM", m%60)
	}
	return s
}
