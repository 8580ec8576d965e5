package declared

import (
	"regexp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// muteFromKind is a time of day, or with a rule the local time of the first window.
var muteFromKind = &kind{
	ref: "muteFrom", form: asString,
	pattern: regexp.MustCompile(`^(` + datePattern + `[T ])?` + clockPattern + `$`),
	expects: "a time of day such as 22:00; with `rrule` the local time of the first window such as 2026-01-05 22:00", fix: fixClock,
}

var muteObject = &object{noun: "a mute", doc: "A quiet window: a stretch of time in which alerts stay silent.", keys: []key{
	{name: "name", kind: nameKind, doc: "The name people read; the id where it is absent.", example: `"Weekend batch"`},
	{name: "timezone", kind: zoneKind, required: true, doc: "The zone of its times.", example: `"Europe/Lisbon"`},
	{name: "days", kind: daysKind, doc: "Weekly on these days.", example: `["sat", "sun"]`},
	{name: "rrule", kind: ruleKind, doc: "By an RRULE of local times, from `from` on.", example: `"FREQ=MONTHLY;BYDAY=1SU"`},
	{name: "date", kind: dateKind, doc: "Once, on this date.", example: `"2026-11-29"`},
	{name: "from", kind: muteFromKind, required: true, doc: "The time of day it begins; with `rrule`, the date and time of the first one.", example: `"22:00"`},
	{name: "to", kind: endClockKind, doc: "The time of day it ends, exclusive; at or before `from`: on the next day.", example: `"24:00"`},
	{name: "for", kind: lengthKind, doc: "How long it lasts, instead of an end.", example: `"2h"`},
	{name: "targets", kind: objectOf("muteTargets", muteTargets), doc: "The vendors the mute is kept at.", example: `{"hostedgraphite": {"alerts": ["Queue depth"]}}`},
}, choose: []choice{{[]string{"days", "rrule", "date"}, true}, {[]string{"to", "for"}, true}}}

func (l *loader) mute(e entry) engine.Mute {
	f := l.open(e.value, muteObject)
	m := engine.Mute{
		ID:      engine.MuteID(e.id),
		Name:    f.nameOr(e.id),
		Zone:    f.zone(nil),
		Days:    f.daysOfWeek("days"),
		Rule:    f.rule("rrule"),
		For:     f.length("for"),
		Targets: l.targets(f, muteTargets),
	}
	if v := f.get("date"); v.exists() {
		if d, ok := l.day(v, "date"); ok {
			m.Date = civil.AtLocal(d.Start())
		}
	}
	l.muteFrom(f, &m)
	if s := f.text("to"); s != "" {
		if m.To = parseClock(s); m.To <= m.From {
			m.To += civil.DayLen
		}
	}
	return m
}

// muteFrom reads the start: with a rule a date and time, else a time of day.
func (l *loader) muteFrom(f *fields, m *engine.Mute) {
	s := f.text("from")
	if s == "" {
		return
	}
	v, dated := f.values["from"], len(s) > len("00:00:00")
	switch {
	case dated && !f.has("rrule"):
		l.add(v, Problem{Text: "from", Found: quoted(s), Expected: clockKind.expects, Hint: "the day is said by `days` or `date`"})
	case !dated && f.has("rrule"):
		l.add(v, Problem{Text: "from", Found: quoted(s), Expected: "the local time of the first window such as 2026-01-05 " + s})
	case !dated:
		m.From = parseClock(s)
	default:
		start, err := parseMoment(s)
		if err != nil {
			l.add(v, Problem{Text: "from", Found: quoted(s), Expected: err.Error()})
			return
		}
		m.Start, m.From = start, start.On(m.Zone).Clock()
	}
}
