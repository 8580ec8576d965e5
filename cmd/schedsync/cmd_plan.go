package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/report"
)

// planOptions are the flags of plan.
type planOptions struct {
	planFlags
	unattended
	output, live string
	exitCode     bool
}

func (c *Cmd) planCommand() *cobra.Command {
	o := &planOptions{}
	cmd := &cobra.Command{
		Use: "plan [ids…]", Short: "What a sync would change, in objects and in people",
		Long: `Reads the live state of every vendor that schedules go to, compares it with what is declared, and tells what would
change: which objects, whose hours, who is on call now and then. Nothing is written. With ids only these schedules and mutes
are planned, and only the vendors that they go to are asked.

A plan saved with --out (JSON) can be given to apply, which plans again and refuses when anything has moved.

Exit status: 0 planned · 1 error, or something must be mended first · 2 differences, with --exit-code ·
5 a limit or the freeze would refuse it.`,
		Example: `  schedsync plan
  schedsync plan payments-primary -o markdown
  schedsync plan --out plan.json && schedsync apply plan.json --yes`,
		RunE: func(cmd *cobra.Command, ids []string) error {
			return c.attend("plan", o.unattended, func(r *record) error { return c.runPlan(cmd.Context(), o, ids, r) })
		},
		ValidArgsFunction: c.completeSchedules,
	}
	f := cmd.Flags()
	o.planFlags.add(f)
	o.unattended.add(f)
	f.StringVarP(&o.output, "output", "o", "", "text, json or markdown (default text; json with --out)")
	f.StringVar(&o.live, "live", "", "plan against this snapshot file instead of the live state; no key is needed")
	f.BoolVar(&o.exitCode, "exit-code", false, "exit with 2 when there are differences")
	return cmd
}

func (p *planFlags) add(f *pflag.FlagSet) {
	f.StringArrayVar(&p.vendors, "vendor", nil, "only this vendor; may be repeated")
	f.BoolVar(&p.adopt, "adopt", false, "take over live schedules of the same name that carry no mark")
	f.BoolVar(&p.strict, "strict", false, "refuse (status 5) what a vendor would hold otherwise than declared, or with dates in place of rules")
	f.BoolVar(&p.missingOK, "missing-ok", false, "go on although a vendor shows far less of ours than the last apply knew")
	f.BoolVar(&p.nowOK, "now-ok", false, "let changes through that move who is on call within the freeze")
}

func (c *Cmd) runPlan(ctx context.Context, o *planOptions, args []string, r *record) error {
	if o.output == "" {
		o.output = "text"
		if c.global.out != "" {
			o.output = "json"
		}
	}
	if err := oneOf("output", o.output, "text", "json", "markdown"); err != nil {
		return err
	}
	ws, err := c.load()
	if err != nil {
		return err
	}
	if err := c.boundedHorizon(ws); err != nil {
		return err
	}
	ids, err := plannedIDs(&ws.Workspace, args)
	if err != nil {
		return err
	}
	var d *draft
	if o.live != "" {
		d, err = c.fromSnapshot(ws, o.live, o.planFlags, ids)
	} else {
		d, err = c.draw(ctx, ws, o.planFlags, ids)
	}
	if err != nil {
		return err
	}
	c.tellHistory(d)
	if r.Plan, r.Names = d.plan, exporters.NamesOf(&ws.Workspace); o.wanted() {
		c.look(r, ws)
	}
	data, err := c.renderPlan(d, o.output)
	if err != nil {
		return err
	}
	if err := c.result(data); err != nil {
		return err
	}
	if c.global.out != "" {
		c.tellPlan(d)
	}
	return planned(d.plan, o.exitCode)
}

// tellPlan says beside a plan that went into a file what stands in it, and what is in its way.
func (c *Cmd) tellPlan(d *draft) {
	head := report.PlanHead(d.plan)[0]
	switch {
	case len(d.plan.Problems()) > 0:
		head += " Something must be mended first; plan without --out tells what."
	case held(d.plan):
		head += "; --now-ok, for plan and for apply, lets it through"
	}
	c.note("%s", head)
}

// chosenIDs returns the ids of the schedules that arguments name; none when there are no arguments.
func chosenIDs(ws *engine.Workspace, args []string) ([]engine.ScheduleID, error) {
	if len(args) == 0 {
		return nil, nil
	}
	schedules, err := chosen(ws, args)
	if err != nil {
		return nil, err
	}
	var ids []engine.ScheduleID
	for _, s := range schedules {
		ids = append(ids, s.ID)
	}
	return ids, nil
}

// plannedIDs is chosenIDs for a command that is about mutes as well.
func plannedIDs(ws *engine.Workspace, args []string) ([]engine.ScheduleID, error) {
	if _, _, err := picked(ws, args); err != nil {
		return nil, err
	}
	var ids []engine.ScheduleID
	for _, id := range args {
		ids = append(ids, engine.ScheduleID(id))
	}
	return ids, nil
}

// renderPlan prints a plan in the form asked for.
func (c *Cmd) renderPlan(d *draft, output string) ([]byte, error) {
	switch output {
	case "json":
		return report.PlanJSON(d.plan)
	case "markdown":
		return []byte(report.PlanMarkdown{Names: exporters.NamesOf(&d.ws.Workspace)}.Encode(d.plan)), nil
	default:
		return []byte(c.planText(d).Encode(d.plan)), nil
	}
}

// planText is how plans are shown at this terminal.
func (c *Cmd) planText(d *draft) report.PlanText {
	return report.PlanText{
		Names: exporters.NamesOf(&d.ws.Workspace), Width: c.width(), Color: c.color(), Verbose: c.global.verbose,
	}
}

// planned turns a plan into the status plan ends with.
func planned(p *plan.Plan, exitCode bool) error {
	switch {
	case len(p.Problems()) > 0:
		return exit(Failed, nil)
	case len(p.Exceeded()) > 0 || held(p):
		return exit(Refused, nil)
	case exitCode && p.Differs():
		return exit(Different, nil)
	default:
		return nil
	}
}

// held reports whether the freeze holds any change back.
func held(p *plan.Plan) bool {
	return slices.ContainsFunc(p.Vendors, heldAt)
}

// heldAt is [held] for one vendor.
func heldAt(v plan.Vendor) bool {
	return slices.ContainsFunc(v.Changes, func(c plan.Change) bool { return c.Held != "" })
}

// refusal says which limits a plan goes beyond.
func refusal(p *plan.Plan) error {
	exceeded := p.Exceeded()
	if len(exceeded) == 0 {
		return nil
	}
	l := exceeded[0]
	if l.Name == plan.StrictLimit {
		return exit(Refused, fmt.Errorf("refused: --strict takes no schedule that a vendor holds otherwise than declared, or with dates for rules: %s; nothing was written", l.Value))
	}
	return exit(Refused, fmt.Errorf("refused: %s is %s, and sync.limits allows %s; nothing was written", l.Name, l.Value, l.Max))
}
