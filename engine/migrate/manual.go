package migrate

import (
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/snapshot"
)

// missing names everybody whom schedules to come need and the new vendor does not know, once each, people first.
func (m *mover) missing() {
	var need []engine.Participant
	add := func(p engine.Participant) {
		if p.Kind != engine.Nobody && !slices.Contains(need, p) {
			need = append(need, p)
		}
	}
	for i := range m.out.Schedules {
		s := m.out.Workspace.Schedule(m.out.Schedules[i].ID)
		if s == nil || m.out.Schedules[i].Zone == nil {
			continue
		}
		for _, p := range dialect.Participants(s) {
			add(p)
		}
		if s.Team != "" && m.r.To.Snapshot.Members != nil && m.r.Team == "" {
			add(engine.Participant{Kind: engine.KindTeam, ID: string(s.Team)})
		}
	}
	for _, p := range m.out.Workspace.People { // whoever duties are forwarded to serves as well
		for _, f := range p.Forward {
			if f.Until.Fixed() && f.Until.In(nil) <= m.r.Now || !slices.Contains(need, engine.Person(p.ID)) {
				continue
			}
			for _, to := range f.Who {
				add(to)
			}
		}
	}
	slices.SortFunc(need, engine.CompareParticipants)
	for _, p := range need {
		if why := m.there.Problem(p); why != "" && p.Kind != engine.KindEscalation {
			m.out.Missing = append(m.out.Missing, Missing{Who: p, Name: m.nameOf(p), Why: why})
		}
	}
}

func (m *mover) nameOf(p engine.Participant) string {
	if p.Kind == engine.KindPerson {
		if info := m.out.Workspace.Person(engine.PersonID(p.ID)); info != nil {
			return info.Name
		}
	}
	for _, t := range m.out.Workspace.Teams {
		if p.Kind == engine.KindTeam && string(t.ID) == p.ID {
			return t.Name
		}
	}
	return p.ID
}

// manual lists what no schedule can carry over.
func (m *mover) manual() {
	add := func(what string, steps ...string) { m.out.Manual = append(m.out.Manual, Manual{what, steps}) }
	for _, what := range m.r.From.Unread {
		add(fmt.Sprintf("The key may not read the %s of %s: look whether there are any", what, m.r.FromTitle))
	}
	for _, l := range m.ladders() {
		add(fmt.Sprintf("Make the escalation %q", l.Name), l.Steps...)
	}
	for _, f := range m.r.From.Forwards {
		if f.Rule.Until.In(nil) <= m.r.Now {
			continue
		}
		from, to := m.accounts.Ours(engine.Person(engine.PersonID(f.From))), m.accounts.Entry(f.Rule.Who)
		add(fmt.Sprintf("%s forwards to %s from %s until %s: schedules say so, but escalations and whatever else reaches %s at %s do not",
			m.nameOf(from), m.entry(to), f.Rule.From, f.Rule.Until, m.nameOf(from), m.r.ToTitle))
	}
	add(fmt.Sprintf("Point integrations and alert sources at %s: they are no part of schedules and were not read", m.r.ToTitle))
	add(fmt.Sprintf("Notification rules, contact methods and quiet hours of people stay at %s: everybody sets theirs at %s", m.r.FromTitle, m.r.ToTitle))
}

func (m *mover) entry(e engine.Entry) string {
	text := ""
	for i, p := range e {
		if i > 0 {
			text += " + "
		}
		text += m.nameOf(p)
	}
	return text
}

// ladders returns the escalations with their steps, or without where those were not read, by name as they were listed.
func (m *mover) ladders() []snapshot.Ladder {
	if len(m.r.From.Ladders) > 0 {
		return m.r.From.Ladders
	}
	var out []snapshot.Ladder
	for _, e := range m.r.From.Escalations {
		out = append(out, snapshot.Ladder{ID: e.ID, Name: e.Name})
	}
	return out
}

// Deadline returns the day from which a vendor answers nobody any more, where one is announced (contract opsgenie 8: end of
// support and of the API on 2027-04-05, and switched off 120 days after an account's own migration date).
func Deadline(v engine.Vendor) (day civil.Day, why string, ok bool) {
	if v != "opsgenie" {
		return 0, "", false
	}
	return civil.DayOf(2027, 4, 5), "support and the API end", true
}
