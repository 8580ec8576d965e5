// Package migrate moves schedules from one vendor to another on paper: it declares what the one has, lowers it to the rules
// of the other, and proves the two timelines equal, or names every stretch in which they differ and why. It writes nothing;
// what it declares is planned and applied like any other workspace.
package migrate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
)

// Request is what a migration is worked out from.
type Request struct {
	Workspace   *engine.Workspace // what is declared besides what this migration writes; Sync is complete
	From        *snapshot.Snapshot
	FromDialect *dialect.Dialect
	To          plan.Live // with a dialect
	Now         civil.Instant
	Team        string   // the team at To of schedules whose own is not known there; empty: none
	Only        []string // names or ids at From; empty: all
	// FromTitle and ToTitle are how people write the vendors.
	FromTitle, ToTitle string
}

// Migration is what a move comes to. Lists are in the order of the schedules' ids unless they say otherwise.
type Migration struct {
	From, To    engine.Vendor
	Window      span.Span[civil.Instant] // what is compared at most: from now to the horizon
	Workspace   engine.Workspace         // everything: what was declared, and what is declared anew
	Declaration *snapshot.Declaration    // what is declared anew, with targets at To
	Schedules   []Schedule
	Missing     []Missing
	Manual      []Manual
	Plan        *plan.Plan // of the schedules that can be written; nothing else
}

// Schedule is what becomes of one schedule.
type Schedule struct {
	ID     engine.ScheduleID
	Name   string
	Object string      // the vendor's id at From
	Zone   *civil.Zone // nil: it cannot be read
	// Window is where the two timelines were compared: the migration's, or less where what is written ends sooner.
	Window span.Span[civil.Instant]
	// Differences are the stretches in which others are on call at To (After) than at From (Before). A schedule that is not
	// written has nobody After.
	Differences []engine.Difference
	Reasons     []string // why they differ; never empty when there are Differences
	Refused     []string // why it cannot be written at all; empty: it can
	Waits       []string // what has to be mended before it is written
	// Materialised says why parts with dates stand for rules, and Until how far they reach (0: no part has a date).
	Materialised []string
	Until        civil.Instant
	Dry          bool // nobody is on call from Until on, unless apply runs before
	Rules        bool // some rotations go on as rules; with Dry only the times of the others are open from Until on
	Calls        int  // write calls it takes; 0: it is there already, or not written
}

// Equal reports whether the schedule will be written and shows the same people at every instant compared.
func (s *Schedule) Equal() bool {
	return len(s.Refused) == 0 && len(s.Differences) == 0 && s.Zone != nil
}

// Missing is somebody, or a team, that schedules need and the new vendor does not know.
type Missing struct {
	Who  engine.Participant
	Name string
	Why  string
	Near []string // accounts there that may be meant; filled in by the caller
}

// Perhaps adds an account that may be meant, once; "" adds none.
func (m *Missing) Perhaps(account string) {
	if account != "" && !slices.Contains(m.Near, account) {
		m.Near = append(m.Near, account)
	}
}

// Manual is something a person has to do.
type Manual struct {
	What  string
	Steps []string // in order; empty: What says it all
}

