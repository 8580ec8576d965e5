package declared

import (
	"regexp"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
)

// moneyKind is an amount in the currency's unit. It is read by its text, so that no cent is lost to binary fractions.
var moneyKind = &kind{
	ref: "money", form: asText, pattern: regexp.MustCompile(`^[0-9]{1,7}([.][0-9]{1,4})?$`),
	expects: "an amount such as 12.50, with at most four decimals",
	fix: func(s string) (string, string) {
		return strings.Replace(strings.Trim(s, " €$£"), ",", ".", 1), "the currency stands once, under `currency`"
	},
}

var currencyKind = &kind{
	ref: "currency", form: asString, pattern: regexp.MustCompile(`^[A-Z]{3}$`),
	expects: "a currency by its three letters (ISO 4217) such as EUR",
	fix:     func(s string) (string, string) { return strings.ToUpper(s), "" },
}

var payWindowObject = &object{noun: "hours", doc: "A stretch of the day or the week on the clock of the person who is on call.", keys: []key{
	{name: "days", kind: daysKind, doc: "The days it starts on; every day where it is absent.", example: `"sat-sun"`},
	{name: "from", kind: windowFromKind, required: true, doc: "When it starts: a time of day, or a day and time for one weekly stretch.", example: `"22:00"`},
	{name: "to", kind: windowToKind, required: true, doc: "When it ends, exclusive. Before `from`: past midnight; equal: the same time next day (or next week).", example: `"06:00"`},
}}

var bandRatesObject = &object{noun: "rates by band", doc: "An amount for each kind of time; none where it is absent.", keys: []key{
	{name: "weekday", kind: moneyKind, doc: "For time that is none of the others.", example: `"6.00"`},
	{name: "night", kind: moneyKind, doc: "For the night.", example: `"9.00"`},
	{name: "weekend", kind: moneyKind, doc: "For the weekend.", example: `"12.00"`},
	{name: "holiday", kind: moneyKind, doc: "For holidays of the person's own calendar.", example: `"18.00"`},
}}

var allowanceObject = &object{noun: "an allowance", doc: "An amount for being on call at all.", keys: []key{
	{name: "amount", kind: moneyKind, required: true, doc: "How much.", example: `"25.00"`},
	{name: "per", kind: enumOf("day", "week", "month"), required: true, doc: "Once for each of these with any duty, on the person's calendar; weeks begin on Monday.", example: `"week"`},
}}

var ratesObject = &object{noun: "rates", doc: "What duty is paid by; what is given is added up.", keys: []key{
	{name: "hour", kind: objectOf("bandRates", bandRatesObject), doc: "For every hour on call.", example: `{"weekday": "6.00", "night": "9.00"}`},
	{name: "shift", kind: objectOf("bandRates", bandRatesObject), doc: "For every turn that is begun, by the band of its beginning; who stands in for a while begins it too.", example: `{"weekend": "40.00"}`},
	{name: "allowance", kind: objectOf("allowance", allowanceObject), doc: "For being on call at all, in whatever schedules.", example: `{"amount": "25.00", "per": "week"}`},
}}

var roundingObject = &object{noun: "rounding", doc: "How hours and amounts are rounded: once, for every person, schedule and band.", keys: []key{
	{name: "time", kind: delayKind, doc: "Hours to a multiple of this; to the second where it is absent.", example: `"15m"`},
	{name: "mode", kind: enumOf("nearest", "up", "down"), def: "nearest", doc: "Which way hours go; nearest: a half goes up.", example: `"up"`},
	{name: "money", kind: moneyKind, def: "0.01", doc: "Amounts to a multiple of this, a half up.", example: `"0.05"`},
}}

// payObject is the section `payroll`: a key as short as "pay" would be within two edits of the keys of many a foreign file.
var payObject = &object{noun: "the payroll", doc: "How duty is counted and paid. Times are on the clock of the person who is on call.", keys: []key{
	{name: "currency", kind: currencyKind, doc: "The currency of all amounts.", example: `"EUR"`},
	{name: "night", kind: objectOf("payHours", payWindowObject), doc: "When it is night; 22:00 to 06:00 where it is absent.", example: `{"from": "22:00", "to": "06:00"}`},
	{name: "weekend", kind: objectOf("payHours", payWindowObject), doc: "When it is weekend; sat 00:00 to mon 00:00 where it is absent.", example: `{"from": "fri 18:00", "to": "mon 06:00"}`},
	{name: "order", kind: listOf("a list of bands", 1, enumOf("holiday", "weekend", "night")), doc: "Which band holds where several fit: the first; those that are not listed are not told apart. Absent: holiday, weekend, night.", example: `["holiday", "night", "weekend"]`},
	{name: "rounding", kind: objectOf("rounding", roundingObject), doc: "How hours and amounts are rounded.", example: `{"time": "15m", "mode": "up"}`},
	{name: "rates", kind: objectOf("rates", ratesObject), doc: "The rates of everybody who has none of their own.", example: `{"hour": {"weekday": "6.00", "night": "9.00"}}`},
	{name: "people", kind: mapOf("a mapping of persons' ids to rates", objectOf("rates", ratesObject)), doc: "Rates of single persons, each instead of `rates` as a whole.", example: `{"ana": {"hour": {"weekday": "7.00"}}}`},
}}

