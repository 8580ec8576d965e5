package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

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
}

func (c *Cmd) verifyCommand() *cobra.Command {
	o := &verifyOptions{}
	cmd := &cobra.Command{
		Use: "verify [ids…]", Short: "Ask each vendor who is on call, and compare with what is declared",
		Long: `Asks each vendor who it thinks is on call, and compares its answer with what the engine finds in the YAML, overrides
made by other people on top. Each line says what it rests on: the vendor's own rendering of the window, its answer for
the present moment only, or its definition, read again and resolved by the vendor's known rules. Nothing is written.

Stretches that differ by the vendor's known rules, which the plan has told as losses, are listed and do not count.

Exit status: 0 equal · 1 error, or something could not be verified · 2 something differs.`,
		Example: `  schedsync verify
  schedsync verify payments-primary --for 14d -o json`,
		RunE: func(cmd *cobra.Command, ids []string) error {
			return c.attend("verify", o.unattended, func(r *record) error { return c.runVerify(cmd.Context(), o, ids, r) })
		},
		ValidArgsFunction: c.completeSchedules,
	}
	f := cmd.Flags()
	f.StringArrayVar(&o.vendors, "vendor", nil, "only this vendor; may be repeated")
	f.StringVarP(&o.output, "output", "o", "text", "text, json or markdown")
	o.window.add(f)
	o.add(f)
	return cmd
}

func (c *Cmd) runVerify(ctx context.Context, o *verifyOptions, args []string, r *record) error {
	if err := oneOf("output", o.output, "text", "json", "markdown"); err != nil {
		return err
	}
	ws, err := c.load()
	if err != nil {
		return err
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
	sites, err := c.sites(ws, o.vendors)
	if err != nil {
		return err
	}
	r.Window, r.Names = w, exporters.NamesOf(&ws.Workspace)
	for _, s := range sites {
		if s.read.Dialect == nil { // it holds no schedules
			continue
		}
		v, err := c.verify(ctx, s, &plan.Options{Now: c.now(), Only: ids}, &draft{ws: ws}, w)
		if err != nil {
			return err
		}
		r.Verified = append(r.Verified, v)
	}
	if err := c.tellVerified(&draft{ws: ws}, o.output, w, r.Verified); err != nil {
		return err
	}
	return verified(r.Verified)
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
	claims, err := c.claims(ctx, s, reader, live.Snapshot, expected, w)
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
