package dialect_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
)

// open is a dialect of which all that is open is as the contract of one vendor or another assumes.
func open(d *dialect.Dialect) *dialect.Dialect {
	d.Open = []dialect.Setting{
		dialect.ClockOf("hours", engine.Elapsed, "", engine.Hours), dialect.ClockOf("days", engine.Wall, "", engine.Days),
		dialect.TiesSetting(""), dialect.GapsSetting(""), dialect.OverlapSetting(""), dialect.MasksSetting(""), dialect.EndsSetting(""), dialect.WeekSetting(""),
	}
	return d
}

func with(t *testing.T, d *dialect.Dialect, key, word string) *dialect.Dialect {
	t.Helper()
	out, err := open(d).With(map[string]string{key: word})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestClockSettings: what is known of the clock decides which unit says a length exactly.
func TestClockSettings(t *testing.T) {
	for _, tc := range []struct{ name, key, word, every, want string }{
		{"12 hours by the wall are exact", "hours", "wall", "12 hours", "r: ana, bo every 12 hours wall from 2026-01-05T08:00:00Z"},
		{"a day in real time is a day", "days", "elapsed", "1 day, clock: elapsed", "r: ana, bo every 1 days elapsed from 2026-01-05T08:00:00Z"},
		{"a week in real time is seven days", "days", "elapsed", "1 week, clock: elapsed", "r: ana, bo every 7 days elapsed from 2026-01-05T08:00:00Z"},
	} {
		w := load(t, rotations("{id: r, start: 2026-01-05 09:00, people: [ana, bo], every: "+tc.every+"}"))
		low := with(t, pager(), tc.key, tc.word).Native(&w.Schedules[0], january(t))
		if d := cmp.Diff([]string{tc.want}, tell(&low)); d != "" {
			t.Errorf("%s: -want +got:\n%s", tc.name, d)
		}
	}
}

// TestGapsSetting: where overrides leave gaps, one over a gap is written as single shifts, one over somebody is not, and one
// that is to leave gaps needs no help.
func TestGapsSetting(t *testing.T) {
	const shut = "    rotations:\n      - {id: r, every: 1 week, start: 2026-01-05 09:00, people: [ana, bo], only: [{days: mon-fri, from: \"09:00\", to: \"17:00\"}]}\n"
	for _, tc := range []struct {
		name, override string
		pieces         int
		overrides      int
	}{
		{"all through the window", "{from: 2026-01-12 10:00, until: 2026-01-12 12:00, who: dee}", 0, 1},
		{"out of the window", "{from: 2026-01-12 20:00, until: 2026-01-12 22:00, who: dee}", 1, 0},
		{"past its end", "{from: 2026-01-12 16:00, until: 2026-01-12 22:00, who: dee}", 1, 1},
		{"past its end, not to fill", "{from: 2026-01-12 16:00, until: 2026-01-12 22:00, who: dee, fill: false}", 0, 1},
	} {
		w := load(t, shut+"    overrides: ["+tc.override+"]\n")
		d := with(t, pager(), "gaps", "leave")
		r, low := lower(t, d, w, january(t))
		pieces := 0
		for i := range low.Schedule.Rotations {
			if low.Schedule.Rotations[i].HasShifts {
				pieces++
			}
		}
		overrides := slices.DeleteFunc(slices.Clone(low.Schedule.Overrides), func(o engine.Override) bool { return o.From.In(w.Schedules[0].Zone) > january(t)+7*civil.DayLen })
		if pieces != tc.pieces || len(overrides) != tc.overrides {
			t.Errorf("%s: %d pieces, %d overrides; want %d, %d", tc.name, pieces, len(overrides), tc.pieces, tc.overrides)
		}
		request := dialect.Request{Schedule: &w.Schedules[0], Declared: r, Now: january(t), Horizon: horizon}
		if got := low.Capability(request); got != dialect.Native && got != dialect.Materialised {
			t.Errorf("%s: %s", tc.name, got)
		}
	}
}

// TestTiesSetting: a time half way between two half hours goes where the vendor moves it.
func TestTiesSetting(t *testing.T) {
	w := load(t, rotations(`{id: m, every: 1 month, start: 2026-01-05 09:00, people: [ana, bo]}`)+
		"    overrides: [{from: 2026-01-12 09:00, until: 2026-01-12 10:15, who: dee}]\n")
	for word, want := range map[string]string{"up": "2026-01-12T09:30:00Z", "down": "2026-01-12T09:00:00Z"} {
		_, low := lower(t, with(t, pager(), "ties", word), w, january(t))
		i := slices.IndexFunc(low.Schedule.Rotations, func(r engine.Rotation) bool { return r.HasShifts && r.Shifts[0].Who.String() == "dee" })
		if got := low.Schedule.Rotations[i].Shifts[0].Until.In(w.Schedules[0].Zone).String(); got != want {
			t.Errorf("%s: %s, want %s", word, got, want)
		}
	}
}

// TestMasksSetting: what is known of the count of turns outside a restriction decides which restricted rotations are written
// as they are.
func TestMasksSetting(t *testing.T) {
	const only = `only: [{days: mon-fri, from: "09:00", to: "17:00"}]`
	two := rotations("{id: r, every: 2 days, start: 2026-01-05 00:00, people: [ana, bo], " + only + "}")
	weeks := rotations("{id: r, every: 1 week, start: 2026-01-05 00:00, people: [ana, bo], " + only + "}")
	alone := rotations("{id: r, every: 2 days, start: 2026-01-05 00:00, people: [ana, ana], " + only + "}")
	for _, tc := range []struct {
		name, word, yaml string
		native           bool
	}{
		{"days, not known", "unknown", two, false},
		{"days, counted on", "count", two, true},
		{"days, paused", "pause", two, false},
		{"weeks, not known", "unknown", weeks, true},
		{"weeks, paused", "pause", weeks, false},
		{"one person, paused", "pause", alone, true},
	} {
		w := load(t, tc.yaml)
		low := with(t, pager(), "masks", tc.word).Native(&w.Schedules[0], january(t))
		if native := len(low.Refusals) == 0; native != tc.native {
			t.Errorf("%s: native is %v: %v", tc.name, native, low.Refusals)
		}
	}
}

// TestEndsSetting: where shifts end by their duration, a rotation is written by its rules only while no clock change lies in
// one of its shifts within reach.
func TestEndsSetting(t *testing.T) {
	for _, tc := range []struct {
		name, now, rotation string
		native              bool
	}{
		{"months before the change", "2026-11-05T10:00:00Z", "{id: r, every: 1 week, start: 2026-01-05 09:00, people: [ana, bo]}", true},
		{"the change in reach", "2026-03-01T10:00:00Z", "{id: r, every: 1 week, start: 2026-01-05 09:00, people: [ana, bo]}", false},
		{"shifts that are over before it", "2026-03-01T10:00:00Z", `{id: r, every: 1 week, start: 2026-01-05 09:00, people: [ana, bo], only: [{days: mon-fri, from: "09:00", to: "17:00"}]}`, true},
	} {
		w := load(t, rotations(tc.rotation))
		d := with(t, &dialect.Dialect{Vendor: "opsgenie", Shifts: 100, Pieces: 100, Together: true}, "ends", "duration")
		low := d.Native(&w.Schedules[0], at(t, tc.now))
		if native := len(low.Refusals) == 0; native != tc.native {
			t.Errorf("%s: native is %v: %v", tc.name, native, low.Refusals)
		}
	}
}

// TestWithRefuses: settings and words that a vendor does not have are refused by name, and the dialect given is not changed.
func TestWithRefuses(t *testing.T) {
	d := open(pager())
	for _, bad := range []map[string]string{{"colour": "red"}, {"hours": "red"}, {"hours": ""}} {
		if _, err := d.With(bad); err == nil {
			t.Errorf("took %v", bad)
		}
	}
	if _, err := d.With(map[string]string{"hours": "wall"}); err != nil || d.Clock(engine.Hours) != engine.Elapsed {
		t.Errorf("%v, and the dialect counts hours by the %s clock", err, d.Clock(engine.Hours))
	}
}
