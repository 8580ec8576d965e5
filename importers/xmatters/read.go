package xmatters

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/xmatters/wire"
)

// The profiles: which age of the API the account has. Only current and doc19 can be written to (contract 0).
const (
	profileSeed    = "seed"
	profileDoc19   = "doc19"
	profileCurrent = "current"
)

// The kinds of bodies a snapshot of xMatters holds.
const (
	bodyProfile  = "profile"
	bodyGroups   = "groups"
	bodyRosters  = "rosters" // one for each group: rosterOf
	bodyShifts   = "shifts"  // one for each shift: shiftOf
	bodyAbsences = "absences"
	bodyPeople   = "people" // only what identifies them
	bodySites    = "sites"  // of groups that have one
)

// rosterOf is the roster of one group, each row as it was sent, and the ids of its supervisors, who get a mail about every
// absence in it (contract b.5).
type rosterOf struct {
	Group       string            `json:"group"`
	Members     []json.RawMessage `json:"members"`
	Supervisors []string          `json:"supervisors"`
}

// shiftOf is one shift as it was sent, and all pages of its members.
type shiftOf struct {
	Group   string            `json:"group"`
	Shift   json.RawMessage   `json:"shift"`
	Members []json.RawMessage `json:"members"`
}

// personOf is what is kept of a person: no telephone numbers, no properties.
type personOf struct {
	ID       string   `json:"id"`
	Login    string   `json:"targetName"`
	Name     string   `json:"name"`
	Timezone string   `json:"timezone"`
	Status   string   `json:"status"`
	Emails   []string `json:"emails"`
	// Supervisors is how many people are told when the person is absent, where the API says it.
	Supervisors int `json:"supervisors"`
}

// reader fetches the state of one account.
type reader struct {
	client  *wire.Client
	profile string
}

// Open returns a reader over a transport that refuses to write.
func Open(a httpx.Account) (importers.Reader, error) {
	a.HTTP.ReadOnly = true
	client, err := wire.Open(a)
	if err != nil {
		return nil, err
	}
	profile := a.Profile
	switch profile {
	case "":
		profile = profileCurrent
	case profileSeed, profileDoc19, profileCurrent:
	default:
		return nil, fmt.Errorf("xmatters: profile %q is none of seed, doc19, current", profile)
	}
	return &reader{client, profile}, nil
}

// Read fetches groups with their rosters, supervisors and shifts, absences, people and the sites that groups name: three calls a group
// (one more for each hundred rows), one for absences, one a hundred people, one a site; and one to learn whether the account
// has the API it is said to have.
func (r *reader) Read(ctx context.Context, progress importers.Progress) (snapshot.Raw, error) {
	raw := snapshot.Raw{Version: 1, Vendor: Name, TakenAt: r.client.Now().Format(time.RFC3339), Bodies: map[string][]json.RawMessage{}}
	if progress == nil {
		progress = func(int, int, string) {}
	}
	if err := keep(&raw, bodyProfile, r.profile); err != nil {
		return raw, err
	}
	progress(0, 0, "groups")
	groups, err := r.client.ListGroups(ctx)
	if err != nil {
		return raw, err
	}
	if err := r.probe(ctx, groups); err != nil {
		return raw, err
	}
	members := map[string]bool{}
	for i, g := range groups {
		progress(i, len(groups), "shifts")
		raw.Bodies[bodyGroups] = append(raw.Bodies[bodyGroups], g.Raw)
		if err := r.group(ctx, &raw, g, members); err != nil {
			return raw, err
		}
	}
	progress(len(groups), len(groups), "absences and people")
	if err := r.absences(ctx, &raw, members); err != nil {
		return raw, err
	}
	if err := r.people(ctx, &raw); err != nil {
		return raw, err
	}
	return raw, r.sites(ctx, &raw, groups)
}

// probe asks for something that only today's API has, so that an older account is told before it is misread.
func (r *reader) probe(ctx context.Context, groups []wire.GroupReply) error {
	if r.profile != profileCurrent || len(groups) == 0 {
		return nil
	}
	ok, err := r.client.Answers(ctx, groups[0].ID)
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("xmatters: this account does not answer to the calls of today's API; "+
			"set `profile: %s` (shifts can be listed) or `profile: %s` (they cannot) below vendors.xmatters", profileDoc19, profileSeed)
	}
	return nil
}

