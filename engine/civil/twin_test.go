package civil_test

import (
	"math"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine/civil"
)

// The slow twin of a zone. It asks the standard library what the clock reads at an instant, minute by minute, and does
// no arithmetic on clock changes: whatever the table of civil.Zone says must be what a person watching the clock sees.

// sampleZones have every kind of clock change there is: one hour, half an hour, two, three, a whole day, at midnight, on
// both sides of Greenwich and of the equator, and rules that depend on Ramadan.
var sampleZones = []string{
	"America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago", "Pacific/Apia",
	"America/Sao_Paulo", "Antarctica/Troll", "Antarctica/Casey", "Asia/Kathmandu", "Africa/Casablanca", "Europe/Lisbon",
	"America/Havana", "Africa/Monrovia", "Pacific/Kwajalein", "Europe/Dublin", "America/Vancouver",
}

// changes lists the clock changes of loc from 1970 to 2060 as a person would find them: by looking at the clock every
// few hours, and closer where the offset is another one.
func changes(loc *time.Location, step time.Duration) []civil.Instant {
	var out []civil.Instant
	end := time.Date(2060, 1, 1, 0, 0, 0, 0, time.UTC)
	for at := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC); at.Before(end); at = at.Add(step) {
		lo, hi := at.Unix(), at.Add(step).Unix()
		before := offset(loc, lo)
		if offset(loc, hi) == before {
			continue
		}
		for hi-lo > 1 {
			if mid := (lo + hi) / 2; offset(loc, mid) == before {
				lo = mid
			} else {
				hi = mid
			}
		}
		out = append(out, civil.Instant(hi))
	}
	return out
}

func offset(loc *time.Location, unix int64) int {
	_, off := time.Unix(unix, 0).In(loc).Zone()
	return off
}

// Hours watched before and after a clock change. The look back is long enough for the longest stretch that a clock has
// shown twice since 1970, the look ahead for what the issue asks: three hours.
const lookBack, lookAhead = 27, 3

// watch looks at the clock around a change and compares the zone's table with it.
//
// The clock is read at every full minute counted from the change and one second before each, so that the last reading
// before a jump is seen; seen[i] is the largest reading of the first i looks.
func watch(t *testing.T, z *civil.Zone, loc *time.Location, change civil.Instant) {
	t.Helper()
	reading := func(at civil.Instant) civil.Local { return civil.Local(at) + civil.Local(offset(loc, int64(at))) }
	var looks []civil.Instant
	for m := -lookBack * 60; m <= lookAhead*60; m++ {
		at := change + civil.Instant(m)*civil.Minute
		looks = append(looks, at-1, at)
	}
	high := make([]civil.Local, len(looks))
	for i, at := range looks {
		r := reading(at)
		high[i] = r
		if i > 0 {
			high[i] = max(high[i-1], r)
		}
		if got := z.Reading(at); got != r {
			t.Fatalf("%s at %s shows %s, the table says %s", z, at, r, got)
		}
		if at < change-lookAhead*civil.Hour {
			continue // what was shown before the first look is not known here
		}
		if got := z.High(at); got != high[i] {
			t.Fatalf("%s has shown %s at most up to %s, the table says %s", z, high[i], at, got)
		}
	}
	watchFirst(t, z, looks, high, reading, change)
}

// watchFirst compares First with the looks: nothing seen before the instant reaches the local time, and the instant does.
// It asks for every full minute of the readings around the change and for the seconds beside it.
func watchFirst(t *testing.T, z *civil.Zone, looks []civil.Instant, high []civil.Local, reading func(civil.Instant) civil.Local, change civil.Instant) {
	t.Helper()
	from := min(reading(change-1), reading(change)) - lookAhead*civil.Hour
	to := max(reading(change-1), reading(change)) + (lookAhead-1)*civil.Hour
	i, last := 0, civil.Instant(math.MinInt64)
	for minute := from; minute <= to; minute += civil.Minute {
		for l := minute - 1; l <= minute+1; l++ {
			f := z.First(l)
			for i < len(looks) && looks[i] < f {
				i++
			}
			switch {
			case f < last:
				t.Fatalf("%s: %s comes before the reading a moment earlier", z, l)
			case reading(f) < l:
				t.Fatalf("%s: %s is first at %s, but the clock shows %s then", z, l, f, reading(f))
			case reading(f-1) >= l || i > 0 && high[i-1] >= l:
				t.Fatalf("%s: %s is first at %s, but the clock has shown it before", z, l, f)
			case z.High(f) < l || z.High(f-1) >= l:
				t.Fatalf("%s: %s is first at %s, but the largest readings there are %s and %s", z, l, f, z.High(f-1), z.High(f))
			}
			last = f
		}
	}
}

func TestZonesAgreeWithWatchingTheClock(t *testing.T) {
	for _, name := range sampleZones {
		t.Run(name, func(t *testing.T) {
			z, loc := zone(t, name), location(t, name)
			all := changes(loc, 24*time.Hour)
			if len(all) == 0 {
				t.Fatal("no clock changes found")
			}
			for i, c := range all {
				// Every change of these years, and every seventh of the rest; all of them in the proof.
				if year := c.Time().Year(); year == 2011 || year >= 2024 && year <= 2028 || i%7 == 0 {
					watch(t, z, loc, c)
				}
			}
		})
	}
}

// FuzzFirst looks for a reading, in any year of the table and any zone of the samples, whose instant is not the first one
// at which the clock shows it or later.
func FuzzFirst(f *testing.F) {
	f.Add(uint8(1), int64(local(f, "2026-03-29 02:30")), int64(60))
	f.Add(uint8(1), int64(local(f, "2026-10-25 02:30")), int64(-3600))
	f.Add(uint8(5), int64(local(f, "2011-12-30 12:00")), int64(86_400))
	f.Fuzz(func(t *testing.T, zoneNo uint8, reading, later int64) {
		name := sampleZones[int(zoneNo)%len(sampleZones)]
		z, loc := zone(t, name), location(t, name)
		first, years := local(t, "1901-01-01"), local(t, "2400-01-01")-local(t, "1901-01-01")
		l := first + (civil.Local(reading)%years+years)%years
		shows := func(at civil.Instant) civil.Local { return civil.Local(at) + civil.Local(offset(loc, int64(at))) }
		at := z.First(l)
		if shows(at) < l || shows(at-1) >= l {
			t.Fatalf("%s: %s is first at %s, but the clock shows %s then and %s before", name, l, at, shows(at), shows(at-1))
		}
		if m := l + civil.Local(later%civil.Week); (m <= l) != (z.First(m) <= at) && z.First(m) != at {
			t.Fatalf("%s: %s is first at %s, but %s at %s", name, l, at, m, z.First(m))
		}
	})
}
