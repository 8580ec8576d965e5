package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/migrate"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/report"
	"github.com/schedsync/schedsync/importers/declared"
)

// migrateOptions are the flags of migrate.
type migrateOptions struct {
	from, to, outDir, output, owner, team string
	replace, apply, yes, exitCode, nowOK  bool
	lockTimeout                           time.Duration
}

func (c *Cmd) migrateCommand() *cobra.Command {
	o := &migrateOptions{}
	cmd := &cobra.Command{
		Use: "migrate --from A --to B [names or ids…]", Short: "Move schedules to another vendor, with proof",
		Long: `Reads the schedules of one vendor (or a snapshot of it), declares them in YAML for the other, compiles them by its rules,
and compares the two timelines instant by instant: each schedule is equal, or every stretch that differs is named with its
reason. Forwarding rules become forwards of people. What schedules cannot carry over (escalations, integrations, people
the new vendor does not know) is listed as work to be done by hand.

The YAML is written into --out-dir (or the workspace), from where plan and apply do the rest; --apply does that at once,
and then asks the new vendor who it puts on call. A folder inside the workspace is a part of it: what is declared there
already is not declared again, so a move of imported schedules goes to a folder beside it. A second run writes the same bytes. A file that was edited since is left
alone unless --replace is given. The old vendor is only read.

Exit status: 0 done · 1 error, nothing written · 2 something differs, with --exit-code, or the new vendor says something
else after --apply · 3, 5, 6 as apply.`,
		Example: `  schedsync migrate --from opsgenie --to zenduty --team Operations --out-dir ../next
  schedsync migrate --from opsgenie.json --to xmatters --out-dir ../next -o html --out report.html
  schedsync -C ../next plan && schedsync -C ../next apply`,
		RunE: func(cmd *cobra.Command, only []string) error { return c.migrate(cmd.Context(), o, only) },
	}
	f := cmd.Flags()
	f.StringVar(&o.from, "from", "", "the vendor to leave, or a snapshot file of it")
	f.StringVar(&o.to, "to", "", "the vendor to move to")
	f.StringVar(&o.outDir, "out-dir", "", "the workspace to write the YAML into (default the workspace of -C)")
	f.StringVarP(&o.output, "output", "o", "text", "the report as text, markdown, html or json")
	f.StringVar(&o.owner, "owner", "", "the ownership mark, where the workspace has none yet (default migrated-from-A)")
	f.StringVar(&o.team, "team", "", "the team at the new vendor for schedules whose own is not known there")
	f.BoolVar(&o.replace, "replace", false, "write the YAML anew even when it was edited")
	f.BoolVar(&o.apply, "apply", false, "apply what can be written, then verify it")
	f.BoolVarP(&o.yes, "yes", "y", false, "do not ask, with --apply")
	f.BoolVar(&o.nowOK, "now-ok", false, "with --apply, let changes through that move who is on call within the freeze")
	f.BoolVar(&o.exitCode, "exit-code", false, "exit with 2 when a schedule is not equal")
	f.DurationVar(&o.lockTimeout, "lock-timeout", 0, "with --apply, wait this long for another run to end")
	return cmd
}

// check holds the flags to what makes sense.
func (o *migrateOptions) check(c *Cmd) error {
	switch {
	case o.from == "" || o.to == "":
		return usage(errors.New("migrate needs --from and --to"))
	case o.from == o.to:
		return usage(fmt.Errorf("--from and --to are both %s", o.to))
	case o.apply && o.output != "text" && c.global.out == "":
		return usage(errors.New("--apply tells what it does as text; write the report to a file with --out"))
	}
	return oneOf("output", o.output, "text", "markdown", "html", "json")
}

// move is one migration under way.
type move struct {
	*migrateOptions
	file   string // of the YAML, in the workspace
	own    bool   // --out-dir is a workspace of its own
	there  site   // the vendor to move to
	title  string // of the vendor to leave
	ws     *declared.Workspace
	result *migrate.Migration
}

func (c *Cmd) migrate(ctx context.Context, o *migrateOptions, only []string) error {
	if err := o.check(c); err != nil {
		return err
	}
	m := &move{migrateOptions: o}
	request, err := c.migrateRequest(ctx, m, only)
	if err != nil {
		return err
	}
	if m.result, err = migrate.Build(request); err != nil {
		return err
	}
	if len(m.result.Schedules) == 0 {
		return errors.New("there is nothing to migrate" + missing(only))
	}
	nearMisses(m.result, request.To.Snapshot)
	if err := c.writeMigrated(m); err != nil {
		return err
	}
	if err := c.tellMigrated(m); err != nil {
		return err
	}
	if o.apply {
		return c.applyMigrated(ctx, m)
	}
	if o.exitCode && !m.result.Equal() {
		return exit(Different, nil)
	}
	return nil
}

