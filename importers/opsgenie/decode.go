package opsgenie

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/opsgenie/wire"
)

// Lift turns what was read into engine values by the contract's rules (sections 3 and 4). What cannot be resolved makes
// its schedule opaque, never absent. Lists that are missing from the bodies are an error: they would look like empty ones.
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
	for _, kind := range []string{bodySchedules, bodyOverrides} {
		if _, ok := raw.Bodies[kind]; !ok {
			return nil, fmt.Errorf("reading a snapshot of %s: it has no %s, not even an empty list; take a new one", Name, kind)
		}
	}
	s := &snapshot.Snapshot{Vendor: Name, TakenAt: civil.FromTime(taken)}
	if err := liftDirectory(raw, s); err != nil {
		return nil, err
	}
	overrides, err := liftOverrideLists(raw)
	if err != nil {
		return nil, err
	}
	for _, body := range raw.Bodies[bodySchedules] {
		var w wire.Schedule
		if err := json.Unmarshal(body, &w); err != nil {
			return nil, fmt.Errorf("reading a snapshot of %s: %w", Name, err)
		}
		if overrides[w.ID] == nil {
			return nil, fmt.Errorf("reading a snapshot of %s: the overrides of schedule %q are missing; take a new one", Name, w.Name)
		}
		s.Objects = append(s.Objects, liftSchedule(d, w, overrides[w.ID], zones))
	}
	slices.SortFunc(s.Objects, func(a, b snapshot.Object) int {
		return cmp.Or(cmp.Compare(a.Schedule.Name, b.Schedule.Name), cmp.Compare(a.ID, b.ID))
	})
	return s, nil
}

func liftDirectory(raw snapshot.Raw, s *snapshot.Snapshot) error {
	for _, body := range raw.Bodies[bodyUsers] {
		var u wire.User
		if err := json.Unmarshal(body, &u); err != nil {
			return fmt.Errorf("reading a snapshot of %s: user: %w", Name, err)
		}
		s.Users = append(s.Users, snapshot.User{
			ID: u.ID, Login: u.Username, Name: u.FullName, Zone: u.TimeZone, Blocked: u.Blocked, Unverified: !u.Verified,
		})
	}
	for _, body := range raw.Bodies[bodyTeams] {
		var r wire.TeamRef
		if err := json.Unmarshal(body, &r); err != nil {
			return fmt.Errorf("reading a snapshot of %s: team: %w", Name, err)
		}
		s.Teams = append(s.Teams, snapshot.Ref{ID: r.ID, Name: r.Name})
	}
	if err := liftEscalations(raw, s); err != nil {
		return err
	}
	return liftForwards(raw, s)
}

func liftOverrideLists(raw snapshot.Raw) (map[string][]wire.Override, error) {
	out := map[string][]wire.Override{}
	for _, body := range raw.Bodies[bodyOverrides] {
		var of struct {
			Schedule  string          `json:"schedule"`
			Overrides []wire.Override `json:"overrides"`
		}
		if err := json.Unmarshal(body, &of); err != nil {
			return nil, fmt.Errorf("reading a snapshot of %s: overrides: %w", Name, err)
		}
		out[of.Schedule] = of.Overrides
	}
	return out, nil
}

// liftSchedule lifts one schedule. Its participants carry the vendor's ids.
func liftSchedule(d *dialect.Dialect, w wire.Schedule, overrides []wire.Override, zones importers.Zones) snapshot.Object {
	obj := snapshot.Object{ID: w.ID}
	obj.Schedule = engine.Schedule{Name: w.Name, Enabled: w.Enabled}
	obj.Schedule.Description, obj.Mark = snapshot.SplitMark(w.Description)
	if w.OwnerTeam != nil {
		obj.Schedule.Team = engine.TeamID(w.OwnerTeam.ID)
	}
	zone, err := zones.Load(w.Timezone)
	if err != nil {
		obj.Opaque = fmt.Sprintf("its time zone: %v", err)
		return obj
	}
	obj.Schedule.Zone = zone
	keys := map[string]engine.RotationID{} // by vendor id
	for _, r := range w.Rotations {
		rotation, note, err := liftRotation(d, r, zone)
		if err != nil {
			obj.Opaque = fmt.Sprintf("rotation %q: %v", r.Name, err)
			return obj
		}
		if note != "" {
			obj.Notes = append(obj.Notes, note)
		}
		rotation.ID = rotationKey(obj.Schedule.Rotations, r)
		keys[r.ID] = rotation.ID
		obj.Schedule.Rotations = append(obj.Schedule.Rotations, rotation)
		obj.RotationIDs = append(obj.RotationIDs, r.ID)
	}
	liftOverrides(d, &obj, overrides, keys)
	return obj
}

