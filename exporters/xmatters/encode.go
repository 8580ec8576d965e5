// Package xmatters writes to xMatters (contract xmatters): encode.go and when.go turn parts of a step into requests as data,
// write.go sends them, confirm.go reads back what the vendor made of them.
//
// A schedule is a group, a rotation is a shift in the form of [dialect.Shift] or a list of one explicit shift, an override of
// one person is a temporary absence. Shifts are made anew, never changed: what a change of a shift keeps is not known
// (contract b.3).
package xmatters

import (
	"errors"
	"fmt"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers/xmatters/wire"
)

// encoder turns plain schedules into request bodies, with the vendor's ids for ours.
type encoder struct{ accounts *snapshot.Accounts }

// group encodes a schedule's own fields. The mark is taken off the description and becomes the external key (contract g).
func (e encoder) group(s *engine.Schedule) (wire.GroupRequest, error) {
	text, mark := snapshot.SplitMark(s.Description)
	if mark == (snapshot.Mark{}) {
		return wire.GroupRequest{}, fmt.Errorf("xmatters: the schedule %q has no ownership mark", s.Name)
	}
	status := "ACTIVE"
	if !s.Enabled {
		status = "INACTIVE"
	}
	return wire.GroupRequest{
		TargetName: s.Name, Description: &text, Status: status, ExternallyOwned: true, ExternalKey: wire.Key(mark.Owner, mark.ID),
	}, nil
}

// shift encodes a rotation as a shift.
func (e encoder) shift(r *engine.Rotation, now civil.Instant) (wire.ShiftRequest, error) {
	out := wire.ShiftRequest{
		Name: r.Name, Description: wire.Tag(dialect.ShiftHash(r)) + " kept by schedsync; changes made here are undone",
		Timezone: r.Zone.String(),
	}
	w, who, err := when(r, now)
	if err != nil {
		return out, fmt.Errorf("xmatters: shift %q: %w", r.Name, err)
	}
	out.Start, out.End, out.Recurrence = w.start, w.end, w.recurrence
	for i, p := range who {
		id, err := e.person(p)
		if err != nil {
			return out, err
		}
		out.Members = append(out.Members, wire.MemberRequest{
			Recipient: wire.RecipientRequest{ID: id, Type: wire.Person}, Position: i + 1, EscalationType: "NONE", InRotation: true,
		})
	}
	return out, nil
}

// person returns the vendor's id of a person.
func (e encoder) person(p engine.Participant) (string, error) {
	if p.Kind != engine.KindPerson {
		return "", fmt.Errorf("xmatters: %s cannot be put into a shift; only people can", p)
	}
	if text := e.accounts.Problem(p); text != "" {
		return "", errors.New(text)
	}
	id, _ := e.accounts.Theirs(p)
	return id, nil
}

// leeway is how long a request may be on its way: an absence must not start in the vendor's past.
const leeway = 30 * time.Second

// absence encodes an override of one person. What lies in the past is left out, because the vendor refuses it, and what lies
// beyond ninety days too: a later run adds it (contract b.5).
func (e encoder) absence(o *engine.Override, group string, now time.Time) (wire.AbsenceRequest, error) {
	out := wire.AbsenceRequest{Type: wire.Vacancy, Group: group}
	if len(o.Replaces) != 1 || o.Replaces[0].Kind != engine.KindPerson || len(o.Who) > 1 {
		return out, errors.New("xmatters: an override becomes a temporary absence, which replaces one person by one other or by nobody")
	}
	var err error
	if out.Member, err = e.person(o.Replaces[0]); err != nil {
		return out, err
	}
	if len(o.Who) == 1 {
		out.Type = wire.Replaced
		if out.Replacement, err = e.person(o.Who[0]); err != nil {
			return out, err
		}
	}
	soon := now.Add(leeway + time.Minute - time.Second).Truncate(time.Minute)
	from, until := o.From.In(nil).Time(), o.Until.In(nil).Time()
	if from.Before(soon) && from.Before(now.Add(leeway)) {
		from = soon
	}
	if last := now.AddDate(0, 0, wire.MostAbsence).Truncate(time.Minute); until.After(last) {
		until = last
	}
	if !from.Before(until) {
		return out, fmt.Errorf("xmatters: an absence from %s until %s is over, or more than %d days away", o.From, o.Until, wire.MostAbsence)
	}
	out.Start, out.End = wire.At(from), wire.At(until)
	out.ID = wire.AbsenceID(out, 0)
	return out, nil
}

// Cost returns how many write calls a step takes at most:
//
//   - a new schedule: the group, the shift that the vendor puts into it by itself (where it does) and that is deleted, a place
//     on the roster for each person, a shift for each rotation
//   - a rotation: a place on the roster for each person in it, and the shift
//   - an override that is changed: the old absence goes, the new one comes
//   - everything else: one call; asking who is on call takes none
//
// Where the roster has to be mended after a shift was deleted, which the vendor should not make necessary, that comes on top.
func Cost(s diff.Step) int {
	switch s := s.(type) {
	case diff.CreateSchedule:
		return 2 + len(people(s.Schedule.Rotations)) + len(s.Schedule.Rotations)
	case diff.CreateRotation:
		return len(people([]engine.Rotation{s.Rotation})) + 1
	case diff.UpdateOverride:
		return 2
	case diff.Confirm:
		return 0
	default:
		return 1
	}
}

// people returns everyone in some rotations, each once, in the order they stand.
func people(rotations []engine.Rotation) []engine.Participant {
	return dialect.Participants(&engine.Schedule{Rotations: rotations})
}
