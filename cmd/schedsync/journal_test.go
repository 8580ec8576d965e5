package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestTellInterrupted(t *testing.T) {
	const (
		started = `{"time":"2026-10-12T02:30:00Z","state":"started","process":7,"digest":"d"}` + "\n"
		begun   = `{"time":"2026-10-12T02:30:01Z","vendor":"opsgenie","schedule":"night","step":"add override bo","state":"begun"}` + "\n"
		done    = `{"time":"2026-10-12T02:30:02Z","vendor":"opsgenie","schedule":"night","step":"add override bo","state":"done"}` + "\n"
		failed  = `{"time":"2026-10-12T02:30:02Z","vendor":"opsgenie","schedule":"night","step":"add override bo","state":"failed","error":"500"}` + "\n"
		ended   = `{"time":"2026-10-12T02:30:03Z","state":"ended"}` + "\n"
	)
	tests := []struct{ name, text, want string }{
		{"whole", started + begun + done + ended, ""},
		{"empty", "", ""},
		{"of a version that wrote no ends", begun + done, ""},
		{"before anything", started, "ended before its first step; 0 steps"},
		{"in a step", started + begun, "ended in the middle of add override bo of night at opsgenie, which was done or was not; 0 steps"},
		{"between steps", started + begun + done, "ended after done: add override bo of night at opsgenie; 1 step had"},
		{"after a failure", started + begun + failed, "ended after failed: add override bo of night at opsgenie; 0 steps"},
		{"in the middle of a line", started + begun + done[:40], "ended in the middle of add override bo of night"},
		{"in the middle of the last", started + begun + done + ended[:20], "ended after done: add override bo"},
		{"not a journal", "hello\nworld\n", "the journal of the last run cannot be read"},
		{"bytes", "\x00\x1b\xff", "the journal of the last run cannot be read"},
		{"cut off in its first line", started[:30], "the journal of the last run cannot be read"},
		{"hostile", started + strings.Replace(begun, "night", `\u001b[31m\nnight`, 1), "of [31m night at opsgenie"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := tellInterrupted(strings.NewReader(tt.text))
			if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) || strings.ContainsAny(got, "\x1b\n") {
				t.Errorf("told %q, want %q in it", got, tt.want)
			}
		})
	}
}

// TestLockTells: whoever holds the lock is named with its age, and what a killed run left in the file is told and taken over.
func TestLockTells(t *testing.T) {
	s := &state{dir: t.TempDir()}
	now := time.Date(2026, 10, 12, 2, 30, 0, 0, time.UTC)
	at := func(later time.Duration) func() time.Time { return func() time.Time { return now.Add(later) } }
	release, stale, err := s.lock(t.Context(), 0, at(0))
	if err != nil || stale != "" {
		t.Fatal(stale, err)
	}
	for _, wait := range []time.Duration{0, time.Millisecond} {
		_, _, err := s.lock(t.Context(), wait, at(2*time.Hour+5*time.Minute))
		if codeOf(err) != Locked || !strings.Contains(err.Error(), ", since 2026-10-12T02:30:00Z (2h5m0s ago)") {
			t.Errorf("waiting %s: %v", wait, err)
		}
		if waited := strings.Contains(err.Error(), "after 1ms of waiting"); waited != (wait > 0) {
			t.Errorf("waiting %s: %v", wait, err)
		}
	}
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := s.lock(stopped, time.Hour, at(0)); codeOf(err) != Locked || !strings.Contains(err.Error(), "asked to stop") {
		t.Errorf("asked to stop: %v", err)
	}
	release()
	if release, stale, err = s.lock(t.Context(), 0, at(0)); err != nil || stale != "" {
		t.Fatalf("after a run that ended: %q %v", stale, err)
	}
	release()
	if err := os.WriteFile(filepath.Join(s.dir, "lock"), []byte("process 99 on \"host\", since 2026-10-11T02:30:00Z"), 0o600); err != nil {
		t.Fatal(err)
	}
	release, stale, err = s.lock(t.Context(), 0, at(0))
	if err != nil || stale != `process 99 on "host", since 2026-10-11T02:30:00Z (24h0m0s ago)` {
		t.Errorf("after a run that was killed: %q %v", stale, err)
	}
	release()
}
