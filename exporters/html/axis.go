package html

import (
	"fmt"
	"strconv"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
)

// Where the lines of the axis stand.
const (
	monthLine = 13
	dayLine   = 29
	dateLine  = 43
)

// axis writes the labels over the rows: months always, and below them hours, days, weeks or nothing, as there is room.
func (c *chart) axis() {
	days := len(c.Days)
	for i, d := range c.Days {
		_, month, dom := d.Date()
		if i == 0 || dom == 1 && (days <= 800 || month == 1) {
			c.month(i, d, days)
		}
		switch {
		case days <= 4:
			c.hours(d)
		case days <= 35:
			c.day(d, days)
		case days <= 150 && d.Weekday() == civil.Monday:
			c.tick(d.Span, strconv.Itoa(dom), dateLine, "week")
		}
	}
}

// month writes the name of a month at its beginning, unless the window begins just before its end.
func (c *chart) month(i int, d exporters.Day, days int) {
	y, m, dom := d.Date()
	name := [...]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}[m-1]
	text := fmt.Sprintf("%s %d", name, y)
	left := int(civil.DayOf(y, m+1, 1)-d.Day) * usualWidth / max(days, 1)
	switch {
	case days > 800:
		text = strconv.Itoa(y)
		left = int(civil.DayOf(y+1, 1, 1)-d.Day) * usualWidth / days
	case days > 150 && m != 1 && i > 0:
		text = name
	case dom == 1 && days <= 35:
		name := [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}[m-1]
		text = fmt.Sprintf("%s %d", name, y)
	}
	if float64(left) > letter*float64(len(text)) {
		c.tick(d.Span, text, monthY(days), "month")
	}
}

// day writes the weekday over the day of the month.
func (c *chart) day(d exporters.Day, days int) {
	_, _, dom := d.Date()
	name := exporters.Title(d.Weekday())
	if days > 20 {
		name = name[:2]
	}
	date := strconv.Itoa(dom)
	if len(d.Holidays) > 0 {
		date += "*"
	}
	c.tick(d.Span, name, dayLine, "day")
	c.tick(d.Span, date, dateLine, "day")
}

// hours writes the weekday with the date, and every sixth hour below it.
func (c *chart) hours(d exporters.Day) {
	c.tick(d.Span, exporters.Title(d.Weekday())+" "+d.String(), dayLine, "week")
	for h := civil.Local(0); h < 24; h += 6 {
		at := c.Zone.First(d.Start() + h*civil.Hour)
		if c.Window.Contains(at) {
			c.tick(span.Span[civil.Instant]{Start: at, End: at}, fmt.Sprintf("%02d:00", h), dateLine, "week")
		}
	}
}

// tick writes a label at the beginning of a stretch; the class "day" centres it in the stretch.
func (c *chart) tick(s window, text string, y int, class string) {
	if s.Empty() && class == "day" || s.Start == c.Window.End {
		return
	}
	at := s.Start
	room := float64(c.Window.End-at) / float64(c.Window.Length()) * usualWidth
	if class != "day" && room < letter*float64(len(text)) {
		return
	}
	if class == "day" {
		at += s.Length() / 2
	}
	c.Ticks = append(c.Ticks, tick{X: c.at(at), Text: text, Class: class, Y: y})
}

// monthY keeps the names of many months clear of the marks of clock changes, which stand on the first line.
func monthY(days int) int {
	if days > 35 {
		return dayLine
	}
	return monthLine
}
