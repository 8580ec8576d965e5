package ics_test

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/importers/ics"
	"github.com/schedsync/schedsync/importers/roster"
	"github.com/schedsync/schedsync/importers/zones"
)

// database is opened once: zones are read once from it.
var database = sync.OnceValues(zones.Open)

// options reads calendars of Berlin over a window of RFC 3339 days.
func options(t testing.TB, from, until string) ics.Options {
	t.Helper()
	db, err := database()
	if err != nil {
		t.Fatal(err)
	}
	berlin, err := db.Load("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	people, problems := roster.NewDirectory([]engine.PersonInfo{
		{ID: "ana", Name: "Ana Sousa", Email: "ana@example.com"}, {ID: "bo", Name: "Bo Lind"}, {ID: "zoe", Name: "Müller-Groß, Zoë"},
	}, []engine.Team{{ID: "ops", Name: "Ops"}}, map[string]string{"frei": "none", "Dr. A": "ana"})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return ics.Options{
		Zones: db.Load, Zone: berlin, Directory: people, Ignore: []string{"Team lunch"},
		Window: span.Span[civil.Instant]{Start: day(t, from), End: day(t, until)},
	}
}

func day(t testing.TB, text string) civil.Instant {
	t.Helper()
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return civil.FromTime(at)
}

// wrap makes a calendar of VEVENTs: lines separated by " / ", events by blank lines in the text.
func wrap(head string, events ...string) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
	for _, l := range strings.Fields(head) {
		b.WriteString(l + "\r\n")
	}
	for i, e := range events {
		fmt.Fprintf(&b, "BEGIN:VEVENT\r\n")
		if !strings.Contains(e, "UID:") {
			fmt.Fprintf(&b, "UID:%d@example.com\r\n", i)
		}
		b.WriteString(strings.ReplaceAll(e, " / ", "\r\n") + "\r\nEND:VEVENT\r\n")
	}
	b.WriteString("END:VCALENDAR\r\n")
	return b.String()
}

// shown writes shifts as "12-25T23:00Z..12-26T23:00Z ana".
func shown(shifts []roster.Shift) []string {
	var out []string
	for _, s := range shifts {
		short := func(m civil.Moment) string { return strings.Replace(m.String()[5:], ":00Z", "Z", 1) }
		out = append(out, fmt.Sprintf("%s..%s %s", short(s.From), short(s.Until), s.Who))
	}
	return out
}

type readCase struct {
	name   string
	head   string
	events []string
	from   string // of the window; 2026-01-01 when empty
	until  string // 2027-01-01 when empty
	want   string // shifts, separated by ", "
	says   string // part of the notes and problems
}

func (c readCase) run(t *testing.T) {
	t.Helper()
	o := options(t, "2026-01-01", "2027-01-01")
	if c.from != "" {
		o.Window.Start = day(t, c.from)
	}
	if c.until != "" {
		o.Window.End = day(t, c.until)
	}
	got, problems := ics.Read("team.ics", []byte(wrap(c.head, c.events...)), o)
	if diff := cmp.Diff(c.want, strings.Join(shown(got.Shifts), ", ")); diff != "" {
		t.Errorf("shifts (-want +got):\n%s\n%v\n%v", diff, problems, got.Notes)
	}
	var said []string
	for _, p := range problems {
		said = append(said, "! "+p.String())
	}
	for _, n := range got.Notes {
		said = append(said, n.String())
	}
	if text := strings.Join(said, "\n"); c.says == "" && text != "" || !strings.Contains(text, c.says) {
		t.Errorf("said %q, want %q", text, c.says)
	}
}

