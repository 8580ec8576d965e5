package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine/civil"
)

// T-21: a rotation anchored years ago deals the same turns as one whose start was rolled forward by whole turns and whose
// list was rotated with it. The roll is 0 turns, 1, all but one, all, and one more; the list has one entry, or four.
func TestT21AnchorsRollForwardWithTheirLists(t *testing.T) {
	for _, names := range [][]string{{"ana"}, {"ana", "bo", "none", "chi+dee"}} {
		n := len(names)
		old := "1 week from 2020-01-06 09:00: " + strings.Join(names, " ")
		for _, roll := range []int{0, 1, n - 1, n, n + 1, 300} {
			start := civil.DayOf(2020, 1, 6) + civil.Day(7*roll)
			rolled := fmt.Sprintf("1 week from %s 09:00:", start)
			for i := range names {
				rolled += " " + names[(i+roll)%n]
			}
			w := "2026-03-01 00:00 .. 2026-05-10 00:00"
			if a, b := who(t, old, w), who(t, rolled, w); a != b {
				t.Errorf("rolled by %d turns: %s\n%swant\n%s", roll, rolled, b, a)
			}
		}
	}
}

// T-28: windows that come to a whole day every day, or to a whole week, are no restriction.
func TestT28WholeDaysAndWeeksAreNoRestriction(t *testing.T) {
	const rota, w = "1 week from 2026-01-05 09:00: ana bo", "2026-03-20 00:00 .. 2026-04-10 00:00"
	want := who(t, rota, w)
	for _, only := range []string{"only 00:00-24:00", "only 07:00-07:00", "only mon-sun 00:00-24:00"} {
		if got := who(t, rota+"; "+only, w); got != want {
			t.Errorf("%s:\n%swant\n%s", only, got, want)
		}
	}
}

// T-29: a window on a day of the week opens on that day and on no other, for all seven.
func TestT29EveryWeekdayIsItself(t *testing.T) {
	for d := civil.Monday; d <= civil.Sunday; d++ {
		got := who(t, fmt.Sprintf("1 week from 2025-12-01: ana; only %s 09:00-17:00", d), "2026-01-05 00:00 .. 2026-01-12 00:00")
		open := time.Date(2026, 1, 5+int(d), 9, 0, 0, 0, time.UTC)
		if want := open.Format("01-02T15:04Z") + " " + open.Add(8*time.Hour).Format("01-02T15:04Z") + " ana"; !strings.Contains(got, want) || strings.Count(got, "ana") != 1 {
			t.Errorf("%s:\n%swant only %s", d, got, want)
		}
		if open.Weekday().String()[:3] != strings.ToUpper(d.String()[:1])+d.String()[1:] {
			t.Errorf("%s is %s on the calendar", d, open.Weekday())
		}
	}
}

// who resolves a schedule of one line in UTC and returns its spans.
func who(t *testing.T, rota, w string) string {
	t.Helper()
	r := rotaText(rota).read(t, "UTC")
	return text(r.Resolve(window(w), 0))
}
