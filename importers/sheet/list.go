package sheet

import (
	"github.com/schedsync/schedsync/engine/civil"
)

// list reads a row for every shift.
func (r *reader) list(l *layout) {
	for row := l.first; row < len(l.rows); row++ {
		if !r.skipped(l, row) {
			r.listRow(l, row)
		}
	}
}

func (r *reader) listRow(l *layout, row int) {
	duties, ok := r.listPerson(l, row)
	from, until, timed := r.listTimes(l, row)
	if !ok || !timed {
		return
	}
	pr, pc, _ := r.source(l, row, "person")
	for _, d := range duties {
		role := d.role
		if role == "" {
			role = r.roleOf(l, row)
		}
		for i := range from {
			r.add(piece{from: from[i], until: until[i], who: d.who, role: role, place: l.place(pr, pc), vacant: len(d.who) == 0})
		}
	}
}

// listPerson reads who serves a row. In Microsoft's workbook the address is the surer name, and a row without a member is
// an open shift.
func (r *reader) listPerson(l *layout, row int) ([]duty, bool) {
	pr, pc, _ := r.source(l, row, "person")
	if email, ok := l.cols["email"]; ok {
		switch {
		case l.clean(row, email) != "":
			pc = email
		case l.clean(row, pc) == "":
			r.remark(l.place(row, pc), "an open shift: nobody has it")
			return []duty{{}}, true
		}
		return r.names(l, row, pc)
	}
	return r.names(l, pr, pc)
}

// listTimes reads when the shifts of a row begin and end. A code may stand for none.
func (r *reader) listTimes(l *layout, row int) (from, until []civil.Moment, ok bool) {
	if fr, fc, has := r.source(l, row, "from"); has {
		ur, uc, _ := r.source(l, row, "until")
		a, ok1 := r.moment(l, fr, fc)
		b, ok2 := r.moment(l, ur, uc)
		if ok2 && !b.Fixed() && !l.timed(ur, uc) {
			b, ok2 = r.dayEnd(l, ur, uc, b)
		}
		return []civil.Moment{a}, []civil.Moment{b}, ok1 && ok2
	}
	dr, dc, _ := r.source(l, row, "date")
	day, _, ok := r.date(l, dr, dc)
	if !ok || !r.checkWeekday(l, row, day, func(s daySet) bool { return s.has(day.Weekday()) }) {
		r.checkCode(l, row)
		return nil, nil, false
	}
	if cr, cc, has := r.source(l, row, "code"); has {
		for _, s := range r.cellHours(l, cr, cc, day, nil) {
			from, until = append(from, at(day, s.From)), append(until, at(day, s.To))
		}
		return from, until, true
	}
	a, b, ok := r.listClock(l, row, day)
	return []civil.Moment{a}, []civil.Moment{b}, ok
}

// timed reports whether a date has a time of day beside it.
func (l *layout) timed(row, col int) bool {
	shown := l.clean(row, col)
	if l.at(row, col).kind == number || serialText.MatchString(shown) {
		_, sec, _ := serial(shown, l.epoch1904)
		return sec != 0
	}
	w, err := parseDate(shown)
	return err == nil && w.rest != ""
}

// dayEnd reads an end that is a date alone: the day after it, or its own 00:00, as the mapping says.
func (r *reader) dayEnd(l *layout, row, col int, m civil.Moment) (civil.Moment, bool) {
	switch r.m.Ends {
	case "inclusive":
		return civil.AtLocal(m.On(r.zone) + civil.DayLen), true
	case "exclusive":
		return m, true
	}
	r.wrong(l.place(row, col), "state `ends: inclusive` if that day belongs to the shift, `ends: exclusive` if the shift ends at its 00:00",
		"the end %s is a date without a time", quoted(l.clean(row, col)))
	return m, false
}

// checkCode tells an unknown code in a row whose date is no use.
func (r *reader) checkCode(l *layout, row int) {
	if cr, cc, has := r.source(l, row, "code"); has && !r.m.TimesInCells {
		if _, known := r.code(l.clean(cr, cc)); !known {
			r.cellHours(l, cr, cc, 0, nil)
		}
	}
}

// listClock reads date, start, end and the date of the end in columns of their own. Without a date of the end, an end that
// is not after the start is on the next day. Without times the dates are whole days.
func (r *reader) listClock(l *layout, row int, day civil.Day) (from, until civil.Moment, ok bool) {
	endDay, hasEndDay := day, false
	if er, ec, has := r.source(l, row, "end_date"); has && l.clean(er, ec) != "" {
		var valid bool
		if endDay, _, valid = r.date(l, er, ec); !valid {
			return from, until, false
		}
		hasEndDay = true
	}
	sr, sc, hasStart := r.source(l, row, "start")
	er, ec, hasEnd := r.source(l, row, "end")
	if !hasStart || !hasEnd {
		if r.m.Ends == "inclusive" {
			endDay++
		}
		return at(day, 0), at(endDay, 0), true
	}
	a, ok1 := r.clockCell(l, sr, sc, "start")
	b, ok2 := r.clockCell(l, er, ec, "end")
	if !ok1 || !ok2 {
		return from, until, false
	}
	if hasEndDay {
		if endDay == day && b < a {
			r.wrong(l.place(er, ec), "a night shift ends on the next day: write that day as its end date", "the shift ends before it begins, on the same day")
			return from, until, false
		}
		return at(day, a), at(endDay, b), true
	}
	s, err := over(a, b, r.m.EqualTimes)
	if err != nil {
		r.wrong(l.place(er, ec), "", "%v", err)
		return from, until, false
	}
	return at(day, s.From), at(day, s.To), true
}

// at returns the local time so many seconds after a day's 00:00.
func at(d civil.Day, seconds int) civil.Moment {
	return civil.AtLocal(d.Start() + civil.Local(seconds))
}
