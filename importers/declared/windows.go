package declared

import (
	"regexp"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/importers/near"
)

const dayPattern = `(mon|tue|wed|thu|fri|sat|sun)`

// The kinds of days and of the edges of windows.
var (
	daysItemKind = &kind{
		ref: "dayOrRange", form: asString, pattern: regexp.MustCompile(`^` + dayPattern + `(-` + dayPattern + `)?$`),
		expects: "a day such as mon or a range such as mon-fri", fix: fixDays,
	}
	daysKind = &kind{
		ref: "days", form: asEither, expects: "a day such as mon, a range such as mon-fri, or a list of both",
		either: []*kind{daysItemKind, listOf("a list of days and ranges", 1, daysItemKind)},
	}
	windowFromKind = &kind{
		ref: "windowFrom", form: asString, pattern: regexp.MustCompile(`^(` + dayPattern + ` )?` + clockPattern + `$`),
		expects: "a time of day such as 09:00, or a day and time such as fri 18:00", fix: fixEdge,
	}
	windowToKind = &kind{
		ref: "windowTo", form: asString, pattern: regexp.MustCompile(`^(` + dayPattern + ` )?(` + clockPattern + `|24:00(:00)?)$`),
		expects: "a time of day such as 18:00 (at most 24:00), or a day and time such as mon 09:00", fix: fixEdge,
	}
)

var windowObject = &object{noun: "a window", doc: "A stretch of the week in which the rotation is on duty. It belongs to the local date it starts on.", keys: []key{
	{name: "days", kind: daysKind, doc: "The days it starts on; every day where it is absent.", example: `"mon-fri"`},
	{name: "from", kind: windowFromKind, required: true, doc: "When it starts: a time of day, or a day and time for one weekly stretch.", example: `"09:00"`},
	{name: "to", kind: windowToKind, required: true, doc: "When it ends, exclusive. Before `from`: past midnight; equal: the same time next day (or next week).", example: `"18:00"`},
	{name: "except", kind: holidayListKind, doc: "Not when it starts on one of these holidays.", example: `["PT", "company"]`},
	{name: "only_on", kind: holidayListKind, doc: "Only when it starts on one of these holidays.", example: `["PT"]`},
}}

// window reads both forms of a window: a time of day on listed days, and one stretch of the week.
func (l *loader) window(v value) engine.Window {
	f := l.open(v, windowObject)
	w := l.edges(f)
	w.Except, w.OnlyOn = f.holidayIDs("except"), f.holidayIDs("only_on")
	return w
}

// edges reads the days and the two ends of a window.
func (l *loader) edges(f *fields) engine.Window {
	w := engine.Window{Days: f.daysOfWeek("days")}
	fromDay, from, ok1 := splitEdge(f.text("from"))
	toDay, to, ok2 := splitEdge(f.text("to"))
	if !ok1 || !ok2 {
		return w
	}
	w.From, w.To = from, to
	switch {
	case (fromDay == "") != (toDay == ""):
		l.add(f.values["to"], Problem{
			Text:  "from and to must both name a day, or neither",
			Found: quoted(f.values["from"].text) + " and " + quoted(f.values["to"].text), Expected: "09:00 and 18:00, or fri 18:00 and mon 09:00",
		})
	case fromDay == "":
		// To before From runs past midnight; equal, to the same clock time next day (SPEC 1).
		if w.To <= w.From {
			w.To += civil.DayLen
		}
	case f.has("days"):
		l.add(f.values["days"], Problem{
			Text: "a stretch of the week has no `days`", Found: quoted(f.values["from"].text),
			Expected: "days with times of day, or a day in both from and to",
		})
	default:
		start, _ := civil.ParseWeekday(fromDay)
		end, _ := civil.ParseWeekday(toDay)
		w.Days = []civil.Weekday{start}
		w.To += int(end-start+7) % 7 * civil.DayLen
		// The same or an earlier time on the same day is that of next week; equal ends are the whole week.
		if w.To <= w.From {
			w.To += civil.Week
		}
	}
	return w
}

// splitEdge takes "fri 18:00" or "18:00" apart; not ok for "".
func splitEdge(s string) (day string, seconds int, ok bool) {
	if s == "" {
		return "", 0, false
	}
	if d, clock, found := strings.Cut(s, " "); found {
		return d, parseClock(clock), true
	}
	return "", parseClock(s), true
}

// daysOfWeek reads a day, a range, or a list of both: each day once, Monday first. Nil when absent.
func (f *fields) daysOfWeek(name string) []civil.Weekday {
	v := f.get(name)
	if !v.exists() {
		return nil
	}
	items, k := []value{v}, withExpects(daysItemKind, daysKind.expects)
	if v.shape == list {
		items, k = f.l.listOf(v, daysKind.either[1]), daysItemKind
	}
	var out []civil.Weekday
	for _, it := range items {
		if s, ok := f.l.scalar(it, k, name); ok {
			out = append(out, f.l.weekdays(it, s)...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// weekdays returns the days of a text of [daysItemKind].
func (l *loader) weekdays(v value, s string) []civil.Weekday {
	first, last, isRange := strings.Cut(s, "-")
	d, _ := civil.ParseWeekday(first)
	if !isRange {
		return []civil.Weekday{d}
	}
	end, _ := civil.ParseWeekday(last)
	if d == end {
		l.add(v, Problem{
			Text: "days", Found: quoted(s) + ", a range from a day to itself", Expected: "one day such as " + first,
			Hint: "for every day leave `days` out",
		})
		return nil
	}
	out := []civil.Weekday{d}
	for d != end {
		d = (d + 1) % 7
		out = append(out, d)
	}
	return out
}

// dayNames are days as people write them, longest first.
var dayNames = []struct{ long, short string }{
	{"monday", "mon"},
	{"tuesday", "tue"},
	{"tues", "tue"},
	{"wednesday", "wed"},
	{"weds", "wed"},
	{"thursday", "thu"},
	{"thurs", "thu"},
	{"thur", "thu"},
	{"friday", "fri"},
	{"saturday", "sat"},
	{"sunday", "sun"},
	{"weekdays", "mon-fri"},
	{"weekday", "mon-fri"},
	{"weekends", "sat-sun"},
	{"weekend", "sat-sun"},
}

var looseRange = regexp.MustCompile(`[ ]*(-|–|\.\.| to )[ ]*`)

func fixDays(s string) (string, string) {
	low := shortDays(s)
	if strings.ContainsAny(low, ",;") {
		return "", "write several days as a list, as in [sat, sun]"
	}
	if low == "daily" || low == "all" || low == "*" {
		return "", "for every day leave `days` out"
	}
	first, last, isRange := strings.Cut(looseRange.ReplaceAllString(low, "-"), "-")
	if isRange {
		return nearestDay(first) + "-" + nearestDay(last), ""
	}
	return nearestDay(first), ""
}

// nearestDay returns the day whose name is one slip away, or the text itself.
func nearestDay(s string) string {
	days := []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	one := near.New(len(days))
	if d := one.Suggest(s, days); d != "" {
		return d
	}
	return s
}

func fixEdge(s string) (string, string) {
	low := shortDays(s)
	day, clock, ok := strings.Cut(low, " ")
	if !ok {
		clock, day = low, ""
	}
	if c, _ := fixClock(strings.TrimSpace(clock)); c != "" {
		clock = c
	}
	return strings.TrimSpace(day + " " + clock), ""
}

func shortDays(s string) string {
	low := strings.ToLower(strings.TrimSpace(s))
	for _, d := range dayNames {
		low = strings.ReplaceAll(low, d.long, d.short)
	}
	return low
}
