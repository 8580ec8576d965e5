package civil_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine/civil"
)

// daySet is a set of dates.
type daySet map[civil.Day]bool

func (s daySet) Has(d civil.Day) bool { return s[d] }

// window reads "mon tue 09:00 17:00", hours beyond 24 on a later day, and dates after "except" or "on".
func window(t *testing.T, s string) civil.Window {
	t.Helper()
	var w civil.Window
	s, except, _ := strings.Cut(s, " except ")
	s, on, _ := strings.Cut(s, " on ")
	dates := func(text string) civil.DaySet {
		set := daySet{}
		for _, d := range strings.Fields(text) {
			set[date(t, d)] = true
		}
		if len(set) == 0 {
			return nil
		}
		return set
	}
	w.Except, w.OnlyOn = dates(except), dates(on)
	fields := strings.Fields(s)
	n := len(fields) - 2
	for _, name := range fields[:n] {
		d, ok := civil.ParseWeekday(name)
		if !ok {
			t.Fatalf("no day %q", name)
		}
		w.Days[d] = true
	}
	for i, to := range []*int{&w.From, &w.To} {
		var h, m int
		if _, err := fmt.Sscanf(fields[n+i], "%d:%d", &h, &m); err != nil {
			t.Fatal(err)
		}
		*to = h*civil.Hour + m*civil.Minute
	}
	return w
}

func windows(t *testing.T, list string) *civil.Windows {
	t.Helper()
	var ws []civil.Window
	for s := range strings.SplitSeq(list, "; ") {
		ws = append(ws, window(t, s))
	}
	return civil.NewWindows(ws)
}

// Maximal stretches, from the one that holds 2026-01-05 00:00, a Monday, or else the first after it.
func TestStretches(t *testing.T) {
	for list, want := range map[string]string{
		"mon tue 09:00 17:00":                                              "01-05 09:00..01-05 17:00 01-06 09:00..01-06 17:00 01-12 09:00..01-12 17:00",
		"fri 18:00 87:00":                                                  "01-02 18:00..01-05 15:00 01-09 18:00..01-12 15:00 01-16 18:00..01-19 15:00",
		"mon 09:00 12:00; mon 11:00 15:00":                                 "01-05 09:00..01-05 15:00 01-12 09:00..01-12 15:00 01-19 09:00..01-19 15:00",
		"mon 09:00 12:00; mon 12:00 15:00":                                 "01-05 09:00..01-05 15:00 01-12 09:00..01-12 15:00 01-19 09:00..01-19 15:00",
		"sun 20:00 24:00; mon 00:00 04:00":                                 "01-04 20:00..01-05 04:00 01-11 20:00..01-12 04:00 01-18 20:00..01-19 04:00",
		"mon tue wed thu fri sat sun 22:00 30:00":                          "01-04 22:00..01-05 06:00 01-05 22:00..01-06 06:00 01-06 22:00..01-07 06:00",
		"mon 09:00 12:00 except 2026-01-12":                                "01-05 09:00..01-05 12:00 01-19 09:00..01-19 12:00 01-26 09:00..01-26 12:00",
		"mon 09:00 12:00 except 2026-01-12; mon 11:00 15:00":               "01-05 09:00..01-05 15:00 01-12 11:00..01-12 15:00 01-19 09:00..01-19 15:00",
		"sun 22:00 30:00 except 2026-01-05":                                "01-04 22:00..01-05 06:00 01-11 22:00..01-12 06:00 01-18 22:00..01-19 06:00",
		"mon tue wed 09:00 12:00 on 2026-01-06 2026-01-14":                 "01-06 09:00..01-06 12:00 01-14 09:00..01-14 12:00",
		"fri 18:00 87:00 except 2026-01-09; tue 10:00 11:00":               "01-02 18:00..01-05 15:00 01-06 10:00..01-06 11:00 01-13 10:00..01-13 11:00",
		"sat 10:00 12:00 on 2026-01-06; sun 10:00 12:00 except 2026-01-11": "01-18 10:00..01-18 12:00 01-25 10:00..01-25 12:00 02-01 10:00..02-01 12:00",
	} {
		w, at := windows(t, list), local(t, "2026-01-05")
		var got []string
		for range 3 {
			s, ok := w.Stretch(at)
			if !ok {
				break
			}
			got = append(got, s.Start.String()[5:]+".."+s.End.String()[5:])
			at = s.End
		}
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s (-want +got)\n%s", list, diff)
		}
	}
}

