package declared

import (
	"net/url"
	"regexp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/importers/ics"
	"github.com/schedsync/schedsync/importers/roster"
)

var calendarURLKind = &kind{
	ref: "calendarUrl", form: asString, pattern: regexp.MustCompile(`^(https?|webcal)://[^\s/?#@]+([/?][^\s#]*)?$`),
	expects: "an https address such as https://calendar.example.com/team.ics, without user name or fragment",
}

// calendarURL reads the address of a calendar, where there can be one. That of a private one is a secret, so no message
// repeats it.
func (f *fields) calendarURL() string {
	const name = "url"
	if f.object.key(name) == nil {
		return ""
	}
	v := f.get(name)
	v.secret = true
	s, ok := f.l.scalar(v, calendarURLKind, name)
	if !ok {
		return ""
	}
	if u, err := url.Parse(s); err != nil || u.Hostname() == "" || u.Scheme == "http" && !isLoopback(u.Hostname()) {
		f.l.add(v, Problem{Text: name, Found: describe(v.node, true), Expected: calendarURLKind.expects})
		return ""
	}
	return s
}

// calendarSpan is how far the rules of a calendar are followed. A workspace means the same on whatever day it is loaded, so
// the span is fixed; beyond it a rotation that follows a calendar has nobody.
func calendarSpan() span.Span[civil.Instant] {
	first := func(year int) civil.Instant { return civil.Instant(civil.DayOf(year, 1, 1).Start()) }
	return span.Span[civil.Instant]{Start: first(2000), End: first(2050)}
}

// calendarShifts reads the shifts of a rotation that follows a calendar. name stands in problems. Titles name the workspace's
// people and teams; times without a zone are in the calendar's, else the rotation's.
func (l *loader) calendarShifts(ws *Workspace, r *engine.Rotation, name string, data []byte) ([]engine.FixedShift, roster.Problems) {
	directory, problems := roster.NewDirectory(ws.People, ws.Teams, nil)
	directory.Alias = ""
	if len(problems) > 0 {
		return nil, problems
	}
	got, problems := ics.Read(name, data, ics.Options{
		Zones: l.zones.Load, Zone: r.Zone, Window: calendarSpan(), Directory: directory,
	})
	if len(problems) > 0 {
		return nil, problems
	}
	out := make([]engine.FixedShift, len(got.Shifts))
	for i, s := range got.Shifts {
		out[i] = s.Fixed()
	}
	return out, nil
}
