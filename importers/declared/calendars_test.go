package declared

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/importers/zones"
)

// A calendar is a file or an address; that of a private one is a secret, so no message repeats it.
func TestCalendarAddresses(t *testing.T) {
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	for calendar, want := range map[string]string{
		`{url: "https://calendar.example.com/ical/a%40b/private-0a1b/basic.ics?x=1"}`: "",
		`{url: "webcal://calendar.example.com/private-0a1b"}`:                         "",
		`{url: "http://127.0.0.1:8080/private-0a1b"}`:                                 "",
		`{url: "http://calendar.example.com/private-0a1b"}`:                           "expected an https address",
		`{url: "https://ana:private-0a1b@example.com/"}`:                              "expected an https address",
		`{url: "ftp://calendar.example.com/private-0a1b"}`:                            "expected an https address",
		`{url: "https://calendar.example.com/private-0a1b", file: t.ics}`:             `"file" and "url" exclude each other`,
		`{}`: "file",
	} {
		ws, err := Load(fstest.MapFS{
			"w.yaml": {Data: []byte("version: 1\nschedules: {s: {timezone: UTC, rotations: [{id: r, calendar: " + calendar + "}]}}\n")},
			"t.ics":  {},
		}, Options{Zones: db})
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", calendar, err)
		case want == "":
			if r := ws.Schedules[0].Rotations[0].Roster; r == nil || r.Kind != "calendar" || !strings.Contains(calendar, r.URL) || r.URL == "" {
				t.Errorf("%s: %+v", calendar, r)
			}
		case err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "private"):
			t.Errorf("%s: %v; want %q, without the address", calendar, err, want)
		}
	}
}

func TestCalendarShifts(t *testing.T) {
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	lisbon, err := db.Load("Europe/Lisbon")
	if err != nil {
		t.Fatal(err)
	}
	l := newLoader(fstest.MapFS{}, Options{Zones: db})
	ws := &Workspace{Workspace: engine.Workspace{People: []engine.PersonInfo{{ID: "ana", Name: "Ana"}}}}
	r := &engine.Rotation{ID: "r", Zone: lisbon}
	calendar := func(title string) []byte {
		return []byte("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:" + title + "\nDTSTART:20260706T090000\nDURATION:PT8H\nRRULE:FREQ=YEARLY\nEND:VEVENT\nEND:VCALENDAR\n")
	}
	shifts, problems := l.calendarShifts(ws, r, "team.ics", calendar("Ana"))
	if len(problems) > 0 || len(shifts) != 24 || shifts[0].From.String() != "2026-07-06T08:00:00Z" || shifts[0].Who.String() != "ana" {
		t.Errorf("%v %d shifts, the first %+v; want one a year until 2049", problems, len(shifts), shifts[:min(1, len(shifts))])
	}
	if _, problems := l.calendarShifts(ws, r, "team.ics", calendar("Anna")); len(problems) != 1 || problems[0].Place != "team.ics:2" {
		t.Errorf("%v", problems)
	}
}
