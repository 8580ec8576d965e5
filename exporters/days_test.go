package exporters_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/exportertest"
	"github.com/schedsync/schedsync/importers/zones"
)

func zone(t *testing.T, name string) *civil.Zone {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	z, err := db.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// pt is a workspace in which ana keeps the holidays of Portugal, and a restriction names a calendar of its own.
func pt() *engine.Workspace {
	return &engine.Workspace{
		People:   []engine.PersonInfo{{ID: "ana", Holidays: "PT"}, {ID: "bo", Holidays: "nowhere"}},
		Holidays: []engine.Holidays{{ID: "company", Dates: []civil.Day{civil.DayOf(2026, 12, 24)}}},
	}
}

func TestDays(t *testing.T) {
	c := exporters.CalendarsOf(pt())
	for _, tc := range []struct{ zone, from, until, want string }{
		{"Europe/Lisbon", "2026-12-24 09:00", "2026-12-27 00:00", "thu 2026-12-24 15h company · fri 2026-12-25 24h PT · sat 2026-12-26 24h weekend"},
		{"Europe/Lisbon", "2026-10-25 00:00", "2026-10-26 12:00", "sun 2026-10-25 25h weekend moved -3600 · mon 2026-10-26 12h"},
		{"Africa/Cairo", "2026-04-23 12:00", "2026-04-25 00:00", "thu 2026-04-23 12h · fri 2026-04-24 23h moved 3600"},                              // no midnight
		{"Pacific/Apia", "2011-12-29 00:00", "2012-01-01 00:00", "thu 2011-12-29 24h · fri 2011-12-30 0h · sat 2011-12-31 24h weekend moved 86400"}, // no Friday
		{"UTC", "2026-01-01 00:00", "2026-01-01 00:00", ""},
	} {
		z := zone(t, tc.zone)
		w := span.Span[civil.Instant]{Start: exportertest.At(z, tc.from), End: exportertest.At(z, tc.until)}
		var got []string
		for _, d := range c.Days(z, w, []engine.HolidaysID{"PT", "company", "nowhere"}) {
			s := fmt.Sprintf("%s %s %dh", d.Weekday(), d.Day, d.Span.Length()/civil.Hour)
			if d.Weekend {
				s += " weekend"
			}
			if d.Moved != 0 {
				s += fmt.Sprintf(" moved %d", d.Moved)
			}
			if len(d.Holidays) > 0 {
				s += " " + strings.Join(d.Holidays, ",")
			}
			got = append(got, s)
		}
		if s := strings.Join(got, " · "); s != tc.want {
			t.Errorf("%s from %s: %s\nwant %s", tc.zone, tc.from, s, tc.want)
		}
	}
}

func TestCalendarsOfATimeline(t *testing.T) {
	s := &engine.Schedule{Zone: zone(t, "UTC"), Rotations: []engine.Rotation{{Only: []engine.Window{
		{Except: []engine.HolidaysID{"company"}}, {OnlyOn: []engine.HolidaysID{"DE-BY"}},
	}}}}
	tl := exportertest.New(s, "2026-01-01 00:00", "2026-01-03 00:00").
		Shift("2026-01-01 00:00", "2026-01-02 00:00", exportertest.Turn("ana", 0)).
		Shift("2026-01-02 00:00", "2026-01-03 00:00", exportertest.Turn("ana", 1)).Timeline()
	got := exporters.CalendarsOf(pt()).Of(&tl)
	if diff := cmp.Diff([]engine.HolidaysID{"DE-BY", "PT", "company"}, got); diff != "" {
		t.Errorf("calendars (-want +got):\n%s", diff)
	}
}

// sums is a weekend with a night of 23 hours: ana to Saturday 12:00, nobody, then both, then bo alone.
func sums(t *testing.T) engine.Timeline {
	t.Helper()
	s := &engine.Schedule{Zone: zone(t, "Europe/Berlin"), Rotations: []engine.Rotation{
		{People: []engine.Entry{{engine.Person("bo")}, {engine.Person("ana"), engine.Person("eli")}}},
		{Shifts: []engine.FixedShift{{Who: engine.Entry{engine.Person("dee")}}}, Changes: []engine.Change{{People: []engine.Entry{{engine.Person("chi")}}}}},
	}}
	second := exportertest.Turn("bo", 1)
	second.Slot = 1
	return exportertest.New(s, "2026-03-27 00:00", "2026-03-31 00:00").
		Shift("2026-03-27 00:00", "2026-03-28 12:00", exportertest.Turn("ana", 0)).
		Shift("2026-03-29 00:00", "2026-03-30 06:00", exportertest.Turn("ana", 1)).
		Shift("2026-03-29 00:00", "2026-03-31 00:00", exportertest.Turn("bo", 1)).
		Shift("2026-03-29 00:00", "2026-03-31 00:00", second).Timeline()
}

func TestTallies(t *testing.T) {
	tl := sums(t)
	days := exporters.Calendars{}.Days(tl.Schedule.Zone, tl.Window, nil)
	days[0].Holidays = []string{"own"} // Friday
	var got []string
	for _, x := range exporters.Tallies(&tl, days) {
		got = append(got, fmt.Sprintf("%s %d: %d = %d + %d + %d, longest %d", x.Who, x.Stretches, x.Total/3600, x.Weekday/3600, x.Weekend/3600, x.Holiday/3600, x.Longest/3600))
	}
	want := []string{
		"ana 2: 65 = 6 + 35 + 24, longest 36", // 24 on Friday, 12 on Saturday, 23 on Sunday, 6 on Monday
		"bo 1: 47 = 24 + 23 + 0, longest 47",  // in two seats, counted once
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tallies (-want +got):\n%s", diff)
	}
}

func TestHandoversAndGaps(t *testing.T) {
	tl := sums(t)
	z := tl.Schedule.Zone
	var got []string
	for _, h := range exporters.Handovers(&tl) {
		got = append(got, fmt.Sprintf("%s %s -> %s", z.Reading(h.At), exporters.Names{}.Together(h.Before), exporters.Names{}.Together(h.After)))
	}
	want := []string{"2026-03-28 12:00 ana -> nobody", "2026-03-29 00:00 nobody -> ana + bo", "2026-03-30 06:00 ana + bo -> bo"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("handovers (-want +got):\n%s", diff)
	}
	if gaps := exporters.Gaps(&tl); len(gaps) != 1 || gaps[0].Length() != 12*civil.Hour {
		t.Errorf("gaps %v", gaps)
	}
}

// TestPart: what one has of a timeline has no gaps, and no handovers where it is interrupted.
func TestPart(t *testing.T) {
	tl := sums(t)
	mine := exporters.Part(&tl, func(p engine.Participant) bool { return p.ID == "ana" })
	if len(mine.Shifts) != 2 || len(exporters.Gaps(&mine)) != 0 || len(exporters.Handovers(&mine)) != 0 {
		t.Errorf("part %+v", mine)
	}
	if len(tl.Spans) != 4 || len(tl.Spans[2].On) != 2 {
		t.Errorf("the whole was changed: %+v", tl.Spans)
	}
	if got := fmt.Sprint(exporters.Roster(&tl, false), exporters.Roster(&mine, true)); got != "[bo ana eli chi dee] [ana]" {
		t.Errorf("rosters %s", got)
	}
}
