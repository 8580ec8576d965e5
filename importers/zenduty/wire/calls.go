package wire

import (
	"context"
	"fmt"

	"github.com/schedsync/schedsync/importers/httpx"
)

// schedule is a call to one schedule.
func schedule(verb, team, id string) httpx.Call {
	return account(verb+" schedule "+id, "teams", team, "schedules", id)
}

// User is a person as most replies show one. The username is the id that schedules name people by.
type User struct {
	Username string `json:"username"`
	First    string `json:"first_name"`
	Last     string `json:"last_name"`
	Email    string `json:"email"`
}

// Member is somebody in the account.
type Member struct {
	UniqueID   string `json:"unique_id"`
	TimeZone   string `json:"time_zone"`
	User       User   `json:"user"`
	Role       int    `json:"role"` // 1 owner, 2 admin, 3 user
	IsVerified *bool  `json:"is_verified"`
}

func (m *Member) check() error { return wantID(m.User.Username) }

// Team is a team. Members are those that the reply shows inline (contract 3.5); nil: it shows none, not even an empty list,
// and [Client.ListTeamMembers] has to be asked.
type Team struct {
	UniqueID string       `json:"unique_id"`
	Name     string       `json:"name"`
	Members  []TeamMember `json:"members,omitempty"`
}

func (t *Team) check() error {
	for i := range t.Members {
		if err := t.Members[i].check(); err != nil {
			return fmt.Errorf("a member: %w", err)
		}
	}
	return wantID(t.UniqueID)
}

// TeamMember is somebody in a team.
type TeamMember struct {
	UniqueID string `json:"unique_id"`
	User     User   `json:"user"`
	Role     int    `json:"role"` // 1 manager, 2 user
}

func (m *TeamMember) check() error { return wantID(m.User.Username) }

// Service is what alerts come in for; maintenance names services by their ids.
type Service struct {
	UniqueID string `json:"unique_id"`
	Name     string `json:"name"`
	Policy   string `json:"escalation_policy"`
}

func (s *Service) check() error { return wantID(s.UniqueID) }

// Profile returns the user whose key this is (row 19), the cheapest read that proves the key.
func (c *Client) Profile(ctx context.Context) (User, error) {
	return fetch[User](ctx, c, httpx.Call{Op: "read the profile", Path: []string{"api", "user", "profile"}, Slash: true})
}

// ListTeams returns the teams the key can see (row 1). Private ones may be missing (contract 7, trap 9).
func (c *Client) ListTeams(ctx context.Context) ([]Team, error) {
	return list[Team](ctx, c, account("list teams", "teams"))
}

// ListMembers returns everybody in the account (row 3).
func (c *Client) ListMembers(ctx context.Context) ([]Member, error) {
	return list[Member](ctx, c, account("list members", "members"))
}

// ListTeamMembers returns everybody in a team (row 5).
func (c *Client) ListTeamMembers(ctx context.Context, team string) ([]TeamMember, error) {
	return list[TeamMember](ctx, c, account("list the members of team "+team, "teams", team, "members"))
}

// ListServices returns a team's services (row 17).
func (c *Client) ListServices(ctx context.Context, team string) ([]Service, error) {
	return list[Service](ctx, c, account("list the services of team "+team, "teams", team, "services"))
}

// ForwardingRule redirects what reaches User in [From, To) to ToUser (contract 4.17).
type ForwardingRule struct {
	UniqueID string `json:"unique_id"`
	User     string `json:"user"`
	ToUser   string `json:"to_user"`
	From     Time   `json:"from_date"`
	To       Time   `json:"to_date"`
	TimeZone string `json:"time_zone"` // only labels: the dates say UTC
}

func (f *ForwardingRule) check() error { return wantID(f.UniqueID) }

// ListForwardingRules returns the rules of a user (row 13). The vendor lists those to the user too (contract 4.18); they are
// left out.
func (c *Client) ListForwardingRules(ctx context.Context, user string) ([]ForwardingRule, error) {
	all, err := list[ForwardingRule](ctx, c, account("list the forwarding rules of "+user, "users", user, "forwarding_rules"))
	var out []ForwardingRule
	for _, f := range all {
		if f.User == user {
			out = append(out, f)
		}
	}
	return out, err
}
