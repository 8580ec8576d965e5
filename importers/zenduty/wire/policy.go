package wire

import "context"

// The kinds of target of an escalation rule (contract 3.5).
const (
	TargetSchedule = 1
	TargetUser     = 2
)

// Policy is an escalation policy. It is read to know which schedules somebody depends on, and is never written.
type Policy struct {
	UniqueID string `json:"unique_id"`
	Name     string `json:"name"`
	Team     string `json:"team"`
	Rules    []Rule `json:"rules"`
}

func (p *Policy) check() error { return wantID(p.UniqueID) }

// Rule notifies its targets Delay minutes after the start of an incident.
type Rule struct {
	UniqueID string   `json:"unique_id"`
	Delay    int      `json:"delay"`
	Position int      `json:"position"`
	Targets  []Target `json:"targets"`
}

// Target is a schedule or a user.
type Target struct {
	Type int    `json:"target_type"`
	ID   string `json:"target_id"`
}

// Reaches reports whether a rule of the policy targets a schedule.
func (p *Policy) Reaches(schedule string) bool {
	for _, r := range p.Rules {
		for _, t := range r.Targets {
			if t.Type == TargetSchedule && t.ID == schedule {
				return true
			}
		}
	}
	return false
}

// ListPolicies returns a team's escalation policies with their rules (row 16).
func (c *Client) ListPolicies(ctx context.Context, team string) ([]Policy, error) {
	return list[Policy](ctx, c, account("list the escalation policies of team "+team, "teams", team, "escalation_policies"))
}

// OnCallFlat says whom a policy reaches now, over all its rules (row 14).
type OnCallFlat struct {
	Policy struct {
		UniqueID string `json:"unique_id"`
		Name     string `json:"name"`
	} `json:"escalation_policy"`
	Users []User `json:"users"`
}

func (o *OnCallFlat) check() error { return wantID(o.Policy.UniqueID) }

// OnCallByRule says whom each rule of a policy reaches now (row 15).
type OnCallByRule struct {
	UniqueID string       `json:"unique_id"` // of the policy
	Name     string       `json:"name"`
	Rules    []OnCallRule `json:"oncalls"`
}

func (o *OnCallByRule) check() error { return wantID(o.UniqueID) }

// OnCallRule says whom one rule reaches now.
type OnCallRule struct {
	Rule  string `json:"ep_rule"`
	Users []User `json:"oncalls"`
}

// OnCallFlat returns who is on call now for a team's policies. There is no parameter of time (contract 4.20).
func (c *Client) OnCallFlat(ctx context.Context, team string) ([]OnCallFlat, error) {
	return list[OnCallFlat](ctx, c, in(domainOnCall, account("ask who is on call in team "+team, "teams", team, "oncall")))
}

// OnCallByRule returns who is on call now for each rule of a team's policies.
func (c *Client) OnCallByRule(ctx context.Context, team string) ([]OnCallByRule, error) {
	return list[OnCallByRule](ctx, c, in(domainOnCall, second("ask who is on call in team "+team, "teams", team, "oncall")))
}
