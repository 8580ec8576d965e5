package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/report"
)

func (c *Cmd) explainCommand() *cobra.Command {
	o := &whoOptions{}
	cmd := &cobra.Command{
		Use: "explain ID", Short: "Why somebody is on call: turn, restriction, absence, override, forwarding",
		Example:           `  schedsync explain payments-primary --at "2026-12-24 10:00"`,
		RunE:              func(_ *cobra.Command, ids []string) error { return c.explain(o, ids) },
		ValidArgsFunction: c.completeSchedules,
	}
	o.add(cmd.Flags())
	return cmd
}

func (c *Cmd) explain(o *whoOptions, ids []string) error {
	if err := oneOf("output", o.output, "text", "json"); err != nil {
		return err
	}
	if len(ids) != 1 {
		return usage(fmt.Errorf("explain takes the id of one schedule, not %d", len(ids)))
	}
	ws, schedules, rs, err := c.resolved(ids)
	if err != nil {
		return err
	}
	at, err := c.moment(o.at, schedules)
	if err != nil {
		return err
	}
	e := rs[0].Explain(at)
	if o.output == "json" {
		data, err := report.ExplainJSON(e)
		if err != nil {
			return err
		}
		return c.result(data)
	}
	return c.result([]byte(report.ExplainText(e, exporters.NamesOf(&ws.Workspace))))
}
