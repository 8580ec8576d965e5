package report

import (
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// Who answers "who is on call now" for one schedule.
type Who struct {
	Schedule *engine.Schedule
	Now      engine.OnCall // who is on call, and for how long; On is empty when nobody is
	Next     engine.OnCall // the next span that is not empty and whose people differ; On is empty when none was found
	Gap      window        // the gap that follows Now directly, where one does; nobody is on call then, and Next begins later
	// The span reaches the edge of the window that was looked at, so Now.Start or Now.End is not its true edge.
	OpenStart, OpenEnd bool
}

// WhoAt finds the answer in a timeline; the wider its window, the fewer open edges. It reports false when at lies outside
// the window, where nothing is known.
func WhoAt(tl *engine.Timeline, at civil.Instant) (Who, bool) {
	i := slices.IndexFunc(tl.Spans, func(sp engine.OnCall) bool { return sp.Contains(at) })
	if i < 0 {
		return Who{}, false
	}
	now, later := tl.Spans[i], tl.Spans[i+1:]
	w := Who{
		Schedule: tl.Schedule, Now: now,
		OpenStart: now.Start == tl.Window.Start, OpenEnd: now.End == tl.Window.End,
	}
	if len(later) > 0 && len(later[0].On) == 0 {
		w.Gap = later[0].Span
	}
	for _, sp := range later {
		if len(sp.On) > 0 && !samePeople(now.On, sp.On) {
			w.Next = sp
			break
		}
	}
	return w, true
}

// samePeople reports whether two spans have the same set of participants; a span holds each once.
func samePeople(a, b []engine.Duty) bool {
	ea, eb := make(engine.Entry, len(a)), make(engine.Entry, len(b))
	for i, d := range a {
		ea[i] = d.Who
	}
	for i, d := range b {
		eb[i] = d.Who
	}
	return ea.Equal(eb)
}

type whoDoc struct {
	Version   int              `json:"version"`
	At        string           `json:"at"`
	Schedules []whoScheduleDoc `json:"schedules"`
}

type whoScheduleDoc struct {
	ID      engine.ScheduleID `json:"id"`
	Enabled *bool             `json:"enabled,omitempty"`
	OnCall  []dutyDoc         `json:"on_call"`
	Since   *civilTime        `json:"since"`
	Until   *civilTime        `json:"until"`
	Next    []dutyDoc         `json:"next"`
	NextAt  *civilTime        `json:"next_at,omitempty"`
}

// civilTime writes an instant as RFC 3339.
type civilTime civil.Instant

// MarshalText returns the instant in UTC with a Z.
func (t civilTime) MarshalText() ([]byte, error) { return []byte(civil.Instant(t).String()), nil }

// WhoJSON returns the Who document of SPEC 2.1. `since` and `until` are null where the edge lies outside the window that
// was looked at. `next` is empty where nobody else follows; `next_at` is when they begin, which is later than `until`
// when a gap lies between. A disabled schedule has nobody on call and nobody next.
func WhoJSON(at civil.Instant, answers []Who) ([]byte, error) {
	doc := whoDoc{Version: Version, At: at.String(), Schedules: make([]whoScheduleDoc, len(answers))}
	for i, w := range answers {
		doc.Schedules[i] = whoSchedule(w)
	}
	return encodeJSON(doc)
}

func whoSchedule(w Who) whoScheduleDoc {
	doc := whoScheduleDoc{ID: w.Schedule.ID, OnCall: []dutyDoc{}, Next: []dutyDoc{}}
	if !w.Schedule.Enabled {
		doc.Enabled = &w.Schedule.Enabled
		return doc
	}
	doc.OnCall, doc.Next = dutiesOf(w.Schedule, w.Now.On), dutiesOf(w.Schedule, w.Next.On)
	if !w.OpenStart {
		doc.Since = (*civilTime)(&w.Now.Start)
	}
	if !w.OpenEnd {
		doc.Until = (*civilTime)(&w.Now.End)
	}
	if len(w.Next.On) > 0 {
		doc.NextAt = (*civilTime)(&w.Next.Start)
	}
	return doc
}
