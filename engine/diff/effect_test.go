package diff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/span"
)

// draw reads a timeline: a letter is an hour of one person, a capital of that person and of z, a dot of nobody.
func draw(text string) []engine.OnCall {
	var out []engine.OnCall
	last := ' '
	for i, c := range text {
		s := span.Span[civil.Instant]{Start: civil.Instant(i * civil.Hour), End: civil.Instant((i + 1) * civil.Hour)}
		if c == last {
			out[len(out)-1].End = s.End
			continue
		}
		last = c
		on := engine.OnCall{Span: s}
		if c != '.' {
			on.On = append(on.On, engine.Duty{Who: engine.Person(engine.PersonID(strings.ToLower(string(c))))})
			if strings.ToUpper(string(c)) == string(c) {
				on.On = append([]engine.Duty{{Who: engine.Person("z")}}, on.On...) // order is no difference
			}
		}
		out = append(out, on)
	}
	return out
}

func names(list []engine.Participant) string {
	if len(list) == 0 {
		return "nobody"
	}
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = p.String()
	}
	return strings.Join(out, "+")
}

func tell(moves []diff.Move) []string {
	var out []string
	for _, m := range moves {
		out = append(out, fmt.Sprintf("%d-%d %s>%s", m.Start/civil.Hour, m.End/civil.Hour, names(m.Before), names(m.After)))
	}
	return out
}

func TestCompareSpans(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want []string
	}{
		{"aabb", "aabb", nil},
		{"....", "....", nil},
		{"aaaa", "abba", []string{"1-3 a>b"}},
		{"aabb", "abbb", []string{"1-2 a>b"}},
		{"aabb", "ccdd", []string{"0-2 a>c", "2-4 b>d"}},
		{"aabb", "cccc", []string{"0-2 a>c", "2-4 b>c"}},
		{"aaaa", "bbcc", []string{"0-2 a>b", "2-4 a>c"}},
		{"aaaa", "..aa", []string{"0-2 a>nobody"}},
		{"..aa", "aaaa", []string{"0-2 nobody>a"}},
		{"aaaa", "aAAa", []string{"1-3 a>a+z"}},
		{"AAAA", "AaaA", []string{"1-3 a+z>a"}},
		{"abab", "baba", []string{"0-1 a>b", "1-2 b>a", "2-3 a>b", "3-4 b>a"}},
	} {
		if d := cmp.Diff(tc.want, tell(engine.Differences(draw(tc.a), draw(tc.b)))); d != "" {
			t.Errorf("%s against %s: -want +got:\n%s", tc.a, tc.b, d)
		}
	}
}

// A slow twin goes hour by hour.
func TestCompareSpansAgreesHourByHour(t *testing.T) {
	line := rapid.StringMatching(`[abcAB.]{24}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := line.Draw(t, "a"), line.Draw(t, "b")
		moves := engine.Differences(draw(a), draw(b))
		hours := map[engine.Participant]civil.Instant{}
		for i := range a {
			at := civil.Instant(i * civil.Hour)
			covered := false
			for j, m := range moves {
				if j > 0 && m.Start < moves[j-1].End {
					t.Fatalf("moves overlap: %v", tell(moves))
				}
				if !m.Contains(at) {
					continue
				}
				covered = true
				if got := names(m.Before) + ">" + names(m.After); got != whoAt(a, i)+">"+whoAt(b, i) {
					t.Fatalf("hour %d is %s, want %s>%s", i, got, whoAt(a, i), whoAt(b, i))
				}
			}
			if differ := a[i] != b[i]; differ != covered {
				t.Fatalf("hour %d: a move says %t, the timelines %t", i, covered, differ)
			}
		}
		for _, m := range moves {
			for _, p := range m.Before {
				hours[p] -= m.Length()
			}
			for _, p := range m.After {
				hours[p] += m.Length()
			}
		}
		for _, h := range diff.HoursBetween(draw(a), draw(b)) {
			if h.After-h.Before != hours[h.Who] {
				t.Fatalf("%s has %d seconds before and %d after, the moves say %+d", h.Who, h.Before, h.After, hours[h.Who])
			}
		}
	})
}

func whoAt(text string, i int) string {
	c := text[i : i+1]
	switch {
	case c == ".":
		return "nobody"
	case strings.ToUpper(c) == c:
		return strings.ToLower(c) + "+z"
	default:
		return c
	}
}

func TestNewGaps(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want []string
	}{
		{"aaaa", "aaaa", nil},
		{"aa..", "aa..", nil},
		{"aabb", "a..b", []string{"1-2 a>nobody", "2-3 b>nobody"}},
		{"..aa", "aa..", []string{"2-4 a>nobody"}},
	} {
		if d := cmp.Diff(tc.want, tell(diff.NewGaps(engine.Differences(draw(tc.a), draw(tc.b))))); d != "" {
			t.Errorf("%s against %s: -want +got:\n%s", tc.a, tc.b, d)
		}
	}
}
