package check

import (
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// rule is one check: its id, what it takes for bad, and the function that looks.
type rule struct {
	id       string
	severity Severity
	limit    engine.Length
	percent  int
	one      func(*run, *scene) error // looks at one schedule
	all      func(*run) error         // looks at all of them together; then one is nil
}

// rules is every check with its defaults, in the order in which they are done. `checks:` in the YAML changes severity,
// limit and percent (SPEC 2).
func rules() []rule {
	return []rule{
		{id: "gap", severity: Error, one: (*run).gap},
		{id: "empty", severity: Error, one: (*run).empty},
		{id: "double-booked", severity: Warning, all: (*run).doubleBooked},
		{id: "away", severity: Error, one: (*run).away},
		{id: "starved", severity: Warning, one: (*run).starved},
		{id: "unfair", severity: Warning, percent: 25, one: (*run).unfair},
		// Eleven hours in a row is the daily rest of the EU's Working Time Directive (2003/88/EC, article 3).
		{id: "short-rest", severity: Warning, limit: engine.Length{N: 11, Unit: engine.Hours}, all: (*run).shortRest},
		{id: "long-duty", severity: Warning, limit: engine.Length{N: 1, Unit: engine.Weeks}, all: (*run).longDuty},
		{id: "dst-night", severity: Warning, one: (*run).dstNight},
		{id: "follow-the-sun", severity: Warning, limit: engine.Length{N: 1, Unit: engine.Hours}, one: (*run).followTheSun},
		{id: "override-overlap", severity: Warning, one: (*run).overrideOverlap},
		{id: "override-idle", severity: Warning, one: (*run).overrideIdle},
		{id: "unknown-account", severity: Error, all: (*run).unknownAccount},
		{id: "unreferenced", severity: Warning, all: (*run).unreferenced},
		{id: "runs-dry", severity: Warning, limit: engine.Length{N: 1, Unit: engine.Weeks}, one: (*run).runsDry},
		{id: "unsupported", severity: Error, one: (*run).unsupported},
		{id: expired, severity: Warning, all: (*run).expired},
	}
}

// Checks returns the ids of all checks, in the order in which they are done.
func Checks() []string {
	var ids []string
	for _, r := range rules() {
		ids = append(ids, r.id)
	}
	return ids
}

// with returns the check as the YAML wants it.
func (c rule) with(settings []engine.CheckSetting) rule {
	i := slices.IndexFunc(settings, func(s engine.CheckSetting) bool { return s.Check == c.id })
	if i < 0 {
		return c
	}
	s := settings[i]
	if sev, ok := ParseSeverity(s.Severity); ok {
		c.severity = sev
	}
	if s.Limit.N > 0 {
		c.limit = s.Limit
	}
	if s.Percent > 0 {
		c.percent = s.Percent
	}
	return c
}

// seconds returns a limit of time in seconds, calendar days taken for 24 hours and months for 31 days.
func seconds(l engine.Length) civil.Instant {
	unit := l.Unit.Seconds()
	if l.Unit == engine.Months {
		unit = 31 * civil.DayLen
	}
	return civil.Instant(l.N) * civil.Instant(unit)
}

// widest returns how far before and after the window duties are looked at, so that one that runs over its edge is seen
// whole as far as the limits ask; never more than mostMargin.
func (r *run) widest() civil.Instant {
	const mostMargin = 62 * civil.DayLen
	widest := civil.Instant(civil.DayLen)
	for _, c := range rules() {
		if c.id == "short-rest" || c.id == "long-duty" {
			widest = max(widest, seconds(c.with(r.settings).limit)+civil.DayLen)
		}
	}
	return min(widest, mostMargin)
}
