package civil_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine/civil"
)

// TestFirst: a local time is the earliest instant at which the clock reads it or later (SPEC 1.1). Each block is one
// zone around its clock changes; the comment says what the clock does.
func TestFirst(t *testing.T) {
	tests := []struct{ zone, block string }{
		{"America/New_York", `
			2026-01-05 09:00     2026-01-05T14:00Z
			2026-03-08 01:59:59  2026-03-08T06:59:59Z
			2026-03-08 02:00     2026-03-08T07:00Z      # 02:00 -> 03:00: the gap begins
			2026-03-08 02:30     2026-03-08T07:00Z      # never shown: the moment of the jump
			2026-03-08 03:00     2026-03-08T07:00Z
			2026-03-08 03:00:01  2026-03-08T07:00:01Z
			2026-07-01 09:00     2026-07-01T13:00Z
			2026-11-01 00:59:59  2026-11-01T04:59:59Z
			2026-11-01 01:00     2026-11-01T05:00Z      # 02:00 -> 01:00: shown twice, the first one
			2026-11-01 01:30     2026-11-01T05:30Z
			2026-11-01 01:59:59  2026-11-01T05:59:59Z
			2026-11-01 02:00     2026-11-01T07:00Z      # shown once, an hour later than 01:59:59
			2026-11-01 09:00     2026-11-01T14:00Z`},
		{"Europe/Berlin T-04", `
			2026-03-29 01:59:59  2026-03-29T00:59:59Z
			2026-03-29 02:30     2026-03-29T01:00Z      # T-04: never shown; the first valid instant is 03:00 CEST
			2026-03-29 03:00     2026-03-29T01:00Z
			2026-03-29 09:00     2026-03-29T07:00Z
			2026-10-25 01:59:59  2026-10-24T23:59:59Z
			2026-10-25 02:00     2026-10-25T00:00Z
			2026-10-25 02:30     2026-10-25T00:30Z      # T-04: shown twice; the first one
			2026-10-25 03:00     2026-10-25T02:00Z
			2026-10-25 09:00     2026-10-25T08:00Z`},
		{"Europe/London T-01", `
			2026-10-19 09:00     2026-10-19T08:00Z      # T-01: the handoff stays at 09:00 on the wall
			2026-10-26 09:00     2026-10-26T09:00Z
			2027-03-22 09:00     2027-03-22T09:00Z
			2027-03-29 09:00     2027-03-29T08:00Z`},
		{"America/Chicago T-02", `
			2024-10-29 09:00     2024-10-29T14:00Z
			2024-11-05 09:00     2024-11-05T15:00Z
			2025-03-04 09:00     2025-03-04T15:00Z
			2025-03-11 09:00     2025-03-11T14:00Z`},
		{"Australia/Lord_Howe T-06", `
			2026-04-05 01:29:59  2026-04-04T14:29:59Z
			2026-04-05 01:45     2026-04-04T14:45Z      # T-06: half an hour is shown twice; +11:00 comes first
			2026-04-05 02:00     2026-04-04T15:30Z
			2026-10-04 01:59:59  2026-10-03T15:29:59Z
			2026-10-04 02:15     2026-10-03T15:30Z      # T-06: half an hour is left out
			2026-10-04 02:30     2026-10-03T15:30Z
			2026-10-04 02:31     2026-10-03T15:31Z`},
		{"Africa/Cairo T-07", `
			2026-04-23 23:59:59  2026-04-23T21:59:59Z
			2026-04-24 00:00     2026-04-23T22:00Z      # T-07: no midnight; the day starts at 01:00 EEST
			2026-04-24 00:30     2026-04-23T22:00Z
			2026-04-24 01:00     2026-04-23T22:00Z
			2026-04-24 02:00     2026-04-23T23:00Z
			2026-10-29 23:00     2026-10-29T20:00Z      # 24:00 -> 23:00: the last hour of the day is shown twice
			2026-10-29 23:59:59  2026-10-29T20:59:59Z
			2026-10-30 00:00     2026-10-29T22:00Z`},
		{"America/Santiago T-07", `
			2026-04-04 23:30     2026-04-05T02:30Z      # 24:00 -> 23:00
			2026-04-05 00:00     2026-04-05T04:00Z
			2026-09-05 23:59:59  2026-09-06T03:59:59Z
			2026-09-06 00:00     2026-09-06T04:00Z      # T-07: no midnight
			2026-09-06 00:59:59  2026-09-06T04:00Z
			2026-09-06 01:00     2026-09-06T04:00Z
			2026-09-07 00:00     2026-09-07T03:00Z`},
		{"America/Havana T-07", `
			2025-03-08 23:59:59  2025-03-09T04:59:59Z
			2025-03-09 00:00     2025-03-09T05:00Z      # T-07: no midnight
			2025-03-09 00:59:59  2025-03-09T05:00Z
			2025-03-09 01:00     2025-03-09T05:00Z
			2025-11-02 00:00     2025-11-02T04:00Z      # 01:00 -> 00:00: midnight is shown twice, the first one
			2025-11-02 00:59:59  2025-11-02T04:59:59Z
			2025-11-02 01:00     2025-11-02T06:00Z`},
		{"America/Sao_Paulo T-07", `
			2018-02-17 23:30     2018-02-18T01:30Z      # 24:00 -> 23:00
			2018-02-18 00:00     2018-02-18T03:00Z
			2018-11-03 23:59:59  2018-11-04T02:59:59Z
			2018-11-04 00:00     2018-11-04T03:00Z      # T-07: no midnight
			2018-11-04 01:00     2018-11-04T03:00Z
			2026-11-04 00:00     2026-11-04T03:00Z      # the rule was given up in 2019`},
		{"Pacific/Apia", `
			2011-12-29 23:59:59  2011-12-30T09:59:59Z
			2011-12-30 00:00     2011-12-30T10:00Z      # the whole of 30 December is left out
			2011-12-30 12:00     2011-12-30T10:00Z
			2011-12-30 23:59:59  2011-12-30T10:00Z
			2011-12-31 00:00     2011-12-30T10:00Z
			2011-12-31 09:00     2011-12-30T19:00Z`},
		{"Antarctica/Troll", `
			2026-03-29 00:59:59  2026-03-29T00:59:59Z
			2026-03-29 01:00     2026-03-29T01:00Z      # two hours are left out
			2026-03-29 02:30     2026-03-29T01:00Z
			2026-03-29 03:00     2026-03-29T01:00Z
			2026-10-25 01:00     2026-10-24T23:00Z      # two hours are shown twice
			2026-10-25 02:59:59  2026-10-25T00:59:59Z
			2026-10-25 03:00     2026-10-25T03:00Z`},
		{"Asia/Kathmandu", `
			1985-12-31 23:59:59  1985-12-31T18:29:59Z
			1986-01-01 00:00     1985-12-31T18:30Z      # a quarter of an hour is left out, with midnight
			1986-01-01 00:14:59  1985-12-31T18:30Z
			1986-01-01 00:15     1985-12-31T18:30Z
			2026-01-05 09:00     2026-01-05T03:15Z`},
		{"Africa/Casablanca", `
			2026-02-15 01:59:59  2026-02-15T00:59:59Z
			2026-02-15 02:30     2026-02-15T01:30Z      # Ramadan: 03:00 -> 02:00
			2026-02-15 03:00     2026-02-15T03:00Z
			2026-03-22 02:30     2026-03-22T02:00Z      # and back: 02:00 -> 03:00
			2026-09-20 01:30     2026-09-20T00:30Z      # 2026: back to GMT for good, 02:00 -> 01:00
			2026-09-20 02:00     2026-09-20T02:00Z
			2026-12-01 08:00     2026-12-01T08:00Z`},
		{"Europe/Lisbon", `
			1992-09-27 02:00     1992-09-27T01:00Z      # summer time became standard time: the clock went on
			1993-03-28 02:30     1993-03-28T01:00Z
			1996-10-27 01:30     1996-10-27T00:30Z
			2026-03-29 01:30     2026-03-29T01:00Z
			2026-10-25 00:59:59  2026-10-24T23:59:59Z
			2026-10-25 01:30     2026-10-25T00:30Z
			2026-10-25 02:00     2026-10-25T02:00Z`},
		{"Africa/Monrovia", `
			1972-01-06 23:59:59  1972-01-07T00:44:29Z
			1972-01-07 00:00     1972-01-07T00:44:30Z   # 44 and a half minutes are left out
			1972-01-07 00:44:30  1972-01-07T00:44:30Z
			1972-01-07 00:45     1972-01-07T00:45Z`},
		{"UTC", `
			2026-03-29 02:30     2026-03-29T02:30Z
			2024-12-31 23:59:59  2024-12-31T23:59:59Z`},
	}
	for _, tt := range tests {
		t.Run(tt.zone, func(t *testing.T) {
			z := zone(t, strings.Fields(tt.zone)[0])
			for _, line := range lines(tt.block) {
				l, want := local(t, line[0]+" "+line[1]), instant(t, line[2])
				if got := z.First(l); got != want {
					t.Errorf("%s is %s, want %s", l, got, want)
				}
			}
		})
	}
}

