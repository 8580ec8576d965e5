package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// ForwardingRule sends everything that reaches one user to another over [StartDate, EndDate), account-wide (contract
// 2.8, 3.7).
type ForwardingRule struct {
	ID        string  `json:"id"`
	Alias     string  `json:"alias"`
	FromUser  UserRef `json:"fromUser"`
	ToUser    UserRef `json:"toUser"`
	StartDate Time    `json:"startDate"`
	EndDate   Time    `json:"endDate"`

	Raw json.RawMessage `json:"-"` // the object as it came, unknown keys included
}

// UnmarshalJSON reads the rule, keeps its bytes, and names it in an error.
func (f *ForwardingRule) UnmarshalJSON(b []byte) error {
	type plain ForwardingRule
	err := json.Unmarshal(b, (*plain)(f))
	f.Raw = bytes.Clone(b)
	return named("forwarding rule", b, err)
}

// ForwardingRequest creates or replaces a rule. The alias is unique in the account, at most 512 characters.
type ForwardingRequest struct {
	Alias     string  `json:"alias,omitempty"`
	FromUser  UserRef `json:"fromUser"`
	ToUser    UserRef `json:"toUser"`
	StartDate Time    `json:"startDate"`
	EndDate   Time    `json:"endDate"`
}

// ForwardingRef is the reply to a write of a forwarding rule.
type ForwardingRef struct {
	ID    string `json:"id"`
	Alias string `json:"alias"`
}

func (r *ForwardingRef) check() error { return wantID(r.ID + r.Alias) }

// ListForwardingRules returns all rules of the account (F1).
func (c *Client) ListForwardingRules(ctx context.Context) ([]ForwardingRule, error) {
	return fetch[[]ForwardingRule](ctx, c, reading("list forwarding rules", "forwarding-rules"))
}

// GetForwardingRule returns one rule by id or alias (F3).
func (c *Client) GetForwardingRule(ctx context.Context, id Identifier) (ForwardingRule, error) {
	return fetch[ForwardingRule](ctx, c, forwardingRule(id, "read"))
}

// CreateForwardingRule creates a rule (F2). After an ambiguous failure ask GetForwardingRule by alias before repeating it.
func (c *Client) CreateForwardingRule(ctx context.Context, f ForwardingRequest) (ForwardingRef, error) {
	op := fmt.Sprintf("create forwarding rule %q", f.Alias)
	ref, err := fetch[ForwardingRef](ctx, c, reading(op, "forwarding-rules").sending(http.MethodPost, f))
	c.created(ref.ID)
	c.created(ref.Alias)
	return ref, err
}

// PutForwardingRule replaces a rule as a whole (F4). The request's own alias is not sent.
func (c *Client) PutForwardingRule(ctx context.Context, id Identifier, f ForwardingRequest) (ForwardingRef, error) {
	f.Alias = ""
	return fetch[ForwardingRef](ctx, c, forwardingRule(id, "replace").sending(http.MethodPut, f))
}

// DeleteForwardingRule deletes a rule (F5).
func (c *Client) DeleteForwardingRule(ctx context.Context, id Identifier) error {
	return c.remove(ctx, forwardingRule(id, "delete"))
}

func forwardingRule(id Identifier, verb string) request {
	op := verb + " forwarding rule " + id.String()
	return reading(op, "forwarding-rules", id.value).identified("identifierType", id)
}
