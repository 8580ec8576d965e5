package declared

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/schedsync/schedsync/engine"
)

// crosscheck looks at what objects say about each other.
func (l *loader) crosscheck(ws *Workspace) {
	l.dangling()
	l.byName(ws.People)
	l.cycles()
	for _, s := range ws.Schedules {
		l.descriptionFits(s, ws.Sync.Owner)
		l.belongs(s)
	}
	l.sameTarget(ws.Schedules)
}

// cycles refuses a schedule that has an escalation on call which notifies, over however many steps, that schedule: nobody
// could say who is reached. Each cycle is reported once, at the reference that closes it.
func (l *loader) cycles() {
	g := graph{edges: map[owner][]reference{}, state: map[owner]int{}, loader: l}
	var starts []owner
	for _, r := range l.refs {
		if r.kind == toEscalation && r.from.kind == toSchedule || r.kind == toSchedule && r.from.kind == toEscalation {
			if g.edges[r.from] == nil {
				starts = append(starts, r.from)
			}
			g.edges[r.from] = append(g.edges[r.from], r)
		}
	}
	for _, o := range starts {
		g.visit(o)
	}
}

// graph is the references between schedules and escalations.
type graph struct {
	edges  map[owner][]reference
	state  map[owner]int // 0 not seen, 1 on the path, 2 done
	path   []owner
	loader *loader
}

func (g *graph) visit(o owner) {
	g.state[o] = 1
	g.path = append(g.path, o)
	for _, r := range g.edges[o] {
		next := owner{r.kind, r.id}
		switch g.state[next] {
		case 0:
			g.visit(next)
		case 1:
			g.report(next, r)
		}
	}
	g.path = g.path[:len(g.path)-1]
	g.state[o] = 2
}

// maxCircle is how many objects of a circle a message names.
const maxCircle = 50

func (g *graph) report(to owner, r reference) {
	circle := g.path[slices.Index(g.path, to):]
	var names []string
	for _, o := range circle[:min(len(circle), maxCircle)] {
		names = append(names, o.String())
	}
	if len(circle) > maxCircle {
		names = append(names, fmt.Sprintf("… (%d more)", len(circle)-maxCircle))
	}
	names = append(names, to.String())
	g.loader.add(r.at, Problem{Text: "references go in a circle: " + strings.Join(names, " -> ")})
}

// opsgenieDescription is how many characters a schedule's description may have at Opsgenie (SPEC 3).
const opsgenieDescription = 200

// descriptionFits checks that Opsgenie's description has room for the ownership mark.
func (l *loader) descriptionFits(s engine.Schedule, owner string) {
	if _, ok := s.On("opsgenie"); !ok || owner == "" {
		return
	}
	mark := fmt.Sprintf(" [schedsync:%s/%s]", owner, s.ID)
	have := utf8.RuneCountInString(s.Description)
	if room := opsgenieDescription - utf8.RuneCountInString(mark); have > room {
		path := join("schedules", string(s.ID), "description")
		l.log.add(Problem{
			Position: l.near(path), Path: path, Text: "the description is too long for Opsgenie",
			Found:    fmt.Sprintf("%d characters", have),
			Expected: fmt.Sprintf("at most %d: %d less the ownership mark %q", max(room, 0), opsgenieDescription, strings.TrimSpace(mark)),
		})
	}
}

// belongs checks that a schedule at Zenduty has a team, below which every schedule lies there (contract zenduty 2).
func (l *loader) belongs(s engine.Schedule) {
	if t, ok := s.On("zenduty"); ok && t.Team == "" && s.Team == "" {
		path := join("schedules", string(s.ID), "targets", "zenduty")
		l.log.add(Problem{
			Position: l.near(path), Path: path, Text: "a schedule at Zenduty belongs to a team, and this one has none",
			Expected: "`team:` in the target, or `team:` of the schedule",
		})
	}
}

// near returns the place of an object path, or of the nearest one around it.
func (l *loader) near(path string) Position {
	ws := Workspace{positions: l.positions}
	var p Position
	p.File, p.Line, p.Column = ws.Pos(path)
	return p
}

// sameTarget refuses two schedules that go to one object of a vendor: by its id, or at Opsgenie, where names are unique,
// by its name.
func (l *loader) sameTarget(schedules []engine.Schedule) {
	first := map[string]engine.ScheduleID{}
	for _, s := range schedules {
		for _, t := range s.Targets {
			name := t.Name
			if name == "" {
				name = s.Name
			}
			path := join("schedules", string(s.ID), "targets", string(t.Vendor))
			if t.ID != "" {
				l.once(first, string(t.Vendor)+" id "+quoted(t.ID), s.ID, path+".id")
			}
			if t.Vendor == "opsgenie" {
				l.once(first, string(t.Vendor)+" name "+quoted(name), s.ID, path)
			}
		}
	}
}

func (l *loader) once(first map[string]engine.ScheduleID, what string, id engine.ScheduleID, path string) {
	other, twice := first[what]
	if !twice {
		first[what] = id
		return
	}
	l.log.add(Problem{
		Position: l.near(path), Path: path, Text: "two schedules go to the " + what,
		Hint: "the other is " + quoted(string(other)) + " at " + l.near(join("schedules", string(other))).String(),
	})
}
