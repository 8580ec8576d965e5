package sheet_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/importers/sheet"
)

// crew are the people of the small cases. Two of them have one name.
func crew() []engine.PersonInfo {
	return []engine.PersonInfo{
		{ID: "ana", Name: "Ana Sousa", Email: "ana@example.com"},
		{ID: "bo", Name: "Bo Li"},
		{ID: "chi", Name: "Chi"},
		{ID: "sam1", Name: "Sam Hill"},
		{ID: "sam2", Name: "Sam Hill"},
	}
}

// read reads a text as a roster and returns a line for every shift, or for every problem.
func read(t *testing.T, name, mapping, data string) string {
	t.Helper()
	m, problems := sheet.ParseMap("map.yaml", []byte(mapping))
	if len(problems) == 0 {
		var r *sheet.Roster
		db := zonesDB(t)
		zone, err := db.Load("Europe/Lisbon")
		if err != nil {
			t.Fatal(err)
		}
		r, problems = sheet.Read(name, []byte(data), m, sheet.Options{Zone: zone, Zones: db, People: crew()})
		if len(problems) == 0 {
			var b strings.Builder
			for _, s := range r.Shifts {
				fmt.Fprintf(&b, "%s .. %s %s %s\n", s.From.On(r.Zone), s.Until.On(r.Zone), s.Who, s.Role)
			}
			return strings.ReplaceAll(strings.TrimSpace(b.String()), " \n", "\n")
		}
	}
	var lines []string
	for _, p := range problems {
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "\n")
}

const (
	byDates  = "layout: list\ncolumns: {date: From, end_date: To, person: Who}\n"
	byTimes  = "layout: list\ncolumns: {date: Date, start: Start, end: End, person: Who}\n"
	byCodes  = "layout: list\ncolumns: {date: Date, code: Shift, person: Who}\ncodes: {F1: \"08:00-16:00\", N1: \"22:00-06:00\", OFF: none}\n"
	weekdays = "layout: list\ncolumns: {weekday: Day, date: Date, start: Start, end: End, person: Who}\n"
)

