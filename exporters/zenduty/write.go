package zenduty

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/zenduty/wire"
)

// Open returns a writer for an account. It sends nothing yet.
func Open(a httpx.Account) (exporters.Writer, error) {
	client, err := wire.Open(a)
	if err != nil {
		return nil, err
	}
	return &writer{client}, nil
}

type writer struct{ client *wire.Client }

// Start begins a change to one schedule, or to the maintenance windows of one declared mute, whose steps carry all they need.
func (w *writer) Start(obj *snapshot.Object, accounts *snapshot.Accounts) exporters.Session {
	s := &session{client: w.client, encode: encoder{accounts}, obj: obj}
	if obj != nil {
		s.id, s.team = obj.ID, string(obj.Schedule.Team)
	}
	return s
}

// session is one schedule, or one declared mute, while it is being changed.
type session struct {
	client   *wire.Client
	encode   encoder
	obj      *snapshot.Object // as it was when the plan was made; nil: it was not there
	id, team string           // the vendor's; empty until the schedule is created
	wrote    *wire.Schedule   // what this session made of it
	deleted  bool
}

// Do does one step.
func (s *session) Do(ctx context.Context, step diff.Step) error {
	switch st := step.(type) {
	case diff.CreateSchedule:
		return s.create(ctx, &st.Schedule)
	case diff.ReplaceSchedule:
		return s.replace(ctx, &st.Schedule)
	case diff.DeleteSchedule:
		return s.delete(ctx, st.Name)
	case diff.CreateMute:
		return s.createWindow(ctx, &st.Mute)
	case diff.UpdateMute:
		return s.updateWindow(ctx, &st.Before, &st.Mute)
	case diff.DeleteMute:
		return s.deleteWindow(ctx, &st.Mute)
	default:
		return fmt.Errorf("zenduty: a step of type %T is not known: schedules are written whole", step)
	}
}

// create makes the schedule with everything in it, in one call. When the outcome is in doubt the team's schedules are listed:
// the one of that name with our mark is the one we made.
func (s *session) create(ctx context.Context, want *engine.Schedule) error {
	body, err := s.encode.schedule(want)
	if err != nil {
		return s.refused(want.Name, err)
	}
	if body.Team, err = s.encode.team(want); err != nil {
		return s.refused(want.Name, err)
	}
	if s.id != "" {
		return s.refused(want.Name, fmt.Errorf("it is there already, as %s", s.id))
	}
	id, err := s.client.CreateSchedule(ctx, body.Team, body)
	if httpx.IsAmbiguous(err) || errors.Is(err, wire.ErrNoAnswer) {
		var lookErr error
		switch id, lookErr = s.made(ctx, body); {
		case lookErr != nil:
			return fmt.Errorf("%w; looking it up: %w", err, lookErr)
		case id == "":
			id, err = s.client.CreateSchedule(ctx, body.Team, body)
		default:
			err = nil
		}
	}
	if err != nil {
		return err
	}
	s.id, s.team = id, body.Team
	s.wrote, err = written(body)
	return err
}

// made looks for the schedule that a request would have made, by its name and its summary with our mark. "" means that there
// is none.
func (s *session) made(ctx context.Context, body wire.ScheduleRequest) (string, error) {
	list, err := s.client.ListSchedules(ctx, body.Team)
	if err != nil {
		return "", err
	}
	id := ""
	for _, w := range list {
		if w.Name != body.Name || w.Summary != body.Summary {
			continue
		}
		if id != "" {
			return "", fmt.Errorf("there are several schedules %q with the same summary: %s and %s; remove one", body.Name, id, w.UniqueID)
		}
		id = w.UniqueID
	}
	return id, nil
}

// replace writes the schedule whole, on top of what is there now. What somebody changed since the plan was made is not
// overwritten, except that overrides of other people stay whatever became of them.
func (s *session) replace(ctx context.Context, want *engine.Schedule) error {
	if err := s.stays(want); err != nil {
		return s.refused(want.Name, err)
	}
	if err := s.understood(want.Name); err != nil {
		return err
	}
	fresh, err := s.client.GetSchedule(ctx, s.team, s.id)
	if err != nil {
		return err
	}
	prefix := prefixOf(want.Description)
	body, err := s.whole(fresh, want, prefix)
	if err != nil {
		return s.refused(want.Name, err)
	}
	target, err := parsed(body)
	if err != nil {
		return s.refused(want.Name, err)
	}
	if same(&fresh, target) { // done before, by a call whose reply was lost
		s.wrote = target
		return nil
	}
	if err := s.unchanged(&fresh, prefix); err != nil {
		return err
	}
	err = s.client.PutSchedule(ctx, s.team, s.id, body)
	if httpx.IsAmbiguous(err) {
		if now, lookErr := s.client.GetSchedule(ctx, s.team, s.id); lookErr == nil && same(&now, target) {
			err = nil
		}
	}
	if err == nil {
		s.wrote = target
	}
	return err
}

