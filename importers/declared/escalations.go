package declared

import (
	"regexp"
	"strings"

	"github.com/schedsync/schedsync/engine"
)

var notifyKind = &kind{
	ref: "notify", form: asString, pattern: regexp.MustCompile(`^(schedule|next|person|team):` + idPattern + `$`),
	expects: "schedule:ID, next:ID (who is next in a schedule), person:ID or team:ID",
	fix: func(s string) (string, string) {
		if idKind.fits(s) {
			return "", "say what it is, as in person:" + s + " or schedule:" + s
		}
		return "", ""
	},
}

var stepObject = &object{noun: "a step", doc: "Whom an alert reaches after how long.", keys: []key{
	{name: "after", kind: delayKind, required: true, doc: "The time since the alert, in minutes or hours; never less than the step before.", example: `"10m"`},
	{
		name: "notify", kind: listOf("a list of at least one of schedule:ID, next:ID, person:ID, team:ID", 1, notifyKind), required: true,
		doc: "Whom it reaches: who is on call in a schedule, who is next there, a person, or a team.", example: `["next:payments-primary", "person:ana"]`,
	},
}}

var escalationObject = &object{noun: "an escalation", doc: "Whom an alert reaches, step by step. Resolved, exported and verified; written to no vendor.", keys: []key{
	{name: "name", kind: nameKind, doc: "The name people read; the id where it is absent.", example: `"Payments escalation"`},
	{
		name: "steps", kind: listOf("a list of at least one step", 1, objectOf("step", stepObject)), doc: "The steps, in order. Without them the escalation is one that a vendor keeps, and rotations only refer to it.",
		example: `[{"after": "0m", "notify": ["schedule:payments-primary"]}]`,
	},
	{name: "accounts", kind: objectOf("accounts", accountsObject), doc: "What the escalation is at each vendor.", example: `{"opsgenie": "Payments_escalation"}`},
}}

func (l *loader) escalation(e entry) engine.Escalation {
	f := l.open(e.value, escalationObject)
	x := engine.Escalation{ID: engine.EscalationID(e.id), Name: f.nameOr(e.id), Accounts: l.accounts(f)}
	before := ""
	for _, v := range f.list("steps") {
		sf := l.open(v, stepObject)
		s := engine.EscalationStep{After: sf.length("after"), Notify: l.notify(sf)}
		if n := len(x.Steps); n > 0 && sf.has("after") && minutes(s.After) < minutes(x.Steps[n-1].After) {
			l.add(sf.values["after"], Problem{
				Text: "`after` counts from the alert and never decreases", Found: quoted(sf.values["after"].text),
				Expected: "at least " + before,
			})
		}
		if sf.has("after") {
			before = sf.values["after"].text
		}
		x.Steps = append(x.Steps, s)
	}
	return x
}

// minutes returns the minutes of a length of minutes or hours.
func minutes(n engine.Length) int64 { return int64(n.N) * n.Unit.Seconds() / 60 }

func (l *loader) notify(f *fields) []engine.NotifyTarget {
	var out []engine.NotifyTarget
	for _, v := range f.list("notify") {
		s, ok := l.scalar(v, notifyKind, "notify")
		if !ok {
			continue
		}
		t := splitNotify(s)
		switch t.Kind {
		case "person":
			l.refer(toPerson, t.ID, v)
		case "team":
			l.refer(toTeam, t.ID, v)
		default:
			l.refer(toSchedule, t.ID, v)
		}
		out = append(out, t)
	}
	return out
}

// splitNotify takes a text of [notifyKind] apart.
func splitNotify(s string) engine.NotifyTarget {
	k, id, _ := strings.Cut(s, ":")
	return engine.NotifyTarget{Kind: k, ID: id}
}
