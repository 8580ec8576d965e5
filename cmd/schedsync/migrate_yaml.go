package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/migrate"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters/files"
	"github.com/schedsync/schedsync/exporters/yaml"
	"github.com/schedsync/schedsync/importers/declared"
	"github.com/schedsync/schedsync/importers/near"
)

// sumLine begins the first line of a file that migrate wrote; what follows is the sum of all lines below. With another sum the
// file was edited.
const sumLine = "# written by schedsync migrate, sum "

func signed(data []byte) []byte {
	sum := sha256.Sum256(data)
	return append([]byte(sumLine+hex.EncodeToString(sum[:16])+"\n"), data...)
}

// edited reports whether a file is not as migrate wrote it.
func edited(data []byte) bool {
	_, rest, _ := bytes.Cut(data, []byte("\n"))
	return !bytes.Equal(signed(rest), data)
}

// writeMigrated writes the YAML into the workspace, over an earlier one that nobody has edited.
func (c *Cmd) writeMigrated(m *move) error {
	data, err := c.migratedYAML(m)
	if err != nil {
		return err
	}
	data = signed(c.redactor.Bytes(data))
	path := c.folderFile(m.file)
	old, err := readSaved("YAML of an earlier migration", path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case bytes.Equal(old, data):
		c.note("%s is up to date", path)
		return nil
	case edited(old) && !m.replace:
		return fmt.Errorf("%s was edited since migrate wrote it; --replace writes it anew, or give another --out-dir", path)
	}
	changed, err := files.Write(path, data, files.Mode)
	if changed {
		c.note("wrote %s", path)
	}
	return err
}

// migratedYAML is the declaration as a file, without anything that depends on when or how often it was made.
func (c *Cmd) migratedYAML(m *move) ([]byte, error) {
	d := m.result.Declaration
	ws := d.Workspace
	defaults := m.ws.Sync
	if m.owner != "" {
		ws.Sync = m.ws.Sync
		defaults.Owner, defaults.Policy = "", ""
	} else {
		defaults = ws.Sync
	}
	d.Notes[""] = fmt.Sprintf("Migrated from %s to %s. To edit this file is to own it: migrate leaves an edited one alone.", m.title, m.there.read.Title)
	return yaml.Encode(yaml.Definition{Workspace: &ws, Vendors: vendorsOf(m), Defaults: defaults, Notes: d.Notes})
}

// vendorsOf returns how the new vendor is reached, where the workspace that is written into does not say it.
func vendorsOf(m *move) []yaml.Vendor {
	known := func(v declared.VendorConfig) bool { return v.Name == m.there.read.Name }
	c := m.there.config
	if slices.ContainsFunc(m.ws.Vendors, known) || c.URL == "" && !c.Key.IsSet() && !c.User.IsSet() && c.Region == "" {
		return nil
	}
	out := yaml.Vendor{Name: c.Name, URL: c.URL, Region: c.Region, Profile: c.Profile}
	for _, s := range []struct {
		key string
		ref declared.SecretRef
	}{{"key", c.Key}, {"user", c.User}, {"password", c.Password}, {"client_id", c.ClientID}} {
		if s.ref.IsSet() {
			out.Secrets = append(out.Secrets, yaml.Secret{Key: s.key, Env: s.ref.Env, File: s.ref.File})
		}
	}
	return []yaml.Vendor{out}
}

// nearMisses finds accounts at the new vendor that may belong to people it does not know: of the same name, or of almost the same
// address.
func nearMisses(m *migrate.Migration, there *snapshot.Snapshot) {
	finder := near.New(near.Enough)
	var logins, teams []string
	var free []snapshot.User
	for _, u := range there.Users {
		if addresses := append([]string{u.Login}, u.Emails...); !known(m, addresses) {
			free, logins = append(free, u), append(logins, addresses...)
		}
	}
	for _, t := range there.Teams {
		teams = append(teams, t.Name)
	}
	for i := range m.Missing {
		p := &m.Missing[i]
		if p.Who.Kind != engine.KindPerson {
			p.Perhaps(finder.Suggest(p.Name, teams))
			continue
		}
		for _, u := range free {
			if strings.EqualFold(near.Fold(u.Name), near.Fold(p.Name)) {
				p.Perhaps(u.Name + " <" + address(u) + ">")
			}
		}
		if info := m.Workspace.Person(engine.PersonID(p.Who.ID)); info != nil {
			if near := finder.Suggest(info.Email, logins); wordsOf(near) != wordsOf(info.Email) || strings.EqualFold(near, info.Email) {
				p.Perhaps(near)
			}
		}
	}
}

// known reports whether an account belongs to one of ours, and so to nobody else.
func known(m *migrate.Migration, addresses []string) bool {
	return slices.ContainsFunc(m.Workspace.People, func(p engine.PersonInfo) bool {
		return slices.ContainsFunc(addresses, func(a string) bool { return p.Email != "" && strings.EqualFold(a, p.Email) })
	})
}

// wordsOf returns an address without its digits: two that differ in nothing else are of two people, not a slip.
func wordsOf(address string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return -1
		}
		return r
	}, strings.ToLower(address))
}

// address returns an e-mail address of a user, or the login.
func address(u snapshot.User) string {
	if !strings.Contains(u.Login, "@") && len(u.Emails) > 0 {
		return u.Emails[0]
	}
	return u.Login
}
