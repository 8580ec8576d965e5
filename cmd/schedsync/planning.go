package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters/apply"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/declared"
	"github.com/schedsync/schedsync/importers/httpx"
)

// planFlags are what plan and apply share.
type planFlags struct {
	vendors      []string
	adopt, nowOK bool
	strict       bool
	missingOK    bool
	apart        bool // a vendor that cannot be read does not stop the others
}

// draft is a plan together with what it was made from.
type draft struct {
	ws    *declared.Workspace
	sites []site
	raws  []snapshot.Raw
	lives []plan.Live
	plan  *plan.Plan
	// unread are the vendors that could not be read and are no part of the plan, with the reasons.
	unread []apply.VendorResult
	// again makes the same draft from what a vendor has after a run; nil: [Cmd.draw] does, of everything.
	again func(ctx context.Context, vendor engine.Vendor) (*draft, error)
	// after is what vendors have after a run, as far as it was read again.
	after map[engine.Vendor]*snapshot.Snapshot
	// undeclared says that what is wanted is not what is declared, so that a run leaves no record.
	undeclared bool
}

// options returns how the flags steer a plan.
func (c *Cmd) options(f planFlags, ids []engine.ScheduleID) plan.Options {
	return plan.Options{Now: c.now(), Adopt: f.adopt, NowOK: f.nowOK, Strict: f.strict, Only: ids}
}

// draw reads the live state of every vendor concerned and plans. A vendor that cannot be read is an error, unless the flags let
// the others go on without it and there are some.
func (c *Cmd) draw(ctx context.Context, ws *declared.Workspace, f planFlags, ids []engine.ScheduleID) (*draft, error) {
	d := &draft{ws: ws}
	sites, err := c.sites(ws, f.vendors, ids)
	if err != nil {
		return nil, err
	}
	for _, s := range sites {
		reader, err := c.reader(s) // what is wrong here is wrong in the YAML or the environment
		if err != nil {
			return nil, err
		}
		raw, err := c.readWith(ctx, s, reader)
		if err == nil {
			err = d.add(c, s, raw)
		}
		switch {
		case err == nil:
			d.sites = append(d.sites, s)
		case !f.apart || ctx.Err() != nil || c.late() != nil:
			return nil, err
		default:
			d.unread = append(d.unread, apply.VendorResult{Vendor: s.read.Name, Err: err})
		}
	}
	if err := d.unreadable(); len(d.sites) == 0 && err != nil {
		return nil, err
	}
	for _, v := range d.unread {
		c.log.Warn(fmt.Sprintf("%s cannot be read, and is left as it is; the others go on", v.Vendor), "error", v.Err.Error())
	}
	if d.plan, err = plan.Build(&ws.Workspace, d.lives, c.options(f, ids)); err == nil && !f.missingOK {
		c.guard(d)
	}
	return d, err
}

// unreadable says why vendors could not be read, or returns nil.
func (d *draft) unreadable() error {
	var errs []error
	for _, v := range d.unread {
		errs = append(errs, v.Err)
	}
	return errors.Join(errs...)
}

// add lifts what was read of one vendor.
func (d *draft) add(c *Cmd, s site, raw snapshot.Raw) error {
	snap, err := s.read.Lift(raw, c.zones)
	if err != nil {
		return err
	}
	d.raws = append(d.raws, raw)
	d.lives = append(d.lives, plan.Live{Dialect: s.read.Dialect, Mutes: s.read.Mutes, Snapshot: snap, Cost: s.write.Cost})
	return nil
}

// read fetches a vendor's live state, showing progress.
func (c *Cmd) read(ctx context.Context, s site) (snapshot.Raw, error) {
	reader, err := c.reader(s)
	if err != nil {
		return snapshot.Raw{}, err
	}
	return c.readWith(ctx, s, reader)
}

// reader opens a vendor for reading; nothing is asked yet.
func (c *Cmd) reader(s site) (importers.Reader, error) {
	account, err := c.account(s)
	if err != nil {
		return nil, err
	}
	return s.read.Open(account)
}

// readWith is read with a reader that is open already.
func (c *Cmd) readWith(ctx context.Context, s site, reader importers.Reader) (snapshot.Raw, error) {
	bar := c.progress("reading " + s.read.Title)
	defer bar.done()
	raw, err := reader.Read(ctx, bar.step)
	raw.TakenAt = c.now().String()
	var refused *httpx.Error
	if errors.As(err, &refused) && refused.Status == http.StatusUnauthorized {
		err = fmt.Errorf("%w; it was sent the %s", err, strings.Join(sourcesOf(s.config), ", "))
	}
	return raw, err
}

// mostSaved bounds the plan and snapshot files that are read.
const mostSaved = 256 << 20

// readSaved reads a file that an earlier run has saved; what it is, is for errors.
func readSaved(what, path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading the %s: %w", what, err)
	}
	defer f.Close() //nolint:errcheck // only read from
	b, err := io.ReadAll(io.LimitReader(f, mostSaved+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading the %s: %w", what, err)
	case len(b) > mostSaved:
		return nil, fmt.Errorf("reading the %s: %s has more than %d bytes, which is more than any %s has", what, path, mostSaved, what)
	}
	return b, nil
}

// plainly says what JSON has the wrong shape without the names of Go types.
func plainly(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return fmt.Errorf("found a JSON %s at byte %d, expected another kind of value", wrong.Value, wrong.Offset)
	}
	return err
}

// readRaw reads a saved state of a vendor.
func readRaw(path string) (raw snapshot.Raw, err error) {
	b, err := readSaved("snapshot", path)
	if err != nil {
		return raw, err
	}
	if err := json.Unmarshal(b, &raw); err != nil {
		return raw, fmt.Errorf("reading the snapshot %s: it is not the JSON that apply keeps in the state folder: %w", path, plainly(err))
	}
	if raw.Version != 1 {
		return raw, fmt.Errorf("reading the snapshot %s: version %d is not one this program knows (1)", path, raw.Version)
	}
	return raw, nil
}

// fromSnapshot plans against a saved state instead of a live one; no key is needed.
func (c *Cmd) fromSnapshot(ws *declared.Workspace, path string, f planFlags, ids []engine.ScheduleID) (*draft, error) {
	raw, err := readRaw(path)
	if err != nil {
		return nil, err
	}
	if len(f.vendors) > 0 && (len(f.vendors) > 1 || f.vendors[0] != string(raw.Vendor)) {
		return nil, usage(fmt.Errorf("the snapshot is of %s; --vendor asks for others", raw.Vendor))
	}
	s, err := c.site(ws, raw.Vendor)
	if err != nil {
		return nil, err
	}
	return c.draftOf(ws, s, raw, f, ids)
}

// draftOf plans for one vendor from what was read of it.
func (c *Cmd) draftOf(ws *declared.Workspace, s site, raw snapshot.Raw, f planFlags, ids []engine.ScheduleID) (d *draft, err error) {
	d = &draft{ws: ws, sites: []site{s}}
	if err := d.add(c, s, raw); err != nil {
		return nil, err
	}
	d.plan, err = plan.Build(&ws.Workspace, d.lives, c.options(f, ids))
	return d, err
}
