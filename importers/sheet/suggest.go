package sheet

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/importers/near"
	"github.com/schedsync/schedsync/importers/roster"
)

// Suggest writes a first mapping for a roster, with comments on what was seen. What it cannot know stands there as "?", which
// [ParseMap] refuses: a person must say it. Options may hold no people; then names are found by their columns' headers.
func Suggest(file string, data []byte, o Options) (string, roster.Problems) {
	m := newMap("the mapping")
	m.Sheets = []string{"*"}
	lim := o.Limits.withDefaults()
	r := &reader{log: newLog(lim.Problems), m: m, o: o, lim: lim, file: path.Base(file), order: dmy}
	r.people, _ = roster.NewDirectory(o.People, o.Teams, nil)
	if bytesAreCSV(data) {
		m.Sheets = nil
	}
	r.open(data)
	if len(r.problems) > 0 {
		return "", r.all()
	}
	var full []*table
	for _, t := range r.tables {
		if len(t.rows) > 1 {
			full = append(full, t)
		}
	}
	if len(full) == 0 {
		r.wrong(r.file, "", "no sheet has two rows or more: there is nothing to map")
		return "", r.all()
	}
	w := &suggestion{reader: r, table: full[0]}
	w.line("# A first mapping for %s: read it, and replace every \"?\".", r.file)
	w.body(full)
	return w.String(), nil
}

func bytesAreCSV(data []byte) bool { return !strings.HasPrefix(string(data[:min(len(data), 2)]), "PK") }

// suggestion is a mapping being written.
type suggestion struct {
	*reader
	strings.Builder
	table *table
}

func (w *suggestion) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

func (w *suggestion) body(full []*table) {
	before := w.m
	if w.recognise(w.table) {
		w.line("layout: microsoft-shifts")
		w.zoneLine()
		return
	}
	w.m = before
	l := &layout{table: w.table, head: -1, cols: map[string]int{}}
	if head, from, to := w.findDays(l, -1, -1); head >= 0 && to-from >= 2 {
		l.head, l.first = head, head+1
		l.cols["first day"], l.cols["last day"] = from, to
		w.grid(l, full)
		return
	}
	w.columns(l, full)
}

func (w *suggestion) zoneLine() {
	if w.o.Zone != nil {
		w.line("timezone: %s", w.o.Zone)
		return
	}
	w.line("timezone: \"?\"   # an IANA name such as Europe/Lisbon: no spreadsheet says it")
}

func (w *suggestion) sheetsLine(full []*table) {
	if len(full) < 2 {
		return
	}
	var names []string
	for _, t := range full {
		names = append(names, t.name)
	}
	w.line("sheets: [%s]   # all that hold anything; leave out what is no roster", list(names))
}

// grid suggests a people-grid.
func (w *suggestion) grid(l *layout, full []*table) {
	w.line("layout: people-grid")
	w.zoneLine()
	w.sheetsLine(full)
	person := w.nameColumn(l)
	w.line("columns: {person: {column: %s}}", letters(person))
	// Not as `header` and `days`: they are found again, and the tabs of months differ.
	w.line("# the days stand in row %d, columns %s to %s", l.head+1, letters(l.cols["first day"]), letters(l.cols["last day"]))
	if dayNumber.MatchString(l.clean(l.head, l.cols["first day"])) {
		w.monthLine()
	}
	codes, times, nameless := map[string]int{}, 0, 0
	for _, t := range full { // the tabs of one roster are laid out alike
		same := *l
		same.table = t
		n, m := w.entries(&same, person, codes)
		times, nameless = times+n, nameless+m
	}
	if nameless > 0 {
		w.line("second_line: \"?\"   # rows with entries and no name, %d of them: shifts, notes or ends", nameless)
	}
	if times > 0 {
		w.line("times_in_cells: true   # %d entries are times", times)
		w.line("# join: touching   # if nights are split at midnight")
	}
	w.codeLines(codes)
	w.aliasLines(l, []int{person})
}

