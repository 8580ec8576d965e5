package httpx

import (
	"context"
	"fmt"
	"net/http"
)

// guard is the inner transport: it refuses writes in read-only mode, refuses hosts other than the configured one, and
// adds the credential. Nobody outside it holds a request with the credential in it.
type guard struct {
	base     http.RoundTripper
	readOnly bool
	host     string
	scheme   string
	auth     Auth
	redactor *Redactor
}

// renewKey marks the context of the one try that follows a renewed credential.
type renewKey struct{}

// RoundTrip sends a copy of the request with the credential; the caller's request stays clean.
func (g *guard) RoundTrip(req *http.Request) (*http.Response, error) {
	if g.readOnly && !isRead(req.Method) {
		return nil, fmt.Errorf("%w: %s refused", ErrReadOnly, req.Method)
	}
	if req.URL.Host != g.host || req.URL.Scheme != g.scheme || req.URL.User != nil {
		return nil, fmt.Errorf("%w: %q is not the configured host %q", ErrHost, req.URL.Host, g.host)
	}
	sent := req.Clone(req.Context())
	if g.auth.source != nil {
		value, err := g.auth.value(req.Context(), renewing(req.Context()), g.redactor)
		if err != nil {
			return nil, fmt.Errorf("%w: %s", ErrCredential, g.redactor.String(err.Error()))
		}
		sent.Header.Set(g.auth.header, value)
	}
	return g.base.RoundTrip(sent)
}

func renewing(ctx context.Context) bool { return ctx.Value(renewKey{}) != nil }

func isRead(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// defaultBase is the standard library's transport with a smaller header limit: 1 MiB instead of 10.
func defaultBase() http.RoundTripper {
	std, ok := http.DefaultTransport.(*http.Transport)
	if !ok { // somebody replaced it; their choice stands
		return http.DefaultTransport
	}
	t := std.Clone()
	t.MaxResponseHeaderBytes = 1 << 20
	return t
}
