package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// The restriction types (contract 2.3).
const (
	TimeOfDay        = "time-of-day"
	WeekdayTimeOfDay = "weekday-and-time-of-day"
)

// Restriction is one window on the wall clock of the schedule's zone. Days are lower-case English names and stand only in
// weekday windows. Written hours are 0-23; 24 may be read (contract 2.3).
type Restriction struct {
	StartDay  string `json:"startDay,omitempty"`
	StartHour int    `json:"startHour"`
	StartMin  int    `json:"startMin"`
	EndDay    string `json:"endDay,omitempty"`
	EndHour   int    `json:"endHour"`
	EndMin    int    `json:"endMin"`
}

// TimeRestriction limits a rotation to windows. The zero value is no restriction. Opsgenie keeps the one window of
// time-of-day under "restriction" and the windows of weekday-and-time-of-day under "restrictions"; here they are always
// a list. Its order is not stable between reads (contract 2.3): compare as a set.
type TimeRestriction struct {
	Type    string
	Windows []Restriction
}

// IsZero reports whether there is no restriction; null, {} and an absent key read as that.
func (t TimeRestriction) IsZero() bool { return t.Type == "" && len(t.Windows) == 0 }

// UnmarshalJSON reads either key as an object or as a list. An empty object beside a filled list is ignored, since the
// vendor's own SDK sends that (contract 1).
func (t *TimeRestriction) UnmarshalJSON(b []byte) error {
	var raw struct {
		Type string          `json:"type"`
		One  json.RawMessage `json:"restriction"`
		Many json.RawMessage `json:"restrictions"`
	}
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	*t = TimeRestriction{Type: raw.Type}
	for _, part := range []json.RawMessage{raw.One, raw.Many} {
		windows, err := readWindows(part)
		if err != nil {
			return fmt.Errorf("time restriction: %w", err)
		}
		t.Windows = append(t.Windows, windows...)
	}
	return nil
}

// readWindows reads nothing, null, {}, an object or a list of objects.
func readWindows(b json.RawMessage) ([]Restriction, error) {
	list := []json.RawMessage{b}
	if bytes.HasPrefix(b, []byte("[")) { // RawMessage has no space in front
		if err := json.Unmarshal(b, &list); err != nil {
			return nil, err
		}
	}
	var out []Restriction
	for _, item := range list {
		var keys map[string]json.RawMessage
		if len(item) == 0 {
			continue
		}
		if err := json.Unmarshal(item, &keys); err != nil {
			return nil, err
		}
		if len(keys) == 0 {
			continue
		}
		var r Restriction
		if err := json.Unmarshal(item, &r); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// MarshalJSON writes the key that belongs to the type: "restriction" with the one window for time-of-day,
// "restrictions" otherwise, and null for no restriction. A time-of-day with other than one window is an error.
func (t TimeRestriction) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	if t.Type != TimeOfDay {
		return json.Marshal(struct {
			Type string        `json:"type"`
			Many []Restriction `json:"restrictions"`
		}{t.Type, t.Windows})
	}
	if len(t.Windows) != 1 {
		return nil, fmt.Errorf("time restriction: %s takes exactly one window, not %d", TimeOfDay, len(t.Windows))
	}
	return json.Marshal(struct {
		Type string      `json:"type"`
		One  Restriction `json:"restriction"`
	}{t.Type, t.Windows[0]})
}
