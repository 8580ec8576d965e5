package wire

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// timeOut is what is sent: UTC, whole seconds (contract 3.2). Minutes alone would move every handoff (contract 7, trap 1).
const timeOut = "2006-01-02T15:04:05Z"

// Time is an instant as Zenduty writes it. It reads RFC 3339 with any offset and 0 to 9 fraction digits; null and "" read as
// the zero Time, which stands for "none". In memory it is always UTC. It writes UTC with Z and whole seconds, and null for
// the zero Time; a fraction is dropped, not rounded.
type Time struct{ time.Time }

// At returns the instant t as a Time.
func At(t time.Time) Time { return Time{t.UTC()} }

// UnmarshalJSON reads a JSON string or null.
func (t *Time) UnmarshalJSON(b []byte) error {
	var text *string
	if err := json.Unmarshal(b, &text); err != nil {
		return fmt.Errorf("time %.40s is not a JSON string", b)
	}
	if text == nil || *text == "" {
		*t = Time{}
		return nil
	}
	parsed, err := time.Parse(time.RFC3339, *text)
	if err != nil || strings.Contains(*text, ",") {
		return fmt.Errorf("time %.40q is not like 2026-01-05T09:00:00Z", *text)
	}
	if y := parsed.UTC().Year(); y < 1 || y > 9999 {
		return fmt.Errorf("time %q: the year is out of range", *text)
	}
	*t = At(parsed)
	return nil
}

// MarshalJSON writes UTC and whole seconds, and null for the zero Time.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	if y := t.UTC().Year(); y < 1 || y > 9999 {
		return nil, fmt.Errorf("time %s: the year is out of range", t.Time)
	}
	return json.Marshal(t.String())
}

// String returns the instant as it is written to Zenduty.
func (t Time) String() string { return t.UTC().Format(timeOut) }