// codeLines asks for the hours of codes, of a hostile number of them only for the first.
func (w *suggestion) codeLines(codes map[string]int) {
	if len(codes) == 0 {
		return
	}
	w.line("codes:   # the hours of each, as \"08:00-16:00\" or {hours: …, role: …}; none for no shift")
	for i, c := range sortedKeys(codes) {
		if i == 4*mostNames {
			w.line("  # and %d more", len(codes)-i)
			break
		}
		w.line("  %s: \"?\"   # %d×", quoted(c), codes[c])
	}
}

// entries counts the codes of a grid, its entries that are times, and its rows without a name.
func (w *suggestion) entries(l *layout, person int, codes map[string]int) (times, nameless int) {
	for row := l.first; row < len(l.rows); row++ {
		if l.clean(row, person) == "" && !l.blankRow(row) {
			nameless++
		}
		for col := l.cols["first day"]; col <= l.cols["last day"]; col++ {
			s := l.clean(row, col)
			if _, err := parseStretch(s, true); s != "" && err == nil {
				times++
			} else if s != "" && !l.headAgain(row) {
				codes[s]++
			}
		}
	}
	return times, nameless
}

// nameColumn returns the column left of the days that knows most people, else the first with a text.
func (w *suggestion) nameColumn(l *layout) int {
	best, most := 0, 0
	for col := range l.cols["first day"] {
		known, words := w.known(l, col)
		if n := known*1000 + words; n > most {
			best, most = col, n
		}
	}
	return best
}

// known counts the cells of a column that name somebody, and those with letters.
func (w *suggestion) known(l *layout, col int) (known, words int) {
	for row := l.first; row < len(l.rows); row++ {
		s := l.clean(row, col)
		if s == "" || l.at(row, col).kind != text {
			continue
		}
		if strings.ContainsFunc(s, func(r rune) bool { return r > '9' }) {
			words++
		}
		for _, part := range splitOn(s, []string{"/", "&", "\n"}) {
			if _, problem := w.people.Find(part); problem == nil {
				known++
				break
			}
		}
	}
	return known, words
}

// monthLine suggests the place of the month.
func (w *suggestion) monthLine() {
	if y, _, ok := parseMonth(w.table.name); ok && y > 0 {
		w.line("month: sheet")
		return
	}
	if y, _, ok := parseMonth(w.file); ok && y > 0 {
		w.line("month: file")
		return
	}
	for row := range min(len(w.table.rows), 5) {
		for col := range w.table.rows[row] {
			c := w.table.at(row, col)
			if y, _, ok := parseMonth(c.text); c.dated || ok && y > 0 {
				w.line("month: {cell: %s}", address(row, col))
				return
			}
		}
	}
	w.line("month: \"?\"   # as 2026-11")
}

// mostNames is how many unknown names a suggestion lists.
const mostNames = 50

// aliasLines lists names that are nobody's, as aliases to be given.
func (w *suggestion) aliasLines(l *layout, cols []int) {
	if len(w.o.People) == 0 {
		w.line("# aliases: {ana: [\"Anna\"]}   # what the roster calls people, by their ids")
		return
	}
	var unknown []string
	for row := l.first; row < len(l.rows); row++ {
		for _, col := range cols {
			s := l.clean(row, col)
			if _, problem := w.people.Find(s); s != "" && problem != nil && !slices.Contains(unknown, s) && len(unknown) < mostNames && !l.headAgain(row) {
				unknown = append(unknown, s)
			}
		}
	}
	if len(unknown) == 0 {
		return
	}
	w.line("# Nobody is called so. Give aliases, as `aliases: {ana: [\"Anna\"]}`, or `vacant:` words, or `skip_rows:`")
	for _, s := range unknown {
		_, problem := w.people.Find(s)
		hint, _, _ := strings.Cut(problem.Fix, "?")
		if !strings.HasPrefix(hint, "did you mean") {
			hint = "nobody near"
		}
		w.line("#   %s   (%s)", quoted(s), strings.TrimPrefix(hint, "did you mean "))
	}
}

// means reports whether a header is one of some words.
func means(header string, words ...string) bool {
	return slices.Contains(words, near.Fold(strings.Join(strings.Fields(header), " ")))
}
