package xlsx

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters"
)

// legend says what is in the workbook and what its signs mean.
func (w *writer) legend(schedules []schedule, all []engine.Timeline, grids int) {
	sh := w.sheet("Legend", page{widths: []float64{22, 30, 110}, frozen: "A2", head: "Legend"})
	sh.header("about", "what", "means")
	bold, wrap := w.style(look{bold: true, wrap: true}), w.style(look{wrap: true})
	line := func(about, what, means string) {
		const perLine, height = 105, 15
		lines := 1 + utf8.RuneCountInString(means)/perLine
		sh.addTall(float64(height*lines), excelize.Cell{StyleID: bold, Value: text(about)}, excelize.Cell{StyleID: wrap, Value: text(what)},
			excelize.Cell{StyleID: wrap, Value: text(means)})
	}
	for i := range schedules {
		s := &schedules[i]
		z := s.Schedule.Zone
		line(string(s.Schedule.ID), s.name, fmt.Sprintf("%s to %s, %s; the end is the first moment that does not belong to it",
			z.Reading(s.Window.Start), z.Reading(s.Window.End), z))
		for _, t := range z.Transitions(s.Window.Start, s.Window.End) {
			line("", "clock change", fmt.Sprintf("%s becomes %s", z.Reading(t.At-1)+1, z.Reading(t.At)))
		}
		for _, h := range holidays(s.days) {
			line("", "holiday", h)
		}
		for _, c := range s.codes() {
			line("", "code "+c.name, fmt.Sprintf("%s, %s hours by the clock", c, hoursText(c.to-c.from)))
		}
	}
	for i := range all {
		if !all[i].Schedule.Enabled {
			line(string(all[i].Schedule.ID), exporters.ScheduleName(all[i].Schedule), "disabled: nobody is on call, and it is left out of this workbook")
		}
	}
	if grids > maxGrids {
		line("months", "left out", fmt.Sprintf("%d pages of months would be too many to find one; at most %d are written: ask for fewer schedules or months, or for a workbook per schedule", grids, maxGrids))
	}
	signs(line)
	sh.close(0)
}

// signs explains what is the same in every workbook.
func signs(line func(about, what, means string)) {
	line("month pages", "columns", "row 1 holds real dates, column A ids, column B names; a cell holds the codes of the times on call that begin on its date, several with / between them")
	line("", "×  (row none)", "somebody is missing: nobody is on call for some of the time from that date on; the sheet Gaps has the times")
	line("", "*  grey", "a holiday in a calendar that the schedule or its people use; lighter grey: Saturday or Sunday")
	line("", "◆", "the clock is changed on this date: + forward, - back")
	line("", "thick frame, italic", "an override, a cover or a forward has a part in it: the sheet Shifts says why")
	line("times", "start, end", "as the clock of the schedule's zone shows them; an end is the first moment that no longer belongs to the shift; hours are real time")
	line("fairness", "equal share", "the hours of a schedule divided by the number of those on call in it in this window, whenever they joined")
	line("hours", "weekday, weekend, holiday", "each hour by its date in the schedule's zone; a holiday on a weekend counts as a holiday")
}

// codes returns the codes of a schedule's grids.
func (s *schedule) codes() []code {
	if len(s.grids) == 0 {
		return nil
	}
	return s.grids[0].codes
}

// hoursText writes a length by the clock in hours: 9, 13.5.
func hoursText(l civil.Local) string {
	return strconv.FormatFloat(float64(l)/civil.Hour, 'f', -1, 64)
}

// holidays lists the holidays of a window: "2026-12-25, PT".
func holidays(days []exporters.Day) []string {
	var out []string
	for _, d := range days {
		if len(d.Holidays) > 0 {
			out = append(out, exporters.Weekday(d.Weekday())+" "+d.String()+", "+strings.Join(d.Holidays, ", "))
		}
	}
	return out
}
