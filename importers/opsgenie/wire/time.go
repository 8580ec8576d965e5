package wire

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// timeOut is what Opsgenie accepts everywhere: UTC, whole seconds (contract 4.1).
const timeOut = "2006-01-02T15:04:05Z"

// Time is an instant as Opsgenie writes it. It reads RFC 3339 with any offset, "+0200" without a colon too (the vendor's
// pages name the pattern ssZ), and 0 to 9 fraction digits; null and "" read as the zero Time, which stands for "absent".
// In memory it is always UTC. It writes UTC with Z and whole seconds; a fraction is dropped, not rounded.
type Time struct{ time.Time }

// At returns the instant t as a Time.
func At(t time.Time) Time { return Time{t.UTC()} }

// ParseTime reads a time as UnmarshalJSON does, but refuses the empty text.
func ParseTime(text string) (Time, error) {
	for _, layout := range []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05Z0700"} {
		t, err := time.Parse(layout, text)
		if err != nil || strings.Contains(text, ",") || fractionDigits(text) > 9 {
			continue
		}
		if y := t.UTC().Year(); y < 1 || y > 9999 {
			return Time{}, fmt.Errorf("time %q: the year is out of range", text)
		}
		return At(t), nil
	}
	return Time{}, fmt.Errorf("time %q is not like 2026-01-05T09:00:00Z or 2026-01-05T09:00:00.123+01:00", text)
}

func fractionDigits(text string) int {
	_, after, _ := strings.Cut(text, ".")
	return len(after) - len(strings.TrimLeft(after, "0123456789"))
}

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
	parsed, err := ParseTime(*text)
	if err != nil {
		return err
	}
	*t = parsed
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

// String returns the instant as it is written to Opsgenie.
func (t Time) String() string { return t.UTC().Format(timeOut) }
