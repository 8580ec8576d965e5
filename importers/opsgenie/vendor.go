// Package opsgenie reads Opsgenie (contract opsgenie): read.go fetches, decode.go lifts what was fetched into engine values,
// vendor.go says what the vendor can hold.
package opsgenie

import (
	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/opsgenie/wire"
)

// Name is the vendor's key in the YAML.
const Name engine.Vendor = "opsgenie"

// Vendor describes Opsgenie.
func Vendor() importers.Vendor {
	return importers.Vendor{
		Name: Name, Title: "Opsgenie", Hosts: wire.Hosts(), Dialect: Dialect(),
		Open: Open, Lift: Lift,
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
	}
}