// Build works the migration out. Errors are for inputs that make none; what is wrong with one schedule is told with it.
func Build(r Request) (*Migration, error) {
	m := &mover{r: r, objects: map[string]engine.ScheduleID{}}
	m.out.From, m.out.To = r.From.Vendor, r.To.Snapshot.Vendor
	m.out.Window = span.Span[civil.Instant]{Start: r.Now, End: r.Workspace.Sync.Horizon.After(civil.AtInstant(r.Now), utc())}
	if err := m.team(); err != nil {
		return nil, err
	}
	m.declare()
	for i := range r.From.Objects {
		if err := m.schedule(&r.From.Objects[i]); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(m.out.Schedules, func(a, b Schedule) int { return strings.Compare(string(a.ID), string(b.ID)) })
	if err := m.plan(); err != nil {
		return nil, err
	}
	m.missing()
	m.manual()
	return &m.out, nil
}

type mover struct {
	r        Request
	accounts *snapshot.Accounts           // at From, of the whole workspace
	there    *snapshot.Accounts           // at To
	objects  map[string]engine.ScheduleID // what this migration declares, by the vendor's id at From
	out      Migration
}

// team finds the team of the request: one of the workspace, or the new vendor's by id or name.
func (m *mover) team() error {
	if m.r.Team == "" || slices.ContainsFunc(m.r.Workspace.Teams, func(t engine.Team) bool { return string(t.ID) == m.r.Team }) {
		return nil
	}
	if m.r.To.Dialect.NoTeam {
		return fmt.Errorf("schedules of %s belong to no team; leave the team out", m.r.ToTitle)
	}
	var names []string
	for _, t := range m.r.To.Snapshot.Teams {
		if t.ID == m.r.Team || strings.EqualFold(t.Name, m.r.Team) {
			m.r.Team = t.ID
			return nil
		}
		names = append(names, fmt.Sprintf("%q", t.Name))
	}
	return fmt.Errorf("%s has no team %q; it has %s", m.r.ToTitle, m.r.Team, cmp.Or(strings.Join(names, ", "), "none"))
}

// declare declares what From has, aimed at To, and puts it beside what is declared already.
func (m *mover) declare() {
	d := snapshot.Declare(m.r.Workspace, m.r.From, m.r.Only)
	d.Workspace.Mutes = nil // quiet windows are of other kinds at every vendor
	m.out.Declaration = d
	m.join()
	for i := range d.Workspace.Schedules {
		s := &d.Workspace.Schedules[i]
		from := s.Targets[0].ID
		m.objects[from] = s.ID
		s.Targets = []engine.Target{m.target(s)}
		low, err := m.lower(s)
		if err != nil || len(low.Refusals) > 0 {
			s.Targets = nil // a schedule that cannot be written must not keep the others from it
			d.Notes["schedules."+string(s.ID)] = note(d.Notes["schedules."+string(s.ID)], fmt.Sprintf(
				"not aimed at %s, which cannot hold it; it is %s there at %s", m.out.To, from, m.out.From))
		}
	}
	m.join()
}

func note(before, text string) string {
	if before == "" {
		return text
	}
	return before + "\n" + text
}

// join makes one workspace of both.
func (m *mover) join() {
	w, d := *m.r.Workspace, &m.out.Declaration.Workspace
	w.People = sorted(w.People, d.People, func(p engine.PersonInfo) string { return string(p.ID) })
	w.Teams = sorted(w.Teams, d.Teams, func(t engine.Team) string { return string(t.ID) })
	w.Escalations = sorted(w.Escalations, d.Escalations, func(e engine.Escalation) string { return string(e.ID) })
	w.Schedules = sorted(w.Schedules, d.Schedules, func(s engine.Schedule) string { return string(s.ID) })
	m.out.Workspace = w
	m.accounts = snapshot.Bind(&m.out.Workspace, m.r.From)
	m.there = snapshot.Bind(&m.out.Workspace, m.r.To.Snapshot)
}

func sorted[T any](a, b []T, id func(T) string) []T {
	out := slices.Concat(a, b)
	slices.SortFunc(out, func(x, y T) int { return strings.Compare(id(x), id(y)) })
	return out
}

// target aims a schedule at the new vendor: into the team of the request where its own is not known there.
func (m *mover) target(s *engine.Schedule) engine.Target {
	t := engine.Target{Vendor: m.out.To}
	own := engine.Participant{Kind: engine.KindTeam, ID: string(s.Team)}
	if m.r.To.Snapshot.Members != nil && (s.Team == "" || m.there.Problem(own) != "") {
		t.Team = m.r.Team
	}
	return t
}

// lower compiles one schedule for the new vendor.
func (m *mover) lower(s *engine.Schedule) (dialect.Lowered, error) {
	ours, err := engine.Compile(s, m.out.Workspace.People, m.out.Workspace.Holidays)
	if err != nil {
		return dialect.Lowered{}, err
	}
	t, _ := s.On(m.out.To)
	horizon := m.out.Window.Length()
	return m.r.To.Dialect.For(t).Lower(dialect.Request{Schedule: s, Declared: ours, Now: m.r.Now, Horizon: horizon}), nil
}
