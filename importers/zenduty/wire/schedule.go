package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// The kinds of restriction (contract 3.2).
const (
	Unrestricted = 0
	Daily        = 1 // windows open every day
	Weekly       = 2 // windows open on their day of the week
)

// Schedule is a schedule in a reply, with its layers and overrides inline.
type Schedule struct {
	UniqueID    string     `json:"unique_id"`
	Team        string     `json:"team"`
	Name        string     `json:"name"`
	Summary     string     `json:"summary"`
	Description string     `json:"description"`
	TimeZone    string     `json:"time_zone"`
	Layers      []Layer    `json:"layers"`
	Overrides   []Override `json:"overrides"`

	Raw json.RawMessage `json:"-"` // the object as it came, unknown keys included
}

// UnmarshalJSON reads the schedule, keeps its bytes, and names it in an error.
func (s *Schedule) UnmarshalJSON(b []byte) error {
	type plain Schedule
	if err := json.Unmarshal(b, (*plain)(s)); err != nil {
		return named(b, err)
	}
	s.Raw = bytes.Clone(b)
	return nil
}

// check refuses a schedule whose lists were not sent: without them it would look like one that puts nobody on call.
func (s *Schedule) check() error {
	switch {
	case s.UniqueID == "":
		return wantID("")
	case s.Layers == nil:
		return errors.New("it was sent without its list of layers")
	case s.Overrides == nil:
		return errors.New("it was sent without its list of overrides")
	}
	return nil
}

// ParseSchedule reads a schedule's bytes as they were kept, and holds it to what every reply must have.
func ParseSchedule(raw json.RawMessage) (Schedule, error) {
	var o object[Schedule]
	err := json.Unmarshal(raw, &o)
	return o.value, err
}

// Layer deals turns of ShiftLength seconds to its users; all layers of a schedule add up (contract 4.1).
type Layer struct {
	UniqueID        string        `json:"unique_id"` // made anew by every update (contract 7, trap 3)
	Name            string        `json:"name"`
	ShiftLength     int64         `json:"shift_length"`
	Start           Time          `json:"rotation_start_time"`
	End             Time          `json:"rotation_end_time"` // zero: none
	Users           []LayerUser   `json:"users"`
	RestrictionType int           `json:"restriction_type"`
	Restrictions    []Restriction `json:"restrictions"`
	IsActive        *bool         `json:"is_active"` // nil: not said, which is active
}

// LayerUser is a user in a layer. Positions count from 1; 0 means that the order of the list counts.
type LayerUser struct {
	User     string `json:"user"`
	Position int    `json:"position"`
}

// Restriction is a window of a layer: Duration seconds from a time of day on. The day is 1 for Monday to 7 for Sunday
// (contract 3.3) and means nothing in daily ones.
type Restriction struct {
	Duration  int64  `json:"duration"`
	Day       int    `json:"start_day_of_week"`
	TimeOfDay string `json:"start_time_of_day"`
}

// Clock returns the seconds since 00:00 at which the window opens: "HH:MM:SS", or with single digits (contract 3.3). ok is
// false for what is no time of day.
func (r Restriction) Clock() (seconds int, ok bool) {
	parts := strings.Split(r.TimeOfDay, ":")
	if len(parts) != 3 {
		return 0, false
	}
	for i, most := range [...]int{23, 59, 59} {
		n, err := strconv.ParseUint(parts[i], 10, 8)
		if err != nil || int(n) > most {
			return 0, false
		}
		seconds = seconds*60 + int(n)
	}
	return seconds, true
}

// Override puts a user on call in [Start, End) instead of everybody in the schedule (contract 4.11).
type Override struct {
	UniqueID string `json:"unique_id"`
	Name     string `json:"name"`
	User     string `json:"user"`
	Start    Time   `json:"start_time"`
	End      Time   `json:"end_time"`

	Raw json.RawMessage `json:"-"` // the object as it came
}

// UnmarshalJSON reads the override and keeps its bytes.
func (o *Override) UnmarshalJSON(b []byte) error {
	type plain Override
	err := json.Unmarshal(b, (*plain)(o))
	o.Raw = bytes.Clone(b)
	return err
}

// ScheduleRequest creates a schedule. Lists are always sent.
type ScheduleRequest struct {
	Name        string            `json:"name"`
	Summary     string            `json:"summary"`
	Description string            `json:"description"`
	TimeZone    string            `json:"time_zone"`
	Team        string            `json:"team"`
	Layers      []LayerRequest    `json:"layers"`
	Overrides   []OverrideRequest `json:"overrides"`
}

// LayerRequest is a layer to be written. An end that is not set is sent as null, which clears it.
type LayerRequest struct {
	Name            string        `json:"name"`
	ShiftLength     int64         `json:"shift_length"`
	Start           Time          `json:"rotation_start_time"`
	End             Time          `json:"rotation_end_time"`
	Users           []LayerUser   `json:"users"`
	RestrictionType int           `json:"restriction_type"`
	Restrictions    []Restriction `json:"restrictions"`
}

// OverrideRequest is an override to be written.
type OverrideRequest struct {
	Name  string `json:"name"`
	User  string `json:"user"`
	Start Time   `json:"start_time"`
	End   Time   `json:"end_time"`
}

// ListSchedules returns a team's schedules with their layers and overrides (contract 2, row 6).
func (c *Client) ListSchedules(ctx context.Context, team string) ([]Schedule, error) {
	return list[Schedule](ctx, c, account("list the schedules of team "+team, "teams", team, "schedules"))
}

// GetSchedule returns one schedule (row 8).
func (c *Client) GetSchedule(ctx context.Context, team, id string) (Schedule, error) {
	return fetch[Schedule](ctx, c, schedule("read", team, id))
}

// created is the reply to a new schedule, of which only the id matters.
type created struct {
	UniqueID string `json:"unique_id"`
}

func (c *created) check() error { return wantID(c.UniqueID) }

// CreateSchedule creates a schedule with its layers and overrides (row 7) and returns its id. Nothing makes a repeated call
// harmless: after an ambiguous failure list the schedules before repeating it.
func (c *Client) CreateSchedule(ctx context.Context, team string, s ScheduleRequest) (string, error) {
	call := account(fmt.Sprintf("create schedule %q", s.Name), "teams", team, "schedules")
	reply, err := fetch[created](ctx, c, sending(http.MethodPost, s, call))
	return reply.UniqueID, err
}

// PutSchedule replaces a schedule (row 9). body is the whole object, with every list: what leaving one out means is not known
// (contract 4.25).
func (c *Client) PutSchedule(ctx context.Context, team, id string, body map[string]json.RawMessage) error {
	_, err := c.http.Do(ctx, sending(http.MethodPut, body, schedule("write", team, id)))
	return err
}

// DeleteSchedule deletes a schedule (row 10). The vendor does not refuse one that an escalation policy targets (contract
// 4.23): look at [Client.ListPolicies] first.
func (c *Client) DeleteSchedule(ctx context.Context, team, id string) error {
	return c.remove(ctx, schedule("delete", team, id))
}
