package ics_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters/exportertest"
	"github.com/schedsync/schedsync/exporters/ics"
	"github.com/schedsync/schedsync/importers/zones"
)

// shelf publishes one feed again and again, always against what it said before.
type shelf struct {
	t      *testing.T
	s      *engine.Schedule
	feed   ics.Feed
	before ics.History
}

func newShelf(t *testing.T) *shelf {
	f := feed("ana", "Ana Sousa", "bo", "Bo Lind", "dee", "Dee")
	f.Past = 30 * civil.DayLen
	return &shelf{t: t, s: schedule(t), feed: f}
}

// week is a shift of the weekly rotation.
type week struct {
	turn int
	who  engine.PersonID
}

// publish makes an edition on a local day, over four weeks from it, in which these weeks are served.
func (h *shelf) publish(now string, weeks ...week) ics.Edition {
	h.t.Helper()
	m := exportertest.New(h.s, "2025-01-06 09:00", "2027-01-04 09:00")
	for _, w := range weeks {
		from := exportertest.Local(first) + civil.Local(w.turn)*civil.Week
		m.Shift(from.String(), (from + civil.Week).String(), exportertest.Turn(w.who, w.turn))
	}
	tl := m.Timeline()
	tl.Window.Start = exportertest.At(h.s.Zone, now)
	tl.Window.End = tl.Window.Start + 4*civil.Week
	tl.Shifts = slices.DeleteFunc(tl.Shifts, func(s engine.Shift) bool { return !s.Overlaps(tl.Window) })
	f := h.feed
	f.Stamp, f.Before = tl.Window.Start, h.before
	e, err := f.Edition([]engine.Timeline{tl})
	if err != nil {
		h.t.Fatal(err)
	}
	h.before = e.History
	checkLines(h.t, string(e.Data))
	return e
}

// says lists an edition's events: start, who, SEQUENCE, stamp, and whether cancelled.
func says(e ics.Edition) []string {
	var out []string
	for _, ev := range strings.Split(string(e.Data), "BEGIN:VEVENT\r\n")[1:] {
		field := func(name string) string {
			_, rest, _ := strings.Cut("\r\n"+ev, "\r\n"+name+":")
			v, _, _ := strings.Cut(rest, "\r\n")
			return v
		}
		if field("DTSTAMP") != field("LAST-MODIFIED") {
			out = append(out, "stamps differ: "+ev)
		}
		who, _, _ := strings.Cut(field("SUMMARY"), " ")
		ev = strings.Replace(ev, ";TZID=Europe/Lisbon", "", 1) // which is UTC in winter
		line := field("DTSTART")[4:8] + " " + who + " " + field("SEQUENCE") + " @" + field("DTSTAMP")[4:8]
		if field("STATUS") == "CANCELLED" {
			line += " off"
		}
		out = append(out, line)
	}
	return out
}

func (h *shelf) want(e ics.Edition, want ...string) {
	h.t.Helper()
	if diff := cmp.Diff(want, says(e)); diff != "" {
		h.t.Errorf("edition (-want +got):\n%s", diff)
	}
}

