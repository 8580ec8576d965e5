package holiday

import (
	"fmt"
	"slices"
	"strings"
)

// Known returns every code that [Of] takes, sorted: ISO 3166 countries such as PT, and regions such as DE-BY, CH-ZH or
// AU-NSW.
func Known() []string {
	all := lists()
	out := make([]string, len(all))
	for i, l := range all {
		out[i] = l.code
	}
	slices.Sort(out)
	return out
}

// Of returns the holidays of a country or region by its code, in capitals. The error is an [*Unknown].
func Of(code string) (*Set, error) {
	for _, l := range lists() {
		if l.code == code {
			return &Set{days: l.days}, nil
		}
	}
	return nil, &Unknown{Code: code, Nearest: nearest(code), Regions: regions(code)}
}

// Unknown says that nobody knows the holidays of a code.
type Unknown struct {
	Code    string
	Nearest string   // the known code that looks most like it; empty where none does
	Regions []string // the regions of a country that is known only by region, sorted
}

// Error names the code and the one that may be meant.
func (u *Unknown) Error() string {
	switch {
	case len(u.Regions) > 0:
		return fmt.Sprintf("holidays of %q are known by region only: one of %s", u.Code, strings.Join(u.Regions, ", "))
	case u.Nearest == "":
		return fmt.Sprintf("no holidays are known for %q; declare a calendar with `dates:`", u.Code)
	default:
		return fmt.Sprintf("no holidays are known for %q; did you mean %q?", u.Code, u.Nearest)
	}
}

// regions returns the known regions of a country code.
func regions(country string) []string {
	return slices.DeleteFunc(Known(), func(k string) bool { return !strings.HasPrefix(k, country+"-") })
}

// nearest returns the known code that shares the longest beginning with code, two letters at least; the shortest of
// several.
func nearest(code string) string {
	code = strings.ToUpper(strings.ReplaceAll(code, "_", "-"))
	switch code { // codes that are in use elsewhere for countries we know
	case "UK":
		return "GB"
	case "EL":
		return "GR"
	}
	best, longest := "", 1
	for _, k := range Known() {
		n := common(code, k)
		if n > longest || n == longest && best != "" && len(k) < len(best) {
			best, longest = k, n
		}
	}
	return best
}

// common returns the length of the beginning that two codes share.
func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
