package opsgenie

import (
	"cmp"
	"encoding/json"
	"fmt"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers/opsgenie/wire"
)

// liftEscalations lifts the escalations by id and name, and tells their steps in words: nothing writes them, and whoever
// moves house has to make them again by hand.
func liftEscalations(raw snapshot.Raw, s *snapshot.Snapshot) error {
	for _, body := range raw.Bodies[bodyEscalations] {
		var e wire.Escalation
		if err := json.Unmarshal(body, &e); err != nil {
			return fmt.Errorf("reading a snapshot of %s: escalation: %w", Name, err)
		}
		s.Escalations = append(s.Escalations, snapshot.Ref{ID: e.ID, Name: e.Name})
		ladder := snapshot.Ladder{ID: e.ID, Name: e.Name}
		for _, r := range e.Rules {
			ladder.Steps = append(ladder.Steps, ruleText(r))
			if r.Recipient.Type == wire.KindSchedule {
				s.Reaches(e.Name, r.Recipient.ID)
			}
		}
		s.Ladders = append(s.Ladders, ladder)
	}
	return nil
}

// ruleText tells a step: "after 10 minutes, if not acked: next of schedule Payments".
func ruleText(r wire.EscalationRule) string {
	text := fmt.Sprintf("after %d %s", r.Delay.Amount, cmp.Or(r.Delay.Unit, "minutes"))
	switch r.Condition {
	case "if-not-acked":
		text += ", if not acknowledged"
	case "if-not-closed":
		text += ", if not closed"
	}
	who := r.Recipient.Type + " " + cmp.Or(r.Recipient.Name, r.Recipient.Username, r.Recipient.ID)
	if r.NotifyType != "" && r.NotifyType != "default" {
		who = r.NotifyType + " of " + who
	}
	return text + ": " + who
}

// liftForwards lifts the forwarding rules in the order of the list, in which the last that holds is taken to win (contract
// 3.7). A rule without an end or with the same user on both sides forwards nothing that can be declared, and is told as it
// is.
func liftForwards(raw snapshot.Raw, s *snapshot.Snapshot) error {
	if _, ok := raw.Bodies[bodyForwards]; !ok {
		s.Unread = append(s.Unread, "forwarding rules")
	}
	for _, body := range raw.Bodies[bodyForwards] {
		var f wire.ForwardingRule
		if err := json.Unmarshal(body, &f); err != nil {
			return fmt.Errorf("reading a snapshot of %s: %w", Name, err)
		}
		from, to := userID(f.FromUser, s), userID(f.ToUser, s)
		if from == "" || to == "" || from == to || f.StartDate.IsZero() || f.EndDate.IsZero() {
			continue
		}
		s.Forwards = append(s.Forwards, snapshot.Forward{
			Ref: cmp.Or(f.Alias, f.ID), From: from, Rule: engine.Forward{
				From: moment(f.StartDate), Until: moment(f.EndDate), Who: engine.Entry{{Kind: engine.KindPerson, ID: to}},
			},
		})
	}
	return nil
}

// userID returns the id that a reference means, which may carry the login alone.
func userID(r wire.UserRef, s *snapshot.Snapshot) string {
	if r.ID != "" {
		return r.ID
	}
	for _, u := range s.Users {
		if u.Login == r.Username {
			return u.ID
		}
	}
	return ""
}
