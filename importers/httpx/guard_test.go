package httpx

import (
	"errors"
	"net/http"
	"testing"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// The guard is the last door: it holds even for a request that did not come through Do.
func TestGuardHolds(t *testing.T) {
	sent := 0
	base := roundTrip(func(r *http.Request) (*http.Response, error) {
		sent++
		return &http.Response{StatusCode: 200, Body: http.NoBody, Request: r}, nil
	})
	g := &guard{base: base, readOnly: true, host: "api.example.com", scheme: "https", auth: KeyAuth("X-Key", "", NewSecret("k3y"))}
	for _, c := range []struct {
		method, url string
		want        error
	}{
		{"POST", "https://api.example.com/x", ErrReadOnly},
		{"GET", "https://evil.test/x", ErrHost},
		{"GET", "http://api.example.com/x", ErrHost},
		{"GET", "https://api.example.com:8443/x", ErrHost},
		{"GET", "https://u@api.example.com/x", ErrHost},
		{"GET", "https://api.example.com/x", nil},
	} {
		req, err := http.NewRequest(c.method, c.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = g.RoundTrip(req)
		if !errors.Is(err, c.want) {
			t.Errorf("%s %s: %v, want %v", c.method, c.url, err, c.want)
		}
		if len(req.Header) != 0 {
			t.Errorf("%s %s: the caller's request got the credential", c.method, c.url)
		}
	}
	if sent != 1 {
		t.Errorf("%d requests passed, want 1", sent)
	}
}
