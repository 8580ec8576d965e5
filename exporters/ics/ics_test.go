package ics_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	parser "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/exportertest"
	"github.com/schedsync/schedsync/exporters/ics"
	"github.com/schedsync/schedsync/importers/zones"
)

// first is the first handoff of the weekly rotation in the samples.
const first = "2026-01-05 09:00"

// weekly says the slot of a turn of a weekly rotation without restrictions. A shift that does not begin at its handoff is
// a piece.
func weekly(s *engine.Schedule, sh engine.Shift) ics.Slot {
	turn := exportertest.Local(first) + civil.Local(sh.Turn)*civil.Week
	return ics.Slot{Turn: turn, Window: turn, Piece: sh.Start != s.Zone.First(turn)}
}

func schedule(t *testing.T) *engine.Schedule {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	z, err := db.Load("Europe/Lisbon")
	if err != nil {
		t.Fatal(err)
	}
	return &engine.Schedule{
		ID: "payments-primary", Name: "Payments primary", Zone: z, Enabled: true,
		Rotations: []engine.Rotation{{ID: "week"}},
	}
}

func feed(names ...string) ics.Feed {
	var w engine.Workspace
	for i := 0; i+1 < len(names); i += 2 {
		w.People = append(w.People, engine.PersonInfo{ID: engine.PersonID(names[i]), Name: names[i+1]})
	}
	return ics.Feed{
		Name: "Payments primary", Owner: "acme-prod", Names: exporters.NamesOf(&w), Stamp: 1767225600,
		TZRelease: "2026f", Nominal: weekly,
	}
}