// Each case is a roster a person can check by eye; the name says which scenario it is for.
func TestCases(t *testing.T) {
	for _, c := range []struct{ name, mapping, data, want string }{
		{
			"T-70 inclusive ends: end = start + 6 is a week", byDates + "ends: inclusive",
			"From,To,Who\n2026-11-02,2026-11-08,ana\n", "2026-11-02 00:00 .. 2026-11-09 00:00 ana",
		},
		{
			"T-70 exclusive ends", byDates + "ends: exclusive",
			"From,To,Who\n2026-11-02,2026-11-08,ana\n", "2026-11-02 00:00 .. 2026-11-08 00:00 ana",
		},
		{
			"T-70 whether the end belongs to it must be said", byDates, "From,To,Who\n2026-11-02,2026-11-08,ana\n",
			"map.yaml: whether an end date is the last day or the day after is not said; state `ends: inclusive` if the last day belongs to it, `ends: exclusive` if the next one begins on it",
		},
		{
			"T-71 a serial number of 1900 in a text file", byTimes, "Date,Start,End,Who\n45292,08:00,16:00,ana\n",
			"2024-01-01 08:00 .. 2024-01-01 16:00 ana",
		},
		{
			"T-71 a fraction of a day that may be minutes", byTimes, "Date,Start,End,Who\n45292,0.916666666666667,0.25,ana\n",
			"r.csv!C2: \"0.25\" may be minutes after midnight or a fraction of a day: write it as 00:25 or 06:00; write the end as 09:00",
		},
		{
			"T-71 a fraction of a day that is one beyond doubt", byTimes, "Date,Start,End,Who\n45292,0.916666666666667,0.270833333333333,bo\n",
			"2024-01-01 22:00 .. 2024-01-02 06:30 bo",
		},
		{
			"T-72 03/04/2026 is refused until the order is stated", byTimes, "Date,Start,End,Who\n03/04/2026,08:00,16:00,ana\n",
			"r.csv!A2: the date \"03/04/2026\" may be 2026-04-03 or 2026-03-04: no cell of the file decides it; state `dates: dmy` or `dates: mdy` in the mapping",
		},
		{"T-72 day first, as stated", byTimes + "dates: dmy", "Date,Start,End,Who\n03/04/2026,08:00,16:00,ana\n", "2026-04-03 08:00 .. 2026-04-03 16:00 ana"},
		{"T-72 month first, as stated", byTimes + "dates: mdy", "Date,Start,End,Who\n03/04/2026,08:00,16:00,ana\n", "2026-03-04 08:00 .. 2026-03-04 16:00 ana"},
		{
			"T-72 dots prove nothing either", byTimes, "Date,Start,End,Who\n01.05.2026,08:00,16:00,ana\n",
			"r.csv!A2: the date \"01.05.2026\" may be 2026-05-01 or 2026-01-05: no cell of the file decides it; state `dates: dmy` or `dates: mdy` in the mapping",
		},
		{
			"T-72 another row proves the order", byTimes, "Date,Start,End,Who\n03/04/2026,08:00,16:00,ana\n13/04/2026,08:00,16:00,bo\n",
			"2026-04-03 08:00 .. 2026-04-03 16:00 ana\n2026-04-13 08:00 .. 2026-04-13 16:00 bo",
		},
		{
			"T-72 the column of weekdays proves it", weekdays, "Day,Date,Start,End,Who\nFri,03/04/2026,08:00,16:00,ana\n",
			"2026-04-03 08:00 .. 2026-04-03 16:00 ana",
		},
		{
			"T-72 rows that contradict each other", byTimes, "Date,Start,End,Who\n13/04/2026,08:00,16:00,ana\n04/14/2026,08:00,16:00,bo\n",
			"r.csv!A2: the dates contradict each other: r.csv!A3 \"04/14/2026\" cannot begin with the day, r.csv!A2 \"13/04/2026\" cannot begin with the month; state `dates` in the mapping and correct the cells that do not fit",
		},
		{
			"T-72 BOM, semicolons, trailing blanks, codes", byCodes, "\ufeffDate;Shift;Who\n2026-11-02;F1 ;Ana Sousa \n2026-11-02;N1;bo\n2026-11-03;OFF;chi\n",
			"2026-11-02 08:00 .. 2026-11-02 16:00 ana\n2026-11-02 22:00 .. 2026-11-03 06:00 bo",
		},
		{
			"T-72 a space before the quote", byCodes, "\"Date\", \"Shift\", \"Who\"\n\"2026-11-02\", \"F1\", \"ana\"\n",
			"2026-11-02 08:00 .. 2026-11-02 16:00 ana",
		},
		{
			"T-73 an unknown name, with the near one", byCodes, "Date,Shift,Who\n2026-11-02,F1,Anna Sousa\n",
			"r.csv!C2: \"Anna Sousa\" is nobody we know; did you mean \"Ana Sousa\"? else add the person to `people:`, or an alias to the mapping",
		},
		{
			"T-73 two people of one name", byCodes, "Date,Shift,Who\n2026-11-02,F1,Sam Hill\n",
			"r.csv!C2: \"Sam Hill\" may be sam1 or sam2; say which by id, or add an alias to the mapping",
		},
		{
			"T-73 two people of one name, told apart by an alias", byCodes + "aliases: {sam2: Sam Hill}", "Date,Shift,Who\n2026-11-02,F1,Sam Hill\n",
			"2026-11-02 08:00 .. 2026-11-02 16:00 sam2",
		},
		{
			"T-73 an empty cell", byCodes, "Date,Shift,Who\n2026-11-02,F1,\n",
			"r.csv!C2: the cell of the person is empty; write the name, or a word of `vacant` in the mapping",
		},
		{
			"one wrong name, one ambiguous date, one unknown code: three things", byCodes,
			"Date,Shift,Who\n03/04/2026,F1,ana\n2026-11-02,F1,Anna Sousa\n2026-11-03,F2,bo\n",
			"r.csv!A2: the date \"03/04/2026\" may be 2026-04-03 or 2026-03-04: no cell of the file decides it; state `dates: dmy` or `dates: mdy` in the mapping\n" +
				"r.csv!C3: \"Anna Sousa\" is nobody we know; did you mean \"Ana Sousa\"? else add the person to `people:`, or an alias to the mapping\n" +
				"r.csv!B4: the code \"F2\" is not in the mapping; add it to `codes` in the mapping: its hours, or none",
		},
		{"an alias for nobody we know", byCodes + "aliases: {zoe: Z}", "Date,Shift,Who\n2026-11-02,F1,ana\n", "map.yaml:4:11: the alias \"Z\": \"zoe\" is nobody we know; add the person to `people:`"},
		{"a leftover day", byTimes, "Date,Start,End,Who\n2026-02-30,08:00,16:00,ana\n", "r.csv!A2: the date \"2026-02-30\": the calendar has no 2026-02-30; write a date such as 2026-11-02"},
		{"no year", byTimes + "dates: dmy", "Date,Start,End,Who\n2 Nov,08:00,16:00,ana\n", "r.csv!A2: the date \"2 Nov\" has no year; state `year: 2026` in the mapping"},
		{"the year of the mapping", byTimes + "year: 2026", "Date,Start,End,Who\nMon 2nd Nov,08:00,16:00,ana\n", "2026-11-02 08:00 .. 2026-11-02 16:00 ana"},
		{"the wrong day of the week", byTimes, "Date,Start,End,Who\nTue 2 Nov 2026,08:00,16:00,ana\n", "r.csv!A2: \"Tue 2 Nov 2026\" says another day of the week: 2026-11-02 is a Monday; correct the date or the day of the week"},
		{"26:00 is no wrap", byTimes, "Date,Start,End,Who\n2026-11-02,18:00,26:00,ana\n", "r.csv!C2: \"26:00\" is later than 24:00: give the end its own date, or write 02:00, which is then the next day; write the end as 09:00"},
		{"24:00 is the next midnight", byTimes, "Date,Start,End,Who\n2026-11-02,16:00,24:00,ana\n", "2026-11-02 16:00 .. 2026-11-03 00:00 ana"},
		{"end equal to start", byTimes, "Date,Start,End,Who\n2026-11-02,09:00,09:00,ana\n", "r.csv!C2: it ends when it begins: nothing, or a full day? state `equal_times: full-day` in the mapping, or write the end"},
		{"a bare hour", byTimes, "Date,Start,End,Who\n2026-11-02,9,17,ana\n", "r.csv!B2: \"9\" may be an hour or something else: write it as 09:00; write the start as 09:00\nr.csv!C2: \"17\" may be an hour or something else: write it as 09:00; write the end as 09:00"},
		{
			"times as people write them", byTimes, "Date,Start,End,Who\n2026-11-02,9:00a,9pm,ana\n2026-11-03,0830,1700,bo\n2026-11-04,2200H,6h30,chi\n2026-11-05,noon,17.30,ana\n",
			"2026-11-02 09:00 .. 2026-11-02 21:00 ana\n2026-11-03 08:30 .. 2026-11-03 17:00 bo\n2026-11-04 22:00 .. 2026-11-05 06:30 chi\n2026-11-05 12:00 .. 2026-11-05 17:30 ana",
		},
		{
			"a night that ends on its own first day", "layout: list\ncolumns: {date: Date, start: Start, end_date: To, end: End, person: Who}",
			"Date,Start,To,End,Who\n2026-11-02,22:00,2026-11-02,06:00,ana\n",
			"r.csv!D2: the shift ends before it begins, on the same day; a night shift ends on the next day: write that day as its end date",
		},
		{"a time the clocks skip", byTimes, "Date,Start,End,Who\n2027-03-28,01:30,09:00,ana\n", "r.csv!D2: the shift begins at 2027-03-28 01:30, which the clocks of Europe/Lisbon skip that night; change the time, or state `dst: {gap: jump}` for the moment at which the clock jumps"},
		{"a time the clocks show twice", byTimes + "dst: {fold: refuse}", "Date,Start,End,Who\n2026-10-25,01:30,09:00,ana\n", "r.csv!D2: the shift begins at 2026-10-25 01:30, which the clocks of Europe/Lisbon show twice that night; state `dst: {fold: first}` or `dst: {fold: second}`"},
		{
			"an end without a time", "layout: list\ncolumns: {from: From, until: To, person: Who}", "From,To,Who\n2026-11-02 09:00,2026-11-08,ana\n",
			"r.csv!B2: the end \"2026-11-08\" is a date without a time; state `ends: inclusive` if that day belongs to the shift, `ends: exclusive` if the shift ends at its 00:00",
		},
		{"an end without a time, inclusive", "layout: list\ncolumns: {from: From, until: To, person: Who}\nends: inclusive", "From,To,Who\n2026-11-02 09:00,2026-11-08,ana\n", "2026-11-02 09:00 .. 2026-11-09 00:00 ana"},
		{
			"years of two digits may stand first", byTimes, "Date,Start,End,Who\n26-11-13,08:00,16:00,ana\n",
			"r.csv!A2: the date \"26-11-13\" may be 2013-11-26 or 2026-11-13: no cell of the file decides it; state `dates: dmy` or `dates: ymd` in the mapping",
		},
		{"years of two digits that stand first", byTimes + "dates: ymd", "Date,Start,End,Who\n26-11-13,08:00,16:00,ana\n", "2026-11-13 08:00 .. 2026-11-13 16:00 ana"},
		{"one shift twice", byCodes, "Date,Shift,Who\n2026-11-02,F1,ana\n2026-11-02,F1,Ana Sousa\n", "r.csv!C3: ana has this shift twice; it stands at r.csv!C2 as well; delete one of the two"},
		{"outside of what the roster owns", byCodes + "owns: {from: 2026-11-01, until: 2026-12-01}", "Date,Shift,Who\n2026-12-01,F1,ana\n", "r.csv!C2: the shift begins on 2026-12-01, outside of what the roster owns: 2026-11-01 until 2026-12-01; correct the date, or `owns` in the mapping"},
		{"a separator that may be two", byCodes, "Date,Shift;Who\n2026-11-02,F1;ana\n", "r.csv: the separator may be \",\" or \";\": with both the first rows have the same number of columns; state `separator` in the mapping"},
		{"a quote that is not closed", byCodes, "Date,Shift,Who\n2026-11-02,F1,\"ana\n2026-11-03,F1,bo\n", "r.csv: line 2: extraneous or missing \" in quoted-field; a quote inside a text is written twice, and a text that begins with one must end with one"},
		{"a header that is not there", byCodes, "Date,Shfit,Who\n2026-11-02,F1,ana\n", "r.csv!A1: no column has the header \"Shift\"; did you mean \"Shfit\"? the header reads \"Date\", \"Shfit\", \"Who\""},
		{"a header that stands twice", byCodes, "Date,Shift,Who,Who\n2026-11-02,F1,ana,bo\n", "r.csv!D1: two columns have the header \"Who\": C and D; name the column by its letter, as {column: C}"},
		{"no separator", byCodes, "nothing of the kind\n", "r.csv: with none of , ; TAB | do the first rows have the same number of columns, two or more; state `separator` in the mapping"},
		{"an empty file", byCodes, " \n", "r.csv: the file is empty"},
		{"no shifts at all", byCodes, "Date,Shift,Who\n2026-11-02,OFF,ana\n", "r.csv: the roster holds no shift; is the mapping meant for this file?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, read(t, "rosters/r.csv", c.mapping, c.data)); d != "" {
				t.Error(d)
			}
		})
	}
}

