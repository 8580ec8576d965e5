package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// reasons writes an explanation, one reason a line: the stage, what acts (with when), and who was and who is on call.
func reasons(t *testing.T, zoneName string, rota rotaText, at string) string {
	t.Helper()
	e := rota.read(t, zoneName).Explain(utc(at))
	var b strings.Builder
	for _, r := range e.Reasons {
		fmt.Fprintf(&b, "%s%s\n", r.Stage, reasonText(r))
	}
	fmt.Fprintf(&b, "on call %s\n", names(e.On))
	return b.String()
}

func reasonText(r engine.Reason) string {
	switch r.Stage {
	case engine.StageTurn:
		if r.Turn == engine.NoTurn {
			return fmt.Sprintf(" none of r%d, which lives%s", r.Rotation, stretchText(r.When))
		}
		if r.Place < 0 {
			return fmt.Sprintf(" %d of r%d%s %s", r.Turn, r.Rotation, stretchText(r.When), names(r.After))
		}
		return fmt.Sprintf(" %d of r%d%s %s, %d of %d", r.Turn, r.Rotation, stretchText(r.When), r.Entry, r.Place+1, r.Of)
	case engine.StageRestriction:
		return fmt.Sprintf(" of r%d open %v%s", r.Rotation, r.Open, stretchText(r.When))
	case engine.StageAbsence:
		return fmt.Sprintf(" in r%d: %s, now %s", r.Rotation, names(r.Before), names(r.After))
	default:
		return fmt.Sprintf(" %d on r%d%s: %s, now %s", r.Override, r.Rotation, stretchText(r.When), names(r.Before), names(r.After))
	}
}

func stretchText(s span.Span[civil.Instant]) string {
	if s == (span.Span[civil.Instant]{}) {
		return ""
	}
	text := " " + s.Start.Time().Format(minutesOr("01-02T15:04", s.Start)) + ".."
	if s.End != 0 {
		text += s.End.Time().Format(minutesOr("01-02T15:04", s.End))
	}
	return text
}

func names(on []engine.Duty) string {
	var e engine.Entry
	for _, d := range on {
		e = append(e, d.Who)
	}
	return strings.ReplaceAll(e.String(), " + ", "+")
}

