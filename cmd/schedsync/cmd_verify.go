package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/report"
	"github.com/schedsync/schedsync/importers"
)

// verifyOptions are the flags of verify.
type verifyOptions struct {
	vendors []string
	output  string
	window  windowFlags
	unattended

	calibrate, write bool
}

func (c *Cmd) verifyCommand() *cobra.Command {
	o := &verifyOptions{}
	cmd := &cobra.Command{
		Use: "verify [ids…]", Short: "Ask each vendor who is on call, and compare with what is declared",
		Long: `Asks each vendor who it thinks is on call, and compares its answer with what the engine finds in the YAML, overrides
made by other people on top. Each line says what it rests on: the vendor's own rendering of the window, its answer for
the present moment only, or its definition, read again and resolved by the vendor's known rules. Nothing is written.

Stretches that differ by the vendor's known rules, which the plan has told as losses, are listed and do not count.

With --calibrate the vendors' own renderings are asked about the rules that their documents leave open, such as what turns
of hours keep across a clock change: every live schedule is resolved under both answers, and where they differ the
rendering decides. What is found out is printed as YAML for ` + "`vendors:`" + `, with what it rests on, what stays unknown and which
schedule would tell; --write puts it into the workspace's own file.

Exit status: 0 equal, or every rule is as set · 1 error, or something could not be verified · 2 something differs.`,
		Example: `  schedsync verify
  schedsync verify payments-primary --for 14d -o json
  schedsync verify --calibrate --vendor opsgenie --write`,
		RunE: func(cmd *cobra.Command, ids []string) error {
			return c.attend("verify", o.unattended, func(r *record) error { return c.runVerify(cmd.Context(), o, ids, r) })
		},
		ValidArgsFunction: c.completeSchedules,
	}
	f := cmd.Flags()
	f.StringArrayVar(&o.vendors, "vendor", nil, "only this vendor; may be repeated")
	f.StringVarP(&o.output, "output", "o", "text", "text, json or markdown")
	f.BoolVar(&o.calibrate, "calibrate", false, "find out the rules that the vendors' documents leave open (text is YAML; or json)")
	f.BoolVar(&o.write, "write", false, "with --calibrate: put what was found out into the workspace's YAML")
	o.window.add(f)
	o.add(f)
	return cmd
}

func (c *Cmd) runVerify(ctx context.Context, o *verifyOptions, args []string, r *record) error {
	if err := oneOf("output", o.output, "text", "json", "markdown"); err != nil {
		return err
	}
	if err := o.calibrates(args); err != nil {
		return err
	}
	ws, err := c.load()
	if err != nil {
		return err
	}
	if o.calibrate {
		return c.calibrateAll(ctx, ws, o)
	}
	schedules, err := chosen(&ws.Workspace, args)
	if err != nil {
		return err
	}
	w, err := c.window(o.window, schedules)
	if err != nil {
		return err
	}
	ids, err := chosenIDs(&ws.Workspace, args)
	if err != nil {
		return err
	}
	sites, err := c.sites(ws, o.vendors, ids)
	if err != nil {
		return err
	}
	r.Window, r.Names = w, exporters.NamesOf(&ws.Workspace)
	var failed []error // one vendor's failure does not stop the others
	for _, s := range sites {
		if s.read.Dialect == nil { // it holds no schedules
			continue
		}
		v, err := c.verify(ctx, s, &plan.Options{Now: c.now(), Only: ids}, &draft{ws: ws}, w)
		switch {
		case err == nil:
			r.Verified = append(r.Verified, v)
		case ctx.Err() != nil:
			return err
		default:
			failed = append(failed, err)
		}
	}
	if len(failed) > 0 && len(r.Verified) == 0 {
		return errors.Join(failed...)
	}
	if err := c.tellVerified(&draft{ws: ws}, o.output, w, r.Verified); err != nil {
		return err
	}
	if len(failed) > 0 {
		return errors.Join(failed...)
	}
	return verified(r.Verified)
}

// calibrates refuses flags that do not go together.
func (o *verifyOptions) calibrates(args []string) error {
	switch {
	case !o.calibrate && o.write:
		return usage(errors.New("--write goes with --calibrate"))
	case !o.calibrate:
		return nil
	case len(args) > 0 || o.window != windowFlags{}:
		return usage(errors.New("--calibrate asks about every live schedule, where its rules make a difference: it takes no ids and no window"))
	default:
		return oneOf("output", o.output, "text", "json")
	}
}

