package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters/apply"
	"github.com/schedsync/schedsync/exporters/files"
	"github.com/schedsync/schedsync/importers/httpx"
)

// state is the folder in which a workspace's runs keep their lock, journals and snapshots. Losing it loses no safety, only
// history.
type state struct {
	dir      string
	redactor *httpx.Redactor // what a vendor sends back may hold the key
}

// stateFolder returns where the folder is, or would be.
func (c *Cmd) stateFolder() string {
	if c.global.state != "" {
		return c.global.state
	}
	return filepath.Join(c.global.dir, ".schedsync")
}

// openState makes the folder, readable by nobody else and ignored by git.
func (c *Cmd) openState() (*state, error) {
	dir := c.stateFolder()
	for _, d := range []string{dir, filepath.Join(dir, "journal"), filepath.Join(dir, "snapshots")} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, fmt.Errorf("making the state folder: %w", err)
		}
	}
	if _, err := files.Write(filepath.Join(dir, ".gitignore"), []byte("*\n"), 0o600); err != nil {
		return nil, fmt.Errorf("making the state folder: %w", err)
	}
	return &state{dir, c.redactor}, nil
}

// lock takes the workspace's lock, waiting at most the timeout. The lock goes with the process, whatever becomes of it, so
// it can never be stale; the file says who holds it.
func (s *state) lock(ctx context.Context, timeout time.Duration, now time.Time) (release func(), err error) {
	path := filepath.Join(s.dir, "lock")
	held := flock.New(path, flock.SetPermissions(0o600))
	wait, cancel := context.WithTimeout(ctx, max(timeout, time.Millisecond))
	defer cancel()
	ok, err := held.TryLock()
	if err == nil && !ok && timeout > 0 {
		ok, err = held.TryLockContext(wait, 50*time.Millisecond)
	}
	switch {
	case err != nil && !errors.Is(err, context.DeadlineExceeded):
		return nil, fmt.Errorf("taking the lock %s: %w", path, err)
	case !ok:
		owner, rerr := os.ReadFile(path)
		if rerr != nil || len(owner) == 0 {
			owner = []byte("an unknown run")
		}
		return nil, exit(Locked, fmt.Errorf("another run holds the lock %s: %s; --lock-timeout waits for it", path, owner))
	}
	if err := os.WriteFile(path, fmt.Appendf(nil, "process %d, since %s", os.Getpid(), now.UTC().Format(time.RFC3339)), 0o600); err != nil {
		return nil, fmt.Errorf("writing the lock: %w", err)
	}
	return func() { held.Unlock() }, nil //nolint:errcheck // the process is ending
}

// journal is a file of JSON lines that is flushed to the disk at every line.
type journal struct {
	file     *os.File
	now      func() time.Time
	redactor *httpx.Redactor
}

// journal begins the journal of a run.
func (s *state) journal(run string, now func() time.Time) (*journal, error) {
	f, err := os.OpenFile(filepath.Join(s.dir, "journal", run+".jsonl"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", apply.ErrJournal, err)
	}
	return &journal{f, now, s.redactor}, nil
}

// Record appends one entry.
func (j *journal) Record(e apply.Entry) error {
	line, err := json.Marshal(struct {
		Time string `json:"time"`
		apply.Entry
	}{j.now().UTC().Format(time.RFC3339Nano), e})
	if err == nil {
		_, err = j.file.Write(append(j.redactor.Bytes(line), '\n'))
	}
	if err == nil {
		err = j.file.Sync()
	}
	if err != nil {
		return fmt.Errorf("%w: %w", apply.ErrJournal, err)
	}
	return nil
}

func (j *journal) close() { j.file.Close() } //nolint:errcheck // every line is on the disk already

// keep saves the live state of a vendor before it is changed.
func (s *state) keep(raw snapshot.Raw, run string) error {
	data, err := json.MarshalIndent(raw, "", "  ")
	if err == nil {
		_, err = files.Write(filepath.Join(s.dir, "snapshots", fmt.Sprintf("%s-%s.json", run, raw.Vendor)),
			append(s.redactor.Bytes(data), '\n'), 0o600)
	}
	if err != nil {
		return fmt.Errorf("keeping a snapshot of %s: %w", raw.Vendor, err)
	}
	return nil
}
