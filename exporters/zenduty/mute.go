package zenduty

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/zenduty/wire"
)

// window encodes a mute as a maintenance window, in UTC: there a repeat after days of 24 hours is also one at the same time of
// day, so it does not matter which of the two the vendor means (contract zenduty 4.22).
func window(m *snapshot.Mute) wire.MaintenanceRequest {
	s := &m.Shape
	out := wire.MaintenanceRequest{
		Name: m.Name, Start: wire.At(s.First.Start.Time()), End: wire.At(s.First.End.Time()),
		RepeatInterval: s.Every, TimeZone: "UTC", Services: []wire.ServiceLink{},
	}
	if s.Until != 0 {
		// Half-way between the last repeat and the one that must not come: whether the vendor counts by starts or by ends, and
		// whether the end itself still counts, is not known (4.21).
		pause := civil.Instant(s.Every)*civil.DayLen - s.First.Length()
		out.RepeatUntil = wire.At((s.Until + max(pause, 0)/2).Time())
	}
	for _, id := range m.On {
		out.Services = append(out.Services, wire.ServiceLink{Service: id})
	}
	return out
}

// is reports whether a live window is what a request asks for. A zone that is not there is UTC (3.5), and one does not matter
// to what happens once.
func is(live *wire.Maintenance, want *wire.MaintenanceRequest) bool {
	zone := live.RepeatInterval == 0 || live.TimeZone == "" || live.TimeZone == want.TimeZone
	return zone && live.Name == want.Name && live.Start.Equal(want.Start.Time) && live.End.Equal(want.End.Time) &&
		live.RepeatInterval == want.RepeatInterval && live.RepeatUntil.Equal(want.RepeatUntil.Time) &&
		slices.Equal(linked(live.Services), linked(want.Services))
}

// linked returns the ids of services, sorted, each once.
func linked(list []wire.ServiceLink) []string {
	var out []string
	for _, l := range list {
		out = append(out, l.Service)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// createWindow makes a window, and looks at what came of it: one that is other than what was sent would silence something
// else. When the outcome is in doubt the team's windows are listed: the one that is what was sent is the one we made.
func (s *session) createWindow(ctx context.Context, m *snapshot.Mute) error {
	want := window(m)
	if m.Team == "" || len(want.Services) == 0 {
		return fmt.Errorf("zenduty: maintenance %q cannot be written: it has no team or no services", m.Name)
	}
	made, err := s.client.CreateMaintenance(ctx, m.Team, want)
	if httpx.IsAmbiguous(err) || errors.Is(err, wire.ErrNoAnswer) {
		list, lookErr := s.client.ListMaintenance(ctx, m.Team)
		if lookErr != nil {
			return fmt.Errorf("%w; looking it up: %w", err, lookErr)
		}
		i := slices.IndexFunc(list, func(w wire.Maintenance) bool { return w.Name == want.Name && is(&w, &want) })
		if i >= 0 {
			return nil
		}
		made, err = s.client.CreateMaintenance(ctx, m.Team, want)
	}
	if err != nil {
		return err
	}
	return stored(&made, &want)
}

// stored refuses a window that is not what was sent.
func stored(made *wire.Maintenance, want *wire.MaintenanceRequest) error {
	if is(made, want) {
		return nil
	}
	return fmt.Errorf("zenduty: maintenance %q is not stored as it was sent: it lasts from %s until %s, every %d days until %s, on %v; look at it before anything else is silenced",
		want.Name, made.Start, made.End, made.RepeatInterval, made.RepeatUntil, linked(made.Services))
}

// updateWindow replaces a window as a whole: what a PUT leaves out becomes null (contract zenduty 6). What somebody changed
// since the plan was made is not overwritten. There is no way to move one to another team, so there it is made anew.
func (s *session) updateWindow(ctx context.Context, before, m *snapshot.Mute) error {
	if before.Team != m.Team {
		if err := s.createWindow(ctx, m); err != nil {
			return err
		}
		return s.deleteWindow(ctx, before)
	}
	fresh, err := s.client.GetMaintenance(ctx, before.Team, before.ID)
	if err != nil {
		return err
	}
	want := window(m)
	if is(&fresh, &want) { // done before, by a call whose reply was lost
		return nil
	}
	if what := moved(&fresh, before); what != "" {
		return fmt.Errorf("zenduty: maintenance %q was changed since it was read: %s; nothing was written: plan again", before.Name, what)
	}
	made, err := s.client.PutMaintenance(ctx, before.Team, before.ID, want)
	if httpx.IsAmbiguous(err) || errors.Is(err, wire.ErrNoAnswer) {
		if now, lookErr := s.client.GetMaintenance(ctx, before.Team, before.ID); lookErr == nil && is(&now, &want) {
			return nil
		}
	}
	if err != nil {
		return err
	}
	return stored(&made, &want)
}

// moved names what somebody changed of a window since it was read.
func moved(fresh *wire.Maintenance, before *snapshot.Mute) string {
	s := &before.Shape
	switch {
	case fresh.Name != before.Name:
		return fmt.Sprintf("its name is %q now", fresh.Name)
	case civil.FromTime(fresh.Start.Time) != s.First.Start || civil.FromTime(fresh.End.Time) != s.First.End:
		return fmt.Sprintf("it lasts from %s until %s now", fresh.Start, fresh.End)
	case fresh.RepeatInterval != s.Every || fresh.RepeatUntil.IsZero() != (s.Until == 0):
		return fmt.Sprintf("it repeats every %d days until %s now", fresh.RepeatInterval, fresh.RepeatUntil)
	case !slices.Equal(linked(fresh.Services), before.On):
		return "its services are others"
	}
	return ""
}

// deleteWindow removes a window.
func (s *session) deleteWindow(ctx context.Context, m *snapshot.Mute) error {
	err := s.client.DeleteMaintenance(ctx, m.Team, m.ID)
	if httpx.IsAmbiguous(err) {
		if _, lookErr := s.client.GetMaintenance(ctx, m.Team, m.ID); httpx.IsNotFound(lookErr) {
			return nil
		}
	}
	return err
}