// TestReadingAndHigh: what the clock shows at an instant, and the largest reading it has shown until then. The two
// differ only while the clock shows again what it has shown before.
func TestReadingAndHigh(t *testing.T) {
	tests := []struct{ zone, block string }{
		{"Europe/Berlin", `
			2026-03-29T00:59:59Z  2026-03-29 01:59:59  2026-03-29 01:59:59
			2026-03-29T01:00Z     2026-03-29 03:00     2026-03-29 03:00
			2026-10-25T00:00Z     2026-10-25 02:00     2026-10-25 02:00
			2026-10-25T00:59:59Z  2026-10-25 02:59:59  2026-10-25 02:59:59
			2026-10-25T01:00Z     2026-10-25 02:00     2026-10-25 02:59:59  # again from 02:00
			2026-10-25T01:30Z     2026-10-25 02:30     2026-10-25 02:59:59
			2026-10-25T01:59:59Z  2026-10-25 02:59:59  2026-10-25 02:59:59
			2026-10-25T02:00Z     2026-10-25 03:00     2026-10-25 03:00`},
		{"Australia/Lord_Howe", `
			2026-04-04T14:59:59Z  2026-04-05 01:59:59  2026-04-05 01:59:59
			2026-04-04T15:00Z     2026-04-05 01:30     2026-04-05 01:59:59
			2026-04-04T15:30Z     2026-04-05 02:00     2026-04-05 02:00`},
		{"America/Santiago", `
			2026-04-05T02:59:59Z  2026-04-04 23:59:59  2026-04-04 23:59:59
			2026-04-05T03:00Z     2026-04-04 23:00     2026-04-04 23:59:59
			2026-04-05T04:00Z     2026-04-05 00:00     2026-04-05 00:00
			2026-09-06T04:00Z     2026-09-06 01:00     2026-09-06 01:00`},
		{"Pacific/Apia", `
			2011-12-30T09:59:59Z  2011-12-29 23:59:59  2011-12-29 23:59:59
			2011-12-30T10:00Z     2011-12-31 00:00     2011-12-31 00:00`},
		{"Antarctica/Troll", `
			2026-10-25T00:59:59Z  2026-10-25 02:59:59  2026-10-25 02:59:59
			2026-10-25T02:59:59Z  2026-10-25 02:59:59  2026-10-25 02:59:59
			2026-10-25T01:30Z     2026-10-25 01:30     2026-10-25 02:59:59`},
		{"Antarctica/Casey", `
			2010-03-04T14:59:59Z  2010-03-05 01:59:59  2010-03-05 01:59:59
			2010-03-04T15:00Z     2010-03-04 23:00     2010-03-05 01:59:59  # three hours again
			2010-03-04T18:00Z     2010-03-05 02:00     2010-03-05 02:00`},
	}
	for _, tt := range tests {
		t.Run(tt.zone, func(t *testing.T) {
			z := zone(t, tt.zone)
			for _, line := range lines(tt.block) {
				at := instant(t, line[0])
				if got, want := z.Reading(at), local(t, line[1]+" "+line[2]); got != want {
					t.Errorf("at %s the clock shows %s, want %s", at, got, want)
				}
				if got, want := z.High(at), local(t, line[3]+" "+line[4]); got != want {
					t.Errorf("up to %s the clock has shown %s at most, want %s", at, got, want)
				}
				if got, want := z.Offset(at), int(local(t, line[1]+" "+line[2]))-int(at); got != want {
					t.Errorf("at %s the offset is %d, want %d", at, got, want)
				}
			}
		})
	}
}