// migrateRequest reads both vendors and the workspace. From here on the workspace is the one that is written into.
func (c *Cmd) migrateRequest(ctx context.Context, m *move, only []string) (r migrate.Request, err error) {
	settings, err := c.migrateSettings(m)
	if err != nil {
		return r, err
	}
	if m.there, err = c.site(settings, engine.Vendor(m.to)); err != nil {
		return r, usage(err)
	}
	if m.there.read.Dialect == nil {
		return r, usage(fmt.Errorf("%s holds no schedules", m.there.read.Title))
	}
	from, raw, err := c.source(ctx, settings, m.from)
	if err != nil {
		return r, err
	}
	if from.read.Name == m.there.read.Name {
		return r, usage(fmt.Errorf("--from and --to are both %s", from.read.Title))
	}
	if from.read.Dialect == nil {
		return r, usage(fmt.Errorf("%s holds no schedules", from.read.Title))
	}
	m.title = from.read.Title
	if err := c.enterMigrated(m, from.read.Name); err != nil {
		return r, err
	}
	r = migrate.Request{
		Workspace: &m.ws.Workspace, FromDialect: from.read.Dialect, Now: c.now(), Team: m.team, Only: only,
		FromTitle: from.read.Title, ToTitle: m.there.read.Title,
	}
	if r.From, err = from.read.Lift(raw, c.zones); err != nil {
		return r, err
	}
	there, err := c.read(ctx, m.there)
	if err != nil {
		return r, err
	}
	snap, err := m.there.read.Lift(there, c.zones)
	r.To = plan.Live{Dialect: m.there.read.Dialect, Mutes: m.there.read.Mutes, Snapshot: snap, Cost: m.there.write.Cost}
	return r, err
}

// migrateSettings reads the workspace of -C, without what an earlier run wrote. Where --out-dir lies in it, the two are one
// workspace; else what is written is a workspace of its own, and -C only says how vendors are reached.
func (c *Cmd) migrateSettings(m *move) (*declared.Workspace, error) {
	from := m.from
	if !slices.Contains(vendorNames(), from) {
		raw, err := readRaw(from)
		if err != nil {
			return nil, fmt.Errorf("--from is neither a vendor (%s) nor a snapshot file: %w", strings.Join(vendorNames(), ", "), err)
		}
		from = string(raw.Vendor)
	}
	m.file = fmt.Sprintf("%s-to-%s.yaml", from, m.to)
	inside, err := filepath.Rel(c.global.dir, cmp.Or(m.outDir, c.global.dir))
	if err != nil || !filepath.IsLocal(inside) {
		inside = ""
	}
	settings, err := c.loadFrom(c.global.dir, declared.Options{
		Calendar: c.keptCalendar, Empty: true, Without: filepath.ToSlash(filepath.Join(inside, m.file)),
	})
	if err != nil {
		return nil, err
	}
	if inside != "" && len(settings.Files) > 0 {
		m.file, m.own = filepath.Join(inside, m.file), false
	} else {
		m.own = m.outDir != ""
	}
	return settings, nil
}

// enterMigrated makes the workspace that is written into the one of this run, without the file that is written.
func (c *Cmd) enterMigrated(m *move, from engine.Vendor) error {
	if m.outDir != "" {
		if err := os.MkdirAll(m.outDir, 0o750); err != nil {
			return fmt.Errorf("making the folder of --out-dir: %w", err)
		}
	}
	if m.own {
		c.global.dir = m.outDir
	}
	var err error
	m.ws, err = c.loadFrom(c.global.dir, declared.Options{Calendar: c.keptCalendar, Empty: true, Without: filepath.ToSlash(m.file)})
	if err != nil {
		return err
	}
	return m.owned(from)
}

