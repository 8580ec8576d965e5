package main

import (
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters/report"
	"github.com/schedsync/schedsync/importers/declared"
)

func (c *Cmd) validateCommand() *cobra.Command {
	return &cobra.Command{
		Use: "validate", Short: "Load, schema-check and cross-check the workspace", Args: noArgs,
		Long: `Loads every YAML file of the workspace and reports everything that is wrong, each with its file, line and column.

Exit status: 0 nothing wrong · 1 something is.`,
		RunE: func(*cobra.Command, []string) error { return c.validate() },
	}
}

func (c *Cmd) validate() error {
	ws, err := c.load()
	var problems declared.Problems
	if errors.As(err, &problems) {
		v := report.Validation{}
		for _, p := range problems {
			v.Problems = append(v.Problems, p.String())
			if !slices.Contains(v.Files, p.File) {
				v.Files = append(v.Files, p.File)
			}
		}
		if err := c.result([]byte(report.ValidateText(v))); err != nil {
			return err
		}
		return exit(Failed, nil)
	}
	if err != nil {
		return err
	}
	v := report.Validation{Workspace: &ws.Workspace, Files: ws.Files}
	for _, s := range ws.Skipped {
		v.Skipped = append(v.Skipped, s.File)
	}
	for i := range ws.Schedules {
		_, err := engine.Compile(&ws.Schedules[i], ws.People, ws.Holidays)
		var unresolved *engine.Unresolved
		if err != nil && !errors.As(err, &unresolved) {
			v.Problems = append(v.Problems, err.Error())
		}
	}
	if err := c.result([]byte(report.ValidateText(v))); err != nil {
		return err
	}
	if len(v.Problems) > 0 {
		return exit(Failed, nil)
	}
	return nil
}
