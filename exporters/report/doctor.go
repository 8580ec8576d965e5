package report

import (
	"encoding/json"
	"fmt"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters"
)

// Status is what one check of doctor came to.
type Status string

// The statuses, the best first.
const (
	Well   Status = "ok"
	Uneasy Status = "warning"
	Ill    Status = "failed"
)

// Symptom is one check of doctor.
type Symptom struct {
	Check  string `json:"check"` // what was looked at, a few words
	Vendor string `json:"vendor,omitempty"`
	Status Status `json:"status"`
	Text   string `json:"text"`
	Mend   string `json:"mend,omitempty"` // what to do
}

// DoctorText prints the checks, a line each, with what to do below.
func DoctorText(list []Symptom, color bool) string {
	w := newPage(0, color)
	wide := 0
	for _, s := range list {
		wide = max(wide, len(s.title()))
	}
	for _, s := range list {
		style := map[Status]string{Well: "", Uneasy: "33", Ill: red}[s.Status]
		w.line(0, style, fmt.Sprintf("%-7s  %-*s  %s", s.Status, wide, s.title(), exporters.Clean(s.Text)))
		if s.Mend != "" {
			w.line(9, "", "→ "+exporters.Clean(s.Mend))
		}
	}
	return w.String()
}

func (s *Symptom) title() string {
	if s.Vendor == "" {
		return s.Check
	}
	return s.Vendor + " " + s.Check
}

// DoctorJSON returns the checks as JSON, by schema `doctor`.
func DoctorJSON(at civil.Instant, list []Symptom) ([]byte, error) {
	worst := Well
	for _, s := range list {
		if s.Status == Ill || s.Status == Uneasy && worst == Well {
			worst = s.Status
		}
	}
	data, err := json.MarshalIndent(struct {
		Version int       `json:"version"`
		At      string    `json:"at"`
		Worst   Status    `json:"worst"`
		Checks  []Symptom `json:"checks"`
	}{1, at.String(), worst, list}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing the checks as JSON: %w", err)
	}
	return append(data, '\n'), nil
}
