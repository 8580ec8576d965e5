package engine_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/fixtures/golden"
	"github.com/schedsync/schedsync/importers/declared"
	"github.com/schedsync/schedsync/importers/zones"
)

// TestGoldenCases holds the resolver to fixtures/cases/resolve: in every archive the YAML of a workspace, a window, and who is on
// call in it, span by span on the local clock, and shift by shift where want-shifts asks for it. A line of the window
// section is "from .. until", local times of each schedule's zone.
func TestGoldenCases(t *testing.T) {
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	golden.Run(t, "../fixtures/cases/resolve", func(t *testing.T, a *golden.Archive) {
		ws, err := declared.Load(os.DirFS(a.Extract(t)), declared.Options{Zones: db})
		if err != nil {
			t.Fatal(err)
		}
		var spans, shifts strings.Builder
		for i := range ws.Schedules {
			for _, line := range strings.Split(strings.TrimSpace(a.Get("window")), "\n") {
				tl := caseTimeline(t, ws, &ws.Schedules[i], line)
				writeSpans(&spans, tl)
				writeShifts(&shifts, tl)
			}
		}
		a.Want(t, "want", spans.String())
		if a.Has("want-shifts") {
			a.Want(t, "want-shifts", shifts.String())
		}
	})
}

func caseTimeline(t *testing.T, ws *declared.Workspace, s *engine.Schedule, line string) engine.Timeline {
	t.Helper()
	from, until, ok := strings.Cut(line, " .. ")
	if !ok {
		t.Fatalf("window %q is not \"from .. until\"", line)
	}
	r, err := engine.Compile(s, ws.People, ws.Holidays)
	if err != nil {
		t.Fatal(err)
	}
	return r.Resolve(span.Span[civil.Instant]{Start: local(from).In(s.Zone), End: local(until).In(s.Zone)}, engine.Final)
}

// localStamp writes an instant as "Mon 2026-01-05 09:00 +00:00".
func localStamp(t civil.Instant, z *civil.Zone) string {
	l, off := z.Reading(t), z.Offset(t)
	sign := "+"
	if off < 0 {
		sign, off = "-", -off
	}
	day := l.Day().Weekday().String()
	return fmt.Sprintf("%s%s %s %s%02d:%02d", strings.ToUpper(day[:1]), day[1:], l, sign, off/civil.Hour, off/civil.Minute%60)
}

func writeSpans(b *strings.Builder, tl engine.Timeline) {
	z := tl.Schedule.Zone
	fmt.Fprintf(b, "%s\n", tl.Schedule.ID)
	for _, s := range tl.Spans {
		who := make([]string, 0, len(s.On))
		for _, d := range s.On {
			who = append(who, reason(tl.Schedule, d))
		}
		if len(who) == 0 {
			who = []string{"nobody"}
		}
		fmt.Fprintf(b, "  %s .. %s  %5.4gh  %s\n", localStamp(s.Start, z), localStamp(s.End, z), float64(s.Length())/civil.Hour, strings.Join(who, " + "))
	}
}

func writeShifts(b *strings.Builder, tl engine.Timeline) {
	z := tl.Schedule.Zone
	fmt.Fprintf(b, "%s\n", tl.Schedule.ID)
	for _, s := range tl.Shifts {
		fmt.Fprintf(b, "  %s .. %s  %s seat %d\n", localStamp(s.Start, z), localStamp(s.End, z), reason(tl.Schedule, s.Duty), s.Slot)
	}
}

// reason writes a duty as "ana (week 3)", "dee (override 1 for ana)".
func reason(s *engine.Schedule, d engine.Duty) string {
	var why string
	switch {
	case d.Override >= 0:
		why = fmt.Sprintf("override %d", d.Override+1)
	case d.Source == engine.FromRotation || d.Source == engine.FromShift:
		why = fmt.Sprintf("%s %d", s.Rotations[d.Rotation].ID, d.Turn)
	default:
		why = d.Source.String()
	}
	if d.InsteadOf.Kind != engine.Nobody {
		why += " for " + d.InsteadOf.String()
	}
	return fmt.Sprintf("%s (%s)", d.Who, why)
}
