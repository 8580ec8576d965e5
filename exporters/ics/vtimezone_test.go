package ics_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/teambition/rrule-go"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters/exportertest"
	"github.com/schedsync/schedsync/exporters/ics"
)

// local encodes daily shifts of a zone in its own times.
func local(t *testing.T, zone, from, until, begin string, step civil.Local) string {
	t.Helper()
	z, err := lookup(t)(zone)
	if err != nil {
		t.Fatal(err)
	}
	s := schedule(t)
	s.Zone = z
	f := feed()
	f.Local, f.Zones = true, lookup(t)
	f.Nominal = func(s *engine.Schedule, sh engine.Shift) ics.Slot {
		l := s.Zone.Reading(sh.Start)
		return ics.Slot{Turn: l, Window: l, Piece: true}
	}
	got := encode(t, f, exportertest.New(s, from, until).Every(begin, step, "ana").Timeline())
	checkLines(t, got)
	return got
}

func TestT46VTimezoneIsShort(t *testing.T) {
	got := local(t, "Europe/Lisbon", "2026-01-05 09:00", "2027-01-04 09:00", "2026-01-05 09:00", civil.Week)
	if !strings.Contains(got, "DTSTART;TZID=Europe/Lisbon:20260406T090000\r\n") {
		t.Errorf("09:00 in Lisbon is not 09:00:\n%s", got[:2000])
	}
	from, to := strings.Index(got, "BEGIN:VTIMEZONE"), strings.Index(got, "BEGIN:VEVENT")
	want := strings.Join([]string{
		"BEGIN:VTIMEZONE", "TZID:Europe/Lisbon",
		"BEGIN:DAYLIGHT", "DTSTART:20250330T010000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "TZOFFSETFROM:+0000", "TZOFFSETTO:+0100", "END:DAYLIGHT",
		"BEGIN:STANDARD", "DTSTART:20251026T020000", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0000", "END:STANDARD",
		"END:VTIMEZONE", "",
	}, "\r\n")
	if diff := cmp.Diff(want, got[from:to]); diff != "" {
		t.Errorf("VTIMEZONE (-want +got):\n%s", diff)
	}
}

// T-45: every TZID is described, in every zone, and what the description says is what the zone's clock does. The reader
// here knows nothing of zones but the observances.
func TestT45VTimezoneIsRight(t *testing.T) {
	for _, name := range []string{
		"Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu", "UTC", "Asia/Kolkata",
		"America/Santiago", "Africa/Cairo", "Europe/Dublin", "Asia/Gaza", "Pacific/Apia", "Asia/Almaty", "America/St_Johns",
	} {
		for _, year := range []string{"2011", "2023", "2026"} {
			got := local(t, name, year+"-01-01 00:00", year+"-12-31 00:00", year+"-01-01 00:30", 25*civil.Hour)
			observances := readObservances(t, got)
			z, err := lookup(t)(name)
			if err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(got[:strings.Index(got, "BEGIN:VEVENT")], "\n"); n > 120 {
				t.Errorf("%s %s: %d lines before the first event", name, year, n)
			}
			start := exportertest.At(z, year+"-01-01 00:30")
			for i := range civil.Instant(340) {
				at := start + i*25*civil.Hour
				if offset := offsetAt(observances, z.Reading(at)); offset != z.Offset(at) && z.First(z.Reading(at)) == at {
					t.Errorf("%s: %s is described with offset %d, the clock has %d", name, at, offset, z.Offset(at))
					break
				}
			}
		}
	}
}

// observance is one STANDARD or DAYLIGHT, as its onsets.
type observance struct {
	onsets   []time.Time // local, before the change
	from, to int
}

func readObservances(t *testing.T, feed string) []observance {
	t.Helper()
	var out []observance
	for _, part := range strings.Split(feed, "BEGIN:")[1:] {
		kind, rest, _ := strings.Cut(part, "\r\n")
		if kind != "STANDARD" && kind != "DAYLIGHT" {
			continue
		}
		values := map[string]string{}
		for _, line := range strings.Split(rest, "\r\n") {
			k, v, _ := strings.Cut(line, ":")
			values[k] = v
		}
		start, err := time.Parse("20060102T150405", values["DTSTART"])
		if err != nil {
			t.Fatal(err)
		}
		o := observance{onsets: []time.Time{start}, from: seconds(t, values["TZOFFSETFROM"]), to: seconds(t, values["TZOFFSETTO"])}
		if rule := values["RRULE"]; rule != "" {
			opt, err := rrule.StrToROption(rule)
			if err != nil {
				t.Fatal(err)
			}
			opt.Dtstart, opt.Count = start, 6
			r, err := rrule.NewRRule(*opt)
			if err != nil {
				t.Fatal(err)
			}
			o.onsets = r.All()
		}
		out = append(out, o)
	}
	return out
}

