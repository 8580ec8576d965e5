package sheet

// unreadRoles tells columns that name people and are no role of the mapping. A role that was added to the roster and not to
// the mapping would be left out without a word; a column of remarks, which may name people too, is why this is no error.
func (r *reader) unreadRoles(l *layout) {
	if l.head < 0 || l.head >= len(l.rows) {
		return
	}
	read := map[int]bool{}
	for _, col := range l.cols {
		read[col] = true
	}
	for _, col := range l.roles {
		read[col] = true
	}
	for col := range l.rows[l.head] {
		if !read[col] && r.namesPeople(l, col) {
			r.skip(l.place(l.head, col), "the column %s names people and is no role of the mapping", quoted(l.clean(l.head, col)))
		}
	}
}

// namesPeople reports whether most entries of a column are names of people, of the first of them.
func (r *reader) namesPeople(l *layout, col int) bool {
	const enough = 50
	entries, known := 0, 0
	for row := l.first; row < len(l.rows) && entries < enough; row++ {
		shown := l.clean(row, col)
		if shown == "" || l.at(row, col).kind != text {
			continue
		}
		entries++
		if parts := splitOn(shown, r.m.SplitOn); len(parts) > 0 {
			if _, problem := r.people.Find(parts[0]); problem == nil {
				known++
			}
		}
	}
	return known*2 > entries
}