func TestTransitions(t *testing.T) {
	const none = ""
	tests := []struct{ name, zone, from, until, want string }{
		{"both of a year", "Europe/Berlin", "2026-01-01T00:00Z", "2027-01-01T00:00Z", "2026-03-29T01:00:00Z +2h0m0s, 2026-10-25T01:00:00Z +1h0m0s"},
		{"from is inclusive", "Europe/Berlin", "2026-03-29T01:00Z", "2026-06-01T00:00Z", "2026-03-29T01:00:00Z +2h0m0s"},
		{"a second later is too late", "Europe/Berlin", "2026-03-29T01:00:01Z", "2026-06-01T00:00Z", none},
		{"until is exclusive", "Europe/Berlin", "2026-01-01T00:00Z", "2026-03-29T01:00Z", none},
		{"a second more is enough", "Europe/Berlin", "2026-01-01T00:00Z", "2026-03-29T01:00:01Z", "2026-03-29T01:00:00Z +2h0m0s"},
		{"half an hour T-06", "Australia/Lord_Howe", "2026-01-01T00:00Z", "2027-01-01T00:00Z", "2026-04-04T15:00:00Z +10h30m0s, 2026-10-03T15:30:00Z +11h0m0s"},
		{"a whole day", "Pacific/Apia", "2011-12-01T00:00Z", "2012-01-01T00:00Z", "2011-12-30T10:00:00Z +14h0m0s"},
		{"a name for standard time changed, the clock did not", "Europe/Lisbon", "1992-06-01T00:00Z", "1993-01-01T00:00Z", none},
		{"never", "UTC", "1900-01-01T00:00Z", "2400-01-01T00:00Z", none},
		{"given up in 2019", "America/Sao_Paulo", "2020-01-01T00:00Z", "2400-01-01T00:00Z", none},
		{"an empty window", "Europe/Berlin", "2027-01-01T00:00Z", "2026-01-01T00:00Z", none},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			z := zone(t, tt.zone)
			var got []string
			for _, tr := range z.Transitions(instant(t, tt.from), instant(t, tt.until)) {
				got = append(got, tr.At.String()+" +"+(time.Duration(tr.After)*time.Second).String())
				if tr.Before != z.Offset(tr.At-1) || tr.After != z.Offset(tr.At) || tr.Before == tr.After {
					t.Errorf("%s changes %d to %d, but the offsets around it are %d and %d", tr.At, tr.Before, tr.After, z.Offset(tr.At-1), z.Offset(tr.At))
				}
			}
			if s := strings.Join(got, ", "); s != tt.want {
				t.Errorf("transitions %q, want %q", s, tt.want)
			}
		})
	}
}

