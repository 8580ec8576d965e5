package report

import (
	"strings"

	"github.com/mattn/go-runewidth"
)

// columnsOf returns how many columns a terminal needs for s. Characters whose width East Asian locales see otherwise count
// as narrow on every machine, so that the same timeline gives the same text everywhere.
func columnsOf(s string) int { return widths().StringWidth(s) }

func widths() *runewidth.Condition { return &runewidth.Condition{StrictEmojiNeutral: true} }

// pad fills s up with spaces to a width.
func pad(s string, width int) string { return widths().FillRight(s, width) }

// padLeft fills s up with spaces before it.
func padLeft(s string, width int) string { return widths().FillLeft(s, width) }

// shorten cuts the middle out of a label, because ids that begin alike often end apart: "person-with…ier-12".
func shorten(label string, width int) string {
	if columnsOf(label) <= width {
		return label
	}
	tail := label
	for columnsOf(tail) > (width-1)/2 {
		_, tail = cutRune(tail)
	}
	return widths().Truncate(label, width-1-columnsOf(tail), "") + "…" + tail
}

// wrap breaks s into lines of at most width columns, between words where it can.
func wrap(s string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		switch {
		case line == "":
			line = word
		case columnsOf(line)+1+columnsOf(word) <= width:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
		for columnsOf(line) > width {
			head := widths().Truncate(line, width, "")
			if head == "" {
				head, _ = cutRune(line)
			}
			lines, line = append(lines, head), line[len(head):]
		}
	}
	if line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}

// cutRune takes the first character off.
func cutRune(s string) (head, tail string) {
	for i := range s {
		if i > 0 {
			return s[:i], s[i:]
		}
	}
	return s, ""
}
