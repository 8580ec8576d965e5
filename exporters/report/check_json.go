package report

import (
	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/check"
)

// findingsDoc is the Findings document of SPEC 2.1; findings.schema.json describes it.
type findingsDoc struct {
	Version  int          `json:"version"`
	From     string       `json:"from"`
	Until    string       `json:"until"`
	Findings []findingDoc `json:"findings"`
	Silenced []findingDoc `json:"silenced"`
}

type findingDoc struct {
	ID       string            `json:"id"`
	Severity string            `json:"severity"`
	Schedule engine.ScheduleID `json:"schedule"`
	Start    *string           `json:"start"`
	End      *string           `json:"end"`
	Text     string            `json:"text"`
	Also     engine.ScheduleID `json:"also,omitempty"`
	Who      string            `json:"who,omitempty"`
	Kind     string            `json:"kind,omitempty"`
	Vendor   engine.Vendor     `json:"vendor,omitempty"`
	Path     string            `json:"path,omitempty"`
	File     string            `json:"file,omitempty"`
	Line     int               `json:"line,omitempty"`
	Column   int               `json:"column,omitempty"`
	Silence  *silenceDoc       `json:"silence,omitempty"`
}

type silenceDoc struct {
	Until  string `json:"until"`
	Reason string `json:"reason"`
}

// JSON returns the findings as the document that findings.schema.json describes, indented, with a line break at the end.
func (f *Findings) JSON() ([]byte, error) {
	return encodeJSON(findingsDoc{
		Version: Version, From: f.Window.Start.String(), Until: f.Window.End.String(),
		Findings: f.docs(f.Result.Findings), Silenced: f.docs(f.Result.Silenced),
	})
}

func (f *Findings) docs(findings []check.Finding) []findingDoc {
	out := []findingDoc{}
	for _, x := range findings {
		d := findingDoc{ID: x.Check, Severity: x.Severity.String(), Schedule: x.Schedule, Text: x.Text, Also: x.Also, Vendor: x.Vendor, Path: x.Path}
		if x.Start != 0 || x.End != 0 {
			start, end := x.Start.String(), x.End.String()
			d.Start, d.End = &start, &end
		}
		if x.Who.Kind != engine.Nobody {
			d.Who, d.Kind = x.Who.ID, x.Who.Kind.String()
		}
		d.File, d.Line, d.Column = f.place(x.Path)
		if x.Silence != nil {
			d.Silence = &silenceDoc{x.Silence.Until.String(), x.Silence.Reason}
		}
		out = append(out, d)
	}
	return out
}
