package html

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters"
)

// people draws a chart for everybody who is on call somewhere, with a row per schedule. Disabled schedules have nobody.
func (p Page) people(timelines []engine.Timeline, inks colours) []section {
	first := map[engine.Participant]civil.Instant{}
	var order []engine.Participant
	for i := range timelines {
		for _, sh := range timelines[i].Shifts {
			at, seen := first[sh.Who]
			switch {
			case !timelines[i].Schedule.Enabled:
			case !seen:
				order = append(order, sh.Who)
				first[sh.Who] = sh.Start
			case sh.Start < at:
				first[sh.Who] = sh.Start
			}
		}
	}
	slices.SortStableFunc(order, func(a, b engine.Participant) int {
		return cmp.Or(cmp.Compare(first[a], first[b]), engine.CompareParticipants(a, b))
	})
	var out []section
	for i, who := range order {
		out = append(out, p.person(i, who, timelines, inks))
	}
	return out
}

// person draws one person over all schedules.
func (p Page) person(i int, who engine.Participant, timelines []engine.Timeline, inks colours) section {
	mine := partsOf(timelines, who)
	z, w := p.zoneOf(who, mine), around(mine)
	var ids []engine.HolidaysID
	for k := range mine {
		ids = append(ids, p.Calendars.Of(&mine[k])...)
	}
	slices.Sort(ids)
	days := p.Calendars.Days(z, w, slices.Compact(ids))
	c := newChart("p"+strconv.Itoa(i), z, w, days, p.Now)
	s := section{chart: c, Name: p.name(who), ID: clean(who.String())}
	c.Title = s.Name
	var lines []line
	var sum civil.Instant
	for k := range mine {
		tl := &mine[k]
		name := clean(exporters.ScheduleName(tl.Schedule))
		var bars []bar
		for _, sh := range shiftsBy(tl)[who] {
			bars = append(bars, p.shiftBar(c, tl, sh, inks.of(who), name))
			lines = append(lines, p.shiftLine(c, tl, sh, name))
		}
		c.add(name, "", bars)
		sum += exporters.Tallies(tl, nil)[0].Total
	}
	slices.SortStableFunc(lines, func(a, b line) int { return cmp.Compare(a.at, b.at) })
	s.Summary = "On call for " + hoursText(sum) + " h, in " + shiftCount(len(lines)) + "."
	s.finish(lines)
	s.Key = strings.ToLower(s.Name + " " + s.ID + " " + rowNames(c))
	return s
}

// around returns the window that holds those of all timelines, which may begin at other instants in other zones.
func around(timelines []engine.Timeline) window {
	w := timelines[0].Window
	for i := range timelines {
		w.Start, w.End = min(w.Start, timelines[i].Window.Start), max(w.End, timelines[i].Window.End)
	}
	return w
}

func shiftCount(n int) string {
	if n == 1 {
		return "1 shift"
	}
	return strconv.Itoa(n) + " shifts"
}

// partsOf returns what somebody has of each enabled schedule.
func partsOf(timelines []engine.Timeline, who engine.Participant) []engine.Timeline {
	var out []engine.Timeline
	for i := range timelines {
		if !timelines[i].Schedule.Enabled {
			continue
		}
		tl := exporters.Part(&timelines[i], func(p engine.Participant) bool { return p == who })
		if len(tl.Shifts) > 0 {
			out = append(out, tl)
		}
	}
	return out
}

// zoneOf is the zone of somebody's own chart: theirs, or the one of their first schedule.
func (p Page) zoneOf(who engine.Participant, mine []engine.Timeline) *civil.Zone {
	if p.Zone != nil {
		if z := p.Zone(who); z != nil {
			return z
		}
	}
	return mine[0].Schedule.Zone
}
