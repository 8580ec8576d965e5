package report

import (
	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

type explainDoc struct {
	Version  int               `json:"version"`
	Schedule engine.ScheduleID `json:"schedule"`
	At       string            `json:"at"`
	OnCall   []dutyDoc         `json:"on_call"`
	Steps    []stepDoc         `json:"steps"`
}

type stepDoc struct {
	Stage    string            `json:"stage"`
	Rotation engine.RotationID `json:"rotation,omitempty"`
	Turn     *int              `json:"turn,omitempty"`
	Override *int              `json:"override,omitempty"` // position in the schedule's list, from 0
	Start    *civilTime        `json:"start,omitempty"`
	End      *civilTime        `json:"end,omitempty"`
	Open     *bool             `json:"open,omitempty"`
	People   []string          `json:"people,omitempty"` // whose turn it is
	Before   *[]dutyDoc        `json:"before,omitempty"`
	After    *[]dutyDoc        `json:"after,omitempty"`
}

// ExplainJSON returns the reasons as a document: `{version, schedule, at, on_call, steps}`. Steps stand in the order in
// which they act; `before` and `after` are there for steps that put somebody on call or take somebody off.
func ExplainJSON(e engine.Explanation) ([]byte, error) {
	doc := explainDoc{
		Version: Version, Schedule: e.Schedule.ID, At: e.At.String(), OnCall: dutiesOf(e.Schedule, e.On), Steps: []stepDoc{},
	}
	for i := range e.Reasons {
		doc.Steps = append(doc.Steps, stepOf(e.Schedule, &e.Reasons[i]))
	}
	return encodeJSON(doc)
}

func stepOf(s *engine.Schedule, r *engine.Reason) stepDoc {
	out := stepDoc{Stage: r.Stage.String(), Start: known(r.When.Start), End: known(r.When.End)}
	if r.Rotation >= 0 {
		out.Rotation = s.Rotations[r.Rotation].ID
	}
	if r.Turn != engine.NoTurn {
		out.Turn = &r.Turn
	}
	for _, p := range r.Entry {
		out.People = append(out.People, p.String())
	}
	switch r.Stage {
	case engine.StageRestriction:
		out.Open = &r.Open
	case engine.StageTurn:
		if r.Place < 0 {
			out.After = docs(s, r.After)
		}
	default:
		if r.Override >= 0 && r.Stage == engine.StageOverride {
			out.Override = &r.Override
		}
		out.Before, out.After = docs(s, r.Before), docs(s, r.After)
	}
	return out
}

func docs(s *engine.Schedule, on []engine.Duty) *[]dutyDoc {
	d := dutiesOf(s, on)
	return &d
}

// known returns an instant for JSON; 0 is one that is not known.
func known(t civil.Instant) *civilTime {
	if t == 0 {
		return nil
	}
	c := civilTime(t)
	return &c
}
