// Package zenduty reads Zenduty (contract zenduty): read.go fetches, decode.go and maintenance.go lift what was fetched into
// engine values, witness.go asks who is on call, vendor.go says what the vendor can hold.
package zenduty

import (
	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/zenduty/wire"
)

// Name is the vendor's key in the YAML.
const Name engine.Vendor = "zenduty"

// Vendor describes Zenduty.
func Vendor() importers.Vendor { return vendor(Dialect()) }

// vendor describes Zenduty by a settled dialect.
func vendor(d *dialect.Dialect) importers.Vendor {
	return importers.Vendor{
		Name: Name, Title: "Zenduty", Hosts: wire.Hosts(), Dialect: d, Mutes: Mutes(), With: vendor,
		Open: func(a httpx.Account) (importers.Reader, error) { return open(d, a) },
		Lift: func(raw snapshot.Raw, zones importers.Zones) (*snapshot.Snapshot, error) { return lift(d, raw, zones) },
	}
}

// Mutes states what maintenance windows can be.
func Mutes() *dialect.MuteRules {
	return &dialect.MuteRules{
		Dated:     true,              // documented: two instants, and repeats after a number of days (3.5)
		Lead:      10 * civil.Minute, // unknown how soon a change counts: ours
		NameLimit: 100,               // unknown: ours
	}
}

// Dialect states how Zenduty renders schedules.
func Dialect() *dialect.Dialect {
	const basis = "documented: starts keep their time of day (contract zenduty 4.4); assumed to be how schedules are set (4.4a) and to hold below a day (4.4b)"
	return &dialect.Dialect{
		Vendor: Name,
		Turns: []dialect.TurnRule{
			{Unit: engine.Minutes, Clock: engine.Wall, Basis: basis},
			{Unit: engine.Hours, Clock: engine.Wall, Basis: basis},
			{Unit: engine.Days, Clock: engine.Wall, Basis: basis},
			{Unit: engine.Weeks, Clock: engine.Wall, Basis: basis},
		},
		Grid:          1,                                // observed: seconds are kept (contract zenduty 7, trap 1)
		Windows:       28,                               // assumed: no limit is published; four windows a day are more than people use
		LeastTurn:     civil.Hour,                       // observed: 3600 to 31536000 seconds (3.2)
		MostTurn:      365 * civil.DayLen,               //
		WholeMasks:    true,                             // unknown: whether restrictions pause the count (4.3)
		Kinds:         []engine.Kind{engine.KindPerson}, // documented: users (3.2)
		NoIdle:        true,                             // documented: layers have users (3.2)
		NoDisable:     true,                             // schedules have no switch (3.1)
		OverrideKinds: []engine.Kind{engine.KindPerson},
		Acts:          dialect.OnEverybody, // assumed: the whole on-call set (4.11); gaps are not relied on (4.12)
		Pieces:        100,                 // unknown: ours (8)
		Whole:         true,                // documented: one PUT (3.1)
		Open:          settings(), Bases: bases(), OverlapUnknown: true,
	}
}

// settings are what the contract calls unknown. Nothing is rendered there, so the answers come from people.
func settings() []dialect.Setting {
	return []dialect.Setting{
		dialect.ClockOf("turns", engine.Wall, "contract zenduty 4.4a", engine.Minutes, engine.Hours, engine.Days, engine.Weeks),
		dialect.MasksSetting("contract zenduty 4.3"),
		dialect.GapsSetting("contract zenduty 4.12"),
		dialect.OverlapUnknown("contract zenduty 4.13"),
	}
}

func bases() map[dialect.Trait]string {
	return map[dialect.Trait]string{
		dialect.TurnsTrait:     "documented: any length, starts keep their time of day; assumed: that is how schedules are set (contract zenduty 4.4)",
		dialect.ShortTrait:     "observed: an hour is the shortest turn; ours: at most 100 single shifts (contract zenduty 3.2)",
		dialect.HoursTrait:     "assumed: the time of day holds below a day too (contract zenduty 4.4b)",
		dialect.CyclesTrait:    "documented: one shift_length in seconds for all turns (contract zenduty 3.2)",
		dialect.IdleTrait:      "documented: layers have users and nobody else (contract zenduty 3.2)",
		dialect.SeatsTrait:     "documented: one user a turn; layers add up (contract zenduty 4.1)",
		dialect.KindsTrait:     "documented: layers have users (contract zenduty 3.2)",
		dialect.ChangesTrait:   "documented: turns are counted from a layer's start; it has an end (contract zenduty 4.2)",
		dialect.WindowsTrait:   "documented: daily or weekly restrictions; assumed: 28 of them (contract zenduty 4.5)",
		dialect.MasksTrait:     "unknown: whether a restriction pauses the count of turns (contract zenduty 4.3)",
		dialect.DatesTrait:     "documented: restrictions know weekdays, no dates (contract zenduty 4.6)",
		dialect.LayersTrait:    "documented: layers add up, none hides another (contract zenduty 4.1)",
		dialect.ZoneTrait:      "assumed: one time zone a schedule (contract zenduty 4.5)",
		dialect.GridTrait:      "observed: seconds are kept (contract zenduty 7)",
		dialect.ShiftsTrait:    "documented: a layer has a start and an end (contract zenduty 3.2)",
		dialect.OverrideTrait:  "assumed: an override replaces everyone on call in the schedule (contract zenduty 4.11)",
		dialect.ScopeTrait:     "documented: an override names no layer (contract zenduty 4.11)",
		dialect.VacancyTrait:   "documented: an override names a user (contract zenduty 4.11)",
		dialect.RecurringTrait: "documented: an override has one start and one end (contract zenduty 4.11)",
		dialect.AbsencesTrait:  "documented: nothing of the kind; overrides say it (contract zenduty 4.11)",
		dialect.ForwardsTrait:  "documented: forwarding does not change schedules; overrides say it (contract zenduty 4.17)",
		dialect.DisabledTrait:  "documented: schedules have no switch; one is written without layers (contract zenduty 3.1)",
	}
}
