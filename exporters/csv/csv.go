// Package csv writes timelines as tables for spreadsheets and scripts: RFC 4180, UTF-8, CRLF line ends, one header line.
//
// # Columns
//
//	schedule       id of the schedule
//	schedule_name  its name
//	start_utc      first moment, RFC 3339 in UTC
//	end_utc        first moment that no longer belongs to it
//	hours          real hours between them, at most four decimals
//	timezone       the schedule's zone
//	start_local    start on that zone's clock, 2026-01-05 09:00
//	end_local      end on that zone's clock
//	who            id of the person, team or escalation; empty in a gap
//	kind           person, team, escalation, or none in a gap
//	name           what they are called
//	rotation       id of the rotation; empty for overrides of the whole schedule, and in a gap
//	turn           number of the turn, from 0 (shifts only); empty outside turns
//	slot           seat within the turn, from 0 (shifts only)
//	source         rotation, shift, override, cover or forward; empty in a gap
//	instead_of     whom they stand in for, as the YAML writes it
//	why            the reason in words
//
// A stretch in which several are on call has a row for each. Disabled schedules are left out: nobody is on call in them.
//
// # Formulas
//
// A spreadsheet runs a cell that begins with = + - or @ as a formula, and a name comes from outside. Such cells get an
// apostrophe in front, which spreadsheets take as "this is text". Raw leaves them as they are, for scripts.
package csv

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
)

// byteOrderMark makes Excel read a file as UTF-8.
const byteOrderMark = "\uFEFF"

// Table is the format.
type Table struct {
	Names  exporters.Names
	Shifts bool // list shifts; false: spans, gaps included
	Raw    bool // do not guard cells that a spreadsheet would run as formulas
	BOM    bool // begin with a byte order mark
	// Separator is what stands between cells: , ; tab or |. 0: a comma. With a semicolon, hours have a decimal comma, because
	// that is what the spreadsheets want that want semicolons (and 4.5 would become the 4th of May).
	Separator rune
}

// Separates reports whether a character may stand between cells.
func Separates(r rune) bool { return r == ',' || r == ';' || r == '\t' || r == '|' }

// Extension returns ".csv".
func (Table) Extension() string { return ".csv" }

// Encode returns the table: schedules in the order given, rows by start, then in the engine's order of those on call.
func (t Table) Encode(timelines []engine.Timeline) ([]byte, error) {
	var b bytes.Buffer
	if t.BOM {
		b.WriteString(byteOrderMark)
	}
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	if t.Separator != 0 {
		w.Comma = t.Separator
	}
	rows := [][]string{t.header()}
	for i := range timelines {
		if timelines[i].Schedule.Enabled {
			rows = append(rows, t.rows(&timelines[i])...)
		}
	}
	for _, r := range rows {
		if err := w.Write(t.guarded(r)); err != nil {
			return nil, fmt.Errorf("writing CSV: %w", err)
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return nil, fmt.Errorf("writing CSV: %w", err)
	}
	return b.Bytes(), nil
}

func (t Table) header() []string {
	h := []string{
		"schedule", "schedule_name", "start_utc", "end_utc", "hours", "timezone", "start_local", "end_local",
		"who", "kind", "name", "rotation",
	}
	if t.Shifts {
		h = append(h, "turn", "slot")
	}
	return append(h, "source", "instead_of", "why")
}

func (t Table) rows(tl *engine.Timeline) [][]string {
	var rows [][]string
	if t.Shifts {
		for _, sh := range tl.Shifts {
			rows = append(rows, t.row(tl.Schedule, sh.Span, sh.Duty))
		}
		return rows
	}
	for _, sp := range tl.Spans {
		if len(sp.On) == 0 {
			rows = append(rows, t.gap(tl.Schedule, sp.Span))
		}
		for _, d := range sp.On {
			rows = append(rows, t.row(tl.Schedule, sp.Span, d))
		}
	}
	return rows
}

// stretch returns the columns from schedule to end_local.
func (t Table) stretch(s *engine.Schedule, w span.Span[civil.Instant]) []string {
	return []string{
		string(s.ID), exporters.ScheduleName(s), w.Start.String(), w.End.String(), t.hours(w.Length()),
		s.Zone.String(), s.Zone.Reading(w.Start).String(), s.Zone.Reading(w.End).String(),
	}
}

func (t Table) row(s *engine.Schedule, w span.Span[civil.Instant], d engine.Duty) []string {
	rotation, instead, turn := "", "", ""
	if r := exporters.RotationOf(s, d); r != nil {
		rotation = string(r.ID)
	}
	if d.InsteadOf.Kind != engine.Nobody {
		instead = d.InsteadOf.String()
	}
	if d.Turn != engine.NoTurn {
		turn = strconv.Itoa(d.Turn)
	}
	r := append(t.stretch(s, w), d.Who.ID, d.Who.Kind.String(), t.Names.Of(d.Who), rotation)
	if t.Shifts {
		r = append(r, turn, strconv.Itoa(d.Slot))
	}
	return append(r, d.Source.String(), instead, exporters.Why(s, d, t.Names))
}

func (t Table) gap(s *engine.Schedule, w span.Span[civil.Instant]) []string {
	return append(t.stretch(s, w), "", engine.Nobody.String(), exporters.Nobody, "", "", "", "")
}

// hours writes real time in hours, 0.5 or 168.
func (t Table) hours(seconds civil.Instant) string {
	s := strconv.FormatFloat(float64(seconds)/civil.Hour, 'f', 4, 64)
	s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	if t.Separator == ';' {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}

// guarded returns the cells of a row, cleaned, and safe to open in a spreadsheet unless asked otherwise.
func (t Table) guarded(cells []string) []string {
	guard := exporters.CleanCell
	if t.Raw {
		guard = exporters.Clean
	}
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = guard(c)
	}
	return out
}
