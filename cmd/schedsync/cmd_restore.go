package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers/declared"
)

func (c *Cmd) restoreCommand() *cobra.Command {
	o := &applyOptions{output: "text"}
	cmd := &cobra.Command{
		Use: "restore SNAPSHOT [ids…]", Short: "Put a vendor's schedules of ours back to a snapshot",
		Long: `Plans back to the state that snapshot or apply saved: the schedules that carried our mark then are to be as they were.
What is gone is created anew. What was made since and whatever is not ours is left alone, and told. The plan is shown and
asked for like apply's, under the same lock, limits, freeze and journal, and the present state is saved first.

What is declared is not changed: the next apply would undo the restore, so mend the YAML as well.

Exit status: as apply.`,
		Example: `  schedsync restore .schedsync/snapshots/20260105T090000.000Z-opsgenie.json
  schedsync restore before.json payments-primary --yes`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage(errors.New("restore takes a snapshot file"))
			}
			var ids []engine.ScheduleID
			for _, id := range args[1:] {
				ids = append(ids, engine.ScheduleID(id))
			}
			return c.restore(cmd.Context(), o, args[0], ids)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&o.nowOK, "now-ok", false, "let changes through that move who is on call within the freeze")
	f.BoolVarP(&o.yes, "yes", "y", false, "do not ask")
	f.DurationVar(&o.lockTimeout, "lock-timeout", time.Duration(0), "wait this long for another run to end")
	return cmd
}

func (c *Cmd) restore(ctx context.Context, o *applyOptions, path string, ids []engine.ScheduleID) error {
	if c.global.out != "" {
		return usage(errors.New("restore tells what it does on stdout; leave --out out"))
	}
	ws, err := c.load()
	if err != nil {
		return err
	}
	if err := mayApply(&ws.Workspace); err != nil {
		return err
	}
	raw, err := readRaw(path)
	if err != nil {
		return err
	}
	s, err := c.site(ws, raw.Vendor)
	if err != nil {
		return err
	}
	if s.read.Dialect == nil {
		return fmt.Errorf("%s holds no schedules, and only those are restored", s.read.Title)
	}
	old, err := s.read.Lift(raw, c.zones)
	if err != nil {
		return err
	}
	if err := knownThen(old, ws.Sync.Owner, ids); err != nil {
		return err
	}
	st, settle, release, err := c.claim(ctx, o, &record{})
	if err != nil {
		return err
	}
	defer release()
	if err = c.restoreTo(ctx, st, o, s, ws, old, ids); err == nil {
		settle()
	}
	return err
}

// knownThen refuses ids that no schedule of the snapshot has.
func knownThen(old *snapshot.Snapshot, owner string, ids []engine.ScheduleID) error {
	known := map[engine.ScheduleID]bool{}
	var names []string
	for i := range old.Objects {
		if m := old.Objects[i].Mark; m.Owner == owner {
			known[engine.ScheduleID(m.ID)] = true
			names = append(names, m.ID)
		}
	}
	for _, id := range ids {
		if !known[id] {
			return usage(fmt.Errorf("the snapshot has no schedule %q of %s%s", id, owner, nearest(string(id), names)))
		}
	}
	return nil
}

// restoreTo draws the plan and carries it out.
func (c *Cmd) restoreTo(ctx context.Context, st *state, o *applyOptions, s site, ws *declared.Workspace, old *snapshot.Snapshot, ids []engine.ScheduleID) error {
	wide := *ws
	wide.Workspace = *plan.Widen(&ws.Workspace, old)
	draw := func(ctx context.Context, nowOK bool) (*draft, error) {
		raw, err := c.read(ctx, s)
		if err != nil {
			return nil, err
		}
		d := &draft{ws: &wide, sites: []site{s}, undeclared: true}
		if err := d.add(c, s, raw); err != nil {
			return nil, err
		}
		d.plan, err = plan.Restore(&wide.Workspace, d.lives[0], old, plan.Options{Now: c.now(), NowOK: nowOK, Only: ids})
		return d, err
	}
	d, err := draw(ctx, o.nowOK)
	if err != nil {
		return err
	}
	d.again = func(ctx context.Context, _ engine.Vendor) (*draft, error) { return draw(ctx, true) }
	return c.carryOut(ctx, d, st, o, &record{})
}
