// Package xmatters reads xMatters (contract xmatters): read.go fetches, decode.go and its neighbours lift what was fetched
// into engine values, witness.go asks who is on call, vendor.go says what the vendor can hold.
//
// A group is a schedule, a shift is a rotation of one entry and nobody else ([dialect.Shift]), a temporary absence is an
// override that replaces one person. Members of a shift who are notified later than at once are further levels: each level
// of a group is an object of its own, "GROUP/2" and so on, that is shown and never written.
package xmatters

import (
	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/xmatters/wire"
)

// Name is the vendor's key in the YAML.
const Name engine.Vendor = "xmatters"

// Vendor describes xMatters.
func Vendor() importers.Vendor { return vendor(Dialect()) }

// vendor describes xMatters by a settled dialect.
func vendor(d *dialect.Dialect) importers.Vendor {
	return importers.Vendor{
		Name: Name, Title: "xMatters", Hosts: wire.Hosts(), Dialect: d, With: vendor, Open: Open,
		Lift: func(raw snapshot.Raw, zones importers.Zones) (*snapshot.Snapshot, error) { return lift(d, raw, zones) },
	}
}

// MostShifts is how many shifts one rotation may become before it is written as a list of single ones (contract c.1).
const MostShifts = 100

// Dialect states how xMatters renders schedules. Turns keep the time of day in all units; [dialect.Shifts] says which of
// them recur as shifts.
func Dialect() *dialect.Dialect {
	const wall = "documented for starts, assumed for ends: the time of day stays (contract xmatters c, DST)"
	return &dialect.Dialect{
		Vendor: Name,
		Turns: []dialect.TurnRule{
			{Unit: engine.Minutes, Clock: engine.Wall, Basis: wall},
			{Unit: engine.Hours, Clock: engine.Wall, Basis: wall},
			{Unit: engine.Days, Clock: engine.Wall, Basis: wall},
			{Unit: engine.Weeks, Clock: engine.Wall, Basis: wall},
		},
		Shifts: MostShifts, Pieces: MostShifts,
		Grid:             civil.Minute,
		Kinds:            []engine.Kind{engine.KindPerson},
		OverrideKinds:    []engine.Kind{engine.KindPerson, engine.Nobody},
		Acts:             dialect.OnOne,     // an absence is one person's (b.5)
		Ahead:            90 * civil.DayLen, // documented (b.5)
		Together:         true,
		NoZone:           true, // each shift has its own (b.3)
		NoTeam:           true,
		Renewed:          true, // what an update keeps is not known (b.3)
		Asked:            true,
		Mails:            true, // to supervisors and the replacement (b.5)
		NameLimit:        100,  // documented (b.1)
		DescriptionLimit: 200,  // documented (b.1); the mark is not in it
		Open:             settings(), Bases: bases(), Rendered: true,
	}
}

// settings are what the contract calls unknown. What is written never depends on the first day of the week.
func settings() []dialect.Setting {
	return []dialect.Setting{dialect.EndsSetting("contract xmatters c, DST for the end"), dialect.WeekSetting("contract xmatters c, week start")}
}

func bases() map[dialect.Trait]string {
	return map[dialect.Trait]string{
		dialect.TurnsTrait:     "documented: a shift keeps its time of day; assumed: its end too; a rotation is a shift for each of its people (contract xmatters c.1)",
		dialect.ShortTrait:     "documented: a shift may be as short as a minute (contract xmatters b.3)",
		dialect.HoursTrait:     "documented: a shift keeps its time of day (contract xmatters c)",
		dialect.CyclesTrait:    "documented: shifts recur by days and weeks; a cycle is a shift for each of its turns (contract xmatters c.1)",
		dialect.IdleTrait:      "documented: where there is no shift, nobody is on call (contract xmatters b.3)",
		dialect.SeatsTrait:     "documented: a shift has members who serve together (contract xmatters b.3)",
		dialect.KindsTrait:     "ours: only people, so that it can be told who is on call (contract xmatters b.3)",
		dialect.ChangesTrait:   "documented: shifts have a start and an end (contract xmatters b.3)",
		dialect.WindowsTrait:   "documented: a shift lasts as long as its window (contract xmatters c.1)",
		dialect.MasksTrait:     "documented: shifts recur by the calendar, nothing is counted (contract xmatters c.1)",
		dialect.DatesTrait:     "documented: shifts recur by days and weeks, holidays belong to sites (contract xmatters f.8)",
		dialect.LayersTrait:    "documented: shifts add up, none hides another (contract xmatters c)",
		dialect.ZoneTrait:      "documented: each shift has its time zone (contract xmatters b.3)",
		dialect.GridTrait:      "documented: times have minutes (contract xmatters b.3)",
		dialect.ShiftsTrait:    "documented: a shift may happen once (contract xmatters b.3)",
		dialect.OverrideTrait:  "documented: an absence replaces one person (contract xmatters b.5)",
		dialect.ScopeTrait:     "documented: an absence is in a group, not in a shift (contract xmatters b.5)",
		dialect.VacancyTrait:   "documented: an absence may be a vacancy (contract xmatters b.5)",
		dialect.RecurringTrait: "documented: an absence has one start and one end (contract xmatters b.5)",
		dialect.AbsencesTrait:  "documented: temporary absences, 90 days ahead (contract xmatters b.5)",
		dialect.ForwardsTrait:  "documented: an absence has a replacement (contract xmatters b.5)",
		dialect.DisabledTrait:  "documented: a group may be inactive (contract xmatters b.1)",
	}
}