func encode(t *testing.T, f ics.Feed, tls ...engine.Timeline) string {
	t.Helper()
	b, err := f.Encode(tls)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// parsed reads a feed back with another pair of eyes.
func parsed(t *testing.T, data string) []*parser.VEvent {
	t.Helper()
	cal, err := parser.ParseCalendar(strings.NewReader(data))
	if err != nil {
		t.Fatalf("the feed does not parse: %v\n%s", err, data)
	}
	return cal.Events()
}

func value(e *parser.VEvent, p parser.ComponentProperty) string {
	if v := e.GetProperty(p); v != nil {
		return v.Value
	}
	return ""
}

// uids returns the UID of each summary and start.
func uids(t *testing.T, data string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, e := range parsed(t, data) {
		out[value(e, parser.ComponentPropertySummary)+" "+value(e, parser.ComponentPropertyDtStart)] = e.Id()
	}
	return out
}

func TestFeed(t *testing.T) {
	tl := exportertest.New(schedule(t), "2026-03-23 09:00", "2026-03-30 09:00").
		Shift("2026-03-23 09:00", "2026-03-30 09:00", exportertest.Turn("ana", 11)).Timeline()
	got := encode(t, feed("ana", "Ana Sousa"), tl)
	want := strings.Join([]string{
		"BEGIN:VCALENDAR",
		"VERSION:2.0",
		"PRODID:-//schedsync//schedsync tz 2026f//EN",
		"CALSCALE:GREGORIAN",
		"NAME:Payments primary",
		"X-WR-CALNAME:Payments primary",
		"REFRESH-INTERVAL;VALUE=DURATION:PT1H",
		"X-PUBLISHED-TTL:PT1H",
		"BEGIN:VEVENT",
		"UID:" + uids(t, got)["Ana Sousa — Payments primary 20260323T090000Z"],
		"DTSTAMP:20260101T000000Z",
		"LAST-MODIFIED:20260101T000000Z",
		"SEQUENCE:0",
		"DTSTART:20260323T090000Z",
		"DTEND:20260330T080000Z",
		"SUMMARY:Ana Sousa — Payments primary",
		"DESCRIPTION:Ana Sousa is on call for Payments primary.\\nWhy: week\\, turn",
		"  11.\\n2026-03-23 09:00 to 2026-03-30 09:00\\, Europe/Lisbon",
		"CATEGORIES:Payments primary",
		"STATUS:CONFIRMED",
		"TRANSP:TRANSPARENT",
		"END:VEVENT",
		"END:VCALENDAR",
		"",
	}, "\r\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("feed (-want +got):\n%s", diff)
	}
}

func TestT40SameDayShiftsHaveTheirOwnUID(t *testing.T) {
	s := schedule(t)
	s.Rotations[0].HasShifts = true
	d := engine.Duty{Who: engine.Person("ana"), Source: engine.FromShift, Turn: engine.NoTurn, Override: -1}
	tl := exportertest.New(s, "2026-11-02 00:00", "2026-11-03 00:00").
		Shift("2026-11-02 09:00", "2026-11-02 09:30", d).Shift("2026-11-02 09:30", "2026-11-02 10:00", d).Timeline()
	events := parsed(t, encode(t, feed(), tl))
	if len(events) != 2 || events[0].Id() == events[1].Id() {
		t.Errorf("09:00 and 09:30 gave %d events; they need a UID each", len(events))
	}
}

func TestT42EveryEventHasItsOwnUID(t *testing.T) {
	s := schedule(t)
	m := exportertest.New(s, first, "2027-01-04 09:00").Every(first, civil.Week, "ana", "bo")
	for i := range 50 { // pieces of one turn, and a second seat
		from := exportertest.Local("2026-02-02 09:00") + civil.Local(i)*civil.Hour
		d := exportertest.Turn("chi", 4)
		d.Slot = 1
		m.Shift(from.String(), (from + civil.Hour).String(), d)
	}
	// Two overrides of the whole schedule at once: nothing but the person tells them apart.
	o := engine.Duty{Who: engine.Person("dee"), Source: engine.FromOverride, Rotation: -1, Turn: engine.NoTurn, Override: 0}
	m.Shift("2026-05-01 00:00", "2026-05-01 06:00", o)
	o.Who, o.Override = engine.Person("eli"), 1
	m.Shift("2026-05-01 00:00", "2026-05-01 07:00", o)
	tl := m.Timeline()
	seen := map[string]bool{}
	for _, e := range parsed(t, encode(t, feed(), tl)) {
		if seen[e.Id()] || !strings.HasSuffix(e.Id(), "@schedsync") {
			t.Errorf("UID %q at %s is not its own", e.Id(), value(e, parser.ComponentPropertyDtStart))
		}
		seen[e.Id()] = true
	}
	if len(seen) != len(tl.Shifts) {
		t.Errorf("%d events for %d shifts", len(seen), len(tl.Shifts))
	}
}

func TestShiftsGivenTwice(t *testing.T) {
	d := exportertest.Turn("ana", 0)
	m := exportertest.New(schedule(t), first, "2026-01-19 09:00").
		Shift(first, "2026-01-12 09:00", d).Shift(first, "2026-01-12 09:00", d)
	if n := len(parsed(t, encode(t, feed(), m.Timeline()))); n != 1 {
		t.Errorf("%d events for a shift that is given twice, want 1", n)
	}
	d.Who = engine.Person("bo")
	m.Shift(first, "2026-01-10 09:00", d).Shift(first, "2026-01-11 09:00", d).Shift(first, "2026-01-12 09:00", d)
	if _, err := feed().Encode([]engine.Timeline{m.Timeline()}); err == nil || !strings.Contains(err.Error(), "twice in the same seat") {
		t.Errorf("error = %v, want one about a seat that is taken twice", err)
	}
}

func TestUIDStaysWhenPersonOrEndChanges(t *testing.T) {
	s := schedule(t)
	make1 := func(who engine.PersonID, end string) string {
		tl := exportertest.New(s, first, "2026-02-01 09:00").Shift(first, end, exportertest.Turn(who, 0)).Timeline()
		return parsed(t, encode(t, feed(), tl))[0].Id()
	}
	want := make1("ana", "2026-01-12 09:00")
	for _, c := range []struct {
		what string
		got  string
	}{
		{"another person", make1("bo", "2026-01-12 09:00")},
		{"a later end (T-41, T-52)", make1("ana", "2026-01-15 09:00")},
	} {
		if c.got != want {
			t.Errorf("%s: UID %q, want %q as before", c.what, c.got, want)
		}
	}
	other := feed()
	other.Owner = "acme-test"
	tl := exportertest.New(s, first, "2026-02-01 09:00").Shift(first, "2026-01-12 09:00", exportertest.Turn("ana", 0)).Timeline()
	if got := parsed(t, encode(t, other, tl))[0].Id(); got == want {
		t.Error("two installations share a UID")
	}
}

func TestT45T47TimesAreInstants(t *testing.T) {
	got := encode(t, feed(), exportertest.New(schedule(t), first, "2027-01-04 09:00").Every(first, civil.Week, "ana", "bo").Timeline())
	if strings.Contains(got, "TZID") || strings.Contains(got, "VTIMEZONE") {
		t.Error("the feed names a zone that it does not describe")
	}
	for _, line := range strings.Split(got, "\r\n") {
		if strings.HasPrefix(line, "DT") && !strings.HasSuffix(line, "Z") {
			t.Errorf("floating time: %s", line)
		}
	}
}

func TestT48TextSurvives(t *testing.T) {
	for _, name := range []string{
		"Müller-Groß, Zoë; 東京⌘",
		`back\slash; comma, "quotes"`,
		strings.Repeat("長い名前", 40),
		strings.Repeat("👩‍🚒", 30),
	} {
		s := schedule(t)
		s.Name = name
		f := feed("ana", name)
		f.Name = name
		tl := exportertest.New(s, first, "2026-01-12 09:00").Shift(first, "2026-01-12 09:00", exportertest.Turn("ana", 0)).Timeline()
		got := encode(t, f, tl)
		checkLines(t, got)
		e := parsed(t, got)[0]
		if want := name + " — " + name; value(e, parser.ComponentPropertySummary) != want {
			t.Errorf("SUMMARY %q, want %q", value(e, parser.ComponentPropertySummary), want)
		}
		if got := value(e, parser.ComponentPropertyCategories); got != name {
			t.Errorf("CATEGORIES %q, want %q", got, name)
		}
	}
}

// checkLines fails unless every line ends in CRLF, has at most 75 octets, and is cut between characters.
func checkLines(t *testing.T, data string) {
	t.Helper()
	if !strings.HasSuffix(data, "END:VCALENDAR\r\n") {
		t.Error("the feed does not end with END:VCALENDAR and CRLF")
	}
	for i, line := range strings.Split(strings.TrimSuffix(data, "\r\n"), "\r\n") {
		switch {
		case strings.ContainsAny(line, "\r\n"):
			t.Errorf("line %d does not end in CRLF: %q", i+1, line)
		case len(line) > 75:
			t.Errorf("line %d has %d octets: %q", i+1, len(line), line)
		case !utf8.ValidString(line):
			t.Errorf("line %d is cut inside a character: %q", i+1, line)
		}
	}
}

func TestHostileNamesAddNoLines(t *testing.T) {
	name := "Ana\r\nATTENDEE:mailto:x@example.com\nBEGIN:VALARM\x00\xff\r\u2028end"
	s := schedule(t)
	s.Name, s.Rotations[0].Name = name, name
	f := feed("ana", name)
	f.Name, f.TZRelease = name, name
	got := encode(t, f, exportertest.New(s, first, "2026-01-12 09:00").Shift(first, "2026-01-12 09:00", exportertest.Turn("ana", 0)).Timeline())
	checkLines(t, got)
	for _, line := range strings.Split(got, "\r\n") {
		if strings.HasPrefix(line, "ATTENDEE") || strings.HasPrefix(line, "BEGIN:VALARM") {
			t.Errorf("a name became the line %q", line)
		}
	}
	if n := len(parsed(t, got)); n != 1 {
		t.Errorf("%d events, want 1", n)
	}
}

func TestT49NoHTML(t *testing.T) {
	tl := exportertest.New(schedule(t), first, "2026-01-12 09:00").Shift(first, "2026-01-12 09:00", exportertest.Turn("ana", 0)).Timeline()
	if got := encode(t, feed("ana", "O'Brien, R&D"), tl); !strings.Contains(got, `SUMMARY:O'Brien\, R&D — Payments primary`) {
		t.Errorf("SUMMARY is not as written:\n%s", got)
	}
}

func TestT50Refresh(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "PT1H", 90 * time.Minute: "PT1H30M", 15 * time.Minute: "PT15M", 24 * time.Hour: "PT24H"} {
		f := feed()
		f.Refresh = d
		got := encode(t, f)
		for _, line := range []string{"REFRESH-INTERVAL;VALUE=DURATION:" + want + "\r\n", "X-PUBLISHED-TTL:" + want + "\r\n"} {
			if !strings.Contains(got, line) {
				t.Errorf("Refresh %v: no line %q in\n%s", d, line, got)
			}
		}
	}
}