// pay reads `payroll:`, how duty is paid; nil where the workspace does not say.
func (l *loader) pay(root *fields) *engine.Pay {
	if !root.get("payroll").exists() {
		return nil
	}
	f := l.open(root.get("payroll"), payObject)
	p := &engine.Pay{Currency: f.text("currency"), Bands: l.bands(f), Rounding: l.rounding(f)}
	if f.has("rates") {
		r := l.rates(f.get("rates"))
		p.Rates = &r
	}
	if f.has("people") {
		for _, e := range f.entries("people") {
			l.refer(toPerson, e.id, e.key)
			p.People = append(p.People, engine.PersonRates{Person: engine.PersonID(e.id), Rates: l.rates(e.value)})
		}
	}
	slices.SortFunc(p.People, func(a, b engine.PersonRates) int { return strings.Compare(string(a.Person), string(b.Person)) })
	if (p.Rates != nil || len(p.People) > 0) && !f.has("currency") {
		l.add(f.at, Problem{Text: "there are rates but no currency", Expected: "`currency:` with " + currencyKind.expects})
	}
	return p
}

func (l *loader) bands(f *fields) engine.Bands {
	b := engine.DefaultBands()
	if v := f.get("night"); v.exists() {
		b.Night = l.edges(l.open(v, payWindowObject))
	}
	if v := f.get("weekend"); v.exists() {
		b.Weekend = l.edges(l.open(v, payWindowObject))
	}
	if !f.has("order") {
		return b
	}
	b.Order = nil
	for i, word := range f.texts("order") {
		band := map[string]engine.Band{"holiday": engine.Holiday, "weekend": engine.Weekend, "night": engine.Night}[word]
		if slices.Contains(b.Order, band) {
			l.add(f.get("order").item(i), Problem{Text: "order lists " + quoted(word) + " twice"})
			continue
		}
		b.Order = append(b.Order, band)
	}
	return b
}

func (l *loader) rounding(f *fields) engine.Rounding {
	r := engine.Rounding{Unit: engine.MoneyUnit / 100}
	v := f.get("rounding")
	if !v.exists() {
		return r
	}
	o := l.open(v, roundingObject)
	r.Time = o.length("time")
	r.Mode = map[string]engine.RoundMode{"up": engine.RoundUp, "down": engine.RoundDown}[o.text("mode")]
	if o.has("money") {
		if r.Unit = o.money("money"); r.Unit == 0 && o.get("money").exists() {
			l.add(o.get("money"), Problem{Text: "money", Found: quoted(o.text("money")), Expected: "a multiple above zero such as 0.01"})
		}
	}
	return r
}

func (l *loader) rates(v value) engine.Rates {
	f := l.open(v, ratesObject)
	r := engine.Rates{Hour: l.byBand(f.get("hour")), Shift: l.byBand(f.get("shift"))}
	if a := f.get("allowance"); a.exists() {
		o := l.open(a, allowanceObject)
		r.Allowance = o.money("amount")
		r.Per = map[string]engine.Unit{"week": engine.Weeks, "month": engine.Months}[o.text("per")]
		if o.text("per") == "day" {
			r.Per = engine.Days
		}
	}
	return r
}

func (l *loader) byBand(v value) (out [engine.BandCount]engine.Money) {
	if !v.exists() {
		return out
	}
	f := l.open(v, bandRatesObject)
	for b := range engine.Band(engine.BandCount) {
		out[b] = f.money(b.String())
	}
	return out
}

// money reads an amount; 0 when it is absent or wrong.
func (f *fields) money(name string) engine.Money {
	s := f.text(name)
	if s == "" {
		return 0
	}
	whole, part, _ := strings.Cut(s, ".")
	return engine.Money(number(whole))*engine.MoneyUnit + engine.Money(number((part + "0000")[:4]))
}
