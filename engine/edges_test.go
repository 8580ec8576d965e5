package engine_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
)

// Edges of lists and windows that few rotas have, and that a small mistake in the engine would move without any other
// test being the wiser. One line each, in UTC, to be checked with a calendar; 2026-01-05 is a Monday.
func TestEdges(t *testing.T) {
	for _, c := range []struct{ rota, window, want string }{
		// A change goes on with the entry after bo's: the second ana of the old list, which is the second of the new one,
		{"1 day from 2026-01-05: ana bo ana chi; change 2026-01-07: ana dee bo ana chi", "2026-01-05 .. 2026-01-10", "01-05 00:00+00 ana | 01-06 00:00+00 bo | 01-07 00:00+00 ana | 01-08 00:00+00 chi | 01-09 00:00+00 ana"},
		// or the only one that is left.
		{"1 day from 2026-01-05: ana bo ana chi; change 2026-01-07: ana chi", "2026-01-06 .. 2026-01-10", "01-06 00:00+00 bo | 01-07 00:00+00 ana | 01-08 00:00+00 chi | 01-09 00:00+00 ana"},

		// A long window with dates, listed before a short one without.
		{"1 week from 2026-01-01: ana; only fri 18:00-mon 09:00 except 2026-01-23; only tue 10:00-12:00", "2026-01-10 .. 2026-01-14", "01-10 00:00+00 ana | 01-12 09:00+00 none | 01-13 10:00+00 ana | 01-13 12:00+00 none"},
		// Windows that overlap are one, also where dates are left out: one handoff a day.
		{
			"1 window from 2026-01-05: ana bo chi; only mon-fri 09:00-12:00 except 2026-01-20; only mon-fri 11:00-15:00", "2026-01-05 .. 2026-01-08",
			"01-05 00:00+00 none | 01-05 09:00+00 ana | 01-05 15:00+00 none | 01-06 09:00+00 bo | 01-06 15:00+00 none | 01-07 09:00+00 chi | 01-07 15:00+00 none",
		},
		// A start at the very opening of a window: it is the first to count, and counts once.
		{
			"1 window from 2026-01-05 09:00: ana bo chi; only mon-fri 09:00-17:00 except 2026-01-20", "2026-01-05 .. 2026-01-07",
			"01-05 00:00+00 none | 01-05 09:00+00 ana | 01-05 17:00+00 none | 01-06 09:00+00 bo | 01-06 17:00+00 none",
		},
	} {
		if diff := cmp.Diff(c.want, handoffs(t, "UTC", rotaText(c.rota), c.window)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.rota, diff)
		}
	}
}

// A walk stops at handoffs and nowhere else: one that stopped every second would be right too, and never end.
func TestOneStepForEachHandoff(t *testing.T) {
	for _, c := range []struct {
		rota, window string
		steps        int
	}{
		{"1 month from 2026-01-31: ana bo", "2026-01-31 00:00 .. 2027-01-31 00:00", 12},
		{"1 day from 2026-01-05: ana bo", "2026-01-05 00:00 .. 2026-01-15 00:00", 10},
		{"8 hours elapsed from 2026-01-05: ana bo", "2026-01-05 00:00 .. 2026-01-15 00:00", 30},
		{"4 days, 3 days from 2026-01-05: ana bo", "2026-01-05 00:00 .. 2026-01-19 00:00", 4},
		{"1 week from 2026-01-05: ana; only 09:00-17:00", "2026-01-05 00:00 .. 2026-01-12 00:00", 15}, // closed, open, …, closed
		{"shift 2026-01-06 .. 2026-01-07: ana; shift 2026-01-08 .. 2026-01-09: bo", "2026-01-05 00:00 .. 2026-01-12 00:00", 5},
	} {
		w := window(c.window)
		cursor, steps := rotaText(c.rota).read(t, "UTC").Cursor(w, engine.Final), 0
		for at := w.Start; at < w.End && steps <= c.steps; steps++ {
			_, at = cursor.At(at)
		}
		if steps != c.steps {
			t.Errorf("%s: %d steps, want %d", c.rota, steps, c.steps)
		}
	}
}

// The slot of a duty that begins in the second of two windows that overlap is named by the first.
func TestSlotOfWindowsThatOverlap(t *testing.T) {
	const rota = "1 day from 2026-01-05 12:30: ana bo; only mon-fri 09:00-12:00 except 2026-01-20; only mon-fri 11:00-15:00"
	want := "ana 01-05 12:30 01-05 09:00 | ana 01-05 12:30 01-06 09:00 | bo 01-06 12:30 01-06 09:00"
	if diff := cmp.Diff(want, slots(t, "UTC", rota, "2026-01-05 12:30 .. 2026-01-06 15:00")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
