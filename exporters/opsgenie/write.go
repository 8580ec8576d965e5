package opsgenie

import (
	"context"
	"fmt"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/opsgenie/wire"
)

// Open returns a writer for an account. It sends nothing yet.
func Open(a httpx.Account) (exporters.Writer, error) {
	client, err := wire.Open(a)
	if err != nil {
		return nil, err
	}
	return &writer{client: client}, nil
}

type writer struct {
	client  *wire.Client
	learned bool // the account's own rate limits are known
}

// learn asks for the account's rate limits before the first step, so that a long apply need not go at the cautious pace.
func (w *writer) learn(ctx context.Context) error {
	if w.learned {
		return nil
	}
	err := w.client.LearnLimits(ctx)
	w.learned = err == nil
	return err
}

// Start begins a change to one schedule.
func (w *writer) Start(obj *snapshot.Object, accounts *snapshot.Accounts) exporters.Session {
	s := &session{writer: w, client: w.client, encode: encoder{accounts}, rotations: map[engine.RotationID]string{}}
	if obj != nil {
		s.id = obj.ID
		for i, r := range obj.Schedule.Rotations {
			s.rotations[r.ID] = obj.RotationIDs[i]
		}
	}
	return s
}

// session is one schedule while it is being changed.
type session struct {
	writer    *writer
	client    *wire.Client
	encode    encoder
	id        string                       // the vendor's id of the schedule; empty until it is created
	rotations map[engine.RotationID]string // the vendor's ids, as far as they are known
}

// Do does one step.
func (s *session) Do(ctx context.Context, step diff.Step) error {
	if err := s.writer.learn(ctx); err != nil {
		return err
	}
	schedule := wire.ByID(s.id)
	switch st := step.(type) {
	case diff.CreateSchedule:
		return s.create(ctx, &st.Schedule)
	case diff.UpdateSchedule:
		body, err := s.encode.update(&st.Schedule)
		if err != nil {
			return err
		}
		_, err = s.client.UpdateSchedule(ctx, schedule, body)
		return err
	case diff.DeleteSchedule:
		return s.client.DeleteSchedule(ctx, schedule)
	case diff.CreateRotation:
		return s.addRotation(ctx, &st.Rotation)
	case diff.UpdateRotation:
		return s.updateRotation(ctx, st)
	case diff.DeleteRotation:
		return s.client.DeleteRotation(ctx, schedule, st.ID)
	case diff.CreateOverride:
		return s.createOverride(ctx, &st.Override)
	case diff.UpdateOverride:
		body, err := s.override(ctx, &st.Override)
		if err != nil {
			return err
		}
		return s.client.PutOverride(ctx, schedule, st.Override.Ref, body)
	case diff.DeleteOverride:
		return s.client.DeleteOverride(ctx, schedule, st.Override.Ref)
	default:
		return fmt.Errorf("opsgenie: a step of type %T is not known", step)
	}
}

// create makes the schedule with its rotations. When the outcome is in doubt the schedule is looked up:
// one of that name with our mark is the one we made.
func (s *session) create(ctx context.Context, want *engine.Schedule) error {
	body, err := s.encode.schedule(want)
	if err != nil {
		return err
	}
	ref, err := s.client.CreateSchedule(ctx, body)
	if httpx.IsAmbiguous(err) {
		found, ok, lookErr := s.client.FindScheduleByName(ctx, want.Name)
		switch {
		case lookErr != nil:
			return fmt.Errorf("%w; looking it up: %w", err, lookErr)
		case ok && found.Description == want.Description:
			ref, err = wire.ScheduleRef{ID: found.ID}, nil
		case !ok:
			ref, err = s.client.CreateSchedule(ctx, body)
		}
	}
	if err != nil {
		return err
	}
	s.id = ref.ID
	// Waits until the new schedule shows, and learns the ids of its rotations on the way. It is made, whatever this says.
	_ = s.learn(ctx) // override asks again
	return nil
}

// override encodes an override. The ids of the rotations it names are asked for where they are not known.
func (s *session) override(ctx context.Context, o *engine.Override) (wire.OverrideRequest, error) {
	for _, name := range o.Rotations {
		if _, ok := s.rotations[name]; ok {
			continue
		}
		if err := s.learn(ctx); err != nil {
			return wire.OverrideRequest{}, err
		}
		break
	}
	return s.encode.override(o, s.rotations)
}

// learn reads the ids of the schedule's rotations.
func (s *session) learn(ctx context.Context) error {
	list, err := s.client.ListRotations(ctx, wire.ByID(s.id))
	if err != nil {
		return err
	}
	for _, r := range list {
		s.rotations[engine.RotationID(r.Name)] = r.ID
	}
	return nil
}

// addRotation creates a rotation. When the outcome is in doubt it is looked up by name.
func (s *session) addRotation(ctx context.Context, r *engine.Rotation) error {
	body, err := s.encode.rotation(r)
	if err != nil {
		return err
	}
	ref, err := s.client.CreateRotation(ctx, wire.ByID(s.id), body)
	if httpx.IsAmbiguous(err) {
		delete(s.rotations, r.ID)
		if lookErr := s.learn(ctx); lookErr != nil {
			return fmt.Errorf("%w; looking it up: %w", err, lookErr)
		}
		if _, ok := s.rotations[r.ID]; ok {
			return nil
		}
		ref, err = s.client.CreateRotation(ctx, wire.ByID(s.id), body)
	}
	if err == nil {
		s.rotations[r.ID] = ref.ID
	}
	return err
}

// updateRotation changes a rotation, or only its name when it steps aside.
func (s *session) updateRotation(ctx context.Context, st diff.UpdateRotation) error {
	body := wire.RotationRequest{Name: st.Rotation.Name}
	if !st.Aside {
		var err error
		if body, err = s.encode.rotation(&st.Rotation); err != nil {
			return err
		}
	}
	_, err := s.client.UpdateRotation(ctx, wire.ByID(s.id), st.ID, body)
	if err == nil && !st.Aside {
		s.rotations[st.Rotation.ID] = st.ID
	}
	return err
}

// createOverride adds an override under its alias. What a second POST of an alias does is not known (contract 2.4), so
// when the outcome is in doubt the override is looked up, and put if it is there.
func (s *session) createOverride(ctx context.Context, o *engine.Override) error {
	body, err := s.override(ctx, o)
	if err != nil {
		return err
	}
	schedule := wire.ByID(s.id)
	_, err = s.client.CreateOverride(ctx, schedule, body)
	if !httpx.IsAmbiguous(err) {
		return err
	}
	_, lookErr := s.client.GetOverride(ctx, schedule, o.Ref)
	switch {
	case lookErr == nil:
		return s.client.PutOverride(ctx, schedule, o.Ref, body)
	case httpx.IsNotFound(lookErr):
		_, err = s.client.CreateOverride(ctx, schedule, body)
		return err
	default:
		return fmt.Errorf("%w; looking it up: %w", err, lookErr)
	}
}