func TestTimes(t *testing.T) {
	for _, c := range []readCase{
		{name: "UTC", events: []string{"SUMMARY:ana / DTSTART:20260105T080000Z / DTEND:20260105T160000Z"}, want: "01-05T08:00Z..01-05T16:00Z ana"},
		{name: "PagerDuty's VALUE", events: []string{"SUMMARY:ana / DTSTART;VALUE=DATE-TIME:20260105T080000Z / DTEND;VALUE=DATE-TIME:20260105T160000Z"}, want: "01-05T08:00Z..01-05T16:00Z ana"},
		{name: "TZID", events: []string{"SUMMARY:ana / DTSTART;TZID=America/New_York:20260105T080000 / DTEND;TZID=America/New_York:20260105T160000"}, want: "01-05T13:00Z..01-05T21:00Z ana"},
		{name: "TZID quoted", events: []string{`SUMMARY:ana / DTSTART;TZID="America/New_York":20260105T080000 / DURATION:PT8H`}, want: "01-05T13:00Z..01-05T21:00Z ana"},
		{name: "TZID behind a prefix", events: []string{"SUMMARY:ana / DTSTART;TZID=/mozilla.org/20050126_1/America/Indiana/Knox:20260105T080000 / DURATION:PT8H"}, want: "01-05T14:00Z..01-05T22:00Z ana"},
		{name: "T-61 a Windows zone without VTIMEZONE", events: []string{"SUMMARY:ana / DTSTART;TZID=Pacific Standard Time:20260705T080000 / DURATION:PT8H"}, want: "07-05T15:00Z..07-05T23:00Z ana"},
		{name: "T-61 capitals", events: []string{"SUMMARY:ana / DTSTART;TZID=w. europe standard time:20260705T080000 / DURATION:PT8H"}, want: "07-05T06:00Z..07-05T14:00Z ana"},
		{name: "floating, in the calendar's zone", head: "X-WR-TIMEZONE:Asia/Tokyo", events: []string{"SUMMARY:ana / DTSTART:20260105T080000 / DURATION:PT8H"}, want: "01-04T23:00Z..01-05T07:00Z ana"},
		{name: "floating, in the default zone", events: []string{"SUMMARY:ana / DTSTART:20260105T080000 / DURATION:PT8H"}, want: "01-05T07:00Z..01-05T15:00Z ana"},
		{name: "T-64 a whole day in winter, read with the offset of its own date", head: "X-WR-TIMEZONE:Europe/Berlin", events: []string{"SUMMARY:ana / DTSTART;VALUE=DATE:20261225 / DTEND;VALUE=DATE:20261226"}, want: "12-24T23:00Z..12-25T23:00Z ana"},
		{name: "T-53 whole days back to back leave no gap", events: []string{"SUMMARY:ana / DTSTART;VALUE=DATE:20260601 / DTEND;VALUE=DATE:20260603", "SUMMARY:bo / DTSTART;VALUE=DATE:20260603"}, want: "05-31T22:00Z..06-02T22:00Z ana, 06-02T22:00Z..06-03T22:00Z bo"},
		{name: "a whole day that the clock makes short", events: []string{"SUMMARY:ana / DTSTART;VALUE=DATE:20260329"}, want: "03-28T23:00Z..03-29T22:00Z ana"},
		{name: "a day is not 24 hours", events: []string{
			"SUMMARY:ana / DTSTART;TZID=Europe/Berlin:20260328T080000 / DURATION:P1D", "SUMMARY:bo / DTSTART;TZID=Europe/Berlin:20260328T080000 / DURATION:PT24H",
		}, want: "03-28T07:00Z..03-29T06:00Z ana, 03-28T07:00Z..03-29T07:00Z bo"},
		{name: "3.3.5 a time in the gap has the offset from before", events: []string{"SUMMARY:ana / DTSTART;TZID=Europe/Berlin:20260329T023000 / DURATION:PT1H"}, want: "03-29T01:30Z..03-29T02:30Z ana"},
		{name: "3.3.5 in New York too", events: []string{"SUMMARY:ana / DTSTART;TZID=America/New_York:20260308T023000 / DURATION:PT1H"}, want: "03-08T07:30Z..03-08T08:30Z ana"},
		{name: "3.3.5 a time that shows twice is the first", events: []string{"SUMMARY:ana / DTSTART;TZID=Europe/Berlin:20261025T023000 / DURATION:PT1H"}, want: "10-25T00:30Z..10-25T01:30Z ana"},
		{name: "an unknown zone", events: []string{"SUMMARY:ana / DTSTART;TZID=Custom:20260105T080000 / DURATION:PT8H"}, says: `! team.ics:3: the event "ana": the time zone "Custom" is neither`},
		{name: "no end", events: []string{"SUMMARY:ana / DTSTART:20260105T080000Z"}, says: "does not end after it begins"},
		{name: "ends before", events: []string{"SUMMARY:ana / DTSTART:20260105T080000Z / DTEND:20260105T070000Z"}, says: "does not end after it begins"},
		{name: "date and time", events: []string{"SUMMARY:ana / DTSTART;VALUE=DATE:20260105 / DTEND:20260105T070000Z"}, says: "one of DTSTART and DTEND is a date"},
		{name: "no start", events: []string{"SUMMARY:ana"}, says: "it has no DTSTART"},
		{name: "no date", events: []string{"SUMMARY:ana / DTSTART:20260230T080000Z / DURATION:PT1H"}, says: `"20260230T080000Z" is not a time`},
		{name: "no year", events: []string{"SUMMARY:ana / DTSTART:00010105T080000Z / DURATION:PT1H"}, says: "is outside the years 1900 to 2400"},
		{name: "outside the window", events: []string{"SUMMARY:nobody we know / DTSTART:20250105T080000Z / DURATION:PT8H"}},
		{name: "across the window, whole", events: []string{"SUMMARY:ana / DTSTART:20251231T200000Z / DURATION:PT8H"}, want: "12-31T20:00Z..01-01T04:00Z ana"},
	} {
		t.Run(c.name, c.run)
	}
}

