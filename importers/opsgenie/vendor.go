// Package opsgenie reads Opsgenie (contract opsgenie): read.go fetches, decode.go lifts what was fetched into engine values,
// vendor.go says what the vendor can hold.
package opsgenie

import (
	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/opsgenie/wire"
)

// Name is the vendor's key in the YAML.
const Name engine.Vendor = "opsgenie"

// Vendor describes Opsgenie.
func Vendor() importers.Vendor { return vendor(Dialect()) }

// vendor describes Opsgenie by a settled dialect.
func vendor(d *dialect.Dialect) importers.Vendor {
	return importers.Vendor{
		Name: Name, Title: "Opsgenie", Hosts: wire.Hosts(), Dialect: d, With: vendor, Open: Open,
		Lift: func(raw snapshot.Raw, zones importers.Zones) (*snapshot.Snapshot, error) { return lift(d, raw, zones) },
	}
}

// Dialect states how Opsgenie renders schedules.
func Dialect() *dialect.Dialect {
	return &dialect.Dialect{
		Vendor: Name,
		Turns: []dialect.TurnRule{
			{Unit: engine.Hours, Clock: engine.Elapsed, Basis: "assumed: elapsed hours across a clock change (contract opsgenie 3.1)"},
			{Unit: engine.Days, Clock: engine.Wall, Basis: "assumed: the time of day stays (contract opsgenie 3.1)"},
			{Unit: engine.Weeks, Clock: engine.Wall, Basis: "assumed: the time of day stays (contract opsgenie 3.1)"},
		},
		Grid:             30 * civil.Minute, // documented: minutes are moved to the nearest 0 or 30 (3.2)
		Windows:          15,                // documented: at most 15 weekday windows (2.3)
		OverrideKinds:    []engine.Kind{engine.KindPerson, engine.Nobody},
		Pieces:           200, // ours: a schedule that people can still look at
		NameLimit:        100, // documented (2.1)
		DescriptionLimit: 200, // documented (2.1)
		Open:             settings(), Bases: bases(), Rendered: true,
	}
}

// settings are what the contract calls unknown and assumes an answer to.
func settings() []dialect.Setting {
	return []dialect.Setting{
		dialect.ClockOf("hours", engine.Elapsed, "contract opsgenie 3.1", engine.Hours),
		dialect.ClockOf("days", engine.Wall, "contract opsgenie 3.1", engine.Days),
		dialect.ClockOf("weeks", engine.Wall, "contract opsgenie 3.1", engine.Weeks),
		dialect.TiesSetting("contract opsgenie 3.2"),
		dialect.GapsSetting("contract opsgenie 3.6"),
		dialect.OverlapSetting("contract opsgenie 3.6"),
	}
}

func bases() map[dialect.Trait]string {
	return map[dialect.Trait]string{
		dialect.TurnsTrait:     "documented: hours, days and weeks; assumed: days and weeks keep the time of day across a clock change (contract opsgenie 3.1)",
		dialect.ShortTrait:     "documented: an hour is the shortest turn (contract opsgenie 2.2)",
		dialect.HoursTrait:     "assumed: hours are real hours, so handoffs move by a clock change (contract opsgenie 3.1)",
		dialect.CyclesTrait:    "documented: one length of hours, days or weeks for all turns (contract opsgenie 2.2)",
		dialect.IdleTrait:      "documented: `none` takes a turn (contract opsgenie 3.3)",
		dialect.SeatsTrait:     "documented: one participant a turn; rotations add up (contract opsgenie 3.5)",
		dialect.KindsTrait:     "documented: users, teams and escalations (contract opsgenie 2.2)",
		dialect.ChangesTrait:   "observed: an edited list deals all turns anew; rotations have a start and an end (contract opsgenie 3.1)",
		dialect.WindowsTrait:   "documented: 15 windows of the week (contract opsgenie 2.3)",
		dialect.MasksTrait:     "assumed: turns are counted on outside a restriction (contract opsgenie 3.4)",
		dialect.DatesTrait:     "documented: restrictions know weekdays, no dates (contract opsgenie 2.3)",
		dialect.LayersTrait:    "documented: rotations add up, none hides another (contract opsgenie 3.5)",
		dialect.ZoneTrait:      "documented: one time zone a schedule (contract opsgenie 3.1)",
		dialect.GridTrait:      "documented: minutes are moved to the nearest 0 or 30 (contract opsgenie 3.2)",
		dialect.ShiftsTrait:    "documented: a rotation has a start and an end (contract opsgenie 2.2)",
		dialect.OverrideTrait:  "documented: an override replaces whoever its rotations put on call (contract opsgenie 3.6)",
		dialect.ScopeTrait:     "documented: an override may name rotations (contract opsgenie 3.6)",
		dialect.VacancyTrait:   "documented: `none` may stand in an override (contract opsgenie 2.4)",
		dialect.RecurringTrait: "documented: an override has one start and one end (contract opsgenie 2.4)",
		dialect.AbsencesTrait:  "documented: nothing of the kind; overrides say it (contract opsgenie 3.6)",
		dialect.ForwardsTrait:  "documented: forwarding is of the whole account, not of a schedule; overrides say it (contract opsgenie 3.7)",
		dialect.DisabledTrait:  "documented: `enabled` (contract opsgenie 2.1)",
	}
}
