package importers

import (
	"context"
	"net/http"
	"time"

	"github.com/schedsync/schedsync/importers/httpx"
)

// Prober is implemented by readers that can see with one cheap read whether an account can be reached with its key.
type Prober interface {
	// Probe makes the read and returns what the vendor's clock said in the reply; the zero time: nothing.
	Probe(ctx context.Context) (time.Time, error)
}

// DateOf returns the moment at which a server says it made a reply (RFC 9110, section 6.6.1), or the zero time; the error is
// the call's.
func DateOf(reply httpx.Reply, err error) (time.Time, error) {
	t, perr := http.ParseTime(reply.Header.Get("Date"))
	if perr != nil {
		t = time.Time{}
	}
	return t, err
}
