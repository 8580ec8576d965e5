package report

import (
	"fmt"
	"strings"

	"github.com/schedsync/schedsync/engine/check"
	"github.com/schedsync/schedsync/exporters"
)

// GitHub returns the findings as workflow commands, which GitHub shows at the line of the YAML that somebody would edit,
// with a sentence of summary at the end (GitHub docs, "Workflow commands for GitHub Actions": error, warning, notice).
// GitHub shows ten errors, ten warnings and ten notices of a step; the worst come first.
func (f *Findings) GitHub() string {
	var b strings.Builder
	for _, severity := range []check.Severity{check.Error, check.Warning, check.Info} {
		for _, x := range f.Result.Findings {
			if x.Severity == severity {
				b.WriteString(f.command(x) + "\n")
			}
		}
	}
	b.WriteString(f.summary() + "\n")
	return b.String()
}

// command writes one finding: ::error file=rosters/a.yaml,line=12,col=5,title=gap in payments::nobody is on call then.
func (f *Findings) command(x check.Finding) string {
	file, line, column := f.place(x.Path)
	title := x.Check
	if x.Schedule != "" {
		title += " in " + string(x.Schedule)
	}
	name := map[check.Severity]string{check.Error: "error", check.Warning: "warning", check.Info: "notice"}[x.Severity]
	return annotation(name, f.inRepository(file), line, column, title, x.Text)
}

// annotation writes a workflow command; an empty file, and a line of 0, are no place.
func annotation(name, file string, line, column int, title, text string) string {
	var props []string
	if file != "" {
		props = append(props, "file="+property(file))
		if line > 0 {
			props = append(props, fmt.Sprintf("line=%d,col=%d", line, column))
		}
	}
	props = append(props, "title="+property(title))
	return "::" + name + " " + strings.Join(props, ",") + "::" + message(text)
}

// message escapes the text of a workflow command, which ends at the line's end.
func message(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(exporters.Clean(s))
}

// property escapes a value before the second pair of colons.
func property(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(message(s))
}
