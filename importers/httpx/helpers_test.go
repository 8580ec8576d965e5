package httpx_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/schedsync/schedsync/importers/httpx"
)

// canary is the credential of every test; seeing it in an output is a leak.
const canary = "c4n4ry/k3y+w1th=all&signs%20ü"

// clock is a clock that only Sleep moves.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 28, 23, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	c.now = c.now.Add(d)
	c.slept = append(c.slept, d)
	return nil
}

// answer is one scripted reply.
type answer struct {
	status int
	header string // "Name: value", lines
	body   string
	hangUp bool // cut the connection without a reply
	short  bool // promise more bytes than are sent
}

// script is a server that gives its answers in turn and records what was asked.
type script struct {
	mu      sync.Mutex
	answers []answer
	asked   []string // "METHOD /escaped/path?query"
	bodies  []string
	headers []http.Header
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	n := len(s.asked)
	s.asked = append(s.asked, r.Method+" "+r.URL.RequestURI())
	s.bodies = append(s.bodies, string(body))
	s.headers = append(s.headers, r.Header.Clone())
	a := answer{status: 200, body: `{}`}
	if n < len(s.answers) {
		a = s.answers[n]
	}
	s.mu.Unlock()
	if a.hangUp {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/json")
	for line := range strings.Lines(a.header) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		w.Header().Set(name, value)
	}
	if a.short {
		w.Header().Set("Content-Length", "1000")
	}
	w.WriteHeader(a.status)
	_, _ = io.WriteString(w, a.body)
}

// sent, sentBodies and header return what was recorded so far; the server may still be at work.
func (s *script) sent() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

func (s *script) sentBodies() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.bodies)
}

func (s *script) header(i int) http.Header {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.headers[i]
}

// serve starts the script and returns a client for it with a fake clock. edit may change the options.
func serve(t *testing.T, s *script, edit func(*httpx.Options)) (*httpx.Client, *clock) {
	t.Helper()
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	c := newClock()
	o := httpx.Options{
		Vendor: "acme", BaseURL: srv.URL + "/base", Hosts: []string{"api.example.com"},
		Allow: httpx.HostList{strings.TrimPrefix(srv.URL, "http://")},
		Auth:  httpx.KeyAuth("Authorization", "GenieKey", httpx.NewSecret("plain-test-key")),
		Now:   c.Now, Sleep: c.Sleep,
		Retry: httpx.Retry{Jitter: func(time.Time, int) float64 { return 0 }},
	}
	if edit != nil {
		edit(&o)
	}
	client, err := httpx.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return client, c
}

// asError returns err as *httpx.Error or fails the test.
func asError(t *testing.T, err error) *httpx.Error {
	t.Helper()
	var e *httpx.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v (%T), want an *httpx.Error", err, err)
	}
	return e
}
