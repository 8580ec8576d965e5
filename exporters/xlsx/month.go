package xlsx

import (
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
)

// months lays a timeline out month by month. The codes are the same in all of them.
func months(tl *engine.Timeline, days []exporters.Day, part bool) []month {
	ps := pieces(tl)
	codes := codesOf(ps)
	names := map[hours]string{}
	for _, c := range codes {
		names[c.hours] = c.name
	}
	roster, on := exporters.Roster(tl, part), stretches(tl)
	if len(on[engine.Participant{}]) > 0 {
		roster = append(roster, engine.Participant{})
	}
	var out []month
	for _, run := range byMonth(days) {
		y, m, _ := run[0].Date()
		mo := month{first: civil.DayOf(y, m, 1), days: run, codes: codes}
		whole := span.Span[civil.Instant]{Start: run[0].Span.Start, End: run[len(run)-1].Span.End}
		for _, who := range roster {
			row := monthRow{who: who, cells: make([]cell, len(run)), total: on[who].Clip(whole).Length()}
			mo.rows = append(mo.rows, row)
		}
		fill(&mo, ps, names)
		out = append(out, mo)
	}
	return out
}

// byMonth cuts days where the month changes.
func byMonth(days []exporters.Day) [][]exporters.Day {
	var out [][]exporters.Day
	for i, d := range days {
		_, _, dom := d.Date()
		if i == 0 || dom == 1 {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], d)
	}
	return out
}

// fill puts the pieces of a month's dates into its cells.
func fill(mo *month, ps []piece, names map[hours]string) {
	first, end := mo.days[0].Day, mo.days[len(mo.days)-1].Day+1
	row := map[engine.Participant]int{}
	for i, r := range mo.rows {
		row[r.who] = i
	}
	from, _ := slices.BinarySearchFunc(ps, first, func(p piece, d civil.Day) int { return int(p.day - d) })
	for _, p := range ps[from:] {
		if p.day >= end {
			break
		}
		c := &mo.rows[row[p.who]].cells[p.day-first]
		c.changed = c.changed || p.changed
		if p.who.Kind == engine.Nobody {
			c.text, c.gap = gapSign, true
			continue
		}
		if c.on {
			c.text += "/"
		}
		c.on, c.text = true, c.text+names[p.hours]
	}
}
