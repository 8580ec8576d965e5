package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/apply"
	"github.com/schedsync/schedsync/exporters/report"
)

// applyOptions are the flags of apply.
type applyOptions struct {
	planFlags
	output      string
	yes         bool
	lockTimeout time.Duration
}

func (c *Cmd) applyCommand() *cobra.Command {
	o := &applyOptions{}
	cmd := &cobra.Command{
		Use: "apply [plan.json]", Short: "Make the vendors show what is declared",
		Long: `Plans, shows the plan, asks (or takes --yes), does it step by step, reads back, and plans again: nothing may be left.

With a saved plan the plan is made afresh and refused unless it is the same; requests never come from a file. Every step
is journalled before and after in the state folder, where a snapshot of the live state is kept as well.

Exit status: 0 done · 1 error, nothing written · 3 something was written and something is undone ·
5 refused by a limit, the freeze or a stale plan · 6 another run holds the lock.`,
		Example: `  schedsync apply
  schedsync apply plan.json --yes`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage(fmt.Errorf("apply takes one plan file, not %d", len(args)))
			}
			return c.apply(cmd.Context(), o, args)
		},
	}
	f := cmd.Flags()
	o.add(f)
	f.StringVarP(&o.output, "output", "o", "", "what became of it, as text or json (default text; json with --out)")
	f.BoolVarP(&o.yes, "yes", "y", false, "do not ask")
	f.DurationVar(&o.lockTimeout, "lock-timeout", 0, "wait this long for another run to end")
	return cmd
}

func (c *Cmd) apply(ctx context.Context, o *applyOptions, args []string) error {
	if err := c.applyForm(o); err != nil {
		return err
	}
	ws, err := c.loadWith(c.freshCalendar(ctx))
	if err != nil {
		return err
	}
	if err := mayApply(&ws.Workspace); err != nil {
		return err
	}
	var saved string
	if len(args) == 1 {
		if saved, err = c.savedPlan(args[0], o); err != nil {
			return err
		}
	}
	st, err := c.openState()
	if err != nil {
		return err
	}
	release, err := st.lock(ctx, o.lockTimeout, c.running())
	if err != nil {
		return err
	}
	defer release()
	d, err := c.draw(ctx, ws, o.planFlags, nil)
	if err != nil {
		return err
	}
	if saved != "" && saved != d.plan.Digest {
		return exit(Refused, fmt.Errorf("refused: the plan in %s is stale (digest %s, now %s): something has moved since, "+
			"or it was of some schedules only, or made with other flags; look at a new one", args[0], saved, d.plan.Digest))
	}
	return c.carryOut(ctx, d, st, o)
}

// applyForm settles in which form apply tells what became of the plan. JSON leaves no room for the plan and the question.
func (c *Cmd) applyForm(o *applyOptions) error {
	if o.output == "" {
		o.output = "text"
		if c.global.out != "" {
			o.output = "json"
		}
	}
	switch {
	case oneOf("output", o.output, "text", "json") != nil:
		return oneOf("output", o.output, "text", "json")
	case o.output == "text" && c.global.out != "":
		return usage(errors.New("--out takes what became of the plan as JSON; leave --output text out"))
	case o.output == "json" && !o.yes:
		return usage(errors.New("JSON is for programs, and nobody is asked then: add --yes"))
	}
	return nil
}

// mayApply holds a workspace to what apply requires.
func mayApply(ws *engine.Workspace) error {
	switch {
	case ws.Sync.Owner == "":
		return errors.New("apply needs `sync: {owner: …}`, the mark by which this installation knows its objects again")
	case ws.Sync.Policy == "":
		return errors.New("apply needs `sync: {policy: upsert | sync | create-only}`; upsert never deletes")
	}
	return nil
}

// savedPlan reads a saved plan's digest, and plans for the same vendors.
func (c *Cmd) savedPlan(path string, o *applyOptions) (digest string, err error) {
	b, err := readSaved("plan", path)
	if err != nil {
		return "", err
	}
	digest, _, vendors, err := report.ReadPlanDigest(b)
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	if len(o.vendors) == 0 {
		for _, v := range vendors {
			o.vendors = append(o.vendors, string(v))
		}
	}
	return digest, nil
}

