package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/schedsync/schedsync/exporters/files"
	"github.com/schedsync/schedsync/importers/httpx"
	"github.com/schedsync/schedsync/importers/ics"
)

// fetchCalendar gets the calendar at an address and keeps it in the state folder as the last good copy. When it cannot be
// had, the copy is returned with a warning that tells its age; without a copy that is an error. A calendar that has lost all
// its events counts as one that cannot be had: a calendar program that fails may say nothing.
//
// Only import and apply call it (SPEC 3, Trust): a pull request must not make a runner ask an address.
func (c *Cmd) fetchCalendar(ctx context.Context, address string) (data []byte, warning string, err error) {
	allow, err := httpx.ParseHostList(c.Env(httpx.AllowVariable))
	if err != nil {
		return nil, "", err
	}
	s, err := c.openState()
	if err != nil {
		return nil, "", err
	}
	old, taken := s.keptCalendar(address)
	f := ics.Fetcher{Allow: allow, Base: c.Transport, UserAgent: "schedsync/" + c.Version, Redactor: c.redactor}
	data, err = f.Fetch(ctx, address)
	if err == nil && old != nil {
		had, _ := ics.Check(old) // it was checked before it was kept
		if has, _ := ics.Check(data); has == 0 && had > 0 {
			err = fmt.Errorf("the calendar has no events any more, and the copy has %d", had)
		}
	}
	switch {
	case err == nil:
		return data, "", s.keepCalendar(address, data, c.Now())
	case old == nil:
		return nil, "", err
	}
	age := c.Now().Sub(taken).Round(time.Minute)
	return old, fmt.Sprintf("%v; the last good copy is used, which was taken %s ago, at %s", err, age, taken.UTC().Format(time.RFC3339)), nil
}

// freshCalendar returns a way to get at calendars that fetches them, and warns where only a copy could be had.
func (c *Cmd) freshCalendar(ctx context.Context) func(address string) ([]byte, error) {
	return func(address string) ([]byte, error) {
		data, warning, err := c.fetchCalendar(ctx, address)
		if warning != "" {
			c.log.Warn(warning)
		}
		return data, err
	}
}

// keptCalendar returns the last good copy of a calendar, or nothing where there is none: commands that do not write must not
// ask an address that a pull request may have brought.
func (c *Cmd) keptCalendar(address string) ([]byte, error) {
	if _, err := os.Stat(c.stateFolder()); err != nil {
		return nil, nil //nolint:nilerr // no state, no copies
	}
	s, err := c.openState()
	if err != nil {
		return nil, nil //nolint:nilerr // state that cannot be read holds no copy either
	}
	data, _ := s.keptCalendar(address)
	return data, nil
}

// calendarFile names the file of a calendar's last good copy. The address is a secret, so the name does not tell it.
func (s *state) calendarFile(address string) string {
	sum := sha256.Sum256([]byte(address))
	return filepath.Join(s.dir, "calendars", hex.EncodeToString(sum[:12])+".ics")
}

// keptCalendar returns the last good copy of the calendar at an address and when it was taken; nil where there is none.
// Commands that fetch nothing use it.
func (s *state) keptCalendar(address string) ([]byte, time.Time) {
	name := s.calendarFile(address)
	data, err := os.ReadFile(name)
	info, serr := os.Stat(name)
	if err != nil || serr != nil {
		return nil, time.Time{}
	}
	if _, err := ics.Check(data); err != nil {
		return nil, time.Time{}
	}
	return data, info.ModTime()
}

// keepCalendar keeps a copy, stamped with when it was taken.
func (s *state) keepCalendar(address string, data []byte, now time.Time) error {
	name := s.calendarFile(address)
	err := os.MkdirAll(filepath.Dir(name), 0o700)
	if err == nil {
		_, err = files.Write(name, data, 0o600)
	}
	if err == nil {
		err = os.Chtimes(name, now, now)
	}
	if err != nil {
		return fmt.Errorf("keeping a copy of a calendar: %w", err)
	}
	return nil
}
