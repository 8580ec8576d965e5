package xmatters

import (
	"context"
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/xmatters/wire"
)

// create makes a group with its roster and shifts. Its id follows from its key, so that a group that was made in part is
// found again, and gone on with. The vendor's own shift goes first: were the run to die later, the next one would find a
// group that is there, and no reason to create it.
func (s *session) create(ctx context.Context, want *engine.Schedule) error {
	body, err := s.encode.group(want)
	if err != nil {
		return err
	}
	body.ID = wire.GroupID(body.ExternalKey)
	all := true
	body.ObservedByAll = &all
	if s.id, err = s.group(ctx, body); err != nil {
		return err
	}
	before, err := s.client.ListShifts(ctx, s.id)
	if err != nil {
		return err
	}
	left := s.deleteDefault(ctx, before) // it puts nobody on call, so it keeps nobody from being put there
	if err := s.enrol(ctx, people(want.Rotations)); err != nil {
		return err
	}
	for i := range want.Rotations {
		name := want.Rotations[i].Name
		if slices.ContainsFunc(before, func(sh wire.Shift) bool { return sh.Name == name && wire.Tagged(sh.Description) }) {
			continue // from the time before; the name says what is in it
		}
		if err := s.addShift(ctx, &want.Rotations[i]); err != nil {
			return err
		}
	}
	if left != nil {
		left = s.deleteDefault(ctx, before)
	}
	return left
}

// bare reports whether a group has nothing but the shift that the vendor puts into every new one: its creation died there.
func bare(obj *snapshot.Object) bool {
	r := obj.Schedule.Rotations
	return obj.Mark != (snapshot.Mark{}) && len(r) == 1 && isDefault(r[0].Name) && obj.Theirs[0] && len(people(r)) == 0
}

func isDefault(name string) bool { return name == "Default Shift" || name == "24x7" }

// unbare deletes the vendor's shift in a group that was bare when the plan was made.
func (s *session) unbare(ctx context.Context) error {
	if !s.bare {
		return nil
	}
	shifts, err := s.client.ListShifts(ctx, s.id)
	if err == nil {
		err = s.deleteDefault(ctx, shifts)
	}
	s.bare = err != nil
	return err
}

// group makes sure of the group: it is there and ours, or is made. The call that makes one changes one that is there, so
// it is looked for first, by its id and by its name.
func (s *session) group(ctx context.Context, body wire.GroupRequest) (id string, err error) {
	for _, ref := range []string{body.ID, body.TargetName} {
		found, err := s.client.GetGroup(ctx, ref)
		switch {
		case httpx.IsNotFound(err):
		case err != nil:
			return "", err
		case found.ExternalKey == body.ExternalKey:
			return found.ID, nil
		default:
			return "", fmt.Errorf("xmatters: a group called %q is there already, and is not ours; bind it by its id (targets.xmatters.id: %s) or rename it",
				found.TargetName, found.ID)
		}
	}
	made, err := s.client.SaveGroup(ctx, body)
	if httpx.IsAmbiguous(err) {
		found, lookErr := s.client.GetGroup(ctx, body.ID)
		switch {
		case lookErr == nil:
			return found.ID, nil
		case !httpx.IsNotFound(lookErr):
			return "", fmt.Errorf("%w; looking it up: %w", err, lookErr)
		}
		made, err = s.client.SaveGroup(ctx, body)
	}
	switch {
	case httpx.IsConflict(err) && body.ID != "":
		// The id of a group that was deleted may stay taken (contract g): the key is enough to know it by.
		body.ID = ""
		if made, err = s.client.SaveGroup(ctx, body); httpx.IsConflict(err) {
			err = fmt.Errorf("%w; a group with this name is there that the API user may not see", err)
		}
	case httpx.IsForbidden(err):
		err = fmt.Errorf("%w; the API user may not make groups, or one with this name is there that it may not see", err)
	}
	return made.ID, err
}

// deleteDefault deletes the shift that the vendor puts into every new group: always on and without anybody (contract b.1).
func (s *session) deleteDefault(ctx context.Context, shifts []wire.Shift) error {
	for _, sh := range shifts {
		if isDefault(sh.Name) && len(sh.Members.Rows) == 0 && !wire.Tagged(sh.Description) {
			if err := s.client.DeleteShift(ctx, s.id, sh.ID); err != nil {
				return err
			}
		}
	}
	return nil
}
