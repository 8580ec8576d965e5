// Package ics writes shifts as an iCalendar feed (RFC 5545, RFC 7986) that calendar clients can subscribe to for years.
//
// A client knows an event by its UID alone. So the UID names the slot of the roster, not the person in it and not its end:
// a swap or a longer shift changes an event, it never leaves a ghost beside a new one (uid.go).
//
// What is in the feed is the final schedule: a shift that was taken over is not in it. Times are instants in UTC, so no
// client needs a VTIMEZONE and none can read a floating time as its own (T-45, T-47). There is no METHOD, because the feed
// is published and invites nobody, and no ATTENDEE, because its parameters are escaped differently by every reader; people
// stand in SUMMARY and DESCRIPTION.
//
// The feed is a function of its input: DTSTAMP is given, lists are sorted, and equal input gives equal bytes. It is built
// in two steps, a list of events and then their bytes; whatever compares with an earlier feed (SEQUENCE, LAST-MODIFIED,
// cancelled events) belongs between them.
package ics

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters"
)

// defaultRefresh is how often clients are asked to look again. Google looks every 8 to 24 hours whatever a feed says.
const defaultRefresh = time.Hour

// Feed is one calendar file.
type Feed struct {
	Name      string          // what clients call the calendar
	Owner     string          // sync.owner: keeps the UIDs of two installations apart
	Names     exporters.Names // how people are called
	Stamp     civil.Instant   // DTSTAMP of every event: when the feed was made, or, to be stable, what it was made from
	TZRelease string          // of the time zones the shifts were computed with, for PRODID
	Refresh   time.Duration   // how often to look again, in whole minutes; 0: one hour
	Nominal   Nominal         // which slot of the roster a shift fills; required
	Keep      Selection       // which shifts are in the feed; nil: all
}

// Extension returns ".ics".
func (Feed) Extension() string { return ".ics" }

// Encode returns the calendar, events by start and then UID, lines of at most 75 octets that end in CRLF. Shifts are
// written as they are given, so a timeline's window should not cut through a shift that is meant to be listed: its
// end would change from night to night (T-52). Disabled schedules have no events. A feed without events is an empty
// calendar. A shift that is given twice is written once; one person twice in a seat at a time is an error.
func (f Feed) Encode(timelines []engine.Timeline) ([]byte, error) {
	events, err := f.events(timelines)
	if err != nil {
		return nil, fmt.Errorf("writing the calendar %q: %w", f.Name, err)
	}
	cal, err := f.calendar()
	if err != nil {
		return nil, fmt.Errorf("writing the calendar %q: %w", f.Name, err)
	}
	for _, e := range events {
		e.addTo(cal, f.Stamp)
	}
	var b bytes.Buffer
	if err := cal.SerializeTo(&b, ics.WithNewLineWindows); err != nil {
		return nil, fmt.Errorf("writing the calendar %q: %w", f.Name, err)
	}
	return b.Bytes(), nil
}

// calendar returns the calendar without its events.
func (f Feed) calendar() (*ics.Calendar, error) {
	product := exporters.Clean("-//schedsync//schedsync tz " + f.TZRelease + "//EN")
	cal, err := ics.NewCalendarWithOptions(ics.WithVersion("2.0"), ics.WithProductId(product))
	if err != nil {
		return nil, err
	}
	refresh := duration(cmp.Or(f.Refresh, defaultRefresh))
	cal.SetCalscale("GREGORIAN")
	cal.SetXWRCalName(exporters.Clean(f.Name))
	// Both, because one half of the clients reads the one and the other half the other (T-50).
	cal.SetRefreshInterval(refresh) // the library adds VALUE=DURATION
	cal.SetXPublishedTTL(refresh)
	return cal, nil
}

// duration writes whole minutes as RFC 5545 does: PT30M, PT1H, PT1H30M.
func duration(d time.Duration) string {
	m := max(int(d/time.Minute), 1)
	s := "PT"
	if m >= 60 {
		s += fmt.Sprintf("%dH", m/60)
	}
	if m%60 != 0 {
		s += fmt.Sprintf("%dM", m%60)
	}
	return s
}

// events lists what the feed holds, each with a UID of its own, by start and UID.
func (f Feed) events(timelines []engine.Timeline) ([]event, error) {
	if f.Nominal == nil {
		return nil, errors.New("no function is given that says which slot a shift fills")
	}
	var events []event
	for i := range timelines {
		s := timelines[i].Schedule
		for _, sh := range timelines[i].Shifts {
			if s.Enabled && (f.Keep == nil || f.Keep(s, sh)) {
				events = append(events, f.event(s, sh))
			}
		}
	}
	slices.SortStableFunc(events, event.compare)
	events = slices.Compact(events)
	if err := keepApart(events); err != nil {
		return nil, err
	}
	slices.SortStableFunc(events, event.compare)
	return events, nil
}
