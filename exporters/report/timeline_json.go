package report

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
)

// Version is the version of the JSON shapes of this package (SPEC 2.1).
const Version = 1

// timelineDoc and the shapes below it are the Timeline of SPEC 2.1. Instants are RFC 3339 in UTC with a Z.
type timelineDoc struct {
	Version   int           `json:"version"`
	From      string        `json:"from"`
	Until     string        `json:"until"`
	Schedules []scheduleDoc `json:"schedules"`
	Mutes     []muteDoc     `json:"mutes,omitempty"`
}

type muteDoc struct {
	ID       engine.MuteID `json:"id"`
	Name     string        `json:"name"`
	Timezone string        `json:"timezone"`
	Spans    []edgesDoc    `json:"spans"`
}

type edgesDoc struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

type scheduleDoc struct {
	ID       engine.ScheduleID `json:"id"`
	Name     string            `json:"name"`
	Timezone string            `json:"timezone"`
	Enabled  *bool             `json:"enabled,omitempty"` // false for a disabled schedule, absent otherwise
	Spans    *[]spanDoc        `json:"spans,omitempty"`
	Shifts   *[]shiftDoc       `json:"shifts,omitempty"`
}

type spanDoc struct {
	Start  string    `json:"start"`
	End    string    `json:"end"`
	OnCall []dutyDoc `json:"on_call"`
}

type dutyDoc struct {
	Who       string            `json:"who"`
	Kind      string            `json:"kind"`
	Rotation  engine.RotationID `json:"rotation"` // empty for an override of the whole schedule
	Source    string            `json:"source"`
	InsteadOf string            `json:"instead_of,omitempty"`
}

type shiftDoc struct {
	Start     string            `json:"start"`
	End       string            `json:"end"`
	Who       string            `json:"who"`
	Kind      string            `json:"kind"`
	Rotation  engine.RotationID `json:"rotation"`
	Turn      int               `json:"turn"` // -1 outside turns
	Slot      int               `json:"slot"`
	Source    string            `json:"source"`
	InsteadOf string            `json:"instead_of,omitempty"`
}

// JSON is the Timeline document of SPEC 2.1. What SPEC leaves open: a team or escalation stands under its id with `kind`
// saying what it is, while `instead_of`, which has no kind of its own, is written as the YAML writes it ("team:payments").
// `rotation` is empty for an override of the whole schedule, `turn` is counted from 0 and -1 outside turns. A disabled schedule has `"enabled": false`.
type JSON struct {
	Window span.Span[civil.Instant] // what `from` and `until` say
	By     By                       // ByShift lists shifts; anything else spans
	Mutes  []Mute                   // told under `mutes`, after the schedules
}

// Extension returns ".json".
func (JSON) Extension() string { return ".json" }

// Encode returns the document, indented, with a line break at the end. Schedules stand in the order given, spans by time,
// shifts by start, rotation and seat, and those on call in the order of the engine. It never fails on an engine's
// timelines.
func (j JSON) Encode(timelines []engine.Timeline) ([]byte, error) {
	doc := timelineDoc{
		Version: Version, From: j.Window.Start.String(), Until: j.Window.End.String(),
		Schedules: make([]scheduleDoc, len(timelines)),
	}
	for i := range timelines {
		doc.Schedules[i] = j.schedule(&timelines[i])
	}
	for _, m := range j.Mutes {
		d := muteDoc{ID: m.ID, Name: m.Name, Timezone: m.Zone.String(), Spans: []edgesDoc{}}
		for _, q := range m.Quiet {
			d.Spans = append(d.Spans, edgesDoc{q.Start.String(), q.End.String()})
		}
		doc.Mutes = append(doc.Mutes, d)
	}
	return encodeJSON(doc)
}

func (j JSON) schedule(tl *engine.Timeline) scheduleDoc {
	s := tl.Schedule
	doc := scheduleDoc{ID: s.ID, Name: s.Name, Timezone: s.Zone.String()}
	if !s.Enabled {
		doc.Enabled = &s.Enabled
	}
	if j.By == ByShift {
		shifts := make([]shiftDoc, len(tl.Shifts))
		for i, sh := range tl.Shifts {
			shifts[i] = shiftOf(s, sh)
		}
		doc.Shifts = &shifts
		return doc
	}
	spans := make([]spanDoc, len(tl.Spans))
	for i, sp := range tl.Spans {
		spans[i] = spanDoc{Start: sp.Start.String(), End: sp.End.String(), OnCall: dutiesOf(s, sp.On)}
	}
	doc.Spans = &spans
	return doc
}

// dutiesOf returns the entries of `on_call`; a gap is an empty list, never null.
func dutiesOf(s *engine.Schedule, on []engine.Duty) []dutyDoc {
	docs := make([]dutyDoc, len(on))
	for i, d := range on {
		docs[i] = dutyDoc{
			Who: d.Who.ID, Kind: d.Who.Kind.String(), Rotation: rotationID(s, d),
			Source: d.Source.String(), InsteadOf: insteadOf(d),
		}
	}
	return docs
}

func shiftOf(s *engine.Schedule, sh engine.Shift) shiftDoc {
	return shiftDoc{
		Start: sh.Start.String(), End: sh.End.String(), Who: sh.Who.ID, Kind: sh.Who.Kind.String(),
		Rotation: rotationID(s, sh.Duty), Turn: sh.Turn, Slot: sh.Slot, Source: sh.Source.String(), InsteadOf: insteadOf(sh.Duty),
	}
}

func insteadOf(d engine.Duty) string {
	if d.InsteadOf.Kind == engine.Nobody {
		return ""
	}
	return d.InsteadOf.String()
}

func rotationID(s *engine.Schedule, d engine.Duty) engine.RotationID {
	if r := exporters.RotationOf(s, d); r != nil {
		return r.ID
	}
	return ""
}

// encodeJSON writes indented JSON with a final line break and without HTML escapes (T-49: names are data, not markup).
func encodeJSON(doc any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(doc); err != nil {
		return nil, fmt.Errorf("writing timelines as JSON: %w", err)
	}
	return b.Bytes(), nil
}
