package hostedgraphite

import (
	"context"
	"encoding/json"
	"time"

	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/hostedgraphite/wire"
	"github.com/schedsync/schedsync/importers/httpx"
)

// The kinds of bodies a snapshot of Hosted Graphite holds.
const (
	bodyMutes  = "mutes"
	bodyAlerts = "alerts"
)

// reader fetches the state of one account.
type reader struct {
	client *wire.Client
	now    func() time.Time
}

// Open returns a reader over a transport that refuses to write.
func Open(a httpx.Account) (importers.Reader, error) {
	a.HTTP.ReadOnly = true
	client, err := wire.Open(a)
	if err != nil {
		return nil, err
	}
	now := a.HTTP.Now
	if now == nil {
		now = time.Now
	}
	return &reader{client, now}, nil
}

// Read lists all mutes and all alerts: one call a hundred of each (contract 5).
func (r *reader) Read(ctx context.Context, progress importers.Progress) (snapshot.Raw, error) {
	raw := snapshot.Raw{Version: 1, Vendor: Name, TakenAt: r.now().UTC().Format(time.RFC3339), Bodies: map[string][]json.RawMessage{}}
	if progress == nil {
		progress = func(int, int, string) {}
	}
	progress(0, 2, "mutes")
	mutes, err := r.client.ListMutes(ctx)
	if err != nil {
		return raw, err
	}
	for _, m := range mutes {
		raw.Bodies[bodyMutes] = append(raw.Bodies[bodyMutes], m.Raw)
	}
	progress(1, 2, "alerts")
	alerts, err := r.client.ListAlerts(ctx)
	if err != nil {
		return raw, err
	}
	for _, a := range alerts {
		raw.Bodies[bodyAlerts] = append(raw.Bodies[bodyAlerts], a.Raw)
	}
	return raw, nil
}
