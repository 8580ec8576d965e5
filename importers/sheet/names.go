package sheet

import (
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/importers/near"
)

// duty is who a cell names, and for which role where the cell's own parts say so. An empty Who is a vacancy.
type duty struct {
	who  engine.Entry
	role string
}

// names reads a cell that names people. A vacancy is one of the mapping's words for nobody; an empty cell is none, because
// somebody may have forgotten it.
func (r *reader) names(l *layout, row, col int) ([]duty, bool) {
	if !r.sound(l, row, col) {
		return nil, false
	}
	c, place := l.at(row, col), l.place(row, col)
	if c.dated {
		r.wrong(place, "write the name as text", "the cell holds a date where a name belongs: a spreadsheet program may have taken a name for one")
		return nil, false
	}
	shown := l.clean(row, col)
	if r.vacant(shown) {
		r.remark(place, "nobody: %s", quoted(shown))
		return []duty{{}}, true
	}
	if shown == "" {
		r.wrong(place, "write the name, or a word of `vacant` in the mapping", "the cell of the person is empty")
		return nil, false
	}
	for _, re := range r.m.Strip {
		shown = strings.TrimSpace(re.ReplaceAllString(shown, ""))
	}
	parts := splitOn(shown, r.m.SplitOn)
	if len(r.m.SplitRoles) > 0 && len(parts) > len(r.m.SplitRoles) {
		r.wrong(place, "name a role for each in `split.roles`", "the cell names %d people, and the mapping %d roles", len(parts), len(r.m.SplitRoles))
		return nil, false
	}
	var out []duty
	var together engine.Entry
	for i, part := range parts {
		var p engine.Participant
		if r.vacant(part) {
			r.remark(place, "nobody: %s", quoted(part))
		} else if found, ok := r.person(place, part); ok {
			p = found
		} else {
			return nil, false
		}
		var who engine.Entry
		if p.Kind != engine.Nobody {
			who = engine.Entry{p}
		}
		if len(r.m.SplitRoles) > 0 {
			out = append(out, duty{who, r.m.SplitRoles[i]})
		}
		together = append(together, who...)
	}
	if len(r.m.SplitRoles) == 0 {
		out = []duty{{who: together}}
	}
	return out, true
}

// person finds one person by a word. "Last, First" is also looked for as "First Last", which is told.
func (r *reader) person(place, word string) (engine.Participant, bool) {
	p, problem := r.people.Find(word)
	if problem == nil {
		return p, true
	}
	if last, first, ok := strings.Cut(word, ","); ok && !strings.Contains(first, ",") {
		if p, other := r.people.Find(strings.TrimSpace(first) + " " + strings.TrimSpace(last)); other == nil {
			r.decided(place, "names with a comma are read as last name, first name")
			return p, true
		}
	}
	r.wrong(place, problem.Fix, "%s", problem.Text)
	return engine.Participant{}, false
}

// vacant reports whether a text is one of the words for nobody.
func (r *reader) vacant(s string) bool {
	for _, v := range r.m.Vacant {
		if near.Fold(cleanText(v)) == near.Fold(s) {
			return true
		}
	}
	return false
}

func (r *reader) remark(place, format string, args ...any) {
	g := newLog(0)
	g.decided(place, format, args...)
	if len(r.remarks) < mostSkipped {
		r.remarks = append(r.remarks, g.decisions[0])
	}
}

// splitOn cuts a text at every separator; empty parts are left out.
func splitOn(s string, seps []string) []string {
	parts := []string{s}
	for _, sep := range seps {
		var next []string
		for _, p := range parts {
			next = append(next, strings.Split(p, sep)...)
		}
		parts = next
	}
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// roleOf returns the role in the column of roles, or that of the mapping.
func (r *reader) roleOf(l *layout, row int) string {
	if ro, col, ok := r.source(l, row, "role"); ok {
		if s := l.clean(ro, col); s != "" {
			return s
		}
	}
	return r.m.Role
}

// checkWeekday holds a row's date against its column of days of the week, where there is one.
func (r *reader) checkWeekday(l *layout, row int, day interface{ String() string }, is func(daySet) bool) bool {
	ro, col, ok := r.source(l, row, "weekday")
	if !ok {
		return true
	}
	shown := l.clean(ro, col)
	set, known := weekdaysOf(shown)
	switch {
	case shown == "" || l.at(ro, col).kind == formula || l.at(ro, col).kind == number:
		return true // a formula over the date, or its serial number: no second witness
	case !known:
		r.wrong(l.place(ro, col), "write a day of the week", "%s is no day of the week", quoted(shown))
		return false
	case !is(set):
		r.wrong(l.place(ro, col), "correct the date or the day of the week; a wrong `dates` order shows like this as well", "the date %s is no %s", day, quoted(shown))
		return false
	}
	return true
}
