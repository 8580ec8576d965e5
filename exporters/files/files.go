// Package files writes output files whole or not at all, and only when their bytes change.
//
// A calendar client, a web server or the next cron job must never see half a file, and a file whose bytes are the same must
// keep its time, or everything that watches it starts for nothing.
package files

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2/maybe"
)

// Mode is the mode of a new file before the umask takes its part.
const Mode fs.FileMode = 0o644

// Write makes path hold data, and reports whether it had to change anything.
//
// An absent path and a regular file are replaced in one step (written beside, flushed, renamed); a regular file keeps its
// mode, a new one gets mode less the umask. A symbolic link is followed and written through, not replaced. Devices, pipes
// and everything below /dev and /proc are written to as they are and always count as changed: /dev/stdout must stay what it
// is, and its redirection must not be cut. A directory is an error. Folders are not made.
func Write(path string, data []byte, mode fs.FileMode) (changed bool, err error) {
	if isStream(path) {
		return done(path, stream(path, data))
	}
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return done(path, maybe.WriteFile(path, data, mode))
	}
	if err != nil {
		return done(path, err)
	}
	target, err := os.Stat(path) // a link to nothing is written through, too
	if err == nil && target.Mode().IsRegular() && holds(path, target.Size(), data) {
		return false, nil
	}
	switch {
	case info.Mode().IsRegular():
		return done(path, maybe.WriteFile(path, data, mode))
	case info.Mode()&fs.ModeSymlink != 0 && (err != nil || target.Mode().IsRegular()):
		return done(path, os.WriteFile(path, data, mode))
	case info.IsDir() || err == nil && target.IsDir():
		return false, fmt.Errorf("writing %q: it is a directory; name a file inside it", path)
	default:
		return done(path, stream(path, data))
	}
}

// isStream reports whether path names an open file or a device of the system by its well-known place.
func isStream(path string) bool {
	path = filepath.ToSlash(filepath.Clean(path))
	return strings.HasPrefix(path, "/dev/") || strings.HasPrefix(path, "/proc/")
}

// holds reports whether the file has exactly these bytes. A file that cannot be read is one to be written.
func holds(path string, size int64, data []byte) bool {
	if size != int64(len(data)) {
		return false
	}
	old, err := os.ReadFile(path)
	return err == nil && bytes.Equal(old, data)
}

// stream appends data to what is open under path: nothing is cut off, made or renamed.
func stream(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		_ = f.Close() // the first error is the one to tell
		return err
	}
	return f.Close()
}

// done is what Write answers after writing: a change, or an error that names the file once, whatever its cause says.
func done(path string, err error) (changed bool, _ error) {
	if err == nil {
		return true, nil
	}
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return false, fmt.Errorf("writing %q: %w", path, err)
}
