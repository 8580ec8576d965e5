package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters"
	exportersall "github.com/schedsync/schedsync/exporters/all"
	"github.com/schedsync/schedsync/importers"
	importersall "github.com/schedsync/schedsync/importers/all"
	"github.com/schedsync/schedsync/importers/declared"
	"github.com/schedsync/schedsync/importers/httpx"
)

// site is a vendor that a command talks to.
type site struct {
	read   importers.Vendor
	write  exporters.Vendor
	config declared.VendorConfig
	mutes  bool // something is declared to be silenced there
}

// sites returns the vendors that what has these ids goes to (no ids: everything in the workspace), or just those asked for,
// sorted by name. Vendors that this version cannot speak to are refused by name, never left out in silence.
func (c *Cmd) sites(ws *declared.Workspace, asked []string, ids []engine.ScheduleID) ([]site, error) {
	names := targeted(&ws.Workspace, ids)
	if len(asked) > 0 {
		names = nil
		for _, a := range asked {
			names = append(names, engine.Vendor(a))
		}
	}
	slices.Sort(names)
	var out []site
	for _, name := range slices.Compact(names) {
		s, err := c.site(ws, name)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	switch {
	case len(out) == 0 && len(ids) > 0:
		return nil, errors.New("none of what was asked for has a vendor in its `targets:`, so there is nothing to sync")
	case len(out) == 0:
		return nil, errors.New("no schedule has a vendor in its `targets:`, so there is nothing to sync; after the last one is gone, --vendor NAME tells what is left there")
	}
	return out, nil
}

// targeted returns the vendors that the schedules and mutes of these ids go to; no ids mean all in the workspace.
func targeted(ws *engine.Workspace, ids []engine.ScheduleID) []engine.Vendor {
	var out []engine.Vendor
	add := func(id engine.ScheduleID, targets []engine.Target) {
		if len(ids) > 0 && !slices.Contains(ids, id) {
			return
		}
		for _, t := range targets {
			out = append(out, t.Vendor)
		}
	}
	for i := range ws.Schedules {
		add(ws.Schedules[i].ID, ws.Schedules[i].Targets)
	}
	for i := range ws.Mutes {
		add(engine.ScheduleID(ws.Mutes[i].ID), ws.Mutes[i].Targets)
	}
	return out
}

// site finds what is needed to speak to one vendor. A vendor without an entry in `vendors:` has the defaults, and its key
// in the variable its name suggests.
func (c *Cmd) site(ws *declared.Workspace, name engine.Vendor) (site, error) {
	read, readable := importersall.Vendor(name)
	write, writable := exportersall.Vendor(name)
	if !readable || !writable {
		return site{}, fmt.Errorf("this version does not speak to %q; it speaks to %s (--vendor picks)", name, strings.Join(vendorNames(), ", "))
	}
	s := site{read: read, write: write, config: declared.VendorConfig{Name: name}}
	for _, v := range ws.Vendors {
		if v.Name == name {
			s.config = v
		}
	}
	for i := range ws.Mutes {
		s.mutes = s.mutes || slices.ContainsFunc(ws.Mutes[i].Targets, func(t engine.Target) bool { return t.Vendor == name })
	}
	var err error
	if s.read, err = read.Settled(s.config.Dialect); err != nil {
		return site{}, err
	}
	return s, nil
}

func vendorNames() []string {
	var out []string
	for _, v := range importersall.Vendors() {
		out = append(out, string(v.Name))
	}
	return out
}

// account returns how to reach a vendor, its secrets read.
func (c *Cmd) account(s site) (httpx.Account, error) {
	allow, err := httpx.ParseHostList(c.Env(httpx.AllowVariable))
	if err != nil {
		return httpx.Account{}, err
	}
	a := httpx.Account{URL: s.config.URL, Region: s.config.Region, Profile: s.config.Profile, Secrets: map[string]httpx.Secret{}, Mutes: s.mutes}
	refs := secretsOf(s.config)
	for _, key := range slices.Sorted(maps.Keys(refs)) {
		if a.Secrets[key], err = c.secret(s.config.Name, key, refs[key]); err != nil {
			return a, err
		}
	}
	a.HTTP = httpx.Options{
		Allow: allow, Base: c.Transport, Now: c.passing, Sleep: c.pause, Log: c.log, Redactor: c.redactor,
		UserAgent: "schedsync/" + c.Version, Counter: c.counter(s.config.Name), Unpaced: c.Sleep == nil,
	}
	return a, nil
}

// secretsOf returns where a vendor's secrets are kept, by the key of the setting; where the workspace does not say, in the
// variables that the vendor's name suggests: a user and a password for xMatters, one key for the others.
func secretsOf(c declared.VendorConfig) map[string]declared.SecretRef {
	refs := map[string]declared.SecretRef{"key": c.Key, "user": c.User, "password": c.Password, "client_id": c.ClientID}
	defaults := map[string]string{"key": strings.ToUpper(string(c.Name)) + "_API_KEY"}
	if c.Name == "xmatters" {
		defaults = map[string]string{"user": "XM_USER", "password": "XM_PASSWORD"}
	}
	for key, ref := range refs {
		switch env, ok := defaults[key]; {
		case ref.IsSet():
		case ok:
			refs[key] = declared.SecretRef{Env: env}
		default:
			delete(refs, key)
		}
	}
	return refs
}

// sourcesOf says where each of a vendor's secrets comes from: "key from $OPSGENIE_API_KEY".
func sourcesOf(c declared.VendorConfig) []string {
	refs := secretsOf(c)
	var out []string
	for _, key := range slices.Sorted(maps.Keys(refs)) {
		out = append(out, fmt.Sprintf("%s from %s", key, cmp.Or(refs[key].File, "$"+refs[key].Env)))
	}
	return out
}

// secretFolders are where secret files may lie besides the workspace: where containers and service managers put them.
func (c *Cmd) secretFolders() []string {
	out := []string{c.global.dir, "/run/secrets", "/var/run/secrets"}
	for _, v := range []string{c.Env("CREDENTIALS_DIRECTORY"), c.Env("SCHEDSYNC_SECRET_DIRS")} {
		out = append(out, filepath.SplitList(v)...)
	}
	return out
}

// secret reads a secret from where the workspace says it is kept, and tells the redactor.
func (c *Cmd) secret(vendor engine.Vendor, key string, ref declared.SecretRef) (httpx.Secret, error) {
	text := c.Env(ref.Env)
	if ref.File != "" {
		b, err := c.secretFile(ref.File)
		if err != nil {
			return httpx.Secret{}, fmt.Errorf("reading the %s of %s: %w", key, vendor, err)
		}
		text = string(b)
	}
	secret := httpx.NewSecret(text)
	if secret.Empty() {
		return secret, fmt.Errorf("the %s of %s is empty: set %s", key, vendor, cmp.Or(ref.Env, ref.File))
	}
	c.redactor.Add(secret)
	return secret, nil
}

// secretFile reads a secret from a file in an allowed folder that others cannot read.
func (c *Cmd) secretFile(name string) ([]byte, error) {
	for _, dir := range c.secretFolders() {
		rel := name
		if filepath.IsAbs(name) {
			var err error
			if rel, err = filepath.Rel(dir, name); err != nil {
				continue
			}
		}
		if dir == "" || !filepath.IsLocal(rel) {
			continue
		}
		root, err := os.OpenRoot(dir)
		if err != nil {
			continue
		}
		b, err := readSecret(root, rel)
		root.Close() //nolint:errcheck // only read from
		if !errors.Is(err, fs.ErrNotExist) {
			return b, err
		}
	}
	return nil, fmt.Errorf("%s is not in the workspace, /run/secrets, $CREDENTIALS_DIRECTORY or $SCHEDSYNC_SECRET_DIRS", name)
}

// mostSecret is more than any key has.
const mostSecret = 64 << 10

func readSecret(root *os.Root, name string) ([]byte, error) {
	info, err := root.Stat(name)
	if err != nil {
		return nil, err
	}
	switch {
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file", name)
	case info.Size() > mostSecret:
		return nil, fmt.Errorf("%s has %d bytes, which is no key", name, info.Size())
	case info.Mode().Perm()&0o002 != 0:
		return nil, fmt.Errorf("%s can be written by everybody; chmod 600 mends that", name)
	}
	return root.ReadFile(name)
}
