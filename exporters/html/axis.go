package html

import (
	"fmt"
	"strconv"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
)

// Where the lines of the axis stand; above them is a line for the marks of now and of clock changes.
const (
	monthLine = 27
	dayLine   = 41
	dateLine  = 55
)

// axis writes the labels over the rows: months always, and below them hours, days, weeks or nothing, as there is room.
func (c *chart) axis() {
	days := len(c.Days)
	for i, d := range c.Days {
		_, month, dom := d.Date()
		if i == 0 || dom == 1 && (days <= manyDays || month == 1) {
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

// manyDays is where an axis counts years instead of months, and days are no longer shaded.
const manyDays = 800

// month writes the name of a month at its beginning, unless the window or the next label begins too soon after it.
func (c *chart) month(i int, d exporters.Day, days int) {
	y, m, dom := d.Date()
	text, next := fmt.Sprintf("%s %d", monthName(m), y), civil.DayOf(y, m+1, 1)
	switch {
	case days > manyDays:
		step := yearStep(days)
		if i > 0 && y%step != 0 {
			return
		}
		text, next = strconv.Itoa(y), civil.DayOf((y/step+1)*step, 1, 1)
	case days > 150 && m != 1 && i > 0:
		text = monthName(m)[:3]
	case dom != 1 || days > 35:
		text = fmt.Sprintf("%s %d", monthName(m)[:3], y)
	}
	if float64(int(next-d.Day)*usualWidth/days) > letter*float64(len(text)) {
		c.tick(d.Span, text, monthLine, "month")
	}
}

// yearStep returns how many years there are from label to label.
func yearStep(days int) int {
	const room = 45
	for _, step := range []int{1, 2, 5, 10, 20, 50} {
		if step*366*usualWidth/days >= room {
			return step
		}
	}
	return 100
}

func monthName(m int) string {
	return [...]string{
		"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
	}[m-1]
}

// day writes the weekday over the day of the month.
func (c *chart) day(d exporters.Day, days int) {
	_, _, dom := d.Date()
	name := exporters.Weekday(d.Weekday())
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
	c.tick(d.Span, exporters.Weekday(d.Weekday())+" "+d.String(), dayLine, "week")
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
