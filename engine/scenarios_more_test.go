package engine_test

import (
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// T-24: a week that begins on Thursday ends on the next Thursday, and no hour is missing between two of them.
func TestT24ThursdayToThursday(t *testing.T) {
	same(t, shifts(t, "Europe/Lisbon", "1 week from 2026-03-19 10:00: ana bo", "2026-03-19 00:00 .. 2026-04-09 09:00"), `
		2026-03-19T10:00Z 03-26T10:00Z ana
		2026-03-26T10:00Z 04-02T09:00Z bo
		2026-04-02T09:00Z 04-09T09:00Z ana
	`)
}

// T-25: turns of two weeks among three come round every six weeks.
func TestT25TwoWeekTurns(t *testing.T) {
	same(t, shifts(t, "UTC", "2 weeks from 2026-01-05: ana bo chi", "2026-01-05 00:00 .. 2026-03-02 00:00"), `
		2026-01-05T00:00Z 01-19T00:00Z ana
		2026-01-19T00:00Z 02-02T00:00Z bo
		2026-02-02T00:00Z 02-16T00:00Z chi
		2026-02-16T00:00Z 03-02T00:00Z ana
	`)
}

// T-26: a window whose ends are equal lasts to the same clock time of the next day; one whose end is before its start
// crosses midnight; a weekly one may cross the end of the week.
func TestT26Windows(t *testing.T) {
	same(t, shifts(t, "UTC", "1 week from 2026-01-05: ana; only mon 11:00-11:00", "2026-01-05 00:00 .. 2026-01-12 00:00"), `
		2026-01-05T11:00Z 01-06T11:00Z ana
	`)
	same(t, shifts(t, "UTC", "1 week from 2026-01-05: ana; only 11:00-11:00", "2026-01-05 00:00 .. 2026-01-12 00:00"), `
		2026-01-05T00:00Z 01-12T00:00Z ana
	`)
	same(t, shifts(t, "UTC", "1 week from 2026-01-01: ana; only 19:00-11:00", "2026-01-05 12:00 .. 2026-01-07 12:00"), `
		2026-01-05T19:00Z 01-06T11:00Z ana
		2026-01-06T19:00Z 01-07T11:00Z ana
	`)
	same(t, shifts(t, "UTC", "1 week from 2026-01-01: ana bo; only sun 20:00-mon 06:00", "2026-01-03 00:00 .. 2026-01-13 00:00"), `
		2026-01-04T20:00Z 01-05T06:00Z ana
		2026-01-11T20:00Z 01-12T06:00Z bo
	`)
}

// T-32: an override over several shifts neither fills the gaps between them, where it says so, nor makes one shift of
// them; of overrides that overlap the last listed wins.
func TestT32OverrideOverSeveralShifts(t *testing.T) {
	const rota = "1 day from 2026-01-05 09:00: ana bo; only mon-fri 09:00-17:00; "
	same(t, shifts(t, "UTC", rota+"override 2026-01-05 12:00 .. 2026-01-07 12:00 unfilled: dee", "2026-01-05 00:00 .. 2026-01-08 00:00"), `
		2026-01-05T09:00Z 01-05T12:00Z ana
		2026-01-05T12:00Z 01-05T17:00Z dee
		2026-01-06T09:00Z 01-06T17:00Z dee
		2026-01-07T09:00Z 01-07T12:00Z dee
		2026-01-07T12:00Z 01-07T17:00Z ana
	`)
	same(t, shifts(t, "UTC", rota+"override 2026-01-05 12:00 .. 2026-01-07 12:00: dee", "2026-01-05 00:00 .. 2026-01-08 00:00"), `
		2026-01-05T09:00Z 01-05T12:00Z ana
		2026-01-05T12:00Z 01-06T09:00Z dee
		2026-01-06T09:00Z 01-07T09:00Z dee
		2026-01-07T09:00Z 01-07T12:00Z dee
		2026-01-07T12:00Z 01-07T17:00Z ana
	`)
	same(t, shifts(t, "UTC", "1 day from 2026-01-05: ana bo; override 2026-01-05 12:00 .. 2026-01-07 in r0: dee", "2026-01-05 00:00 .. 2026-01-07 00:00"), `
		2026-01-05T00:00Z 01-05T12:00Z ana
		2026-01-05T12:00Z 01-06T00:00Z dee
		2026-01-06T00:00Z 01-07T00:00Z dee
	`)
	same(t, shifts(t, "UTC", "1 week from 2026-01-05: ana; override 2026-01-06 .. 2026-01-08: bo; override 2026-01-07 .. 2026-01-09: chi",
		"2026-01-05 00:00 .. 2026-01-10 00:00"), `
		2026-01-05T00:00Z 01-06T00:00Z ana
		2026-01-06T00:00Z 01-07T00:00Z bo
		2026-01-07T00:00Z 01-09T00:00Z chi
		2026-01-09T00:00Z 01-10T00:00Z ana
	`)
}

// T-33: an override holds its first instant and not its last; it may end at a handoff, begin before the window, and,
// where it replaces one person, do nothing outside that person's shifts.
func TestT33OverrideBounds(t *testing.T) {
	const rota = "1 day from 2026-01-05: ana bo; "
	r := rotaText(rota+"override 2026-01-05 06:00 .. 2026-01-05 18:00: dee").read(t, "UTC")
	for at, want := range map[civil.Instant]string{
		utc("2026-01-05 06:00") - 1: "ana", utc("2026-01-05 06:00"): "dee",
		utc("2026-01-05 18:00") - 1: "dee", utc("2026-01-05 18:00"): "ana",
	} {
		if a := r.Who(at); a.On[0].Who.ID != want {
			t.Errorf("at %v: %v, want %s", at, a.On, want)
		}
	}
	same(t, shifts(t, "UTC", rota+"override 2026-01-05 18:00 .. 2026-01-06: dee", "2026-01-05 12:00 .. 2026-01-07 00:00"), `
		2026-01-05T12:00Z 01-05T18:00Z ana
		2026-01-05T18:00Z 01-06T00:00Z dee
		2026-01-06T00:00Z 01-07T00:00Z bo
	`)
	same(t, shifts(t, "UTC", rota+"override 2025-12-01 .. 2026-01-06 06:00: dee", "2026-01-06 00:00 .. 2026-01-07 00:00"), `
		2026-01-06T00:00Z 01-06T06:00Z dee
		2026-01-06T06:00Z 01-07T00:00Z bo
	`)
	same(t, shifts(t, "UTC", rota+"override 2026-01-05 06:00 .. 2026-01-05 18:00 for bo: dee", "2026-01-05 00:00 .. 2026-01-06 00:00"), `
		2026-01-05T00:00Z 01-06T00:00Z ana
	`)
}

// T-35: a schedule with nobody on it is one gap as long as the window, not an empty answer.
func TestT35NobodyIsOneGap(t *testing.T) {
	w := window("2026-01-05 00:00 .. 2026-02-05 00:00")
	for name, rota := range map[string]rotaText{
		"no rotations":       "layered",
		"nobody in the list": "1 day from 2026-01-01: none none",
		"everybody away":     "1 day from 2026-01-01: ana bo; away ana 2026-01-01 .. 2026-03-01; away bo 2026-01-01 .. 2026-03-01",
		"not begun":          "1 day from 2026-03-01: ana",
		"over":               "1 day from 2025-03-01: ana; until 2025-04-01",
		"never open":         "1 day from 2025-03-01: ana; only 10:00-12:00 on 2025-12-24",
		"emptied":            "1 day from 2025-03-01: ana; override 2026-01-01 .. 2026-03-01: none",
	} {
		t.Run(name, func(t *testing.T) {
			tl := rota.read(t, "UTC").Resolve(w, engine.Final)
			if len(tl.Spans) != 1 || tl.Spans[0].Span != w || len(tl.Spans[0].On) != 0 || len(tl.Shifts) != 0 {
				t.Errorf("%+v", tl)
			}
			a := rota.read(t, "UTC").Who(w.Start + 3600)
			if len(a.On) != 0 {
				t.Errorf("on call %v", a.On)
			}
		})
	}
}

// What rotations of a schedule and overrides of one rotation do to each other.
func TestLayers(t *testing.T) {
	const two = "1 week from 2026-01-05: ana; 1 week from 2026-01-05: bo; only 09:00-17:00; "
	for _, c := range []struct{ rota, want string }{
		{two, "01-05 00:00+00 ana | 01-05 09:00+00 ana+bo | 01-05 17:00+00 ana"},
		{two + "layered", "01-05 00:00+00 ana | 01-05 09:00+00 bo | 01-05 17:00+00 ana"},
		{two + "layered; override 2026-01-05 10:00 .. 2026-01-05 20:00 in r1: none", "01-05 00:00+00 ana | 01-05 09:00+00 bo | 01-05 10:00+00 ana"},
		{two + "layered; override 2026-01-05 10:00 .. 2026-01-05 20:00 in r1: dee", "01-05 00:00+00 ana | 01-05 09:00+00 bo | 01-05 10:00+00 dee | 01-05 20:00+00 ana"},
		{two + "layered; override 2026-01-05 08:00 .. 2026-01-05 20:00 in r0: none", "01-05 00:00+00 ana | 01-05 08:00+00 none | 01-05 09:00+00 bo | 01-05 17:00+00 none | 01-05 20:00+00 ana"},
		{two + "override 2026-01-05 10:00 .. 2026-01-05 12:00: dee", "01-05 00:00+00 ana | 01-05 09:00+00 ana+bo | 01-05 10:00+00 dee | 01-05 12:00+00 ana+bo | 01-05 17:00+00 ana"},
		{two + "override 2026-01-05 10:00 .. 2026-01-05 20:00 for bo: dee", "01-05 00:00+00 ana | 01-05 09:00+00 ana+bo | 01-05 10:00+00 ana+dee | 01-05 17:00+00 ana"},
		{
			"1 week from 2026-01-05: bo; only 09:00-17:00; override 2026-01-05 08:00 .. 2026-01-05 20:00 for none: dee",
			"01-05 00:00+00 none | 01-05 08:00+00 dee | 01-05 09:00+00 bo | 01-05 17:00+00 dee | 01-05 20:00+00 none",
		},
	} {
		if got := handoffs(t, "UTC", rotaText(c.rota), "2026-01-05 .. 2026-01-06"); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.rota, got, c.want)
		}
	}
}
