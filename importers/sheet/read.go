package sheet

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/holiday"
	"github.com/schedsync/schedsync/importers/roster"
	"github.com/schedsync/schedsync/importers/zones"
)

// Options are what reading a roster needs besides the file and its mapping.
type Options struct {
	Zone     *civil.Zone // the zone of its times where the mapping states none; nil: the mapping must
	Zones    *zones.DB   // required
	People   []engine.PersonInfo
	Teams    []engine.Team
	Holidays []engine.Holidays
	Limits   Limits
	Progress func(done, total int, what string) // told of every sheet; nil: nobody
}

// Roster is a roster that was read.
type Roster struct {
	Zone      *civil.Zone    // of all its local times
	Shifts    []roster.Shift // by start, end, role and who
	Roles     []string       // those of the mapping and of the shifts, sorted; "" for shifts that state none
	From      civil.Day      // the window it owns, half-open
	Until     civil.Day
	Decisions []Decision // what was inferred
	Skipped   []Decision // rows, columns and sheets that were left out, and why
	Remarks   []Decision // vacancies, gaps and overlaps
}

// Read makes shifts of a roster. file is how addresses call it: november.xlsx!Nov!C7. The roster is what could be read even
// where there are problems, so that a caller who was told to may go on with it; nobody else should.
func Read(file string, data []byte, m *Map, o Options) (*Roster, roster.Problems) {
	r := &reader{log: newLog(o.Limits.withDefaults().Problems), m: m, o: o, lim: o.Limits.withDefaults(), file: path.Base(file)}
	r.prepare()
	r.open(data)
	r.plan()
	for i, l := range r.laid { // with problems as well: all that is wrong is told at once
		r.progress(i, "rows of "+l.where())
		r.rows(l)
	}
	return r.finish(), r.all()
}

// reader is one roster being read.
type reader struct {
	*log
	m        *Map
	o        Options
	lim      Limits
	file     string
	zone     *civil.Zone
	people   *roster.Directory
	holidays civil.DaySet
	tables   []*table
	laid     []*layout
	order    order
	pieces   []piece
	covered  []civil.Day // first and last date of the roster; empty before the first
	remarks  []Decision
}

func (r *reader) progress(done int, what string) {
	if r.o.Progress != nil {
		r.o.Progress(done, len(r.tables), what)
	}
}

// prepare loads what the mapping names: the zone, the people, the holidays.
func (r *reader) prepare() {
	r.zone = r.o.Zone
	if r.m.Timezone != "" {
		z, err := r.o.Zones.Load(r.m.Timezone)
		if err != nil {
			r.wrong(r.m.Name, "write an IANA name such as Europe/Lisbon", "timezone: %v", err)
		} else {
			r.zone = z
		}
	}
	if r.zone == nil && r.m.Timezone == "" {
		r.wrong(r.m.Name, "state `timezone` in the mapping", "nothing says in which time zone the roster's times are")
	}
	dir, problems := roster.NewDirectory(r.o.People, r.o.Teams, r.m.Aliases)
	r.people = dir
	for _, p := range problems {
		for word, place := range r.m.places {
			if strings.HasPrefix(p.Text, fmt.Sprintf("the alias %q:", word)) {
				p.Place = place
			}
		}
		r.wrong(p.Place, p.Fix, "%s", p.Text)
	}
	var sets anyHoliday
	for _, id := range r.m.Holidays {
		set, err := holidaySet(id, r.o.Holidays)
		if err != nil {
			r.wrong(r.m.Name, "", "holidays: %v", err)
		}
		sets = append(sets, set...)
	}
	r.holidays = sets
}

