package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/check"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/report"
	"github.com/schedsync/schedsync/importers/declared"
)

// checkOptions are the flags of check.
type checkOptions struct {
	window               windowFlags
	output, failOn, live string
	unattended
}

func (c *Cmd) checkCommand() *cobra.Command {
	o := &checkOptions{}
	cmd := &cobra.Command{
		Use: "check [ids…]", Short: "Findings: gaps, people away or without rest, idle overrides",
		Long: `Looks at who will be on call in a window of time and reports what somebody should look at before an alert does.
Every finding has a severity and the place in the YAML that it comes from. Severities, thresholds and silences stand
under ` + "`checks:`" + ` in the YAML; a silence has an end, and is told of when it is over.

The checks: ` + strings.Join(check.Checks(), ", ") + `.

Exit status: 0 nothing at or above --fail-on · 4 findings at or above it · 1 the workspace cannot be read.`,
		Example: `  schedsync check
  schedsync check --from 2026-12-01 --for 90d -o markdown
  schedsync check -o github --fail-on warning
  schedsync check --live .schedsync/snapshots/opsgenie.json`,
		RunE: func(_ *cobra.Command, ids []string) error {
			return c.attend("check", o.unattended, func(r *record) error { return c.check(o, ids, r) })
		},
		ValidArgsFunction: c.completeSchedules,
	}
	f := cmd.Flags()
	o.window.add(f)
	f.StringVarP(&o.output, "output", "o", "text", "text, json, markdown (for a pull request) or github (annotations)")
	f.StringVar(&o.failOn, "fail-on", "error", "the mildest severity that ends with status 4: info, warning, error or off")
	f.StringVar(&o.live, "live", "", "a saved state of a vendor: who has an account there, and what its escalations reach")
	o.add(f)
	c.shard.add(f)
	return cmd
}

func (c *Cmd) check(o *checkOptions, ids []string, r *record) error {
	if err := oneOf("output", o.output, "text", "json", "markdown", "github"); err != nil {
		return err
	}
	if err := oneOf("fail-on", o.failOn, "info", "warning", "error", "off"); err != nil {
		return err
	}
	ws, schedules, rs, err := c.resolved(ids)
	if err != nil {
		return err
	}
	mine := rs
	for i := range ws.Schedules { // what people do in schedules that are not asked about counts too
		if r, err := engine.Compile(&ws.Schedules[i], ws.People, ws.Holidays); err == nil && len(schedules) < len(ws.Schedules) {
			rs = append(rs, r)
		}
	}
	w, err := c.window(o.window, schedules)
	if err != nil {
		return err
	}
	if err := bounded(rs, w, engine.Final); err != nil {
		return err
	}
	if err := c.boundedHorizon(ws); err != nil {
		return err
	}
	in := check.Input{
		Workspace: &ws.Workspace, Schedules: schedules, Window: w, Now: c.now(),
		Name: exporters.NamesOf(&ws.Workspace).Of, Remarks: c.remarks(ws),
	}
	if o.live != "" {
		if err := c.checkLive(&in, ws, o.live); err != nil {
			return err
		}
	}
	result, err := check.Run(in)
	if err != nil {
		return err
	}
	f, err := c.findings(ws, schedules, w, result)
	if err != nil {
		return err
	}
	r.found(f, mine)
	if err := c.tellFindings(o, f); err != nil {
		return err
	}
	if least, _ := check.ParseSeverity(o.failOn); least != check.Off && result.Worst() >= least {
		return exit(Findings, nil)
	}
	return nil
}

// findings is what was found, as reports take it.
func (c *Cmd) findings(ws *declared.Workspace, schedules []*engine.Schedule, w span.Span[civil.Instant], result *check.Result) (*report.Findings, error) {
	zone, err := c.commonZone(schedules)
	if err != nil {
		return nil, err
	}
	f := &report.Findings{Result: result, Window: w, Zone: zone, Schedules: len(schedules), Pos: ws.Pos, Color: c.color(), Width: c.width()}
	if !filepath.IsAbs(c.global.dir) {
		f.Dir = filepath.ToSlash(c.global.dir)
	}
	return f, nil
}

