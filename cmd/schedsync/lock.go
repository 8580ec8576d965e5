package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"github.com/schedsync/schedsync/exporters"
)

// lock takes the workspace's lock, waiting at most the timeout. The lock is the system's, on the open file: it goes with the
// process, whatever becomes of that, so it can never be stale. The file says who holds it; what stands in a file that nobody
// holds is of a run that was killed, and stale tells of it.
func (s *state) lock(ctx context.Context, timeout time.Duration, now func() time.Time) (release func(), stale string, err error) {
	path := filepath.Join(s.dir, "lock")
	held := flock.New(path, flock.SetPermissions(0o600))
	ok, err := held.TryLock()
	if err == nil && !ok && timeout > 0 {
		wait, cancel := context.WithTimeout(ctx, timeout)
		defer cancel()
		ok, err = held.TryLockContext(wait, 50*time.Millisecond)
	}
	switch {
	case errors.Is(err, context.Canceled):
		return nil, "", exit(Locked, fmt.Errorf("asked to stop while waiting for the lock %s: %s", path, holder(path, now())))
	case err != nil && !errors.Is(err, context.DeadlineExceeded):
		return nil, "", fmt.Errorf("taking the lock %s: %w", path, err)
	case !ok && timeout > 0:
		return nil, "", exit(Locked, fmt.Errorf("another run still holds the lock %s after %s of waiting: %s", path, timeout, holder(path, now())))
	case !ok:
		return nil, "", exit(Locked, fmt.Errorf("another run holds the lock %s: %s; --lock-timeout waits for it", path, holder(path, now())))
	}
	if b, err := os.ReadFile(path); err == nil && len(b) > 0 {
		stale = holder(path, now())
	}
	host, _ := os.Hostname() // for people; empty does no harm
	text := fmt.Sprintf("process %d on %q, since %s", os.Getpid(), host, now().UTC().Format(time.RFC3339))
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return nil, "", fmt.Errorf("writing the lock: %w", err)
	}
	return func() {
		os.Truncate(path, 0) //nolint:errcheck // the next run would only tell of this one
		held.Unlock()        //nolint:errcheck // the process is ending
	}, stale, nil
}

// holder says what a lock file tells of the run that holds it, or held it: who, since when, and how long that is.
func holder(path string, now time.Time) string {
	b, err := os.ReadFile(path)
	text := exporters.Clean(strings.TrimSpace(string(b[:min(len(b), 500)])))
	if err != nil || text == "" {
		return "an unknown run"
	}
	_, since, _ := strings.Cut(text, ", since ")
	if at, err := time.Parse(time.RFC3339, since); err == nil && !now.Before(at) {
		text += fmt.Sprintf(" (%s ago)", now.Sub(at).Truncate(time.Second))
	}
	return text
}
