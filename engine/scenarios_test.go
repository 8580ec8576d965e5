package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// shifts writes the shifts of a window of UTC time, one a line.
func shifts(t testing.TB, zoneName string, text rotaText, w string) string {
	t.Helper()
	var b strings.Builder
	for _, s := range text.read(t, zoneName).Resolve(window(w), engine.Final).Shifts {
		fmt.Fprintf(&b, "%s %s %s\n", s.Start.Time().Format(minutesOr("2006-01-02T15:04Z", s.Start)), s.End.Time().Format(minutesOr("01-02T15:04Z", s.End)), s.Who)
	}
	return b.String()
}

func same(t *testing.T, got, want string) {
	t.Helper()
	want = strings.TrimLeft(strings.ReplaceAll(want, "\t", ""), "\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// T-02: shifts touch exactly on both clock changes. A tool with turns of 604,800 seconds had a hole and an overlap.
func TestT02ChicagoWeeklyShiftsTouch(t *testing.T) {
	const rota = "1 week from 2024-10-01 09:00: ana bo"
	same(t, shifts(t, "America/Chicago", rota, "2024-10-29 14:00 .. 2024-11-12 15:00"), `
		2024-10-29T14:00Z 11-05T15:00Z ana
		2024-11-05T15:00Z 11-12T15:00Z bo
	`)
	same(t, shifts(t, "America/Chicago", rota, "2025-03-04 15:00 .. 2025-03-18 14:00"), `
		2025-03-04T15:00Z 03-11T14:00Z ana
		2025-03-11T14:00Z 03-18T14:00Z bo
	`)
}

// T-03: 24 hours of wall clock in Berlin are 23 hours of real time in spring and 25 in autumn.
func TestT03DayOnTheWallIsNotADayOfRealTime(t *testing.T) {
	for day, seconds := range map[string]civil.Instant{"2026-03-28": 82_800, "2026-06-01": 86_400, "2026-10-24": 90_000} {
		r := rotaText("1 day from 2026-01-01 09:00: ana bo").read(t, "Europe/Berlin")
		noon := utc(day + " 12:00")
		if s := r.Whole(span.Span[civil.Instant]{Start: noon, End: noon + 1}, engine.Final, 2*civil.DayLen); s[0].Length() != seconds {
			t.Errorf("the turn that begins on %s lasts %d s, want %d", day, s[0].Length(), seconds)
		}
	}
}

// T-04: a handoff at 02:30 that does not exist comes when the clock jumps; one that comes twice is the first.
func TestT04MissingAndDoubledHandoff(t *testing.T) {
	const rota = "1 day from 2026-01-01 02:30: ana bo"
	same(t, shifts(t, "Europe/Berlin", rota, "2026-03-28 23:00 .. 2026-03-29 02:00"), `
		2026-03-28T23:00Z 03-29T01:00Z ana
		2026-03-29T01:00Z 03-29T02:00Z bo
	`)
	same(t, shifts(t, "Europe/Berlin", rota, "2026-10-24 23:00 .. 2026-10-25 02:00"), `
		2026-10-24T23:00Z 10-25T00:30Z ana
		2026-10-25T00:30Z 10-25T02:00Z bo
	`)
}

// T-05: turns of two hours keep their handoffs at 00:00 and 02:00 on the wall; in autumn that turn lasts three.
func TestT05HourlyTurnsFollowTheWall(t *testing.T) {
	same(t, shifts(t, "America/New_York", "2 hours from 2026-10-31 00:00: ana bo", "2026-11-01 04:00 .. 2026-11-01 11:00"), `
		2026-11-01T04:00Z 11-01T07:00Z ana
		2026-11-01T07:00Z 11-01T09:00Z bo
		2026-11-01T09:00Z 11-01T11:00Z ana
	`)
}

// T-06: 01:45 on 5 April comes twice in Lord Howe, 02:15 on 4 October never.
func TestT06HalfHourChange(t *testing.T) {
	same(t, shifts(t, "Australia/Lord_Howe", "1 day from 2026-04-01 01:45: ana bo", "2026-04-04 14:00 .. 2026-04-05 16:00"), `
		2026-04-04T14:00Z 04-04T14:45Z bo
		2026-04-04T14:45Z 04-05T15:15Z ana
		2026-04-05T15:15Z 04-05T16:00Z bo
	`)
	same(t, shifts(t, "Australia/Lord_Howe", "1 day from 2026-10-01 02:15: ana bo", "2026-10-03 15:00 .. 2026-10-04 16:00"), `
		2026-10-03T15:00Z 10-03T15:30Z ana
		2026-10-03T15:30Z 10-04T15:15Z bo
		2026-10-04T15:15Z 10-04T16:00Z ana
	`)
}

// T-07: where midnight is missing the day begins at 01:00, for handoffs and for windows, and nothing stays uncovered.
func TestT07DayWithoutMidnight(t *testing.T) {
	for _, rota := range []rotaText{"1 day from 2026-01-01: ana bo", "1 day from 2026-01-01: ana bo; only 00:00-24:00"} {
		same(t, shifts(t, "Africa/Cairo", rota, "2026-04-22 22:00 .. 2026-04-24 21:00"), `
			2026-04-22T22:00Z 04-23T22:00Z ana
			2026-04-23T22:00Z 04-24T21:00Z bo
		`)
		same(t, shifts(t, "America/Santiago", rota, "2026-09-05 04:00 .. 2026-09-07 03:00"), `
			2026-09-05T04:00Z 09-06T04:00Z bo
			2026-09-06T04:00Z 09-07T03:00Z ana
		`)
	}
}

// T-08: Dublin and Los Angeles from 08 to 16 meet all year, and overlap for an hour while only one of them has changed.
func TestT08FollowTheSun(t *testing.T) {
	r := rotaText("1 week from 2026-01-01 08:00: dub; only 08:00-16:00;"+
		"1 week from 2026-01-01 08:00: lax; in America/Los_Angeles; only 08:00-16:00").read(t, "Europe/Dublin")
	var overlaps []string
	for _, s := range r.Resolve(window("2026-01-02 00:00 .. 2027-01-01 00:00"), engine.Final).Spans {
		switch hour := s.Start.Time().Hour(); {
		case len(s.On) == 2 && s.Length() == civil.Hour:
			overlaps = append(overlaps, s.Start.Time().Format("01-02"))
		case len(s.On) == 2, len(s.On) == 0 && hour > 7 && hour < 16:
			t.Errorf("%v .. %v: %v", s.Start, s.End, s.On)
		}
	}
	first, second := overlaps[:21], overlaps[21:]
	if first[0] != "03-08" || first[20] != "03-28" || second[0] != "10-25" || second[len(second)-1] != "10-31" || len(second) != 7 {
		t.Errorf("overlaps on %v", overlaps)
	}
}

// T-20: membership changes at a date move nobody before it, and go on after the last who was scheduled. Bo serves
// Tuesday the 6th, at whose noon the list changes.
func TestT20MembershipChanges(t *testing.T) {
	const old = "1 day from 2026-01-05 09:00: "
	for _, c := range []struct{ name, people, change, then string }{
		{"append", "ana bo chi dee", "change %s: ana bo chi dee eli", "chi dee eli ana bo"},
		{"insert before the one on call", "ana bo chi dee", "change %s: ana eli bo chi dee", "chi dee ana eli bo"},
		{"insert after the one on call", "ana bo chi dee", "change %s: ana bo eli chi dee", "chi dee ana bo eli"},
		{"remove the one on call", "ana bo chi dee", "change %s: ana chi dee", "chi dee ana chi dee"},
		{"remove the next", "ana bo chi dee", "change %s: ana bo dee", "dee ana bo dee ana"},
		{"remove another", "ana bo chi dee", "change %s: ana bo chi", "chi ana bo chi ana"},
		{"one more turn for a member", "ana bo chi", "change %s: ana bo ana chi", "chi ana bo ana chi"},
		{"after the second turn of a member", "bo bo chi", "change %s: bo bo eli chi", "chi bo bo eli chi"},
		{"reorder", "ana bo chi dee", "change %s: dee chi bo ana", "chi bo ana dee chi"},
		{"a new team", "ana bo chi", "change %s: dee eli", "dee eli dee eli dee"},
		{"from the beginning", "ana bo chi dee", "restart %s: ana bo chi dee", "ana bo chi dee ana"},
		{"a group that lost a member is another", "ana bo chi+dee eli", "change %s: ana bo chi eli", "eli ana bo chi eli"},
		{"a group in another order is the same", "ana bo chi+dee eli", "change %s: ana bo dee+chi eli", "dee+chi eli ana bo dee+chi"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := rotaText(old + c.people)
			changed := before + rotaText("; "+fmt.Sprintf(c.change, "2026-01-06 12:00"))
			const until, rest = "2026-01-05 09:00 .. 2026-01-07 09:00", "2026-01-07 09:00 .. 2026-01-12 09:00"
			if diff := cmp.Diff(shifts(t, "UTC", before, until), shifts(t, "UTC", changed, until)); diff != "" {
				t.Errorf("somebody was moved before the change\n%s", diff)
			}
			if got := whoByDay(t, changed, rest); got != c.then {
				t.Errorf("then serve %s, want %s", got, c.then)
			}
		})
	}
}

// whoByDay lists who begins a turn at 09:00 each day of a window, by the turns of the timeline.
func whoByDay(t testing.TB, rota rotaText, w string) string {
	t.Helper()
	var out []string
	r := rota.read(t, "UTC")
	for at := window(w); !at.Empty(); at.Start += civil.DayLen {
		on, _ := r.Cursor(at, engine.Final).At(at.Start)
		var e engine.Entry
		for _, d := range on {
			e = append(e, d.Who)
		}
		out = append(out, strings.ReplaceAll(e.String(), " + ", "+"))
	}
	return strings.Join(out, " ")
}

// T-20, later changes: two in one turn act as the last of them; one before the start makes the list the first.
func TestT20ChangesThatNoTurnFallsTo(t *testing.T) {
	const week = "2026-01-05 09:00 .. 2026-01-10 09:00"
	for rota, want := range map[rotaText]string{
		"1 day from 2026-01-05 09:00: ana bo chi; change 2026-01-06 12:00: dee; change 2026-01-06 13:00: ana bo chi eli": "ana bo chi eli ana",
		"1 day from 2026-01-05 09:00: ana bo chi; change 2026-01-01: dee eli":                                            "dee eli dee eli dee",
		"1 day from 2026-01-05 09:00: ana bo chi; change 2026-01-06 09:00: dee":                                          "ana dee dee dee dee",
		"1 day from 2026-01-05 09:00: ana bo chi; change 2026-01-06 09:01: dee":                                          "ana bo dee dee dee",
	} {
		if got := whoByDay(t, rota, week); got != want {
			t.Errorf("%s: %s, want %s", rota, got, want)
		}
	}
}

// T-22 and T-23: fourteen people by the day on weekdays: four of them only ever have weekends. By windows all serve.
func TestT23CalendarTurnsStarveFourOfFourteen(t *testing.T) {
	const people = "p01 p02 p03 p04 p05 p06 p07 p08 p09 p10 p11 p12 p13 p14; only mon-fri 09:00-17:00"
	served := func(rota rotaText) []string {
		var out []string
		for _, s := range rota.read(t, "UTC").Resolve(window("2026-01-05 00:00 .. 2027-01-05 00:00"), engine.Final).Shifts {
			if !slices.Contains(out, s.Who.ID) {
				out = append(out, s.Who.ID)
			}
		}
		slices.Sort(out)
		return out
	}
	want := strings.Fields("p01 p02 p03 p04 p05 p08 p09 p10 p11 p12")
	if diff := cmp.Diff(want, served("1 day from 2026-01-05: "+people)); diff != "" {
		t.Errorf("by the day (-want +got)\n%s", diff)
	}
	if got := served("1 window from 2026-01-05: " + people); len(got) != 14 {
		t.Errorf("by windows only %v serve", got)
	}
}
