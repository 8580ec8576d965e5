package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/compare"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters/report"
)

// compareOptions are the flags of compare.
type compareOptions struct {
	output string
	window windowFlags
}

func (c *Cmd) compareCommand() *cobra.Command {
	o := &compareOptions{}
	cmd := &cobra.Command{
		Use: "compare A B", Short: "Where two timelines differ",
		Long: `Compares who is on call in any two of: a workspace (a folder, or the word workspace for that of -C), a vendor by its
name (read live), a snapshot file, and a timeline that show -o json or export json wrote.

Schedules are matched by the id of the live object, the ownership mark, their id, or their name; people by account, e-mail
address, id or name. At a vendor, schedules that do not carry our mark are told and are no difference. A schedule that is
written with dates is compared as far as it is written. A timeline from a file is compared within its own window.

Exit status: 0 equal · 1 error · 2 something differs.`,
		Example: `  schedsync compare workspace opsgenie
  schedsync compare before.json opsgenie --for 14d
  schedsync compare timeline.json . -o markdown`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usage(fmt.Errorf("compare takes two sides, not %d", len(args)))
			}
			return c.compare(cmd.Context(), o, args[0], args[1])
		},
	}
	f := cmd.Flags()
	f.StringVarP(&o.output, "output", "o", "text", "text, json or markdown")
	o.window.add(f)
	return cmd
}

func (c *Cmd) compare(ctx context.Context, o *compareOptions, a, b string) error {
	if err := oneOf("output", o.output, "text", "json", "markdown"); err != nil {
		return err
	}
	home, err := c.loadIfAny()
	if err != nil {
		return err
	}
	left, err := c.side(ctx, home, a)
	if err != nil {
		return err
	}
	right, err := c.side(ctx, home, b)
	if err != nil {
		return err
	}
	w, err := c.compareWindow(o, left, right)
	if err != nil {
		return err
	}
	for _, s := range []*side{left, right} {
		if err := s.resolve(w); err != nil {
			return err
		}
		if s.Owner == "" {
			s.Owner = home.Sync.Owner
		}
	}
	left.narrow(right)
	right.narrow(left)
	r := compare.Compare(&left.Side, &right.Side, w)
	c.tellChanges(r, left, right)
	if err := c.tellCompared(r, o.output); err != nil {
		return err
	}
	if !r.Equal() {
		return exit(Different, nil)
	}
	return nil
}

// compareWindow is what the flags ask for within what the sides know: a timeline from a file knows its own window, which is
// the default then.
func (c *Cmd) compareWindow(o *compareOptions, sides ...*side) (w span.Span[civil.Instant], err error) {
	var all []*engine.Schedule
	var known []span.Span[civil.Instant]
	for _, s := range sides {
		all = append(all, s.zoned...)
		if !s.known.Empty() {
			known = append(known, s.known)
		}
	}
	if o.window == (windowFlags{}) && len(known) > 0 {
		w = known[0]
	} else if w, err = c.window(o.window, all); err != nil {
		return w, err
	}
	for _, k := range known {
		w = w.Clip(k)
	}
	if w.Empty() {
		return w, usage(fmt.Errorf("the timelines have no time in common that was asked for; --from and --until pick one"))
	}
	return w, nil
}

func (c *Cmd) tellCompared(r *compare.Result, output string) error {
	switch output {
	case "json":
		data, err := report.CompareJSON(r)
		if err != nil {
			return err
		}
		return c.result(data)
	case "markdown":
		return c.result([]byte(report.CompareMarkdown(r)))
	default:
		return c.result([]byte(report.CompareText{Width: c.width(), Color: c.color()}.Encode(r)))
	}
}