func TestT51FinalSchedule(t *testing.T) {
	s := schedule(t)
	s.Rotations = append(s.Rotations, engine.Rotation{ID: "n", Name: "Nights"})
	s.Overrides = []engine.Override{{Note: "swap"}}
	night := exportertest.Turn("chi", 0)
	night.Rotation = 1
	tl := exportertest.New(s, first, "2026-01-12 09:00").
		Shift(first, "2026-01-12 09:00", engine.Duty{
			Who: engine.Person("bo"), InsteadOf: engine.Person("ana"), Source: engine.FromOverride, Rotation: -1, Turn: engine.NoTurn,
		}).
		Shift("2026-01-05 20:00", "2026-01-06 08:00", night).Timeline()
	var got []string
	for _, e := range parsed(t, encode(t, feed("ana", "Ana Sousa", "bo", "Bo Li", "chi", "Chi"), tl)) {
		got = append(got, value(e, parser.ComponentPropertySummary), strings.Split(value(e, parser.ComponentPropertyDescription), "\n")[1])
	}
	want := []string{
		"Bo Li — Payments primary", `Why: override "swap" for Ana Sousa.`,
		"Chi — Payments primary (Nights)", "Why: Nights, turn 0.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("summaries (-want +got):\n%s", diff)
	}
}

