package opsgenie

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/opsgenie/wire"
)

// OnCall asks for the final timeline of each schedule, one call each (contract opsgenie 2.5 and 3.9). The vendor cuts a
// running period at the moment it is asked, so what lies before that is left out of the window: two minutes after the
// snapshot was taken, and more for schedules that had to wait for their turn.
func (r *reader) OnCall(ctx context.Context, snap *snapshot.Snapshot, ids []string, w span.Span[civil.Instant], progress importers.Progress) ([]importers.Testimony, error) {
	if progress == nil {
		progress = func(int, int, string) {}
	}
	begun := r.now()
	var out []importers.Testimony
	for i, id := range ids {
		progress(i, len(ids), "timelines")
		t, err := r.client.Timeline(ctx, wire.ByID(id), wire.TimelineQuery{
			Interval: int(w.Length()/civil.DayLen) + 2, Unit: "days", Date: wire.At(w.Start.Time()),
		})
		if err != nil {
			return nil, err
		}
		asked := w
		minutes := civil.Instant(r.now().Sub(begun) / time.Minute)
		asked.Start = max(w.Start, snap.TakenAt+(minutes+2)*civil.Minute)
		out = append(out, testimony(id, t, asked))
	}
	progress(len(ids), len(ids), "timelines")
	return out, nil
}

// testimony turns a timeline into spans. Periods of several rotations, and of one person twice, may overlap.
func testimony(id string, t wire.ScheduleTimeline, w span.Span[civil.Instant]) importers.Testimony {
	out := importers.Testimony{Object: id, Evidence: importers.Rendered}
	if t.Final == nil {
		out.Problem = "the answer holds no final timeline"
		return out
	}
	// The vendor may speak of another stretch than it was asked for.
	out.Window = w
	if w.Empty() {
		out.Problem = fmt.Sprintf("the window ends at %s, which is over", w.End)
		return out
	}
	if !t.StartDate.IsZero() {
		out.Window.Start = max(w.Start, civil.FromTime(t.StartDate.Time))
	}
	if !t.EndDate.IsZero() {
		out.Window.End = min(w.End, civil.FromTime(t.EndDate.Time))
	}
	if out.Window.Empty() {
		out.Problem = fmt.Sprintf("the answer is about %s to %s", t.StartDate, t.EndDate)
		return out
	}
	var periods []importers.Period
	for _, rotation := range t.Final.Rotations {
		for _, p := range rotation.Periods {
			who, ok := recipient(p.Recipient)
			if ok {
				periods = append(periods, importers.Period{
					Span: span.Span[civil.Instant]{Start: civil.FromTime(p.StartDate.Time), End: civil.FromTime(p.EndDate.Time)}, Who: who,
				})
			}
		}
	}
	out.Spans = importers.SpansOf(periods, out.Window)
	return out
}

// recipient returns who is on call in a period; false: nobody.
func recipient(r *wire.Recipient) (engine.Participant, bool) {
	if r == nil {
		return engine.Participant{}, false
	}
	e, err := liftParticipant(wire.Participant{Type: r.Type, ID: r.ID})
	if err != nil || len(e) == 0 {
		return engine.Participant{Kind: engine.KindPerson, ID: r.ID}, err != nil && !slices.Contains([]string{"", wire.KindNone}, r.Type)
	}
	return e[0], true
}
