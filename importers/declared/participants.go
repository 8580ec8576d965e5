package declared

import (
	"regexp"
	"strings"

	"github.com/schedsync/schedsync/engine"
)

// referencePrefixes are the words that stand before a colon and an id.
var referencePrefixes = []string{"team", "escalation", "schedule", "next", "person"}

// The kinds of who is on call.
var (
	participantKind = &kind{
		ref: "participant", form: asText, pattern: regexp.MustCompile(`^(team:|escalation:)?` + idPattern + `$`),
		not: []string{"None", "NONE"}, expects: "a person's id, none, team:ID or escalation:ID", fix: fixParticipant,
	}
	memberKind = &kind{
		ref: "member", form: asText, pattern: participantKind.pattern, not: idKind.not,
		expects: "a person's id, team:ID or escalation:ID", fix: fixMember,
	}
	togetherKind = listOf("a list of those who are on call together, without none or inner lists", 1, memberKind)
	whoKind      = &kind{
		ref: "who", form: asEither, expects: "a person's id, none, team:ID, escalation:ID, or a list of those on call together",
		either: []*kind{participantKind, togetherKind},
	}
	somebodyKind = &kind{
		ref: "somebody", form: asEither, expects: "a person's id, team:ID, escalation:ID, or a list of those",
		either: []*kind{memberKind, togetherKind},
	}
	peopleKind = listOf("a list of at least one entry: a person's id, none, team:ID, escalation:ID, or an inner list of those on call together",
		1, whoKind)
)

func fixParticipant(s string) (string, string) {
	prefix, id, ok := strings.Cut(s, ":")
	switch {
	case strings.EqualFold(s, "none"):
		return "none", ""
	case ok && strings.EqualFold(prefix, "schedule"):
		return "", "a schedule cannot stand in a schedule"
	case ok:
		return strings.TrimSpace(id), ""
	}
	return fixID(s)
}

func fixMember(s string) (string, string) {
	if strings.EqualFold(s, "none") {
		return "", "none cannot be on call together with anybody"
	}
	return fixParticipant(s)
}

// people reads the list of entries at a key.
func (f *fields) people(name string) []engine.Entry {
	var out []engine.Entry
	for _, v := range f.list(name) {
		if e, ok := f.l.entry(v, whoKind, name); ok {
			out = append(out, e)
		}
	}
	return out
}

// who reads the entry at a key; empty when it is absent, wrong, or none.
func (f *fields) who(name string) engine.Entry {
	e, _ := f.l.entry(f.get(name), f.object.key(name).kind, name)
	return e
}

// entry reads one participant, none, or a list of those on call together.
func (l *loader) entry(v value, k *kind, what string) (engine.Entry, bool) {
	if !v.exists() {
		return nil, false
	}
	if v.shape != list {
		p, ok := l.participant(v, k.either[0], k.expects, what)
		if !ok || p.Kind == engine.Nobody {
			return nil, ok
		}
		return engine.Entry{p}, true
	}
	var out engine.Entry
	seen := map[engine.Participant]bool{}
	for _, it := range l.listOf(v, togetherKind) {
		if it.shape == list {
			l.add(it, Problem{Text: what, Found: "a list inside an inner list", Expected: memberKind.expects})
			continue
		}
		p, ok := l.participant(it, memberKind, memberKind.expects, what)
		switch {
		case !ok:
		case seen[p]:
			l.add(it, Problem{Text: quoted(p.String()) + " stands twice in one entry"})
		default:
			seen[p] = true
			out = append(out, p)
		}
	}
	return out, len(out) > 0
}

// participant reads one participant and remembers whom it refers to.
func (l *loader) participant(v value, k *kind, expects, what string) (engine.Participant, bool) {
	as := *k
	as.expects = expects
	s, ok := l.scalar(v, &as, what)
	if !ok {
		return engine.Participant{}, false
	}
	p := engine.ParseParticipant(s)
	switch p.Kind {
	case engine.KindPerson:
		l.refer(toPerson, p.ID, v)
	case engine.KindTeam:
		l.refer(toTeam, p.ID, v)
	case engine.KindEscalation:
		l.refer(toEscalation, p.ID, v)
	}
	return p, true
}
