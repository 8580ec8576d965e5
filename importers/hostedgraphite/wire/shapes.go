package wire

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/schedsync/schedsync/importers/httpx"
)

// Mute is a scheduled mute as the vendor returns it. Raw are the bytes it came as.
type Mute struct {
	ID        string
	Name      string
	StartTime string // HH:MM on the clock of Timezone
	Duration  int    // minutes
	Timezone  string // UTC-12 … UTC … UTC+14
	Repeat    []string
	Alerts    []string // ids of the alerts it is attached to
	Raw       json.RawMessage
}

// MuteRequest is what is written; an empty field is left out, which on an update keeps what is there.
type MuteRequest struct {
	Name      string   `json:"name,omitempty"`
	StartTime string   `json:"start_time,omitempty"`
	Duration  int      `json:"duration,omitempty"`
	Timezone  string   `json:"timezone,omitempty"`
	Repeat    []string `json:"repeat,omitempty"`
}

// Alert is an alert as far as mutes are concerned. Raw are the bytes it came as.
type Alert struct {
	ID, Name string
	Mutes    []string // ids of its scheduled mutes
	Raw      json.RawMessage
}

// text is a JSON string, or a number or boolean as written.
type text string

// UnmarshalJSON reads any scalar; null and nothing are empty.
func (t *text) UnmarshalJSON(b []byte) error {
	*t = text(httpx.Scalar(b))
	if *t == "" && string(b) != `""` && string(b) != "null" {
		return fmt.Errorf("found %.40s, expected a text", b)
	}
	return nil
}

// texts is a list of scalars; null is an empty one.
type texts []string

// UnmarshalJSON reads the list.
func (l *texts) UnmarshalJSON(b []byte) error {
	var all []text
	if err := json.Unmarshal(b, &all); err != nil {
		return err
	}
	for _, t := range all {
		*l = append(*l, string(t))
	}
	return nil
}

// UnmarshalJSON reads a mute, whichever form its duration and days have. An unset timezone is UTC (contract 2.1).
func (m *Mute) UnmarshalJSON(b []byte) error {
	var w struct {
		ID       text  `json:"id"`
		Name     text  `json:"name"`
		Start    text  `json:"start_time"`
		Duration text  `json:"duration"`
		Timezone text  `json:"timezone"`
		Repeat   texts `json:"repeat"`
		Alerts   texts `json:"alerts"`
	}
	if err := json.Unmarshal(b, &w); err != nil {
		return fmt.Errorf("mute %.60s: %w", b, err)
	}
	if w.ID == "" {
		return fmt.Errorf("mute %.60q has no id", w.Name)
	}
	*m = Mute{ID: string(w.ID), Name: string(w.Name), StartTime: string(w.Start), Timezone: string(w.Timezone), Repeat: w.Repeat, Alerts: w.Alerts, Raw: slices.Clone(b)}
	if m.Timezone == "" {
		m.Timezone = "UTC"
	}
	if n, err := strconv.Atoi(string(w.Duration)); err == nil {
		m.Duration = n // else 0, which no mute has
	}
	return nil
}

// UnmarshalJSON reads an alert.
func (a *Alert) UnmarshalJSON(b []byte) error {
	var w struct {
		ID    text  `json:"id"`
		Name  text  `json:"name"`
		Mutes texts `json:"scheduled_mutes"`
	}
	if err := json.Unmarshal(b, &w); err != nil {
		return fmt.Errorf("alert %.60s: %w", b, err)
	}
	if w.ID == "" {
		return fmt.Errorf("alert %.60q has no id", w.Name)
	}
	*a = Alert{ID: string(w.ID), Name: string(w.Name), Mutes: w.Mutes, Raw: slices.Clone(b)}
	return nil
}
