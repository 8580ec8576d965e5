package httpx

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode"
)

// The causes an *Error may wrap, besides context.Canceled and context.DeadlineExceeded.
var (
	ErrReadOnly   = errors.New("the client is read-only")
	ErrHost       = errors.New("host not allowed")
	ErrCredential = errors.New("no usable credential")
	ErrBudget     = errors.New("call budget used up")
	ErrRequest    = errors.New("request cannot be built")
	ErrTransport  = errors.New("no reply")
	ErrRedirect   = errors.New("redirect refused")
	ErrTruncated  = errors.New("reply cut off")
	ErrTooLarge   = errors.New("reply too large")
	ErrNotJSON    = errors.New("reply is not the JSON this call expects")
)

// Error is a call that failed. Its text is one line that names vendor, purpose, request, status and reason; no field
// holds a credential. Test it with the Is functions of this package, or errors.As.
type Error struct {
	Vendor    string // "opsgenie"
	Op        string // what the call was for: `create schedule "payments"`
	Method    string
	Path      string // escaped path without query
	Status    int    // 0: no reply
	Code      string // the vendor's own code, such as "40301"
	Message   string // the vendor's or our reason, without control characters, at most 500 characters
	RequestID string // the vendor's name for this request, to quote to its support
	Body      string // the start of an error reply, redacted
	Attempts  int    // tries made; 0: nothing was sent

	// Retryable says that the same call may well succeed later: 429, 5xx but 501, network trouble, a cut-off reply.
	Retryable bool
	// Ambiguous says that a write may or may not have taken effect. Look the object up before repeating it.
	Ambiguous bool
	// Repeated says that an earlier attempt of this call may have taken effect; a 404 to a DELETE then means "done".
	Repeated bool

	kind error
}

// Error returns one line: vendor, purpose, request, status, reason, and what to do next where that is known.
func (e *Error) Error() string {
	parts := []string{e.Vendor, e.Op, strings.TrimSpace(e.Method + " " + e.Path), e.statusText(), e.Message}
	var b strings.Builder
	for _, p := range parts {
		if p == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(": ")
		}
		b.WriteString(p)
	}
	if e.RequestID != "" {
		fmt.Fprintf(&b, " (request %s)", e.RequestID)
	}
	if e.Attempts > 1 {
		fmt.Fprintf(&b, ", after %d attempts", e.Attempts)
	}
	if e.Ambiguous {
		b.WriteString("; it may have taken effect: look it up before repeating it")
	}
	return b.String()
}

func (e *Error) statusText() string {
	if e.Status == 0 {
		return ""
	}
	text := strings.TrimSpace(fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status)))
	if e.Code != "" {
		text += " (code " + e.Code + ")"
	}
	return text
}

// Unwrap returns the cause: one of this package's Err values or a context error, never a foreign error that might hold
// a request.
func (e *Error) Unwrap() error { return e.kind }

// HasStatus reports whether err is an *Error with this HTTP status.
func HasStatus(err error, status int) bool {
	var e *Error
	return errors.As(err, &e) && e.Status == status
}

// IsNotFound reports a 404: the vendor knows no such object (or, for some vendors, may not say).
func IsNotFound(err error) bool { return HasStatus(err, http.StatusNotFound) }

// IsUnauthorized reports a 401: the key is wrong or disabled.
func IsUnauthorized(err error) bool { return HasStatus(err, http.StatusUnauthorized) }

// IsForbidden reports a 403: the key may not do this. It neither proves nor disproves that the object exists.
func IsForbidden(err error) bool { return HasStatus(err, http.StatusForbidden) }

// IsConflict reports a 409: an object with that name or id exists.
func IsConflict(err error) bool { return HasStatus(err, http.StatusConflict) }

// IsRateLimited reports a 429 that outlasted all attempts.
func IsRateLimited(err error) bool { return HasStatus(err, http.StatusTooManyRequests) }

// IsAmbiguous reports a write that may or may not have taken effect.
func IsAmbiguous(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Ambiguous
}

// IsRetryable reports a failure that may pass by itself.
func IsRetryable(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Retryable
}

// oneLine makes foreign text fit for an error line: control characters and line breaks become spaces, runs of space one,
// and what goes beyond limit characters is cut.
func oneLine(text string, limit int) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) || unicode.IsSpace(r) || unicode.Is(unicode.Bidi_Control, r)
	}), " ")
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return text
}