// understood refuses to change what could not be read, and what is not there.
func (s *session) understood(name string) error {
	switch {
	case s.id == "":
		return s.refused(name, errors.New("it is not there"))
	case s.obj != nil && s.obj.Opaque != "":
		return s.refused(name, fmt.Errorf("what is there cannot be read: %s", s.obj.Opaque))
	}
	return nil
}

// stays refuses to move a schedule to another team, for which there is no call.
func (s *session) stays(want *engine.Schedule) error {
	target, _ := want.On(vendor)
	if want.Team == "" && target.Team == "" {
		return nil
	}
	team, err := s.encode.team(want)
	if err == nil && team != s.team {
		err = fmt.Errorf("it is in the team %s; the vendor cannot move it to %s", s.team, team)
	}
	return err
}

// whole returns the body of a PUT: ours, and the overrides of other people as they are there now.
func (s *session) whole(fresh wire.Schedule, want *engine.Schedule, prefix string) (map[string]json.RawMessage, error) {
	theirs := sortOut(s.obj, fresh.Overrides, want.Overrides, prefix)
	ours := *want
	ours.Overrides = theirs.write
	body, err := s.encode.schedule(&ours)
	if err != nil {
		return nil, err
	}
	if s.obj != nil && fresh.TimeZone == s.obj.Schedule.Zone.String() && sameZone(s.obj.Schedule.Zone, want.Zone) {
		body.TimeZone = fresh.TimeZone // Asia/Calcutta and Asia/Kolkata are one (contract 3.1)
	}
	return merged(fresh, body, theirs.keep)
}

// unchanged refuses a schedule that somebody changed since the plan was made, or since this session wrote it.
func (s *session) unchanged(fresh *wire.Schedule, prefix string) error {
	var was meaning
	switch {
	case s.wrote != nil:
		was = meaningOf(s.wrote, prefix)
	case s.obj != nil:
		was = meaningWas(s.obj, prefix)
	}
	if what := was.differs(meaningOf(fresh, prefix)); what != "" {
		return fmt.Errorf("zenduty: schedule %q was changed since it was read: %s; nothing was written: plan again", fresh.Name, what)
	}
	return nil
}

// delete removes the schedule. The vendor does not refuse one that an escalation policy targets, and would leave a rule that
// reaches nobody (contract 4.23), so the policies of all teams are read first.
func (s *session) delete(ctx context.Context, name string) error {
	if s.deleted {
		return nil
	}
	if err := s.understood(name); err != nil {
		return err
	}
	fresh, err := s.client.GetSchedule(ctx, s.team, s.id)
	if err != nil {
		return err
	}
	if err := s.unchanged(&fresh, prefixOf(fresh.Summary)); err != nil {
		return err
	}
	if err := s.unused(ctx, name); err != nil {
		return err
	}
	err = s.client.DeleteSchedule(ctx, s.team, s.id)
	if httpx.IsAmbiguous(err) {
		if _, lookErr := s.client.GetSchedule(ctx, s.team, s.id); httpx.IsNotFound(lookErr) {
			err = nil
		}
	}
	s.deleted = err == nil
	return err
}

// unused refuses a schedule that some escalation policy targets.
func (s *session) unused(ctx context.Context, name string) error {
	teams, err := s.client.ListTeams(ctx)
	if err != nil {
		return err
	}
	for _, t := range teams {
		policies, err := s.client.ListPolicies(ctx, t.UniqueID)
		if err != nil {
			return err
		}
		for _, p := range policies {
			if p.Reaches(s.id) {
				return fmt.Errorf("zenduty: schedule %q is not deleted: the escalation policy %q of team %q reaches people through it; change that first", name, p.Name, t.Name)
			}
		}
	}
	return nil
}

func (s *session) refused(name string, err error) error {
	return fmt.Errorf("zenduty: schedule %q cannot be written: %w", name, err)
}

// prefixOf returns how the names of the overrides begin that belong to the mark at the end of a summary; without a mark all
// that some installation made are meant.
func prefixOf(summary string) string {
	_, m := snapshot.SplitMark(summary)
	if m == (snapshot.Mark{}) {
		return ourPrefix
	}
	return strings.Join([]string{"schedsync", m.Owner, m.ID, ""}, ":")
}
