package wire

import (
	"context"
	"fmt"
	"net/http"

	"github.com/schedsync/schedsync/importers/httpx"
)

// Maintenance is a stretch in which the listed services raise no alerts, repeated every RepeatInterval days until RepeatUntil
// (contract 4.21).
type Maintenance struct {
	UniqueID       string        `json:"unique_id"`
	Name           string        `json:"name"`
	Start          Time          `json:"start_time"`
	End            Time          `json:"end_time"`
	RepeatInterval int           `json:"repeat_interval"` // days; 0 or null: once
	RepeatUntil    Time          `json:"repeat_until"`    // zero: for ever, where it repeats
	TimeZone       string        `json:"time_zone"`       // null after a PUT that left it out
	Services       []ServiceLink `json:"services"`
}

// ServiceLink names a service of a maintenance.
type ServiceLink struct {
	Service string `json:"service"`
}

func (m *Maintenance) check() error { return wantID(m.UniqueID) }

// MaintenanceRequest creates or replaces a maintenance. Every field is sent: what a PUT leaves out becomes null (contract 6).
type MaintenanceRequest struct {
	Name           string        `json:"name"`
	Start          Time          `json:"start_time"`
	End            Time          `json:"end_time"`
	RepeatInterval int           `json:"repeat_interval"`
	RepeatUntil    Time          `json:"repeat_until"`
	TimeZone       string        `json:"time_zone"`
	Services       []ServiceLink `json:"services"`
}

// ListMaintenance returns a team's maintenance windows (row 18).
func (c *Client) ListMaintenance(ctx context.Context, team string) ([]Maintenance, error) {
	return list[Maintenance](ctx, c, account("list the maintenance of team "+team, "teams", team, "maintenance"))
}

// GetMaintenance returns one maintenance window.
func (c *Client) GetMaintenance(ctx context.Context, team, id string) (Maintenance, error) {
	return fetch[Maintenance](ctx, c, maintenance("read", team, id))
}

// CreateMaintenance creates a maintenance window. After an ambiguous failure list them before repeating it.
func (c *Client) CreateMaintenance(ctx context.Context, team string, m MaintenanceRequest) (Maintenance, error) {
	call := account(fmt.Sprintf("create maintenance %q", m.Name), "teams", team, "maintenance")
	return fetch[Maintenance](ctx, c, sending(http.MethodPost, m, call))
}

// PutMaintenance replaces a maintenance window as a whole.
func (c *Client) PutMaintenance(ctx context.Context, team, id string, m MaintenanceRequest) (Maintenance, error) {
	return fetch[Maintenance](ctx, c, sending(http.MethodPut, m, maintenance("write", team, id)))
}

// DeleteMaintenance deletes a maintenance window.
func (c *Client) DeleteMaintenance(ctx context.Context, team, id string) error {
	return c.remove(ctx, maintenance("delete", team, id))
}

func maintenance(verb, team, id string) httpx.Call {
	return account(verb+" maintenance "+id, "teams", team, "maintenance", id)
}
