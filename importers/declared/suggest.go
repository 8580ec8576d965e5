package declared

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

// maxComparisons bounds the work of all suggestions of one load: a workspace with 20,000 wrong references to 20,000 people
// gets its errors at once, the later ones without a suggestion.
const maxComparisons = 300_000

// suggester finds the word that was probably meant.
type suggester struct{ left int }

// suggest returns the candidate closest to word, or "" when none is close enough. Capitals and accents do not count.
// Of equally close ones the first in alphabetical order wins.
func (s *suggester) suggest(word string, candidates []string) string {
	if word == "" || len(word) > 100 || s.left < len(candidates) {
		return ""
	}
	s.left -= len(candidates)
	w := fold(word)
	best, bestDistance := "", tolerance(w)+1
	for _, c := range candidates {
		if abs(len(c)-len(word)) > 6 {
			continue
		}
		d := distance(w, fold(c))
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

// fold takes capitals and accents off a word.
func fold(s string) string {
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
