package wire

import (
	"context"
	"encoding/json"
)

// Account is the account a key belongs to.
type Account struct {
	Name      string `json:"name"`
	UserCount int    `json:"userCount"`
	Plan      struct {
		Name         string `json:"name"`
		MaxUserCount int    `json:"maxUserCount"`
		Yearly       bool   `json:"isYearly"`
	} `json:"plan"`
}

// Team is a team in a reply. A list carries no members.
type Team struct {
	ID          string       `json:"id"`
	Name        string       `json:"name"`
	Description string       `json:"description"`
	Members     []TeamMember `json:"members"`
}

// TeamMember is a user in a team with the role admin, user or a custom one.
type TeamMember struct {
	User UserRef `json:"user"`
	Role string  `json:"role"`
}

// Escalation is an escalation in a reply. It is read to check escalation participants and is never written.
type Escalation struct {
	ID          string           `json:"id"`
	Name        string           `json:"name"`
	Description string           `json:"description"`
	OwnerTeam   *TeamRef         `json:"ownerTeam"`
	Rules       []EscalationRule `json:"rules"`

	Repeat json.RawMessage `json:"repeat"` // kept as it came
}

// EscalationRule notifies a recipient when the alert is still open after a delay.
type EscalationRule struct {
	Condition  string `json:"condition"`  // if-not-acked, if-not-closed
	NotifyType string `json:"notifyType"` // default, next, previous, users, admins, random, all
	Delay      struct {
		Amount int    `json:"timeAmount"`
		Unit   string `json:"timeUnit"` // minutes when empty
	} `json:"delay"`
	Recipient Participant `json:"recipient"`
}

// Account returns the account the key belongs to (A1). It is the cheapest read that proves the key.
func (c *Client) Account(ctx context.Context) (Account, error) {
	return fetch[Account](ctx, c, reading("read the account", "account"))
}

// ListTeams returns all teams, without members (M1).
func (c *Client) ListTeams(ctx context.Context) ([]Team, error) {
	return fetch[[]Team](ctx, c, reading("list teams", "teams"))
}

// GetTeam returns one team with its members (M2).
func (c *Client) GetTeam(ctx context.Context, id Identifier) (Team, error) {
	return fetch[Team](ctx, c, reading("read team "+id.String(), "teams", id.value).identified("identifierType", id))
}

// ListEscalations returns all escalations (E1).
func (c *Client) ListEscalations(ctx context.Context) ([]Escalation, error) {
	return fetch[[]Escalation](ctx, c, reading("list escalations", "escalations"))
}
