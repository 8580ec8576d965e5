package yaml

import (
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// plainText are the texts that no YAML reader, 1.1 or 1.2, takes for anything but text, in block and in flow style: they
// begin with a letter and have no mark with a meaning in them.
var plainText = regexp.MustCompile(`^[\pL_][\pL\pM\pN_./@+'()&-]*( [\pL\pM\pN_./@+'()&-]+)*$`)

// plainLength are lengths of time, which begin with a digit and are text all the same.
var plainLength = regexp.MustCompile(`^[0-9]+( ?(m|h|minutes?|hours?|days?|weeks?|months?|windows?))$`)

// reserved are the words that YAML 1.1 reads as booleans or null, in lower case.
func reserved(s string) bool {
	return slices.Contains([]string{"y", "n", "yes", "no", "on", "off", "true", "false", "null"}, strings.ToLower(s))
}

// text returns a scalar that reads back as s: bare where that is safe, as a block where s has several tidy lines, quoted
// otherwise. Bytes that are not UTF-8, which YAML cannot hold, become U+FFFD.
func text(s string) *yaml.Node {
	s = strings.ToValidUTF8(s, "\uFFFD")
	n := &yaml.Node{Kind: yaml.ScalarNode, Value: s, Style: yaml.DoubleQuotedStyle}
	switch {
	case len(s) <= 100 && plainText.MatchString(s) && !reserved(s), plainLength.MatchString(s):
		n.Style = 0
	case tidyLines.MatchString(s):
		n.Style = yaml.LiteralStyle
	}
	return n
}

// tidyLines are two lines or more of printable ASCII text that neither begin nor end with a space; only the last may end
// in a line break. Anything trickier is quoted, where nothing can get lost.
var tidyLines = regexp.MustCompile(`^[!-~]([ -~]*[!-~])?(\n([!-~]([ -~]*[!-~])?)?)*\n[!-~]([ -~]*[!-~])?\n?$`)

// plain returns a scalar that is a number or a boolean, or a word that is known to be safe.
func plain(s string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: s} }

// optional returns the text, or nil for the empty one, which stands for "not stated".
func optional[T ~string](s T) *yaml.Node {
	if s == "" {
		return nil
	}
	return text(string(s))
}
