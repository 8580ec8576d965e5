package snapshot

import (
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine"
)

// People returns the vendor's users who forward, with what they forward, in the vendor's ids: what [engine.Compile] needs to
// know besides an object's schedule. Sorted by id.
func (s *Snapshot) People() []engine.PersonInfo {
	var out []engine.PersonInfo
	for _, f := range s.Forwards {
		i := slices.IndexFunc(out, func(p engine.PersonInfo) bool { return string(p.ID) == f.From })
		if i < 0 {
			i = len(out)
			out = append(out, engine.PersonInfo{ID: engine.PersonID(f.From), Name: f.From})
		}
		out[i].Forward = append(out[i].Forward, f.Rule)
	}
	slices.SortFunc(out, func(a, b engine.PersonInfo) int {
		return engine.CompareParticipants(engine.Person(a.ID), engine.Person(b.ID))
	})
	return out
}

// Forwarders is [Snapshot.People] in our terms: the vendor's forwarding rules, and nothing else that is declared of people.
func (a *Accounts) Forwarders(s *Snapshot) []engine.PersonInfo {
	out := s.People()
	for i := range out {
		p := &out[i]
		p.ID = engine.PersonID(a.Ours(engine.Person(p.ID)).ID)
		for j := range p.Forward {
			p.Forward[j].Who = a.Entry(p.Forward[j].Who)
		}
	}
	return out
}

// Stands reports whether a forward of one of ours is a rule at the vendor already, which acts there without any schedule's
// doing. Only forwards that are declared as instants can be: others depend on the schedule's zone.
func (a *Accounts) Stands(s *Snapshot, p engine.PersonID, f engine.Forward) bool {
	return f.From.Fixed() && f.Until.Fixed() && slices.ContainsFunc(s.Forwards, func(g Forward) bool {
		return a.Ours(engine.Person(engine.PersonID(g.From))) == engine.Person(p) && g.Rule.From == f.From && g.Rule.Until == f.Until &&
			slices.Equal(a.Entry(g.Rule.Who), f.Who)
	})
}

// forwards declares the forwarding rules that are not over, of people who are declared here, as instants, so that they mean
// the same in every schedule.
func (d *declaring) forwards() {
	for _, f := range d.snap.Forwards {
		from := engine.Participant{Kind: engine.KindPerson, ID: f.From}
		if f.Rule.Until.In(nil) <= d.snap.TakenAt {
			continue
		}
		ours, known := d.names[from]
		if !known {
			if p, declared := d.accounts.ours[from]; declared && !d.declares(engine.PersonID(p.ID), f) {
				d.out.Skipped = append(d.out.Skipped, fmt.Sprintf("the forwarding rule %q: add it to `forward:` of %s, who is declared already", f.Ref, p.ID))
			}
			continue // whoever serves in no schedule forwards nothing of one
		}
		rule := f.Rule
		rule.Who = d.entry(rule.Who) // may declare somebody, and so move the list
		i := slices.IndexFunc(d.out.Workspace.People, func(p engine.PersonInfo) bool { return string(p.ID) == ours.ID })
		p := &d.out.Workspace.People[i]
		p.Forward = append(p.Forward, rule)
	}
}

// declares reports whether the workspace has a forward already.
func (d *declaring) declares(id engine.PersonID, f Forward) bool {
	p := d.ws.Person(id)
	return p != nil && slices.ContainsFunc(p.Forward, func(g engine.Forward) bool {
		return g.Who.String() == d.accounts.Entry(f.Rule.Who).String() && g.From.Fixed() && g.From == f.Rule.From && g.Until == f.Rule.Until
	})
}
