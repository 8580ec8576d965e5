package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/compare"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters/report"
	"github.com/schedsync/schedsync/importers/declared"
)

// side is one side of a comparison while it is being made.
type side struct {
	compare.Side
	ws     *declared.Workspace      // of a declared side
	snap   *snapshot.Snapshot       // of a live state
	vendor engine.Vendor            // of a live state
	known  span.Span[civil.Instant] // a file's own window; empty: any
	zoned  []*engine.Schedule       // for the clock of the window's flags
	// timeline resolves the nth schedule.
	timeline func(n int, w span.Span[civil.Instant]) ([]engine.OnCall, error)
	// written says how far the nth schedule is written at a vendor; aimed is false where it does not go there. Nil: a side that
	// is not declared.
	written func(n int, v engine.Vendor) (until civil.Instant, aimed bool)
}

// resolve works the timelines out.
func (s *side) resolve(w span.Span[civil.Instant]) error {
	for i := range s.Schedules {
		if s.Schedules[i].Away != "" {
			continue
		}
		spans, err := s.timeline(i, w)
		if err != nil {
			return fmt.Errorf("%s: schedule %q: %w", s.Title, s.Schedules[i].Name, err)
		}
		s.Schedules[i].Spans = spans
	}
	return nil
}

// narrow leaves out what a workspace does not send to the other side's vendor, and ends what it does where that is written.
func (s *side) narrow(other *side) {
	if s.written == nil || !other.Live {
		return
	}
	var kept []compare.Schedule
	for i := range s.Schedules {
		until, aimed := s.written(i, other.vendor)
		if aimed {
			s.Schedules[i].Until = until
			kept = append(kept, s.Schedules[i])
		}
	}
	s.Schedules = kept
}

// tellChanges notes with what differs between a workspace and a vendor who has changed it since the last apply.
func (c *Cmd) tellChanges(r *compare.Result, a, b *side) {
	declaredSide, live := a, b
	if declaredSide.ws == nil {
		declaredSide, live = b, a
	}
	if declaredSide.ws == nil || live.snap == nil {
		return
	}
	kept := c.lastApplied(live.snap.Vendor)
	for i := range r.Pairs {
		p := &r.Pairs[i]
		id := p.A.ID
		if declaredSide == b {
			id = p.B.ID
		}
		s := declaredSide.ws.Schedule(id)
		if s == nil || len(p.Differences) == 0 {
			continue
		}
		if who, at := c.history(kept, &declaredSide.ws.Workspace, s, live.snap); who != "" {
			p.History, p.Changed = who, changedBy(who, live.Title, at)
		}
	}
}

// side finds out what an argument names and reads it.
func (c *Cmd) side(ctx context.Context, home *declared.Workspace, what string) (*side, error) {
	switch info, err := os.Stat(what); {
	case slices.Contains(vendorNames(), what):
		return c.vendorSide(ctx, home, engine.Vendor(what))
	case what == "workspace":
		return c.workspaceSide(c.global.dir)
	case err != nil:
		return nil, usage(fmt.Errorf("%q is neither a vendor (%s), nor the word workspace, nor a folder or file: %w", what, strings.Join(vendorNames(), ", "), err))
	case info.IsDir():
		return c.workspaceSide(what)
	default:
		return c.fileSide(home, what)
	}
}

// workspaceSide is what a folder declares.
func (c *Cmd) workspaceSide(dir string) (*side, error) {
	ws, err := c.loadFrom(dir, declared.Options{Calendar: c.keptCalendar})
	if err != nil {
		return nil, err
	}
	if err := c.boundedHorizon(ws); err != nil {
		return nil, err
	}
	s := &side{ws: ws, Side: compare.Side{Title: "workspace", Owner: ws.Sync.Owner, People: declaredPeople(&ws.Workspace)}}
	if dir != c.global.dir {
		s.Title = filepath.ToSlash(filepath.Clean(dir))
	}
	for i := range ws.Schedules {
		w := &ws.Schedules[i]
		x := compare.Schedule{ID: w.ID, Name: w.Name, Zone: w.Zone}
		for _, t := range w.Targets {
			if t.ID != "" {
				x.Bound = append(x.Bound, t.ID)
			}
			x.Names = append(x.Names, t.Name)
		}
		s.Schedules, s.zoned = append(s.Schedules, x), append(s.zoned, w)
	}
	s.timeline = func(n int, w span.Span[civil.Instant]) ([]engine.OnCall, error) {
		if !ws.Schedules[n].Enabled {
			return []engine.OnCall{{Span: w}}, nil
		}
		r, err := engine.Compile(&ws.Schedules[n], ws.People, ws.Holidays)
		if err != nil {
			return nil, err
		}
		return spansOf(r, w)
	}
	s.written = func(n int, v engine.Vendor) (civil.Instant, bool) { return c.writtenUntil(ws, &ws.Schedules[n], v) }
	return s, nil
}

