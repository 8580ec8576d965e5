package exporters

import (
	"strings"

	"github.com/schedsync/schedsync/engine"
)

// Nobody is how a gap is called wherever a name would stand.
const Nobody = "nobody"

// Names is how people, teams and escalations are called. The zero Names calls everybody by their id.
type Names struct {
	of     map[engine.Participant]string
	shared map[string]bool // names that more than one participant has
}

// NamesOf reads the names out of a workspace.
func NamesOf(w *engine.Workspace) Names {
	n := Names{of: map[engine.Participant]string{}, shared: map[string]bool{}}
	for _, p := range w.People {
		n.add(engine.Person(p.ID), p.Name)
	}
	for _, t := range w.Teams {
		n.add(engine.Participant{Kind: engine.KindTeam, ID: string(t.ID)}, t.Name)
	}
	for _, e := range w.Escalations {
		n.add(engine.Participant{Kind: engine.KindEscalation, ID: string(e.ID)}, e.Name)
	}
	seen := map[string]bool{}
	for _, name := range n.of {
		n.shared[name] = seen[name]
		seen[name] = true
	}
	return n
}

func (n Names) add(p engine.Participant, name string) {
	if name = Clean(name); name != "" && name != p.ID {
		n.of[p] = name
	}
}

// Of returns what a participant is called: "Ana Sousa", or the id where there is no name, or "Ana Sousa (ana)" where two
// have the same name. Teams and escalations say that they are one: "Payments (team)". The result is [Clean].
func (n Names) Of(p engine.Participant) string {
	name, ok := n.of[p]
	switch {
	case p.Kind == engine.Nobody:
		return Nobody
	case !ok:
		return Clean(p.String())
	case n.shared[name]:
		return name + " (" + Clean(p.String()) + ")"
	case p.Kind != engine.KindPerson:
		return name + " (" + p.Kind.String() + ")"
	default:
		return name
	}
}

// Full returns the name with the id behind it, for those who have to type it: "Ana Sousa (ana)", or the id alone.
func (n Names) Full(p engine.Participant) string {
	name, ok := n.of[p]
	if p.Kind == engine.Nobody || !ok {
		return n.Of(p)
	}
	return name + " (" + Clean(p.String()) + ")"
}

// Together returns the names of several, in the order given: "Ana Sousa + Bo Li", or [Nobody].
func (n Names) Together(duties []engine.Duty) string {
	if len(duties) == 0 {
		return Nobody
	}
	names := make([]string, len(duties))
	for i, d := range duties {
		names[i] = n.Of(d.Who)
	}
	return strings.Join(names, " + ")
}

// ScheduleName returns what a schedule is called: its name, or its id where it has none. The result is [Clean].
func ScheduleName(s *engine.Schedule) string {
	if name := Clean(s.Name); name != "" {
		return name
	}
	return Clean(string(s.ID))
}
