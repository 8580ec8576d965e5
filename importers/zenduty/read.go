package zenduty

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/zenduty/wire"
)

// The kinds of bodies a snapshot of Zenduty holds. All but the services are always there, even when they are empty.
const (
	bodyMembers     = "members"
	bodyTeams       = "teams"
	bodyTeamLists   = "team_members" // one for each team: membersOf
	bodySchedules   = "schedules"    // one for each team: schedulesOf
	bodyPolicies    = "policies"     // one for each team: policiesOf
	bodyMaintenance = "maintenance"  // one for each team: maintenanceOf
	bodyServices    = "services"     // one for each team, where mutes are declared: servicesOf
)

func bodyKinds() []string {
	return []string{bodyMembers, bodyTeams, bodyTeamLists, bodySchedules, bodyPolicies, bodyMaintenance}
}

// membersOf is who is in a team, by username.
type membersOf struct {
	Team    string   `json:"team"`
	Members []string `json:"members"`
}

// schedulesOf is a team's schedules, each as it was sent.
type schedulesOf struct {
	Team      string            `json:"team"`
	Schedules []json.RawMessage `json:"schedules"`
}

// policiesOf is a team's escalation policies.
type policiesOf struct {
	Team     string        `json:"team"`
	Policies []wire.Policy `json:"policies"`
}

// maintenanceOf are a team's maintenance windows.
type maintenanceOf struct {
	Team    string             `json:"team"`
	Windows []wire.Maintenance `json:"windows"`
}

// servicesOf are a team's services.
type servicesOf struct {
	Team     string         `json:"team"`
	Services []wire.Service `json:"services"`
}

// reader fetches the state of one account.
type reader struct {
	client  *wire.Client
	now     func() time.Time
	mutes   bool             // names of services are needed
	dialect *dialect.Dialect // by which schedules are resolved that are read again
}

// Open returns a reader over a transport that refuses to write.
func Open(a httpx.Account) (importers.Reader, error) { return open(Dialect(), a) }

// open is Open under other answers to open rules.
func open(d *dialect.Dialect, a httpx.Account) (importers.Reader, error) {
	a.HTTP.ReadOnly = true
	client, err := wire.Open(a)
	if err != nil {
		return nil, err
	}
	now := a.HTTP.Now
	if now == nil {
		now = time.Now
	}
	return &reader{client, now, a.Mutes, d}, nil
}

// Read fetches members and teams, and of every team its schedules (layers and overrides come inline), escalation policies and
// maintenance: 2 calls and 3 for each team, which the contract (5) has for them. Maintenance is read whatever is declared,
// because a window of ours that nobody declares any more silences all the same. Services are read where mutes are declared,
// and a team's members where the list of teams does not show them: a call for each team. Overrides are never asked for one by
// one.
func (r *reader) Read(ctx context.Context, progress importers.Progress) (snapshot.Raw, error) {
	raw := snapshot.Raw{Version: 1, Vendor: Name, TakenAt: r.now().UTC().Format(time.RFC3339), Bodies: map[string][]json.RawMessage{}}
	for _, kind := range bodyKinds() {
		raw.Bodies[kind] = []json.RawMessage{}
	}
	if progress == nil {
		progress = func(int, int, string) {}
	}
	progress(0, 0, "people")
	members, err := r.client.ListMembers(ctx)
	if err != nil {
		return raw, err
	}
	for _, m := range members {
		if err := keep(&raw, bodyMembers, m); err != nil {
			return raw, err
		}
	}
	teams, err := r.client.ListTeams(ctx)
	if err != nil {
		return raw, err
	}
	for i, t := range teams {
		progress(i, len(teams), "teams")
		if err := r.team(ctx, &raw, t); err != nil {
			return raw, err
		}
	}
	progress(len(teams), len(teams), "teams")
	return raw, nil
}

// team fetches what belongs to one team. That a list is not found is an error like any other: it may mean that the key lost
// its permission, and never that there is nothing (contract zenduty 7, trap 9).
func (r *reader) team(ctx context.Context, raw *snapshot.Raw, t wire.Team) error {
	if err := r.members(ctx, raw, t); err != nil {
		return err
	}
	schedules, err := r.client.ListSchedules(ctx, t.UniqueID)
	if err != nil {
		return err
	}
	of := schedulesOf{Team: t.UniqueID, Schedules: []json.RawMessage{}}
	for _, s := range schedules {
		of.Schedules = append(of.Schedules, s.Raw)
	}
	if err := keep(raw, bodySchedules, of); err != nil {
		return err
	}
	policies, err := r.client.ListPolicies(ctx, t.UniqueID)
	if err != nil {
		return err
	}
	if err := keep(raw, bodyPolicies, policiesOf{Team: t.UniqueID, Policies: policies}); err != nil {
		return err
	}
	return r.silences(ctx, raw, t.UniqueID)
}

// members keeps a team and who is in it: those the list of teams shows, or else those the team's own list has.
func (r *reader) members(ctx context.Context, raw *snapshot.Raw, t wire.Team) (err error) {
	members := t.Members
	if members == nil {
		if members, err = r.client.ListTeamMembers(ctx, t.UniqueID); err != nil {
			return err
		}
	}
	t.Members = nil
	if err := keep(raw, bodyTeams, t); err != nil {
		return err
	}
	inTeam := membersOf{Team: t.UniqueID, Members: []string{}}
	for _, m := range members {
		inTeam.Members = append(inTeam.Members, m.User.Username)
	}
	return keep(raw, bodyTeamLists, inTeam)
}

// silences fetches what keeps a team's services quiet, and if need be which services there are.
func (r *reader) silences(ctx context.Context, raw *snapshot.Raw, team string) error {
	windows, err := r.client.ListMaintenance(ctx, team)
	if err != nil {
		return err
	}
	if err := keep(raw, bodyMaintenance, maintenanceOf{team, windows}); err != nil || !r.mutes {
		return err
	}
	services, err := r.client.ListServices(ctx, team)
	if err != nil {
		return err
	}
	return keep(raw, bodyServices, servicesOf{team, services})
}

func keep(raw *snapshot.Raw, kind string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("keeping %s of %s: %w", kind, Name, err)
	}
	raw.Bodies[kind] = append(raw.Bodies[kind], b)
	return nil
}
