package engine_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// eachScene calls f with scenes from every place, other ones than the twin looks at.
func eachScene(t *testing.T, f func(t testing.TB, sc *scene)) {
	t.Helper()
	someScenes(t, 8, f)
}

func someScenes(t *testing.T, n int, f func(t testing.TB, sc *scene)) {
	t.Helper()
	for _, p := range places {
		t.Run(p.zone, func(t *testing.T) {
			t.Parallel()
			scenes := sceneIn(t, p.zone, pivotsOf(t, p.zone, p.years))
			for seed := 1000; seed < 1000+n; seed++ {
				sc := scenes.Example(seed)
				f(t, sc)
				if t.Failed() {
					t.Fatalf("seed %d\n%s", seed, sc.dump())
				}
			}
		})
	}
}

func (sc *scene) compile(t testing.TB) *engine.Resolver {
	t.Helper()
	r, err := engine.Compile(&sc.schedule, sc.people, sc.calendars)
	if err != nil {
		t.Fatalf("%v\n%s", err, sc.dump())
	}
	return r
}

// collect keeps the slices of a window.
func collect(r *engine.Resolver, w span.Span[civil.Instant], layer engine.Layer) []engine.Slice {
	var out []engine.Slice
	for s := range r.Slices(w, layer) {
		out = append(out, engine.Slice{Span: s.Span, On: append([]engine.Duty(nil), s.On...)})
	}
	return out
}

// clip keeps what lies in a window.
func clip(all []engine.Slice, w span.Span[civil.Instant]) []engine.Slice {
	var out []engine.Slice
	for _, s := range all {
		if s.Span = s.Clip(w); !s.Empty() {
			out = append(out, s)
		}
	}
	return out
}

// join puts two lists of slices together where one ends and the other begins.
func join(a, b []engine.Slice) []engine.Slice {
	if len(a) > 0 && len(b) > 0 && slices.Equal(a[len(a)-1].On, b[0].On) {
		a[len(a)-1].End = b[0].End
		b = b[1:]
	}
	return append(a, b...)
}

func TestSpansPartitionAndSeatsNeverOverlap(t *testing.T) {
	eachScene(t, func(t testing.TB, sc *scene) {
		tl := sc.compile(t).Resolve(sc.window, sc.layer)
		at := sc.window.Start
		for i, s := range tl.Spans {
			if s.Start != at || s.Empty() {
				t.Errorf("span %d is %v .. %v, the one before ended at %v", i, s.Start, s.End, at)
			}
			if i > 0 && equalSets(s.On, tl.Spans[i-1].On) {
				t.Errorf("span %d has the same people as the one before", i)
			}
			at = s.End
		}
		if at != sc.window.End {
			t.Errorf("spans end at %v, the window at %v", at, sc.window.End)
		}
		for i, a := range tl.Shifts {
			if a.Clip(sc.window) != a.Span || a.Empty() {
				t.Errorf("shift %+v is not in the window", a)
			}
			for _, b := range tl.Shifts[i+1:] {
				if a.Rotation == b.Rotation && a.Slot == b.Slot && a.Overlaps(b.Span) {
					t.Errorf("two shifts of one seat overlap\n%+v\n%+v", a, b)
				}
			}
		}
	})
}

func equalSets(a, b []engine.Duty) bool {
	set := func(on []engine.Duty) map[engine.Participant]bool {
		m := map[engine.Participant]bool{}
		for _, d := range on {
			m[d.Who] = true
		}
		return m
	}
	return reflect.DeepEqual(set(a), set(b))
}

func TestWindowsJoinAndClip(t *testing.T) {
	eachScene(t, func(t testing.TB, sc *scene) {
		r, w := sc.compile(t), sc.window
		all := collect(r, w, sc.layer)
		for _, b := range []civil.Instant{w.Start + 60, w.Start + w.Length()/3, w.Start + w.Length()/2/3600*3600, w.End - 1} {
			left, right := span.Span[civil.Instant]{Start: w.Start, End: b}, span.Span[civil.Instant]{Start: b, End: w.End}
			if diff := cmp.Diff(all, join(collect(r, left, sc.layer), collect(r, right, sc.layer))); diff != "" {
				t.Errorf("cut at %v\n%s", b, diff)
			}
			middle := span.Span[civil.Instant]{Start: b, End: b + w.Length()/4}
			middle = middle.Clip(w)
			if diff := cmp.Diff(clip(all, middle), collect(r, middle, sc.layer)); diff != "" {
				t.Errorf("part %v .. %v\n%s", middle.Start, middle.End, diff)
			}
		}
	})
}

// A change moves nobody before its date, whatever its list.
func TestChangesMoveNobodyBeforeTheirDate(t *testing.T) {
	eachScene(t, func(t testing.TB, sc *scene) {
		date := sc.window.Start + sc.window.Length()/2
		before := collect(sc.compile(t), span.Span[civil.Instant]{Start: sc.window.Start, End: date}, sc.layer)
		changed := *sc
		changed.schedule.Rotations = slices.Clone(sc.schedule.Rotations)
		for i := range changed.schedule.Rotations {
			r := &changed.schedule.Rotations[i]
			if r.HasShifts {
				continue
			}
			kept := slices.DeleteFunc(slices.Clone(r.Changes), func(c engine.Change) bool { return c.From.In(r.Zone) >= date })
			r.Changes = append(kept, engine.Change{From: civil.AtInstant(date), People: people("eli zoe none")})
		}
		after := collect(changed.compile(t), span.Span[civil.Instant]{Start: sc.window.Start, End: date}, sc.layer)
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("(-before +after)\n%s", diff)
		}
	})
}

