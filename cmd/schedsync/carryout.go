package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/apply"
	"github.com/schedsync/schedsync/exporters/report"
	"github.com/schedsync/schedsync/importers/httpx"
)

// carryOut shows the plan, asks, does it and tells what became of it.
func (c *Cmd) carryOut(ctx context.Context, d *draft, st *state, o *applyOptions, r *record) error {
	if o.output == "text" {
		if _, err := io.WriteString(c.Stdout, c.planText(d).Encode(d.plan)); err != nil {
			return err
		}
	}
	switch {
	case len(d.plan.Problems()) > 0:
		return d.besides(exit(Failed, fmt.Errorf("nothing was written: %s to mend first", plural(len(d.plan.Problems()), "problem"))))
	case len(d.plan.Exceeded()) > 0:
		return d.besides(refusal(d.plan))
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
	result.Vendors = append(result.Vendors, d.unread...)
	r.Result = result
	if err := c.tell(d, result, o.output); err != nil {
		return err
	}
	if !d.undeclared {
		if err := st.record(d, result, c.now()); err != nil {
			c.log.Warn(err.Error()) // history only
		}
	}
	return appliedStatus(d.plan, result)
}

// besides adds to why nothing was written which vendors could not even be read.
func (d *draft) besides(err error) error {
	if unread := d.unreadable(); unread != nil {
		return exit(codeOf(err), fmt.Errorf("%w; and %w", err, unread))
	}
	return err
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

// execute runs the plan under a journal, with a snapshot kept of what it changes, and remembers what is ours then.
func (c *Cmd) execute(ctx context.Context, d *draft, st *state, o *applyOptions) (*apply.Result, error) {
	result := &apply.Result{}
	d.after = map[engine.Vendor]*snapshot.Snapshot{}
	if !d.plan.Empty() {
		var err error
		if result, err = c.perform(ctx, d, st, o); err != nil {
			return nil, err
		}
	}
	if err := st.remember(c.knownOwned(d.ws.Sync.Owner), d, result, c.Now()); err != nil {
		c.log.Warn(err.Error()) // the next run knows less, and is no less safe for it
	}
	return result, nil
}

// perform is execute for a plan that is not empty. The draft gets what each vendor shows afterwards.
func (c *Cmd) perform(ctx context.Context, d *draft, st *state, o *applyOptions) (*apply.Result, error) {
	run := c.running().UTC().Format(runLayout)
	vendors := map[engine.Vendor]apply.Vendor{}
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
	j, err := st.journal(run, d.plan.Digest, c.running, c.log)
	if err != nil {
		return nil, err
	}
	defer j.close()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	j.late = func() {
		if err := c.late(); err != nil {
			stop(err)
		}
	}
	j.late()
	bar := c.progress("applying")
	c.signals.Store(int32(finish))
	result := apply.Run(ctx, d.plan, vendors, j, bar.step)
	bar.done()
	if err := j.end(); err != nil {
		c.log.Warn(err.Error())
	}
	return &result, nil
}

// vendor prepares one vendor for a run. The draft gets what it shows when it is read back.
func (c *Cmd) vendor(d *draft, i int, s site, f planFlags) (apply.Vendor, error) {
	account, err := c.account(s)
	if err != nil {
		return apply.Vendor{}, err
	}
	var took atomic.Int64
	account.HTTP.Observe = func(e httpx.Event) {
		if e.Err == nil && writes(e) {
			took.Add(1)
		}
	}
	writer, err := s.write.Open(account)
	if err != nil {
		return apply.Vendor{}, err
	}
	snap := d.lives[i].Snapshot
	return apply.Vendor{
		Writer: writer, Snapshot: snap, Accounts: snapshot.Bind(&d.ws.Workspace, snap),
		Accepted: func() int { return int(took.Load()) },
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

// writes reports whether a call was to change something. Asking for an access token is none of those, though it is a POST.
func writes(e httpx.Event) bool {
	return e.Method != http.MethodGet && e.Method != http.MethodHead && !strings.HasSuffix(e.Path, "/oauth2/token")
}

// drawAgain plans once more from what a vendor has after a run; what the freeze held back before is told then.
func (c *Cmd) drawAgain(ctx context.Context, d *draft, vendor engine.Vendor, f planFlags) (*draft, error) {
	if d.again != nil {
		return d.again(ctx, vendor)
	}
	f.vendors, f.nowOK, f.apart = []string{string(vendor)}, true, false
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
	if len(r.Vendors) == 0 {
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
