package main

import (
	"fmt"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/csv"
)

// exportCSVCommand is `export csv`.
func (c *Cmd) exportCSVCommand() *cobra.Command {
	o := &pageOptions{}
	var rows, separator string
	var table csv.Table
	cmd := c.pageCommand("csv", "Tables of shifts or spans (RFC 4180)",
		`Writes a table in UTF-8 with a header: every shift, or with --rows span the timeline with its gaps.

A cell that a spreadsheet would run as a formula gets an apostrophe in front; --raw leaves it as it is, for scripts.`,
		`  schedsync export csv --month 2026-11 --out shifts.csv
  schedsync export csv --rows span --bom --separator ";" --folder public/tables --by team`,
		o, func(ids []string) error {
			if err := oneOf("rows", rows, "shift", "span"); err != nil {
				return err
			}
			r, size := utf8.DecodeRuneInString(separator)
			if size != len(separator) || !csv.Separates(r) {
				return usage(fmt.Errorf("--separator %q is none of a comma, a semicolon, a tab and a bar", separator))
			}
			table.Shifts, table.Separator = rows == "shift", r
			return c.exportPages(o, ids, func(p pages, _ pageFile) exporters.Format {
				t := table
				t.Names = exporters.NamesOf(&p.ws.Workspace)
				return t
			})
		})
	f := cmd.Flags()
	f.StringVar(&rows, "rows", "shift", "shift, or span (gaps included)")
	f.StringVar(&separator, "separator", ",", "what stands between cells; with \";\" hours have a decimal comma")
	f.BoolVar(&table.BOM, "bom", false, "begin with a byte order mark, so that Excel reads UTF-8")
	f.BoolVar(&table.Raw, "raw", false, "leave cells that look like formulas as they are")
	return cmd
}
