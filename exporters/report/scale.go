package report

import (
	"github.com/schedsync/schedsync/engine/civil"
)

// scale lays a window out in cells of equal length on the local clock, so that a day takes the same cells all year and
// midnight stands on an edge. A night on which the clock is changed has one cell that is shorter or longer in real time.
type scale struct {
	zone  *civil.Zone
	win   window
	first civil.Local // reading at the left edge of cell 0
	step  civil.Local // seconds of wall clock per cell
	cells int
}

// steps a cell can have up to a week; beyond, weeks are doubled.
func cellSteps() []civil.Local {
	return []civil.Local{
		5 * civil.Minute, 10 * civil.Minute, 15 * civil.Minute, 30 * civil.Minute, civil.Hour, 2 * civil.Hour, 3 * civil.Hour,
		4 * civil.Hour, 6 * civil.Hour, 8 * civil.Hour, 12 * civil.Hour, civil.DayLen, 2 * civil.DayLen, civil.Week,
	}
}

// scaleFor returns the finest scale of at most cells cells.
func scaleFor(z *civil.Zone, win window, cells int) scale {
	from, until := z.Reading(win.Start), z.High(win.End-1)+1
	try := func(step civil.Local) (scale, bool) {
		s := scale{zone: z, win: win, first: alignDown(from, step), step: step}
		s.cells = int((until - s.first + step - 1) / step)
		return s, s.cells <= cells
	}
	for _, step := range cellSteps() {
		if s, ok := try(step); ok {
			return s
		}
	}
	for step := civil.Local(2 * civil.Week); ; step *= 2 {
		if s, ok := try(step); ok {
			return s
		}
	}
}

// alignDown returns the last edge at or before l: midnight-based for cells up to a day, Monday-based for whole weeks.
func alignDown(l, step civil.Local) civil.Local {
	day := l.Day()
	if step < civil.DayLen {
		return l - civil.Local(l.Clock())%step
	}
	if step%civil.Week == 0 {
		day -= civil.Day(day.Weekday())
	}
	return day.Start()
}

// edge returns the reading at the left edge of cell i.
func (s scale) edge(i int) civil.Local { return s.first + civil.Local(i)*s.step }

// cell returns the real time that cell i stands for, clipped to the window; it may be empty.
func (s scale) cell(i int) window {
	return window{Start: s.zone.First(s.edge(i)), End: s.zone.First(s.edge(i + 1))}.Clip(s.win)
}

// at returns the cell that an instant falls into, or -1 outside the window.
func (s scale) at(t civil.Instant) int {
	if !s.win.Contains(t) {
		return -1
	}
	for i := min(int((s.zone.High(t)-s.first)/s.step), s.cells-1); i >= 0; i-- {
		if s.cell(i).Contains(t) {
			return i
		}
	}
	return -1
}
