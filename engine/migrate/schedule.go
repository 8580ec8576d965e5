package migrate

import (
	"fmt"
	"slices"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
)

// utc is the zone in which the horizon is counted.
func utc() *civil.Zone { return civil.NewZone("UTC", time.UTC) }

// schedule works out what becomes of one live schedule.
func (m *mover) schedule(obj *snapshot.Object) error {
	if len(m.r.Only) > 0 && !slices.Contains(m.r.Only, obj.ID) && !slices.Contains(m.r.Only, obj.Schedule.Name) {
		return nil
	}
	out := Schedule{ID: engine.ScheduleID(obj.Schedule.Name), Name: obj.Schedule.Name, Object: obj.ID, Window: m.out.Window}
	if obj.Opaque != "" {
		out.Refused = []string{fmt.Sprintf("it cannot be read at %s: %s", m.out.From, obj.Opaque)}
		m.out.Schedules = append(m.out.Schedules, out)
		return nil
	}
	out.Zone = obj.Schedule.Zone
	s, fresh := m.declaredFor(obj)
	if s == nil {
		return fmt.Errorf("schedule %q of %s was not declared", obj.Schedule.Name, m.out.From)
	}
	out.ID, out.Name = s.ID, s.Name
	wanted := *s
	if _, aimed := s.On(m.out.To); !aimed {
		if !fresh {
			out.Waits = append(out.Waits, fmt.Sprintf("it is declared already, without a target: add `%s: {}` to its `targets:`, or write into a folder outside the workspace (--out-dir)", m.out.To))
		}
		wanted.Targets = append(slices.Clone(s.Targets), m.target(s))
	}
	low, err := m.lower(&wanted)
	if err != nil {
		return fmt.Errorf("schedule %q: %w", s.ID, err)
	}
	if err := m.prove(&out, obj, &wanted, &low); err != nil {
		return err
	}
	m.out.Schedules = append(m.out.Schedules, out)
	return nil
}

// declaredFor returns the declaration of a live schedule, and whether this migration made it.
func (m *mover) declaredFor(obj *snapshot.Object) (s *engine.Schedule, fresh bool) {
	for i := range m.r.Workspace.Schedules {
		s := &m.r.Workspace.Schedules[i]
		mark := snapshot.Mark{Owner: m.r.Workspace.Sync.Owner, ID: string(s.ID)}
		if t, ok := s.On(m.out.From); ok && (t.ID == obj.ID || mark.Owner != "" && obj.Mark == mark) {
			return s, false
		}
	}
	if id, ok := m.objects[obj.ID]; ok {
		return m.out.Workspace.Schedule(id), true
	}
	return nil, false
}

// prove holds what From shows against what To will show, as far as that is written.
func (m *mover) prove(out *Schedule, obj *snapshot.Object, wanted *engine.Schedule, low *dialect.Lowered) error {
	live := m.accounts.Translate(obj.Schedule)
	if t, ok := wanted.On(m.out.From); ok {
		live = m.r.FromDialect.For(t).Keeps(live)
	}
	for _, r := range low.Refusals {
		out.Refused = append(out.Refused, where(r.Path)+r.Text)
	}
	out.Materialised, out.Until, out.Dry, out.Rules = low.Materialised, low.Until, low.Dry, low.Rules
	if low.Until != 0 {
		out.Window.End = min(out.Window.End, low.Until)
	}
	before, err := timeline(&live, m.accounts.Forwarders(m.r.From), out.Window)
	if err != nil {
		return fmt.Errorf("schedule %q at %s: %w", out.ID, m.out.From, err)
	}
	after := []engine.OnCall{{Span: out.Window}}
	if len(out.Refused) == 0 {
		if after, err = diff.Timeline(&low.Schedule, out.Window); err != nil {
			return fmt.Errorf("schedule %q at %s: %w", out.ID, m.out.To, err)
		}
	}
	out.Differences = engine.Differences(before, after)
	out.Reasons = slices.Concat(out.Refused, low.Reasons)
	if len(out.Reasons) == 0 && len(out.Differences) > 0 {
		out.Reasons = []string{"what is declared, or what was lowered from it, is another timeline than the live one"}
	}
	if len(out.Differences) == 0 {
		out.Reasons = nil
	}
	return nil
}

func where(path string) string {
	if path == "" {
		return ""
	}
	return path + ": "
}

// timeline resolves a plain live schedule, with the rules by which people there forward.
func timeline(s *engine.Schedule, people []engine.PersonInfo, w span.Span[civil.Instant]) ([]engine.OnCall, error) {
	if !s.Enabled {
		return []engine.OnCall{{Span: w}}, nil
	}
	r, err := engine.Compile(s, people, nil)
	if err != nil {
		return nil, err
	}
	return r.Resolve(w, engine.Final).Spans, nil
}

// plan plans the schedules that can be written, and tells each of what keeps it from being.
func (m *mover) plan() error {
	ids := m.out.Writable()
	m.out.Plan = &plan.Plan{Owner: m.out.Workspace.Sync.Owner, Policy: m.out.Workspace.Sync.Policy, Window: m.out.Window}
	if len(ids) == 0 {
		return nil
	}
	p, err := plan.Build(&m.out.Workspace, []plan.Live{m.r.To}, plan.Options{Now: m.r.Now, Only: ids})
	if err != nil {
		return err
	}
	for _, q := range p.Vendors[0].Problems {
		if i := m.find(q.Schedule); i >= 0 {
			m.out.Schedules[i].Waits = append(m.out.Schedules[i].Waits, where(q.Path)+q.Text)
		}
	}
	for _, c := range p.Vendors[0].Changes {
		if i := m.find(c.ID); i >= 0 {
			m.out.Schedules[i].Calls = c.Calls
		}
	}
	m.out.Plan = p
	return nil
}

func (m *mover) find(id engine.ScheduleID) int {
	return slices.IndexFunc(m.out.Schedules, func(s Schedule) bool { return s.ID == id })
}

// Writable returns the ids of the schedules that the new vendor can hold and that nothing keeps from being written.
func (m *Migration) Writable() []engine.ScheduleID {
	var out []engine.ScheduleID
	for i := range m.Schedules {
		if s := &m.Schedules[i]; len(s.Refused) == 0 && len(s.Waits) == 0 {
			out = append(out, s.ID)
		}
	}
	return out
}

// Equal reports whether every schedule will show the same people.
func (m *Migration) Equal() bool {
	return !slices.ContainsFunc(m.Schedules, func(s Schedule) bool { return !s.Equal() })
}
