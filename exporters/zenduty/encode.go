// Package zenduty writes to Zenduty (contract zenduty): encode.go turns a schedule into a request as data, fresh.go finds out
// whether somebody changed what is there, write.go sends. Maintenance windows are in mute.go.
package zenduty

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers/zenduty/wire"
)

// vendor is the vendor's key in the YAML.
const vendor engine.Vendor = "zenduty"

// The lengths of shift the vendor's own tools accept, in seconds (contract 3.2).
const (
	shortestShift = civil.Hour
	longestShift  = 365 * civil.DayLen
)

// Cost returns how many write calls a step takes: every step is one call, but for a maintenance window that moves to another
// team, which is made there and removed here.
func Cost(step diff.Step) int {
	if u, ok := step.(diff.UpdateMute); ok && u.Before.Team != u.Mute.Team {
		return 2
	}
	return 1
}

// encoder turns plain schedules into request bodies, with the vendor's ids for ours.
type encoder struct{ accounts *snapshot.Accounts }

// schedule encodes a schedule with its layers and overrides, apart from its team. The description goes into the summary, with
// the mark at its end; the vendor's own description is left to people.
func (e encoder) schedule(s *engine.Schedule) (wire.ScheduleRequest, error) {
	out := wire.ScheduleRequest{
		Name: s.Name, Summary: s.Description, TimeZone: s.Zone.String(), Layers: []wire.LayerRequest{}, Overrides: []wire.OverrideRequest{},
	}
	if !s.Enabled {
		return out, errors.New("zenduty has no schedules that are switched off")
	}
	clock := engine.Wall
	if t, _ := s.On(vendor); t.Clock == engine.Elapsed { // the schedule's own switch (contract zenduty 4.4)
		clock = engine.Elapsed
	}
	for i := range s.Rotations {
		l, err := e.layer(&s.Rotations[i], clock)
		if err != nil {
			return out, fmt.Errorf("rotation %q: %w", s.Rotations[i].Name, err)
		}
		out.Layers = append(out.Layers, l)
	}
	for i := range s.Overrides {
		o, err := e.override(&s.Overrides[i])
		if err != nil {
			return out, fmt.Errorf("override %q: %w", s.Overrides[i].Ref, err)
		}
		out.Overrides = append(out.Overrides, o)
	}
	return out, nil
}

// team returns the vendor's id of the team a new schedule goes to: the target's own, or else the schedule's. The target may
// state the vendor's id itself.
func (e encoder) team(s *engine.Schedule) (string, error) {
	id := string(s.Team)
	target, _ := s.On(vendor)
	if target.Team != "" {
		id = target.Team
	}
	if id == "" {
		return "", errors.New("zenduty keeps every schedule in a team; state one with `team:`, of the schedule or of its target")
	}
	p := engine.Participant{Kind: engine.KindTeam, ID: id}
	if theirs, ok := e.accounts.Theirs(p); ok {
		return theirs, nil
	}
	if target.Team != "" && e.accounts.Ours(p) != (engine.Participant{Kind: engine.KindTeam, ID: string(vendor) + ":" + id}) {
		return id, nil // an id of the vendor's
	}
	return "", errors.New(e.accounts.Problem(p))
}

// layer encodes a rotation, whose turns are counted by the clock that the vendor keeps for the schedule: turns of one length, or a single shift, which is a layer of one person from its start to its end
// (contract 8). All ends are sent: null takes an old one away.
func (e encoder) layer(r *engine.Rotation, clock engine.Clock) (wire.LayerRequest, error) {
	if r.HasShifts {
		return e.shift(r)
	}
	out := wire.LayerRequest{Name: r.Name, Start: at(r.Start, r.Zone), Users: []wire.LayerUser{}}
	if r.Until.IsSet() {
		out.End = at(r.Until, r.Zone)
	}
	var err error
	if out.ShiftLength, err = shiftLength(r, clock); err != nil {
		return out, err
	}
	for i, entry := range r.People {
		user, err := e.user(entry)
		if err != nil {
			return out, err
		}
		out.Users = append(out.Users, wire.LayerUser{User: user, Position: i + 1})
	}
	if len(out.Users) == 0 {
		return out, errors.New("a layer of nobody cannot be written")
	}
	out.RestrictionType, out.Restrictions = restrictions(r.Only)
	return out, nil
}

func at(m civil.Moment, z *civil.Zone) wire.Time { return wire.At(m.In(z).Time()) }

// shiftLength is the length of a turn in seconds of the clock.
func shiftLength(r *engine.Rotation, clock engine.Clock) (int64, error) {
	if len(r.Every.Lengths) != 1 || r.Every.Windows > 0 || len(r.Changes) > 0 {
		return 0, errors.New("only turns of one length can be written")
	}
	n := r.Every.Lengths[0]
	seconds := int64(n.N) * n.Unit.Seconds()
	switch {
	case n.Unit == engine.Months:
		return 0, errors.New("turns of months cannot be written")
	case r.Clock != clock && clock == engine.Wall:
		return 0, errors.New("turns of equal real time cannot be written: the vendor counts by the clock on the wall")
	case r.Clock != clock:
		return 0, errors.New("turns by the clock on the wall cannot be written: the target says that the vendor counts real time")
	case seconds < shortestShift || seconds > longestShift:
		return 0, fmt.Errorf("turns of %d seconds cannot be written: from %d to %d are taken", seconds, shortestShift, longestShift)
	}
	return seconds, nil
}