// Every rota begins on Monday 2026-01-05. Overrides are counted from 0; r-1 is the whole schedule.
func TestExplain(t *testing.T) {
	const two = "1 week from 2026-01-05: ana; 1 week from 2026-01-05: bo; "
	const turns = "turn 0 of r0 01-05T00:00..01-12T00:00 ana, 1 of 1\nturn 0 of r1 01-05T00:00..01-12T00:00 bo, 1 of 1\n"
	for _, c := range []struct{ rota, at, want string }{
		// Whose turn it is.
		{"1 day from 2026-01-05 09:00: ana bo chi", "2026-01-06 09:00", "turn 1 of r0 01-06T09:00..01-07T09:00 bo, 2 of 3\non call bo"},
		{"1 day from 2026-01-05 09:00: ana; until 2026-01-06 21:00", "2026-01-06 20:00", "turn 1 of r0 01-06T09:00..01-06T21:00 ana, 1 of 1\non call ana"},
		{"1 day from 2026-01-05 09:00: ana; until 2026-01-06 21:00", "2026-01-06 21:00", "turn none of r0, which lives 01-05T09:00..01-06T21:00\non call none"},
		{"1 day from 2026-01-05 09:00: ana", "2026-01-05 08:00", "turn none of r0, which lives 01-05T09:00..\non call none"},
		{"1 day from 2026-01-05 09:00: ana none", "2026-01-06 10:00", "turn 1 of r0 01-06T09:00..01-07T09:00 none, 2 of 2\non call none"},
		// The change takes effect with turn 2; dee, eli and fay serve turns 2, 3 and 4.
		{"1 day from 2026-01-05 09:00: ana bo chi; change 2026-01-07: dee eli fay gus", "2026-01-09 10:00", "turn 4 of r0 01-09T09:00..01-10T09:00 fay, 3 of 4\non call fay"},
		{"shift 2026-01-05 09:00 .. 2026-01-05 12:00: ana", "2026-01-05 10:00", "turn 0 of r0 01-05T09:00.. ana\non call ana"},
		{"shift 2026-01-05 09:00 .. 2026-01-05 12:00: ana", "2026-01-05 13:00", "turn 0 of r0 01-05T09:00.. none\non call none"},

		// Whether a window is open, else which opens next.
		{
			"1 week from 2026-01-05: ana; only mon-fri 09:00-17:00", "2026-01-05 12:00",
			"turn 0 of r0 01-05T00:00..01-12T00:00 ana, 1 of 1\nrestriction of r0 open true 01-05T09:00..01-05T17:00\non call ana",
		},
		{
			"1 week from 2026-01-05: ana; only mon-fri 09:00-17:00", "2026-01-09 17:00",
			"turn 0 of r0 01-05T00:00..01-12T00:00 ana, 1 of 1\nrestriction of r0 open false 01-12T09:00..01-12T17:00\non call none",
		},
		{
			"1 week from 2026-01-05: ana; only mon-fri 09:00-12:00 except 2026-01-20; only mon-fri 11:00-15:00", "2026-01-05 10:00",
			"turn 0 of r0 01-05T00:00..01-12T00:00 ana, 1 of 1\nrestriction of r0 open true 01-05T09:00..01-05T15:00\non call ana",
		},
		{
			"1 week from 2026-01-05: ana; only 10:00-12:00 on 2020-12-24", "2026-01-09 17:00",
			"turn 0 of r0 01-05T00:00..01-12T00:00 ana, 1 of 1\nrestriction of r0 open false\non call none",
		},

		// Who is away, and who covers. Outside the windows nobody has to.
		{
			"1 day from 2026-01-05: ana+bo chi; away ana 2026-01-05 .. 2026-01-06", "2026-01-05 08:00",
			"turn 0 of r0 01-05T00:00..01-06T00:00 ana + bo, 1 of 2\nabsence in r0: ana, now chi+bo\non call chi+bo",
		},
		{
			"1 day from 2026-01-05: ana bo; gap; away ana 2026-01-05 .. 2026-01-06", "2026-01-05 08:00",
			"turn 0 of r0 01-05T00:00..01-06T00:00 ana, 1 of 2\nabsence in r0: ana, now none\non call none",
		},
		{"1 day from 2026-01-05: ana bo; away ana 2026-01-05 .. 2026-01-06", "2026-01-06 08:00", "turn 1 of r0 01-06T00:00..01-07T00:00 bo, 2 of 2\non call bo"},
		{
			"1 week from 2026-01-05: ana bo; only 09:00-17:00; away ana 2026-03-01 .. 2026-03-02", "2026-01-05 20:00",
			"turn 0 of r0 01-05T00:00..01-12T00:00 ana, 1 of 2\nrestriction of r0 open false 01-06T09:00..01-06T17:00\non call none",
		},
		{
			"1 week from 2026-01-05: ana bo; only 09:00-17:00; away ana 2026-01-05 .. 2026-01-06", "2026-01-05 20:00",
			"turn 0 of r0 01-05T00:00..01-12T00:00 ana, 1 of 2\nrestriction of r0 open false 01-06T09:00..01-06T17:00\non call none",
		},

		// Overrides in list order, rotations first; those that change nothing too. Layers only where one hides another.
		{two + "override 2026-01-05 .. 2026-01-06 in r0: dee", "2026-01-05 08:00", turns + "override 0 on r0 01-05T00:00..01-06T00:00: ana, now dee\non call dee+bo"},
		{two + "override 2026-01-05 .. 2026-01-06 for zoe: dee", "2026-01-05 08:00", turns + "override 0 on r-1 01-05T00:00..01-06T00:00: ana+bo, now ana+bo\non call ana+bo"},
		{
			two + "override 2026-01-05 .. 2026-01-07: eli; override 2026-01-05 .. 2026-01-06 in r1: dee; layered", "2026-01-05 08:00",
			turns + "override 1 on r1 01-05T00:00..01-06T00:00: bo, now dee\ncombine -1 on r-1: ana+dee, now dee\noverride 0 on r-1 01-05T00:00..01-07T00:00: dee, now eli\non call eli",
		},
		{two + "layered", "2026-01-05 08:00", turns + "combine -1 on r-1: ana+bo, now bo\non call bo"},
		{two + "layered; override 2026-01-05 .. 2026-01-06 in r1: none", "2026-01-05 08:00", turns + "override 0 on r1 01-05T00:00..01-06T00:00: bo, now none\non call ana"},

		// Forwarding is told where it changes something.
		{two + "forward bo 2026-01-05 .. 2026-01-06: chi+dee", "2026-01-05 08:00", turns + "forward -1 on r-1: ana+bo, now ana+chi+dee\non call ana+chi+dee"},
		{two + "forward bo 2026-01-05 .. 2026-01-06: chi+dee", "2026-01-06 00:00", turns + "on call ana+bo"},
	} {
		if diff := cmp.Diff(c.want+"\n", reasons(t, "UTC", rotaText(c.rota), c.at)); diff != "" {
			t.Errorf("%s at %s (-want +got)\n%s", c.rota, c.at, diff)
		}
	}
}

// Explanations are told on the clock of the rotation: in Berlin the window of the spring night begins when the clock jumps.
func TestExplainOverTheSpringNight(t *testing.T) {
	want := "turn 0 of r0 03-22T23:00..03-29T22:00 ana, 1 of 1\nrestriction of r0 open true 03-29T01:00..03-29T03:00\non call ana\n"
	if diff := cmp.Diff(want, reasons(t, "Europe/Berlin", "1 week from 2026-03-23: ana; only 02:30-05:00", "2026-03-29 01:00")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
