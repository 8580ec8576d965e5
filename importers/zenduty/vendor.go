// Package zenduty reads Zenduty (contract zenduty): read.go fetches, decode.go and maintenance.go lift what was fetched into
// engine values, witness.go asks who is on call, vendor.go says what the vendor can hold.
package zenduty

import (
	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/zenduty/wire"
)

// Name is the vendor's key in the YAML.
const Name engine.Vendor = "zenduty"

// Vendor describes Zenduty.
func Vendor() importers.Vendor {
	return importers.Vendor{
		Name: Name, Title: "Zenduty", Hosts: wire.Hosts(), Dialect: Dialect(), Mutes: Mutes(),
		Open: Open, Lift: Lift,
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
	}
}
