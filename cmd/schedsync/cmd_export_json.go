package main

import (
	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/report"
)

// exportJSONCommand is `export json`.
func (c *Cmd) exportJSONCommand() *cobra.Command {
	o, rows := &pageOptions{shared: true}, "span"
	cmd := c.pageCommand("json", "Timelines as JSON, as show -o json prints them",
		`Writes timelines as JSON (the shape is in schedsync schema timeline): spans, or every shift with --rows shift.`,
		`  schedsync export json --month 2026-11 --out timeline.json
  schedsync export json --folder public/timelines --by person`,
		o, func(ids []string) error {
			if err := oneOf("rows", rows, "span", "shift"); err != nil {
				return err
			}
			by := report.BySpan
			if rows == "shift" {
				by = report.ByShift
			}
			return c.exportPages(o, ids, func(p pages, _ pageFile) exporters.Format {
				return report.JSON{Window: p.window, By: by}
			})
		})
	cmd.Flags().StringVar(&rows, "rows", "span", "span (gaps included) or shift")
	return cmd
}