// TestT65WhateverTheHost: whole days, and times without a zone, do not depend on the zone of the machine that reads them.
func TestT65WhateverTheHost(t *testing.T) {
	local := time.Local //nolint:gosmopolitan // what must not matter is put into it
	t.Cleanup(func() { time.Local = local })
	for _, hours := range []int{-11, 0, 14} {
		time.Local = time.FixedZone("host", hours*3600)
		readCase{events: []string{
			"SUMMARY:ana / DTSTART;VALUE=DATE:20261225 / RRULE:FREQ=DAILY;UNTIL=20261226", "SUMMARY:bo / DTSTART:20260705T080000 / DURATION:PT8H",
		}, want: "07-05T06:00Z..07-05T14:00Z bo, 12-24T23:00Z..12-25T23:00Z ana, 12-25T23:00Z..12-26T23:00Z ana"}.run(t)
	}
}

func TestRules(t *testing.T) {
	const nine = " / DTSTART;TZID=Europe/Berlin:20260105T090000 / DTEND;TZID=Europe/Berlin:20260105T170000"
	for _, c := range []readCase{
		{name: "T-62 Madrid, Wednesday 15:00", from: "2025-12-01", until: "2026-04-08", events: []string{
			"SUMMARY:ana / DTSTART;TZID=Europe/Madrid:20251203T150000 / DTEND;TZID=Europe/Madrid:20251203T160000 / RRULE:FREQ=WEEKLY;INTERVAL=17",
		}, want: "12-03T14:00Z..12-03T15:00Z ana, 04-01T13:00Z..04-01T14:00Z ana"},
		{name: "COUNT", events: []string{"SUMMARY:ana" + nine + " / RRULE:FREQ=DAILY;COUNT=2"}, want: "01-05T08:00Z..01-05T16:00Z ana, 01-06T08:00Z..01-06T16:00Z ana"},
		{name: "T-63 UNTIL in local time", events: []string{"SUMMARY:ana" + nine + " / RRULE:FREQ=DAILY;UNTIL=20260106T090000"}, want: "01-05T08:00Z..01-05T16:00Z ana, 01-06T08:00Z..01-06T16:00Z ana"},
		{name: "UNTIL as an instant", events: []string{"SUMMARY:ana" + nine + " / RRULE:FREQ=DAILY;UNTIL=20260106T080000Z"}, want: "01-05T08:00Z..01-05T16:00Z ana, 01-06T08:00Z..01-06T16:00Z ana"},
		{name: "UNTIL as a date has the whole day", events: []string{"SUMMARY:ana" + nine + " / RRULE:FREQ=DAILY;UNTIL=20260106"}, want: "01-05T08:00Z..01-05T16:00Z ana, 01-06T08:00Z..01-06T16:00Z ana"},
		{name: "UNTIL as an instant, of whole days", events: []string{"SUMMARY:ana / DTSTART;VALUE=DATE:20260105 / RRULE:FREQ=DAILY;UNTIL=20260105T230000Z"}, want: "01-04T23:00Z..01-05T23:00Z ana, 01-05T23:00Z..01-06T23:00Z ana"},
		{name: "EXDATE", events: []string{"SUMMARY:ana" + nine + " / RRULE:FREQ=DAILY;COUNT=3 / EXDATE;TZID=Europe/Berlin:20260106T090000"}, want: "01-05T08:00Z..01-05T16:00Z ana, 01-07T08:00Z..01-07T16:00Z ana"},
		{name: "T-63 EXDATE in UTC", events: []string{"SUMMARY:ana" + nine + " / RRULE:FREQ=DAILY;COUNT=2 / EXDATE:20260106T080000Z"}, want: "01-05T08:00Z..01-05T16:00Z ana"},
		{name: "T-63 EXDATE in another zone", events: []string{"SUMMARY:ana" + nine + " / RRULE:FREQ=DAILY;COUNT=2 / EXDATE;TZID=Asia/Tokyo:20260106T170000"}, want: "01-05T08:00Z..01-05T16:00Z ana"},
		{name: "EXDATE without a zone is on the event's clock", head: "X-WR-TIMEZONE:Asia/Tokyo", events: []string{"SUMMARY:ana" + nine + " / RRULE:FREQ=DAILY;COUNT=2 / EXDATE:20260106T090000"}, want: "01-05T08:00Z..01-05T16:00Z ana"},
		{name: "EXDATE as a date", events: []string{"SUMMARY:ana" + nine + " / RRULE:FREQ=DAILY;COUNT=2 / EXDATE;VALUE=DATE:20260106"}, want: "01-05T08:00Z..01-05T16:00Z ana"},
		{name: "T-63 EXDATE as a time, of whole days", events: []string{"SUMMARY:ana / DTSTART;VALUE=DATE:20260105 / RRULE:FREQ=DAILY;COUNT=4 / EXDATE:20260105T230000Z,20260107T000000Z"}, want: "01-04T23:00Z..01-05T23:00Z ana, 01-07T23:00Z..01-08T23:00Z ana"},
		{name: "RDATE", events: []string{"SUMMARY:ana" + nine + " / RDATE;TZID=Europe/Berlin:20260105T090000,20260301T090000"}, want: "01-05T08:00Z..01-05T16:00Z ana, 03-01T08:00Z..03-01T16:00Z ana"},
		{name: "the first counts though the rule has it not", events: []string{"SUMMARY:ana" + nine + " / RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=2"}, want: "01-05T08:00Z..01-05T16:00Z ana, 01-06T08:00Z..01-06T16:00Z ana"},
		{name: "from far away", from: "2026-01-05", until: "2026-01-18", events: []string{"SUMMARY:ana / DTSTART;TZID=Europe/Berlin:19760105T090000 / DURATION:PT8H / RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;WKST=MO"}, want: "01-12T08:00Z..01-12T16:00Z ana, 01-16T08:00Z..01-16T16:00Z ana"},
		{name: "the last Friday", until: "2026-03-01", events: []string{"SUMMARY:ana / DTSTART:20260130T090000Z / DURATION:PT1H / RRULE:FREQ=MONTHLY;BYDAY=-1FR"}, want: "01-30T09:00Z..01-30T10:00Z ana, 02-27T09:00Z..02-27T10:00Z ana"},
		{name: "the last weekday", until: "2026-03-01", events: []string{"SUMMARY:ana / DTSTART:20260130T090000Z / DURATION:PT1H / RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"}, want: "01-30T09:00Z..01-30T10:00Z ana, 02-27T09:00Z..02-27T10:00Z ana"},
		{name: "3.8.5.3 an exact length over a clock change", from: "2026-10-24", until: "2026-10-26", events: []string{
			"SUMMARY:ana / DTSTART;TZID=Europe/Berlin:20261023T220000 / DTEND;TZID=Europe/Berlin:20261024T060000 / RRULE:FREQ=DAILY;COUNT=2",
		}, want: "10-23T20:00Z..10-24T04:00Z ana, 10-24T20:00Z..10-25T04:00Z ana", says: "ends on 2026-10-25 05:00 where others end at 06:00"},
		{name: "a length of days over a clock change", from: "2026-10-24", until: "2026-10-25", events: []string{
			"SUMMARY:ana / DTSTART;TZID=Europe/Berlin:20261023T080000 / DURATION:P1D / RRULE:FREQ=DAILY;INTERVAL=1;COUNT=2",
		}, want: "10-23T06:00Z..10-24T06:00Z ana, 10-24T06:00Z..10-25T07:00Z ana"},
		{name: "Santiago keeps its day", from: "2026-09-04", until: "2026-09-08", events: []string{
			"SUMMARY:ana / DTSTART;TZID=America/Santiago:20260905T080000 / DURATION:PT1H / RRULE:FREQ=DAILY;COUNT=2",
		}, want: "09-05T12:00Z..09-05T13:00Z ana, 09-06T11:00Z..09-06T12:00Z ana"},
		{name: "UNTIL before the rule's first day", events: []string{"SUMMARY:ana" + nine + " / RRULE:FREQ=WEEKLY;BYDAY=WE;UNTIL=20260106T090000"}, want: "01-05T08:00Z..01-05T16:00Z ana"},
		{name: "a rule that ends first", events: []string{"SUMMARY:ana" + nine + " / RRULE:FREQ=DAILY;UNTIL=20250101"}, says: "ends before it begins"},
	} {
		t.Run(c.name, c.run)
	}
}

