package xmatters

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/importers/xmatters/wire"
)

// mostTold bounds the stretches that an error lists.
const mostTold = 5

// confirm asks the vendor when the shifts that were added are, and compares with what is expected: it is the vendor's own
// reckoning of everything that is not known of it (contract c: ends across a clock change, every Nth week, the week's first
// day). Absences do not count; they come later.
func (s *session) confirm(ctx context.Context, step diff.Confirm) error {
	now := s.client.Now()
	minute := now.Truncate(time.Minute)
	if minute.Before(now) {
		minute = minute.Add(time.Minute)
	}
	w := step.Window
	w.Start = max(w.Start, civil.FromTime(minute))
	rows, w, err := s.occurrences(ctx, w)
	if err != nil || w.Empty() {
		return err
	}
	var duties []stretch
	for _, row := range rows {
		named := func(r engine.Rotation) bool { return r.Name == row.Shift.Name }
		if !slices.ContainsFunc(step.Rotations, named) {
			continue
		}
		members, _, err := s.client.OnCallMembers(ctx, row)
		if err != nil {
			return err
		}
		when := span.Span[civil.Instant]{Start: civil.FromTime(row.Start.Time), End: civil.FromTime(row.End.Time)}.Clip(w)
		for i := range members {
			who := s.encode.accounts.Ours(engine.Person(engine.PersonID(members[i].Who().ID)))
			duties = append(duties, stretch{when, who})
		}
	}
	moves := engine.Differences(clip(step.Expected, w), partition(duties, w))
	if len(moves) == 0 {
		return nil
	}
	var told []string
	for _, m := range moves[:min(len(moves), mostTold)] {
		told = append(told, fmt.Sprintf("from %s until %s it has %s instead of %s", m.Start, m.End, engine.Entry(m.After), engine.Entry(m.Before)))
	}
	if n := len(moves) - mostTold; n > 0 {
		told = append(told, fmt.Sprintf("and %d stretches more", n))
	}
	return fmt.Errorf("xmatters: the shifts that were added to %q are not what they should be: %s", step.Name, strings.Join(told, "; "))
}

// occurrences asks for the occurrences of the group's shifts, and returns the stretch that the answer is about: where the
// account's API has no such call, who is on call within thirty days.
func (s *session) occurrences(ctx context.Context, w span.Span[civil.Instant]) ([]wire.OnCall, span.Span[civil.Instant], error) {
	if w.Empty() {
		return nil, w, nil
	}
	rows, err := s.client.Occurrences(ctx, s.id, w.Start.Time(), w.End.Time())
	if !wire.IsGone(err) {
		return rows, w, err
	}
	w.End = min(w.End, w.Start+wire.OnCallDays*civil.DayLen-civil.Hour)
	rows, err = s.client.OnCallBetween(ctx, []string{s.id}, w.Start.Time(), w.End.Time())
	return rows, w, err
}

// stretch is somebody on call for a time.
type stretch struct {
	span.Span[civil.Instant]
	who engine.Participant
}

// partition turns stretches into spans of the window.
func partition(list []stretch, w span.Span[civil.Instant]) []engine.OnCall {
	edges := []civil.Instant{w.Start, w.End}
	for _, d := range list {
		if !d.Empty() {
			edges = append(edges, d.Start, d.End)
		}
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	out := make([]engine.OnCall, len(edges)-1)
	for i := range out {
		out[i].Span = span.Span[civil.Instant]{Start: edges[i], End: edges[i+1]}
		for _, d := range list {
			if d.Start <= edges[i] && edges[i+1] <= d.End {
				out[i].On = append(out[i].On, engine.Duty{Who: d.who})
			}
		}
	}
	return out
}

// clip cuts spans at the ends of a window.
func clip(spans []engine.OnCall, w span.Span[civil.Instant]) []engine.OnCall {
	var out []engine.OnCall
	for _, s := range spans {
		if s.Span = s.Clip(w); !s.Empty() {
			out = append(out, s)
		}
	}
	return out
}