// T-41, T-44: who serves a slot changes; the event keeps its UID and says that it is another revision, and no other byte of
// the feed moves.
func TestT44OnlyTheChangedEventMoves(t *testing.T) {
	h := newShelf(t)
	one := h.publish("2026-01-05 09:00", week{0, "ana"}, week{1, "bo"}, week{2, "ana"})
	h.want(one, "0105 Ana 0 @0105", "0112 Bo 0 @0105", "0119 Ana 0 @0105")
	two := h.publish("2026-01-06 12:00", week{0, "ana"}, week{1, "dee"}, week{2, "ana"})
	h.want(two, "0105 Ana 0 @0105", "0112 Dee 1 @0106", "0119 Ana 0 @0105")
	if two.New != 0 || two.Changed != 1 || two.Cancelled != 0 {
		t.Errorf("%d new, %d changed, %d cancelled; want one changed", two.New, two.Changed, two.Cancelled)
	}
	before, after := strings.Split(string(one.Data), "\r\n"), strings.Split(string(two.Data), "\r\n")
	var moved []string
	for i, line := range after {
		if line != before[i] {
			name, _, _ := strings.Cut(line, ":")
			moved = append(moved, name)
		}
	}
	if diff := cmp.Diff([]string{"DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "SUMMARY", "DESCRIPTION"}, moved); diff != "" {
		t.Errorf("lines that differ (-want +got):\n%s", diff)
	}
	three := h.publish("2026-01-07 12:00", week{0, "ana"}, week{1, "dee"}, week{2, "ana"})
	if string(three.Data) != string(two.Data) {
		t.Error("nothing changed, and yet the bytes did")
	}
}

// T-41, T-52: the horizon rolls on. What comes in is new, what is over stays as it was for a month, nothing else moves.
func TestT41TheHorizonRollsOn(t *testing.T) {
	h := newShelf(t)
	h.publish("2026-01-05 09:00", week{0, "ana"}, week{1, "bo"})
	h.want(h.publish("2026-01-13 09:00", week{1, "bo"}, week{2, "ana"}),
		"0105 Ana 0 @0105", "0112 Bo 0 @0105", "0119 Ana 0 @0113")
	h.want(h.publish("2026-02-12 09:00", week{5, "bo"}), "0112 Bo 0 @0105", "0119 Ana 0 @0113", "0209 Bo 0 @0212")
}

// T-43: a shift that is gone is said to be off, with the next SEQUENCE, until it is over and a month has gone by; when it
// comes back, it goes on counting.
func TestT43Tombstones(t *testing.T) {
	h := newShelf(t)
	h.feed.Alarms = []time.Duration{time.Hour, 30 * time.Minute}
	h.publish("2026-01-05 09:00", week{0, "ana"}, week{1, "bo"}, week{2, "ana"})
	gone := h.publish("2026-01-06 09:00", week{0, "ana"}, week{2, "ana"})
	h.want(gone, "0105 Ana 0 @0105", "0112 Bo 1 @0106 off", "0119 Ana 0 @0105")
	if gone.Cancelled != 1 || strings.Count(string(gone.Data), "BEGIN:VALARM") != 4 {
		t.Errorf("%d cancelled; what is off must remind nobody:\n%s", gone.Cancelled, gone.Data)
	}
	h.want(h.publish("2026-01-07 09:00", week{0, "ana"}, week{2, "ana"}),
		"0105 Ana 0 @0105", "0112 Bo 1 @0106 off", "0119 Ana 0 @0105")
	h.want(h.publish("2026-01-08 09:00", week{0, "ana"}, week{1, "bo"}, week{2, "ana"}),
		"0105 Ana 0 @0105", "0112 Bo 2 @0108", "0119 Ana 0 @0105")
	h.publish("2026-01-09 09:00", week{0, "ana"}, week{2, "ana"})
	h.want(h.publish("2026-02-07 09:00", week{4, "ana"}), "0105 Ana 0 @0105", "0112 Bo 3 @0109 off", "0119 Ana 0 @0105", "0202 Ana 0 @0207")
	h.want(h.publish("2026-02-20 09:00"), "0119 Ana 0 @0105", "0202 Ana 0 @0207")
}

// A shift that is cut short while it runs ends earlier; it does not become one that never was. What was over already when it
// was last told of stays as it was told.
func TestCutShortWhileItRuns(t *testing.T) {
	h := newShelf(t)
	f := h.feed
	edition := func(now string, shifts ...string) ics.Edition {
		m := exportertest.New(h.s, "2025-12-01 00:00", "2026-02-02 00:00")
		for _, s := range shifts {
			m.Shift(s[:16], s[17:], exportertest.Turn("ana", int((exportertest.Local(s[:16])-exportertest.Local(first))/civil.Week)))
		}
		f.Stamp = exportertest.At(h.s.Zone, now)
		f.Since = f.Stamp
		e, err := f.Edition([]engine.Timeline{m.Timeline()})
		if err != nil {
			t.Fatal(err)
		}
		f.Before = e.History
		return e
	}
	h.want(edition("2026-01-05 12:00", "2025-12-15 09:00 2025-12-22 09:00", "2026-01-05 09:00 2026-01-12 09:00"), "0105 Ana 0 @0105")
	cut := edition("2026-01-08 12:00", "2025-12-15 09:00 2025-12-22 09:00", "2026-01-05 09:00 2026-01-07 09:00")
	h.want(cut, "0105 Ana 1 @0108")
	if !strings.Contains(string(cut.Data), "DTEND:20260107T090000Z") {
		t.Errorf("it does not end when it did:\n%s", cut.Data)
	}
	h.want(edition("2026-01-09 12:00", "2026-01-05 09:00 2026-01-06 09:00"), "0105 Ana 1 @0108")
}

// A shorter window is no news: what lies beyond it is left out without a word, and keeps its count for when it comes back.
func TestBeyondTheWindow(t *testing.T) {
	h := newShelf(t)
	h.publish("2026-01-05 09:00", week{0, "ana"}, week{3, "bo"})
	h.publish("2026-01-05 10:00", week{0, "ana"}, week{3, "dee"})
	h.s.Rotations[0].Name = "" // the same schedule
	h.want(h.publish("2025-12-01 09:00"))
	h.want(h.publish("2026-01-05 11:00", week{0, "ana"}, week{3, "dee"}), "0105 Ana 0 @0105", "0126 Dee 1 @0105")
}

// The history of a feed is in the feed: read back, it gives the same next edition. The stamps never go back, whatever the
// clock does.
func TestHistoryFromTheFeed(t *testing.T) {
	for _, local := range []bool{false, true} {
		h := newShelf(t)
		h.feed.Local, h.feed.Zones = local, lookup(t)
		h.publish("2026-01-05 09:00", week{0, "ana"}, week{1, "bo"}, week{12, "bo"})
		e := h.publish("2026-01-06 09:00", week{0, "ana"}, week{1, "dee"})
		read, err := ics.ReadHistory(e.Data, h.feed.Zones)
		if err != nil {
			t.Fatal(err)
		}
		state, err := ics.ReadHistory(e.History.Bytes(), h.feed.Zones)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(e.History.Bytes()), string(state.Bytes())); diff != "" {
			t.Errorf("the state read back (-want +got):\n%s", diff)
		}
		for _, before := range []ics.History{read, state, read.Merge(state), state.Merge(nil)} {
			h.before = before
			h.want(h.publish("2026-01-04 09:00", week{0, "ana"}, week{1, "ana"}), "0105 Ana 0 @0105", "0112 Ana 2 @0106")
		}
	}
}