func TestRulesRefused(t *testing.T) {
	for rule, want := range map[string]string{
		"FREQ=HOURLY":                             "recurs by HOURLY",
		"FREQ=SECONDLY":                           "recurs by SECONDLY",
		"FREQ=MONTHLY;BYDAY=WE,-3MO":              "BYDAY=WE,-3MO, which is not supported",
		"FREQ=MONTHLY;BYDAY=-6MO":                 "not supported",
		"FREQ=YEARLY;BYEASTER=-200":               "BYEASTER, which is not supported",
		"FREQ=YEARLY;BYMONTHDAY=17":               "programs disagree",
		"FREQ=WEEKLY;BYDAY=1MO":                   "programs disagree",
		"FREQ=WEEKLY;BYDAY=MO;BYSETPOS=1":         "programs disagree",
		"FREQ=DAILY;INTERVAL=0":                   "INTERVAL=0",
		"FREQ=DAILY;INTERVAL=9223372036854775807": "INTERVAL=9223",
		"FREQ=DAILY;COUNT=0":                      "COUNT=0",
		"FREQ=DAILY;COUNT=1;UNTIL=20270101":       "COUNT and UNTIL",
		"FREQ=DAILY;COUNT=1;COUNT=2":              "cannot be read",
		"FREQ=DAILY;INTERVAL=7;BYDAY=MO":          "programs disagree",
		"FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30":    "never happens",
		"FREQ=MONTHLY;BYMONTHDAY=0":               "BYMONTHDAY=0",
		"INTERVAL=2":                              "has no FREQ",
		"FREQ=DAILY;UNTIL=tomorrow":               `"TOMORROW" is not a time`,
		"FREQ":                                    "cannot be read",
	} {
		t.Run(rule, readCase{
			events: []string{"SUMMARY:ana / DTSTART:20260105T080000Z / DURATION:PT8H / RRULE:" + rule}, says: want,
		}.run)
	}
	t.Run("EXRULE", readCase{events: []string{"SUMMARY:ana / DTSTART:20260105T080000Z / DURATION:PT8H / EXRULE:FREQ=DAILY"}, says: "EXRULE is not supported"}.run)
}