func TestSelections(t *testing.T) {
	a, b := schedule(t), schedule(t)
	b.ID, b.Name = "backup", "Backup"
	off := schedule(t)
	off.ID, off.Enabled = "off", false
	var tls []engine.Timeline
	for _, s := range []*engine.Schedule{a, b, off} {
		tls = append(tls, exportertest.New(s, first, "2026-01-19 09:00").Every(first, civil.Week, "ana", "bo").Timeline())
	}
	for _, c := range []struct {
		name string
		keep ics.Selection
		want string
	}{
		{"all", nil, "ana Payments primary, ana Backup, bo Payments primary, bo Backup"},
		{"a schedule", ics.OfSchedule("backup"), "ana Backup, bo Backup"},
		{"a person", ics.OfPeople("bo"), "bo Payments primary, bo Backup"},
		{"a team", ics.OfPeople("bo", "ana"), "ana Payments primary, ana Backup, bo Payments primary, bo Backup"},
		{"both", ics.Both(ics.OfSchedule("backup"), ics.OfPeople("bo")), "bo Backup"},
		{"a disabled schedule", ics.OfSchedule("off"), ""},
	} {
		f := feed()
		f.Keep = c.keep
		got := map[string]bool{}
		for _, e := range parsed(t, encode(t, f, tls...)) {
			got[strings.ReplaceAll(value(e, parser.ComponentPropertySummary), " — ", " ")] = true
		}
		want := map[string]bool{}
		for _, w := range strings.Split(c.want, ", ") {
			want[w] = true
		}
		delete(want, "")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestEqualInputEqualBytes(t *testing.T) {
	s := schedule(t)
	tl := exportertest.New(s, first, "2026-06-01 09:00").Every(first, civil.Week, "ana", "bo", "chi").Timeline()
	want := encode(t, feed("ana", "Ana", "bo", "Bo"), tl)
	for range 20 {
		if got := encode(t, feed("ana", "Ana", "bo", "Bo"), tl); got != want {
			t.Fatal("two runs differ")
		}
	}
	b := exportertest.New(s, first, "2026-06-01 09:00")
	if empty := encode(t, feed(), b.Timeline()); strings.Contains(empty, "VEVENT") {
		t.Error("a feed of nothing has events")
	}
}

func TestNominalIsRequired(t *testing.T) {
	f := feed()
	f.Nominal = nil
	if _, err := f.Encode(nil); err == nil {
		t.Error("no error without Nominal")
	}
}

func BenchmarkEncode(b *testing.B) {
	db, err := zones.Open()
	if err != nil {
		b.Fatal(err)
	}
	z, err := db.Load("Europe/Lisbon")
	if err != nil {
		b.Fatal(err)
	}
	s := &engine.Schedule{ID: "s", Zone: z, Enabled: true, Rotations: []engine.Rotation{{ID: "r"}}}
	tl := exportertest.New(s, first, "2027-01-04 09:00").Every(first, civil.Hour, "ana", "bo").Timeline()
	b.ReportMetric(float64(len(tl.Shifts)), "events")
	for b.Loop() {
		data, err := feed().Encode([]engine.Timeline{tl})
		if err != nil || !bytes.Contains(data, []byte("VEVENT")) {
			b.Fatal(fmt.Errorf("no feed: %w", err))
		}
	}
}
