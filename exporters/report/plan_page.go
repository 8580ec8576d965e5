package report

import (
	"regexp"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/schedsync/schedsync/engine/civil"
)

// page is text under way: lines that are wrapped at a width, under their first word.
type page struct {
	b     strings.Builder
	width int
	ink   ink
}

// newPage returns an empty page. Width 0 is 80 columns, and less than 40 is 40.
func newPage(width int, color bool) *page {
	if width == 0 {
		width = defaultWidth
	}
	return &page{width: max(width, minWidth), ink: ink{color}}
}

func (w *page) String() string { return w.b.String() }

// gap writes an empty line, except at the top.
func (w *page) gap() {
	if w.b.Len() > 0 {
		w.b.WriteString("\n")
	}
}

// moments are times as the pages write them: a date cut off from its hour is read twice.
var moments = regexp.MustCompile(`((Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?(\d{4}-)?\d\d-\d\d \d\d:\d\d(:\d\d)?( (UTC)?[+-]\d+(:\d\d)?\b)?`)

// amounts are hours as the pages write them: a number is not cut off from its unit.
var amounts = regexp.MustCompile(`\d h\b`)

// glue stands for a space at which no line is broken.
const glue = "\u00a0"

// line writes s in a colour behind indent spaces. What does not fit goes on below, four columns further in. Words are
// never cut, nor are times and amounts.
func (w *page) line(indent int, colour, s string) {
	s = moments.ReplaceAllStringFunc(s, func(m string) string { return strings.ReplaceAll(m, " ", glue) })
	s = amounts.ReplaceAllStringFunc(s, func(m string) string { return strings.ReplaceAll(m, " ", glue) })
	at, line := indent, ""
	write := func() {
		line = strings.ReplaceAll(strings.TrimRight(line, " "), glue, " ")
		if colour != "" {
			line = w.ink.paint(colour, line)
		}
		w.b.WriteString(strings.Repeat(" ", at) + line + "\n")
	}
	for i, word := range strings.Split(s, " ") {
		full := at+text.StringWidthWithoutEscSequences(line)+1+text.StringWidthWithoutEscSequences(word) > w.width
		switch {
		case i == 0:
			line = word
		case full:
			write()
			at, line = indent+4, word
		case line == "":
			line = word
		default:
			line += " " + word
		}
	}
	write()
}

// partIndent is how far the parts of a change or a verdict stand to the right.
const partIndent = 4

// pair writes a time and who is on call then: beside each other where there is room, else below.
func (w *page) pair(colour, when, who string) {
	if partIndent+text.StringWidthWithoutEscSequences(when+"  "+who) <= w.width {
		w.line(partIndent, colour, when+"  "+who)
		return
	}
	w.line(partIndent, colour, when)
	w.line(partIndent+4, colour, who)
}

// clockFor returns a clock for a list of times with who is on call then. It leaves the year out where the list would not
// fit the page otherwise.
func (w *page) clockFor(z *civil.Zone, times []window, who []string) clock {
	k := clockFor(z, window{Start: times[0].Start, End: times[len(times)-1].End})
	for i, s := range times {
		if 4+text.StringWidthWithoutEscSequences(k.stamp(s.Start)+" – "+k.stamp(s.End)+"  "+who[i]) > w.width {
			k.short = true
		}
	}
	return k
}

// field writes what differs: on one line where there is room, else what comes after below what was before.
func (w *page) field(f fieldLine) {
	head := f.sign + " " + f.what + ": "
	if 4+text.StringWidthWithoutEscSequences(head+f.value()) <= w.width || f.before == "" || f.after == "" {
		w.line(4, "", head+f.value())
		return
	}
	w.line(4, "", head+f.before)
	w.line(8, "", "→ "+f.after)
}