func seconds(t *testing.T, offset string) int {
	t.Helper()
	at, err := time.Parse("-0700", offset)
	if err != nil {
		t.Fatal(err)
	}
	_, s := at.Zone()
	return s
}

// offsetAt is the offset of the last onset at or before a local time (RFC 5545, 3.6.5). A time that the change skips is
// after it.
func offsetAt(list []observance, l civil.Local) int {
	var best time.Time
	offset := -1
	for _, o := range list {
		for _, at := range o.onsets {
			if civil.Local(at.Unix()) <= l-civil.Local(max(o.to-o.from, 0)) && !at.Before(best) {
				best, offset = at, o.to
			}
		}
	}
	return offset
}

// An instant in the second showing of an hour has no local time of its own, so it stays in UTC.
func TestT47TheSecondShowingIsInUTC(t *testing.T) {
	got := local(t, "Europe/Berlin", "2026-10-25 00:00", "2026-10-26 00:00", "2026-10-25 02:00", civil.Hour)
	_, event, _ := strings.Cut(got, "BEGIN:VEVENT")
	if !strings.Contains(event, "DTSTART;TZID=Europe/Berlin:20261025T020000") || strings.Contains(event, "DTSTART:20261025T000000Z") {
		t.Errorf("the first 02:00 is not local:\n%s", event)
	}
	s := schedule(t)
	f := feed()
	f.Local, f.Zones, f.Zone = true, lookup(t), must(lookup(t)("Europe/Berlin"))
	at := civil.FromTime(time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC)) // 02:00 for the second time
	tl := exportertest.New(s, "2026-10-25 00:00", "2026-10-26 00:00").Shift("2026-10-25 00:00", "2026-10-26 00:00", exportertest.Turn("ana", 0)).Timeline()
	tl.Shifts[0].Start = at
	if got := encode(t, f, tl); !strings.Contains(got, "DTSTART:20261025T010000Z\r\nDTEND;TZID=Europe/Berlin:20261026T010000\r\n") {
		t.Errorf("the second 02:00:\n%s", got)
	}
}

func must(z *civil.Zone, err error) *civil.Zone {
	if err != nil {
		panic(err)
	}
	return z
}

func TestAttendeesAlarmsAndOrganizer(t *testing.T) {
	tl := exportertest.New(schedule(t), first, "2026-01-12 09:00").Shift(first, "2026-01-12 09:00", exportertest.Turn("ana", 0)).Timeline()
	f := feed("ana", `Ana "A", Sousa: x;y`)
	f.Attendees = map[engine.Participant]string{engine.Person("ana"): "ana@example.com\r\nX-EVIL:1"}
	f.Alarms = []time.Duration{0, 90 * time.Minute}
	got := encode(t, f, tl)
	checkLines(t, got)
	for _, line := range []string{
		`ATTENDEE;CN="Ana 'A', Sousa: x;y":mailto:ana@example.comX-EVIL1`,
		"BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT0M", "TRIGGER:-PT1H30M",
	} {
		if !strings.Contains(strings.ReplaceAll(got, "\r\n ", ""), line+"\r\n") {
			t.Errorf("no %q in\n%s", line, got)
		}
	}
	if strings.Contains(got, "METHOD") {
		t.Error("a METHOD that nobody asked for")
	}
	f = feed()
	f.Organizer = "oncall@example.com"
	if got := encode(t, f, tl); !strings.Contains(got, "\r\nMETHOD:PUBLISH\r\n") || !strings.Contains(got, "\r\nORGANIZER:mailto:oncall@example.com\r\n") {
		t.Errorf("published feed:\n%s", got)
	}
}

func TestIndex(t *testing.T) {
	links := []ics.Link{{"Schedules", "Payments <b>", "payments.ics"}, {"People", "Ana", "people/ana.ics"}, {"People", "Bo", "people/bo.ics"}}
	page, err := ics.Index("On-call calendars", "https://example.com/feeds/", links)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{
		`<h2>Schedules</h2>`, `<a href="webcal://example.com/feeds/payments.ics">Payments &lt;b&gt;</a> <a href="payments.ics">file</a>`,
		`<a href="webcal://example.com/feeds/people/bo.ics">Bo</a>`,
	} {
		if !strings.Contains(string(page), part) {
			t.Errorf("no %s in\n%s", part, page)
		}
	}
	if n := strings.Count(string(page), "<h2>"); n != 2 {
		t.Errorf("%d headings, want 2", n)
	}
	page, err = ics.Index("x", "", nil)
	if err != nil || strings.Contains(string(page), "webcal") || !strings.Contains(string(page), "There are no feeds.") {
		t.Errorf("%v\n%s", err, page)
	}
}
