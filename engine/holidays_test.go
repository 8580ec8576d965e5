package engine_test

import (
	"errors"
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// office is on duty on weekdays from nine to five, but not on some calendars.
func office(t *testing.T, except ...engine.HolidaysID) *engine.Schedule {
	return rota(zone(t, "Europe/Lisbon"), engine.Rotation{
		Start: local("2026-01-01 09:00"), Every: every(1, engine.Weeks), People: people("ana"),
		Only: []engine.Window{{Days: weekdays("mon-fri"), From: 9 * civil.Hour, To: 17 * civil.Hour, Except: except}},
	})
}

// 8 December 2026 is a Tuesday and a holiday in Portugal; Christmas is a Friday.
func TestWindowsExceptHolidays(t *testing.T) {
	calendars := []engine.Holidays{
		{ID: "portugal", Country: "PT"},
		{ID: "company", Dates: []civil.Day{civil.DayOf(2026, 12, 24)}},
		{ID: "both", Country: "PT", Dates: []civil.Day{civil.DayOf(2026, 12, 24)}},
		{ID: "unused", Country: "nowhere"},
	}
	for _, c := range []struct {
		except []engine.HolidaysID
		off    []string // of the five days asked about
	}{
		{nil, nil},
		{[]engine.HolidaysID{"portugal"}, []string{"2026-12-08", "2026-12-25"}},
		{[]engine.HolidaysID{"PT"}, []string{"2026-12-08", "2026-12-25"}},
		{[]engine.HolidaysID{"company"}, []string{"2026-12-24"}},
		{[]engine.HolidaysID{"both"}, []string{"2026-12-08", "2026-12-24", "2026-12-25"}},
		{[]engine.HolidaysID{"company", "DE-BY"}, []string{"2026-12-24", "2026-12-25"}},
	} {
		r, err := engine.Compile(office(t, c.except...), nil, calendars)
		if err != nil {
			t.Fatal(err)
		}
		var off []string
		for _, day := range []string{"2026-12-07", "2026-12-08", "2026-12-23", "2026-12-24", "2026-12-25"} {
			if len(r.Who(utc(day+" 12:00")).On) == 0 {
				off = append(off, day)
			}
		}
		if len(off) != len(c.off) {
			t.Errorf("except %v: off on %v, want %v", c.except, off, c.off)
			continue
		}
		for i := range off {
			if off[i] != c.off[i] {
				t.Errorf("except %v: off on %v, want %v", c.except, off, c.off)
			}
		}
	}
}

func TestWindowsOnlyOnHolidays(t *testing.T) {
	s := office(t)
	s.Rotations[0].Only[0].OnlyOn = []engine.HolidaysID{"PT"}
	want(t, resolve(t, s, nil, "2026-12-07 00:00 .. 2026-12-12 00:00"), `
		12-07T00:00Z 12-08T09:00Z none
		12-08T09:00Z 12-08T17:00Z ana
		12-08T17:00Z 12-12T00:00Z none
	`)
}

func TestUnknownHolidays(t *testing.T) {
	only := office(t)
	only.Rotations[0].Only[0].OnlyOn = []engine.HolidaysID{"PTT"}
	for _, s := range []*engine.Schedule{office(t, "PTT"), only} {
		_, err := engine.Compile(s, nil, nil)
		var u *engine.Unresolved
		const want = `schedule "s" cannot be resolved: rotation "week": holidays "PTT": no holidays are known for "PTT"; did you mean "PT"?`
		if !errors.As(err, &u) || err.Error() != want {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
}
