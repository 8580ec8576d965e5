package main

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/report"
)

// whoOptions are the flags of who.
type whoOptions struct{ at, output string }

func (c *Cmd) whoCommand() *cobra.Command {
	o := &whoOptions{}
	cmd := &cobra.Command{
		Use: "who [ids…]", Short: "Who is on call, until when, and who is next",
		Example: `  schedsync who
  schedsync who payments-primary --at "2026-01-05 03:00"`,
		RunE:              func(_ *cobra.Command, ids []string) error { return c.who(o, ids) },
		ValidArgsFunction: c.completeSchedules,
	}
	o.add(cmd.Flags())
	return cmd
}

func (o *whoOptions) add(f *pflag.FlagSet) {
	f.StringVar(&o.at, "at", "", "the moment: RFC 3339, or a date or time in the schedules' zone (default now)")
	f.StringVarP(&o.output, "output", "o", "text", "text or json")
}

func (c *Cmd) who(o *whoOptions, ids []string) error {
	if err := oneOf("output", o.output, "text", "json"); err != nil {
		return err
	}
	ws, err := c.load()
	if err != nil {
		return err
	}
	schedules, err := chosen(&ws.Workspace, ids)
	if err != nil {
		return err
	}
	rs, err := resolvers(&ws.Workspace, schedules)
	if err != nil {
		return err
	}
	at, err := c.moment(o.at, schedules)
	if err != nil {
		return err
	}
	var answers []report.Who
	for _, r := range rs {
		answers = append(answers, answer(r, at))
	}
	if o.output == "json" {
		data, err := report.WhoJSON(at, answers)
		if err != nil {
			return err
		}
		return c.result(data)
	}
	return c.result([]byte(report.WhoText(at, answers, exporters.NamesOf(&ws.Workspace), nil)))
}

// moment reads --at; empty is now.
func (c *Cmd) moment(text string, schedules []*engine.Schedule) (civil.Instant, error) {
	if text == "" {
		return c.now(), nil
	}
	m, err := parseMoment("--at", text)
	if err != nil {
		return 0, err
	}
	zone, err := c.commonZone(schedules)
	if err != nil {
		return 0, err
	}
	return m.In(zone), nil
}

// answer turns the engine's answer into the report's.
func answer(r *engine.Resolver, at civil.Instant) report.Who {
	a := r.Who(at)
	out := report.Who{Schedule: a.Schedule, OpenStart: a.Since == 0, OpenEnd: a.Until == 0}
	out.Now = engine.OnCall{Span: span.Span[civil.Instant]{Start: a.Since, End: a.Until}, On: a.On}
	if out.OpenEnd {
		out.Now.End = at + engine.LookAround
	}
	if len(a.Next) > 0 {
		out.Next = engine.OnCall{Span: span.Span[civil.Instant]{Start: a.NextFrom, End: a.NextFrom}, On: a.Next}
	}
	if a.Until != 0 && a.NextFrom > a.Until {
		out.Gap = span.Span[civil.Instant]{Start: a.Until, End: a.NextFrom}
	}
	return out
}