// open reads the tables of the file.
func (r *reader) open(data []byte) {
	if int64(len(data)) > r.lim.FileBytes {
		r.wrong(r.file, "", "the file is larger than %d MiB", r.lim.FileBytes>>20)
		return
	}
	switch {
	case bytes.HasPrefix(data, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		r.wrong(r.file, "open it and save it as .xlsx, without a password", "this is an .xls file, or an encrypted workbook")
	case bytes.HasPrefix(data, []byte("PK")):
		r.openBook(data)
	case len(bytes.TrimSpace(data)) == 0:
		r.wrong(r.file, "", "the file is empty")
	case strings.HasSuffix(strings.ToLower(r.file), ".xlsx") && !utf8.Valid(data):
		r.wrong(r.file, "get it again", "it is named like a workbook, and is neither one nor a text")
	default:
		t, err := readCSV(r.file, data, r.m, r.log, r.lim)
		if err != nil {
			r.wrong(r.file, "", "%v", err)
			return
		}
		r.tables = append(r.tables, t)
	}
}

func (r *reader) openBook(data []byte) {
	m := r.m
	if m.Layout == MicrosoftShifts && len(m.Sheets) == 0 {
		c := *m
		c.Sheets, m = []string{shiftsSheet}, &c
	}
	b, err := openBook(r.file, data, m, r.log, r.lim)
	if err != nil {
		r.wrong(r.file, "", "%v", err)
		return
	}
	defer b.close()
	names, err := b.sheets(m)
	if err != nil {
		r.wrong(r.file, "", "%v", err)
		return
	}
	for i, name := range names {
		if r.o.Progress != nil {
			r.o.Progress(i, len(names), "sheet "+name)
		}
		t, err := b.table(name)
		if err != nil {
			r.wrong(r.file+"!"+name, "", "%v", err)
			return
		}
		r.tables = append(r.tables, t)
	}
}

// plan finds the headers of all tables, then decides the order of the dates from all of them together.
func (r *reader) plan() {
	for _, t := range r.tables {
		if l := r.lay(t); l != nil {
			r.laid = append(r.laid, l)
		}
	}
	if r.order = r.m.Dates; r.order != "" || len(r.laid) == 0 {
		return
	}
	if r.m.Layout == MicrosoftShifts {
		r.order = mdy
		r.decided(r.laid[0].where(), "dates are month, day, year, as the import workbook of Microsoft Shifts has them")
		return
	}
	e := newEvidence()
	for _, l := range r.laid {
		year := r.yearOf(l.table)
		for _, at := range l.dateCells() {
			if w, err := parseDate(l.at(at[0], at[1]).text); err == nil && l.at(at[0], at[1]).kind == text {
				l.weekdayOf(at[0], at[1], &w)
				e.see(w, l.place(at[0], at[1]), l.clean(at[0], at[1]), year)
			}
		}
	}
	r.order, _ = e.decide(r.log)
}

// rows reads the rows of one table by the reader of the layout.
func (r *reader) rows(l *layout) {
	switch r.m.Layout {
	case PeopleGrid:
		r.peopleGrid(l)
	case DateGrid:
		r.unreadRoles(l)
		r.dateGrid(l)
	case Periods:
		r.unreadRoles(l)
		r.periods(l)
	default:
		r.list(l)
	}
}

// anyHoliday is the union of sets of dates.
type anyHoliday []civil.DaySet

// Has reports whether d is in any of the sets.
func (a anyHoliday) Has(d civil.Day) bool {
	return slices.ContainsFunc(a, func(s civil.DaySet) bool { return s.Has(d) })
}

// listedDays is a set of dates listed one by one.
type listedDays []civil.Day

// Has reports whether d is in the set.
func (s listedDays) Has(d civil.Day) bool { return slices.Contains(s, d) }

// holidaySet returns the dates of a calendar of the workspace, or of a country or region.
func holidaySet(id string, named []engine.Holidays) ([]civil.DaySet, error) {
	var out []civil.DaySet
	country := id
	for _, h := range named {
		if string(h.ID) == id {
			out, country = append(out, listedDays(h.Dates)), h.Country
		}
	}
	if country == "" {
		return out, nil
	}
	set, err := holiday.Of(country)
	if err != nil {
		return nil, err
	}
	return append(out, set), nil
}
