package declared

import (
	"regexp"

	"github.com/schedsync/schedsync/engine"
)

// The kinds of turn lengths.
var (
	turnKind = &kind{
		ref: "turn", form: asString,
		pattern: regexp.MustCompile(`^[1-9][0-9]{0,6} ?(m|h|d|w|minutes?|hours?|days?|weeks?|months?|windows?)$`),
		expects: "a number of minutes, hours, days, weeks, months or windows, such as 1 week", fix: fixLength,
	}
	cycleTurnKind = &kind{
		ref: "cycleTurn", form: asString,
		pattern: regexp.MustCompile(`^[1-9][0-9]{0,6} ?(m|h|d|w|minutes?|hours?|days?|weeks?)$`),
		expects: "a number of minutes, hours, days or weeks, such as 4 days", fix: fixCycle,
	}
	cycleKind = listOf("a cycle of lengths such as [4 days, 3 days]", 1, cycleTurnKind)
	everyKind = &kind{
		ref: "every", form: asEither,
		expects: "a number of minutes, hours, days, weeks, months or windows, such as 1 week, or a cycle such as [4 days, 3 days]",
		either:  []*kind{turnKind, cycleKind},
	}
)

var (
	windowsText = regexp.MustCompile(`^([0-9]+) ?windows?$`)
	monthsText  = regexp.MustCompile(`months?$`)
)

func fixCycle(s string) (string, string) {
	switch {
	case monthsText.MatchString(s):
		return "", "a cycle has no months: their length is not fixed, so the phase would drift"
	case windowsText.MatchString(s):
		return "", "a cycle has no windows; count them alone, as in every: 2 windows"
	}
	return fixLength(s)
}

// every reads the length of a rotation's turns, and checks it against the rotation's clock and windows.
func (l *loader) every(f *fields, r engine.Rotation) engine.Cycle {
	v := f.get("every")
	if !v.exists() {
		return engine.Cycle{}
	}
	if v.shape == list {
		return l.cycle(v)
	}
	s, ok := l.scalar(v, withExpects(turnKind, everyKind.expects), "every")
	if !ok {
		return engine.Cycle{}
	}
	if m := windowsText.FindStringSubmatch(s); m != nil {
		l.checkWindows(f, v, r)
		return engine.Cycle{Windows: number(m[1])}
	}
	n, err := parseLength(s)
	if err != nil {
		l.add(v, Problem{Text: "every", Found: quoted(s), Expected: err.Error()})
	}
	if n.Unit == engine.Months && r.Clock == engine.Elapsed {
		l.add(v, Problem{
			Text: "months have no fixed length", Found: quoted(s) + " with clock: elapsed",
			Expected: "minutes, hours, days or weeks, or clock: wall",
		})
	}
	return engine.Cycle{Lengths: []engine.Length{n}}
}

func (l *loader) cycle(v value) engine.Cycle {
	var c engine.Cycle
	for _, it := range l.listOf(v, cycleKind) {
		s, ok := l.scalar(it, cycleTurnKind, "every")
		if !ok {
			continue
		}
		n, err := parseLength(s)
		if err != nil {
			l.add(it, Problem{Text: "every", Found: quoted(s), Expected: err.Error()})
		}
		c.Lengths = append(c.Lengths, n)
	}
	return c
}

// checkWindows refuses turns of windows where there are none to count.
func (l *loader) checkWindows(f *fields, v value, r engine.Rotation) {
	if !f.has("only") {
		l.add(v, Problem{
			Text: "turns of windows need windows", Found: quoted(v.text) + " without `only`",
			Expected: "windows below `only`, or a length of time",
		})
	}
	if r.Clock == engine.Elapsed {
		l.add(v, Problem{
			Text: "turns of windows follow the wall clock", Found: quoted(v.text) + " with clock: elapsed",
			Expected: "clock: wall, or a length of time",
		})
	}
}
