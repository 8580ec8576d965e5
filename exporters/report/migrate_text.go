package report

import (
	"fmt"
	"strings"

	"github.com/schedsync/schedsync/exporters"
)

// mostStretches is how many differing stretches of one schedule the text names unless asked for all.
const mostStretches = 10

// MigrateText prints a migration for a terminal. Every schedule has a line; of a schedule's differing stretches the first
// ten are named unless verbose, and the text says how many are not.
type MigrateText struct {
	Width          int
	Color, Verbose bool
}

// Encode returns the text.
func (t MigrateText) Encode(m Migration) string {
	v, w := m.view(), newPage(t.Width, t.Color)
	w.line(0, bold, v.Title)
	w.line(0, "", v.Verdict+".")
	for _, l := range v.Lines {
		w.line(0, "", l)
	}
	w.gap()
	for i := range v.Schedules {
		t.schedule(w, &v.Schedules[i])
	}
	t.list(w, "People and teams that "+m.To+" does not know", v.Missing)
	if len(v.Manual) > 0 {
		w.gap()
		w.line(0, bold, "To do by hand")
		for _, s := range v.Manual {
			w.line(2, "", "- "+exporters.Clean(s.What))
			for i, step := range s.Steps {
				w.line(6, "", fmt.Sprintf("%d. %s", i+1, exporters.Clean(step)))
			}
		}
	}
	return w.String()
}

func (t MigrateText) list(w *page, title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	w.gap()
	w.line(0, bold, title)
	for _, l := range lines {
		w.line(2, "33", "? "+l)
	}
}

func (t MigrateText) schedule(w *page, s *migrateScheduleView) {
	colour := "32"
	if !s.Equal {
		colour = red
	}
	w.line(0, colour, s.Mark+" "+s.Title+": "+s.Verdict)
	for _, why := range s.Why {
		w.line(2, "", why)
	}
	for i, d := range s.Differences {
		if i == mostStretches && !t.Verbose {
			w.line(4, "", fmt.Sprintf("and %s more; --verbose and the other forms name them all", thousands(len(s.Differences)-i)))
			return
		}
		w.pair(red, d.When, d.From+" → "+d.To)
	}
}

// MigrateMarkdown prints a migration as a document. Names come from outside, so nothing in them is markup.
func MigrateMarkdown(m Migration) string {
	v := m.view()
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n**%s.**\n\n", escape(v.Title), escape(v.Verdict))
	for _, l := range v.Lines {
		b.WriteString("- " + escape(l) + "\n")
	}
	b.WriteString("\n## Schedules\n\n" + tableRow("", "schedule", "verdict") + "|---|---|---|\n")
	for i := range v.Schedules {
		b.WriteString(tableRow(v.Schedules[i].Mark, v.Schedules[i].Title, v.Schedules[i].Verdict))
	}
	for i := range v.Schedules {
		s := &v.Schedules[i]
		if len(s.Why)+len(s.Differences) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n### %s %s\n\n", escape(s.Mark), escape(s.Title))
		for _, why := range s.Why {
			b.WriteString("- " + escape(why) + "\n")
		}
		if len(s.Differences) > 0 {
			b.WriteString("\n" + tableRow("when", m.From, m.To) + "|---|---|---|\n")
			for _, d := range s.Differences {
				b.WriteString(tableRow(d.When, d.From, d.To))
			}
		}
	}
	if len(v.Missing) > 0 {
		fmt.Fprintf(&b, "\n## People and teams that %s does not know\n\n", escape(m.To))
		for _, l := range v.Missing {
			b.WriteString("- [ ] " + escape(l) + "\n")
		}
	}
	if len(v.Manual) > 0 {
		b.WriteString("\n## To do by hand\n\n")
	}
	for _, s := range v.Manual {
		b.WriteString("- [ ] " + escape(s.What) + "\n")
		for i, step := range s.Steps {
			fmt.Fprintf(&b, "    %d. %s\n", i+1, escape(step))
		}
	}
	return b.String()
}