// Windows that never close, or never open, say so, and that this will not change.
func TestWindowsWithoutEdges(t *testing.T) {
	far := local(t, "2400-01-01")
	for list, always := range map[string]bool{
		"mon tue wed thu fri sat sun 00:00 24:00": true,
		"wed 09:00 177:00":                        true,
		"mon 09:00 09:00":                         false,
	} {
		w := windows(t, list)
		open, next := w.At(local(t, "2026-01-07 12:00"))
		if open != always || w.Always() != always || next < far {
			t.Errorf("%s: open %v until %s, always %v", list, open, next, w.Always())
		}
	}
	if open, next := civil.Always().At(0); !open || next < far {
		t.Errorf("without a restriction: open %v until %s", open, next)
	}
}

// The slow twin of windows asks every window about every minute. someWindows draws windows with edges on whole quarters.
func someWindows(rt *rapid.T) []civil.Window {
	ws := make([]civil.Window, rapid.IntRange(1, 4).Draw(rt, "windows"))
	for i := range ws {
		w := &ws[i]
		for d := range w.Days {
			w.Days[d] = rapid.IntRange(0, 2).Draw(rt, "day") == 0
		}
		w.From = rapid.IntRange(0, 95).Draw(rt, "from") * 15 * civil.Minute
		w.To = w.From + rapid.SampledFrom([]int{1, 4, 36, 64, 96, 200, 672}).Draw(rt, "length")*15*civil.Minute
		dates := func(name string) civil.DaySet {
			set := daySet{}
			for range rapid.IntRange(-4, 5).Draw(rt, name) {
				set[firstDay+civil.Day(rapid.IntRange(-8, 15).Draw(rt, "date"))] = true
			}
			if len(set) == 0 {
				return nil
			}
			return set
		}
		w.Except, w.OnlyOn = dates("except"), dates("on")
	}
	return ws
}

// firstDay is the Thursday the twin's fortnight begins on: 1970-01-01, so that the days before it are negative.
const firstDay = civil.Day(0)

func opens(w civil.Window, d civil.Day) bool {
	return w.Days[d.Weekday()] && (w.Except == nil || !w.Except.Has(d)) && (w.OnlyOn == nil || w.OnlyOn.Has(d))
}

func isOpen(ws []civil.Window, l civil.Local) bool {
	for _, w := range ws {
		for d := l.Day() - 14; d <= l.Day(); d++ {
			if start := d.Start(); opens(w, d) && start+civil.Local(w.From) <= l && l < start+civil.Local(w.To) {
				return true
			}
		}
	}
	return false
}

func TestWindowsAgreeWithTheirTwin(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		ws := someWindows(rt)
		w := civil.NewWindows(ws)
		from, until := (firstDay - 3).Start(), (firstDay + 11).Start()
		after := from + civil.Local(rapid.IntRange(0, 95).Draw(rt, "after"))*15*civil.Minute
		openings := w.OpeningsAfter(after, until+civil.Week)
		quarters := map[civil.Local]bool{}
		for l := from - 15*civil.Minute; l < until; l += 15 * civil.Minute {
			quarters[l] = isOpen(ws, l)
		}
		count, held := 0, from // held: until when the answer before was to hold
		for l := from; l < until; l += 15 * civil.Minute {
			want := quarters[l]
			open, next := w.At(l)
			if open != want || next <= l {
				rt.Fatalf("at %s open %v until %s, want %v\n%+v", l, open, next, want, ws)
			}
			if last, _ := w.At(l + 15*civil.Minute - 1); last != want {
				rt.Fatalf("at %s and the second before the next quarter differ\n%+v", l, ws)
			}
			if l < held && want != quarters[l-15*civil.Minute] {
				rt.Fatalf("at %s changes what was to hold until %s\n%+v", l, held, ws)
			}
			held = next
			if want && !quarters[l-15*civil.Minute] && l > after {
				count++
				if nth := openings.Nth(count); nth != l {
					rt.Fatalf("opening %d after %s is %s, want %s\n%+v", count, after, nth, l, ws)
				}
			}
			if n := openings.Count(l); l >= after && !w.Always() && n != count {
				rt.Fatalf("%d openings in (%s, %s], want %d\n%+v", n, after, l, count, ws)
			}
		}
	})
}
