// Package hostedgraphite reads the scheduled mutes of Hosted Graphite and the alerts they are attached to (contract
// hostedgraphite): read.go fetches, decode.go lifts what was fetched into engine values, vendor.go says what the vendor
// can hold. It has no schedules.
package hostedgraphite

import (
	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/hostedgraphite/wire"
)

// Name is the vendor's key in the YAML.
const Name engine.Vendor = "hostedgraphite"

// Vendor describes Hosted Graphite.
func Vendor() importers.Vendor {
	return importers.Vendor{
		Name: Name, Title: "Hosted Graphite", Hosts: wire.Hosts(), Mutes: Mutes(),
		Open: Open, Lift: Lift,
	}
}

// Mutes states what scheduled mutes can be.
func Mutes() *dialect.MuteRules {
	return &dialect.MuteRules{
		MinOffset: -12, MaxOffset: 14, // documented: 27 whole hours (2.1)
		Piece:     24 * 60,           // the longest that the documents show (8)
		Lead:      10 * civil.Minute, // documented: edits take several minutes; not touched from then on (1, 4.11)
		Reach:     civil.DayLen,      // assumed: a one-time mute fires at the next start_time (4.7)
		NameLimit: 100,               // assumed (2.1)
	}
}
