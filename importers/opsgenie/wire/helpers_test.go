package wire_test

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
	"github.com/schedsync/schedsync/importers/opsgenie/wire"
)

// answer is one scripted reply; an empty body is {"data":{}}.
type answer struct {
	status int
	body   string
	header map[string]string
}

// server gives its answers in turn, the last one for ever, and records what was asked.
type server struct {
	mu      sync.Mutex
	answers []answer
	asked   []string // "METHOD /escaped/path?query body"
	auth    []string
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	a := answer{}
	if len(s.answers) > 0 {
		a = s.answers[min(len(s.asked), len(s.answers)-1)]
	}
	s.asked = append(s.asked, strings.TrimSpace(r.Method+" "+r.URL.RequestURI()+" "+string(body)))
	s.auth = append(s.auth, r.Header.Get("Authorization"))
	s.mu.Unlock()
	if a.body == "" {
		a.body = `{"data":{},"took":0.1,"requestId":"r"}`
	}
	w.Header().Set("Content-Type", "application/json")
	for k, v := range a.header {
		w.Header().Set(k, v)
	}
	w.WriteHeader(max(a.status, 200))
	_, _ = io.WriteString(w, a.body)
}

func (s *server) sent() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

// clock moves only when somebody sleeps.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now, c.slept = c.now.Add(d), append(c.slept, d)
	return ctx.Err()
}

// dial starts the server and a client with a rate limit that never waits, so that clock.slept shows the other waits.
func dial(t *testing.T, s *server, edit func(*wire.Options)) (*wire.Client, *clock) {
	t.Helper()
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	c := &clock{now: time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)}
	o := wire.Options{URL: srv.URL, Key: httpx.NewSecret("0000-test-key"), HTTP: httpx.Options{
		Allow: httpx.HostList{strings.TrimPrefix(srv.URL, "http://")}, Now: c.Now, Sleep: c.Sleep,
		Retry: httpx.Retry{Jitter: func(time.Time, int) float64 { return 0 }},
	}}
	if edit != nil {
		edit(&o)
	}
	client, err := wire.New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := client.HTTP().SetLimits(""); err != nil {
		t.Fatal(err)
	}
	return client, c
}

// instant reads RFC 3339.
func instant(text string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err)
	}
	return t
}

func asError(t *testing.T, err error) *httpx.Error {
	t.Helper()
	var e *httpx.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v (%T), want an *httpx.Error", err, err)
	}
	return e
}
