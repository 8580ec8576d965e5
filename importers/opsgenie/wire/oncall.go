package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
)

// OnCallParticipant is somebody or something on call. Teams, escalations and schedules may carry their own participants,
// as deep as they nest; a team at the top may come without its members (contract 2.6).
type OnCallParticipant struct {
	ID             string              `json:"id"`
	Name           string              `json:"name"` // of a user: the e-mail
	Type           string              `json:"type"`
	Participants   []OnCallParticipant `json:"onCallParticipants"`
	EscalationTime *int                `json:"escalationTime"` // minutes
	NotifyType     string              `json:"notifyType"`
	ForwardedFrom  *OnCallParticipant  `json:"forwardedFrom"`
}

// OnCall is who is on call in one schedule: Participants, or with a flat query Usernames.
type OnCall struct {
	Parent       ScheduleRef
	Participants []OnCallParticipant
	Usernames    []string
}

// NextOnCall is who is next in one schedule. Next is the next in the rotation, forwarding included; Exact is the next in
// the final schedule, searched two weeks ahead only, so an empty Exact is not "nobody" (contract 2.6).
type NextOnCall struct {
	Parent         ScheduleRef
	Next, Exact    []OnCallParticipant
	NextUsernames  []string
	ExactUsernames []string
}

// onCallKeys holds every key of the three on-call replies. The words Participants and Recipients swap their meaning
// between on-calls and next-on-calls (contract 2.6), so what a list holds is told from its items, not from its key.
type onCallKeys struct {
	Parent            ScheduleRef `json:"_parent"`
	Participants      people      `json:"onCallParticipants"`
	Recipients        people      `json:"onCallRecipients"`
	NextRecipients    people      `json:"nextOnCallRecipients"`
	NextParticipants  people      `json:"nextOnCallParticipants"`
	ExactRecipients   people      `json:"exactNextOnCallRecipients"`
	ExactParticipants people      `json:"exactNextOnCallParticipants"`
}

// people is a list of participants or of usernames.
type people struct {
	participants []OnCallParticipant
	usernames    []string
}

// UnmarshalJSON reads a list whose items may be objects or texts.
func (p *people) UnmarshalJSON(b []byte) error {
	var items []json.RawMessage
	if err := json.Unmarshal(b, &items); err != nil {
		return err
	}
	*p = people{}
	for _, item := range items {
		if bytes.HasPrefix(item, []byte(`"`)) {
			var name string
			if err := json.Unmarshal(item, &name); err != nil {
				return err
			}
			p.usernames = append(p.usernames, name)
			continue
		}
		var one OnCallParticipant
		if err := json.Unmarshal(item, &one); err != nil {
			return fmt.Errorf("on-call participant: %w", err)
		}
		p.participants = append(p.participants, one)
	}
	return nil
}

func (p people) and(q people) people {
	return people{append(p.participants, q.participants...), append(p.usernames, q.usernames...)}
}

// UnmarshalJSON reads an on-calls reply, flat or not.
func (o *OnCall) UnmarshalJSON(b []byte) error {
	var k onCallKeys
	if err := json.Unmarshal(b, &k); err != nil {
		return err
	}
	all := k.Participants.and(k.Recipients)
	*o = OnCall{Parent: k.Parent, Participants: all.participants, Usernames: all.usernames}
	return nil
}

// UnmarshalJSON reads a next-on-calls reply, flat or not.
func (n *NextOnCall) UnmarshalJSON(b []byte) error {
	var k onCallKeys
	if err := json.Unmarshal(b, &k); err != nil {
		return err
	}
	next, exact := k.NextRecipients.and(k.NextParticipants), k.ExactRecipients.and(k.ExactParticipants)
	*n = NextOnCall{
		Parent: k.Parent, Next: next.participants, NextUsernames: next.usernames,
		Exact: exact.participants, ExactUsernames: exact.usernames,
	}
	return nil
}

// OnCallQuery asks who is on call at Date (zero: now); Flat asks for usernames only.
type OnCallQuery struct {
	Flat bool
	Date Time
}

// OnCalls returns who is on call in one schedule (W1).
func (c *Client) OnCalls(ctx context.Context, schedule Identifier, q OnCallQuery) (OnCall, error) {
	return fetch[OnCall](ctx, c, partOf(schedule, "read who is on call in schedule "+schedule.String(), "on-calls").who(q))
}

// AllOnCalls returns who is on call in every schedule the key may see (W2).
func (c *Client) AllOnCalls(ctx context.Context, q OnCallQuery) ([]OnCall, error) {
	return fetch[[]OnCall](ctx, c, reading("read who is on call", "schedules", "on-calls").who(q))
}

// NextOnCalls returns who is on call next in one schedule (W3).
func (c *Client) NextOnCalls(ctx context.Context, schedule Identifier, q OnCallQuery) (NextOnCall, error) {
	return fetch[NextOnCall](ctx, c, partOf(schedule, "read who is next in schedule "+schedule.String(), "next-on-calls").who(q))
}
