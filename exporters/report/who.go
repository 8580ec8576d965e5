package report

import (
	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// Who answers "who is on call now" for one schedule.
type Who struct {
	Schedule *engine.Schedule
	Now      engine.OnCall // who is on call, and for how long; On is empty when nobody is
	Next     engine.OnCall // the next span that is not empty and whose people differ; On is empty when none was found
	// The span reaches the edge of the window that was looked at, so Now.Start or Now.End is not its true edge.
	OpenStart, OpenEnd bool
}

// WhoAt finds the answer in a timeline whose window holds at; the wider the window, the fewer open edges. Outside the
// window the answer is nobody, open on both sides.
func WhoAt(tl *engine.Timeline, at civil.Instant) Who {
	w := Who{Schedule: tl.Schedule, OpenStart: true, OpenEnd: true}
	for i, sp := range tl.Spans {
		if !sp.Contains(at) {
			continue
		}
		w.Now = sp
		w.OpenStart, w.OpenEnd = sp.Start == tl.Window.Start, sp.End == tl.Window.End
		for _, later := range tl.Spans[i+1:] {
			if len(later.On) > 0 && !samePeople(sp.On, later.On) {
				w.Next = later
				break
			}
		}
		break
	}
	return w
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
