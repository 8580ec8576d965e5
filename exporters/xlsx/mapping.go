package xlsx

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters"
)

// Mapping returns the mapping file with which the month pages of a workbook of this one schedule are read back, as the
// shifts of a rotation:
//
//	rotations: [{id: from-workbook, sheet: {file: november.xlsx, map: november.map.yaml}}]
//
// The error is about what a grid cannot say: a disabled schedule, and edges with seconds.
func (b Book) Mapping(tl engine.Timeline) ([]byte, error) {
	if !tl.Schedule.Enabled {
		return nil, errors.New("writing a mapping: the schedule is disabled, so the workbook has no months of it")
	}
	var out bytes.Buffer
	z := tl.Schedule.Zone
	line := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	line("# How the month pages of this workbook are read back. The rows of people are; the row of the gaps is not.")
	line("layout: people-grid")
	line("timezone: %s", quoted(z.String()))
	line("sheets: [%s]", strings.Join(monthSheets(tl), ", "))
	line("header: 1")
	line("columns: {person: {column: A}}")
	line(`skip_rows: ["^none$"]`)
	line(`split: ["/"]`)
	line("join: touching")
	line("dst: {gap: jump, fold: first}")
	if from, until := z.Reading(tl.Window.Start), z.Reading(tl.Window.End); from.Clock() == 0 && until.Clock() == 0 {
		line("owns: {from: %s, until: %s}", quoted(from.Day().String()), quoted(until.Day().String()))
	}
	line("codes:")
	for _, c := range codesOf(pieces(&tl)) {
		if c.from%civil.Minute != 0 || c.to%civil.Minute != 0 {
			return nil, fmt.Errorf("writing a mapping: a shift from %s has seconds, which a mapping cannot say", c)
		}
		to := c.to
		if to > civil.DayLen {
			to -= civil.DayLen
		}
		line("  %s: %s", quoted(c.name), quoted(clock(c.from)+"-"+clock(to)))
	}
	return out.Bytes(), nil
}

// monthSheets lists the names of the month pages in a workbook of this one schedule.
func monthSheets(tl engine.Timeline) []string {
	var out []string
	for _, run := range byMonth(exporters.Calendars{}.Days(tl.Schedule.Zone, tl.Window, nil)) {
		out = append(out, quoted(sheetOfMonth(run[0].Day)))
	}
	return out
}

// quoted writes a text so that every reader of YAML takes it as text.
func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil { // a string always can be marshalled
		return `""`
	}
	return string(b)
}
