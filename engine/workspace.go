package engine

import "github.com/schedsync/schedsync/engine/civil"

// Workspace is everything the YAML declares that the engine reasons about. Every list is sorted by id.
type Workspace struct {
	People      []PersonInfo
	Teams       []Team
	Holidays    []Holidays
	Schedules   []Schedule
	Escalations []Escalation
	Mutes       []Mute
	Sync        Sync
	Checks      Checks
	Pay         *Pay // nil: nothing is said about pay
}

// PersonInfo is somebody who can be on call.
type PersonInfo struct {
	ID       PersonID
	Name     string
	Email    string
	Zone     *civil.Zone // nil: the schedule's
	Holidays HolidaysID
	Accounts Accounts
	Away     []Absence
	Forward  []Forward
}

// Accounts maps a vendor to the id, login or name something has there.
type Accounts map[Vendor]string

// Absence is a stretch in which a person is away.
type Absence struct {
	From, Until civil.Moment
	Note        string
}

// Forward sends whatever reaches a person in [From, Until) to somebody else.
type Forward struct {
	From, Until civil.Moment
	Who         Entry
}

// Team is a group of people. A rotation may have a team as a participant, which is not expanded.
type Team struct {
	ID       TeamID
	Name     string
	Members  []PersonID
	Accounts Accounts
}

// Holidays is a named set of dates.
type Holidays struct {
	ID      HolidaysID
	Country string // a country code, optionally with a region: PT, DE-BY
	Dates   []civil.Day
}

// Escalation says whom an alert reaches, and after how long.
type Escalation struct {
	ID       EscalationID
	Name     string
	Steps    []EscalationStep
	Accounts Accounts
}

// EscalationStep notifies its targets After the alert was raised.
type EscalationStep struct {
	After  Length // minutes or hours
	Notify []NotifyTarget
}

// NotifyTarget is one of those a step notifies.
type NotifyTarget struct {
	Kind string // schedule, next, person, team
	ID   string
}

// Mute is a quiet window: a stretch in which alerts stay silent.
type Mute struct {
	ID      MuteID
	Name    string
	Zone    *civil.Zone
	Days    []civil.Weekday // weekly on these days
	Rule    string          // or an RRULE of local times, from Start
	Date    civil.Moment    // or one date
	Start   civil.Moment    // first time of a Rule
	From    int             // seconds of wall clock since 00:00
	To      int             // larger than From; 0 when For is given
	For     Length
	Targets []Target // sorted by vendor
}

// Policy says what a sync may do to objects at a vendor.
type Policy string

// The policies of SPEC 3. The zero Policy is "not stated", which apply refuses.
const (
	PolicyUpsert     Policy = "upsert"      // create and update
	PolicySync       Policy = "sync"        // also delete what we own
	PolicyCreateOnly Policy = "create-only" // never touch what exists
)

// Sync is how the workspace is kept equal to its vendors.
type Sync struct {
	Owner        string
	Policy       Policy
	Cadence      Length
	OwnOverrides bool // true: overrides made by people in the vendor do not survive
	Limits       Limits
	Freeze       Length
	Horizon      Length
	Keep         Length // how long journals and snapshots of runs are kept
}

// Limits stop a plan that does too much (SPEC 3).
type Limits struct {
	Deletes            int
	ChangedPercent     int
	AtLeast            int
	PersonHoursPercent int
	NewGap             Length
	Notifies           int
}

// Checks are the thresholds and silences of findings.
type Checks struct {
	Settings []CheckSetting // sorted by check id
	Silences []Silence      // in file order
}

// CheckSetting changes one check.
type CheckSetting struct {
	Check    string // the id of a finding, for example "short-rest"
	Severity string // off, info, warning or error; empty: the check's own
	Limit    Length // a threshold of time; zero: the check's own
	Percent  int    // a threshold in percent; 0: the check's own
}

// Silence hides a finding until a date.
type Silence struct {
	Check    string
	Schedule ScheduleID // empty: every schedule
	Person   PersonID   // empty: everybody
	Until    civil.Day  // exclusive; required, so that no silence is for ever
	Reason   string
}

// Schedule returns the schedule with an id, or nil.
func (w *Workspace) Schedule(id ScheduleID) *Schedule {
	for i := range w.Schedules {
		if w.Schedules[i].ID == id {
			return &w.Schedules[i]
		}
	}
	return nil
}

// Person returns the person with an id, or nil.
func (w *Workspace) Person(id PersonID) *PersonInfo {
	for i := range w.People {
		if w.People[i].ID == id {
			return &w.People[i]
		}
	}
	return nil
}
