package ics_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/importers/ics"
)

// Hostile calendars cost seconds at most, whatever they ask for.
func TestBounds(t *testing.T) {
	event := func(rule string) string {
		return "SUMMARY:ana / DTSTART:19000105T080000Z / DURATION:PT1H / RRULE:" + rule
	}
	many := func(n int, rule string) []string {
		out := make([]string, n)
		for i := range out {
			out[i] = event(rule)
		}
		return out
	}
	for name, c := range map[string]struct {
		events []string
		want   string
	}{
		"counts through the years": {many(200, "FREQ=DAILY;COUNT=100000"), "more often than a roster does"},
		"never":                    {many(200, "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30;BYDAY=MO;BYMONTH=4;BYSETPOS=2"), "too many rules before this one never happen"},
		"shifts":                   {many(400, "FREQ=DAILY"), "more than 100000 shifts"},
		"RDATE":                    {[]string{"SUMMARY:ana / DTSTART:20260101T000000Z / DURATION:PT1H" + strings.Repeat(" / RDATE:"+strings.Repeat("20260101T000000Z,", 1500)+"20260101T000000Z", 50)}, ""},
		"levels": {func() (out []string) {
			for i := range 3000 {
				out = append(out, fmt.Sprintf("SUMMARY:[L%d] ana / DTSTART:2026%02d%02dT%02d%02d00Z / DURATION:PT1M", i%10, i%12+1, i%28+1, i%24, i%60))
			}
			return out
		}(), ""},
	} {
		start := time.Now()
		_, problems := ics.Read("x", []byte(wrap("", c.events...)), options(t, "2026-01-01", "2027-01-01"))
		if c.want != "" && !strings.Contains(fmt.Sprint(problems), c.want) || c.want == "" && len(problems) > 0 {
			t.Errorf("%s: %.300v; want %q", name, problems, c.want)
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s took %s", name, took)
		}
	}
}

// FuzzRead reads anything without a panic, and gives no shift that is empty or outside the window.
func FuzzRead(f *testing.F) {
	f.Add(wrap("X-WR-TIMEZONE:Europe/Berlin", "SUMMARY:[L1] ana, bo / DTSTART;TZID=Romance Standard Time:20260105T080000 / DURATION:P1DT2H / RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20260301 / EXDATE:20260112T070000Z"))
	f.Add(wrap("", "UID:a / SUMMARY:ana / DTSTART;VALUE=DATE:20260105 / RRULE:FREQ=MONTHLY;BYDAY=-1FR", "UID:a / RECURRENCE-ID:20260130T000000Z / SUMMARY:bo / DTSTART:20260130T000000Z / DTEND:20260130T010000Z"))
	f.Add("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY;X=\"a:b\";Y=^n:ana\r\nEND:VEVENT\r\nEND:VCALENDAR")
	f.Fuzz(func(t *testing.T, data string) {
		o := options(t, "2026-01-01", "2026-03-01")
		got, problems := ics.Read("x", []byte(data), o)
		for _, p := range problems {
			if p.Text == "" || strings.ContainsAny(p.String(), "\r\n") {
				t.Errorf("a problem that says nothing, or over two lines: %q", p.String())
			}
		}
		for _, s := range got.Shifts {
			from, until := s.From.In(o.Zone), s.Until.In(o.Zone)
			if from >= until || from >= o.Window.End || until <= o.Window.Start || len(s.Who) == 0 {
				t.Errorf("the shift %v", s)
			}
		}
	})
}

// BenchmarkRead reads a year of 10,000 events, a tenth of them weekly series.
func BenchmarkRead(b *testing.B) {
	events := make([]string, 10_000)
	for i := range events {
		events[i] = fmt.Sprintf("SUMMARY:On Call - Ana Sousa - Alpha / DTSTART;TZID=W. Europe Standard Time:2026%02d%02dT080000 / DURATION:PT8H", i%12+1, i%28+1)
		if i%10 == 0 {
			events[i] += " / RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=20"
		}
	}
	data := []byte(wrap("", events...))
	o := options(b, "2026-01-01", "2027-01-01")
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, problems := ics.Read("x", data, o); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}
