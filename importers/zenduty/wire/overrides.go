package wire

import (
	"context"
	"encoding/json"
	"net/http"
)

// OverrideDetails is an override with whom it displaces.
type OverrideDetails struct {
	Override
	// Displaced are the stretches that somebody would have been on call, by username.
	Displaced map[string][]Stretch
}

// Stretch is a stretch of time in Unix seconds. Whether its end still belongs to it is not known (contract 4.14).
type Stretch struct {
	Start int64 `json:"start_time"`
	End   int64 `json:"end_time"`
}

func (o *OverrideDetails) check() error { return wantID(o.UniqueID) }

// UnmarshalJSON reads overridden_details leniently: an object, a string that holds one, null or nothing at all (contract
// 3.4); what is none of them displaces nobody.
func (o *OverrideDetails) UnmarshalJSON(b []byte) error {
	if err := json.Unmarshal(b, &o.Override); err != nil {
		return err
	}
	var in struct {
		Details json.RawMessage `json:"overridden_details"`
	}
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	var text string
	if json.Unmarshal(in.Details, &text) == nil {
		in.Details = json.RawMessage(text)
	}
	var byUser map[string]json.RawMessage
	_ = json.Unmarshal(in.Details, &byUser) // no object: nobody
	for user, raw := range byUser {
		var list []Stretch
		if json.Unmarshal(raw, &list) != nil {
			continue
		}
		if o.Displaced == nil {
			o.Displaced = map[string][]Stretch{}
		}
		o.Displaced[user] = list
	}
	return nil
}

// ListOverrides returns a schedule's overrides with whom they displace (row 12). It is limited to 20 a minute: overrides
// alone come with the schedule (contract 5).
func (c *Client) ListOverrides(ctx context.Context, team, id string) ([]OverrideDetails, error) {
	return list[OverrideDetails](ctx, c, in(domainOverrides, second("list the overrides of schedule "+id, "teams", team, "schedules", id, "overrides")))
}

// CreateOverride adds one override (row 11), limited to 20 a minute. There is no call to change or delete one.
func (c *Client) CreateOverride(ctx context.Context, team, id string, o OverrideRequest) (Override, error) {
	call := second("add an override to schedule "+id, "teams", team, "schedules", id, "overrides")
	return fetch[Override](ctx, c, in(domainOverrides, sending(http.MethodPost, o, call)))
}