func TestSeries(t *testing.T) {
	const daily = "UID:a / SUMMARY:ana / DTSTART;TZID=Europe/Berlin:20260105T090000 / DTEND;TZID=Europe/Berlin:20260105T170000 / RRULE:FREQ=DAILY;COUNT=3"
	for _, c := range []readCase{
		{name: "a changed occurrence", events: []string{daily, "UID:a / SUMMARY:bo / RECURRENCE-ID;TZID=Europe/Berlin:20260106T090000 / DTSTART:20260106T100000Z / DTEND:20260106T110000Z"}, want: "01-05T08:00Z..01-05T16:00Z ana, 01-06T10:00Z..01-06T11:00Z bo, 01-07T08:00Z..01-07T16:00Z ana"},
		{name: "before its series", events: []string{"UID:a / SUMMARY:bo / RECURRENCE-ID:20260106T080000Z / DTSTART:20260106T100000Z / DTEND:20260106T110000Z", daily}, want: "01-05T08:00Z..01-05T16:00Z ana, 01-06T10:00Z..01-06T11:00Z bo, 01-07T08:00Z..01-07T16:00Z ana"},
		{name: "a cancelled occurrence", events: []string{daily, "UID:a / SUMMARY:x / STATUS:CANCELLED / RECURRENCE-ID:20260106T080000Z / DTSTART:20260106T080000Z"}, want: "01-05T08:00Z..01-05T16:00Z ana, 01-07T08:00Z..01-07T16:00Z ana"},
		{name: "two revisions of a change", events: []string{
			daily,
			"UID:a / SEQUENCE:2 / SUMMARY:bo / RECURRENCE-ID:20260106T080000Z / DTSTART:20260106T100000Z / DTEND:20260106T110000Z",
			"UID:a / SEQUENCE:1 / SUMMARY:ana / RECURRENCE-ID:20260106T080000Z / DTSTART:20260106T130000Z / DTEND:20260106T140000Z",
		}, want: "01-05T08:00Z..01-05T16:00Z ana, 01-06T10:00Z..01-06T11:00Z bo, 01-07T08:00Z..01-07T16:00Z ana", says: "older revision"},
		{name: "T-63 a change of a whole day by a time", events: []string{
			"UID:a / SUMMARY:ana / DTSTART;VALUE=DATE:20260105 / RRULE:FREQ=DAILY;COUNT=2",
			"UID:a / SUMMARY:bo / RECURRENCE-ID;TZID=Europe/Berlin:20260106T000000 / DTSTART:20260106T100000Z / DTEND:20260106T110000Z",
		}, want: "01-04T23:00Z..01-05T23:00Z ana, 01-06T10:00Z..01-06T11:00Z bo"},
		{name: "T-63 a change of a whole day by a time that is not its midnight", events: []string{
			"UID:a / SUMMARY:ana / DTSTART;VALUE=DATE:20260105 / RRULE:FREQ=DAILY;COUNT=2",
			"UID:a / SUMMARY:bo / RECURRENCE-ID:20260106T000000Z / DTSTART:20260106T100000Z / DTEND:20260106T110000Z",
		}, want: "01-04T23:00Z..01-05T23:00Z ana, 01-06T10:00Z..01-06T11:00Z bo"},
		{name: "T-63 a change of a shift by its date", events: []string{
			daily, "UID:a / SUMMARY:bo / RECURRENCE-ID;VALUE=DATE:20260106 / DTSTART:20260106T100000Z / DTEND:20260106T110000Z",
		}, want: "01-05T08:00Z..01-05T16:00Z ana, 01-06T10:00Z..01-06T11:00Z bo, 01-07T08:00Z..01-07T16:00Z ana"},
		{name: "a change without its series", events: []string{"UID:a / SUMMARY:bo / RECURRENCE-ID:20260106T080000Z / DTSTART:20260106T100000Z / DTEND:20260106T110000Z"}, want: "01-06T10:00Z..01-06T11:00Z bo"},
		{name: "a change of what is not there", events: []string{daily, "UID:a / SUMMARY:bo / RECURRENCE-ID:20260206T080000Z / DTSTART:20260206T100000Z / DTEND:20260206T110000Z"}, want: "01-05T08:00Z..01-05T16:00Z ana, 01-06T08:00Z..01-06T16:00Z ana, 01-07T08:00Z..01-07T16:00Z ana, 02-06T10:00Z..02-06T11:00Z bo", says: "changes an occurrence that the event in line 3 does not have"},
		{name: "all that follow", events: []string{daily, "UID:a / SUMMARY:bo / RECURRENCE-ID;RANGE=THISANDFUTURE:20260106T080000Z / DTSTART:20260106T100000Z / DTEND:20260106T110000Z"}, want: "01-05T08:00Z..01-05T16:00Z ana, 01-06T08:00Z..01-06T16:00Z ana, 01-07T08:00Z..01-07T16:00Z ana", says: "! team.ics:10: "},
		{name: "T-43 cancelled", events: []string{"SUMMARY:nobody we know / STATUS:CANCELLED / DTSTART:20260105T080000Z / DTEND:20260105T160000Z"}, says: "is cancelled, and is left out"},
		{name: "T-63 revisions of one event", events: []string{
			"UID:a / SUMMARY:ana / DTSTART:20260105T080000Z / DURATION:PT8H", "UID:a / SEQUENCE:1 / SUMMARY:bo / DTSTART:20260106T080000Z / DURATION:PT8H",
		}, want: "01-06T08:00Z..01-06T16:00Z bo", says: "team.ics:3: the event \"ana\" is an older revision of the event in line 9"},
		{name: "twice", events: []string{"UID:a / SUMMARY:ana / DTSTART:20260105T080000Z / DURATION:PT8H", "UID:a / SUMMARY:ana / DTSTART:20260105T080000Z / DURATION:PT8H"}, want: "01-05T08:00Z..01-05T16:00Z ana", says: "is there twice"},
		{name: "T-42 one UID for everything", events: []string{"UID:a / SUMMARY:ana / DTSTART:20260105T080000Z / DURATION:PT8H", "UID:a / SUMMARY:bo / DTSTART:20260106T080000Z / DURATION:PT8H"}, want: "01-05T08:00Z..01-05T16:00Z ana, 01-06T08:00Z..01-06T16:00Z bo", says: "both are kept"},
	} {
		t.Run(c.name, c.run)
	}
}

