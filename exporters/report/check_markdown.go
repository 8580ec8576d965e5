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
	left := 0
	if len(f.Result.Findings) > 0 {
		d.add("| | schedule | check | finding | where |\n|---|---|---|---|---|\n")
	}
	alike(f.Result.Findings, func(group []check.Finding) {
		for i, x := range group {
			row := tableRow(x.Severity.String(), string(x.Schedule), x.Check, x.Text, f.where(x.Path))
			if i == mostAlike || left > 0 || !d.fits(row, maxMarkdown-2*maxRemarks) {
				left += len(group) - i
				if left == len(group)-i && i == mostAlike && d.fits(tableRow("", string(x.Schedule), x.Check, fmt.Sprintf("and %s more", thousands(len(group)-i)), ""), maxMarkdown-maxRemarks) {
					left -= len(group) - i
				}
				return
			}
		}
	})
	if left > 0 {
		d.add(fmt.Sprintf("\n%s more are left out here for their length; `schedsync check -o json` has them all.\n", thousands(left)))
	}
	d.add("\n")
	d.list("Silenced", f.silences())
	d.add(escape(f.summary()) + "\n")
	return strings.TrimRight(d.String(), "\n") + "\n"
}
