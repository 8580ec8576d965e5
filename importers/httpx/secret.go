package httpx

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
	"unicode/utf8"
)

// redacted is what stands where a secret stood. It is safe inside JSON strings, shells and Markdown.
const redacted = "[redacted]"

// Secret is a credential that prints as "[redacted]" however it is printed: fmt verbs, slog, JSON, YAML, text encoders.
// The value sits behind a pointer so that fmt, which cannot call methods on unexported fields, prints an address there.
// The zero Secret is empty.
type Secret struct {
	value *string
}

// NewSecret wraps a credential. Space around it is dropped, since key files end in a newline.
func NewSecret(value string) Secret {
	value = strings.TrimSpace(value)
	if value == "" {
		return Secret{}
	}
	return Secret{value: &value}
}

// Reveal returns the credential itself; only the code that puts it on the wire should call it.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// Empty reports whether there is no credential.
func (s Secret) Empty() bool { return s.value == nil }

// String returns "[redacted]".
func (s Secret) String() string { return redacted }

// GoString returns "[redacted]", for %#v.
func (s Secret) GoString() string { return redacted }

// Format prints "[redacted]" for every verb and flag, so that %x or %q cannot get round String.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue returns "[redacted]", for log/slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalJSON returns the JSON string "[redacted]".
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// MarshalText returns "[redacted]", for YAML and every other text encoder.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// check refuses a credential that cannot stand in an HTTP header, without showing it.
func (s Secret) check() error {
	if strings.ContainsFunc(s.Reveal(), func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return fmt.Errorf("the credential contains a line break or another control character; store it as one plain line")
	}
	if !utf8.ValidString(s.Reveal()) {
		return fmt.Errorf("the credential is not valid UTF-8 text")
	}
	return nil
}
