package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters/yaml"
	importersall "github.com/schedsync/schedsync/importers/all"
)

func (c *Cmd) importCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "import", Short: "Write YAML from a vendor's live schedules, a spreadsheet or a calendar",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage(fmt.Errorf("cannot import from %q; this version imports from %s", args[0], strings.Join(append(vendorNames(), "sheet", "ics"), ", ")))
			}
			return cmd.Help()
		},
		Args: cobra.ArbitraryArgs,
	}
	cmd.AddCommand(c.importSheetCommand())
	for _, v := range importersall.Vendors() {
		cmd.AddCommand(&cobra.Command{
			Use: string(v.Name) + " [names or ids…]", Short: "Declare the live schedules of " + v.Title,
			Long: `Reads the live schedules and writes the YAML that declares them, bound to the live objects by their ids: planned at
once, it changes nothing. People, teams and escalations that the workspace knows keep their ids.

Overrides that are over are left behind. What had to be guessed is said in comments.`,
			Example: "  schedsync import " + string(v.Name) + " --out imported.yaml",
			RunE: func(cmd *cobra.Command, only []string) error {
				return c.importVendor(cmd.Context(), v.Name, only)
			},
		})
	}
	cmd.AddCommand(
		c.importICSCommand(),
	)
	return cmd
}

func (c *Cmd) importVendor(ctx context.Context, name engine.Vendor, only []string) error {
	ws, err := c.load()
	if err != nil {
		return err
	}
	s, err := c.site(ws, name)
	if err != nil {
		return err
	}
	raw, err := c.read(ctx, s)
	if err != nil {
		return err
	}
	snap, err := s.read.Lift(raw, c.zones)
	if err != nil {
		return err
	}
	d := snapshot.Declare(&ws.Workspace, snap, only)
	for _, text := range d.Skipped {
		c.note("left out: %s", text)
	}
	if len(d.Workspace.Schedules)+len(d.Workspace.Mutes) == 0 {
		return errors.New("there is nothing to import" + missing(only))
	}
	d.Notes[""] = fmt.Sprintf("Imported from %s, as it was at %s.", s.read.Title, snap.TakenAt)
	data, err := yaml.Encode(yaml.Definition{Workspace: &d.Workspace, Defaults: d.Workspace.Sync, Notes: d.Notes})
	if err != nil {
		return err
	}
	return c.result(data)
}

func missing(only []string) string {
	if len(only) == 0 {
		return ""
	}
	return " under the name or id " + strings.Join(only, ", ")
}