// shift encodes a rotation that is one explicit shift. Its only turn is at least as long as it lasts.
func (e encoder) shift(r *engine.Rotation) (wire.LayerRequest, error) {
	if len(r.Shifts) != 1 {
		return wire.LayerRequest{}, fmt.Errorf("%d shifts cannot be written as one layer", len(r.Shifts))
	}
	s := r.Shifts[0]
	user, err := e.user(s.Who)
	if err != nil {
		return wire.LayerRequest{}, err
	}
	lasts := int64(s.Until.In(r.Zone) - s.From.In(r.Zone))
	if lasts <= 0 || lasts > longestShift {
		return wire.LayerRequest{}, fmt.Errorf("a shift of %d seconds cannot be written: up to %d are taken", lasts, longestShift)
	}
	length := (lasts + civil.Hour - 1) / civil.Hour * civil.Hour // whole hours, as people set them
	return wire.LayerRequest{
		Name: r.Name, ShiftLength: length, Start: at(s.From, r.Zone), End: at(s.Until, r.Zone),
		Users: []wire.LayerUser{{User: user, Position: 1}}, Restrictions: []wire.Restriction{},
	}, nil
}

// user encodes an entry of one person.
func (e encoder) user(entry engine.Entry) (string, error) {
	switch {
	case len(entry) == 0:
		return "", errors.New("a turn that nobody serves cannot be written")
	case len(entry) > 1:
		return "", fmt.Errorf("a turn of several (%s) cannot be written as one layer", entry)
	case entry[0].Kind != engine.KindPerson:
		return "", fmt.Errorf("%s cannot be written: layers and overrides hold people only", entry)
	}
	id, ok := e.accounts.Theirs(entry[0])
	if !ok {
		return "", errors.New(e.accounts.Problem(entry[0]))
	}
	return id, nil
}

// restrictions encodes windows: one that is the same every day as a daily one, others as weekly ones, and windows that never
// close as none (contract 4.9).
func restrictions(only []engine.Window) (kind int, list []wire.Restriction) {
	list = []wire.Restriction{}
	if from, to, ok := dialect.Daily(only); ok {
		return wire.Daily, append(list, restriction(7, from, (to-from+civil.DayLen)%civil.DayLen)) // daily ones have day 7 (contract 3.3)
	}
	for _, w := range dialect.Weekly(only) {
		lasts := (int(w.ToDay-w.FromDay)*civil.DayLen + w.To - w.From + civil.Week) % civil.Week
		list = append(list, restriction(int(w.FromDay)+1, w.From, lasts))
	}
	if len(list) == 0 {
		return wire.Unrestricted, list
	}
	return wire.Weekly, list
}

func restriction(day, from, lasts int) wire.Restriction {
	return wire.Restriction{
		Day: day, Duration: int64(lasts),
		TimeOfDay: fmt.Sprintf("%02d:%02d:%02d", from/civil.Hour, from/civil.Minute%60, from%60),
	}
}

// ourPrefix begins the names of overrides that an installation of ours made.
const ourPrefix = "schedsync:"

// override encodes an override: of one person, of the whole schedule. Its name is the one in its Ref, or for one that people
// made the one they gave it.
func (e encoder) override(o *engine.Override) (wire.OverrideRequest, error) {
	user, err := e.user(o.Who)
	switch {
	case err != nil:
		return wire.OverrideRequest{}, err
	case len(o.Rotations) > 0 || len(o.Replaces) > 0 || !o.Fill || o.Rule != "":
		return wire.OverrideRequest{}, errors.New("only overrides of everybody, gaps included, once, can be written")
	}
	name := o.Note
	if strings.HasPrefix(o.Ref, ourPrefix) {
		name = o.Ref
	}
	var utc *civil.Zone // instants need none
	return wire.OverrideRequest{Name: name, User: user, Start: at(o.From, utc), End: at(o.Until, utc)}, nil
}

// merged is what a PUT sends: the object as it is there now, unknown keys included (contract 4.4a), with our parts in place of
// its own, and the overrides of other people as they came.
func merged(fresh wire.Schedule, want wire.ScheduleRequest, foreign []wire.Override) (map[string]json.RawMessage, error) {
	body := map[string]json.RawMessage{}
	if err := json.Unmarshal(fresh.Raw, &body); err != nil {
		return nil, fmt.Errorf("zenduty: schedule %q as it is there: %w", fresh.Name, err)
	}
	overrides := []any{}
	for _, o := range foreign {
		overrides = append(overrides, o.Raw)
	}
	for _, o := range want.Overrides {
		overrides = append(overrides, o)
	}
	for key, value := range map[string]any{
		"name": want.Name, "summary": want.Summary, "time_zone": want.TimeZone, "layers": want.Layers, "overrides": overrides,
	} {
		b, err := json.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("zenduty: writing the %s of schedule %q: %w", key, want.Name, err)
		}
		body[key] = b
	}
	return body, nil
}
