package report

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine/check"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters"
)

// Findings is what `check` has to say: in text, JSON, Markdown for a pull request, and annotations for its lines.
type Findings struct {
	Result    *check.Result
	Window    window
	Zone      *civil.Zone // of the window, in text
	Schedules int         // how many were checked
	// Pos finds the place of an object path in the YAML; a line of 0 means there is none.
	Pos func(path string) (file string, line, column int)
	// Dir is where the files lie as seen from where annotations are read: the workspace below the repository's root.
	Dir   string
	Color bool
	Width int // of the terminal, in columns, for text; 0: lines as long as they are
}

// mostAlike is how many findings of one check in one schedule a list for people shows.
const mostAlike = 10

// place returns where a finding stands in the YAML.
func (f *Findings) place(objectPath string) (file string, line, column int) {
	if f.Pos == nil || objectPath == "" {
		return "", 0, 0
	}
	return f.Pos(objectPath)
}

// where writes the place as file:line, or "".
func (f *Findings) where(objectPath string) string {
	file, line, _ := f.place(objectPath)
	if line == 0 {
		return exporters.Clean(file)
	}
	return fmt.Sprintf("%s:%d", exporters.Clean(file), line)
}

// inRepository returns the file as annotations name it.
func (f *Findings) inRepository(file string) string { return below(f.Dir, file) }

// below returns a file of the workspace as it is named from where the workspace is a folder.
func below(dir, file string) string {
	if file == "" || dir == "" || dir == "." {
		return file
	}
	return path.Join(dir, file)
}

// alike calls f with the findings of one check in one schedule at a time: schedule by schedule, the worst first, else in
// the order in which their first ones stand.
func alike(findings []check.Finding, f func([]check.Finding)) {
	type group struct{ schedule, check string }
	at := map[group]int{}
	var groups [][]check.Finding
	for _, x := range findings {
		g := group{string(x.Schedule), x.Check}
		i, ok := at[g]
		if !ok {
			i = len(groups)
			at[g], groups = i, append(groups, nil)
		}
		groups[i] = append(groups[i], x)
	}
	slices.SortStableFunc(groups, func(a, b []check.Finding) int {
		return cmp.Or(cmp.Compare(a[0].Schedule, b[0].Schedule), cmp.Compare(worst(b), worst(a)))
	})
	for _, g := range groups {
		f(g)
	}
}

func worst(findings []check.Finding) check.Severity {
	most := check.Off
	for i := range findings {
		most = max(most, findings[i].Severity)
	}
	return most
}

// tally counts findings by severity: "2 errors, 1 warning", or "no findings".
func tally(findings []check.Finding) string {
	n := map[check.Severity]int{}
	for i := range findings {
		n[findings[i].Severity]++
	}
	var parts []string
	for _, s := range []struct {
		severity check.Severity
		noun     string
	}{{check.Error, "error"}, {check.Warning, "warning"}} {
		if n[s.severity] > 0 {
			parts = append(parts, count(n[s.severity], s.noun))
		}
	}
	if n[check.Info] > 0 {
		parts = append(parts, thousands(n[check.Info])+" for information")
	}
	if parts == nil {
		return "no findings"
	}
	return strings.Join(parts, ", ")
}

// silences writes a line for every silence that hides something.
func (f *Findings) silences() []string {
	var out []string
	type key struct{ check, until, reason string }
	n, order := map[key]int{}, []key(nil)
	for i := range f.Result.Silenced {
		x := &f.Result.Silenced[i]
		k := key{x.Check, x.Silence.Until.String(), exporters.Clean(x.Silence.Reason)}
		if n[k] == 0 {
			order = append(order, k)
		}
		n[k]++
	}
	for _, k := range order {
		out = append(out, fmt.Sprintf("silenced until %s: %s of %s (%s)", k.until, count(n[k], "finding"), k.check, k.reason))
	}
	return out
}
