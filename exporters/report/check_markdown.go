package report

import (
	"fmt"
	"strings"

	"github.com/schedsync/schedsync/engine/check"
)

// Markdown returns the findings as a comment for a pull request, less than 60,000 bytes, in the Markdown of GitHub and
// GitLab. As in [PlanMarkdown] nothing that comes from outside is markup, and nobody is mentioned.
func (f *Findings) Markdown() string {
	d := &draft{}
	d.add("### " + escape(tally(f.Result.Findings)) + "\n\n")
	if len(f.Result.Findings) > 0 {
		d.add("| | schedule | check | finding | where |\n|---|---|---|---|---|\n")
		left := 0
		alike(f.Result.Findings, func(group []check.Finding) { left += f.rows(d, group, left > 0) })
		if left > 0 {
			d.add(fmt.Sprintf("\n%s more are left out here for their length; `schedsync check -o json` has them all.\n", thousands(left)))
		}
		d.add("\n")
	}
	d.list("Silenced", f.silences())
	d.add(escape(f.summary()) + "\n")
	return strings.TrimRight(d.String(), "\n") + "\n"
}

// rows adds the findings of one check in one schedule, the first of them where there are many, and returns how many did
// not fit; full says that there is no more room.
func (f *Findings) rows(d *draft, group []check.Finding, full bool) (left int) {
	for i, x := range group {
		row := tableRow(x.Severity.String(), string(x.Schedule), x.Check, x.Text, f.where(x.Path))
		if i == mostAlike {
			row = tableRow("", string(x.Schedule), x.Check, fmt.Sprintf("and %s more", thousands(len(group)-i)), "")
		}
		if full || !d.fits(row, maxMarkdown-2*maxRemarks) {
			return len(group) - i
		}
		if i == mostAlike {
			break
		}
	}
	return 0
}