// tellFindings writes what was found.
func (c *Cmd) tellFindings(o *checkOptions, f *report.Findings) error {
	switch o.output {
	case "json":
		data, err := f.JSON()
		if err != nil {
			return err
		}
		return c.result(data)
	case "markdown":
		return c.result([]byte(f.Markdown()))
	case "github":
		return c.result([]byte(f.GitHub()))
	default:
		return c.result([]byte(f.Text()))
	}
}

// remarks returns what the vendors' dialects say about a schedule. Vendors that hold no schedules say nothing.
func (c *Cmd) remarks(ws *declared.Workspace) func(*engine.Schedule, engine.Vendor) []check.Remark {
	return func(s *engine.Schedule, v engine.Vendor) []check.Remark {
		site, err := c.site(ws, v)
		if err != nil || site.read.Dialect == nil {
			return nil
		}
		declared, err := engine.Compile(s, ws.People, ws.Holidays)
		if err != nil {
			return []check.Remark{{Text: err.Error(), Refused: true}}
		}
		t, _ := s.On(v)
		now := c.now()
		lowered := site.read.Dialect.For(t).Lower(dialect.Request{
			Schedule: s, Declared: declared, Now: now, Horizon: ws.Sync.Horizon.After(civil.AtInstant(now), s.Zone) - now,
		})
		var out []check.Remark
		for _, r := range lowered.Refusals {
			out = append(out, check.Remark{Path: r.Path, Text: r.Text, Refused: true})
		}
		for _, text := range lowered.Reasons {
			out = append(out, check.Remark{Text: text})
		}
		for _, text := range lowered.Materialised {
			out = append(out, check.Remark{Text: text, Shown: true})
		}
		return out
	}
}

// checkLive makes the checks ask a saved state of a vendor.
func (c *Cmd) checkLive(in *check.Input, ws *declared.Workspace, path string) error {
	d, err := c.snapshotOf(ws, path)
	if err != nil {
		return err
	}
	snap := d.lives[0].Snapshot
	accounts := snapshot.Bind(&ws.Workspace, snap)
	in.Account = func(p engine.Participant, v engine.Vendor) (string, bool) {
		if v != snap.Vendor {
			return "", false
		}
		return accounts.Problem(p), true
	}
	if snap.Escalated != nil {
		in.Reached = func(s *engine.Schedule) bool { return reached(ws, snap, s) }
	}
	return nil
}

// reached reports whether some escalation at the vendor reaches the live object of a schedule.
func reached(ws *declared.Workspace, snap *snapshot.Snapshot, s *engine.Schedule) bool {
	t, targeted := s.On(snap.Vendor)
	if !targeted {
		return false
	}
	name := t.Name
	if name == "" {
		name = s.Name
	}
	for _, obj := range snap.Objects {
		mine := obj.ID == t.ID || obj.Mark == snapshot.Mark{Owner: ws.Sync.Owner, ID: string(s.ID)} || obj.Schedule.Name == name
		for _, id := range snap.Escalated {
			if mine && id == obj.ID {
				return true
			}
		}
	}
	return false
}

// snapshotOf reads and lifts a saved state, without planning against it.
func (c *Cmd) snapshotOf(ws *declared.Workspace, path string) (*draft, error) {
	raw, err := readRaw(path)
	if err != nil {
		return nil, err
	}
	s, err := c.site(ws, raw.Vendor)
	if err != nil {
		return nil, err
	}
	d := &draft{ws: ws, sites: []site{s}}
	if err := d.add(c, s, raw); err != nil {
		return nil, fmt.Errorf("reading the snapshot %s: %w", path, err)
	}
	return d, nil
}
