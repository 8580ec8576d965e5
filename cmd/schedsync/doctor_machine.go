package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"github.com/schedsync/schedsync/exporters/report"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/zones"
)

// zones compares the release of the time zones with the date: governments change their clocks several times a year, at times
// with weeks of notice, so an archive that is a year and a half old has most likely missed one.
func (e *examination) zones() {
	release := zones.Release()
	year, err := strconv.Atoi(release[:min(4, len(release))])
	stale := time.Date(year+1, time.July, 1, 0, 0, 0, 0, time.UTC)
	if err != nil || e.c.Now().Before(stale) {
		e.add("", "time zones", report.Well, "", "release %s", release)
		return
	}
	e.add("", "time zones", report.Uneasy, "use a newer schedsync", "release %s is old: clocks may have been changed by law since", release)
}

// state looks at the folder of locks, journals and snapshots, which hold names and who was on call.
func (e *examination) state() {
	dir := e.c.stateFolder()
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !mayWrite(nearestFolder(dir)):
		e.add("", "state folder", report.Ill, "choose one that this user can write to with --state", "%s is not there, and this user cannot make it: %s cannot be written to", dir, nearestFolder(dir))
	case errors.Is(err, fs.ErrNotExist):
		e.add("", "state folder", report.Well, "", "%s is made by the first run", dir)
	case err != nil:
		e.add("", "state folder", report.Ill, "", "%v", err)
	case !info.IsDir():
		e.add("", "state folder", report.Ill, "move it away, or choose another with --state", "%s is no folder", dir)
	case info.Mode().Perm()&0o700 != 0o700:
		e.add("", "state folder", report.Ill, "chmod 700 "+dir, "%s has mode %o: its owner cannot write to it", dir, info.Mode().Perm())
	case !mayWrite(dir):
		e.add("", "state folder", report.Ill, "run as its owner, or choose another with --state", "this user cannot write to %s", dir)
	case info.Mode().Perm()&0o077 != 0:
		e.add("", "state folder", report.Uneasy, "chmod 700 "+dir, "%s has mode %o: others can look into it", dir, info.Mode().Perm())
	default:
		e.add("", "state folder", report.Well, "", "%s, mode %o", dir, info.Mode().Perm())
	}
}

// nearestFolder returns what is there of the way to a folder that is not.
func nearestFolder(dir string) string {
	for {
		up := filepath.Dir(dir)
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) || up == dir {
			return dir
		}
		dir = up
	}
}

// lock looks whether another run is under way. It asks for a share of the lock for a moment, and only where there is a file:
// it makes none.
func (e *examination) lock() {
	path := filepath.Join(e.c.stateFolder(), "lock")
	switch _, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
		e.add("", "lock", report.Well, "", "free; nothing has run here yet")
		return
	case err != nil:
		e.add("", "lock", report.Ill, "", "%v", err)
		return
	}
	l := flock.New(path, flock.SetFlag(os.O_RDONLY))
	free, err := l.TryRLock()
	switch {
	case err != nil:
		e.add("", "lock", report.Ill, "", "%v", err)
	case !free:
		owner, _ := os.ReadFile(path)
		e.add("", "lock", report.Uneasy, "wait for it; --lock-timeout lets apply wait", "held by another run: %s", owner)
	default:
		l.Unlock() //nolint:errcheck // it was shared
		e.add("", "lock", report.Well, "", "free")
	}
}

// hosts looks at where keys may go besides the vendors' own hosts.
func (e *examination) hosts() {
	list, err := httpx.ParseHostList(e.c.Env(httpx.AllowVariable))
	switch {
	case err != nil:
		e.add("", "allowed hosts", report.Ill, "", "%v", err)
	case len(list) == 0:
		e.add("", "allowed hosts", report.Well, "", "none but the vendors' own")
	default:
		e.add("", "allowed hosts", report.Well, "", "keys may also go to %s (%s)", strings.Join(list, ", "), httpx.AllowVariable)
	}
}