func TestPeople(t *testing.T) {
	const time = " / DTSTART:20260105T080000Z / DTEND:20260105T160000Z"
	for title, want := range map[string]string{
		"Ana Sousa":                    "ana",
		"ANA@example.com":              "ana",
		"@ana":                         "ana",
		"Dr. A":                        "ana",
		`Müller-Groß\, Zoë`:            "zoe",
		"Ana Sousa — Payments primary": "ana",
		"On Call - Ana Sousa - Alpha":  "ana",
		"On-call: Ana Sousa":           "ana",
		"Ana Sousa on call":            "ana",
		"payments: ana":                "ana",
		"Ana Sousa (ana) is on call for schedule: Alpha": "ana",
		"Ana Sousa On-Call (GoAlert: Sched) Begins*":     "ana",
		"Alpha primary shift: Ana Sousa":                 "ana",
		`ana\, bo`:                                       "ana + bo",
		"ana & Bo Lind":                                  "ana + bo",
		"team:ops":                                       "team:ops",
		"Ops (team) — Payments primary":                  "team:ops",
		"Ana Sousa (ana) — Payments primary":             "ana",
		"":                                               "",
	} {
		t.Run(title, func(t *testing.T) {
			o := options(t, "2026-01-01", "2027-01-01")
			got, problems := ics.Read("x", []byte(wrap("", "SUMMARY:"+title+time)), o)
			who := ""
			if len(got.Shifts) == 1 {
				var names []string
				for _, p := range got.Shifts[0].Who {
					names = append(names, p.String())
				}
				who = strings.Join(names, " + ")
			}
			if who != want || (want == "") != (len(problems) > 0) {
				t.Errorf("%q: %q, want %q; %v", title, who, want, problems)
			}
		})
	}
	for _, c := range []readCase{
		{name: "unknown", events: []string{"SUMMARY:Anna Sousa" + time}, says: `! team.ics:3: the event "Anna Sousa": "Anna Sousa" is nobody we know; did you mean "Ana Sousa"?`},
		{name: "unknown, again and again", events: []string{"SUMMARY:Anna" + time, "SUMMARY:bo" + time, "SUMMARY:Anna" + time, "SUMMARY:Anna" + time}, want: "01-05T08:00Z..01-05T16:00Z bo", says: `! team.ics:3: the event "Anna": "Anna" is nobody we know (2 more events are called so); did`},
		{name: "endless", events: []string{"SUMMARY:" + strings.Repeat("ana+", 300) + time}, says: "too long to be somebody's name"},
		{name: "one of two", events: []string{`SUMMARY:ana\, carl` + time}, says: "is nobody we know"},
		{name: "the only attendee", events: []string{`SUMMARY:Duty / ATTENDEE;CN="x: y":MAILTO:ana@example.com` + time}, want: "01-05T08:00Z..01-05T16:00Z ana"},
		{name: "a bare address", events: []string{"SUMMARY:Duty / ATTENDEE:ana@example.com" + time}, want: "01-05T08:00Z..01-05T16:00Z ana"},
		{name: "one attendee of two", events: []string{"SUMMARY:Duty / ATTENDEE:ana@example.com / ATTENDEE:bo@example.com" + time}, says: `"Duty" is nobody`},
		{name: "to be ignored", events: []string{"SUMMARY:team  LUNCH" + time}, says: "is to be ignored"},
		{name: "nobody", events: []string{"SUMMARY:frei" + time}, says: "stands for nobody"},
		{name: "a higher level wins where both are", events: []string{
			"SUMMARY:[L1] ana / DTSTART:20260105T080000Z / DTEND:20260105T160000Z", "SUMMARY:[L2] bo / DTSTART:20260105T100000Z / DTEND:20260105T120000Z",
			"SUMMARY:zoe@x / ATTENDEE:ana@example.com / DTSTART:20260105T150000Z / DTEND:20260105T180000Z",
		}, want: "01-05T08:00Z..01-05T10:00Z ana, 01-05T10:00Z..01-05T12:00Z bo, 01-05T12:00Z..01-05T16:00Z ana, 01-05T16:00Z..01-05T18:00Z ana"},
		{name: "equal levels serve together", events: []string{"SUMMARY:ana" + time, "SUMMARY:bo" + time}, want: "01-05T08:00Z..01-05T16:00Z ana, 01-05T08:00Z..01-05T16:00Z bo"},
	} {
		t.Run(c.name, c.run)
	}
}

