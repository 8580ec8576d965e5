package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestShorten(t *testing.T) {
	for _, c := range []struct {
		label string
		width int
		want  string
	}{
		{"ana", 10, "ana"},
		{"0123456789", 10, "0123456789"},
		{"0123456789x", 10, "01234…789x"},
		{"千葉真一千葉真一", 10, "千葉…真一"},
		{"千葉真一千葉真一", 9, "千葉…真一"},
	} {
		if got := shorten(c.label, c.width); got != c.want {
			t.Errorf("shorten(%q, %d) = %q, want %q", c.label, c.width, got, c.want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  []string
	}{
		{"", 5, []string{""}},
		{"one two three", 7, []string{"one two", "three"}},
		{"one twothreefour five", 5, []string{"one", "twoth", "reefo", "ur", "five"}},
		{"千葉 真一", 5, []string{"千葉", "真一"}},
		{"千葉", 1, []string{"千", "葉"}},
	} {
		if diff := cmp.Diff(c.want, wrap(c.text, c.width)); diff != "" {
			t.Errorf("wrap(%q, %d) (-want +got):\n%s", c.text, c.width, diff)
		}
	}
}

func TestWrapLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(strings.Fields(rapid.String().Draw(t, "text")), " ")
		width := rapid.IntRange(2, 30).Draw(t, "width")
		lines := wrap(s, width)
		if got, want := strings.ReplaceAll(strings.Join(lines, ""), " ", ""), strings.ReplaceAll(s, " ", ""); got != want {
			t.Fatalf("wrap(%q) = %q", s, lines)
		}
		for _, l := range lines {
			if columnsOf(l) > width {
				t.Fatalf("line %q is wider than %d", l, width)
			}
		}
	})
}
