package dialect_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/span"
)

func TestLowerOverrides(t *testing.T) {
	const two = "    rotations:\n      - {id: a, every: 1 week, start: 2026-01-05 09:00, people: [ana]}\n      - {id: b, every: 1 week, start: 2026-01-05 09:00, people: [bo]}\n"
	for _, tc := range []struct {
		name, overrides string
		want            []string
	}{
		{"one", "{from: 2026-01-10 09:00, until: 2026-01-10 12:00, who: dee}", []string{"override dee 2026-01-10T08:00:00Z – 2026-01-10T11:00:00Z"}},
		{"for how long", "{from: 2026-01-10 09:00, for: 3h, who: dee}", []string{"override dee 2026-01-10T08:00:00Z – 2026-01-10T11:00:00Z"}},
		{"nobody", "{from: 2026-01-10 09:00, until: 2026-01-10 12:00, who: none}", []string{"override none 2026-01-10T08:00:00Z – 2026-01-10T11:00:00Z"}},
		{"over", "{from: 2026-01-07 09:00, until: 2026-01-07 11:00, who: dee}", nil},
		{"running", "{from: 2026-01-07 09:00, until: 2026-01-07 12:00, who: dee}", []string{"override dee 2026-01-07T08:00:00Z – 2026-01-07T11:00:00Z"}},
		{"the later listed wins", "{from: 2026-01-10 09:00, until: 2026-01-10 15:00, who: dee}, {from: 2026-01-10 12:00, until: 2026-01-10 18:00, who: bo}", []string{
			"override dee 2026-01-10T08:00:00Z – 2026-01-10T11:00:00Z", "override bo 2026-01-10T11:00:00Z – 2026-01-10T17:00:00Z",
		}},
		{"one in the middle of another", "{from: 2026-01-10 09:00, until: 2026-01-10 18:00, who: dee}, {from: 2026-01-10 12:00, until: 2026-01-10 15:00, who: bo}", []string{
			"override dee 2026-01-10T08:00:00Z – 2026-01-10T11:00:00Z", "override bo 2026-01-10T11:00:00Z – 2026-01-10T14:00:00Z", "override dee 2026-01-10T14:00:00Z – 2026-01-10T17:00:00Z",
		}},
		{"one hidden altogether", "{from: 2026-01-10 12:00, until: 2026-01-10 15:00, who: bo}, {from: 2026-01-10 09:00, until: 2026-01-10 18:00, who: dee}", []string{
			"override dee 2026-01-10T08:00:00Z – 2026-01-10T17:00:00Z",
		}},
		{"those of rotations act before those of all, wherever they stand", "{from: 2026-01-10 09:00, until: 2026-01-10 12:00, who: dee}, {from: 2026-01-10 09:00, until: 2026-01-10 15:00, who: bo, rotations: [a]}", []string{
			"override dee 2026-01-10T08:00:00Z – 2026-01-10T11:00:00Z", "override bo 2026-01-10T11:00:00Z – 2026-01-10T14:00:00Z on a",
		}},
		{"other rotations, no conflict", "{from: 2026-01-10 09:00, until: 2026-01-10 12:00, who: dee, rotations: [b]}, {from: 2026-01-10 09:00, until: 2026-01-10 15:00, who: bo, rotations: [a]}", []string{
			"override dee 2026-01-10T08:00:00Z – 2026-01-10T11:00:00Z on b", "override bo 2026-01-10T08:00:00Z – 2026-01-10T14:00:00Z on a",
		}},
		{"both, cut on one", "{from: 2026-01-10 09:00, until: 2026-01-10 18:00, who: dee, rotations: [a, b]}, {from: 2026-01-10 09:00, until: 2026-01-10 12:00, who: bo, rotations: [a]}", []string{
			"override dee 2026-01-10T11:00:00Z – 2026-01-10T17:00:00Z on a", "override dee 2026-01-10T08:00:00Z – 2026-01-10T17:00:00Z on b", "override bo 2026-01-10T08:00:00Z – 2026-01-10T11:00:00Z on a",
		}},
		{"one that is over still cuts what it hid", "{from: 2026-01-07 09:00, until: 2026-01-07 18:00, who: dee}, {from: 2026-01-07 09:00, until: 2026-01-07 10:00, who: bo}", []string{
			"override dee 2026-01-07T09:00:00Z – 2026-01-07T17:00:00Z",
		}},
		{"one that is over is not refused", "{from: 2026-01-06 09:00, until: 2026-01-06 18:00, who: [dee, bo], fill: false}", nil},
		{"recurring", `{from: 2026-01-02 12:00, for: 2h, rrule: "FREQ=MONTHLY;BYDAY=1FR", who: dee}`, nil},
		{"instead of one", "{from: 2026-01-10 09:00, until: 2026-01-10 12:00, who: dee, replaces: ana}", nil},
		{"no filling", "{from: 2026-01-10 09:00, until: 2026-01-10 12:00, who: dee, fill: false}", nil},
		{"two together", "{from: 2026-01-10 09:00, until: 2026-01-10 12:00, who: [dee, bo]}", nil},
		{"a team", `{from: 2026-01-10 09:00, until: 2026-01-10 12:00, who: "team:pay"}`, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := load(t, two+"    overrides: ["+tc.overrides+"]\n")
			low := pager().Native(&w.Schedules[0], january(t))
			got := slices.DeleteFunc(tell(&low), func(l string) bool { return strings.Contains(l, " every ") })
			if len(got) == 0 {
				got = nil
			}
			slices.Sort(got)
			slices.Sort(tc.want)
			if d := cmp.Diff(tc.want, got); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

// Lowered overrides do not overlap on any rotation, and resolve to what the declared ones do.
func TestLoweredOverridesDoNotOverlap(t *testing.T) {
	w := load(t, "    rotations:\n      - {id: a, every: 1 day, start: 2026-01-05 09:00, people: [ana, bo]}\n      - {id: b, every: 1 day, start: 2026-01-05 09:00, people: [bo]}\n      - {id: c, every: 1 day, start: 2026-01-05 09:00, people: [chi]}\n")
	declared := w.Schedules[0]
	zero := january(t)
	window := span.Span[civil.Instant]{Start: zero, End: zero + 30*civil.Hour}
	rapid.Check(t, func(t *rapid.T) {
		s := declared
		s.Overrides = nil
		for range rapid.IntRange(0, 6).Draw(t, "overrides") {
			from := rapid.IntRange(-10, 20).Draw(t, "from")
			o := engine.Override{
				From:  civil.AtInstant(zero + civil.Instant(from*civil.Hour)),
				Until: civil.AtInstant(zero + civil.Instant((from+rapid.IntRange(1, 15).Draw(t, "hours"))*civil.Hour)),
				Fill:  true,
			}
			if who := rapid.SampledFrom([]string{"dee", "eli", ""}).Draw(t, "who"); who != "" {
				o.Who = engine.Entry{engine.Person(engine.PersonID(who))}
			}
			for _, id := range []engine.RotationID{"a", "b", "c"} {
				if rapid.Bool().Draw(t, string(id)) {
					o.Rotations = append(o.Rotations, id)
				}
			}
			s.Overrides = append(s.Overrides, o)
		}
		low := pager().Native(&s, zero)
		if len(low.Refusals) > 0 {
			t.Fatalf("refused: %v", low.Refusals)
		}
		for i, o := range low.Schedule.Overrides {
			for _, p := range low.Schedule.Overrides[:i] {
				if o.Span(s.Zone).Overlaps(p.Span(s.Zone)) && shareRotation(o, p) {
					t.Fatalf("two overlap on one rotation:\n%s", strings.Join(tell(&low), "\n"))
				}
			}
		}
		if want, got := resolve(t, &s, window), resolve(t, &low.Schedule, window); !slices.Equal(want, got) {
			t.Fatalf("declared: %v\nlowered: %v\n%s", want, got, strings.Join(tell(&low), "\n"))
		}
	})
}

func shareRotation(a, b engine.Override) bool {
	return len(a.Rotations) == 0 || len(b.Rotations) == 0 ||
		slices.ContainsFunc(a.Rotations, func(id engine.RotationID) bool { return slices.Contains(b.Rotations, id) })
}

// resolve lists who is on call hour by hour.
func resolve(t *rapid.T, s *engine.Schedule, w span.Span[civil.Instant]) []string {
	r, err := engine.Compile(s, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, sp := range r.Resolve(w, engine.Final).Spans {
		names := []string{}
		for _, d := range sp.On {
			if n := d.Who.String(); !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
		slices.Sort(names)
		for h := sp.Start; h < sp.End; h += civil.Hour {
			out = append(out, strings.Join(names, "+"))
		}
	}
	return out
}

func TestBeneathWithoutRotations(t *testing.T) {
	s := &engine.Schedule{Zone: load(t, week).Schedules[0].Zone}
	o := engine.Override{From: civil.AtInstant(0), Until: civil.AtInstant(10)}
	above := []engine.Override{{From: civil.AtInstant(3), Until: civil.AtInstant(5)}}
	got := dialect.Beneath(s, o, above)
	if len(got) != 2 || got[0].Until != civil.AtInstant(3) || got[1].From != civil.AtInstant(5) {
		t.Errorf("got %v", got)
	}
}