// TestYearEndsOfLeapYears walks over the days at which Go's ZoneBounds stands still (golang/go#81583): a table made by a
// naive walk would never be finished, and one made by a careless guard would have a clock change too many there.
func TestYearEndsOfLeapYears(t *testing.T) {
	newYear := func(year int) civil.Instant { return civil.FromTime(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)) }
	for _, name := range []string{"Europe/London", "America/Chicago", "Australia/Lord_Howe", "America/New_York", "Africa/Cairo"} {
		z, loc := zone(t, name), location(t, name)
		for year := 2024; year <= civil.LastYear; year += 4 {
			if n := len(z.Transitions(newYear(year), newYear(year+1))); n != 2 {
				t.Errorf("%s has %d clock changes in %d, want 2", name, n, year)
			}
			for at := newYear(year+1) - 2*civil.DayLen; at <= newYear(year+1); at += civil.Hour {
				if _, want := at.Time().In(loc).Zone(); z.Offset(at) != want {
					t.Errorf("%s at %s: offset %d, want %d", name, at, z.Offset(at), want)
				}
			}
		}
	}
}

// TestFirstAndHighAreTwoSidesOfOneRule checks the law that turns and windows rest on, with readings and instants drawn
// within three hours of a clock change, where it could break.
func TestFirstAndHighAreTwoSidesOfOneRule(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		z := zone(t, rapid.SampledFrom(sampleZones).Draw(rt, "zone"))
		trs := z.Transitions(instant(t, "1970-01-01T00:00Z"), instant(t, "2060-01-01T00:00Z"))
		tr := rapid.SampledFrom(trs).Draw(rt, "transition")
		near := rapid.Int64Range(-3*civil.Hour, 3*civil.Hour)
		at := tr.At + civil.Instant(near.Draw(rt, "instant"))
		l := civil.Local(tr.At) + civil.Local(rapid.SampledFrom([]int{tr.Before, tr.After}).Draw(rt, "clock")) + civil.Local(near.Draw(rt, "reading"))
		if (z.First(l) <= at) != (l <= z.High(at)) {
			rt.Fatalf("%s: %s is first at %s, but up to %s the clock has shown %s", z, l, z.First(l), at, z.High(at))
		}
		if m := l + civil.Local(near.Draw(rt, "another reading")); (l <= m) != (z.First(l) <= z.First(m)) && z.First(l) != z.First(m) {
			rt.Fatalf("%s: %s is first at %s, but %s at %s", z, l, z.First(l), m, z.First(m))
		}
		if z.First(z.Reading(at)) > at || z.High(z.First(l)) < l {
			rt.Fatalf("%s: at %s the clock shows %s, which is first at %s", z, at, z.Reading(at), z.First(z.Reading(at)))
		}
	})
}
