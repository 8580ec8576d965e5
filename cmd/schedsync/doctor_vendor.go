package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters/report"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/declared"
)

// vendor looks at one vendor: its secrets, whether it can be reached with them, its clock, its deadlines.
func (e *examination) vendor(ctx context.Context, ws *declared.Workspace, name engine.Vendor, offline bool) {
	s, err := e.c.site(ws, name)
	if err != nil {
		e.add(name, "access", report.Ill, "", "%v", err)
		return
	}
	account, err := e.c.account(s)
	if err != nil {
		e.add(name, "secrets", report.Ill, "", "%v", err)
	} else {
		e.secrets(s)
	}
	if name == "opsgenie" {
		e.deadline(s.config)
	}
	if err != nil || offline {
		return
	}
	account.HTTP.Retry.Attempts = 1
	reader, err := s.read.Open(account)
	if err != nil {
		e.add(name, "access", report.Ill, "", "%v", err)
		return
	}
	if prober, ok := reader.(importers.Prober); ok {
		e.probe(ctx, s, prober)
	}
}

// secrets looks at the modes of the files that hold secrets; that they are there and not empty is known.
func (e *examination) secrets(s site) {
	refs := secretsOf(s.config)
	for _, key := range slices.Sorted(maps.Keys(refs)) {
		if path, mode := e.c.secretMode(refs[key].File); mode&0o077 != 0 {
			e.add(s.read.Name, "secrets", report.Uneasy, "chmod 600 "+path, "%s has mode %o: others can read the %s", path, mode, key)
			return
		}
	}
	e.add(s.read.Name, "secrets", report.Well, "", "%s", strings.Join(sourcesOf(s.config), ", "))
}

// secretMode returns where a secret file is and its permissions; none for a secret that is in no file.
func (c *Cmd) secretMode(name string) (string, os.FileMode) {
	for _, dir := range c.secretFolders() {
		path := name
		if !filepath.IsAbs(name) {
			path = filepath.Join(dir, name)
		}
		if info, err := os.Stat(path); name != "" && dir != "" && err == nil {
			return path, info.Mode().Perm()
		}
	}
	return "", 0
}

// How far two clocks may be apart until it is told, and until it counts as a failure: plans are made for "now", and what is
// on call then is decided by it.
const (
	skewed      = 30 * time.Second
	badlySkewed = 5 * time.Minute
)

// probe makes one read and compares the clocks.
func (e *examination) probe(ctx context.Context, s site, p importers.Prober) {
	before := e.c.passing()
	date, err := p.Probe(ctx)
	after := e.c.passing()
	if err != nil {
		e.add(s.read.Name, "access", report.Ill, "", "%v", err)
		return
	}
	e.add(s.read.Name, "access", report.Well, "", "reached with its key; reading is allowed")
	if date.IsZero() {
		return
	}
	// The header has whole seconds, and was written some time between the two moments.
	skew := max(before.Truncate(time.Second).Sub(date), date.Sub(after), 0)
	ours, mend := "this machine's", "set this machine's clock, for example by NTP"
	if e.c.global.now != "" {
		ours, mend = "--now", "give --now the vendor's time, "+date.UTC().Format(time.RFC3339)+", or leave it out"
	}
	switch {
	case skew > badlySkewed:
		e.add(s.read.Name, "clock", report.Ill, mend, "%s apart from %s", apart(skew), ours)
	case skew > skewed:
		e.add(s.read.Name, "clock", report.Uneasy, mend, "%s apart from %s", apart(skew), ours)
	case skew > 0:
		e.add(s.read.Name, "clock", report.Well, "", "%s apart from %s", apart(skew), ours)
	default:
		e.add(s.read.Name, "clock", report.Well, "", "the same as here")
	}
}

// apart says how far two clocks differ: in days once they do not even agree on the day.
func apart(d time.Duration) string {
	if d < 48*time.Hour {
		return d.Round(time.Second).String()
	}
	return plural(int(d/(24*time.Hour)), "day")
}

// The days on which Opsgenie ends: for everybody, and after an account's own migration (contract opsgenie 8).
const (
	migrationDays = 120
	soon          = 180
)

func today(now time.Time) civil.Day {
	y, m, d := now.UTC().Date()
	return civil.DayOf(y, int(m), d)
}

// deadline tells how long Opsgenie goes on.
func (e *examination) deadline(c declared.VendorConfig) {
	end, why := civil.DayOf(2027, 4, 5), "it ends for everybody"
	if c.Migrated != nil && *c.Migrated+migrationDays < end {
		end, why = *c.Migrated+migrationDays, fmt.Sprintf("switched off %d days after the migration of %s", migrationDays, *c.Migrated)
	}
	left := int(end - today(e.c.Now()))
	mend := "import what is live while the key works, and choose where it goes"
	switch {
	case left <= 0:
		e.add(c.Name, "deadline", report.Ill, mend, "%s, on %s: %s ago", why, end, plural(-left, "day"))
	case left <= soon:
		e.add(c.Name, "deadline", report.Uneasy, mend, "%s, on %s: %s left", why, end, plural(left, "day"))
	default:
		e.add(c.Name, "deadline", report.Well, "", "%s, on %s: %s left", why, end, plural(left, "day"))
	}
}
