package exporters

import (
	"context"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers/httpx"
)

// Writer makes changes at one vendor.
type Writer interface {
	// Start begins a change to one object; obj is nil for one that does not exist yet. Accounts translate our people into
	// the vendor's.
	Start(obj *snapshot.Object, accounts *snapshot.Accounts) Session
}

// Session does the steps of one change, in order.
type Session interface {
	// Do does one step and returns when the vendor has confirmed it. A step whose outcome is in doubt is looked up before
	// it is repeated, so that an error means that it was not done, as far as can be known.
	Do(ctx context.Context, step diff.Step) error
}

// Vendor describes a vendor that can be written to.
type Vendor struct {
	Name engine.Vendor
	// Open returns a writer for an account.
	Open func(httpx.Account) (Writer, error)
	// Cost returns the write calls a step takes.
	Cost func(diff.Step) int
}
