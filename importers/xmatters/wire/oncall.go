package wire

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/schedsync/schedsync/importers/httpx"
)

// The bounds of one question about who is on call (contract b.4).
const (
	OnCallGroups = 30
	OnCallDays   = 30
)

// OnCall is one shift of a group while it is active (contract b.4): an occurrence with its own bounds, which may lie outside
// the stretch that was asked for.
type OnCall struct {
	Group   Ref  `json:"group"`
	Shift   Ref  `json:"shift"`
	Start   Time `json:"start"`
	End     Time `json:"end"`
	Members Page `json:"members"`
}

// UnmarshalJSON names the shift in an error.
func (o *OnCall) UnmarshalJSON(b []byte) error {
	type plain OnCall
	return named("occurrence", b, json.Unmarshal(b, (*plain)(o)))
}

// OnCallMember is one whom an occurrence notifies, and those who replace him while he is absent. Where there are
// replacements they tile the occurrence, the member replacing himself for the time he works (contract c).
type OnCallMember struct {
	Position     Int  `json:"position"`
	Delay        Int  `json:"delay"`
	Member       Ref  `json:"member"`
	Recipient    Ref  `json:"recipient"` // in occurrences; empty where Member is set
	Replacements Page `json:"replacements"`
}

// Who returns the member.
func (m *OnCallMember) Who() Ref {
	if m.Member.ID != "" {
		return m.Member
	}
	return m.Recipient
}

// Replacement puts somebody in a member's place over [Start, End); nobody where Who has no id.
type Replacement struct {
	Start Time `json:"start"`
	End   Time `json:"end"`
	Who   Ref  `json:"replacement"`
}

// OnCallBetween returns the occurrences of up to [OnCallGroups] groups, given by id, that are active in [from, to): from is
// not more than a day ago, to is to come and not more than [OnCallDays] away.
func (c *Client) OnCallBetween(ctx context.Context, groups []string, from, to time.Time) ([]OnCall, error) {
	call := reading("ask who is on call", "on-call")
	// Separated by literal commas, which the vendor splits at before it decodes (contract a.4).
	ids := httpx.Query{{Name: "groups", Value: strings.Join(groups, ","), Raw: true}}
	call.Query = ids.With("from", At(from).String()).With("to", At(to).String()).With("membersPerShift", "100").With("embed", "shift")
	return listOf[OnCall](ctx, c, call)
}

// Occurrences returns the occurrences of a group's shifts in [from, to). The error of an API that has no such call is told
// by [IsGone].
func (c *Client) Occurrences(ctx context.Context, group string, from, to time.Time) ([]OnCall, error) {
	list, err := listOf[OnCall](ctx, c, occurrencesCall(group, At(from), At(to)))
	return list, asGone(err)
}

// asGone marks the error of a call that the account's API does not have.
func asGone(err error) error {
	if httpx.IsNotFound(err) || httpx.HasStatus(err, http.StatusMethodNotAllowed) || httpx.HasStatus(err, http.StatusNotImplemented) {
		return fmt.Errorf("%w: %w", err, errGone)
	}
	return err
}

func occurrencesCall(group string, from, to Time) httpx.Call {
	call := reading(quoted("list the occurrences of", "group", group), "groups", group, "occurrences")
	call.Query = call.Query.With("from", from.String()).With("to", to.String()).With("embed", "members")
	return call
}

// OnCallMembers reads the members of an occurrence and their replacements, further pages included.
func (c *Client) OnCallMembers(ctx context.Context, o OnCall) ([]OnCallMember, [][]Replacement, error) {
	const op = "read who is on call in a shift"
	rows, err := c.Rest(ctx, op, o.Members)
	if err != nil {
		return nil, nil, err
	}
	members, err := decode[OnCallMember](op, rows)
	if err != nil {
		return nil, nil, err
	}
	replaced := make([][]Replacement, len(members))
	for i := range members {
		rows, err := c.Rest(ctx, op, members[i].Replacements)
		if err != nil {
			return nil, nil, err
		}
		if replaced[i], err = decode[Replacement](op, rows); err != nil {
			return nil, nil, err
		}
	}
	return members, replaced, nil
}
