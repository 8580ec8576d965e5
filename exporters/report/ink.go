package report

import "strings"

// ink paints text with ANSI colours, or leaves it as it is. It only ever repeats what the characters say already.
type ink struct{ on bool }

// The colours, as ANSI SGR parameters. People take theirs from palette in turn; red is kept for gaps.
const (
	bold  = "1"
	faint = "2"
	red   = "1;31"
)

const paletteSize = 5

// paletteColour returns the colour of the nth row, so that neighbours differ: cyan, green, yellow, blue, magenta.
func paletteColour(n int) string {
	return [paletteSize]string{"36", "32", "33", "34", "35"}[n%paletteSize]
}

// paint returns s in a colour, line by line when colours are on. Text without a visible character stays bare.
func (k ink) paint(colour, s string) string {
	if !k.on || strings.TrimSpace(s) == "" {
		return s
	}
	return "\x1b[" + colour + "m" + s + "\x1b[0m"
}
