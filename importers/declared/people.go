package declared

import (
	"cmp"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// vendorNames are the vendors of the contracts, in the order of the sample in SPEC 1.
var vendorNames = []engine.Vendor{"opsgenie", "zenduty", "xmatters", "hostedgraphite"}

var accountsObject = &object{noun: "the accounts", doc: "Who or what this is at each vendor.", keys: []key{
	{name: "opsgenie", kind: nameKind, doc: "The name, login or id at Opsgenie.", example: `"ana@example.com"`},
	{name: "zenduty", kind: nameKind, doc: "The username or id at Zenduty.", example: `"216bba3d-7268-4a8e-89e9-6"`},
	{name: "xmatters", kind: nameKind, doc: "The target name or id at xMatters.", example: `"asousa"`},
	{name: "hostedgraphite", kind: nameKind, doc: "The name or id at Hosted Graphite.", example: `"ana"`},
}}

var absenceObject = &object{noun: "an absence", doc: "A stretch of time in which the person is away.", keys: []key{
	{name: "from", kind: momentKind, required: true, doc: "When it begins.", example: `"2026-12-21"`},
	{name: "until", kind: momentKind, doc: "When it ends, exclusive.", example: `"2027-01-04 09:00"`},
	{name: "through", kind: dateKind, doc: "The last day, inclusive.", example: `"2027-01-03"`},
	{name: "note", kind: proseKind, doc: "Why, for people.", example: `"leave"`},
}, choose: []choice{{[]string{"until", "through"}, true}}}

var forwardObject = &object{noun: "a forward", doc: "A stretch of time in which whatever reaches the person reaches somebody else.", keys: []key{
	{name: "from", kind: momentKind, required: true, doc: "When it begins.", example: `"2026-11-25 09:00"`},
	{name: "until", kind: momentKind, doc: "When it ends, exclusive.", example: `"2026-11-25 13:00"`},
	{name: "through", kind: dateKind, doc: "The last day, inclusive.", example: `"2026-11-26"`},
	{name: "who", kind: somebodyKind, required: true, doc: "Whom it reaches instead.", example: `"bo"`},
}, choose: []choice{{[]string{"until", "through"}, true}}}

var personObject = &object{noun: "a person", doc: "Somebody who can be on call.", keys: []key{
	{name: "name", kind: nameKind, doc: "The name people read; the id where it is absent.", example: `"Ana Sousa"`},
	{name: "email", kind: emailKind, doc: "Her e-mail address.", example: `"ana@example.com"`},
	{name: "timezone", kind: zoneKind, doc: "The zone of her feed, of her dates in away and forward, and of her holidays; the schedule's where it is absent.", example: `"Europe/Lisbon"`},
	{name: "holidays", kind: holidayRefKind, doc: "Her holidays: a calendar from `holidays`, else a country code.", example: `"PT"`},
	{name: "accounts", kind: objectOf("accounts", accountsObject), doc: "Who she is at each vendor.", example: `{"opsgenie": "ana@example.com"}`},
	{name: "away", kind: listOf("a list of absences", 0, objectOf("absence", absenceObject)), doc: "When she is away.", example: `[{"from": "2026-12-21", "through": "2027-01-03", "note": "leave"}]`},
	{name: "forward", kind: listOf("a list of forwards", 0, objectOf("forward", forwardObject)), doc: "When whatever reaches her reaches somebody else.", example: `[{"from": "2026-11-25 09:00", "until": "2026-11-25 13:00", "who": "bo"}]`},
}}

var teamObject = &object{noun: "a team", doc: "A group of people.", keys: []key{
	{name: "name", kind: nameKind, doc: "The name people read; the id where it is absent.", example: `"Payments"`},
	{name: "members", kind: listOf("a list of persons' ids", 0, idKind), doc: "The ids of its people.", example: `["ana", "bo"]`},
	{name: "accounts", kind: objectOf("accounts", accountsObject), doc: "What the team is at each vendor.", example: `{"opsgenie": "ops_team"}`},
}}

func (l *loader) person(e entry) engine.PersonInfo {
	f := l.open(e.value, personObject)
	p := engine.PersonInfo{
		ID:       engine.PersonID(e.id),
		Name:     f.nameOr(e.id),
		Email:    f.text("email"),
		Zone:     f.zone(nil),
		Holidays: engine.HolidaysID(f.text("holidays")),
		Accounts: l.accounts(f),
	}
	if p.Holidays != "" {
		l.refer(toHolidays, string(p.Holidays), f.values["holidays"])
	}
	for _, v := range f.list("away") {
		p.Away = append(p.Away, l.absence(v, p.Zone))
	}
	for _, v := range f.list("forward") {
		p.Forward = append(p.Forward, l.forward(v, p))
	}
	return p
}

func (l *loader) absence(v value, z *civil.Zone) engine.Absence {
	f := l.open(v, absenceObject)
	a := engine.Absence{From: f.moment("from"), Until: f.end(), Note: f.text("note")}
	f.before(a.From, a.Until, "from", f.endKey(), z)
	return a
}

func (l *loader) forward(v value, p engine.PersonInfo) engine.Forward {
	f := l.open(v, forwardObject)
	w := engine.Forward{From: f.moment("from"), Until: f.end(), Who: f.who("who")}
	f.before(w.From, w.Until, "from", f.endKey(), p.Zone)
	if slices.Contains(w.Who, engine.Person(p.ID)) {
		l.add(f.values["who"], Problem{Text: quoted(string(p.ID)) + " forwards to themself", Expected: "somebody else"})
	}
	return w
}

func (l *loader) accounts(f *fields) engine.Accounts {
	v := f.get("accounts")
	if !v.exists() {
		return nil
	}
	a := l.open(v, accountsObject)
	out := engine.Accounts{}
	for _, vendor := range vendorNames {
		if s := a.text(string(vendor)); s != "" {
			out[vendor] = s
		}
	}
	return out
}

func (l *loader) team(e entry) engine.Team {
	f := l.open(e.value, teamObject)
	t := engine.Team{ID: engine.TeamID(e.id), Name: f.nameOr(e.id), Accounts: l.accounts(f)}
	for _, r := range f.references("members") {
		l.refer(toPerson, r.text, r)
		t.Members = append(t.Members, engine.PersonID(r.text))
	}
	return t
}

// byID orders what has an id.
func byID[T any, I ~string](s []T, id func(*T) I) {
	slices.SortFunc(s, func(a, b T) int { return cmp.Compare(id(&a), id(&b)) })
}