// verify reads one vendor, asks it, and compares.
func (c *Cmd) verify(ctx context.Context, s site, o *plan.Options, d *draft, w span.Span[civil.Instant]) (report.Verification, error) {
	out := report.Verification{Vendor: s.read.Name, Title: s.read.Title}
	account, err := c.account(s)
	if err != nil {
		return out, err
	}
	reader, err := s.read.Open(account)
	if err != nil {
		return out, err
	}
	raw, err := c.readWith(ctx, s, reader)
	if err != nil {
		return out, err
	}
	if err := d.add(c, s, raw); err != nil {
		return out, err
	}
	live := d.lives[0]
	expected, err := plan.Expect(&d.ws.Workspace, live, *o, w)
	if err != nil {
		return out, err
	}
	claims, err := c.claims(ctx, s, reader, onClocks(&d.ws.Workspace, live, expected), expected, w)
	if err != nil {
		return out, err
	}
	accounts := snapshot.Bind(&d.ws.Workspace, live.Snapshot)
	for i := range expected {
		e := &expected[i]
		if e.Problem != "" {
			out.Verdicts = append(out.Verdicts, plan.Verdict{Schedule: e.Schedule, Object: e.Object, Problem: e.Problem})
			continue
		}
		claim, ok := claims[e.Object]
		if !ok {
			claim.Problem = s.read.Title + " gave no answer about it"
		}
		out.Verdicts = append(out.Verdicts, e.Verify(claim, accounts))
	}
	return out, nil
}

// onClocks returns the live state with each schedule on the clock that its target says the vendor keeps for it.
func onClocks(ws *engine.Workspace, live plan.Live, expected []plan.Expectation) *snapshot.Snapshot {
	out := *live.Snapshot
	out.Objects = slices.Clone(out.Objects)
	for _, e := range expected {
		i := slices.IndexFunc(out.Objects, func(o snapshot.Object) bool { return o.ID == e.Object })
		if s := ws.Schedule(e.Schedule); s != nil && i >= 0 {
			t, _ := s.On(out.Vendor)
			out.Objects[i].Schedule = live.Dialect.For(t).Keeps(out.Objects[i].Schedule)
		}
	}
	return &out
}

// claims asks a vendor about the objects that something is expected of, by their ids.
func (c *Cmd) claims(ctx context.Context, s site, r importers.Reader, snap *snapshot.Snapshot, expected []plan.Expectation, w span.Span[civil.Instant]) (map[string]plan.Claim, error) {
	var ids []string
	for _, e := range expected {
		if e.Problem == "" {
			ids = append(ids, e.Object)
		}
	}
	out := map[string]plan.Claim{}
	witness, ok := r.(importers.Witness)
	if !ok || len(ids) == 0 {
		return out, nil
	}
	bar := c.progress("asking " + s.read.Title)
	defer bar.done()
	said, err := witness.OnCall(ctx, snap, ids, w, bar.step)
	if err != nil {
		return nil, fmt.Errorf("asking %s who is on call: %w", s.read.Title, err)
	}
	for _, t := range said {
		out[t.Object] = plan.Claim{Object: t.Object, Evidence: string(t.Evidence), Window: t.Window, Spans: t.Spans, Problem: t.Problem}
	}
	return out, nil
}

func (c *Cmd) tellVerified(d *draft, output string, w span.Span[civil.Instant], list []report.Verification) error {
	switch output {
	case "json":
		data, err := report.VerifyJSON(w, list)
		if err != nil {
			return err
		}
		return c.result(data)
	case "markdown":
		return c.result([]byte(report.VerifyMarkdown(list)))
	default:
		t := report.VerifyText{Names: exporters.NamesOf(&d.ws.Workspace), WS: &d.ws.Workspace, Width: c.width(), Color: c.color()}
		return c.result([]byte(t.Encode(list)))
	}
}

// verified turns verdicts into the status verify ends with.
func verified(list []report.Verification) error {
	differs := false
	for _, v := range list {
		for _, q := range v.Verdicts {
			if q.Problem != "" {
				return exit(Failed, nil)
			}
			differs = differs || len(q.Differences) > 0
		}
	}
	if differs {
		return exit(Different, nil)
	}
	return nil
}
