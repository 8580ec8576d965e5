package report

import (
	"fmt"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters"
)

// noOne is what stands where a name would, in a gap.
const noOne = "— " + exporters.Nobody + " —"

// Defaults of Text.
const (
	defaultWidth = 80
	minWidth     = 40
	defaultRows  = 120
)

// Text is what `show` prints: for each schedule a header, a chart of who is on call when, and a table.
type Text struct {
	Names exporters.Names
	By    By
	Layer engine.Layer  // what the timelines were resolved to: the header says so unless it is all, engine.Final
	Width int           // columns of the terminal; 0: 80, never less than 40
	Rows  int           // a table longer than this becomes totals per person; 0: 120
	Color bool          // ANSI colours
	Zone  *civil.Zone   // show all times in this zone; nil: each schedule's own
	Now   civil.Instant // marked in the chart when it lies in the window
}

// Extension returns ".txt".
func (Text) Extension() string { return ".txt" }

// Encode returns the text, schedules in the order given with an empty line between them. It never fails.
func (t Text) Encode(timelines []engine.Timeline) ([]byte, error) {
	var b strings.Builder
	for i := range timelines {
		if i > 0 {
			b.WriteString("\n")
		}
		for _, line := range t.schedule(&timelines[i]) {
			b.WriteString(line)
			b.WriteString("\n")
		}
	}
	return []byte(b.String()), nil
}

func (t Text) width() int {
	if t.Width == 0 {
		return defaultWidth
	}
	return max(t.Width, minWidth)
}

func (t Text) maxRows() int {
	if t.Rows == 0 {
		return defaultRows
	}
	return t.Rows
}

// label is how a participant is called in a chart and a table.
func (t Text) label(p engine.Participant) string {
	if p.Kind == engine.Nobody {
		return noOne
	}
	return t.Names.Of(p)
}

// schedule returns the lines of one schedule. Those of a disabled one are grey and begin with the word.
func (t Text) schedule(tl *engine.Timeline) []string {
	k := ink{t.Color && tl.Schedule.Enabled}
	z := t.Zone
	if z == nil {
		z = tl.Schedule.Zone
	}
	rows := rowsOf(tl, t.label)
	lines := t.header(tl, z, k)
	lines = append(lines, "")
	lines = append(lines, gantt(rows, z, tl.Window, t.Now, t.width(), k)...)
	lines = append(lines, "")
	lines = append(lines, t.table(tl, rows, z, k)...)
	if !tl.Schedule.Enabled {
		for i, l := range lines {
			lines[i] = ink{t.Color}.paint(faint, l)
		}
	}
	return lines
}

// header says which schedule, in which zone, over which window, and how much of it is a gap.
func (t Text) header(tl *engine.Timeline, z *civil.Zone, k ink) []string {
	s, c := tl.Schedule, clockFor(z, tl.Window)
	title := exporters.ScheduleName(s)
	if id := exporters.Clean(string(s.ID)); id != title {
		title += " (" + id + ")"
	}
	title = k.paint(bold, title) + " · " + z.String()
	if now := utc(z, tl.Window.Start); !c.offset && now != z.String() {
		title += ", " + now
	}
	lines := []string{title}
	if !s.Enabled {
		lines = append(lines, "DISABLED: this is how it would run; nobody is on call")
	}
	if note := layerNote(t.Layer); note != "" {
		lines = append(lines, note)
	}
	lines = append(lines, fmt.Sprintf("%s to %s · %s", c.stamp(tl.Window.Start), c.stamp(tl.Window.End), windowLength(z, tl.Window)))
	return append(lines, k.gapLine(gapsOf(tl), tl.Window))
}

// layerNote warns of a timeline that is not who is on call in the end; its gaps may be none.
func layerNote(l engine.Layer) string {
	switch l {
	case engine.Base:
		return "BASE LAYER: without overrides and forwards"
	case engine.OnlyOverrides:
		return "OVERRIDE LAYER: overrides and nothing else; where none acts, others may be on call"
	default:
		return ""
	}
}

// gapLine says how much of the window nobody is on call.
func (k ink) gapLine(gaps []window, win window) string {
	if len(gaps) == 0 {
		return "somebody is on call all the time"
	}
	var sum civil.Instant
	for _, g := range gaps {
		sum += g.Length()
	}
	if sum == win.Length() {
		return k.paint(red, "nobody is on call at any time")
	}
	return k.paint(red, fmt.Sprintf("nobody is on call for %s h, in %s", hours(sum), count(len(gaps), "gap")))
}

// windowLength counts calendar days where the window has whole ones, so that 4 weeks over a clock change stay 28 days.
func windowLength(z *civil.Zone, w window) string {
	if from, until := z.Reading(w.Start), z.Reading(w.End); from.Clock() == until.Clock() && until > from {
		return count(int(until.Day()-from.Day()), "day")
	}
	return length(w.Length())
}
