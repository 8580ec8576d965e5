package report

import (
	"fmt"
	"strings"

	"github.com/schedsync/schedsync/engine/check"
	"github.com/schedsync/schedsync/exporters"
)

// Text returns the findings for a terminal: by schedule, then in order of time, each with its place in the YAML.
//
//	payments
//	  error    gap: nobody is on call Sat 2026-10-24 09:00 to 12:00 Europe/Lisbon: all who could be are away  [a.yaml:12]
//
//	1 error in 4 schedules, Mon 2026-10-05 00:00 to Mon 2026-11-02 00:00
func (f *Findings) Text() string {
	var b strings.Builder
	k := ink{f.Color}
	last := "\x00"
	alike(f.Result.Findings, func(group []check.Finding) {
		if id := string(group[0].Schedule); id != last {
			if last != "\x00" {
				b.WriteString("\n")
			}
			last = id
			if id == "" {
				id = "the workspace"
			}
			b.WriteString(k.paint(bold, exporters.Clean(id)) + "\n")
		}
		for i, x := range group {
			if i == mostAlike {
				fmt.Fprintf(&b, "  %-7s  %s: and %s more like these; -o json has them all\n", group[0].Severity, group[0].Check, thousands(len(group)-mostAlike))
				break
			}
			b.WriteString("  " + f.line(x, k) + "\n")
		}
	})
	if len(f.Result.Findings) > 0 {
		b.WriteString("\n")
	}
	for _, s := range f.silences() {
		b.WriteString(s + "\n")
	}
	b.WriteString(f.summary() + "\n")
	return b.String()
}

func (f *Findings) line(x check.Finding, k ink) string {
	severity := fmt.Sprintf("%-7s", x.Severity)
	if x.Severity == check.Error {
		severity = k.paint(red, severity)
	}
	text := x.Check + ": " + exporters.Clean(x.Text)
	if where := f.where(x.Path); where != "" {
		text += "  [" + where + "]"
	}
	const indent, least = 11, 20 // below the text, behind "  warning  "
	if room := max(f.Width-indent, least); f.Width > 0 && columnsOf(text) > room {
		text = strings.Join(wrap(text, room), "\n"+strings.Repeat(" ", indent))
	}
	return severity + "  " + text
}

// summary counts the findings, and says what was looked at.
func (f *Findings) summary() string {
	c := clockFor(f.Zone, f.Window)
	return fmt.Sprintf("%s in %s, %s to %s %s", tally(f.Result.Findings), count(f.Schedules, "schedule"), c.stamp(f.Window.Start), c.stamp(f.Window.End), f.Zone)
}