// A file that is not a whole calendar is an error with its place, never a calendar in which nobody serves.
func TestT60NoCalendar(t *testing.T) {
	whole := wrap("", "SUMMARY:ana / DTSTART:20260105T080000Z / DTEND:20260105T160000Z", "SUMMARY:bo / DTSTART:20260106T080000Z / DTEND:20260106T160000Z")
	between := strings.Index(whole, "END:VEVENT\r\n") + len("END:VEVENT\r\n")
	for name, c := range map[string]struct{ data, want string }{
		"empty":              {"", "team.ics: it is empty"},
		"blanks":             {"\r\n \r\n", "team.ics: it is empty"},
		"a page":             {"<!DOCTYPE html><html>", "team.ics:1: it is a web page"},
		"text":               {"hello", "team.ics:1: it does not begin with BEGIN:VCALENDAR"},
		"UTF-16":             {"\xff\xfeB\x00", "UTF-16"},
		"cut between events": {whole[:between], "team.ics:8: it ends inside the VCALENDAR that begins in line 1"},
		"cut in an event":    {whole[:between-20], "it ends inside the VEVENT that begins in line 3"},
		"an END too many":    {whole + "END:VCALENDAR\r\n", "stands outside of any VCALENDAR"},
		"text behind":        {whole + "X:1\r\n", "stands outside of any VCALENDAR"},
		"ends crossed":       {strings.Replace(whole, "END:VEVENT", "END:VTODO", 1), "END:VTODO ends the VEVENT of line 3"},
		"event in event":     {strings.Replace(whole, "END:VEVENT\r\n", "", 1), "VEVENT begins inside the VEVENT"},
		"no colon":           {strings.Replace(whole, "SUMMARY:ana", "SUMMARY;ana", 1), "team.ics:5: "},
		"not UTF-8":          {strings.Replace(whole, "SUMMARY:ana", "SUMMARY:\xe4na", 1), "team.ics:5: the line is not UTF-8"},
		"a line too long":    {strings.Replace(whole, "SUMMARY:ana", "SUMMARY:"+strings.Repeat("a\r\n ", 70_000), 1), "longer than"},
		"too deep":           {strings.Repeat("BEGIN:VCALENDAR\r\n", 1) + strings.Repeat("BEGIN:X\r\n", 20), "too deep"},
		"too much":           {whole + strings.Repeat("\n", ics.MaxBytes), "more than"},
		"a cancellation":     {strings.Replace(whole, "VERSION:2.0", "METHOD:CANCEL", 1), "METHOD:CANCEL"},
	} {
		got, problems := ics.Read("team.ics", []byte(c.data), options(t, "2026-01-01", "2027-01-01"))
		if len(problems) == 0 || !strings.Contains(problems[0].String(), c.want) || len(got.Shifts) > 0 {
			t.Errorf("%s: %d shifts, %v; want %q", name, len(got.Shifts), problems, c.want)
		}
	}
}

