package hostedgraphite

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/importers/hostedgraphite/wire"
	"github.com/schedsync/schedsync/importers/httpx"
)

// Open returns a writer for an account. It sends nothing yet.
func Open(a httpx.Account) (exporters.Writer, error) {
	client, err := wire.Open(a)
	if err != nil {
		return nil, err
	}
	now := a.HTTP.Now
	if now == nil {
		now = time.Now
	}
	return &writer{client, now}, nil
}

// errDone says that what had to be undone is undone.
var errDone = errors.New("done")

type writer struct {
	client *wire.Client
	now    func() time.Time
}

// Start begins a change to the mutes of one declared mute; steps carry all they need.
func (w *writer) Start(*snapshot.Object, *snapshot.Accounts) exporters.Session {
	return &session{w, map[string]string{}}
}

// session is one declared mute while its mutes are being changed.
type session struct {
	*writer
	made map[string]string // ids of the mutes made in it, by name
}

// Do does one step.
func (s *session) Do(ctx context.Context, step diff.Step) error {
	switch st := step.(type) {
	case diff.CreateMute:
		return s.create(ctx, &st.Mute)
	case diff.AttachMutes:
		return s.attach(ctx, st)
	case diff.UpdateMute:
		return s.client.UpdateMute(ctx, st.Before.ID, changed(&st.Before, &st.Mute))
	case diff.DetachMutes:
		return s.edit(ctx, st.Alert, nil, ids(st.Mutes))
	case diff.DeleteMute:
		return s.remove(ctx, &st.Mute)
	default:
		return fmt.Errorf("hostedgraphite: a step of type %T is not known", step)
	}
}

// closest is how near to its start a one-time mute may still be made. Later it would begin a day late, because it has no
// date (contract 4.7, 4.8).
const closest = 2 * time.Minute

// create makes a mute and reads it back, because the reply holds the id only (contract 2.2).
func (s *session) create(ctx context.Context, m *snapshot.Mute) error {
	if err := s.inTime(m, closest); err != nil {
		return err
	}
	id, err := s.client.CreateMute(ctx, encode(m))
	if httpx.IsAmbiguous(err) || httpx.IsConflict(err) {
		id, err = s.lookUp(ctx, m, err)
	}
	if err != nil {
		return err
	}
	if err := s.inTime(m, 0); err != nil {
		return fmt.Errorf("%w; removing it again: %w", err, s.orDone(s.client.DeleteMute(ctx, id)))
	}
	stored, err := s.client.GetMute(ctx, id)
	if err != nil {
		return err
	}
	if !same(&stored, m) {
		return fmt.Errorf("hostedgraphite: create mute %q: what is stored is not what was sent: %s for %d minutes, %s, %v; look at it before it is attached",
			m.Name, stored.StartTime, stored.Duration, stored.Timezone, stored.Repeat)
	}
	s.made[m.Name] = id
	return nil
}

// orDone makes an error of every outcome, for a sentence that needs one.
func (s *session) orDone(err error) error {
	if err == nil {
		return errDone
	}
	return err
}

// inTime refuses a one-time mute whose start is nearer than that, or a day away.
func (s *session) inTime(m *snapshot.Mute, near time.Duration) error {
	if m.Shape.Weekly() {
		return nil
	}
	if left := m.Shape.First.Start.Time().Sub(s.now()); left < near || left >= 24*time.Hour {
		return fmt.Errorf("hostedgraphite: create mute %q: its start %s is %s away, and made now it would begin on another day; plan again", m.Name, m.Shape.First.Start, left.Round(time.Second))
	}
	return nil
}

// lookUp decides what became of a create whose outcome is in doubt, or that met a mute of that name: ours is taken and
// made what it should be, with a one-time mute as it is (contract 4.9, 5).
func (s *session) lookUp(ctx context.Context, m *snapshot.Mute, cause error) (string, error) {
	list, err := s.client.ListMutes(ctx)
	if err != nil {
		return "", fmt.Errorf("%w; looking it up: %w", cause, err)
	}
	i := slices.IndexFunc(list, func(w wire.Mute) bool { return w.Name == m.Name })
	switch {
	case i < 0 && httpx.IsAmbiguous(cause):
		return s.client.CreateMute(ctx, encode(m))
	case i < 0:
		return "", cause
	case same(&list[i], m):
		return list[i].ID, nil
	case m.Shape.Weekly() && len(list[i].Repeat) > 0:
		return list[i].ID, s.client.UpdateMute(ctx, list[i].ID, encode(m))
	default:
		return "", cause
	}
}

// same reports whether a stored mute is what was sent.
func same(w *wire.Mute, m *snapshot.Mute) bool {
	want := encode(m)
	days := slices.Clone(w.Repeat)
	slices.Sort(days)
	wanted := slices.Clone(want.Repeat)
	slices.Sort(wanted)
	return w.StartTime == want.StartTime && w.Duration == want.Duration && w.Timezone == want.Timezone && slices.Equal(slices.Compact(days), wanted)
}

func ids(mutes []snapshot.Ref) []string {
	var out []string
	for _, m := range mutes {
		out = append(out, m.ID)
	}
	return out
}

// attach adds mutes to an alert, those made in this session by the ids they got.
func (s *session) attach(ctx context.Context, st diff.AttachMutes) error {
	var add []string
	for _, m := range st.Mutes {
		id := m.ID
		if id == "" {
			id = s.made[m.Name]
		}
		if id == "" {
			return fmt.Errorf("hostedgraphite: attach mute %q to alert %q: it was not made", m.Name, st.Alert.Name)
		}
		add = append(add, id)
	}
	return s.edit(ctx, st.Alert, add, nil)
}

// edit changes the list of mutes of an alert: it is read right before it is written, other people's mutes stay in it, and
// afterwards it is looked at, because there is no other guard against somebody editing it at the same time (contract 7.9).
func (s *session) edit(ctx context.Context, a snapshot.Ref, add, remove []string) error {
	live, err := s.client.GetAlert(ctx, a.ID)
	if err != nil {
		return err
	}
	list := slices.DeleteFunc(slices.Clone(live.Mutes), func(id string) bool { return slices.Contains(remove, id) })
	for _, id := range add {
		if !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	if slices.Equal(list, live.Mutes) {
		return nil
	}
	if err := s.client.SetAlertMutes(ctx, a.ID, list); err != nil {
		return err
	}
	after, err := s.client.GetAlert(ctx, a.ID)
	if err != nil {
		return err
	}
	for _, id := range list {
		if !slices.Contains(after.Mutes, id) {
			return fmt.Errorf("hostedgraphite: alert %q is not muted by %q after it was attached; somebody else may be editing the alert", a.Name, id)
		}
	}
	return nil
}

// remove deletes a mute, and takes it off alerts that still name it (contract 4.14).
func (s *session) remove(ctx context.Context, m *snapshot.Mute) error {
	if err := s.client.DeleteMute(ctx, m.ID); err != nil {
		return err
	}
	for _, id := range m.On {
		if err := s.edit(ctx, snapshot.Ref{ID: id, Name: id}, nil, []string{m.ID}); err != nil && !httpx.IsNotFound(err) {
			return err
		}
	}
	return nil
}
