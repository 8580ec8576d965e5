package xmatters_test

import (
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/xmatters"
)

// TestConfirm: reading back finds every habit of the vendor's that the contract could not rule out, and is content with
// those that make no difference, whether it asks for occurrences or, where there is no such call, who is on call.
func TestConfirm(t *testing.T) {
	everyOther := dialect.Shift{Start: local("2026-10-12 09:00"), Length: 9 * civil.Hour, Period: 2 * civil.Week, Days: []civil.Weekday{civil.Monday, civil.Saturday}}
	night := dialect.Shift{Start: local("2026-10-12 22:00"), Length: 9 * civil.Hour, Period: civil.DayLen}
	spring := dialect.Shift{Start: local("2026-03-16 22:00"), Length: 3*civil.Hour + 30*civil.Minute, Period: civil.DayLen}
	for _, tt := range []struct {
		name    string
		profile fake.Profile
		quirks  fake.Quirks
		shift   dialect.Shift
		want    string // in the error
	}{
		{"as assumed", fake.ProfileCurrent, fake.Quirks{}, everyOther, ""},
		{"the night in which the clock is put back", fake.ProfileCurrent, fake.Quirks{}, night, ""},
		{"by asking who is on call", fake.ProfileDoc19, fake.Quirks{}, night, ""},
		{"occurrences keep their length instead of their end", fake.ProfileCurrent, fake.Quirks{EndByDuration: true}, night, "from 2026-10-25T06:00:00Z until 2026-10-25T07:00:00Z it has none instead of ana"},
		{"the same, by asking who is on call", fake.ProfileDoc19, fake.Quirks{EndByDuration: true}, night, "2026-10-25T06:00:00Z"},
		{"every Nth week counts otherwise", fake.ProfileCurrent, fake.Quirks{RepeatEveryPlusOne: true}, everyOther, "from 2026-10-19T08:00:00Z"},
		{"a time that spring leaves out moves on", fake.ProfileCurrent, fake.Quirks{GapForward: true}, spring, "from 2026-03-29T01:00:00Z until 2026-03-29T01:30:00Z it has ana instead of none"},
		{"it moves to the end of the gap", fake.ProfileCurrent, fake.Quirks{}, spring, ""},
		{"weeks begin on Sunday", fake.ProfileCurrent, fake.Quirks{WeekStartsSunday: true}, everyOther, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			clock := fakes.NewClock(time.Unix(int64(tt.shift.Start), 0).UTC().Add(-14 * time.Hour))
			l := newLab(t, fake.Options{Clock: clock, Profile: tt.profile, Quirks: tt.quirks, Logins: map[string]fake.Login{"test-user-0000": {Timezone: "Europe/Lisbon"}}})
			l.account.Profile = string(tt.profile)
			z := l.zone("Europe/Lisbon")
			tt.shift.Zone, tt.shift.Who = z, entry("ana")
			r, ok := tt.shift.Rotation()
			if !ok {
				t.Fatal("no shift")
			}
			r.Name = "added"
			other, _ := dialect.Shift{Zone: z, Start: local("2001-01-01 00:00"), Length: civil.Week, Period: civil.Week, Who: entry("bo")}.Rotation()
			other.Name = "there before"
			s := l.session(nil)
			now := civil.FromTime(l.fake.Clock().Now())
			w := span.Span[civil.Instant]{Start: now, End: now + 28*civil.DayLen}
			l.do(s, diff.CreateSchedule{Schedule: desk(z, other)}, diff.CreateRotation{Rotation: r})
			err := s.Do(t.Context(), diff.Confirm{
				Name: "Desk", Rotations: []engine.Rotation{r}, Window: w, Expected: timeline(t, w, z, r),
			})
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("the error is %v, want one with %q", err, tt.want)
			}
		})
	}
}

// TestConfirmFarAhead: where the vendor does not look as far ahead as it is asked to, a month has to do; and a shift that is
// not there is told.
func TestConfirmFarAhead(t *testing.T) {
	l := newLab(t, fake.Options{})
	z := l.zone("Europe/Lisbon")
	parts := weeks(t, z, "2026-10-05 09:00")
	s := l.session(nil)
	l.do(s, diff.CreateSchedule{Schedule: desk(z, parts...)})
	now := civil.FromTime(l.fake.Clock().Now())
	w := span.Span[civil.Instant]{Start: now, End: now + 200*civil.DayLen}
	step := diff.Confirm{Name: "Desk", Rotations: parts, Window: w, Expected: timeline(t, w, z, parts...)}
	l.do(s, step)
	step.Rotations = append(step.Rotations, engine.Rotation{Name: "missing"})
	l.fails(s.Do(t.Context(), step), `"missing" is to stay in "Desk", and is not there`)
}

// TestZoneIsVerified (T-16): a shift that came out in another zone is taken away again, and said why (contract xmatters f.1).
func TestZoneIsVerified(t *testing.T) {
	l := newLab(t, fake.Options{Quirks: fake.Quirks{ServerZoneIgnored: true}})
	z := l.zone("Europe/Lisbon")
	r, _ := dialect.Shift{Zone: z, Start: local("2026-10-12 22:00"), Length: 9 * civil.Hour, Period: civil.DayLen, Who: entry("ana")}.Rotation()
	r.Name = "night"
	err := l.session(nil).Do(t.Context(), diff.CreateSchedule{Schedule: desk(z, r)})
	if err == nil || !strings.Contains(err.Error(), `in zone "Europe/Lisbon" and came out in "Europe/Berlin"`) {
		t.Errorf("the error is %v", err)
	}
	for _, live := range l.object("desk").Schedule.Rotations {
		if live.Name == "night" {
			t.Error("the shift is still there")
		}
	}
}
