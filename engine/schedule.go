package engine

import "github.com/schedsync/schedsync/engine/civil"

// Schedule says who is on call when. It is a value: resolving never changes it.
type Schedule struct {
	ID          ScheduleID
	Name        string
	Description string
	Zone        *civil.Zone
	Team        TeamID // optional: who owns the schedule
	Enabled     bool   // false: resolved and shown, but nobody is on call
	Combine     Combine
	Rotations   []Rotation
	Overrides   []Override // in list order, which is the order they act in
	Targets     []Target   // sorted by vendor
}

// Combine says how the rotations of a schedule add up.
type Combine uint8

const (
	// All puts everyone on call whose rotation is on.
	All Combine = iota
	// Layered lets the last listed rotation that has someone win.
	Layered
)

// String returns the word the YAML uses.
func (c Combine) String() string { return [...]string{"all", "layered"}[c] }

// Rotation deals turns to a list of entries, or lists its shifts one by one.
type Rotation struct {
	ID        RotationID
	Name      string
	Zone      *civil.Zone // never nil: the schedule's zone where the rotation states none
	Start     civil.Moment
	Until     civil.Moment // optional, exclusive; cuts the running turn
	Every     Cycle
	Clock     Clock
	People    []Entry
	Changes   []Change // in order of From
	Only      []Window // restrictions: the union of the windows; none: always
	OnAway    OnAway
	Shifts    []FixedShift // explicit shifts instead of a rule; then Every, People and Only are empty
	Roster    *Roster      // shifts to be read from a file instead of a rule
	OwnZone   bool         // the rotation states its zone itself
	HasShifts bool         // the rotation is a list of shifts, even an empty one
}

// Cycle is how long turns are: one length, several that repeat in order, or a number of windows.
type Cycle struct {
	Lengths []Length
	Windows int // hand off at each Nth maximal stretch of the windows; 0: by Lengths
}

// Length is a number of units of time.
type Length struct {
	N    int
	Unit Unit
}

// Unit is a unit of time. Minutes and hours are real time where they say how long something lasts; days, weeks and months
// are counted on the calendar (SPEC 1).
type Unit uint8

// The units of time, from the shortest.
const (
	Minutes Unit = iota
	Hours
	Days
	Weeks
	Months
)

// String returns the unit's plural, as in "2 weeks".
func (u Unit) String() string {
	return [...]string{"minutes", "hours", "days", "weeks", "months"}[u]
}

// Seconds returns the unit's length on a wall clock that nobody moves; 0 for months, which have none.
func (u Unit) Seconds() int64 {
	return [...]int64{civil.Minute, civil.Hour, civil.DayLen, civil.Week, 0}[u]
}

// Clock says what stays equal across a clock change: the time of day of the handoff, or the length of the turn.
type Clock uint8

const (
	// Wall keeps the handoff at the same reading of the local clock.
	Wall Clock = iota
	// Elapsed keeps turns at the same length of real time.
	Elapsed
)

// String returns the word the YAML uses.
func (c Clock) String() string { return [...]string{"wall", "elapsed"}[c] }

// Change is a later membership of a rotation, in force from the first handoff at or after From.
type Change struct {
	From    civil.Moment
	People  []Entry
	Restart bool // true: begin with the first entry; false: go on after the last scheduled one
}

// Window is a stretch of local time in which a rotation is on duty. It recurs every week, and belongs to the date it starts on.
type Window struct {
	// Days the window starts on. Empty: every day, which also stands for the days that OnlyOn picks.
	Days []civil.Weekday
	// From and To are seconds of wall clock since 00:00 of the start day. To is larger than From; beyond 86,400 it lies
	// on a later day.
	From, To int
	// Except and OnlyOn drop or pick start dates by holiday calendar.
	Except, OnlyOn []HolidaysID
}

// OnAway says who steps in for a member who is away.
type OnAway struct {
	Gap bool       // nobody
	Try []PersonID // the first of these who is free, else nobody; empty with Gap false: the next in the rotation
}

// FixedShift is one explicit shift.
type FixedShift struct {
	From, Until civil.Moment
	Who         Entry
}

// Roster names a file that holds a rotation's shifts. The loader of the workspace reads it; the engine never does.
type Roster struct {
	Kind string // "sheet" or "calendar"
	File string // path inside the workspace; empty: URL says where
	URL  string // address of a calendar, which is fetched only by commands that may (SPEC 3, Trust)
	Map  string // the mapping file of a sheet; empty for calendars
	Role string // the one role of the roster that the rotation takes; empty: all of them
}

// Override puts Who in place of whoever would be on call in [From, Until).
type Override struct {
	From      civil.Moment
	Until     civil.Moment
	For       Length        // instead of Until: how long; required with Rule
	Rule      string        // an RRULE of local times; empty: once
	Except    []civil.Day   // start dates on which a recurring override does not happen
	Who       Entry         // empty: nobody
	Replaces  []Participant // at most one: only where this participant is on call; of kind Nobody: only in gaps
	Fill      bool          // true (default): also where nobody would be on call
	Rotations []RotationID  // only these rotations, before they are combined; empty: the whole schedule
	Note      string
	// Ref is the name the override has outside the YAML: a vendor's alias. Empty for declared ones.
	Ref string
}

// Target is where a schedule or a mute goes, with the settings that vendor needs.
type Target struct {
	Vendor    Vendor
	ID        string   // binds to a live object
	Name      string   // the name there, where it differs from ours
	Team      string   // zenduty: the team it belongs to, a key below `teams:` or the vendor's id
	Clock     Clock    // zenduty: what the schedule there keeps across a clock change
	SafetyNet Entry    // who stays on call when a materialised schedule runs dry
	Alerts    []string // hostedgraphite: the alerts a mute is attached to
	Services  []string // zenduty: the services a mute covers
	Attach    string   // hostedgraphite: "manual" when a person attaches the mute
}

// On returns the schedule's target for a vendor.
func (s *Schedule) On(v Vendor) (Target, bool) { return findTarget(s.Targets, v) }

func findTarget(targets []Target, v Vendor) (Target, bool) {
	for _, t := range targets {
		if t.Vendor == v {
			return t, true
		}
	}
	return Target{}, false
}
