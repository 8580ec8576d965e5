package xmatters

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/xmatters/wire"
)

// Open returns a writer for an account. It sends nothing yet.
func Open(a httpx.Account) (exporters.Writer, error) {
	if a.Profile == "seed" {
		return nil, fmt.Errorf("xmatters: an account with `profile: seed` can only be read: its API has no call to change a shift")
	}
	client, err := wire.Open(a)
	if err != nil {
		return nil, err
	}
	return &writer{client}, nil
}

type writer struct{ client *wire.Client }

// Start begins a change to one schedule.
func (w *writer) Start(obj *snapshot.Object, accounts *snapshot.Accounts) exporters.Session {
	s := &session{client: w.client, encode: encoder{accounts}}
	if obj != nil {
		s.id, s.foreign = obj.ID, slices.Contains(obj.Theirs, true)
		s.readOnly, s.bare = obj.ReadOnly, bare(obj)
	}
	return s
}

// session is one schedule while it is being changed.
type session struct {
	client   *wire.Client
	encode   encoder
	id       string // the group's id; empty until it is created
	foreign  bool   // the group has shifts that somebody else made
	readOnly string
	bare     bool // the group has only the shift that the vendor puts into every new one
	// kept are the shifts that are there, from the first that is deleted on: by then all new ones are.
	kept []wire.Shift
}

// Do does one step.
func (s *session) Do(ctx context.Context, step diff.Step) error {
	if s.readOnly != "" {
		return fmt.Errorf("xmatters: %s: %s", step.Says(), s.readOnly)
	}
	switch st := step.(type) {
	case diff.CreateSchedule:
		return s.create(ctx, &st.Schedule)
	case diff.UpdateSchedule:
		return s.update(ctx, &st.Schedule)
	case diff.DeleteSchedule:
		if s.foreign {
			return fmt.Errorf("xmatters: the group %q has shifts that somebody else made; delete it by hand", st.Name)
		}
		return s.client.DeleteGroup(ctx, s.id)
	case diff.CreateRotation:
		left := s.unbare(ctx)
		s.kept = nil
		if err := s.enrol(ctx, people([]engine.Rotation{st.Rotation})); err != nil {
			return err
		}
		if err := s.addShift(ctx, &st.Rotation); err != nil {
			return err
		}
		return left // who is to be on call is more urgent than a shift of nobody
	case diff.Confirm:
		return s.confirm(ctx, st)
	case diff.DeleteRotation:
		return s.deleteShift(ctx, st)
	case diff.CreateOverride:
		return s.addAbsence(ctx, &st.Override)
	case diff.UpdateOverride: // there is no call to change one (contract b.5)
		if err := s.client.DeleteAbsence(ctx, absenceOf(st.Override.Ref)); err != nil {
			return err
		}
		return s.addAbsence(ctx, &st.Override)
	case diff.DeleteOverride:
		return s.client.DeleteAbsence(ctx, absenceOf(st.Override.Ref))
	default:
		return fmt.Errorf("xmatters: a step of type %T is not known here: shifts are made anew, never changed", step)
	}
}

func (s *session) now() civil.Instant { return civil.FromTime(s.client.Now()) }

// update writes the group's own fields. Its supervisors are read and sent again, because a change without them may leave
// the caller as the only one (contract f.12).
func (s *session) update(ctx context.Context, want *engine.Schedule) error {
	body, err := s.encode.group(want)
	if err != nil {
		return err
	}
	supervisors, err := s.client.Supervisors(ctx, s.id)
	if err != nil {
		return err
	}
	body.ID, body.Supervisors = s.id, &supervisors
	made, err := s.client.SaveGroup(ctx, body)
	if httpx.IsAmbiguous(err) { // it sets what it says, so saying it again does no harm
		made, err = s.client.SaveGroup(ctx, body)
	}
	if err == nil && made.ID != s.id {
		err = fmt.Errorf("xmatters: the group %q was written, and answers as another one, %s", want.Name, made.ID)
	}
	return err
}

// enrol puts people on the group's roster. Whoever is there already stays.
func (s *session) enrol(ctx context.Context, list []engine.Participant) error {
	for _, p := range list {
		id, err := s.encode.person(p)
		if err != nil {
			return err
		}
		if err := s.client.AddMember(ctx, s.id, id); err != nil {
			return err
		}
	}
	return nil
}

// addShift creates a shift and makes sure that the vendor took its zone: where it does not know the field it takes the
// user's own, and the shift would be hours off (contract f.1). Such a shift does not stay.
func (s *session) addShift(ctx context.Context, r *engine.Rotation) error {
	body, err := s.encode.shift(r, s.now())
	if err != nil {
		return err
	}
	made, err := s.client.CreateShift(ctx, s.id, body)
	if err != nil {
		return err
	}
	if made.Timezone == "" { // not every reply says it
		found, ok, err := s.client.FindShift(ctx, s.id, body.Name)
		if err != nil {
			return err
		}
		if ok {
			made = found
		}
	}
	if strings.EqualFold(made.Timezone, body.Timezone) {
		return nil
	}
	err = fmt.Errorf("xmatters: shift %q was to be in zone %q and came out in %q; give the API user that zone, or have it activated in the account",
		body.Name, body.Timezone, made.Timezone)
	if undo := s.client.DeleteShift(ctx, s.id, made.ID); undo != nil {
		return fmt.Errorf("%w; deleting it again: %w", err, undo)
	}
	return err
}

// deleteShift deletes a shift and looks whether anybody left the roster with it who is still in another shift (contract
// f.11); they are put back.
func (s *session) deleteShift(ctx context.Context, st diff.DeleteRotation) (err error) {
	if s.kept == nil {
		if s.kept, err = s.client.ListShifts(ctx, s.id); err != nil {
			return err
		}
	}
	if err := s.client.DeleteShift(ctx, s.id, st.ID); err != nil {
		return err
	}
	s.kept = slices.DeleteFunc(s.kept, func(sh wire.Shift) bool { return sh.ID == st.ID })
	roster, err := s.client.Roster(ctx, s.id)
	if err != nil {
		return err
	}
	listed := map[string]bool{}
	for _, m := range roster {
		listed[m.Member.ID] = true
	}
	for _, shift := range s.kept {
		rows, err := s.client.Rest(ctx, fmt.Sprintf("list the members of shift %q", shift.Name), shift.Members)
		if err != nil {
			return err
		}
		members, err := wire.Members(rows)
		if err != nil {
			return err
		}
		for _, m := range members {
			if (m.Recipient.Type == wire.Person || m.Recipient.Type == "") && !listed[m.Recipient.ID] {
				if err := s.client.AddMember(ctx, s.id, m.Recipient.ID); err != nil {
					return err
				}
				listed[m.Recipient.ID] = true
			}
		}
	}
	return nil
}

func (s *session) addAbsence(ctx context.Context, o *engine.Override) error {
	body, err := s.encode.absence(o, s.id, s.client.Now())
	if err != nil {
		return err
	}
	for g := 1; ; g++ { // a conflict may be about the id alone, and the reply does not say so in words that are known
		err = s.client.CreateAbsence(ctx, body)
		if !httpx.IsConflict(err) || g == wire.MostGenerations {
			return err
		}
		body.ID = wire.AbsenceID(body, g)
	}
}

// absenceOf returns the vendor's id of an absence from the Ref of its override: what stands behind the last colon of ours.
func absenceOf(ref string) string { return ref[strings.LastIndexByte(ref, ':')+1:] }
