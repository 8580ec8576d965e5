package xmatters

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/xmatters/wire"
)

// duty is somebody who is on call at one level of a group.
type duty struct {
	span.Span[civil.Instant]
	level int // 1, 2, …
	who   string
}

// testimony is what a group's rows came to.
type testimony struct {
	duties  []duty
	problem string
}

// OnCall asks xMatters who is on call in groups and levels of groups (contract b.4): thirty groups a call, from the next
// minute on, an hour less than thirty days ahead at most. What it says of vacancies is taken as nobody.
func (r *reader) OnCall(
	ctx context.Context, _ *snapshot.Snapshot, ids []string, w span.Span[civil.Instant], p importers.Progress,
) ([]importers.Testimony, error) {
	now := r.client.Now()
	minute := now.Truncate(time.Minute)
	if minute.Before(now) {
		minute = minute.Add(time.Minute)
	}
	last := now.AddDate(0, 0, wire.OnCallDays).Add(-time.Hour) // what is too far ahead for a clock of theirs that is slow is refused
	asked := w.Clip(span.Span[civil.Instant]{Start: civil.FromTime(minute), End: civil.FromTime(last)})
	var groups []string
	for _, id := range ids {
		if g, _, _ := strings.Cut(id, "/"); !slices.Contains(groups, g) {
			groups = append(groups, g)
		}
	}
	heard := map[string]*testimony{}
	for _, g := range groups {
		heard[g] = &testimony{}
	}
	done := 0
	for some := range slices.Chunk(groups, wire.OnCallGroups) {
		if p != nil {
			p(done, len(groups), "on call")
		}
		done += len(some)
		if err := r.hear(ctx, some, asked, heard); err != nil {
			return nil, err
		}
	}
	out := make([]importers.Testimony, len(ids))
	for i, id := range ids {
		out[i] = tell(id, heard, asked)
	}
	return out, nil
}

// hear asks about some groups and adds what it hears.
func (r *reader) hear(ctx context.Context, groups []string, asked span.Span[civil.Instant], heard map[string]*testimony) error {
	if asked.Empty() {
		for _, g := range groups {
			heard[g].problem = "it can only be asked about the next thirty days"
		}
		return nil
	}
	rows, err := r.client.OnCallBetween(ctx, groups, asked.Start.Time(), asked.End.Time())
	if err != nil {
		return err
	}
	for _, row := range rows {
		t, ok := heard[row.Group.ID]
		if !ok {
			return fmt.Errorf("xmatters: asked about some groups, it answers about another: %q", cmp.Or(row.Group.TargetName, row.Group.ID))
		}
		members, replaced, err := r.client.OnCallMembers(ctx, row)
		if err != nil {
			return err
		}
		t.add(row, members, replaced, asked)
	}
	return nil
}

// add takes in one occurrence of a shift.
func (t *testimony) add(row wire.OnCall, members []wire.OnCallMember, replaced [][]wire.Replacement, asked span.Span[civil.Instant]) {
	when := span.Span[civil.Instant]{Start: civil.FromTime(row.Start.Time), End: civil.FromTime(row.End.Time)}.Clip(asked)
	if row.Start.IsZero() || row.End.IsZero() {
		t.problem = cmp.Or(t.problem, "it does not say from when until when a shift is on")
		return
	}
	if when.Empty() {
		return
	}
	order := make([]int, len(members))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(members[a].Position, members[b].Position) })
	level := 1
	for n, i := range order {
		if n > 0 && members[i].Delay > 0 {
			level++
		}
		if who := members[i].Who(); who.Type != wire.Person && who.Type != "" {
			t.problem = cmp.Or(t.problem, fmt.Sprintf("it notifies %s, a %s, and does not say who that reaches", cmp.Or(who.TargetName, who.ID), who.Type))
			continue
		}
		t.member(members[i].Who().ID, level, replaced[i], when)
	}
}

// member adds a member of an occurrence. Where there are replacements they tile it, the member replacing himself while he
// works (contract f.4), so that what none of them covers is a vacancy, as is one without anybody.
func (t *testimony) member(id string, level int, replaced []wire.Replacement, when span.Span[civil.Instant]) {
	if len(replaced) == 0 {
		t.duties = append(t.duties, duty{when, level, id})
	}
	for _, r := range replaced {
		by := span.Span[civil.Instant]{Start: civil.FromTime(r.Start.Time), End: civil.FromTime(r.End.Time)}.Clip(when)
		if r.Who.ID != "" && !by.Empty() {
			t.duties = append(t.duties, duty{by, level, r.Who.ID})
		}
	}
}

// tell returns what was heard about one object.
func tell(id string, heard map[string]*testimony, asked span.Span[civil.Instant]) importers.Testimony {
	group, number, further := strings.Cut(id, "/")
	level := 1
	if further {
		_, _ = fmt.Sscanf(number, "%d", &level) // ids of levels are our own
	}
	t := heard[group]
	out := importers.Testimony{Object: id, Evidence: importers.Rendered, Window: asked, Problem: t.problem}
	if t.problem == "" {
		out.Spans = spans(t.duties, level, asked)
	}
	return out
}

// spans turns duties of a level into a partition of the window.
func spans(duties []duty, level int, asked span.Span[civil.Instant]) []engine.OnCall {
	edges := []civil.Instant{asked.Start, asked.End}
	for _, d := range duties {
		if d.level == level {
			edges = append(edges, d.Start, d.End)
		}
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	var out []engine.OnCall
	for i := range edges[1:] {
		s := engine.OnCall{Span: span.Span[civil.Instant]{Start: edges[i], End: edges[i+1]}}
		for _, d := range duties {
			who := engine.Duty{Who: engine.Person(engine.PersonID(d.who))}
			if d.level == level && d.Start <= s.Start && s.End <= d.End && !slices.Contains(s.On, who) {
				s.On = append(s.On, who)
			}
		}
		if n := len(out); n > 0 && slices.Equal(out[n-1].On, s.On) {
			out[n-1].End = s.End
			continue
		}
		out = append(out, s)
	}
	return out
}