const grid = "layout: people-grid\ncolumns: {person: Name}\nmonth: 2026-11\ncodes: {D: \"08:00-20:00\", 夜: \"20:00-08:00\", 明: {continues: previous-day}, X: none}\n"

func TestGridCases(t *testing.T) {
	for _, c := range []struct{ name, mapping, data, want string }{
		{"the second half of a night", grid, "Name,1,2,3\nana,夜,明,D\n", "2026-11-01 20:00 .. 2026-11-02 08:00 ana\n2026-11-03 08:00 .. 2026-11-03 20:00 ana"},
		{"a second half without a first", grid, "Name,1,2,3\nana,D,明,X\n", "r.csv!C2: the code \"明\" continues a shift of the day before, and none reaches over midnight; correct one of the two cells"},
		{"a second line that nobody explained", grid, "Name,1,2,3\nana,D,X,X\n,X,D,X\n", "r.csv!A3: the row has entries and no name; if it continues the person above, state `second_line: shifts` (or notes, or ends); else write the name or a rule of `skip_rows`"},
		{"two codes in a cell", grid + "split: [\"+\"]", "Name,1,2,3\nana,D+夜,X,X\n", "2026-11-01 08:00 .. 2026-11-01 20:00 ana\n2026-11-01 20:00 .. 2026-11-02 08:00 ana"},
		{"months stacked in one sheet", grid, "Name,1,2,3\nana,D,X,X\nName,1,2,3\nana,X,D,X\n", "r.csv!A3: the header with its day numbers stands here once more, and people follow: is it another month?; put every month on a sheet of its own; if it is the same month, name the row in `skip_rows`"},
		{"a header repeated for another ward", grid + "skip_rows: [^Name$]", "Name,1,2,3\nana,D,X,X\nName,1,2,3\nbo,X,D,X\n", "2026-11-01 08:00 .. 2026-11-01 20:00 ana\n2026-11-02 08:00 .. 2026-11-02 20:00 bo"},
		{"a date mistyped in the middle", grid, "Name,1,2,3,four,5,6\nana,D,X,X,D,X,X\n", "r.csv!E1: the header \"four\" is no day, and stands between days: column F is one; correct the header, or move the column out from between the days; if those beyond it are none, state `days` in the mapping, as `days: C:AG`"},
		{"a date that is gone, with more days behind it", grid, "Name,1,2,,4,5,6\nana,D,X,D,D,X,X\n", "r.csv!D1: the header \"\" is no day, and stands between days: column C is one; correct the header, or move the column out from between the days; if those beyond it are none, state `days` in the mapping, as `days: C:AG`"},
		{"the last date mistyped", grid, "Name,1,2,3,four\nana,D,X,X,D\nbo,X,X,D,\n", "r.csv!E1: the header \"four\" is no day, and there are codes under it; correct the header; if the column is no day, state those that are in the mapping, as `days: C:AG`"},
		{"columns that are no days", grid, "No,Name,Team,1,2,3,D,Total\n1,ana,D team,D,X,X,1,12\n", "2026-11-01 08:00 .. 2026-11-01 20:00 ana"},
		{"what looks like a day and is none, as stated", grid + "days: B:D", "Name,1,2,3,week,4\nana,D,X,X,D,D\n", "2026-11-01 08:00 .. 2026-11-01 20:00 ana"},
		{"a code in capitals", grid, "Name,1,2,3\nana,d,X,X\n", "r.csv!B2: the code \"d\" is not in the mapping; did you mean \"D\"? else add it to `codes` in the mapping: its hours, or none"},
		{"capitals that do not count", grid + "ignore_case: true", "Name,1,2,3\nana,d,x,X\n", "2026-11-01 08:00 .. 2026-11-01 20:00 ana"},
		{"days that the month does not have", strings.Replace(grid, "2026-11", "2026-02", 1), "Name,27,28,29\nana,D,D,D\n", "r.csv!D1: month 2 of 2026 has no day 29; correct the header, or the month in the mapping"},
		{
			"a weekday that shows the wrong month", grid, "Name,Mo 1,Di 2,Mi 3\nana,D,D,D\n",
			"r.csv!B1: \"Mo 1\" says another day of the week: 2026-11-01 is a Sunday; is the month right?\nr.csv!C1: \"Di 2\" says another day of the week: 2026-11-02 is a Monday; is the month right?\nr.csv!D1: \"Mi 3\" says another day of the week: 2026-11-03 is a Tuesday; is the month right?",
		},
		{"no month", strings.Replace(grid, "month: 2026-11\n", "", 1), "Name,1,2,3\nana,D,X,X\n", "r.csv!B1: the header has day numbers, and nothing says which month the day numbers are in; state `month` in the mapping: 2026-11, sheet, file, or {cell: B2}"},
		{
			"an empty cell of a role", "layout: date-grid\ncolumns: {date: Date}\nroles: {a: \"08:00-20:00\", b: \"20:00-08:00\"}\n", "Date,a,b\n2026-11-02,ana,\n",
			"r.csv!C2: the cell of the role \"b\" is empty; write a name or a word of `vacant`; if an empty cell means nobody, state `blank: gap`",
		},
		{"an empty cell that is a gap", "layout: date-grid\ncolumns: {date: Date}\nroles: {a: \"08:00-20:00\", b: \"20:00-08:00\"}\nblank: gap\n", "Date,a,b\n2026-11-02,ana,\n", "2026-11-02 08:00 .. 2026-11-02 20:00 ana a"},
		{
			"positions that are roles", "layout: date-grid\ncolumns: {date: Date}\nroles: {a: \"08:00-20:00\"}\nsplit: {on: [\"/\"], roles: [primary, secondary]}\n", "Date,a\n2026-11-02,ana / bo\n",
			"2026-11-02 08:00 .. 2026-11-02 20:00 ana primary\n2026-11-02 08:00 .. 2026-11-02 20:00 bo secondary",
		},
		{
			"one of two is not found yet", "layout: date-grid\ncolumns: {date: Date}\nroles: {a: \"08:00-20:00\"}\nsplit: [\"/\"]\nvacant: [TBC]\n", "Date,a\n2026-11-02,TBC / bo\n",
			"2026-11-02 08:00 .. 2026-11-02 20:00 bo a",
		},
		{
			"instead of: nobody strips it unasked", "layout: date-grid\ncolumns: {date: Date}\nroles: {a: \"08:00-20:00\"}\n", "Date,a\n2026-11-02,ana (instead of bo)\n",
			"r.csv!B2: \"ana (instead of bo)\" is nobody we know; add the person to `people:`, or an alias to the mapping",
		},
		{
			"periods until the next row", "layout: periods\ncolumns: {date: From}\nroles: {a: {handover: \"09:00\"}}\n", "From,a\n2026-11-02,ana\n2026-11-09,bo\n",
			"r.csv!A3: nothing says when the last period ends; state `period: 1 week` in the mapping, or name a column `end_date`",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, read(t, "r.csv", c.mapping, c.data)); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestRolesThatAreNotRead: a column of people that the mapping does not know is told, one of remarks is not.
func TestRolesThatAreNotRead(t *testing.T) {
	m, _ := sheet.ParseMap("map.yaml", []byte("layout: date-grid\ntimezone: Europe/Lisbon\ncolumns: {date: Date}\nroles: {a: \"08:00-20:00\"}\n"))
	const data = "Date,a,night,remarks\n2026-11-02,ana,bo,\n2026-11-03,bo,Chi,ana is on a course\n"
	r, problems := sheet.Read("r.csv", []byte(data), m, sheet.Options{Zones: zonesDB(t), People: crew()})
	if got, want := fmt.Sprint(r.Skipped, len(problems)), `[r.csv!C1: the column "night" names people and is no role of the mapping] 0`; got != want {
		t.Errorf("left out %s\nwant %s", got, want)
	}
}
