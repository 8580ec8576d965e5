package zenduty

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/zenduty/wire"
)

// liftSilences lifts maintenance windows, and the services they keep quiet where those were read. A window that cannot be
// understood is opaque, never absent.
func liftSilences(raw snapshot.Raw, s *snapshot.Snapshot, zones importers.Zones) error {
	lists, err := bodies[maintenanceOf](raw, bodyMaintenance)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, of := range lists {
		if of.Windows == nil {
			return missing("maintenance windows", of.Team)
		}
		seen[of.Team] = true
		for i := range of.Windows {
			s.Mutes = append(s.Mutes, liftWindow(&of.Windows[i], of.Team, zones))
		}
	}
	for _, t := range s.Teams {
		if !seen[t.ID] {
			return missing("maintenance windows", t.ID)
		}
	}
	slices.SortFunc(s.Mutes, func(a, b snapshot.Mute) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return liftServices(raw, s)
}

// liftServices lifts the services, each with its team. Without the kind nobody asked for them.
func liftServices(raw snapshot.Raw, s *snapshot.Snapshot) error {
	if _, asked := raw.Bodies[bodyServices]; !asked {
		return nil
	}
	lists, err := bodies[servicesOf](raw, bodyServices)
	if err != nil {
		return err
	}
	s.Alerts, s.AlertTeams = []snapshot.Ref{}, map[string]string{}
	for _, of := range lists {
		if of.Services == nil {
			return missing("services", of.Team)
		}
		for _, v := range of.Services {
			s.Alerts = append(s.Alerts, snapshot.Ref{ID: v.UniqueID, Name: v.Name})
			s.AlertTeams[v.UniqueID] = of.Team
		}
	}
	slices.SortFunc(s.Alerts, func(a, b snapshot.Ref) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return nil
}

func liftWindow(w *wire.Maintenance, team string, zones importers.Zones) snapshot.Mute {
	m := snapshot.Mute{ID: w.UniqueID, Name: w.Name, Team: team}
	m.Mark, m.Part = snapshot.SplitMuteName(w.Name)
	for _, l := range w.Services {
		m.On = append(m.On, l.Service)
	}
	slices.Sort(m.On)
	m.On = slices.Compact(m.On)
	shape, err := windowShape(w, zones)
	if err != nil {
		m.Opaque = err.Error()
		return m
	}
	m.Shape = shape
	return m
}

// mostDays is the longest pause between two repeats that is believed: ten years.
const mostDays = 3660

// windowShape tells when a window is in force (contract zenduty 3.5, 4.21).
func windowShape(w *wire.Maintenance, zones importers.Zones) (snapshot.MuteShape, error) {
	out := snapshot.MuteShape{First: span.Span[civil.Instant]{Start: civil.FromTime(w.Start.Time), End: civil.FromTime(w.End.Time)}}
	switch {
	case w.Start.IsZero() || w.End.IsZero():
		return out, errors.New("it has no start or no end")
	case out.First.Empty():
		return out, fmt.Errorf("it ends at %s, which is not after its start %s", w.End, w.Start)
	case w.RepeatInterval < 0 || w.RepeatInterval > mostDays:
		return out, fmt.Errorf("it repeats every %d days", w.RepeatInterval)
	case w.RepeatInterval == 0:
		return out, nil
	}
	out.Every = w.RepeatInterval
	if !w.RepeatUntil.IsZero() {
		out.Until = lastEnd(out.First, civil.Instant(out.Every)*civil.DayLen, civil.FromTime(w.RepeatUntil.Time))
	}
	return out, steady(w.TimeZone, &out, zones)
}

// lastEnd returns the end of the last repeat before an end of the series that lies between two of them, whichever way the
// vendor counts: by starts or by ends. Any other end is returned as it is: how many repeats it leaves is not known.
//
//	first |--|     |--|     |--|
//	                   ^ here   ^ or here: the end of the second or third
func lastEnd(first span.Span[civil.Instant], step, until civil.Instant) civil.Instant {
	if until < first.End {
		return until
	}
	end := first.End + (until-first.End)/step*step
	if until < end+step-first.Length() {
		return end
	}
	return until
}

// steady refuses repeats in a zone whose clock changes: whether they follow it is not known (contract zenduty 4.22). Ours are
// written in UTC.
func steady(name string, s *snapshot.MuteShape, zones importers.Zones) error {
	if name == "" || name == "UTC" { // null after a PUT that left it out: the default
		return nil
	}
	z, err := zones.Load(name)
	if err != nil {
		return fmt.Errorf("its time zone: %w", err)
	}
	for t := s.First.Start; t < s.First.Start+400*civil.DayLen && (s.Until == 0 || t <= s.Until); t += civil.DayLen {
		if z.Offset(t) != z.Offset(s.First.Start) {
			return fmt.Errorf("it repeats in %s, whose clock changes, and whether the vendor follows that is not known; set its time zone to UTC", name)
		}
	}
	return nil
}
