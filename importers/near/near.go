// Package near finds the word that was probably meant: for every "did you mean" of every reader.
package near

import (
	"slices"
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"
	"golang.org/x/text/cases"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// Enough bounds the work of all suggestions of one load: a workspace with 20,000 wrong references to 20,000 people
// gets its errors at once, the later ones without a suggestion.
const Enough = 300_000

// Finder finds the word that was probably meant, until its comparisons are spent. Not safe for concurrent use.
type Finder struct{ left int }

// New returns a finder that compares at most so many words in all its life.
func New(comparisons int) *Finder { return &Finder{comparisons} }

// Suggest returns the candidate closest to word, or "" when none is close enough. Capitals and accents do not count.
// Of equally close ones the first in alphabetical order wins.
func (s *Finder) Suggest(word string, candidates []string) string {
	if word == "" || len(word) > 100 || s.left < len(candidates) {
		return ""
	}
	s.left -= len(candidates)
	w := Fold(word)
	best, bestDistance := "", tolerance(w)+1
	for _, c := range candidates {
		if abs(len(c)-len(word)) > 6 {
			continue
		}
		d := distance(w, Fold(c))
		if d < bestDistance || d == bestDistance && best != "" && c < best {
			best, bestDistance = c, d
		}
	}
	return best
}

// tolerance is how many edits still look like a slip: none in two letters, more in longer words.
func tolerance(word string) int {
	switch n := len([]rune(word)); {
	case n <= 2:
		return 0
	case n <= 4:
		return 1
	case n <= 8:
		return 2
	default:
		return 3
	}
}

// distance counts edits; two neighbours that changed places are one slip.
func distance(a, b string) int {
	d := levenshtein.ComputeDistance(a, b)
	if d == 2 && len(a) == len(b) && sortedBytes(a) == sortedBytes(b) {
		return 1
	}
	return d
}

func sortedBytes(s string) string {
	b := []byte(s)
	slices.Sort(b)
	return string(b)
}

// Fold takes capitals and accents off a word.
func Fold(s string) string {
	if isLowerASCII(s) {
		return s
	}
	t := transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn)), cases.Fold())
	out, _, err := transform.String(t, s)
	if err != nil {
		return strings.ToLower(s)
	}
	return out
}

func isLowerASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 || 'A' <= s[i] && s[i] <= 'Z' {
			return false
		}
	}
	return true
}

func abs(n int) int { return max(n, -n) }
