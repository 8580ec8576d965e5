//go:build unix

package main

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestKilledRunIsToldAndFinished ends a run by SIGKILL at each of its writes, before and after the vendor has done it: the next
// run tells in the middle of what it was cut off, takes the lock, and finishes it; the one after that has nothing to say.
func TestKilledRunIsToldAndFinished(t *testing.T) {
	const yaml = `version: 1
VENDORS
sync: {owner: acme, policy: upsert}
people:
  ana: {email: user1@example.com}
  bo: {email: user2@example.com}
schedules:
  first: &s
    timezone: UTC
    rotations: [{id: week, every: 1 week, start: 2026-10-05 09:00, people: [ana, bo]}]
    overrides: [{from: 2026-10-20 09:00, until: 2026-10-20 12:00, who: bo}]
    targets: {opsgenie: {}}
  second: *s
`
	tests := []struct {
		name   string
		at     int  // the write at which the run is killed, from 1
		after  bool // the vendor has done it
		says   string
		writes int // of the next run
	}{
		{"at the first write, before it", 1, false, `in the middle of create schedule "first" of first at opsgenie, which was done or was not; 0 steps`, 4},
		{"at the first write, after it", 1, true, `in the middle of create schedule "first" of first at opsgenie, which was done or was not; 0 steps`, 3},
		{"at the second, after it", 2, true, `in the middle of add override bo 2026-10-20T09:00:00Z – 2026-10-20T12:00:00Z of first at opsgenie, which was done or was not; 1 step`, 2},
		{"at the last, before it", 4, false, `in the middle of add override bo 2026-10-20T09:00:00Z – 2026-10-20T12:00:00Z of second at opsgenie, which was done or was not; 3 steps`, 1},
		{"at the last, after it", 4, true, `in the middle of add override bo 2026-10-20T09:00:00Z – 2026-10-20T12:00:00Z of second at opsgenie, which was done or was not; 3 steps`, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := openHouse(t, yaml)
			// The program as a process of its own; TestMain makes it of this very binary.
			victim := exec.Command("schedsync", "-C", h.dir, "--now", h.now.Format(time.RFC3339), "apply", "--yes")
			victim.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0")
			for name, value := range h.env {
				victim.Env = append(victim.Env, name+"="+value)
			}
			var once sync.Mutex
			seen, gone := 0, make(chan struct{})
			h.mu.Lock() // the requests come from another process: nothing else orders them after this
			h.between = func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				if r.Method == http.MethodGet {
					next.ServeHTTP(w, r)
					return
				}
				once.Lock()
				seen++
				process, now := victim.Process, seen == tt.at
				once.Unlock()
				if !now || tt.after {
					if now {
						w = deaf{http.Header{}}
					}
					next.ServeHTTP(w, r)
				}
				if !now {
					return
				}
				if err := process.Kill(); err != nil {
					t.Error(err)
				}
				<-gone // the killed run never hears of it
				panic(http.ErrAbortHandler)
			}
			h.mu.Unlock()
			var out bytes.Buffer
			victim.Stdout, victim.Stderr = &out, &out
			once.Lock()
			err := victim.Start()
			once.Unlock()
			if err == nil {
				err = victim.Wait()
			}
			close(gone)
			once.Lock()
			defer once.Unlock()
			if err == nil || seen != tt.at {
				t.Fatalf("the run was not killed at write %d: %v: %s", tt.at, err, out.String())
			}
			h.mu.Lock()
			h.between = nil
			h.mu.Unlock()
			shown := strings.Join(strings.Fields(h.must(OK, tt.writes, "apply", "--yes", "--report", h.path("r.json"))), " ")
			if !strings.Contains(shown, "the last run (process ") || !strings.Contains(strings.ReplaceAll(shown, `\"`, `"`), tt.says+" had been done") {
				t.Errorf("the next run does not tell of it:\n%s", shown)
			}
			if !strings.Contains(h.file("r.json"), `"interrupted": "the last run (process `) {
				t.Errorf("nor does its report:\n%s", h.file("r.json"))
			}
			if shown := h.must(OK, 0, "apply", "--yes"); strings.Contains(shown, "the last run") {
				t.Errorf("the run after that tells of it again:\n%s", shown)
			}
		})
	}
}

// deaf takes a reply that nobody hears.
type deaf struct{ header http.Header }

func (d deaf) Header() http.Header         { return d.header }
func (d deaf) Write(p []byte) (int, error) { return len(p), nil }
func (d deaf) WriteHeader(int)             {}
