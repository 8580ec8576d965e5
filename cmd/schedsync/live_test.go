package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"github.com/schedsync/schedsync/fixtures/fakes"
	"github.com/schedsync/schedsync/fixtures/fakes/opsgenie"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/zones"
)

// lab is a workspace in a folder of its own, a fake Opsgenie, and the program at a terminal with both outputs on one
// screen.
type lab struct {
	dir    string
	screen screen
	log    *fakes.Log
	cmd    *Cmd
}

// screen is what somebody sees who sits there.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

const labYAML = `version: 1
sync: {owner: lab, policy: upsert}
people:
  ana: {email: user1@example.com}
  bo: {email: user2@example.com}
schedules:
  first: &s
    timezone: UTC
    rotations: [{id: week, every: 1 week, start: 2017-01-02 09:00, people: [ana, bo]}]
    targets: {opsgenie: {}}
  second: *s
`

// newLab makes one. Before is called with every request before the fake answers it.
func newLab(t *testing.T, before func(*http.Request), args ...string) *lab {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	state, err := opsgenie.Seed()
	if err != nil {
		t.Fatal(err)
	}
	clock := fakes.NewClock(time.Date(2017, 2, 6, 6, 0, 0, 0, time.UTC))
	l := &lab{dir: t.TempDir(), log: fakes.NewLog(clock)}
	fake, err := opsgenie.New(opsgenie.Options{Clock: clock, Log: l.log, State: state, LoadLocation: db.Location})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		before(r)
		fake.ServeHTTP(w, r)
	}))
	t.Cleanup(web.Close)
	vendors := `version: 1
vendors: {opsgenie: {url: "` + web.URL + `", key: {env: KEY}}}
`
	for name, text := range map[string]string{"w.yaml": labYAML, "v.yaml": vendors} {
		if err := os.WriteFile(filepath.Join(l.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	env := map[string]string{"KEY": key, httpx.AllowVariable: strings.TrimPrefix(web.URL, "http://")}
	l.cmd = &Cmd{
		Args:  append([]string{"-C", l.dir, "--now", "2017-02-06T06:00:00Z"}, args...),
		Stdin: strings.NewReader(""), Stdout: &l.screen, Stderr: &l.screen,
		Env: func(name string) string { return env[name] }, Environ: func() []string { return nil },
		Now: time.Now, After: time.After, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		Terminal: 80, Console: 80, Version: "test",
	}
	return l
}

func untouched(*http.Request) {}

// readFunc is a stdin.
type readFunc func([]byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }

// TestApplyAsksBeforeItReadsTheAnswer: the question must be on the screen while the answer is waited for.
func TestApplyAsksBeforeItReadsTheAnswer(t *testing.T) {
	for _, tc := range []struct {
		answer string
		code   Code
		writes int
	}{{"yes\n", OK, 2}, {"y\n", Failed, 0}, {"yes", Failed, 0}, {"", Failed, 0}} {
		t.Run(tc.answer, func(t *testing.T) {
			l := newLab(t, untouched, "apply")
			asked, rest := "", strings.NewReader(tc.answer)
			l.cmd.Stdin = readFunc(func(p []byte) (int, error) {
				if asked == "" {
					asked = l.screen.String()
				}
				return rest.Read(p)
			})
			if code := l.cmd.Run(context.Background()); code != tc.code {
				t.Errorf("exit %d, want %d: %s", code, tc.code, l.screen.String())
			}
			if !strings.HasSuffix(asked, "Apply? Only \"yes\" does:\n") {
				t.Errorf("asked with the screen showing\n%s", asked)
			}
			if n := len(l.log.Writes()); n != tc.writes {
				t.Errorf("%d writes, want %d", n, tc.writes)
			}
		})
	}
}

// TestProgressIsGoneBeforeTheResult: what wipes a bar away must not come after the result, over which it would go.
func TestProgressIsGoneBeforeTheResult(t *testing.T) {
	l := newLab(t, untouched, "--no-color", "apply", "--yes")
	if code := l.cmd.Run(context.Background()); code != OK {
		t.Fatalf("exit %d: %s", code, l.screen.String())
	}
	shown := l.screen.String()
	for _, words := range []string{"reading Opsgenie", "applying"} {
		if !strings.Contains(shown, words) {
			t.Errorf("no bar says %q", words)
		}
	}
	_, result, found := strings.Cut(shown, "changes done")
	if !found || strings.Contains(result, "\x1b") {
		t.Errorf("after the result the screen gets %q", result)
	}
}

// TestLock: a run that finds the lock held ends with 6 and says by whom, or waits for it.
func TestLock(t *testing.T) {
	l := newLab(t, untouched, "apply", "--yes")
	state := filepath.Join(l.dir, ".schedsync")
	if err := os.Mkdir(state, 0o700); err != nil {
		t.Fatal(err)
	}
	other := flock.New(filepath.Join(state, "lock"))
	if held, err := other.TryLock(); err != nil || !held {
		t.Fatal(held, err)
	}
	if code := l.cmd.Run(context.Background()); code != Locked || !strings.Contains(l.screen.String(), "another run holds the lock") {
		t.Errorf("exit %d: %s", code, l.screen.String())
	}
	if n := len(l.log.Writes()); n != 0 {
		t.Errorf("%d writes", n)
	}
	patient := newLab(t, untouched, "--state", state, "apply", "--yes", "--lock-timeout", "1m")
	time.AfterFunc(0, func() { other.Unlock() }) //nolint:errcheck // the run below fails otherwise
	if code := patient.cmd.Run(context.Background()); code != OK {
		t.Errorf("waiting for the lock: exit %d: %s", code, patient.screen.String())
	}
}

// never blocks until the test ends, as somebody does who does not answer.
func never(t *testing.T) io.Reader {
	over := make(chan struct{})
	t.Cleanup(func() { close(over) })
	return readFunc(func([]byte) (int, error) { <-over; return 0, io.EOF })
}
