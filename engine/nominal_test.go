package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// slotName is what a calendar names a shift by: not by who serves, and not by when it ends.
func slotName(r *engine.Resolver, s engine.Shift) string {
	n := r.Nominal(s)
	name := fmt.Sprint(s.Rotation, "/", s.Slot, "/", n.Turn, "/", n.Window)
	if n.Piece {
		name += fmt.Sprint("/", s.Start)
	}
	return name
}

// T-42: no two shifts have one name.
func TestT42SlotNamesAreUnique(t *testing.T) {
	someScenes(t, 25, func(t testing.TB, sc *scene) {
		sc.window.Start -= 3 * civil.DayLen
		sc.window.End += 3 * civil.DayLen
		r := sc.compile(t)
		seen := map[string]engine.Shift{}
		for _, s := range r.Resolve(sc.window, engine.Final).Shifts {
			name := slotName(r, s)
			if o, ok := seen[name]; ok {
				t.Errorf("%s names\n%+v\n%+v", name, o, s)
			}
			seen[name] = s
		}
	})
}

// slots writes every shift of a window with its slot: who, the nominal start of the turn and of the window, and * where
// the shift is a piece.
func slots(t *testing.T, zoneName string, rota rotaText, w string) string {
	t.Helper()
	r := rota.read(t, zoneName)
	var out []string
	for _, s := range r.Resolve(window(w), engine.Final).Shifts {
		n := r.Nominal(s)
		line := fmt.Sprintf("%s %s", s.Who, n.Turn.String()[5:])
		if n.Window != n.Turn {
			line += " " + n.Window.String()[5:]
		}
		if n.Piece {
			line += " *"
		}
		out = append(out, line)
	}
	return strings.Join(out, " | ")
}

func TestNominalSlots(t *testing.T) {
	for _, c := range []struct{ zone, rota, window, want string }{
		// A slot keeps its name though the clock never shows it, and though its start moves to the end of the gap.
		{"Europe/Berlin", "1 day from 2026-03-01 02:30: ana bo", "2026-03-28 01:30 .. 2026-03-30 00:30", "bo 03-28 02:30 | ana 03-29 02:30"},
		{"UTC", "1 month from 2026-01-31: ana bo", "2026-01-31 00:00 .. 2026-03-31 00:00", "ana 01-31 00:00 | bo 02-28 00:00"},
		{"UTC", "4 days, 3 days from 2026-01-05: ana bo", "2026-01-05 00:00 .. 2026-01-16 00:00", "ana 01-05 00:00 | bo 01-09 00:00 | ana 01-12 00:00"},
		// Each window of a turn is a slot; one that runs over a handoff is a slot of both turns.
		{"UTC", "1 week from 2026-01-05: ana; only mon-tue 09:00-17:00", "2026-01-05 00:00 .. 2026-01-12 00:00", "ana 01-05 00:00 01-05 09:00 | ana 01-05 00:00 01-06 09:00"},
		{"UTC", "1 day from 2026-01-05: ana bo; only mon 22:00-06:00", "2026-01-05 00:00 .. 2026-01-07 00:00", "ana 01-05 00:00 01-05 22:00 | bo 01-06 00:00 01-05 22:00"},
		{"UTC", "1 window from 2026-01-05: ana bo; only 22:00-06:00", "2026-01-05 12:00 .. 2026-01-07 12:00", "bo 01-05 22:00 | ana 01-06 22:00"},
		// Whoever serves the beginning of a slot has its name, the others are pieces.
		{"UTC", "1 day from 2026-01-05: ana; override 2026-01-05 08:00 .. 2026-01-05 10:00 in r0: dee", "2026-01-05 00:00 .. 2026-01-06 00:00", "ana 01-05 00:00 | dee 01-05 00:00 * | ana 01-05 00:00 *"},
		{"UTC", "1 day from 2026-01-05: ana; override 2026-01-05 .. 2026-01-05 10:00 in r0: dee", "2026-01-05 00:00 .. 2026-01-06 00:00", "dee 01-05 00:00 | ana 01-05 00:00 *"},
		// Overrides of the whole schedule, and of a rotation outside its windows or its life, are named by their own start.
		{"UTC", "1 week from 2026-01-05: ana; override 2026-01-06 08:00 .. 2026-01-06 10:00: dee", "2026-01-06 08:00 .. 2026-01-06 10:00", "dee 01-06 08:00"},
		{"UTC", "1 week from 2026-01-05: ana; only 09:00-17:00; override 2026-01-05 06:00 .. 2026-01-05 08:00 in r0: dee", "2026-01-05 00:00 .. 2026-01-06 00:00", "dee 01-05 00:00 01-05 06:00 * | ana 01-05 00:00 01-05 09:00"},
		{"UTC", "1 week from 2026-01-05: ana; override 2026-01-04 06:00 .. 2026-01-04 08:00 in r0: dee", "2026-01-04 00:00 .. 2026-01-05 00:00", "dee 01-04 06:00"},
		// Turns of an hour of real time begin at 01:00 twice in the autumn night.
		{"America/New_York", "1 hour elapsed from 2026-11-01 00:00: ana bo chi", "2026-11-01 04:00 .. 2026-11-01 08:00", "ana 11-01 00:00 | bo 11-01 01:00 | chi 11-01 01:00 * | ana 11-01 02:00"},
	} {
		if diff := cmp.Diff(c.want, slots(t, c.zone, rotaText(c.rota), c.window)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.rota, diff)
		}
	}
}

// Whole gives shifts their true ends: a part of the window is enough, and a search for them goes no further than asked.
func TestWholeShifts(t *testing.T) {
	r := rotaText("1 week from 2026-01-05 09:00: ana bo").read(t, "UTC")
	got := r.Whole(window("2026-01-14 00:00 .. 2026-01-20 00:00"), engine.Final, 14*civil.DayLen)
	if len(got) != 2 || got[0].Span != window("2026-01-12 09:00 .. 2026-01-19 09:00") || got[1].Span != window("2026-01-19 09:00 .. 2026-01-26 09:00") {
		t.Errorf("%+v", got)
	}
}
