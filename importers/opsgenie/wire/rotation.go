package wire

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// The rotation types: what Length counts (contract 2.2).
const (
	Hourly = "hourly"
	Daily  = "daily"
	Weekly = "weekly"
)

// Rotation is a rotation in a reply.
type Rotation struct {
	ID              string          `json:"id,omitempty"`
	Name            string          `json:"name"`             // may be empty
	StartDate       Time            `json:"startDate"`        // the anchor of all turns
	EndDate         Time            `json:"endDate,omitzero"` // exclusive; zero: none
	Type            string          `json:"type"`
	Length          int             `json:"length,omitempty"` // 0: not said, which means 1
	Participants    []Participant   `json:"participants"`
	TimeRestriction TimeRestriction `json:"timeRestriction,omitzero"`
}

// UnmarshalJSON reads the rotation and names it in an error.
func (r *Rotation) UnmarshalJSON(b []byte) error {
	type plain Rotation
	return named("rotation", b, json.Unmarshal(b, (*plain)(r)))
}

// RotationRequest creates a rotation, or changes the fields that are set. Participants replace the whole list.
type RotationRequest struct {
	Name            string                    `json:"name,omitempty"`
	StartDate       Time                      `json:"startDate,omitzero"`
	EndDate         Optional[Time]            `json:"endDate,omitzero"`
	Type            string                    `json:"type,omitempty"`
	Length          int                       `json:"length,omitempty"`
	Participants    []Participant             `json:"participants,omitempty"`
	TimeRestriction Optional[TimeRestriction] `json:"timeRestriction,omitzero"`
}

// ListRotations returns the rotations of a schedule (R1).
func (c *Client) ListRotations(ctx context.Context, schedule Identifier) ([]Rotation, error) {
	return fetch[[]Rotation](ctx, c, partOf(schedule, "list the rotations of schedule "+schedule.String(), "rotations"))
}

// CreateRotation adds a rotation and returns its id (R2). An ambiguous failure is returned as such: list the rotations
// by name before repeating it.
func (c *Client) CreateRotation(ctx context.Context, schedule Identifier, r RotationRequest) (RotationRef, error) {
	op := fmt.Sprintf("create rotation %q of schedule %s", r.Name, schedule)
	ref, err := fetch[RotationRef](ctx, c, partOf(schedule, op, "rotations").sending(http.MethodPost, r))
	c.created(ref.ID)
	return ref, err
}

// UpdateRotation changes the fields that are set and keeps the rotation's id (R4).
func (c *Client) UpdateRotation(ctx context.Context, schedule Identifier, rotationID string, r RotationRequest) (RotationRef, error) {
	op := fmt.Sprintf("update rotation %q of schedule %s", rotationID, schedule)
	return fetch[RotationRef](ctx, c, partOf(schedule, op, "rotations", rotationID).sending(http.MethodPatch, r).repeatable())
}

// DeleteRotation deletes a rotation (R5). Overrides scoped to it keep pointing at the dead id (contract 2.4).
func (c *Client) DeleteRotation(ctx context.Context, schedule Identifier, rotationID string) error {
	op := fmt.Sprintf("delete rotation %q of schedule %s", rotationID, schedule)
	return c.remove(ctx, partOf(schedule, op, "rotations", rotationID))
}
