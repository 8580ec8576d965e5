package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/schedsync/schedsync/engine/snapshot"
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

// runLayout writes when a run began; the names of its files begin with it, so that they sort by age.
const runLayout = "20060102T150405.000Z"

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

// ofRun are the names of the files that runs leave: when the run began, and of snapshots the vendor.
var ofRun = regexp.MustCompile(`^(\d{8}T\d{6}\.\d{3}Z)(?:-([a-z]+))?\.jsonl?$`)

// prune deletes the journals and snapshots of runs that began before an instant, but for the newest journal and the newest
// snapshot of every vendor. Files that no run left are not touched.
func (s *state) prune(before time.Time) error {
	for _, folder := range []string{"journal", "snapshots"} {
		dir := filepath.Join(s.dir, folder)
		entries, err := os.ReadDir(dir) // sorted by name, so by age
		if err != nil {
			return fmt.Errorf("clearing out old runs: %w", err)
		}
		newest := map[string]string{} // by vendor
		for _, e := range entries {
			if m := ofRun.FindStringSubmatch(e.Name()); m != nil {
				newest[m[2]] = e.Name()
			}
		}
		for _, e := range entries {
			m := ofRun.FindStringSubmatch(e.Name())
			if m == nil || newest[m[2]] == e.Name() || !e.Type().IsRegular() || m[1] >= before.UTC().Format(runLayout) {
				continue
			}
			if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
				return fmt.Errorf("clearing out old runs: %w", err)
			}
		}
	}
	return nil
}
