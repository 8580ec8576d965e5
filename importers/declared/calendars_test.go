package declared

import (
	"strings"
	"testing"
	"testing/fstest"

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