// owned settles under whose mark the schedules will stand.
func (m *move) owned(from engine.Vendor) error {
	sync := &m.ws.Sync
	switch {
	case sync.Owner == "":
		sync.Owner = cmp.Or(m.owner, "migrated-from-"+string(from))
		m.owner = sync.Owner
	case m.owner != "" && m.owner != sync.Owner:
		return usage(fmt.Errorf("--owner is %q, and the workspace has `sync: {owner: %s}`", m.owner, sync.Owner))
	default:
		m.owner = ""
	}
	if m.owner != "" && sync.Policy == "" {
		sync.Policy = engine.PolicyUpsert
	}
	return nil
}

// source reads a vendor, live or from a snapshot file.
func (c *Cmd) source(ctx context.Context, ws *declared.Workspace, what string) (s site, raw snapshot.Raw, err error) {
	if slices.Contains(vendorNames(), what) {
		if s, err = c.site(ws, engine.Vendor(what)); err != nil {
			return s, raw, err
		}
		raw, err = c.read(ctx, s)
		return s, raw, err
	}
	if _, err := os.Stat(what); err != nil {
		return s, raw, usage(fmt.Errorf("%q is neither a vendor (%s) nor a snapshot file", what, strings.Join(vendorNames(), ", ")))
	}
	if raw, err = readRaw(what); err != nil {
		return s, raw, err
	}
	s, err = c.site(ws, raw.Vendor)
	return s, raw, err
}

// tellMigrated prints the report in the form asked for.
func (c *Cmd) tellMigrated(m *move) error {
	view := report.Migration{
		Migration: m.result, Names: exporters.NamesOf(&m.result.Workspace), From: m.title, To: m.there.read.Title, Now: c.now(),
	}
	var data []byte
	var err error
	switch m.output {
	case "json":
		data, err = report.MigrateJSON(view)
	case "html":
		data, err = report.MigrateHTML(view)
	case "markdown":
		data = []byte(report.MigrateMarkdown(view))
	default:
		data = []byte(report.MigrateText{Width: c.width(), Color: c.color(), Verbose: c.global.verbose}.Encode(view))
	}
	if err != nil {
		return err
	}
	return c.result(data)
}

// applyMigrated applies what can be written, from the YAML as it was written, and asks the new vendor about it.
func (c *Cmd) applyMigrated(ctx context.Context, m *move) error {
	ws, err := c.load()
	if err != nil {
		return err
	}
	if err := mayApply(&ws.Workspace); err != nil {
		return err
	}
	ids := m.result.Writable()
	if len(ids) == 0 {
		return errors.New("nothing can be written yet; the report says what is to be mended")
	}
	o := &applyOptions{planFlags: planFlags{vendors: []string{m.to}, nowOK: m.nowOK}, output: "text", yes: m.yes, lockTimeout: m.lockTimeout}
	st, settle, release, err := c.claim(ctx, o, &record{})
	if err != nil {
		return err
	}
	defer release()
	d, err := c.drawFrom(ctx, ws, m.there, o.planFlags, ids)
	if err != nil {
		return err
	}
	d.again = func(ctx context.Context, _ engine.Vendor) (*draft, error) {
		f := o.planFlags
		f.nowOK = true
		return c.drawFrom(ctx, ws, m.there, f, ids)
	}
	out := c.global.out
	c.global.out = "" // the report is written; what follows is told on stdout
	defer func() { c.global.out = out }()
	if err := c.carryOut(ctx, d, st, o, &record{}); err != nil {
		return err
	}
	settle()
	return c.verifyMigrated(ctx, m, ws, ids)
}

// drawFrom is draw for one vendor whose settings are known already: the folder that is written into may have none.
func (c *Cmd) drawFrom(ctx context.Context, ws *declared.Workspace, s site, f planFlags, ids []engine.ScheduleID) (*draft, error) {
	raw, err := c.read(ctx, s)
	if err != nil {
		return nil, err
	}
	return c.draftOf(ws, s, raw, f, ids)
}

// verifyMigrated asks the new vendor who it puts on call.
func (c *Cmd) verifyMigrated(ctx context.Context, m *move, ws *declared.Workspace, ids []engine.ScheduleID) error {
	v, err := c.verify(ctx, m.there, &plan.Options{Now: c.now(), Only: ids}, &draft{ws: ws}, m.result.Window)
	if err != nil {
		return err
	}
	list := []report.Verification{v}
	if err := c.tellVerified(&draft{ws: ws}, "text", m.result.Window, list); err != nil {
		return err
	}
	return verified(list)
}

// folderFile joins a name to the workspace's folder.
func (c *Cmd) folderFile(name string) string { return filepath.Join(c.global.dir, name) }
