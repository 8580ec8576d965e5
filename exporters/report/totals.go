package report

import (
	"fmt"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// maxGaps is how many gaps a summary lists one by one.
const maxGaps = 20

// totals sums up a timeline that is too long to list: a line per person, the first gaps, and where the rest is.
func (t Text) totals(tl *engine.Timeline, rows []row, entries int, z *civil.Zone, k ink) []string {
	g := t.grid(tl, z, "who", "stretches", "hours", "share", "first", "last until")
	c := clock{zone: z, offset: g.c.offset}
	for _, r := range rows {
		sum := r.on.Length()
		share := fmt.Sprintf("%.0f%%", 100*float64(sum)/float64(tl.Window.Length()))
		first, last := dateLabel(z.Reading(r.on[0].Start)), dateLabel(z.Reading(r.on[len(r.on)-1].End))
		g.add(r.gap(), r.label, thousands(len(r.on)), hours(sum), share, first, last)
	}
	lines := g.lines(k)
	if gaps := gapsOf(tl); len(gaps) > 0 {
		lines = append(lines, "")
		lines = append(lines, t.gapList(gaps, c, k)...)
	}
	return append(lines, "", fmt.Sprintf(
		"%s are summed up here; a shorter --for lists them, and so do -o csv and -o json", count(entries, "line")))
}

// gapList lists gaps one by one, the first of them where there are many.
func (t Text) gapList(gaps []window, c clock, k ink) []string {
	lines := []string{"nobody is on call"}
	for i, gap := range gaps {
		if i == maxGaps {
			lines = append(lines, fmt.Sprintf("  and %s more", count(len(gaps)-maxGaps, "gap")))
			break
		}
		lines = append(lines, "  "+k.paint(red, fmt.Sprintf("%s to %s  %s h", c.stamp(gap.Start), c.stamp(gap.End), hours(gap.Length()))))
	}
	return lines
}
