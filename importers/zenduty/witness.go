package zenduty

import (
	"context"
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/zenduty/wire"
	"github.com/schedsync/schedsync/importers/zones"
)

var _ importers.Witness = (*reader)(nil)

// OnCall asks about schedules. The vendor renders no timelines: it says who is on call now for each rule of an escalation
// policy, and nothing else (contract zenduty 4.20). Where a rule targets a schedule alone, and the window holds the moment of
// the answer, that is the testimony; all other schedules are read again and resolved. One call a team for the rules, one for
// the answers, one for the schedules.
func (r *reader) OnCall(ctx context.Context, snap *snapshot.Snapshot, ids []string, w span.Span[civil.Instant], p importers.Progress) ([]importers.Testimony, error) {
	if p == nil {
		p = func(int, int, string) {}
	}
	db, err := zones.Open()
	if err != nil {
		return nil, err
	}
	teams, elapsed := map[string]string{}, map[string]bool{}
	for i := range snap.Objects {
		obj := &snap.Objects[i]
		teams[obj.ID] = string(obj.Schedule.Team)
		elapsed[obj.ID] = slices.ContainsFunc(obj.Schedule.Rotations, func(r engine.Rotation) bool { return r.Clock == engine.Elapsed })
	}
	court := court{reader: r, zones: db, window: w, elapsed: elapsed, known: map[string]*teamAnswers{}}
	var out []importers.Testimony
	for i, id := range ids {
		p(i, len(ids), "who is on call")
		t, err := court.ask(ctx, teams[id], id)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// court hears about schedules, and remembers what a team said.
type court struct {
	reader  *reader
	zones   importers.Zones
	window  span.Span[civil.Instant]
	elapsed map[string]bool // schedules whose turns are equal lengths of real time
	known   map[string]*teamAnswers
}

// teamAnswers are what the vendor said about one team.
type teamAnswers struct {
	at        civil.Instant             // when it was asked who is on call
	rules     map[string]string         // schedule -> a rule that targets it alone
	now       map[string][]wire.User    // rule -> whom it reaches now
	schedules map[string]*wire.Schedule // as they are now
}

func (c *court) ask(ctx context.Context, team, id string) (importers.Testimony, error) {
	if team == "" {
		return importers.Testimony{Object: id, Evidence: importers.ReRead, Problem: "no such schedule was read"}, nil
	}
	if c.known[team] == nil {
		answers, err := c.hear(ctx, team)
		if err != nil {
			return importers.Testimony{}, err
		}
		c.known[team] = answers
	}
	a := c.known[team]
	users, said := a.now[a.rules[id]]
	if said && c.window.Contains(a.at) {
		return importers.Testimony{Object: id, Evidence: importers.NowOnly, Window: second(a.at), Spans: onCallNow(a.at, users)}, nil
	}
	return c.resolve(a, team, id), nil
}

// hear asks for a team's rules, answers and schedules.
func (c *court) hear(ctx context.Context, team string) (*teamAnswers, error) {
	policies, err := c.reader.client.ListPolicies(ctx, team)
	if err != nil {
		return nil, err
	}
	a := &teamAnswers{rules: soleRules(policies), now: map[string][]wire.User{}, schedules: map[string]*wire.Schedule{}}
	if len(a.rules) > 0 {
		answers, err := c.reader.client.OnCallByRule(ctx, team)
		if err != nil {
			return nil, err
		}
		a.at = civil.FromTime(c.reader.now())
		for _, policy := range answers {
			for _, r := range policy.Rules {
				a.now[r.Rule] = r.Users
			}
		}
	}
	schedules, err := c.reader.client.ListSchedules(ctx, team)
	if err != nil {
		return nil, err
	}
	for i := range schedules {
		a.schedules[schedules[i].UniqueID] = &schedules[i]
	}
	return a, nil
}

// soleRules maps schedules to a rule that targets them and nothing else, so that its answer is theirs.
func soleRules(policies []wire.Policy) map[string]string {
	out := map[string]string{}
	for _, p := range policies {
		for _, r := range p.Rules {
			if len(r.Targets) == 1 && r.Targets[0].Type == wire.TargetSchedule && r.UniqueID != "" {
				out[r.Targets[0].ID] = r.UniqueID
			}
		}
	}
	return out
}

func second(at civil.Instant) span.Span[civil.Instant] {
	return span.Span[civil.Instant]{Start: at, End: at + 1}
}

func onCallNow(at civil.Instant, users []wire.User) []engine.OnCall {
	now := engine.OnCall{Span: second(at)}
	for _, u := range users {
		now.On = append(now.On, engine.Duty{Who: engine.Person(engine.PersonID(u.Username))})
	}
	return []engine.OnCall{now}
}

// resolve answers with the schedule as it is now, resolved by the contract's rules.
func (c *court) resolve(a *teamAnswers, team, id string) importers.Testimony {
	t := importers.Testimony{Object: id, Evidence: importers.ReRead, Window: c.window}
	w, ok := a.schedules[id]
	if !ok {
		t.Problem = "the vendor does not list it any more"
		return t
	}
	obj := liftSchedule(c.reader.dialect, *w, team, c.zones)
	if obj.Opaque != "" {
		t.Problem = obj.Opaque
		return t
	}
	for i := range obj.Schedule.Rotations {
		if c.elapsed[id] {
			obj.Schedule.Rotations[i].Clock = engine.Elapsed
		}
	}
	r, err := engine.Compile(&obj.Schedule, nil, nil)
	if err != nil {
		t.Problem = fmt.Sprintf("it cannot be resolved: %v", err)
		return t
	}
	t.Spans = r.Resolve(c.window, engine.Final).Spans
	return t
}
