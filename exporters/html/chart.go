package html

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
)

type window = span.Span[civil.Instant]

// Sizes in pixels. The style sheet has the same for the labels beside a chart.
const (
	headHeight = 64
	rowHeight  = 28
	barHeight  = 20
	usualWidth = 900 // what a chart is wide before anybody zooms: labels that do not fit then are left out
	letter     = 6.5 // what a letter is wide
)

// chart is a picture of rows over a window, in percent of its width so that it can be stretched without its text.
type chart struct {
	Anchor       string // its id on the page
	Title, About string // what it shows, for those who do not see it
	Zone         *civil.Zone
	Window       window
	Days         []exporters.Day
	Bands        []band
	Ticks        []tick
	Changes      []mark
	Now          []mark // one, or none
	Rows         []row
}

// Height of the chart in pixels.
func (c *chart) Height() int { return headHeight + rowHeight*len(c.Rows) }

// From and Until are the window in Unix seconds, for the script.
func (c *chart) From() int64 { return int64(c.Window.Start) }

// Until is the end of the window.
func (c *chart) Until() int64 { return int64(c.Window.End) }

// band is a day that is shaded.
type band struct{ X, W, Class, Title string }

// tick is a label of the axis.
type tick struct {
	X, Text, Class string
	Y              int
}

// mark is a line over all rows with a label; its class says to which side the label goes near the edges.
type mark struct{ X, Label, Title, Class string }

// row is a line of bars.
type row struct {
	Label string
	Y     int
	Class string
	Bars  []bar
}

// bar is a shift or a gap.
type bar struct {
	X, W, Class, Label, Title, Key string
	Y                              int
	From, Until                    int64
}

// Middle returns where the label of a bar begins.
func (b bar) Middle() int { return b.Y + barHeight - 6 }

// newChart draws the background: days, axis, clock changes, now.
func newChart(id string, z *civil.Zone, w window, days []exporters.Day, now civil.Instant) *chart {
	c := &chart{Anchor: id, Zone: z, Window: w, Days: days}
	for _, d := range days {
		if d.Free() && !d.Span.Empty() && len(days) <= manyDays {
			c.Bands = append(c.Bands, c.band(d))
		}
	}
	c.axis()
	for _, t := range z.Transitions(w.Start, w.End) {
		c.Changes = append(c.Changes, c.mark(t.At, change(t), fmt.Sprintf("the clock is changed: %s becomes %s", z.Reading(t.At-1)+1, z.Reading(t.At))))
	}
	if now != 0 && w.Contains(now) {
		c.Now = []mark{c.mark(now, "now", "now, "+c.stamp(now))}
	}
	return c
}

func (c *chart) mark(at civil.Instant, label, title string) mark {
	m := mark{X: c.at(at), Label: label, Title: title}
	switch part := float64(at-c.Window.Start) / float64(c.Window.Length()); {
	case part < 0.03:
		m.Class = " first"
	case part > 0.97:
		m.Class = " last"
	}
	return m
}

// change writes "+1 h" or "−1 h".
func change(t civil.Transition) string {
	sign, s := "+", t.After-t.Before
	if s < 0 {
		sign, s = "−", -s
	}
	return sign + hoursText(civil.Instant(s)) + " h"
}

func (c *chart) band(d exporters.Day) band {
	b := band{X: c.at(d.Span.Start), W: c.wide(d.Span), Class: "weekend", Title: exporters.Weekday(d.Weekday()) + " " + d.String()}
	if len(d.Holidays) > 0 {
		b.Class, b.Title = "holiday", b.Title+", holiday: "+strings.Join(d.Holidays, ", ")
	}
	return b
}

// at places an instant in percent of the chart's width.
func (c *chart) at(t civil.Instant) string { return percent(float64(t-c.Window.Start), c.Window) }

func (c *chart) wide(w window) string { return percent(float64(w.Length()), c.Window) }

func percent(part float64, of window) string {
	return strconv.FormatFloat(100*part/float64(of.Length()), 'f', 3, 64) + "%"
}

// stamp writes an instant as "Mon 2026-01-05 09:00", with the distance from UTC where the clock is changed in the window.
func (c *chart) stamp(t civil.Instant) string {
	l := c.Zone.Reading(t)
	s := exporters.Weekday(l.Day().Weekday()) + " " + l.String()
	if len(c.Zone.Transitions(c.Window.Start, c.Window.End+1)) > 0 {
		off := c.Zone.Offset(t)
		sign := "+"
		if off < 0 {
			sign, off = "−", -off
		}
		s += fmt.Sprintf(" UTC%s%d", sign, off/civil.Hour)
		if m := off / civil.Minute % 60; m != 0 {
			s += fmt.Sprintf(":%02d", m)
		}
	}
	return s
}

// hoursText writes real time in hours with at most two decimals.
func hoursText(seconds civil.Instant) string {
	s := strconv.FormatFloat(float64(seconds)/civil.Hour, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// newBar places a stretch; label is written into it where it fits.
func (c *chart) newBar(w window, class, label, title, key string) bar {
	b := bar{
		X: c.at(w.Start), W: c.wide(w), Class: class, Label: label, Key: strings.ToLower(key),
		Title: fmt.Sprintf("%s, %s to %s, %s h", title, c.stamp(w.Start), c.stamp(w.End), hoursText(w.Length())),
		From:  int64(w.Start), Until: int64(w.End),
	}
	if float64(w.Length())/float64(c.Window.Length())*usualWidth < letter*float64(len([]rune(label)))+8 {
		b.Class += " tight"
	}
	return b
}

// add appends a row; bars that overlap each other get lines of their own.
func (c *chart) add(label, class string, bars []bar) {
	lanes := [][]bar{nil}
next:
	for _, b := range bars {
		for i := range lanes {
			if n := len(lanes[i]); n == 0 || lanes[i][n-1].Until <= b.From {
				lanes[i] = append(lanes[i], b)
				continue next
			}
		}
		lanes = append(lanes, []bar{b})
	}
	for i, lane := range lanes {
		r := row{Label: label, Class: class, Y: headHeight + rowHeight*len(c.Rows), Bars: lane}
		if i > 0 {
			r.Label = ""
		}
		for k := range lane {
			lane[k].Y = r.Y + (rowHeight-barHeight)/2
		}
		c.Rows = append(c.Rows, r)
	}
}

// source is the class of a bar whose duty is no plain turn.
func source(d engine.Duty) string {
	switch d.Source {
	case engine.FromOverride:
		return " override"
	case engine.FromCover, engine.FromForward:
		return " cover"
	default:
		return ""
	}
}

// colours deals the classes of colours to participants, in the order in which they are asked for.
type colours map[engine.Participant]int

// palette is how many colours the style sheet has.
const palette = 8

func (c colours) of(p engine.Participant) string {
	n, ok := c[p]
	if !ok {
		n = len(c)
		c[p] = n
	}
	return "bar p" + strconv.Itoa(n%palette)
}

// shiftsBy returns the shifts of a timeline by participant.
func shiftsBy(tl *engine.Timeline) map[engine.Participant][]engine.Shift {
	out := map[engine.Participant][]engine.Shift{}
	for _, sh := range tl.Shifts {
		out[sh.Who] = append(out[sh.Who], sh)
	}
	for _, list := range out {
		slices.SortStableFunc(list, func(a, b engine.Shift) int { return int(a.Start - b.Start) })
	}
	return out
}