func TestMergeTakesTheLaterRevision(t *testing.T) {
	h := newShelf(t)
	old := h.publish("2026-01-05 09:00", week{0, "ana"}).History
	newer := h.publish("2026-01-06 09:00", week{0, "bo"}).History
	for _, merged := range []ics.History{old.Merge(newer), newer.Merge(old)} {
		if string(merged.Bytes()) != string(newer.Bytes()) {
			t.Errorf("merged:\n%s", merged.Bytes())
		}
	}
}

func TestHistoryThatIsNone(t *testing.T) {
	whole := string(newShelf(t).publish("2026-01-05 09:00", week{0, "ana"}).Data)
	event := whole[strings.Index(whole, "BEGIN:VEVENT"):strings.Index(whole, "END:VCALENDAR")]
	for name, data := range map[string]string{
		"nothing":          "",
		"a page":           "<html></html>",
		"cut":              whole[:len(whole)-20],
		"cut in an event":  whole[:len(whole)-60] + "\r\nEND:VCALENDAR\r\n",
		"a UID twice":      strings.Replace(whole, "END:VCALENDAR", event+"END:VCALENDAR", 1),
		"no UID":           strings.Replace(whole, "UID:", "X-UID:", 1),
		"a SEQUENCE of x":  strings.Replace(whole, "SEQUENCE:0", "SEQUENCE:x", 1),
		"a SEQUENCE of -1": strings.Replace(whole, "SEQUENCE:0", "SEQUENCE:-1", 1),
		"a huge SEQUENCE":  strings.Replace(whole, "SEQUENCE:0", "SEQUENCE:9223372036854775807", 1),
		"a floating time":  strings.Replace(whole, "DTSTART:20260105T090000Z", "DTSTART:20260105T090000", 1),
		"an unknown zone":  strings.Replace(whole, "DTSTART:20260105T090000Z", "DTSTART;TZID=Nowhere:20260105T090000", 1),
		"ends before":      strings.Replace(whole, "DTEND:2026", "DTEND:2025", 1),
	} {
		if data == whole {
			t.Fatalf("%s: the case changes nothing", name)
		}
		if _, err := ics.ReadHistory([]byte(data), lookup(t)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func lookup(t testing.TB) func(string) (*civil.Zone, error) {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	return db.Load
}
