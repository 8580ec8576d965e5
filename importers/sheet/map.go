package sheet

import (
	"regexp"

	"github.com/schedsync/schedsync/engine/civil"
)

// Layout is how a roster lies on its sheet.
type Layout string

// The layouts.
const (
	List            Layout = "list"             // a row for every shift
	PeopleGrid      Layout = "people-grid"      // a row for every person, a column for every day, codes or times in the cells
	DateGrid        Layout = "date-grid"        // a row for every day, a column for every role, people in the cells
	Periods         Layout = "periods"          // a row for every week or other period, a column for every role
	MicrosoftShifts Layout = "microsoft-shifts" // the import workbook of Microsoft Shifts
)

// Layouts lists all layouts.
func Layouts() []Layout { return []Layout{List, PeopleGrid, DateGrid, Periods, MicrosoftShifts} }

// Map says how a roster is to be read: the file that `map:` in a rotation names. Its keys are those of
// schemas/roster-map.schema.json, which explains each. Make one with [ParseMap] or [NoMap]; what is in it is the reader's
// business.
type Map struct {
	Name         string // the file's name, for messages
	Layout       Layout
	Timezone     string
	Sheets       []string // patterns; empty: the only visible one
	HiddenSheets bool
	Encoding     string
	Separator    string
	Header       int // the header's first row, from 1; 0: to be found
	HeaderRows   int // how many rows it has; 0: one
	Dates        order
	Month        monthSource
	Year         int
	Columns      map[string]columnRef
	Days         string // people-grid: the columns of the days, as C:AG
	SecondLine   string // people-grid: shifts, notes or ends
	Roles        []Role
	Period       int // days of a period that has no end column; 0: until the next row
	Ends         string
	Codes        map[string]Code
	IgnoreCase   bool
	TimesInCells bool
	Join         bool
	EqualTimes   bool // an end equal to the beginning is a full day
	Blank        string
	FillDown     []string
	Vacant       []string
	Strip        []*regexp.Regexp
	SplitOn      []string
	SplitRoles   []string
	Aliases      map[string]string // a word -> whom it means
	Holidays     []string
	Merged       string // fill or first
	Gap, Fold    string // refuse or jump; refuse, first or second
	SkipRows     []*regexp.Regexp
	OwnsFrom     civil.Day
	OwnsUntil    civil.Day
	HasWindow    bool
	Role         string // the role of shifts that state none

	places map[string]string // where in the mapping file each alias stands
}

// columnRef names a column: by the text of its header, or by its letter where headers repeat or are missing.
type columnRef struct {
	Header string
	Letter int // -1: by the header
}

// Role is a column of people, with the hours that stand behind it.
type Role struct {
	Name     string
	Column   columnRef
	Hours    *hours
	Handover int // periods: one shift from the handover of the first day to that of the last; -1: by hours
}

// Code is what an entry of a people-grid means.
type Code struct {
	Off       bool
	Continues bool // the second half of a shift of the day before
	Hours     *hours
	Role      string
}

// monthSource says where the month and the year of day numbers stand.
type monthSource struct {
	Kind       string // "", value, cell, sheet or file
	Year       int
	Month      int
	Row, Col   int
	PlaceShown string
}

// newMap returns a mapping with its defaults.
func newMap(name string) *Map {
	return &Map{
		Name: name, Merged: "fill", Gap: "refuse", Fold: "first", Columns: map[string]columnRef{}, Codes: map[string]Code{},
		Aliases: map[string]string{}, places: map[string]string{},
	}
}

// NoMap returns the mapping that states nothing: enough for a layout that is known by its header (Microsoft Shifts).
func NoMap() *Map { return newMap("") }