// writtenUntil returns how far a schedule is written at a vendor of which parts have dates.
func (c *Cmd) writtenUntil(ws *declared.Workspace, s *engine.Schedule, v engine.Vendor) (until civil.Instant, aimed bool) {
	t, ok := s.On(v)
	site, err := c.site(ws, v)
	if !ok || err != nil || site.read.Dialect == nil {
		return 0, ok
	}
	r, err := engine.Compile(s, ws.People, ws.Holidays)
	if err != nil {
		return 0, true // told when it is resolved
	}
	utc, err := c.zones.Load("UTC")
	if err != nil {
		return 0, true
	}
	horizon := ws.Sync.Horizon.After(civil.AtInstant(c.now()), utc) - c.now()
	return site.read.Dialect.For(t).Lower(dialect.Request{Schedule: s, Declared: r, Now: c.now(), Horizon: horizon}).Until, true
}

// vendorSide is what a vendor has now.
func (c *Cmd) vendorSide(ctx context.Context, home *declared.Workspace, v engine.Vendor) (*side, error) {
	s, err := c.site(home, v)
	if err != nil {
		return nil, err
	}
	raw, err := c.read(ctx, s)
	if err != nil {
		return nil, err
	}
	return c.liveSide(home, s, raw, s.read.Title)
}

// fileSide is what a file has: a snapshot, or a timeline.
func (c *Cmd) fileSide(home *declared.Workspace, path string) (*side, error) {
	data, err := readSaved("file", path)
	if err != nil {
		return nil, err
	}
	var probe struct {
		Bodies    map[string]json.RawMessage `json:"bodies"`
		Schedules json.RawMessage            `json:"schedules"`
	}
	if err := json.Unmarshal(data, &probe); err != nil {
		return nil, fmt.Errorf("reading %s: it is neither a snapshot nor a timeline in JSON: %w", path, plainly(err))
	}
	if probe.Bodies == nil {
		return c.timelineSide(home, path, data)
	}
	raw, err := readRaw(path)
	if err != nil {
		return nil, err
	}
	s, err := c.site(home, raw.Vendor)
	if err != nil {
		return nil, err
	}
	return c.liveSide(home, s, raw, filepath.Base(path))
}

// timelineSide is a timeline that was exported. Its people are ids, which the workspace of -C, if any, knows more about.
func (c *Cmd) timelineSide(home *declared.Workspace, path string, data []byte) (*side, error) {
	t, err := report.ReadTimelineJSON(data, c.zones)
	if err != nil {
		return nil, fmt.Errorf("reading the timeline %s: %w", path, err)
	}
	s := &side{Side: compare.Side{Title: filepath.Base(path), People: declaredPeople(&home.Workspace)}, known: t.Window}
	for i := range t.Timelines {
		tl := &t.Timelines[i]
		s.Schedules = append(s.Schedules, compare.Schedule{ID: tl.Schedule.ID, Name: tl.Schedule.Name, Zone: tl.Schedule.Zone})
		s.zoned = append(s.zoned, tl.Schedule)
		for _, sp := range tl.Spans {
			for _, d := range sp.On {
				s.know(compare.Person{Who: d.Who, Keys: []string{"id:" + d.Who.ID}})
			}
		}
	}
	s.timeline = func(n int, w span.Span[civil.Instant]) ([]engine.OnCall, error) {
		if !t.Timelines[n].Schedule.Enabled {
			return []engine.OnCall{{Span: w}}, nil
		}
		var out []engine.OnCall
		for _, sp := range t.Timelines[n].Spans {
			if sp.Span = sp.Clip(w); !sp.Empty() {
				out = append(out, sp)
			}
		}
		return out, nil
	}
	return s, nil
}

// know adds somebody who is not known yet.
func (s *side) know(p compare.Person) {
	if !slices.ContainsFunc(s.People, func(q compare.Person) bool { return q.Who == p.Who }) {
		s.People = append(s.People, p)
	}
}

