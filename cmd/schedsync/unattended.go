package main

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/check"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/files"
	"github.com/schedsync/schedsync/exporters/report"
	"github.com/schedsync/schedsync/importers/declared"
)

// unattended are the flags of commands that run where nobody looks: what they leave behind for those who look later.
type unattended struct{ metrics, report string }

func (u *unattended) add(f *pflag.FlagSet) {
	f.StringVar(&u.metrics, "metrics", "", "write numbers about the run to this file, for Prometheus' textfile collector, also when it fails")
	f.StringVar(&u.report, "report", "", "write what became of the run to this file, as JSON, or as Markdown if it ends in .md, also when it fails")
}

// wanted reports whether anything is to be left behind.
func (u *unattended) wanted() bool { return u.metrics+u.report != "" }

// stoppedEarly is said of a run that was asked to stop, had nothing to finish, and did not end by itself in time.
const stoppedEarly = "stopped; nothing was written to any vendor"

// record is what is known of a run so far.
type record struct{ report.Run }

// attend does the work of a command and then, whatever became of it, writes the files that were asked for.
func (c *Cmd) attend(name string, u unattended, work func(*record) error) error {
	r := &record{}
	r.Command, r.Program, r.Started = name, c.Version, c.running()
	r.Workspace = c.global.dir
	if abs, err := filepath.Abs(c.global.dir); err == nil {
		r.Workspace = abs
	}
	begun := *r
	words := func() {
		begun.Ended, begun.Exit, begun.Error = c.running(), int(Failed), stoppedEarly
		if err := c.leave(u, &begun); err != nil {
			c.stopNote(os.Stderr, slog.LevelError, err.Error())
		}
	}
	c.lastWords.Store(&words)
	err := c.sheltered(func() error { return work(r) })
	c.leaving.Store(true)
	defer c.leaving.Store(false)
	c.lastWords.Store(nil)
	r.Ended, r.Exit, r.Calls = c.running(), int(codeOf(err)), c.calls()
	if err != nil {
		r.Error = err.Error()
	}
	if lerr := c.leave(u, r); lerr != nil {
		switch {
		case err == nil && r.Result != nil && r.Result.Wrote():
			err = exit(Incomplete, lerr)
		case err == nil:
			err = lerr
		case c.jsonLog.Load():
			c.log.Error(lerr.Error())
		default:
			fmt.Fprintf(c.Stderr, "schedsync: %v\n", lerr)
		}
	}
	return err
}

// leave writes the report and the metrics, whole or not at all. A report that cannot be written does not keep the metrics
// from being written.
func (c *Cmd) leave(u unattended, r *record) error {
	var reported error
	if u.report != "" {
		data := []byte(report.RunMarkdown(&r.Run))
		if !strings.EqualFold(filepath.Ext(u.report), ".md") {
			data, reported = report.RunJSON(&r.Run)
		}
		if reported == nil {
			_, reported = files.Write(u.report, c.redactor.Bytes(data), files.Mode)
		}
		if reported != nil {
			reported = fmt.Errorf("leaving the report: %w", reported)
		}
	}
	if u.metrics != "" {
		old, _ := os.ReadFile(u.metrics) // the first time there is none
		data, err := r.metrics(old)
		if err == nil {
			_, err = files.Write(u.metrics, c.redactor.Bytes(data), files.Mode)
		}
		if err != nil {
			return fmt.Errorf("leaving the metrics: %w", err)
		}
	}
	return reported
}

// look adds findings and gaps within the plan's horizon. What cannot be resolved has been told elsewhere, and leaves none.
func (c *Cmd) look(r *record, ws *declared.Workspace) {
	now := c.now()
	utc, err := c.zones.Load("UTC")
	if err != nil {
		return
	}
	w := span.Span[civil.Instant]{Start: now, End: ws.Sync.Horizon.After(civil.AtInstant(now), utc)}
	var all []*engine.Schedule
	for i := range ws.Schedules {
		all = append(all, &ws.Schedules[i])
	}
	rs, err := resolvers(&ws.Workspace, all)
	if err != nil || bounded(rs, w, engine.Final) != nil {
		return
	}
	result, err := check.Run(check.Input{
		Workspace: &ws.Workspace, Schedules: all, Window: w, Now: now,
		Name: exporters.NamesOf(&ws.Workspace).Of, Remarks: c.remarks(ws), Covered: r.dry,
	})
	if err != nil {
		c.log.Warn("the findings are not known", "error", err.Error())
		return
	}
	r.found(&report.Findings{Result: result, Window: w, Zone: utc, Schedules: len(all), Pos: ws.Pos}, rs)
}

// dry returns from when on a schedule that is written only so far leaves duties to nobody, if no run comes before.
func (r *record) dry(s *engine.Schedule, v engine.Vendor) (civil.Instant, bool) {
	if r.Plan == nil {
		return 0, false
	}
	for i := range r.Plan.Vendors {
		for _, c := range r.Plan.Vendors[i].Covered {
			if r.Plan.Vendors[i].Vendor == v && c.Schedule == s.ID && c.Dry {
				return c.Until, true
			}
		}
	}
	return 0, false
}

// found adds findings, and how long nobody is on call in their window.
func (r *record) found(f *report.Findings, rs []*engine.Resolver) {
	r.Findings, r.Gaps = f, nil
	for _, s := range rs {
		g := report.Gap{Schedule: s.Schedule().ID}
		if s.Schedule().Enabled {
			for one := range s.Slices(f.Window, engine.Final) {
				if len(one.On) == 0 {
					g.Total += one.Length()
				}
			}
		}
		for _, x := range f.Result.Findings {
			if x.Schedule == g.Schedule && (x.Check == "gap" || x.Check == "empty") && x.Severity >= check.Warning {
				g.Unplanned += x.Length()
			}
		}
		r.Gaps = append(r.Gaps, g)
	}
}
