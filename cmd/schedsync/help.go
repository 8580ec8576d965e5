package main

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// readable fits the help of a command, and of all below it, into the terminal, or into 80 columns where there is none.
func (c *Cmd) readable(cmd *cobra.Command) {
	width := max(cmp.Or(c.Terminal, 80), 40)
	cmd.SetUsageTemplate(strings.ReplaceAll(cmd.UsageTemplate(), "Flags.FlagUsages ", fmt.Sprintf("Flags.FlagUsagesWrapped %d ", width)))
	folded(cmd, width)
}

func folded(cmd *cobra.Command, width int) {
	cmd.Long = fold(cmd.Long, width)
	for _, sub := range cmd.Commands() {
		folded(sub, width)
	}
}

// fold breaks the lines of a text anew. Lines that begin with a space stay as they are, and so do empty ones.
func fold(text string, width int) string {
	var b strings.Builder
	column := 0
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || line[0] == ' ' {
			if column > 0 {
				b.WriteString("\n")
			}
			b.WriteString(line + "\n")
			column = 0
			continue
		}
		for word := range strings.FieldsSeq(line) {
			n := utf8.RuneCountInString(word)
			switch {
			case column == 0:
			case column+1+n > width:
				b.WriteString("\n")
				column = 0
			default:
				b.WriteString(" ")
				column++
			}
			b.WriteString(word)
			column += n
		}
	}
	return b.String()
}
