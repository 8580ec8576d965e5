package calibrate_test

import (
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/calibrate"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// line draws a timeline: a letter for who is on call in each hour, a dot for nobody.
func line(text string) []engine.OnCall {
	var out []engine.OnCall
	for i, r := range text {
		s := engine.OnCall{Span: span.Span[civil.Instant]{Start: civil.Instant(i) * civil.Hour, End: civil.Instant(i+1) * civil.Hour}}
		if r != '.' {
			s.On = []engine.Duty{{Who: engine.Person(engine.PersonID(r))}}
		}
		out = append(out, s)
	}
	return out
}

func TestCount(t *testing.T) {
	for _, tc := range []struct {
		name, a, b, rendered string
		answer               string
		split                bool
		hours                [3]civil.Instant // for either, for neither
	}{
		{"as the first", "aabb", "abbb", "aabb", "first", false, [3]civil.Instant{1, 0, 0}},
		{"as the second", "aabb", "abbb", "abbb", "second", false, [3]civil.Instant{0, 1, 0}},
		{"where they do not differ nothing counts", "aabb", "abbb", "aacc", "first", false, [3]civil.Instant{1, 0, 0}},
		{"somebody else is neither", "aabb", "abbb", "acbb", "", false, [3]civil.Instant{0, 0, 1}},
		{"a gap is an answer", "aa..", "aabb", "aa..", "first", false, [3]civil.Instant{2, 0, 0}},
		{"once so, once so", "aabb", "bbaa", "aaaa", "", true, [3]civil.Instant{2, 2, 0}},
		{"a forward over some of it", "aaaa", "bbbb", "bbcc", "second", false, [3]civil.Instant{0, 2, 2}},
	} {
		var v calibrate.Vote
		v.Count([2][]engine.OnCall{line(tc.a), line(tc.b)}, line(tc.rendered))
		if got := [3]civil.Instant{v.For[0] / civil.Hour, v.For[1] / civil.Hour, v.Neither / civil.Hour}; got != tc.hours {
			t.Errorf("%s: %v hours, want %v", tc.name, got, tc.hours)
		}
		f := calibrate.Finding{Answers: [2]string{"first", "second"}, Set: "first", Votes: []calibrate.Vote{v}}
		if f.Answer() != tc.answer || f.Split() != tc.split || f.Wrong() != (tc.answer == "second") {
			t.Errorf("%s: %q, split %v, wrong %v", tc.name, f.Answer(), f.Split(), f.Wrong())
		}
	}
}

func TestWindow(t *testing.T) {
	w, ok := calibrate.Window(line("aaaabb"), line("aaabbb"))
	if want := (span.Span[civil.Instant]{Start: 2 * civil.Hour, End: 6 * civil.Hour}); !ok || w != want {
		t.Errorf("%v, %v, want %v", w, ok, want)
	}
	if _, ok := calibrate.Window(line("aab"), line("aab")); ok {
		t.Error("equal timelines tell something")
	}
}
