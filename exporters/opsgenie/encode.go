// Package opsgenie writes to Opsgenie (contract opsgenie): encode.go turns a step into requests as data, write.go sends them.
package opsgenie

import (
	"fmt"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers/opsgenie/wire"
)

// encoder turns plain schedules into request bodies, with the vendor's ids for ours.
type encoder struct{ accounts *snapshot.Accounts }

// schedule encodes a new schedule with its rotations. Overrides follow in steps of their own.
func (e encoder) schedule(s *engine.Schedule) (wire.ScheduleRequest, error) {
	out := wire.ScheduleRequest{Name: s.Name, Description: s.Description, Timezone: s.Zone.String(), Enabled: s.Enabled}
	var err error
	if out.OwnerTeam, err = e.team(s.Team); err != nil {
		return out, err
	}
	for i := range s.Rotations {
		r, err := e.rotation(&s.Rotations[i])
		if err != nil {
			return out, err
		}
		out.Rotations = append(out.Rotations, r)
	}
	return out, nil
}

// update encodes the schedule's own fields; rotations never go with them, because that would give them new ids
// (contract 2.1). The name is always sent: the vendor's own tools do, and an empty one is accepted as a name.
func (e encoder) update(s *engine.Schedule) (wire.ScheduleUpdate, error) {
	team, err := e.team(s.Team)
	return wire.ScheduleUpdate{
		Name: s.Name, Description: wire.Set(s.Description), Timezone: s.Zone.String(),
		Enabled: wire.Set(s.Enabled), OwnerTeam: team,
	}, err
}

func (e encoder) team(id engine.TeamID) (*wire.TeamRef, error) {
	if id == "" {
		return nil, nil //nolint:nilnil // no team: the key's own, or none
	}
	theirs, err := e.theirs(engine.Participant{Kind: engine.KindTeam, ID: string(id)})
	return &wire.TeamRef{ID: theirs}, err
}

func (e encoder) theirs(p engine.Participant) (string, error) {
	id, ok := e.accounts.Theirs(p)
	if !ok {
		return "", fmt.Errorf("%s", e.accounts.Problem(p))
	}
	return id, nil
}

// rotation encodes a whole rotation: instants in UTC, the one daily window or the weekly ones.
func (e encoder) rotation(r *engine.Rotation) (wire.RotationRequest, error) {
	if f, ok := dialect.Piece(r); ok && r.HasShifts {
		p, err := e.entry(f.Who)
		return wire.RotationRequest{ // one who takes every turn: how long turns are makes no difference
			Name: r.Name, StartDate: at(f.From, r.Zone), EndDate: wire.Set(at(f.Until, r.Zone)), Type: wire.Weekly, Length: 1,
			Participants: []wire.Participant{p},
		}, err
	}
	n := r.Every.Lengths[0]
	out := wire.RotationRequest{
		Name: r.Name, StartDate: at(r.Start, r.Zone), Length: n.N,
		Type: map[engine.Unit]string{engine.Hours: wire.Hourly, engine.Days: wire.Daily, engine.Weeks: wire.Weekly}[n.Unit],
	}
	if r.Until.IsSet() {
		out.EndDate = wire.Set(at(r.Until, r.Zone))
	}
	for _, entry := range r.People {
		p, err := e.entry(entry)
		if err != nil {
			return out, err
		}
		out.Participants = append(out.Participants, p)
	}
	if t := restriction(r.Only); !t.IsZero() {
		out.TimeRestriction = wire.Set(t)
	}
	return out, nil
}

func at(m civil.Moment, z *civil.Zone) wire.Time { return wire.At(m.In(z).Time()) }

// entry encodes who serves: one participant, or none.
func (e encoder) entry(entry engine.Entry) (wire.Participant, error) {
	if len(entry) == 0 {
		return wire.Participant{Type: wire.KindNone}, nil
	}
	p := entry[0]
	id, err := e.theirs(p)
	return wire.Participant{Type: map[engine.Kind]string{
		engine.KindPerson: wire.KindUser, engine.KindTeam: wire.KindTeam, engine.KindEscalation: wire.KindEscalation,
	}[p.Kind], ID: id}, err
}

// restriction encodes windows as the vendor keeps them.
func restriction(only []engine.Window) wire.TimeRestriction {
	if from, to, ok := dialect.Daily(only); ok {
		return wire.TimeRestriction{Type: wire.TimeOfDay, Windows: []wire.Restriction{window("", from, "", to)}}
	}
	var out wire.TimeRestriction
	for _, w := range dialect.Weekly(only) {
		out.Type = wire.WeekdayTimeOfDay
		out.Windows = append(out.Windows, window(dayName(w.FromDay), w.From, dayName(w.ToDay), w.To))
	}
	return out
}

func window(fromDay string, from int, toDay string, to int) wire.Restriction {
	return wire.Restriction{
		StartDay: fromDay, StartHour: from / civil.Hour, StartMin: from / civil.Minute % 60,
		EndDay: toDay, EndHour: to / civil.Hour, EndMin: to / civil.Minute % 60,
	}
}

func dayName(d civil.Weekday) string {
	return [...]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}[d]
}

// override encodes an override. ids are the vendor's ids of the rotations by our name; the list is always sent, because
// what a PUT without it means is not known (contract 2.4).
func (e encoder) override(o *engine.Override, ids map[engine.RotationID]string) (wire.OverrideRequest, error) {
	who, err := e.entry(o.Who)
	if err != nil {
		return wire.OverrideRequest{}, err
	}
	var utc *civil.Zone // instants need none
	out := wire.OverrideRequest{
		Alias: o.Ref, User: who, StartDate: at(o.From, utc), EndDate: at(o.Until, utc), Rotations: []wire.RotationRef{},
	}
	for _, name := range o.Rotations {
		id, ok := ids[name]
		if !ok {
			return out, fmt.Errorf("the override %s names the rotation %q, which is not there", o.Ref, name)
		}
		out.Rotations = append(out.Rotations, wire.RotationRef{ID: id})
	}
	return out, nil
}

// Cost returns how many write calls a step takes: every step is one call.
func Cost(diff.Step) int { return 1 }
