package importers

import (
	"context"
	"net/http"
	"time"
)

// Prober is implemented by readers that can see with one cheap read whether an account can be reached with its key.
type Prober interface {
	// Probe makes the read and returns what the vendor's clock said in the reply; the zero time: nothing.
	Probe(ctx context.Context) (time.Time, error)
}

// DateOf returns the moment at which a server says it made a reply (RFC 9110, section 6.6.1), or the zero time.
func DateOf(h http.Header) time.Time {
	t, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	return t
}
