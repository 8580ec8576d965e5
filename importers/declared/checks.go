package declared

import (
	"cmp"
	"slices"

	"github.com/schedsync/schedsync/engine"
)

// checkIDs are the findings of SPEC 2 with what each is about.
var checkIDs = []struct{ id, doc string }{
	{"gap", "Nobody is on call. `limit`: the shortest gap that counts (any)."},
	{"empty", "A schedule never has anybody."},
	{"double-booked", "A person is on call in two schedules at once. `limit`: for how long at least (any time)."},
	{"away", "Somebody is on call while away, put there by an override or a forward."},
	{"starved", "A person of a rotation never serves."},
	{"unfair", "Somebody serves more or less than a fair share of a rotation by more than `percent` (25) and more than one duty."},
	{"short-rest", "Too little time between two duties of a person. `limit`: the rest that is enough (11h)."},
	{"long-duty", "A person is on call too long without a break. `limit`: the longest that is not (1 week)."},
	{"dst-night", "A clock change makes a turn or window shorter, longer or empty."},
	{"follow-the-sun", "Hours of a rotation fall into the night where a person lives, for `limit` (1h) or more in all; or two zones are not as far apart as usual."},
	{"override-overlap", "Overrides lie over each other. `limit`: for how long at least (any time)."},
	{"override-idle", "An override changes nothing."},
	{"unknown-account", "A participant has no account at a vendor the schedule goes to."},
	{"unreferenced", "No escalation reaches the schedule."},
	{"runs-dry", "Materialised shifts end soon. `limit`: how soon (1 week)."},
	{"unsupported", "A vendor cannot hold what is declared."},
	{"silence-expired", "A silence is over and hides nothing any more."},
}

var checkObject = &object{noun: "a check", doc: "How one check is done.", keys: []key{
	{name: "severity", kind: enumOf("off", "info", "warning", "error"), doc: "How bad its findings are, at most: what is milder by nature stays so. off: it is not done.", example: `"warning"`},
	{name: "limit", kind: lengthKind, doc: "Its threshold of time.", example: `"11h"`},
	{name: "percent", kind: intOf(1, 100, "a whole number from 1 to 100"), doc: "Its threshold in percent.", example: `25`},
}}

func checkNames() []string {
	out := make([]string, len(checkIDs))
	for i, c := range checkIDs {
		out[i] = c.id
	}
	return out
}

var silenceObject = &object{noun: "a silence", doc: "Hides findings until a date.", keys: []key{
	{name: "check", kind: enumOf(checkNames()...), required: true, doc: "The check whose findings are hidden.", example: `"gap"`},
	{name: "schedule", kind: idKind, doc: "Only those about this schedule.", example: `"payments-primary"`},
	{name: "person", kind: idKind, doc: "Only those about this person.", example: `"ana"`},
	{name: "until", kind: dateKind, required: true, doc: "The first date on which they show again; no silence is for ever.", example: `"2026-12-31"`},
	{name: "reason", kind: proseKind, required: true, doc: "Why, for people.", example: `"hiring in progress"`},
}}

// silenceKey is the one key below `checks` that is not the id of a check.
const silenceKey = "silence"

var checksObject = &object{noun: "checks", doc: "Thresholds and silences of findings.", keys: checksKeys()}

func checksKeys() []key {
	var keys []key
	for _, c := range checkIDs {
		keys = append(keys, key{name: c.id, kind: objectOf("check", checkObject), doc: c.doc, example: `{"severity": "warning"}`})
	}
	return append(keys, key{
		name: silenceKey, kind: listOf("a list of silences", 0, objectOf("silence", silenceObject)),
		doc: "Findings that are hidden until a date.", example: `[{"check": "gap", "until": "2026-12-31", "reason": "hiring in progress"}]`,
	})
}

func (l *loader) checks(root *fields) engine.Checks {
	f := l.open(root.get("checks"), checksObject)
	var c engine.Checks
	for _, id := range checkNames() {
		if v := f.get(id); v.exists() {
			s := l.open(v, checkObject)
			c.Settings = append(c.Settings, engine.CheckSetting{Check: id, Severity: s.text("severity"), Limit: s.length("limit"), Percent: s.int("percent")})
		}
	}
	slices.SortFunc(c.Settings, func(a, b engine.CheckSetting) int { return cmp.Compare(a.Check, b.Check) })
	for _, v := range f.list(silenceKey) {
		c.Silences = append(c.Silences, l.silence(v))
	}
	return c
}

func (l *loader) silence(v value) engine.Silence {
	f := l.open(v, silenceObject)
	s := engine.Silence{
		Check: f.text("check"), Schedule: engine.ScheduleID(f.text("schedule")),
		Person: engine.PersonID(f.text("person")), Reason: f.text("reason"),
	}
	s.Until, _ = l.day(f.get("until"), "until")
	if s.Schedule != "" {
		l.refer(toSchedule, string(s.Schedule), f.values["schedule"])
	}
	if s.Person != "" {
		l.refer(toPerson, string(s.Person), f.values["person"])
	}
	return s
}
