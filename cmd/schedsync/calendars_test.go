package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/importers/httpx"
)

const (
	teamCalendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Team\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:ana\r\n" +
		"DTSTART:20260105T080000Z\r\nDTEND:20260105T160000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	noEvents = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
)

// T-60: the last good copy of a calendar stands in when a fetch brings anything but a whole calendar, and says so; without a
// copy that is an error. The address is in no output and in no file.
func TestT60TheLastGoodCopy(t *testing.T) {
	answer := ""
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if answer == "" {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		if !strings.HasPrefix(r.Header.Get("User-Agent"), "schedsync/") {
			answer = "<html>who are you?</html>" // what Google says to a program that does not give its name
		}
		fmt.Fprint(w, answer)
	}))
	defer server.Close()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "w.yaml"), []byte("version: 1\npeople: {ana: {name: Ana}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 1, 4, 12, 0, 0, 0, time.UTC)
	run := func() (Code, string) {
		var out bytes.Buffer
		c := &Cmd{
			Args: []string{"-C", dir, "import", "ics", server.URL + "/ical/private-0a1b2c3d/basic.ics?token=9f8e7d"}, Stdin: strings.NewReader(""),
			Stdout: &out, Stderr: &out, Now: func() time.Time { return now }, Sleep: httpx.Sleep, Transport: server.Client().Transport,
			Env: func(name string) string {
				if name == httpx.AllowVariable {
					return strings.TrimPrefix(server.URL, "https://")
				}
				return ""
			},
		}
		code := c.Run(context.Background())
		return code, out.String()
	}
	for _, step := range []struct {
		answer string
		after  time.Duration
		code   Code
		want   string
	}{
		{"", 0, Failed, "503 Service Unavailable"},
		{"<html>log in</html>", 0, Failed, "it is a web page"},
		{noEvents, 0, Failed, "there is nothing to import"},
		{teamCalendar, time.Hour, OK, `from: "2026-01-05 08:00"`},
		{"", 2 * time.Hour, OK, "503 Service Unavailable; the last good copy is used, which was taken 2h0m0s ago, at 2026-01-04T13:00:00Z"},
		{"<html>log in</html>", 0, OK, "a web page, not a calendar"},
		{teamCalendar[:60], 0, OK, "the last good copy is used"},
		{noEvents, 0, OK, "the calendar has no events any more, and the copy has 1; the last good copy is used"},
		{strings.ReplaceAll(teamCalendar, "0105", "0106"), time.Hour, OK, `from: "2026-01-06 08:00"`},
	} {
		answer, now = step.answer, now.Add(step.after)
		code, out := run()
		if code != step.code || !strings.Contains(out, step.want) {
			t.Errorf("answered %.20q: exit %d, want %d and %q:\n%s", step.answer, code, step.code, step.want, out)
		}
		if strings.Contains(out, "private-0a1b2c3d") || strings.Contains(out, "9f8e7d") {
			t.Errorf("the address is told:\n%s", out)
		}
	}
	copies, err := filepath.Glob(filepath.Join(dir, ".schedsync", "calendars", "*"))
	if err != nil || len(copies) != 1 {
		t.Errorf("%v %v, want one copy", copies, err)
	}
}