// liveSide is a vendor's state, now or when it was saved.
func (c *Cmd) liveSide(home *declared.Workspace, v site, raw snapshot.Raw, title string) (*side, error) {
	snap, err := v.read.Lift(raw, c.zones)
	if err != nil {
		return nil, err
	}
	if v.read.Dialect == nil {
		return nil, fmt.Errorf("%s holds no schedules that could be compared", v.read.Title)
	}
	s := &side{Side: compare.Side{Title: title, Live: true, People: livePeople(snap)}, vendor: raw.Vendor, snap: snap}
	for i := range snap.Objects {
		obj := &snap.Objects[i]
		s.Schedules = append(s.Schedules, compare.Schedule{
			Name: obj.Schedule.Name, Mark: obj.Mark, Object: obj.ID, Zone: obj.Schedule.Zone, Away: obj.Opaque,
		})
		if obj.Schedule.Zone != nil {
			s.zoned = append(s.zoned, &obj.Schedule)
		}
	}
	s.timeline = func(n int, w span.Span[civil.Instant]) ([]engine.OnCall, error) {
		live := snap.Objects[n].Schedule
		for i := range home.Schedules { // a target may say what clock the schedule keeps there
			if t, ok := home.Schedules[i].On(raw.Vendor); ok && (t.ID == snap.Objects[n].ID || string(home.Schedules[i].ID) == snap.Objects[n].Mark.ID) {
				live = v.read.Dialect.For(t).Keeps(live)
			}
		}
		if !live.Enabled {
			return []engine.OnCall{{Span: w}}, nil
		}
		r, err := engine.Compile(&live, snap.People(), nil)
		if err != nil {
			return nil, err
		}
		return spansOf(r, w)
	}
	return s, nil
}

// spansOf resolves one schedule, within the bounds of [timelines].
func spansOf(r *engine.Resolver, w span.Span[civil.Instant]) ([]engine.OnCall, error) {
	one, err := timelines([]*engine.Resolver{r}, w, engine.Final)
	if err != nil {
		return nil, err
	}
	return one[0].Spans, nil
}

// declaredPeople are the people, teams and escalations of a workspace with what they are known by.
func declaredPeople(ws *engine.Workspace) []compare.Person {
	var out []compare.Person
	for _, p := range ws.People {
		out = append(out, compare.Person{Who: engine.Person(p.ID), Name: p.Name, Keys: keysOf(string(p.ID), p.Email, p.Accounts)})
	}
	for _, t := range ws.Teams {
		out = append(out, compare.Person{Who: engine.Participant{Kind: engine.KindTeam, ID: string(t.ID)}, Name: t.Name, Keys: keysOf(string(t.ID), "", t.Accounts)})
	}
	for _, e := range ws.Escalations {
		out = append(out, compare.Person{Who: engine.Participant{Kind: engine.KindEscalation, ID: string(e.ID)}, Name: e.Name, Keys: keysOf(string(e.ID), "", e.Accounts)})
	}
	return out
}

func keysOf(id, email string, accounts engine.Accounts) []string {
	keys := []string{"id:" + id}
	if email != "" {
		keys = append(keys, "e-mail:"+email)
	}
	for v, account := range accounts { // only ever looked up
		keys = append(keys, string(v)+":"+account)
		if strings.Contains(account, "@") {
			keys = append(keys, "e-mail:"+account)
		}
	}
	slices.Sort(keys)
	return keys
}

// livePeople are a vendor's users, teams and escalations with what they are known by.
func livePeople(s *snapshot.Snapshot) []compare.Person {
	var out []compare.Person
	for _, u := range s.Users {
		keys := []string{string(s.Vendor) + ":" + u.ID, string(s.Vendor) + ":" + u.Login}
		for _, address := range append([]string{u.Login}, u.Emails...) {
			if strings.Contains(address, "@") {
				keys = append(keys, "e-mail:"+address)
			}
		}
		out = append(out, compare.Person{Who: engine.Person(engine.PersonID(u.ID)), Name: u.Name, Keys: keys})
	}
	for kind, refs := range map[engine.Kind][]snapshot.Ref{engine.KindTeam: s.Teams, engine.KindEscalation: s.Escalations} {
		for _, r := range refs {
			out = append(out, compare.Person{
				Who: engine.Participant{Kind: kind, ID: r.ID}, Name: r.Name, Keys: []string{string(s.Vendor) + ":" + r.ID, string(s.Vendor) + ":" + r.Name},
			})
		}
	}
	slices.SortStableFunc(out, func(a, b compare.Person) int { return engine.CompareParticipants(a.Who, b.Who) })
	return out
}
