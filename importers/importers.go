// Package importers holds what every source of live state has in common: the reader and the vendor descriptor. The vendors
// themselves are in folders of their own, each with the same files; package importers/all lists them.
package importers

import (
	"context"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers/httpx"
)

// Progress is told how far a long read has come. total is 0 while it is not known. It may be nil.
type Progress func(done, total int, what string)

// Reader reads a vendor's whole live state. It never writes: readers are opened over a transport that refuses to.
type Reader interface {
	// Read returns the bodies as the vendor sent them. A part that could not be read is an error, never a shorter state.
	Read(ctx context.Context, p Progress) (snapshot.Raw, error)
}

// Zones loads a zone by its IANA name.
type Zones interface {
	Load(name string) (*civil.Zone, error)
}

// Vendor describes a vendor to the rest of the program.
type Vendor struct {
	Name    engine.Vendor
	Title   string             // as people write it
	Hosts   []string           // its own addresses; keys go nowhere else without consent
	Dialect *dialect.Dialect   // nil: the vendor holds no schedules
	Mutes   *dialect.MuteRules // nil: the vendor holds no mutes
	// Open returns a reader.
	Open func(httpx.Account) (Reader, error)
	// Lift turns what was read into engine values. It is pure, and the same bodies give the same snapshot.
	Lift func(snapshot.Raw, Zones) (*snapshot.Snapshot, error)
	// With returns the descriptor under other answers to the rules that the vendor's documents leave open: its dialect is d, and
	// what it reads is lifted by it. nil: the vendor has no dialect.
	With func(d *dialect.Dialect) Vendor
}

// Settled returns the vendor with some of its dialect's settings answered, by key (`vendors.NAME.dialect`).
func (v Vendor) Settled(choices map[string]string) (Vendor, error) {
	if v.With == nil || len(choices) == 0 {
		return v, nil
	}
	d, err := v.Dialect.With(choices)
	if err != nil {
		return v, err
	}
	return v.With(d), nil
}
