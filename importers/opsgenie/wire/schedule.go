package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// Schedule is a schedule in a reply.
type Schedule struct {
	ID          string     `json:"id"` // opaque, not always a UUID
	Name        string     `json:"name"`
	Description string     `json:"description"`
	Timezone    string     `json:"timezone"` // what the server made of it: UTC may come back as Africa/Monrovia (contract 7 K1)
	Enabled     bool       `json:"enabled"`
	OwnerTeam   *TeamRef   `json:"ownerTeam"` // nil: a global schedule
	Rotations   []Rotation `json:"rotations"` // empty in a list does not prove that there are none (contract 2.1): GetSchedule does

	Raw json.RawMessage `json:"-"` // the object as it came, unknown keys included
}

// UnmarshalJSON reads the schedule, keeps its bytes, and names it in an error.
func (s *Schedule) UnmarshalJSON(b []byte) error {
	type plain Schedule
	err := json.Unmarshal(b, (*plain)(s))
	s.Raw = bytes.Clone(b)
	return named("schedule", b, err)
}

// ScheduleRequest creates a schedule. Enabled is always sent, since the default is not documented.
type ScheduleRequest struct {
	Name        string            `json:"name"`
	Description string            `json:"description,omitempty"`
	Timezone    string            `json:"timezone,omitempty"`
	Enabled     bool              `json:"enabled"`
	OwnerTeam   *TeamRef          `json:"ownerTeam,omitempty"` // a team's key overwrites it
	Rotations   []RotationRequest `json:"rotations,omitempty"`
}

// ScheduleUpdate changes the fields that are set. It cannot carry rotations on purpose: a PATCH with rotations gives all
// of them new ids, and overrides scoped to the old ids dangle (contract 2.1, 7 K15).
type ScheduleUpdate struct {
	Name        string           `json:"name,omitempty"`
	Description Optional[string] `json:"description,omitzero"`
	Timezone    string           `json:"timezone,omitempty"`
	Enabled     Optional[bool]   `json:"enabled,omitzero"`
	OwnerTeam   *TeamRef         `json:"ownerTeam,omitempty"`
}

// ListSchedules returns all schedules the key may see, with rotations (S1).
func (c *Client) ListSchedules(ctx context.Context) ([]Schedule, error) {
	return fetch[[]Schedule](ctx, c, reading("list schedules", "schedules").with("expand", "rotation"))
}

// GetSchedule returns one schedule, always with its rotations (S3). A 403 with code 40301 proves neither that the
// schedule exists nor that it does not (contract 1).
func (c *Client) GetSchedule(ctx context.Context, id Identifier) (Schedule, error) {
	return fetch[Schedule](ctx, c, ofSchedule(id, "read schedule "+id.String()))
}

// FindScheduleByName looks for a schedule with exactly this name, which also resolves an ambiguous CreateSchedule. It
// searches the list, because a path by name has traps (contract 2) and because a key without permission gets 403 for a
// name that does not exist. ok is false when there is none the key may see.
func (c *Client) FindScheduleByName(ctx context.Context, name string) (s Schedule, ok bool, err error) {
	list, err := c.ListSchedules(ctx)
	if err != nil {
		return Schedule{}, false, fmt.Errorf("find schedule %q: %w", name, err)
	}
	for _, row := range list {
		if row.Name != name {
			continue
		}
		if len(row.Rotations) == 0 {
			row, err = c.GetSchedule(ctx, ByID(row.ID))
		}
		return row, err == nil, err
	}
	return Schedule{}, false, nil
}

// CreateSchedule creates a schedule and returns its id (S2). A conflict (409) means the name is taken. An ambiguous
// failure is returned as such: ask FindScheduleByName before repeating it.
func (c *Client) CreateSchedule(ctx context.Context, s ScheduleRequest) (ScheduleRef, error) {
	op := fmt.Sprintf("create schedule %q", s.Name)
	ref, err := fetch[ScheduleRef](ctx, c, reading(op, "schedules").sending(http.MethodPost, s))
	c.created(ref.ID)
	return ref, err
}

// UpdateSchedule changes the fields that are set (S4).
func (c *Client) UpdateSchedule(ctx context.Context, id Identifier, s ScheduleUpdate) (ScheduleRef, error) {
	r := ofSchedule(id, "update schedule "+id.String()).sending(http.MethodPatch, s)
	if id.kind == "" { // by name, a repeated rename would miss its own result
		r = r.repeatable()
	}
	return fetch[ScheduleRef](ctx, c, r)
}

// DeleteSchedule deletes a schedule (S5). Status 428 means that a routing rule or escalation still uses it.
func (c *Client) DeleteSchedule(ctx context.Context, id Identifier) error {
	return c.remove(ctx, ofSchedule(id, "delete schedule "+id.String()))
}

// ScheduleICS returns the vendor's own calendar of a schedule (I1): the bytes of a text/calendar body.
func (c *Client) ScheduleICS(ctx context.Context, id Identifier) ([]byte, error) {
	r := ofSchedule(id, "export the calendar of schedule "+id.String())
	if r.err == nil {
		r.call.Path[len(r.call.Path)-1] += ".ics"
	}
	r.call.Accept = "text/calendar"
	reply, err := c.do(ctx, r)
	if err != nil {
		return nil, err
	}
	return reply.Body, nil
}