// rotationKey names a rotation within its schedule: by its name, or by the vendor's id where that is missing or taken.
func rotationKey(before []engine.Rotation, r wire.Rotation) engine.RotationID {
	taken := slices.ContainsFunc(before, func(o engine.Rotation) bool { return o.Name == r.Name })
	if r.Name == "" || taken {
		return engine.RotationID(r.ID)
	}
	return engine.RotationID(r.Name)
}

// liftOverrides appends the overrides in the order in which they act. The list shows the newest first (contract 3.6,
// observed), so where the one created last wins of two that overlap, the list is turned round.
func liftOverrides(d *dialect.Dialect, obj *snapshot.Object, list []wire.Override, keys map[string]engine.RotationID) {
	list = slices.Clone(list)
	if !d.FirstWins {
		slices.Reverse(list)
	}
	for _, w := range list {
		who, err := liftParticipant(w.User)
		if err != nil {
			obj.Opaque = fmt.Sprintf("override %q: %v", w.Alias, err)
			return
		}
		if w.StartDate.IsZero() || w.EndDate.IsZero() {
			obj.Opaque = fmt.Sprintf("override %q: it has no start or no end", w.Alias)
			return
		}
		o := engine.Override{
			From:  civil.AtInstant(civil.FromTime(w.StartDate.Time)),
			Until: civil.AtInstant(civil.FromTime(w.EndDate.Time)),
			Who:   who, Fill: !d.GapsOpen, Ref: w.Alias,
		}
		for _, r := range w.Rotations {
			o.Rotations = append(o.Rotations, scopeKey(obj, r, keys))
		}
		obj.Schedule.Overrides = append(obj.Schedule.Overrides, o)
	}
	nameRotations(&obj.Schedule)
}

// nameRotations makes overrides of the whole schedule name all its rotations where one that acts above limits them in
// some: at the vendor the upper wins rotation by rotation, while the engine lets overrides of the whole schedule
// act after all that name rotations.
func nameRotations(s *engine.Schedule) {
	for i, o := range slices.Backward(s.Overrides) {
		under := slices.ContainsFunc(s.Overrides[i+1:], func(later engine.Override) bool {
			return len(later.Rotations) > 0 && later.Span(s.Zone).Overlaps(o.Span(s.Zone))
		})
		if len(o.Rotations) > 0 || !under {
			continue
		}
		for _, r := range s.Rotations {
			s.Overrides[i].Rotations = append(s.Overrides[i].Rotations, r.ID)
		}
	}
}

// scopeKey finds the rotation an override is limited to, by id or by name. One that is gone keeps the override from acting
// anywhere, instead of letting it act everywhere (contract 2.4).
func scopeKey(obj *snapshot.Object, r wire.RotationRef, keys map[string]engine.RotationID) engine.RotationID {
	if key, ok := keys[r.ID]; ok {
		return key
	}
	for _, known := range obj.Schedule.Rotations {
		if r.ID == "" && known.Name == r.Name {
			return known.ID
		}
	}
	obj.Notes = append(obj.Notes, fmt.Sprintf("an override names the rotation %s, which does not exist", cmp.Or(r.Name, r.ID)))
	return engine.RotationID("gone " + cmp.Or(r.ID, r.Name))
}
