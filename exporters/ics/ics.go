// Package ics writes shifts as an iCalendar feed (RFC 5545, RFC 7986) that calendar clients can subscribe to for years.
//
// A client knows an event by its UID alone. So the UID names the slot of the roster, not the person in it and not its end:
// a swap or a longer shift changes an event, it never leaves a ghost beside a new one (uid.go).
//
// A client believes that an event has changed when its SEQUENCE says so. So a feed is written against its history, which is
// what its last edition said: an event that says the same keeps its SEQUENCE and its stamps to the byte, one that says
// something else has the next SEQUENCE and new stamps, and one that is gone stays for a while as a cancelled one
// (edition.go, history.go).
//
// What is in the feed is the final schedule: a shift that was taken over is not in it. Times are instants in UTC, so no
// client needs a VTIMEZONE and none can read a floating time as its own (T-45, T-47); those who ask for local times get a
// short VTIMEZONE with them (vtimezone.go). There is no METHOD, because the feed is published and invites nobody, and no
// ATTENDEE unless asked for; people stand in SUMMARY and DESCRIPTION.
//
// The feed is a function of its input: the time is given, lists are sorted, and equal input gives equal bytes.
package ics

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
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
	Stamp     civil.Instant   // now: DTSTAMP and LAST-MODIFIED of what is new or has changed
	TZRelease string          // of the time zones the shifts were computed with, for PRODID
	Refresh   time.Duration   // how often to look again, in whole minutes; 0: one hour
	Nominal   Nominal         // which slot of the roster a shift fills; required
	Keep      Selection       // which shifts are in the feed; nil: all

	Zone      *civil.Zone                            // whose clock the text speaks of; nil: each schedule's
	Local     bool                                   // write local times with TZID and VTIMEZONE instead of UTC
	Zones     func(name string) (*civil.Zone, error) // finds the zones of an earlier edition that had local times
	Alarms    []time.Duration                        // remind this long before the start, in whole minutes
	Attendees map[engine.Participant]string          // e-mail addresses of those to list as ATTENDEE; nil: nobody
	Organizer string                                 // e-mail address: METHOD:PUBLISH with this ORGANIZER (RFC 5546, 3.2.1)

	Before History       // what the feed said so far; nil: it is new
	Since  civil.Instant // where the feed begins, if the timelines begin before: they then tell which shifts were cut short
	Past   civil.Instant // how many seconds events that are over stay, and cancelled ones at least
}

// Extension returns ".ics".
func (Feed) Extension() string { return ".ics" }

// Encode returns the calendar, events by start and then UID, lines of at most 75 octets that end in CRLF. Shifts are
// written as they are given, so a timeline's window should not cut through a shift that is meant to be listed: its
// end would change from night to night (T-52). Disabled schedules have no events. A feed without events is an empty
// calendar. A shift that is given twice is written once; one person twice in a seat at a time is an error.
func (f Feed) Encode(timelines []engine.Timeline) ([]byte, error) {
	e, err := f.Edition(timelines)
	return e.Data, err
}

// Edition is [Feed.Encode] with the history that the next edition has to be given.
func (f Feed) Edition(timelines []engine.Timeline) (Edition, error) {
	e, err := f.edition(timelines)
	if err != nil {
		return Edition{}, fmt.Errorf("writing the calendar %q: %w", f.Name, err)
	}
	return e, nil
}

// frame returns the lines of the calendar around its events.
func (f Feed) frame() (head, foot string, err error) {
	product := exporters.Clean("-//schedsync//schedsync tz " + f.TZRelease + "//EN")
	cal, err := ics.NewCalendarWithOptions(ics.WithVersion("2.0"), ics.WithProductId(product))
	if err != nil {
		return "", "", err
	}
	cal.SetCalscale("GREGORIAN")
	if f.Organizer != "" {
		cal.SetMethod(ics.MethodPublish)
	}
	name := exporters.Clean(f.Name)
	cal.SetName(name) // the library writes NAME and X-WR-CALNAME
	if f.Zone != nil {
		cal.SetXWRTimezone(f.Zone.String())
	}
	// Both, because one half of the clients reads the one and the other half the other (T-50).
	refresh := duration(max(cmp.Or(f.Refresh, defaultRefresh), time.Minute))
	cal.SetRefreshInterval(refresh) // the library adds VALUE=DURATION
	cal.SetXPublishedTTL(refresh)
	var b bytes.Buffer
	if err := cal.SerializeTo(&b, ics.WithNewLineWindows); err != nil {
		return "", "", err
	}
	foot = "END:VCALENDAR\r\n"
	return strings.TrimSuffix(b.String(), foot), foot, nil
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
