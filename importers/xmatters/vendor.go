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
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/xmatters/wire"
)

// Name is the vendor's key in the YAML.
const Name engine.Vendor = "xmatters"

// Vendor describes xMatters.
func Vendor() importers.Vendor {
	return importers.Vendor{
		Name: Name, Title: "xMatters", Hosts: wire.Hosts(), Dialect: Dialect(),
		Open: Open, Lift: Lift,
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
	}
}
