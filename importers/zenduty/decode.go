package zenduty

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/zenduty/wire"
)

// Lift turns what was read into engine values by the contract's rules (sections 3 and 4). What cannot be resolved makes its
// schedule opaque, never absent. A list that is missing from the bodies is an error: it would look like an empty one.
//
// A schedule's `summary` holds our description and our mark (SPEC 3); its `description` belongs to people, and is neither read
// nor written.
//
// Rules that the contract leaves open are those that it assumes; the vendor's descriptor with a settled dialect has others.
func Lift(raw snapshot.Raw, zones importers.Zones) (*snapshot.Snapshot, error) {
	return lift(Dialect(), raw, zones)
}

// lift is Lift under other answers to open rules.
func lift(d *dialect.Dialect, raw snapshot.Raw, zones importers.Zones) (*snapshot.Snapshot, error) {
	taken, err := time.Parse(time.RFC3339, raw.TakenAt)
	if err != nil {
		return nil, fmt.Errorf("reading a snapshot of %s: taken_at: %w", Name, err)
	}
	for _, kind := range bodyKinds() {
		if _, ok := raw.Bodies[kind]; !ok {
			return nil, fmt.Errorf("reading a snapshot of %s: it has no %s, not even an empty list; take a new one", Name, kind)
		}
	}
	s := &snapshot.Snapshot{Vendor: Name, TakenAt: civil.FromTime(taken), Members: map[string][]string{}, Escalated: []string{}}
	if err := liftPeople(raw, s); err != nil {
		return nil, err
	}
	if err := liftPolicies(raw, s); err != nil {
		return nil, err
	}
	if err := liftSchedules(d, raw, s, zones); err != nil {
		return nil, err
	}
	if err := liftSilences(raw, s, zones); err != nil {
		return nil, err
	}
	slices.SortFunc(s.Objects, func(a, b snapshot.Object) int {
		return cmp.Or(cmp.Compare(a.Schedule.Name, b.Schedule.Name), cmp.Compare(a.ID, b.ID))
	})
	return s, nil
}

// bodies decodes all bodies of a kind.
func bodies[T any](raw snapshot.Raw, kind string) ([]T, error) {
	out := make([]T, len(raw.Bodies[kind]))
	for i, body := range raw.Bodies[kind] {
		if err := json.Unmarshal(body, &out[i]); err != nil {
			return nil, fmt.Errorf("reading a snapshot of %s: %s: %w", Name, kind, err)
		}
	}
	return out, nil
}

// missing is the error of a list that was not kept for a team.
func missing(kind, team string) error {
	return fmt.Errorf("reading a snapshot of %s: the %s of team %q are missing; take a new one", Name, kind, team)
}

func liftPeople(raw snapshot.Raw, s *snapshot.Snapshot) error {
	members, err := bodies[wire.Member](raw, bodyMembers)
	if err != nil {
		return err
	}
	for _, m := range members {
		s.Users = append(s.Users, snapshot.User{
			ID: m.User.Username, Login: m.User.Email, Name: strings.TrimSpace(m.User.First + " " + m.User.Last), Zone: m.TimeZone,
			Unverified: m.IsVerified != nil && !*m.IsVerified,
		})
	}
	teams, err := bodies[wire.Team](raw, bodyTeams)
	if err != nil {
		return err
	}
	lists, err := bodies[membersOf](raw, bodyTeamLists)
	if err != nil {
		return err
	}
	for _, of := range lists {
		if of.Members == nil {
			return missing("members", of.Team)
		}
		s.Members[of.Team] = of.Members
	}
	for _, t := range teams {
		if s.Members[t.UniqueID] == nil {
			return missing("members", t.UniqueID)
		}
		s.Teams = append(s.Teams, snapshot.Ref{ID: t.UniqueID, Name: t.Name})
	}
	return nil
}

func liftPolicies(raw snapshot.Raw, s *snapshot.Snapshot) error {
	lists, err := bodies[policiesOf](raw, bodyPolicies)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, of := range lists {
		if of.Policies == nil {
			return missing("escalation policies", of.Team)
		}
		seen[of.Team] = true
		for _, p := range of.Policies {
			s.Escalations = append(s.Escalations, snapshot.Ref{ID: p.UniqueID, Name: p.Name})
			for _, id := range scheduleTargets(p) {
				s.Escalated = append(s.Escalated, id)
				s.Reaches(p.Name, id)
			}
		}
	}
	for _, t := range s.Teams {
		if !seen[t.ID] {
			return missing("escalation policies", t.ID)
		}
	}
	slices.Sort(s.Escalated)
	s.Escalated = slices.Compact(s.Escalated)
	return nil
}

// scheduleTargets lists the schedules a policy reaches.
func scheduleTargets(p wire.Policy) []string {
	var out []string
	for _, r := range p.Rules {
		for _, t := range r.Targets {
			if t.Type == wire.TargetSchedule {
				out = append(out, t.ID)
			}
		}
	}
	return out
}

