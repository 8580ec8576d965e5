package span_test

import (
	"math/bits"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine/span"
)

// point is a line of its own: the package must work on any.
type point int64

type (
	stretch = span.Span[point]
	set     = span.Set[point]
)

func TestTwoSpans(t *testing.T) {
	// The seven ways in which two spans can lie, and the empty ones.
	tests := []struct {
		name     string
		a, b     stretch
		overlaps bool
		clip     stretch // a clipped to b; looked at only where they overlap
	}{
		{"apart             |--|   |--|", stretch{0, 2}, stretch{5, 7}, false, stretch{}},
		{"touching          |--|--|", stretch{0, 2}, stretch{2, 4}, false, stretch{}},
		{"overlapping       |--|==|--|", stretch{0, 4}, stretch{2, 6}, true, stretch{2, 4}},
		{"a starts b        |==|--|", stretch{0, 2}, stretch{0, 4}, true, stretch{0, 2}},
		{"a inside b        |--|==|--|", stretch{2, 4}, stretch{0, 6}, true, stretch{2, 4}},
		{"a ends b          |--|==|", stretch{2, 4}, stretch{0, 4}, true, stretch{2, 4}},
		{"equal             |==|", stretch{0, 2}, stretch{0, 2}, true, stretch{0, 2}},
		{"one point         |=|--|", stretch{0, 1}, stretch{0, 4}, true, stretch{0, 1}},
		{"empty inside b    |--:--|", stretch{2, 2}, stretch{0, 4}, false, stretch{}},
		{"empty at an edge  :--|", stretch{0, 0}, stretch{0, 4}, false, stretch{}},
		{"backwards         empty", stretch{4, 1}, stretch{0, 6}, false, stretch{}},
		{"both backwards    empty", stretch{4, 1}, stretch{5, 2}, false, stretch{}},
		{"below zero        |--|==|--|", stretch{-6, -2}, stretch{-4, 0}, true, stretch{-4, -2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.a.Overlaps(tt.b); got != tt.overlaps {
				t.Errorf("overlaps: %v, want %v", got, tt.overlaps)
			}
			if got := tt.b.Overlaps(tt.a); got != tt.overlaps {
				t.Errorf("the other way round: overlaps %v, want %v", got, tt.overlaps)
			}
			got := tt.a.Clip(tt.b)
			if got.Empty() == tt.overlaps || tt.overlaps && got != tt.clip {
				t.Errorf("clip: %v, want %v", got, tt.clip)
			}
		})
	}
}

func TestOneSpan(t *testing.T) {
	tests := []struct {
		s        stretch
		empty    bool
		length   point
		contains []point // of -1 to 5
	}{
		{stretch{1, 4}, false, 3, []point{1, 2, 3}},
		{stretch{1, 2}, false, 1, []point{1}},
		{stretch{1, 1}, true, 0, nil},
		{stretch{4, 1}, true, 0, nil},
		{stretch{-1, 1}, false, 2, []point{-1, 0}},
	}
	for _, tt := range tests {
		if got := tt.s.Empty(); got != tt.empty {
			t.Errorf("%v is empty: %v", tt.s, got)
		}
		if got := tt.s.Length(); got != tt.length {
			t.Errorf("%v has length %d, want %d", tt.s, got, tt.length)
		}
		var in []point
		for p := point(-1); p <= 5; p++ {
			if tt.s.Contains(p) {
				in = append(in, p)
			}
		}
		if !slices.Equal(in, tt.contains) {
			t.Errorf("%v contains %v, want %v", tt.s, in, tt.contains)
		}
	}
}

func TestOf(t *testing.T) {
	tests := []struct {
		name string
		in   []stretch
		want set
	}{
		{"nothing", nil, nil},
		{"only empty ones", []stretch{{3, 3}, {5, 1}}, nil},
		{"out of order", []stretch{{5, 7}, {0, 2}}, set{{0, 2}, {5, 7}}},
		{"touching ones become one", []stretch{{0, 2}, {2, 4}}, set{{0, 4}}},
		{"one inside another", []stretch{{0, 9}, {2, 4}, {5, 6}}, set{{0, 9}}},
		{"a chain", []stretch{{4, 6}, {0, 3}, {2, 5}}, set{{0, 6}}},
		{"doubles", []stretch{{1, 2}, {1, 2}}, set{{1, 2}}},
		{"an empty one does not bridge", []stretch{{0, 2}, {2, 2}, {3, 4}}, set{{0, 2}, {3, 4}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := slices.Clone(tt.in)
			if got := span.Of(tt.in...); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			if !slices.Equal(in, tt.in) {
				t.Errorf("the arguments were changed to %v", tt.in)
			}
		})
	}
}

