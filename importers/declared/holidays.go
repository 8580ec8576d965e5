package declared

import (
	"regexp"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/holiday"
)

// countryCode is ISO 3166: a country, optionally with a region.
var countryCode = regexp.MustCompile(`^[A-Z]{2}(-[A-Z0-9]{1,3})?$`)

var (
	countryKind = &kind{
		ref: "country", form: asString, pattern: countryCode, expects: "a country code such as PT or DE-BY",
		fix: func(s string) (string, string) { return strings.ToUpper(s), "" },
	}
	holidayRefKind = &kind{
		ref: "holidaysRef", form: asText, pattern: idKind.pattern, not: idKind.not, fix: fixID,
		expects: "a calendar below `holidays`, or a country code such as PT or DE-BY",
	}
	holidayListKind = listOf("a list of calendars below `holidays` or country codes", 1, holidayRefKind)
)

var holidaysObject = &object{noun: "a holiday calendar", doc: "A named set of dates: those of a country or region, own ones, or both.", keys: []key{
	{name: "country", kind: countryKind, doc: "A country, optionally with a region.", example: `"PT"`},
	{name: "dates", kind: listOf("a list of dates", 1, dateKind), doc: "Own dates.", example: `["2026-12-24", "2026-12-31"]`},
}}

func (l *loader) holidays(e entry) engine.Holidays {
	f := l.open(e.value, holidaysObject)
	if e.shape == mapping && !f.has("country") && !f.has("dates") {
		l.add(e.value, Problem{Text: holidaysObject.noun + " is empty", Expected: "country, dates or both"})
	}
	h := engine.Holidays{ID: engine.HolidaysID(e.id), Country: f.text("country"), Dates: f.days("dates")}
	if h.Country != "" && !knownCountry(h.Country) {
		p := Problem{Text: "country", Found: quoted(h.Country), Expected: "a country or region whose holidays are known"}
		l.country(&p, h.Country)
		l.add(f.values["country"], p)
	}
	slices.Sort(h.Dates)
	return h
}

// holidayIDs reads a list of references to holiday calendars.
func (f *fields) holidayIDs(name string) []engine.HolidaysID {
	var out []engine.HolidaysID
	for _, r := range f.references(name) {
		f.l.refer(toHolidays, r.text, r)
		out = append(out, engine.HolidaysID(r.text))
	}
	return out
}

// knownCountry reports whether the holiday library has a country or region.
func knownCountry(code string) bool {
	_, found := slices.BinarySearch(holiday.Known(), code)
	return found
}

// country says what a code that is not known may have meant, or how to do without it.
func (l *loader) country(p *Problem, code string) {
	upper := strings.ToUpper(code)
	switch {
	case knownCountry(upper):
		p.DidYouMean = upper
	case !countryCode.MatchString(upper):
	default:
		if s := l.suggester.Suggest(upper, holiday.Known()); s != "" {
			p.DidYouMean = s
		}
		p.Hint = "a calendar below `holidays` with `dates:` of its own does for any place"
	}
}