// carryOut shows the plan, asks, does it and tells what became of it.
func (c *Cmd) carryOut(ctx context.Context, d *draft, st *state, o *applyOptions) error {
	if o.output == "text" {
		if _, err := io.WriteString(c.Stdout, c.planText(d).Encode(d.plan)); err != nil {
			return err
		}
	}
	switch {
	case len(d.plan.Problems()) > 0:
		return exit(Failed, fmt.Errorf("nothing was written: %s to mend first", plural(len(d.plan.Problems()), "problem")))
	case len(d.plan.Exceeded()) > 0:
		return refusal(d.plan)
	}
	if !d.plan.Empty() && !o.yes {
		if err := c.ask(ctx); err != nil {
			return err
		}
	}
	result, err := c.execute(ctx, d, st, o)
	if err != nil {
		return err
	}
	if err := c.tell(d, result, o.output); err != nil {
		return err
	}
	if result.Complete() && !held(d.plan) && !d.undeclared {
		if err := st.record(d, c.now()); err != nil {
			c.log.Warn(err.Error()) // history only
		}
	}
	return appliedStatus(d.plan, result)
}

// ask wants a yes from whoever sits at the terminal. The question is a whole line, because the redactor lets no other
// pass.
func (c *Cmd) ask(ctx context.Context) error {
	if c.Terminal == 0 {
		return usage(errors.New("apply changes who is on call; without a terminal to ask at it needs --yes"))
	}
	fmt.Fprint(c.Stdout, "\nApply? Only \"yes\" does:\n")
	answer := make(chan string, 1)
	go func() {
		line, err := bufio.NewReader(c.Stdin).ReadString('\n')
		if err != nil {
			line = ""
		}
		answer <- strings.TrimSpace(line)
	}()
	select {
	case a := <-answer:
		if a == "yes" {
			return nil
		}
	case <-ctx.Done():
	}
	return exit(Failed, errors.New("not applied; nothing was written"))
}

// execute runs the plan under a journal, with a snapshot kept of what it changes.
func (c *Cmd) execute(ctx context.Context, d *draft, st *state, o *applyOptions) (*apply.Result, error) {
	if d.plan.Empty() {
		return &apply.Result{}, nil
	}
	run := c.running().UTC().Format("20060102T150405.000Z")
	vendors := map[engine.Vendor]apply.Vendor{}
	d.after = map[engine.Vendor]*snapshot.Snapshot{}
	for i, s := range d.sites {
		if err := st.keep(d.raws[i], run); err != nil {
			return nil, err
		}
		v, err := c.vendor(d, i, s, o.planFlags)
		if err != nil {
			return nil, err
		}
		vendors[s.read.Name] = v
	}
	j, err := st.journal(run, c.running)
	if err != nil {
		return nil, err
	}
	defer j.close()
	bar := c.progress("applying")
	c.signals.Store(int32(finish))
	result := apply.Run(ctx, d.plan, vendors, j, bar.step)
	bar.done()
	return &result, nil
}

// vendor prepares one vendor for a run.
func (c *Cmd) vendor(d *draft, i int, s site, f planFlags) (apply.Vendor, error) {
	account, err := c.account(s)
	if err != nil {
		return apply.Vendor{}, err
	}
	writer, err := s.write.Open(account)
	if err != nil {
		return apply.Vendor{}, err
	}
	snap := d.lives[i].Snapshot
	return apply.Vendor{
		Writer: writer, Snapshot: snap, Accounts: snapshot.Bind(&d.ws.Workspace, snap),
		Replan: func(ctx context.Context) (plan.Vendor, error) {
			again, err := c.drawAgain(ctx, d, s.read.Name, f)
			if err != nil {
				return plan.Vendor{}, err
			}
			d.after[s.read.Name] = again.lives[0].Snapshot
			return again.plan.Vendors[0], nil
		},
	}, nil
}

// drawAgain plans once more from what a vendor has after a run; what the freeze held back before is told then.
func (c *Cmd) drawAgain(ctx context.Context, d *draft, vendor engine.Vendor, f planFlags) (*draft, error) {
	if d.again != nil {
		return d.again(ctx, vendor)
	}
	f.vendors, f.nowOK = []string{string(vendor)}, true
	return c.draw(ctx, d.ws, f, nil)
}

// tell says what became of a plan.
func (c *Cmd) tell(d *draft, r *apply.Result, output string) error {
	if output == "json" {
		b, err := report.ApplyJSON(r)
		if err != nil {
			return err
		}
		return c.result(b)
	}
	if d.plan.Empty() {
		return nil
	}
	_, err := io.WriteString(c.Stdout, "\n"+report.ApplyText{
		Names: exporters.NamesOf(&d.ws.Workspace), Width: c.width(), Color: c.color(), Verbose: c.global.verbose,
	}.Encode(r))
	return err
}

// appliedStatus turns a result into the status apply ends with.
func appliedStatus(p *plan.Plan, r *apply.Result) error {
	switch {
	case r.Complete() && held(p):
		return exit(Refused, nil)
	case r.Complete():
		return nil
	case r.Wrote():
		return exit(Incomplete, nil)
	default:
		return exit(Failed, nil)
	}
}
