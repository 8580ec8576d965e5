package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/report"
	"github.com/schedsync/schedsync/importers/declared"
)

// applyOptions are the flags of apply.
type applyOptions struct {
	planFlags
	unattended
	output                string
	yes                   bool
	lockTimeout, deadline time.Duration
	maxCalls              int
}

func (c *Cmd) applyCommand() *cobra.Command {
	o := &applyOptions{}
	cmd := &cobra.Command{
		Use: "apply [plan.json]", Short: "Make the vendors show what is declared",
		Long: `Plans, shows the plan, asks (or takes --yes), does it step by step, reads back, and plans again: nothing may be left.

With a saved plan the plan is made afresh and refused unless it is the same, and unless the file is as it was written;
requests never come from a file. Every step is journalled before and after in the state folder, where a snapshot of the
live state is kept as well. A run that was killed is told of by the next one, which reads everything afresh and finishes
what is left.

A vendor that shows half or less of what the last apply knew to be ours gave an empty or short answer, or the key is
another account's: nothing is written then, unless --missing-ok says that it was deleted there on purpose. A vendor that
cannot be read is left as it is, and the others go on; with a saved plan none does.

Exit status: 0 done · 1 error, nothing written · 3 something was written and something is undone ·
5 refused by a limit, the freeze or a stale plan · 6 another run holds the lock.`,
		Example: `  schedsync apply
  schedsync apply plan.json --yes
  schedsync apply --yes --log-format json --deadline 30m --metrics schedsync.prom --report last-run.json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage(fmt.Errorf("apply takes one plan file, not %d", len(args)))
			}
			return c.attend("apply", o.unattended, func(r *record) error { return c.apply(cmd.Context(), o, args, r) })
		},
	}
	f := cmd.Flags()
	o.planFlags.add(f)
	o.unattended.add(f)
	f.StringVarP(&o.output, "output", "o", "", "what became of it, as text or json (default text; json with --out)")
	f.BoolVarP(&o.yes, "yes", "y", false, "do not ask")
	f.DurationVar(&o.lockTimeout, "lock-timeout", 0, "wait this long for another run to end")
	f.DurationVar(&o.deadline, "deadline", 0, "send no request after this long: end the one in flight, tell what is left (status 3), as in 30m")
	f.IntVar(&o.maxCalls, "max-calls", 0, "send at most so many requests to each vendor, reads and retries included (default no limit)")
	return cmd
}

func (c *Cmd) apply(ctx context.Context, o *applyOptions, args []string, r *record) error {
	if err := c.applyForm(o); err != nil {
		return err
	}
	if o.deadline < 0 || o.maxCalls < 0 || o.lockTimeout < 0 {
		return usage(errors.New("--deadline, --max-calls and --lock-timeout are not negative"))
	}
	if c.allowed.calls = o.maxCalls; o.deadline > 0 {
		c.allowed.deadline = c.running().Add(o.deadline)
	}
	ws, err := c.loadWith(c.freshCalendar(ctx))
	if err != nil {
		return err
	}
	if err := mayApply(&ws.Workspace); err != nil {
		return err
	}
	if err := c.boundedHorizon(ws); err != nil {
		return err
	}
	r.Names = exporters.NamesOf(&ws.Workspace)
	var saved *report.SavedPlan
	if len(args) == 1 {
		if saved, err = c.savedPlan(args[0], o); err != nil {
			return err
		}
	}
	st, settle, release, err := c.claim(ctx, o, r)
	if err != nil {
		return err
	}
	defer release()
	defer c.prune(st, ws)
	o.apart = saved == nil // a saved plan is the same with all its vendors, or it is stale
	d, err := c.draw(ctx, ws, o.planFlags, nil)
	if err != nil {
		return err
	}
	if r.Plan = d.plan; o.wanted() {
		c.look(r, ws)
	}
	if saved != nil {
		if err := stillThePlan(args[0], saved, d.plan); err != nil {
			return err
		}
	}
	err = c.carryOut(ctx, d, st, o, r)
	if err == nil {
		settle()
	}
	return err
}

// claim opens the state folder for this run alone, and tells of a run that was killed; settle is called once what that one
// left is finished.
func (c *Cmd) claim(ctx context.Context, o *applyOptions, r *record) (st *state, settle, release func(), err error) {
	settle = func() {}
	if st, err = c.openState(); err != nil {
		return nil, nil, nil, err
	}
	release, stale, err := st.lock(ctx, o.lockTimeout, c.running)
	if err != nil {
		return nil, nil, nil, err
	}
	text, done := st.interrupted()
	switch r.Interrupted = text; {
	case text != "":
		settle = done
		c.log.Warn(text)
	case stale != "":
		r.Interrupted = fmt.Sprintf("the lock was left by %s: a run that was killed with no step in hand; the lock went with its process, and this run has it now", stale)
		c.log.Warn(r.Interrupted)
	}
	return st, settle, release, nil
}

// prune clears out what the state folder has kept long enough. What cannot be deleted is no reason to fail.
func (c *Cmd) prune(st *state, ws *declared.Workspace) {
	utc, err := c.zones.Load("UTC")
	if err == nil {
		keep := ws.Sync.Keep.After(civil.AtInstant(0), utc)
		err = st.prune(c.running().Add(-time.Duration(keep) * time.Second))
	}
	if err != nil {
		c.log.Warn(err.Error())
	}
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
	var missing []string
	if ws.Sync.Owner == "" {
		missing = append(missing, "owner, the mark by which this installation knows its objects again")
	}
	if ws.Sync.Policy == "" {
		missing = append(missing, "policy, which is upsert (never deletes), sync or create-only")
	}
	if len(missing) > 0 {
		return fmt.Errorf("nothing is written without sync.%s; write such as `sync: {owner: acme-prod, policy: upsert}` into the YAML",
			strings.Join(missing, ", and sync."))
	}
	return nil
}

// savedPlan reads a saved plan, and has apply plan for the same vendors.
func (c *Cmd) savedPlan(path string, o *applyOptions) (*report.SavedPlan, error) {
	b, err := readSaved("plan", path)
	if err != nil {
		return nil, err
	}
	saved, err := report.ReadPlan(b)
	switch {
	case errors.Is(err, report.ErrAltered):
		return nil, refusedPlan(path, report.ErrAltered.Error())
	case err != nil:
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(o.vendors) == 0 {
		for _, v := range saved.Vendors {
			o.vendors = append(o.vendors, string(v))
		}
	}
	return saved, nil
}

// stillThePlan refuses a saved plan that is not what would be done now, or shows something else.
func stillThePlan(path string, saved *report.SavedPlan, now *plan.Plan) error {
	if saved.Digest != now.Digest && !now.Differs() && len(now.Problems()) == 0 {
		return refusedPlan(path, "nothing of it is left to do: the vendors show what is declared")
	}
	if saved.Digest != now.Digest {
		return refusedPlan(path, fmt.Sprintf("it is stale (digest %s, now %s): something has moved since, "+
			"or it was of some schedules only, or made with other flags", saved.Digest, now.Digest))
	}
	if err := saved.Shows(now); err != nil {
		return refusedPlan(path, err.Error())
	}
	return nil
}

func refusedPlan(path, why string) error {
	return exit(Refused, fmt.Errorf("the plan in %s is refused: %s; nothing was written, make a new one and look at it", path, why))
}