// Line ends, folding and capitals as real programs write them.
func TestAsPrograms(t *testing.T) {
	data := "\ufeffbegin:vcalendar\nX-WR-CALNAME:Team\\, Berlin\nBEGIN:VTIMEZONE\nTZID:Our own\nX-LIC-LOCATION:America/New_York\nEND:VTIMEZONE\n" +
		"BEGIN:VEVENT\nUID:1\nSUMM\n ARY:Ana\n\t Sousa\nDTSTART;TZID=Our own:20260105T080000\nDURATION:PT8H\nX-ALT-DESC:" + strings.Repeat("x", 100_000) +
		"\nBEGIN:VALARM\nTRIGGER:-PT1H\nSUMMARY:bo\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR\n"
	got, problems := ics.Read("x", []byte(data), options(t, "2026-01-01", "2027-01-01"))
	if len(problems) > 0 || got.Name != "Team, Berlin" {
		t.Fatalf("%q %v", got.Name, problems)
	}
	if diff := cmp.Diff([]string{"01-05T13:00Z..01-05T21:00Z ana"}, shown(got.Shifts)); diff != "" || got.Shifts[0].Place != "x:7" {
		t.Errorf("%s %s", diff, got.Shifts[0].Place)
	}
}

// Every Windows name stands for a zone there is.
func TestWindowsZones(t *testing.T) {
	o := options(t, "2026-01-01", "2027-01-01")
	table, err := os.ReadFile("windows.tsv")
	if err != nil {
		t.Fatal(err)
	}
	n, last := 0, ""
	for line := range strings.Lines(string(table)) {
		name, zone, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if strings.HasPrefix(line, "#") {
			continue
		}
		if _, err := o.Zones(zone); !ok || err != nil || strings.ToLower(name) <= last {
			t.Errorf("%q: %v; want two columns, sorted", line, err)
		}
		data := wrap("", "SUMMARY:ana / DTSTART;TZID="+name+":20260105T080000 / DURATION:PT8H")
		if got, problems := ics.Read("x", []byte(data), o); len(problems) > 0 || len(got.Shifts) != 1 {
			t.Errorf("%s: %v", name, problems)
		}
		n, last = n+1, strings.ToLower(name)
	}
	if n < 139 {
		t.Errorf("%d names; CLDR has 139 at least", n)
	}
}
