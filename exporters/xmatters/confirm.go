package xmatters

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/xmatters/wire"
)

// confirm asks the vendor when the shifts that are to stay are, and compares with what is expected: it is the vendor's own
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
	stay, err := s.staying(ctx, step)
	if err != nil {
		return err
	}
	var duties []stretch
	for _, row := range rows {
		if !stay[row.Shift.ID] {
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
	moves = slices.DeleteFunc(moves, func(m engine.Difference) bool { return len(span.Of(m.Span).Subtract(step.Bent)) == 0 })
	if len(moves) == 0 {
		return nil
	}
	return &diff.Unequal{Vendor: "xmatters", Name: step.Name, Differences: moves}
}

// staying returns the vendor's ids of the shifts that are asked about; names are not in every reply.
func (s *session) staying(ctx context.Context, step diff.Confirm) (map[string]bool, error) {
	shifts, err := s.client.ListShifts(ctx, s.id)
	if err != nil {
		return nil, err
	}
	ids := map[string]bool{}
	for _, r := range step.Rotations {
		i := slices.IndexFunc(shifts, func(sh wire.Shift) bool { return sh.Name == r.Name })
		if i < 0 {
			return nil, fmt.Errorf("xmatters: shift %q is to stay in %q, and is not there", r.Name, step.Name)
		}
		ids[shifts[i].ID] = true
	}
	return ids, nil
}

// occurrences asks for the occurrences of the group's shifts, and returns the stretch that the answer is about: thirty days
// where the vendor does not look further, or where the account's API has no such call and is asked who is on call instead.
func (s *session) occurrences(ctx context.Context, w span.Span[civil.Instant]) ([]wire.OnCall, span.Span[civil.Instant], error) {
	if w.Empty() {
		return nil, w, nil
	}
	rows, err := s.client.Occurrences(ctx, s.id, w.Start.Time(), w.End.Time())
	month := w
	month.End = min(w.End, w.Start+wire.OnCallDays*civil.DayLen-civil.Hour)
	switch {
	case wire.IsGone(err):
		rows, err = s.client.OnCallBetween(ctx, []string{s.id}, month.Start.Time(), month.End.Time())
		return rows, month, err
	case httpx.HasStatus(err, http.StatusBadRequest) && month != w: // how far it looks ahead is not known
		rows, err = s.client.Occurrences(ctx, s.id, month.Start.Time(), month.End.Time())
		return rows, month, err
	default:
		return rows, w, err
	}
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