// The slow twin: a set of the points 0 to 15 as the bits of a number. It knows no edges, so it cannot get them wrong.
type bitmap uint16

const width = 16

// spans returns the bitmap as a set, point by point.
func (b bitmap) spans() set {
	var out []stretch
	for p := range point(width) {
		if b&(1<<p) != 0 {
			out = append(out, stretch{p, p + 1})
		}
	}
	return span.Of(out...)
}

// of looks at every point of a set.
func of(s set) bitmap {
	var b bitmap
	for p := range point(width) {
		if slices.ContainsFunc(s, func(sp stretch) bool { return sp.Start <= p && p < sp.End }) {
			b |= 1 << p
		}
	}
	return b
}

// proper fails the test unless the set is what Set promises: sorted, without empty or touching spans, inside the twin.
func proper(t rapid.TB, what string, s set) {
	t.Helper()
	for i, sp := range s {
		if sp.Start >= sp.End || i > 0 && s[i-1].End >= sp.Start || sp.Start < 0 || sp.End > width {
			t.Fatalf("%s: %v is not sorted, has an empty or touching span, or leaves 0 to %d", what, s, width)
		}
	}
}

// agree compares one operation with the twin.
func agree(t rapid.TB, what string, got set, want bitmap) {
	t.Helper()
	proper(t, what, got)
	if of(got) != want {
		t.Fatalf("%s: %v, want the points %016b", what, got, want)
	}
}

// compare runs every operation on two sets and on their bitmaps.
func compare(t rapid.TB, a, b bitmap) {
	t.Helper()
	sa, sb := a.spans(), b.spans()
	keepA, keepB := slices.Clone(sa), slices.Clone(sb)
	agree(t, "a", sa, a)
	agree(t, "union", sa.Union(sb), a|b)
	agree(t, "subtract", sa.Subtract(sb), a&^b)
	agree(t, "intersect", sa.Intersect(sb), a&b)
	if got := int(sa.Length()); got != bits.OnesCount16(uint16(a)) {
		t.Fatalf("length of %v: %d", sa, got)
	}
	for p := point(-1); p <= width; p++ {
		if got, want := sa.Contains(p), p >= 0 && p < width && a&(1<<p) != 0; got != want {
			t.Fatalf("%v contains %d: %v", sa, p, got)
		}
	}
	if !slices.Equal(sa, keepA) || !slices.Equal(sb, keepB) {
		t.Fatalf("an operation changed its operands: %v and %v became %v and %v", keepA, keepB, sa, sb)
	}
}

// clips compares Clip with the twin for every window.
func clips(t rapid.TB, a bitmap) {
	t.Helper()
	s := a.spans()
	for from := range point(width + 1) {
		for to := range point(width + 1) {
			var window bitmap
			for p := from; p < to; p++ {
				window |= 1 << p
			}
			agree(t, "clip", s.Clip(stretch{from, to}), a&window)
		}
	}
}

// TestSetsAgreeWithTheTwinOnAllSmallPatterns tries every pair of sets of the points 0 to 6.
func TestSetsAgreeWithTheTwinOnAllSmallPatterns(t *testing.T) {
	for a := range bitmap(1 << 7) {
		clips(t, a)
		for b := range bitmap(1 << 7) {
			compare(t, a, b)
		}
	}
}

func TestSetsAgreeWithTheTwinOnRandomPatterns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Uint16().Draw(t, "a"), rapid.Uint16().Draw(t, "b")
		compare(t, bitmap(a), bitmap(b))
		clips(t, bitmap(a))
	})
}

// TestOfAgreesWithTheTwin draws spans that overlap, touch, hide in each other or are empty.
func TestOfAgreesWithTheTwin(t *testing.T) {
	one := rapid.Custom(func(t *rapid.T) stretch {
		return stretch{point(rapid.IntRange(0, width).Draw(t, "start")), point(rapid.IntRange(0, width).Draw(t, "end"))}
	})
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.SliceOfN(one, 0, 8).Draw(t, "spans")
		agree(t, "of", span.Of(in...), of(set(in)))
	})
}