// Every step of a cursor goes forward, and there are no more steps than minutes: all edges of scenes are whole minutes.
func TestCursorMakesProgress(t *testing.T) {
	eachScene(t, func(t testing.TB, sc *scene) {
		c := sc.compile(t).Cursor(sc.window, sc.layer)
		steps := 0
		for at := sc.window.Start; at < sc.window.End; steps++ {
			_, next := c.At(at)
			if next <= at || next > sc.window.End {
				t.Fatalf("at %v the next step is %v", at, next)
			}
			at = next
		}
		if most := int(sc.window.Length()/60) + 1; steps > most {
			t.Errorf("%d steps through %d minutes", steps, most)
		}
	})
}

// The same input gives the same timeline, in whatever order people and calendars are listed, and whatever is said of
// people and calendars that the schedule does not name.
func TestOrderAndStrangersDoNotMatter(t *testing.T) {
	eachScene(t, func(t testing.TB, sc *scene) {
		want := sc.compile(t).Resolve(sc.window, sc.layer)
		other := *sc
		other.people, other.calendars = slices.Clone(sc.people), slices.Clone(sc.calendars)
		noon := civil.AtInstant(sc.window.Start + 3600)
		other.people = append(other.people, engine.PersonInfo{
			ID:      "zoe",
			Away:    []engine.Absence{{From: civil.AtInstant(0), Until: noon}},
			Forward: []engine.Forward{{From: civil.AtInstant(0), Until: noon, Who: people("ana")[0]}},
		})
		other.calendars = append(other.calendars, engine.Holidays{ID: "unused", Dates: []civil.Day{civil.Day(sc.window.Start / 86400)}})
		slices.Reverse(other.people)
		slices.Reverse(other.calendars)
		for range 3 {
			got := other.compile(t).Resolve(sc.window, sc.layer)
			if got.Schedule = want.Schedule; !reflect.DeepEqual(want, got) {
				t.Errorf("(-want +got)\n%s", cmp.Diff(want.Shifts, got.Shifts))
			}
		}
	})
}

// In UTC, equal readings are equal times.
func TestWallIsElapsedInUTC(t *testing.T) {
	scenes := sceneIn(t, "UTC", pivotsOf(t, "UTC", []int{2026}))
	turned := 0
	for seed := 1000; seed < 1200; seed++ {
		sc := scenes.Example(seed)
		other := *sc
		other.schedule.Rotations = slices.Clone(sc.schedule.Rotations)
		for i := range other.schedule.Rotations {
			r := &other.schedule.Rotations[i]
			if r.Zone.String() != "UTC" || r.HasShifts || r.Every.Windows > 0 || r.Every.Lengths[0].Unit == engine.Months {
				continue
			}
			r.Clock = engine.Elapsed - r.Clock
			turned++
		}
		a, b := collect(sc.compile(t), sc.window, sc.layer), collect(other.compile(t), sc.window, sc.layer)
		if diff := cmp.Diff(a, b); diff != "" {
			t.Fatalf("seed %d\n%s\n%s", seed, diff, sc.dump())
		}
	}
	if turned < 100 {
		t.Errorf("only %d rotations had a clock to turn", turned)
	}
}

// Rotations that add up may be listed in any order: the people on call are the same.
func TestUnionIsCommutative(t *testing.T) {
	eachScene(t, func(t testing.TB, sc *scene) {
		sc.schedule.Combine = engine.All
		a := sc.compile(t).Resolve(sc.window, sc.layer).Spans
		other := *sc
		other.schedule.Rotations = slices.Clone(sc.schedule.Rotations)
		slices.Reverse(other.schedule.Rotations)
		b := other.compile(t).Resolve(sc.window, sc.layer).Spans
		if len(a) != len(b) {
			t.Fatalf("%d spans and %d", len(a), len(b))
		}
		for i := range a {
			if a[i].Span != b[i].Span || !equalSets(a[i].On, b[i].On) {
				t.Errorf("span %d\n%+v\n%+v", i, a[i], b[i])
			}
		}
	})
}

// Overrides that find nothing to act on change nothing.
func TestOverridesWithoutEffect(t *testing.T) {
	eachScene(t, func(t testing.TB, sc *scene) {
		whole := engine.Override{From: civil.AtInstant(sc.window.Start), Until: civil.AtInstant(sc.window.End), Who: people("eli")[0], Fill: true}
		stranger, over, empty := whole, whole, whole
		stranger.Replaces = people("zoe")[0]
		over.From, over.Until = civil.AtInstant(sc.window.Start-7200), civil.AtInstant(sc.window.Start)
		empty.Until = empty.From
		want := collect(sc.compile(t), sc.window, sc.layer)
		for i, o := range []engine.Override{stranger, over, empty} {
			other := *sc
			other.schedule.Overrides = append(slices.Clone(sc.schedule.Overrides), o)
			if diff := cmp.Diff(want, collect(other.compile(t), sc.window, sc.layer)); diff != "" {
				t.Errorf("override %d\n%s", i, diff)
			}
		}
	})
}

// A hundred years of weekly turns pass through the memory of one.
func TestHundredYearsStream(t *testing.T) {
	r := rotaText("1 week from 2026-01-05 09:00: ana bo chi; only mon-fri 09:00-17:00").read(t, "Europe/Lisbon")
	allocs := func(w string) (perRun float64, n int) {
		perRun = testing.AllocsPerRun(1, func() {
			n = 0
			for range r.Slices(window(w), engine.Final) {
				n++
			}
		})
		return perRun, n
	}
	year, few := allocs("2030-01-01 00:00 .. 2031-01-01 00:00")
	century, many := allocs("2030-01-01 00:00 .. 2130-01-01 00:00")
	if many < 99*few || century != year {
		t.Errorf("a year: %d slices, %v allocations; a century: %d slices, %v", few, year, many, century)
	}
}
