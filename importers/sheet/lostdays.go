package sheet

// lostDays refuses a header of days with a hole in it. The days of a grid are found by their run; a date that was mistyped
// ends the run, and its column, and all the days on the other side, would leave the roster without a word. Where the mapping
// states `days`, every column of them has to be a day anyway.
func (r *reader) lostDays(l *layout) {
	if r.m.Days != "" {
		return
	}
	from, to := l.cols["first day"], l.cols["last day"]
	for _, c := range []struct{ beside, step int }{{from - 1, -1}, {to + 1, 1}} {
		if other := l.dayBeyond(c.beside, c.step); other >= 0 {
			r.wrong(l.place(l.head, c.beside), "correct the header, or move the column out from between the days; if those beyond it are none, state `days` in the mapping, as `days: C:AG`",
				"the header %s is no day, and stands between days: column %s is one", quoted(l.clean(l.head, c.beside)), letters(other))
		} else if r.codesIn(l, c.beside) {
			r.wrong(l.place(l.head, c.beside), "correct the header; if the column is no day, state those that are in the mapping, as `days: C:AG`",
				"the header %s is no day, and there are codes under it", quoted(l.clean(l.head, c.beside)))
		}
	}
}

// dayBeyond returns the next column of the header, in a direction, that is a day; -1 where there is none. What stands in two
// cells beside each other is no day but a title over both.
func (l *layout) dayBeyond(col, step int) int {
	for ; col >= 0 && col < len(l.rows[l.head]); col += step {
		shown := l.clean(l.head, col)
		if isDay(l.at(l.head, col), l.epoch1904) && shown != l.clean(l.head, col-1) && shown != l.clean(l.head, col+1) {
			return col
		}
	}
	return -1
}

// codesIn reports whether a column that is not the people's holds nothing but codes in the rows of people, and not only
// codes of free days.
func (r *reader) codesIn(l *layout, col int) bool {
	p, some := l.cols["person"], false
	if col < 0 || col == p {
		return false
	}
	for row := l.first; row < len(l.rows); row++ {
		shown := l.clean(row, col)
		if shown == "" || l.clean(row, p) == "" {
			continue
		}
		c, ok := r.code(shown)
		if !ok {
			return false
		}
		some = some || !c.Off
	}
	return some
}
