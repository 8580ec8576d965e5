package civil_test

import (
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine/civil"
)

func TestSameRules(t *testing.T) {
	tests := []struct {
		name, a, b, from string
		want             bool
	}{
		{"T-09 an alias", "US/Pacific", "America/Los_Angeles", "1900-01-01T00:00Z", true},
		{"T-09 a renamed city", "Europe/Kiev", "Europe/Kyiv", "1900-01-01T00:00Z", true},
		{"T-09 UTC by another name", "UTC", "Etc/UTC", "1900-01-01T00:00Z", true},
		{"T-09 an alias from before the tz database had cities", "GB", "Europe/London", "1900-01-01T00:00Z", true},
		{"itself", "Europe/Berlin", "Europe/Berlin", "1900-01-01T00:00Z", true},
		{"Opsgenie's answer for UTC, today", "UTC", "Africa/Monrovia", "2000-01-01T00:00Z", true},
		{"and in 1960, when Liberia had its own", "UTC", "Africa/Monrovia", "1960-01-01T00:00Z", false},
		{"up to the second before Liberia changed", "UTC", "Africa/Monrovia", "1972-01-07T00:44:29Z", false},
		{"from the second it did", "UTC", "Africa/Monrovia", "1972-01-07T00:44:30Z", true},
		{"Berlin and Paris today", "Europe/Berlin", "Europe/Paris", "2000-01-01T00:00Z", true},
		{"since they put the clocks forward together", "Europe/Berlin", "Europe/Paris", "1980-01-01T00:00Z", true},
		{"the year before, France did alone", "Europe/Berlin", "Europe/Paris", "1979-01-01T00:00Z", false},
		{"same offset in winter, other rules", "Europe/London", "Atlantic/Reykjavik", "2026-01-01T00:00Z", false},
		{"same days, other offsets", "Europe/London", "Europe/Berlin", "2026-01-01T00:00Z", false},
		{"Lisbon and London, on one clock since 1996", "Europe/Lisbon", "Europe/London", "2026-01-01T00:00Z", true},
		{"same offsets, other hours of the change", "Europe/Athens", "Asia/Beirut", "2026-01-01T00:00Z", false},
		{"same instants of the change, other offsets after it", "Europe/London", "Antarctica/Troll", "2026-01-01T00:00Z", false},
		{"never any change, other offsets", "UTC", "Asia/Kolkata", "2026-01-01T00:00Z", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, b, from := zone(t, tt.a), zone(t, tt.b), instant(t, tt.from)
			if got := civil.SameRules(a, b, from); got != tt.want {
				t.Errorf("%s and %s from %s on: same %v, want %v", a, b, from, got, tt.want)
			}
			if got := civil.SameRules(b, a, from); got != tt.want {
				t.Errorf("%s and %s from %s on: same %v, want %v", b, a, from, got, tt.want)
			}
		})
	}
}

// TestZonesOfOtherShape: a zone need not come from the archive.
func TestZonesOfOtherShape(t *testing.T) {
	fixed := civil.NewZone("plus two", time.FixedZone("x", 2*civil.Hour))
	if got := fixed.First(local(t, "2026-03-29 02:30")); got != instant(t, "2026-03-29T00:30Z") {
		t.Errorf("02:30 on a clock two hours ahead is %s", got)
	}
	if got := fixed.String(); got != "plus two" {
		t.Errorf("the zone is called %q", got)
	}
	if !civil.SameRules(fixed, civil.NewZone("y", time.FixedZone("y", 2*civil.Hour)), 0) {
		t.Error("two clocks two hours ahead differ")
	}
}

// TestClockPutBackWhileItRepeats: no zone does this today, but the largest reading so far must outlast a second change.
// The clock starts two hours ahead of UTC, is put back two hours, and within the repeat once forward and back again.
func TestClockPutBackWhileItRepeats(t *testing.T) {
	z := civil.NewZone("restless", zoneFile(t, []change{
		{instant(t, "1950-01-01T00:00Z"), 2 * civil.Hour},
		{instant(t, "2026-01-05T10:00Z"), 0},          // 12:00 -> 10:00
		{instant(t, "2026-01-05T10:30Z"), civil.Hour}, // 10:30 -> 11:30
		{instant(t, "2026-01-05T10:40Z"), 0},          // 11:40 -> 10:40
	}))
	for _, line := range lines(`
		2026-01-05T09:59:59Z  2026-01-05 11:59:59  2026-01-05 11:59:59
		2026-01-05T10:00Z     2026-01-05 10:00     2026-01-05 11:59:59
		2026-01-05T10:35Z     2026-01-05 11:35     2026-01-05 11:59:59
		2026-01-05T10:45Z     2026-01-05 10:45     2026-01-05 11:59:59
		2026-01-05T12:00Z     2026-01-05 12:00     2026-01-05 12:00`) {
		at := instant(t, line[0])
		if got, want := z.Reading(at), local(t, line[1]+" "+line[2]); got != want {
			t.Errorf("at %s the clock shows %s, want %s", at, got, want)
		}
		if got, want := z.High(at), local(t, line[3]+" "+line[4]); got != want {
			t.Errorf("up to %s the clock has shown %s at most, want %s", at, got, want)
		}
	}
	if got := z.First(local(t, "2026-01-05 12:00")); got != instant(t, "2026-01-05T12:00Z") {
		t.Errorf("12:00 is %s", got)
	}
	if got := z.First(local(t, "2026-01-05 11:50")); got != instant(t, "2026-01-05T09:50Z") {
		t.Errorf("11:50 is %s, want the first one", got)
	}
}

// TestOutsideTheTable: beyond the years of the table the offset of its edge holds.
func TestOutsideTheTable(t *testing.T) {
	tests := []struct{ zone, instant, want string }{
		{"Asia/Kolkata", "2399-12-31T12:00Z", "2399-12-31 17:30"},
		{"Asia/Kolkata", "2500-01-01T12:00Z", "2500-01-01 17:30"},
		{"Europe/Berlin", "2500-07-01T12:00Z", "2500-07-01 13:00"}, // the table ends in winter
		{"Europe/Berlin", "1850-07-01T12:00Z", "1850-07-01 13:00"}, // as in 1900
		{"UTC", "1600-01-01T00:00Z", "1600-01-01 00:00"},
	}
	for _, tt := range tests {
		if got := zone(t, tt.zone).Reading(instant(t, tt.instant)); got != local(t, tt.want) {
			t.Errorf("%s at %s reads %s, want %s", tt.zone, tt.instant, got, tt.want)
		}
	}
}