func liftSchedules(d *dialect.Dialect, raw snapshot.Raw, s *snapshot.Snapshot, zones importers.Zones) error {
	lists, err := bodies[schedulesOf](raw, bodySchedules)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, of := range lists {
		if of.Schedules == nil {
			return missing("schedules", of.Team)
		}
		seen[of.Team] = true
		for _, body := range of.Schedules {
			w, err := wire.ParseSchedule(body)
			if err != nil {
				return fmt.Errorf("reading a snapshot of %s: schedule %w", Name, err)
			}
			s.Objects = append(s.Objects, liftSchedule(d, w, of.Team, zones))
		}
	}
	for _, t := range s.Teams {
		if !seen[t.ID] {
			return missing("schedules", t.ID)
		}
	}
	return nil
}

// liftSchedule lifts one schedule. Its participants carry usernames.
func liftSchedule(d *dialect.Dialect, w wire.Schedule, team string, zones importers.Zones) snapshot.Object {
	obj := snapshot.Object{ID: w.UniqueID}
	obj.Schedule = engine.Schedule{Name: w.Name, Enabled: true, Team: engine.TeamID(team)} // there is no way to switch one off
	obj.Schedule.Description, obj.Mark = snapshot.SplitMark(w.Summary)
	zone, err := zones.Load(w.TimeZone)
	if err != nil {
		obj.Opaque = fmt.Sprintf("its time zone: %v", err)
		return obj
	}
	obj.Schedule.Zone = zone
	taken := map[string]bool{}
	for i, l := range w.Layers {
		name := layerName(taken, l.Name, i)
		rotation, note, err := liftLayer(d, l, zone)
		if err != nil {
			obj.Opaque = fmt.Sprintf("layer %q: %v", name, err)
			return obj
		}
		if note != "" {
			obj.Notes = append(obj.Notes, fmt.Sprintf("layer %q %s", name, note))
		}
		rotation.Name, rotation.ID = name, engine.RotationID(name)
		obj.Schedule.Rotations = append(obj.Schedule.Rotations, rotation)
		obj.RotationIDs = append(obj.RotationIDs, l.UniqueID)
	}
	liftOverrides(d, &obj, w.Overrides)
	return obj
}

// layerName names a layer within its schedule: by its own name, or where that is missing or taken by its place. The vendor's
// ids are no names: every update makes new ones.
func layerName(taken map[string]bool, name string, i int) string {
	if name == "" || taken[name] {
		name = fmt.Sprintf("Layer %d", i+1)
	}
	for taken[name] {
		name += "+"
	}
	taken[name] = true
	return name
}

// liftOverrides appends the overrides. Each replaces everybody in the schedule (contract 4.11), also where nobody would be
// (4.12), unless that is known to be otherwise.
func liftOverrides(d *dialect.Dialect, obj *snapshot.Object, list []wire.Override) {
	list = slices.Clone(list)
	if d.FirstWins {
		slices.Reverse(list)
	}
	for _, w := range list {
		o := engine.Override{From: moment(w.Start), Until: moment(w.End), Fill: !d.GapsOpen, Ref: w.Name, Who: engine.Entry{engine.Person(engine.PersonID(w.User))}}
		if !strings.HasPrefix(w.Name, ourPrefix) {
			o.Ref, o.Note = "id:"+w.UniqueID, w.Name
		}
		switch {
		case w.User == "":
			obj.Opaque = fmt.Sprintf("override %q: it names no user", cmp.Or(w.Name, w.UniqueID))
			return
		case w.Start.IsZero() || w.End.IsZero():
			obj.Opaque = fmt.Sprintf("override %q: it has no start or no end", cmp.Or(w.Name, w.UniqueID))
			return
		}
		obj.Schedule.Overrides = append(obj.Schedule.Overrides, o)
	}
	if d.OverlapUnknown {
		noteOverlaps(obj)
	}
}

// ourPrefix begins the names of overrides that an installation of ours made.
const ourPrefix = "schedsync:"

// noteOverlaps notes overrides that hold at once: what the vendor makes of them is not known (contract 4.13).
func noteOverlaps(obj *snapshot.Object) {
	var list []span.Span[civil.Instant]
	for i := range obj.Schedule.Overrides {
		list = append(list, obj.Schedule.Overrides[i].Span(obj.Schedule.Zone))
	}
	slices.SortFunc(list, func(a, b span.Span[civil.Instant]) int { return cmp.Compare(a.Start, b.Start) })
	for i := 1; i < len(list); i++ {
		if list[i].Start < list[i-1].End {
			obj.Notes = append(obj.Notes, fmt.Sprintf("two overrides overlap from %s on; who is on call then is not known (contract zenduty 4.13)", list[i].Start))
			return
		}
	}
}
