package report

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// Timelines are what a timeline document says, as far as a comparison needs it: who is on call when, without reasons.
type Timelines struct {
	Window    window
	Timelines []engine.Timeline
}

// Zones finds a zone by its IANA name.
type Zones interface {
	Load(name string) (*civil.Zone, error)
}

// ReadTimelineJSON reads what [JSON] writes by span. The spans of each schedule have to partition the window; zones finds a
// zone by its name.
func ReadTimelineJSON(data []byte, zones Zones) (*Timelines, error) {
	var doc timelineDoc
	if err := json.Unmarshal(data, &doc); err != nil {
		return nil, fmt.Errorf("it is not the JSON that show and export write: %w", err)
	}
	if doc.Version != Version {
		return nil, fmt.Errorf("version %d is not one this program knows (%d)", doc.Version, Version)
	}
	out := &Timelines{}
	var err error
	if out.Window, err = readSpan(doc.From, doc.Until); err != nil {
		return nil, err
	}
	for _, s := range doc.Schedules {
		tl := engine.Timeline{Schedule: &engine.Schedule{ID: s.ID, Name: s.Name, Enabled: s.Enabled == nil || *s.Enabled}, Window: out.Window}
		if s.Spans == nil {
			return nil, fmt.Errorf("schedule %q has no spans; write the timeline without --by shift", s.ID)
		}
		if tl.Schedule.Zone, err = zones.Load(s.Timezone); err != nil {
			return nil, fmt.Errorf("schedule %q: %w", s.ID, err)
		}
		if tl.Spans, err = readSpans(*s.Spans, out.Window); err != nil {
			return nil, fmt.Errorf("schedule %q: %w", s.ID, err)
		}
		out.Timelines = append(out.Timelines, tl)
	}
	return out, nil
}

func readSpans(docs []spanDoc, w window) ([]engine.OnCall, error) {
	var out []engine.OnCall
	at := w.Start
	for _, d := range docs {
		sp, err := readSpan(d.Start, d.End)
		if err != nil {
			return nil, err
		}
		if sp.Start != at {
			return nil, fmt.Errorf("a span begins at %s, and the one before ends at %s", sp.Start, at)
		}
		at = sp.End
		o := engine.OnCall{Span: sp}
		for _, who := range d.OnCall {
			kind, ok := map[string]engine.Kind{"person": engine.KindPerson, "team": engine.KindTeam, "escalation": engine.KindEscalation}[who.Kind]
			if !ok || who.Who == "" {
				return nil, fmt.Errorf("the span from %s has somebody of kind %q", sp.Start, who.Kind)
			}
			o.On = append(o.On, engine.Duty{Who: engine.Participant{Kind: kind, ID: who.Who}, Rotation: -1, Turn: engine.NoTurn, Override: -1})
		}
		out = append(out, o)
	}
	if at != w.End {
		return nil, fmt.Errorf("the spans end at %s, and the window at %s", at, w.End)
	}
	return out, nil
}

func readSpan(from, until string) (w window, err error) {
	a, err := time.Parse(time.RFC3339, from)
	if err != nil {
		return w, fmt.Errorf("%q is not an instant", from)
	}
	b, err := time.Parse(time.RFC3339, until)
	if err != nil {
		return w, fmt.Errorf("%q is not an instant", until)
	}
	w = window{Start: civil.FromTime(a), End: civil.FromTime(b)}
	if w.Empty() {
		return w, fmt.Errorf("a stretch ends at %s, before it starts", until)
	}
	return w, nil
}
