package html

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters"
)

// line is a line of the table that says the same as a chart.
type line struct {
	at                           civil.Instant
	Start, End, Hours, What, Why string
	Gap                          bool
}

// table lists the shifts and gaps of a schedule by time.
func (p Page) table(c *chart, tl *engine.Timeline) []line {
	var out []line
	for _, sh := range tl.Shifts {
		out = append(out, p.shiftLine(c, tl, sh, p.name(sh.Who)))
	}
	for _, g := range exporters.Gaps(tl) {
		out = append(out, line{
			at: g.Start, Start: c.stamp(g.Start), End: c.stamp(g.End), Hours: hoursText(g.Length()),
			What: "— " + exporters.Nobody + " —", Why: "gap", Gap: true,
		})
	}
	slices.SortStableFunc(out, func(a, b line) int { return cmp.Compare(a.at, b.at) })
	return out
}

func (p Page) shiftLine(c *chart, tl *engine.Timeline, sh engine.Shift, what string) line {
	return line{
		at: sh.Start, Start: c.stamp(sh.Start), End: c.stamp(sh.End), Hours: hoursText(sh.Length()), What: what,
		Why: clean(exporters.Why(tl.Schedule, sh.Duty, p.Names)),
	}
}

// finish gives a section its table, and the words that say what the picture shows.
func (s *section) finish(lines []line) {
	c := s.chart
	s.Table = lines
	s.Window = fmt.Sprintf("%s to %s, %s", c.stamp(c.Window.Start), c.stamp(c.Window.End), c.Zone)
	for _, t := range c.Changes {
		s.Notes = append(s.Notes, "◆ "+t.Label+": "+t.Title)
	}
	var holidays []string
	for _, d := range c.Days {
		if len(d.Holidays) > 0 {
			holidays = append(holidays, exporters.Weekday(d.Weekday())+" "+d.String()+" ("+strings.Join(d.Holidays, ", ")+")")
		}
	}
	if n := len(holidays); n > 0 {
		const most = 12
		if n > most {
			holidays = append(holidays[:most], fmt.Sprintf("and %d more", n-most))
		}
		s.Notes = append(s.Notes, "* holidays: "+strings.Join(holidays, ", "))
	}
	c.About = fmt.Sprintf("%s, %s. %s", s.Name, s.Window, s.Summary)
}
