package civil_test

import (
	"testing"

	"github.com/schedsync/schedsync/engine/civil"
)

func TestMoment(t *testing.T) {
	atLocal := func(s string) civil.Moment { return civil.AtLocal(local(t, s)) }
	atInstant := func(s string) civil.Moment { return civil.AtInstant(instant(t, s)) }
	tests := []struct {
		name       string
		m          civil.Moment
		zone       string
		set, fixed bool
		in         string // as an instant
		on         string // on the zone's clock
		text       string
	}{
		{"a local time means another instant in every zone", atLocal("2026-01-05 09:00"), "Europe/Lisbon", true, false, "2026-01-05T09:00Z", "2026-01-05 09:00", "2026-01-05 09:00"},
		{"east", atLocal("2026-01-05 09:00"), "Asia/Kathmandu", true, false, "2026-01-05T03:15Z", "2026-01-05 09:00", "2026-01-05 09:00"},
		{"T-04 in a gap the instant is the jump, the text stays", atLocal("2026-03-29 02:30"), "Europe/Berlin", true, false, "2026-03-29T01:00Z", "2026-03-29 02:30", "2026-03-29 02:30"},
		{"T-04 shown twice: the first", atLocal("2026-10-25 02:30"), "Europe/Berlin", true, false, "2026-10-25T00:30Z", "2026-10-25 02:30", "2026-10-25 02:30"},
		{"an instant is the same everywhere", atInstant("2026-03-29T01:00Z"), "Europe/Berlin", true, true, "2026-03-29T01:00Z", "2026-03-29 03:00", "2026-03-29T01:00:00Z"},
		{"an instant can name the second 02:30", atInstant("2026-10-25T01:30Z"), "Europe/Berlin", true, true, "2026-10-25T01:30Z", "2026-10-25 02:30", "2026-10-25T01:30:00Z"},
		{"the epoch is not unset", atInstant("1970-01-01T00:00Z"), "UTC", true, true, "1970-01-01T00:00Z", "1970-01-01 00:00", "1970-01-01T00:00:00Z"},
		{"nor is its local time", atLocal("1970-01-01 00:00"), "UTC", true, false, "1970-01-01T00:00Z", "1970-01-01 00:00", "1970-01-01 00:00"},
		{"unset", civil.Moment{}, "UTC", false, false, "1970-01-01T00:00Z", "1970-01-01 00:00", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			z := zone(t, tt.zone)
			if tt.m.IsSet() != tt.set || tt.m.Fixed() != tt.fixed {
				t.Errorf("set %v and fixed %v, want %v and %v", tt.m.IsSet(), tt.m.Fixed(), tt.set, tt.fixed)
			}
			if got := tt.m.In(z); got != instant(t, tt.in) {
				t.Errorf("the instant is %s, want %s", got, tt.in)
			}
			if got := tt.m.On(z); got != local(t, tt.on) {
				t.Errorf("the clock shows %s, want %s", got, tt.on)
			}
			if got := tt.m.String(); got != tt.text {
				t.Errorf("the text is %q, want %q", got, tt.text)
			}
		})
	}
}
