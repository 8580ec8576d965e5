//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDoctorSeesFoldersOfOthers: a state folder that a run could not write to, or could not make, is a failure and no "ok".
func TestDoctorSeesFoldersOfOthers(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write anywhere")
	}
	h := openHouse(t, nightly)
	closed := h.path("closed")
	if err := os.Mkdir(closed, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(closed, 0o700) }) // so that it can be deleted
	for _, tt := range []struct{ state, says string }{
		{filepath.Join(closed, "deep", "state"), "this user cannot make it: " + closed + " cannot be written to"},
		{closed, "its owner cannot write to it"},
	} {
		if shown := strings.Join(strings.Fields(h.must(Failed, 0, "doctor", "--offline", "--state", tt.state)), " "); !strings.Contains(shown, tt.says) {
			t.Errorf("%q is not said:\n%s", tt.says, shown)
		}
	}
	if mayWrite("/") {
		t.Error("whoever is not root may write to /")
	}
}

func TestNearestFolder(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{dir, filepath.Join(dir, "a"), filepath.Join(dir, "a", "b", "c")} {
		if got := nearestFolder(path); got != dir {
			t.Errorf("%s: %s, want %s", path, got, dir)
		}
	}
	if got := nearestFolder(".schedsync-that-is-not-there"); got != "." {
		t.Errorf("a relative path: %q", got)
	}
}
