package dialect

// Trait is what one line of a vendor's contract is about, and the reason for one row of the capability matrix.
type Trait string

// The traits, in the order of the matrix.
const (
	TurnsTrait     Trait = "turns"     // the units in which turns are counted
	ShortTrait     Trait = "short"     // the shortest turns
	HoursTrait     Trait = "hours"     // what turns of hours keep across a clock change
	CyclesTrait    Trait = "cycles"    // turns of several lengths, of months, of windows
	IdleTrait      Trait = "idle"      // turns that nobody serves
	SeatsTrait     Trait = "seats"     // several people in one turn
	KindsTrait     Trait = "kinds"     // teams and escalations in a turn
	ChangesTrait   Trait = "changes"   // an edited list deals all turns anew
	WindowsTrait   Trait = "windows"   // restrictions to parts of the week
	MasksTrait     Trait = "masks"     // what a restriction does to the count of turns
	DatesTrait     Trait = "dates"     // restrictions by date
	LayersTrait    Trait = "layers"    // several rotations at once
	ZoneTrait      Trait = "zone"      // time zones of parts
	GridTrait      Trait = "grid"      // minutes that are kept
	ShiftsTrait    Trait = "shifts"    // single shifts
	OverrideTrait  Trait = "overrides" // whom an override replaces
	ScopeTrait     Trait = "scope"     // overrides of one rotation
	VacancyTrait   Trait = "vacancy"   // overrides to nobody
	AbsencesTrait  Trait = "absences"  // people away in a rotation
	ForwardsTrait  Trait = "forwards"  // duties passed on
	DisabledTrait  Trait = "disabled"  // schedules switched off
	RecurringTrait Trait = "recurring" // overrides that repeat
)
