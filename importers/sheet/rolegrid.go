package sheet

import (
	"github.com/schedsync/schedsync/engine/civil"
)

// dateGrid reads a row for every day with a column for every role.
func (r *reader) dateGrid(l *layout) {
	for row := l.first; row < len(l.rows); row++ {
		if r.skipped(l, row) {
			continue
		}
		dr, dc, _ := r.source(l, row, "date")
		day, _, ok := r.date(l, dr, dc)
		if !ok || !r.checkWeekday(l, row, day, func(s daySet) bool { return s.has(day.Weekday()) }) {
			r.checkNames(l, row)
			continue
		}
		for i := range r.m.Roles {
			r.roleCell(l, row, i, day, day+1)
		}
	}
}

// periods reads a row for every week or other period with a column for every role.
func (r *reader) periods(l *layout) {
	var rows []int
	for row := l.first; row < len(l.rows); row++ {
		if !r.skipped(l, row) {
			rows = append(rows, row)
		}
	}
	for i, row := range rows {
		dr, dc, _ := r.source(l, row, "date")
		from, _, ok := r.date(l, dr, dc)
		if !ok || !r.checkWeekday(l, row, from, func(s daySet) bool { return s.has(from.Weekday()) }) {
			r.checkNames(l, row)
			continue
		}
		until, ok := r.periodEnd(l, row, from, rows[i+1:])
		if !ok {
			continue
		}
		if until <= from {
			r.wrong(l.place(row, dc), "", "the period ends on %s, before it begins", until)
			continue
		}
		r.cover(until - 1)
		for role := range r.m.Roles {
			r.roleCell(l, row, role, from, until)
		}
	}
}

// checkNames tells unknown names in a row whose date is no use.
func (r *reader) checkNames(l *layout, row int) {
	for _, col := range l.roles {
		if l.clean(row, col) != "" {
			r.names(l, row, col)
		}
	}
}

// periodEnd returns the day after a period: by its column, its stated length, or the beginning of the next one.
func (r *reader) periodEnd(l *layout, row int, from civil.Day, below []int) (civil.Day, bool) {
	if er, ec, has := r.source(l, row, "end_date"); has {
		d, _, ok := r.date(l, er, ec)
		if r.m.Ends == "inclusive" {
			d++
		}
		return d, ok
	}
	if r.m.Period > 0 {
		return from + civil.Day(r.m.Period), true
	}
	if len(below) == 0 {
		r.wrong(l.place(row, l.cols["date"]), "state `period: 1 week` in the mapping, or name a column `end_date`", "nothing says when the last period ends")
		return 0, false
	}
	dr, dc, _ := r.source(l, below[0], "date")
	quiet := newLog(0)
	told := r.log
	r.log = quiet // what is wrong with the next row is told when it is its turn
	d, _, ok := r.date(l, dr, dc)
	r.log = told
	return d, ok
}

// roleCell reads who has a role from one day to another.
func (r *reader) roleCell(l *layout, row, role int, from, until civil.Day) {
	spec, col := r.m.Roles[role], l.roles[role]
	stretches := spec.stretches(from, until, r.holidays)
	place := l.place(row, col)
	if l.clean(row, col) == "" && l.at(row, col).kind != formula && !r.vacant("") {
		switch {
		case len(stretches) == 0:
		case r.m.Blank == "gap":
			r.remark(place, "nobody has %s: the cell is empty", quoted(spec.Name))
		default:
			r.wrong(place, "write a name or a word of `vacant`; if an empty cell means nobody, state `blank: gap`", "the cell of the role %s is empty", quoted(spec.Name))
		}
		return
	}
	duties, ok := r.names(l, row, col)
	if !ok {
		return
	}
	if len(stretches) == 0 && len(duties) > 0 && len(duties[0].who) > 0 {
		r.wrong(place, "give the role hours for that day in the mapping, or clear the cell", "the role %s has no hours on %s, a %s", quoted(spec.Name), from, dayName(from))
	}
	for _, d := range duties {
		name := spec.Name
		if d.role != "" {
			name = d.role
		}
		for _, s := range stretches {
			r.add(piece{from: s[0], until: s[1], who: d.who, role: name, place: place, vacant: len(d.who) == 0})
		}
	}
}

// stretches returns when the role is served from one day to another: from handover to handover, or the hours of each day.
func (s Role) stretches(from, until civil.Day, holidays civil.DaySet) [][2]civil.Moment {
	if s.Handover >= 0 {
		return [][2]civil.Moment{{at(from, s.Handover), at(until, s.Handover)}}
	}
	var out [][2]civil.Moment
	for d := from; d < until; d++ {
		if h, ok := s.Hours.on(d, holidays); ok {
			out = append(out, [2]civil.Moment{at(d, h.From), at(d, h.To)})
		}
	}
	return out
}
