package opsgenie

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/opsgenie/wire"
)

// The kinds of bodies a snapshot of Opsgenie holds.
const (
	bodySchedules   = "schedules"
	bodyOverrides   = "overrides" // one for each schedule: overridesOf
	bodyUsers       = "users"
	bodyTeams       = "teams"
	bodyEscalations = "escalations"
	bodyForwards    = "forwarding-rules" // missing where the key may not read them, and in snapshots of earlier versions
)

// overridesOf is the overrides of one schedule, each as it was sent.
type overridesOf struct {
	Schedule  string            `json:"schedule"`
	Overrides []json.RawMessage `json:"overrides"`
}

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

// Read fetches schedules with rotations, their overrides, users, teams, escalations and forwarding rules: one call, one a
// schedule, one a hundred users, three (contract 5). The account's rate limits are asked for first; a team's key may not know them.
func (r *reader) Read(ctx context.Context, progress importers.Progress) (snapshot.Raw, error) {
	raw := snapshot.Raw{Version: 1, Vendor: Name, TakenAt: r.now().UTC().Format(time.RFC3339), Bodies: map[string][]json.RawMessage{}}
	for _, kind := range []string{bodySchedules, bodyOverrides, bodyUsers, bodyTeams, bodyEscalations} {
		raw.Bodies[kind] = []json.RawMessage{} // a list that is empty is there all the same: Lift takes no other for one
	}
	if err := r.client.LearnLimits(ctx); err != nil {
		return raw, err
	}
	if progress == nil {
		progress = func(int, int, string) {}
	}
	progress(0, 0, "schedules")
	schedules, err := r.schedules(ctx)
	if err != nil {
		return raw, err
	}
	for i, s := range schedules {
		progress(i, len(schedules), "overrides")
		raw.Bodies[bodySchedules] = append(raw.Bodies[bodySchedules], s.Raw)
		if err := r.overrides(ctx, &raw, s.ID); err != nil {
			return raw, err
		}
	}
	progress(len(schedules), len(schedules), "people")
	return raw, r.directory(ctx, &raw)
}

// schedules lists all schedules. A row without rotations proves nothing and is asked for once more (contract 2.1).
func (r *reader) schedules(ctx context.Context) ([]wire.Schedule, error) {
	list, err := r.client.ListSchedules(ctx)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if len(list[i].Rotations) == 0 {
			if list[i], err = r.client.GetSchedule(ctx, wire.ByID(list[i].ID)); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

func (r *reader) overrides(ctx context.Context, raw *snapshot.Raw, schedule string) error {
	list, err := r.client.ListOverrides(ctx, wire.ByID(schedule))
	if err != nil {
		return err
	}
	of := overridesOf{Schedule: schedule, Overrides: []json.RawMessage{}}
	for _, o := range list {
		of.Overrides = append(of.Overrides, o.Raw)
	}
	return appendBody(raw, bodyOverrides, of)
}

// directory reads who and what schedules can refer to.
func (r *reader) directory(ctx context.Context, raw *snapshot.Raw) error {
	users, err := r.client.ListUsers(ctx)
	if err != nil {
		return err
	}
	for _, u := range users {
		if err := appendBody(raw, bodyUsers, u); err != nil {
			return err
		}
	}
	teams, err := r.client.ListTeams(ctx)
	if err != nil {
		return err
	}
	for _, t := range teams {
		if err := appendBody(raw, bodyTeams, wire.TeamRef{ID: t.ID, Name: t.Name}); err != nil {
			return err
		}
	}
	escalations, err := r.client.ListEscalations(ctx)
	if err != nil {
		return err
	}
	for _, e := range escalations {
		if err := appendBody(raw, bodyEscalations, e); err != nil {
			return err
		}
	}
	return r.forwards(ctx, raw)
}

// forwards reads the forwarding rules of the account. A key that may not, such as a team's, leaves them out: they are no
// part of any schedule, and nothing is ever written because of them.
func (r *reader) forwards(ctx context.Context, raw *snapshot.Raw) error {
	rules, err := r.client.ListForwardingRules(ctx)
	switch {
	case httpx.IsForbidden(err):
		return nil
	case err != nil:
		return err
	}
	raw.Bodies[bodyForwards] = []json.RawMessage{}
	for _, f := range rules {
		raw.Bodies[bodyForwards] = append(raw.Bodies[bodyForwards], f.Raw)
	}
	return nil
}

func appendBody(raw *snapshot.Raw, kind string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("keeping %s of %s: %w", kind, Name, err)
	}
	raw.Bodies[kind] = append(raw.Bodies[kind], b)
	return nil
}
