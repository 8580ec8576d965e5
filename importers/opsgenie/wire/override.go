package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
)

// Override is an override in a reply. The span is [StartDate, EndDate).
type Override struct {
	Alias     string        `json:"alias"`
	User      Participant   `json:"user"` // a user, or none for a deliberate gap
	StartDate Time          `json:"startDate"`
	EndDate   Time          `json:"endDate"`
	Rotations []RotationRef `json:"rotations"` // empty: all; the ids may be dead, the names may be missing (contract 2.4)

	Raw json.RawMessage `json:"-"` // the object as it came, unknown keys included
}

// UnmarshalJSON reads the override, keeps its bytes, and names it in an error.
func (o *Override) UnmarshalJSON(b []byte) error {
	type plain Override
	err := json.Unmarshal(b, (*plain)(o))
	o.Raw = bytes.Clone(b)
	return named("override", b, err)
}

// OverrideRequest creates or replaces an override. Rotations nil leaves the key out and an empty list is sent as one;
// both mean all rotations when creating. What a PUT without the key means is unknown (contract 2.4): send the list.
type OverrideRequest struct {
	Alias     string        `json:"alias,omitempty"`
	User      Participant   `json:"user"`
	StartDate Time          `json:"startDate"`
	EndDate   Time          `json:"endDate"`
	Rotations []RotationRef `json:"rotations,omitzero"`
}

type aliasRef struct {
	Alias string `json:"alias"`
}

func (a *aliasRef) check() error {
	if a.Alias == "" {
		return errors.New("the reply does not name the override's alias")
	}
	return nil
}

// ListOverrides returns the overrides of a schedule (O1), past ones perhaps included, in the server's order. One that is listed
// twice is returned once: an override is known by its alias, and to take the second away would take both.
func (c *Client) ListOverrides(ctx context.Context, schedule Identifier) ([]Override, error) {
	list, err := fetch[[]Override](ctx, c, partOf(schedule, "list the overrides of schedule "+schedule.String(), "overrides"))
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(o Override) bool {
		twice := o.Alias != "" && seen[o.Alias]
		seen[o.Alias] = true
		return twice
	}), err
}

// GetOverride returns one override (O3). It also resolves an ambiguous CreateOverride whose alias the caller chose.
func (c *Client) GetOverride(ctx context.Context, schedule Identifier, alias string) (Override, error) {
	op := fmt.Sprintf("read override %q of schedule %s", alias, schedule)
	return fetch[Override](ctx, c, partOf(schedule, op, "overrides", alias))
}

// CreateOverride creates an override and returns its alias, which the server makes up when the request has none (O2).
// What a POST on an existing alias does is unknown (contract 2.4): look it up first, and PUT if it is there.
func (c *Client) CreateOverride(ctx context.Context, schedule Identifier, o OverrideRequest) (alias string, err error) {
	op := fmt.Sprintf("create override %q of schedule %s", o.Alias, schedule)
	ref, err := fetch[aliasRef](ctx, c, partOf(schedule, op, "overrides").sending(http.MethodPost, o))
	c.created(ref.Alias)
	return ref.Alias, err
}

// PutOverride replaces an override as a whole (O4). The request's own alias is not sent.
func (c *Client) PutOverride(ctx context.Context, schedule Identifier, alias string, o OverrideRequest) error {
	o.Alias = ""
	op := fmt.Sprintf("replace override %q of schedule %s", alias, schedule)
	_, err := fetch[aliasRef](ctx, c, partOf(schedule, op, "overrides", alias).sending(http.MethodPut, o))
	return err
}

// DeleteOverride deletes an override (O5).
func (c *Client) DeleteOverride(ctx context.Context, schedule Identifier, alias string) error {
	op := fmt.Sprintf("delete override %q of schedule %s", alias, schedule)
	return c.remove(ctx, partOf(schedule, op, "overrides", alias))
}
