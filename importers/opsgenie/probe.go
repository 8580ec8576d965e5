package opsgenie

import (
	"context"
	"time"

	"github.com/schedsync/schedsync/importers"
)

var _ importers.Prober = (*reader)(nil)

// Probe makes one cheap read.
func (r *reader) Probe(ctx context.Context) (time.Time, error) {
	return importers.DateOf(r.client.Probe(ctx))
}
