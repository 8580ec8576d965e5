package files_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/exporters/files"
)

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func write(t *testing.T, path, data string, wantChanged bool) {
	t.Helper()
	changed, err := files.Write(path, []byte(data), files.Mode)
	if err != nil {
		t.Fatal(err)
	}
	if changed != wantChanged {
		t.Errorf("Write(%s): changed = %v, want %v", filepath.Base(path), changed, wantChanged)
	}
	if got := read(t, path); got != data {
		t.Errorf("%s holds %q, want %q", filepath.Base(path), got, data)
	}
}

func TestWriteOnlyWhenBytesChange(t *testing.T) {
	path := filepath.Join(t.TempDir(), "feed.ics")
	write(t, path, "one", true)
	past := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := os.Chtimes(path, past, past); err != nil {
		t.Fatal(err)
	}
	write(t, path, "one", false)
	if info, err := os.Stat(path); err != nil || !info.ModTime().Equal(past) {
		t.Errorf("an unchanged file was touched: %v, %v", info.ModTime(), err)
	}
	write(t, path, "two", true)
	write(t, path, "", true)
	write(t, path, "", false)
}

func TestWriteLeavesNothingBeside(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.csv"), "x", true)
	write(t, filepath.Join(dir, "a.csv"), "y", true)
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("folder holds %v, %v; want a.csv alone", entries, err)
	}
}

func TestWriteKeepsMode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "private.json")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	write(t, path, "new", true)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o600 {
		t.Errorf("mode = %o, want 600", got)
	}
}

func TestWriteThroughLink(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "link")
	if err := os.Symlink(target, link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	for _, step := range []struct {
		data    string
		changed bool
	}{{"made through a link to nothing", true}, {"changed", true}, {"changed", false}} {
		write(t, link, step.data, step.changed)
		if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
			t.Fatalf("after %q the link is no link: %v, %v", step.data, info.Mode(), err)
		}
		if got := read(t, target); got != step.data {
			t.Errorf("target holds %q, want %q", got, step.data)
		}
	}
}

func TestWriteToDevice(t *testing.T) {
	if _, err := os.Stat("/dev/null"); err != nil {
		t.Skip(err)
	}
	for range 2 {
		if changed, err := files.Write("/dev/null", []byte("x"), files.Mode); err != nil || !changed {
			t.Errorf("Write(/dev/null) = %v, %v; want true, nil", changed, err)
		}
	}
	if info, err := os.Lstat("/dev/null"); err != nil || info.Mode().IsRegular() {
		t.Fatalf("/dev/null is now %v, %v", info.Mode(), err)
	}
}

func TestWriteThroughLinkToDevice(t *testing.T) {
	link := filepath.Join(t.TempDir(), "sink")
	if err := os.Symlink("/dev/null", link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if changed, err := files.Write(link, []byte("x"), files.Mode); err != nil || !changed {
		t.Errorf("Write = %v, %v; want true, nil", changed, err)
	}
}

func TestWriteErrors(t *testing.T) {
	dir := t.TempDir()
	for path, want := range map[string]string{
		dir:                                   "it is a directory",
		filepath.Join(dir, "no", "such", "f"): "no such file",
		"/dev/no-such-device":                 "no such file",
	} {
		changed, err := files.Write(path, []byte("x"), files.Mode)
		if err == nil || changed || !strings.Contains(err.Error(), want) {
			t.Errorf("Write(%q) = %v, %v; want false and an error with %q", path, changed, err, want)
		}
	}
}
