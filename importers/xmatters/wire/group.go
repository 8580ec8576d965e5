package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/schedsync/schedsync/importers/httpx"
)

// The kinds of recipient. Dynamic teams and others occur and are never written.
const (
	Person = "PERSON"
	Group  = "GROUP"
	Device = "DEVICE"
)

// Ref points at a person, group, device, shift or site. Some replies hold the bare id instead.
type Ref struct {
	ID         string `json:"id"`
	TargetName string `json:"targetName"`
	Name       string `json:"name"` // shifts and sites
	Type       Word   `json:"recipientType"`
	First      string `json:"firstName"`
	Last       string `json:"lastName"`
}

// UnmarshalJSON reads an object, a bare id, or null.
func (r *Ref) UnmarshalJSON(b []byte) error {
	*r = Ref{}
	if bytes.HasPrefix(bytes.TrimSpace(b), []byte(`"`)) {
		return json.Unmarshal(b, &r.ID)
	}
	type plain Ref
	return json.Unmarshal(b, (*plain)(r))
}

func (r Ref) id() string { return r.ID }

// GroupReply is an on-call group (contract b.1).
type GroupReply struct {
	ID              string `json:"id"`
	TargetName      string `json:"targetName"`
	Description     string `json:"description"`
	Status          Word   `json:"status"` // ACTIVE, INACTIVE
	Timezone        string `json:"timezone"`
	Site            *Ref   `json:"site"`
	ExternallyOwned bool   `json:"externallyOwned"`
	ExternalKey     string `json:"externalKey"`

	Raw json.RawMessage `json:"-"` // as it came, unknown keys included
}

// UnmarshalJSON reads the group and keeps its bytes.
func (g *GroupReply) UnmarshalJSON(b []byte) error {
	type plain GroupReply
	err := json.Unmarshal(b, (*plain)(g))
	g.Raw = bytes.Clone(b)
	return named("group", b, err)
}

func (g GroupReply) id() string { return g.ID }

// named adds which object could not be read, since encoding/json does not say in which row of a list it was.
func named(kind string, b []byte, err error) error {
	if err == nil {
		return nil
	}
	var names struct{ TargetName, Name, ID json.RawMessage }
	_ = json.Unmarshal(b, &names) // best effort: the object is broken somewhere
	for _, raw := range []json.RawMessage{names.TargetName, names.Name, names.ID} {
		if text := httpx.Scalar(raw); text != "" {
			return fmt.Errorf("%s %q: %w", kind, text, err)
		}
	}
	return fmt.Errorf("%s: %w", kind, err)
}

// GroupRequest creates a group, or changes the fields that are sent of the one with the ID. Supervisors are person ids and
// replace all there are; nil leaves them out, and then the caller may become the only one (contract f.12).
type GroupRequest struct {
	ID              string    `json:"id,omitempty"`
	TargetName      string    `json:"targetName,omitempty"`
	RecipientType   string    `json:"recipientType"`
	Description     *string   `json:"description,omitempty"`
	Status          string    `json:"status,omitempty"`
	ObservedByAll   *bool     `json:"observedByAll,omitempty"`
	Supervisors     *[]string `json:"supervisors,omitempty"`
	ExternallyOwned bool      `json:"externallyOwned"`
	ExternalKey     string    `json:"externalKey"`
}

// decode reads rows into values.
func decode[T any](op string, rows []json.RawMessage) ([]T, error) {
	out := make([]T, len(rows))
	for i, row := range rows {
		if err := json.Unmarshal(row, &out[i]); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", vendor, op, err)
		}
	}
	return out, nil
}

func listOf[T any](ctx context.Context, c *Client, call httpx.Call) ([]T, error) {
	rows, err := c.list(ctx, call)
	if err != nil {
		return nil, err
	}
	return decode[T](call.Op, rows)
}

// ListGroups returns all groups the user may see.
func (c *Client) ListGroups(ctx context.Context) ([]GroupReply, error) {
	return listOf[GroupReply](ctx, c, reading("list groups", "groups"))
}

// GetGroup returns one group by id or exact name.
func (c *Client) GetGroup(ctx context.Context, idOrName string) (GroupReply, error) {
	return fetch[GroupReply](ctx, c, reading(quoted("read", "group", idOrName), "groups", idOrName))
}

// SaveGroup creates a group, or changes the one with the request's ID: the API has one call for both (contract b.1). After
// an ambiguous failure ask GetGroup before repeating a creation.
func (c *Client) SaveGroup(ctx context.Context, g GroupRequest) (GroupReply, error) {
	g.RecipientType = Group
	return fetch[GroupReply](ctx, c, posting(quoted("write", "group", g.TargetName), g, "groups"))
}

// DeleteGroup deletes a group with its shifts. A 403 may mean that deleting what is externally owned needs the permission
// ability.act.ManageExternallyOwned (contract g).
func (c *Client) DeleteGroup(ctx context.Context, id string) error {
	err := c.remove(ctx, quoted("delete", "group", id), "groups", id)
	if httpx.IsForbidden(err) {
		return fmt.Errorf("%w; deleting an externally owned group may need the permission ability.act.ManageExternallyOwned", err)
	}
	return err
}

// Supervisors returns the ids of a group's supervisors.
func (c *Client) Supervisors(ctx context.Context, group string) ([]string, error) {
	refs, err := listOf[Ref](ctx, c, reading(quoted("list the supervisors of", "group", group), "groups", group, "supervisors"))
	ids := make([]string, len(refs))
	for i, r := range refs {
		ids[i] = r.ID
	}
	return ids, err
}

// Membership is somebody on a group's roster (contract b.2).
type Membership struct {
	Member Ref `json:"member"`

	Raw json.RawMessage `json:"-"`
}

// UnmarshalJSON reads the membership and keeps its bytes.
func (m *Membership) UnmarshalJSON(b []byte) error {
	type plain Membership
	err := json.Unmarshal(b, (*plain)(m))
	m.Raw = bytes.Clone(b)
	return named("membership", b, err)
}

// Roster returns who is on a group's roster.
func (c *Client) Roster(ctx context.Context, group string) ([]Membership, error) {
	return listOf[Membership](ctx, c, reading(quoted("list the members of", "group", group), "groups", group, "members"))
}

// AddMember puts a person on a group's roster. Whoever is there already stays (contract b.2: assumed).
func (c *Client) AddMember(ctx context.Context, group, person string) error {
	body := map[string]string{"id": person, "recipientType": Person}
	call := posting(fmt.Sprintf("add %q to the roster of group %q", person, group), body, "groups", group, "members")
	call.Idempotent = true
	_, err := c.http.Do(ctx, call)
	return err
}

// Site is a place with holidays and a zone (contract b.8).
type Site struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Timezone string `json:"timezone"`
}

func (s Site) id() string { return s.ID }

// GetSite returns a site.
func (c *Client) GetSite(ctx context.Context, id string) (Site, error) {
	return fetch[Site](ctx, c, reading(quoted("read", "site", id), "sites", id))
}

// Answers reports whether the account answers to calls that only its present API has: occurrences of a group's shifts
// (contract b.3). The client must have found the group before.
func (c *Client) Answers(ctx context.Context, group string) (bool, error) {
	now := c.Now()
	call := occurrencesCall(group, At(now), At(now.AddDate(0, 0, 1)))
	var page listing
	call.Out = &page
	_, err := c.http.Do(ctx, call)
	if IsGone(asGone(err)) {
		return false, nil
	}
	return err == nil, err
}