// group reads a group's roster and shifts. members collects who is on any roster.
func (r *reader) group(ctx context.Context, raw *snapshot.Raw, g wire.GroupReply, members map[string]bool) error {
	roster, err := r.client.Roster(ctx, g.ID)
	if err != nil {
		return err
	}
	of := rosterOf{Group: g.ID, Members: []json.RawMessage{}}
	for _, m := range roster {
		members[m.Member.ID] = true
		of.Members = append(of.Members, m.Raw)
	}
	if r.profile == profileSeed { // nothing can be written, so nobody gets a mail
		return keep(raw, bodyRosters, of)
	}
	if of.Supervisors, err = r.client.Supervisors(ctx, g.ID); err != nil {
		return err
	}
	if err := keep(raw, bodyRosters, of); err != nil {
		return err
	}
	shifts, err := r.client.ListShifts(ctx, g.ID)
	if wire.IsGone(err) {
		return fmt.Errorf("%w; an account whose API does not list shifts needs `profile: %s`", err, profileSeed)
	}
	if err != nil {
		return err
	}
	for _, s := range shifts {
		rows, err := r.client.Rest(ctx, fmt.Sprintf("list the members of shift %q", s.Name), s.Members)
		if err != nil {
			return err
		}
		if err := keep(raw, bodyShifts, shiftOf{Group: g.ID, Shift: s.Raw, Members: append([]json.RawMessage{}, rows...)}); err != nil {
			return err
		}
	}
	return nil
}

// absences reads all present and coming absences. The API of 2019 wants to be asked member by member.
func (r *reader) absences(ctx context.Context, raw *snapshot.Raw, members map[string]bool) error {
	asked := []string{""}
	switch r.profile {
	case profileSeed:
		return nil
	case profileDoc19:
		asked = sortedKeys(members)
	}
	for _, m := range asked {
		list, err := r.client.ListAbsences(ctx, m)
		if err != nil {
			return err
		}
		for _, a := range list {
			raw.Bodies[bodyAbsences] = append(raw.Bodies[bodyAbsences], a.Raw)
		}
	}
	return nil
}

// people reads who has an account, with their e-mail addresses where the API embeds devices.
func (r *reader) people(ctx context.Context, raw *snapshot.Raw) error {
	list, err := r.listPeople(ctx)
	if err != nil {
		return err
	}
	for _, p := range list {
		rows, err := r.client.Rest(ctx, fmt.Sprintf("list the devices of %q", p.TargetName), p.Devices)
		if err != nil {
			return err
		}
		emails, err := wire.Emails(rows)
		if err != nil {
			return err
		}
		supervisors, err := r.client.Rest(ctx, fmt.Sprintf("list the supervisors of %q", p.TargetName), p.Supervisors)
		if err != nil {
			return err
		}
		of := personOf{
			ID: p.ID, Login: p.TargetName, Name: nameOf(p), Timezone: p.Timezone, Status: string(p.Status), Emails: emails,
			Supervisors: len(supervisors),
		}
		if err := keep(raw, bodyPeople, of); err != nil {
			return err
		}
	}
	return nil
}

// listPeople lists people with as much as the API embeds in lists: supervisors are documented for single people only, and
// without devices people are matched by their login.
func (r *reader) listPeople(ctx context.Context) (list []wire.PersonReply, err error) {
	embeds := [][]string{{"devices", "supervisors"}, {"devices"}, nil}
	if r.profile == profileSeed {
		embeds = embeds[2:]
	}
	for _, e := range embeds {
		if list, err = r.client.ListPeople(ctx, e...); !httpx.HasStatus(err, http.StatusBadRequest) {
			break
		}
	}
	return list, err
}

func (r *reader) sites(ctx context.Context, raw *snapshot.Raw, groups []wire.GroupReply) error {
	ids := map[string]bool{}
	for _, g := range groups {
		if g.Site != nil && g.Site.ID != "" {
			ids[g.Site.ID] = true
		}
	}
	for _, id := range sortedKeys(ids) {
		site, err := r.client.GetSite(ctx, id)
		if err != nil {
			return err
		}
		if err := keep(raw, bodySites, site); err != nil {
			return err
		}
	}
	return nil
}

func keep(raw *snapshot.Raw, kind string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("keeping %s of %s: %w", kind, Name, err)
	}
	raw.Bodies[kind] = append(raw.Bodies[kind], b)
	return nil
}
