package declared

import (
	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

var replacesKind = withExpects(participantKind, "one person's id, none, team:ID or escalation:ID")

var overrideObject = &object{
	noun: "an override", doc: "Puts somebody in place of whoever would be on call for a stretch of time.", keys: []key{
		{name: "from", kind: momentKind, required: true, doc: "When it begins; of a recurring one, the first time.", example: `"2026-12-24 09:00"`},
		{name: "until", kind: momentKind, doc: "When it ends, exclusive.", example: `"2026-12-26 09:00"`},
		{name: "through", kind: dateKind, doc: "The last day, inclusive.", example: `"2026-12-30"`},
		{name: "for", kind: lengthKind, doc: "How long it lasts, instead of an end.", example: `"2h"`},
		{name: "rrule", kind: ruleKind, doc: "Repeats it by an RRULE of local times; needs `for`.", example: `"FREQ=MONTHLY;BYDAY=1FR"`},
		{name: "except", kind: listOf("a list of at least one date", 1, dateKind), doc: "Start dates on which a recurring override does not happen.", example: `["2026-05-01"]`},
		{name: "who", kind: whoKind, required: true, doc: "Who stands in; none for nobody.", example: `"dee"`},
		{name: "replaces", kind: replacesKind, doc: "Only where this participant is on call; none: only in gaps.", example: `"ana"`},
		{name: "fill", kind: boolKind, def: true, doc: "false: only where somebody would be on call.", example: `false`},
		{name: "rotations", kind: listOf("a list of at least one rotation's id", 1, idKind), doc: "Only these rotations, before they are combined; the whole schedule where it is absent.", example: `["week"]`},
		{name: "note", kind: proseKind, doc: "Why, for people.", example: `"swap"`},
	}, choose: []choice{{[]string{"until", "through", "for"}, true}},
	needs: []need{{"rrule", []string{"for"}}, {"except", []string{"rrule"}}},
}

func (l *loader) override(v value, id engine.ScheduleID, z *civil.Zone) engine.Override {
	f := l.open(v, overrideObject)
	o := engine.Override{
		From:      f.moment("from"),
		Until:     f.end(),
		For:       f.length("for"),
		Rule:      f.rule("rrule"),
		Except:    f.days("except"),
		Who:       f.who("who"),
		Fill:      f.bool("fill"),
		Rotations: l.rotationIDs(f, id),
		Note:      f.text("note"),
	}
	f.before(o.From, o.Until, "from", f.endKey(), z)
	if o.Rule != "" && o.From.Fixed() {
		l.add(f.values["from"], Problem{
			Text: "a recurring override begins at a local time", Found: quoted(f.values["from"].text),
			Expected: "a time without Z or offset",
		})
	}
	if r := f.get("replaces"); r.exists() {
		if p, ok := l.participant(r, replacesKind, replacesKind.expects, "replaces"); ok {
			o.Replaces = []engine.Participant{p}
			if p.Kind == engine.Nobody && !o.Fill {
				l.add(r, Problem{Text: "`replaces: none` acts only in gaps, and `fill: false` never there", Expected: "one of the two"})
			}
		}
	}
	return o
}
