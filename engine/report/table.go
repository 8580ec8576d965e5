package report

import (
	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// Table is a report as rows of values, for whoever writes it: CSV, a workbook, a terminal. Values keep their kind, so that
// a workbook can hold real dates and numbers.
type Table struct {
	Name    string // short, in lower case: a file's or a sheet's name
	Columns []Column
	Rows    [][]Cell // each as long as Columns
}

// Column is one column of a table.
type Column struct {
	Key  string // lower case with underscores, stable, without a unit: writers add what they count time in
	Kind CellKind
}

// CellKind says what the cells of a column hold. A cell of any column may be of kind Blank.
type CellKind uint8

// The kinds of cells.
const (
	Blank   CellKind = iota
	Text             // Text
	Count            // N
	Elapsed          // N seconds of real time
	Amount           // N ten-thousandths of the currency's unit
	Moment           // the instant N, on the clock of Zone
	Percent          // N tenths of a percent
)

// Cell is one value.
type Cell struct {
	Kind CellKind
	Text string
	N    int64
	Zone *civil.Zone
}

// Calls names participants and reasons in tables.
type Calls struct {
	Who func(engine.Participant) string
	Why func(*engine.Schedule, engine.Duty) string // the reason in words; empty for none
}

func text(s string) Cell                 { return Cell{Kind: Text, Text: s} }
func number(n int) Cell                  { return Cell{Kind: Count, N: int64(n)} }
func elapsed(n civil.Instant) Cell       { return Cell{Kind: Elapsed, N: int64(n)} }
func amount(m engine.Money) Cell         { return Cell{Kind: Amount, N: int64(m)} }
func bandName(b engine.Band) Cell        { return text(b.String()) }
func scheduleID(s *engine.Schedule) Cell { return text(string(s.ID)) }

func moment(t civil.Instant, z *civil.Zone) Cell { return Cell{Kind: Moment, N: int64(t), Zone: z} }

// columns returns columns of one kind.
func columns(kind CellKind, keys ...string) []Column {
	out := make([]Column, len(keys))
	for i, k := range keys {
		out[i] = Column{k, kind}
	}
	return out
}

// bandColumns returns a column of elapsed time for every band, weekday first, with a prefix to their keys.
func bandColumns(prefix string) []Column {
	var out []Column
	for b := range engine.Band(engine.BandCount) {
		out = append(out, Column{prefix + b.String(), Elapsed})
	}
	return out
}

func bandCells(s Seconds) []Cell {
	var out []Cell
	for _, n := range s {
		out = append(out, elapsed(n))
	}
	return out
}

// person returns the cells that tell who a row is about: id, name, kind.
func (c Calls) person(p engine.Participant) []Cell {
	return []Cell{text(p.ID), text(c.Who(p)), text(p.Kind.String())}
}
