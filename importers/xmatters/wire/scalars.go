package wire

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Time is an instant as xMatters writes it (contract a.1): UTC, a fraction of any length or none, sometimes without the Z;
// null and "" are the zero Time. It is sent with a Z and whole seconds.
type Time struct{ time.Time }

// At returns the instant t as a Time.
func At(t time.Time) Time { return Time{t.UTC()} }

// UnmarshalJSON reads a JSON string or null.
func (t *Time) UnmarshalJSON(b []byte) error {
	var text *string
	if err := json.Unmarshal(b, &text); err != nil {
		return fmt.Errorf("time %.40s is not a JSON string", b)
	}
	*t = Time{}
	if text == nil || *text == "" {
		return nil
	}
	if len(*text) > 64 {
		return fmt.Errorf("time %.40s… is too long", *text)
	}
	for _, layout := range []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05"} {
		if at, err := time.Parse(layout, *text); err == nil && at.UTC().Year() >= 1 && at.UTC().Year() <= 9999 {
			*t = At(at)
			return nil
		}
	}
	return fmt.Errorf("time %q is not like 2026-01-05T09:00:00Z", *text)
}

// MarshalJSON writes UTC and whole seconds, and null for the zero Time.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(t.String())
}

// String returns the instant as it is sent.
func (t Time) String() string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// Int is a whole number that some samples write as a text (contract b.3: repetitions "4"); null and "" are 0.
type Int int

// UnmarshalJSON reads a number, a text or null.
func (n *Int) UnmarshalJSON(b []byte) error {
	text := strings.Trim(strings.TrimSpace(string(b)), `"`)
	if text == "null" || text == "" {
		*n = 0
		return nil
	}
	v, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		return fmt.Errorf("%.40s is not a whole number", b)
	}
	*n = Int(v)
	return nil
}

// Word is one of the API's enumerations. Capitals differ between pages (contract e), so they are read as capitals.
type Word string

// UnmarshalJSON reads a text in any capitals, or null.
func (w *Word) UnmarshalJSON(b []byte) error {
	var text *string
	if err := json.Unmarshal(b, &text); err != nil {
		return fmt.Errorf("%.40s is not a JSON string", b)
	}
	*w = ""
	if text != nil {
		*w = Word(strings.ToUpper(*text))
	}
	return nil
}

// Text is a text that some replies write as a number, such as dateOfMonth.
type Text string

// UnmarshalJSON reads a text, a number or null.
func (t *Text) UnmarshalJSON(b []byte) error {
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	switch v := v.(type) {
	case nil:
		*t = ""
	case string:
		*t = Text(v)
	case float64:
		*t = Text(strings.TrimSpace(string(b)))
	default:
		return fmt.Errorf("%.40s is neither text nor number", b)
	}
	return nil
}
