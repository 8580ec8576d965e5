package main

import (
	"errors"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters/report"
	"github.com/schedsync/schedsync/importers/declared"
)

func (c *Cmd) validateCommand() *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use: "validate", Short: "Load, schema-check and cross-check the workspace", Args: noArgs,
		Long: `Loads every YAML file of the workspace and reports everything that is wrong, each with its file, line and column.

Exit status: 0 nothing wrong · 1 something is.`,
		RunE: func(*cobra.Command, []string) error { return c.validate(output) },
	}
	cmd.Flags().StringVarP(&output, "output", "o", "text", "text, json or github (annotations)")
	return cmd
}

func (c *Cmd) validate(output string) error {
	if err := oneOf("output", output, "text", "json", "github"); err != nil {
		return err
	}
	v, err := c.validation()
	if err != nil {
		return err
	}
	var data []byte
	switch output {
	case "json":
		if data, err = report.ValidateJSON(v); err != nil {
			return err
		}
	case "github":
		data = []byte(report.ValidateGitHub(v))
	default:
		data = []byte(report.ValidateText(v))
	}
	if err := c.result(data); err != nil {
		return err
	}
	if len(v.Problems) > 0 {
		return exit(Failed, nil)
	}
	return nil
}

// validation loads the workspace and gathers what is wrong with it. The error is for a folder that cannot be read.
func (c *Cmd) validation() (v report.Validation, err error) {
	if !filepath.IsAbs(c.global.dir) {
		v.Dir = filepath.ToSlash(c.global.dir)
	}
	ws, err := c.load()
	var problems declared.Problems
	if errors.As(err, &problems) {
		for _, p := range problems {
			v.Problems = append(v.Problems, report.Complaint{
				File: p.File, Line: p.Line, Column: p.Column, Path: p.Path, Text: p.Words(),
			})
			if !slices.Contains(v.Files, p.File) {
				v.Files = append(v.Files, p.File)
			}
		}
		return v, nil
	}
	if err != nil {
		return v, err
	}
	v.Workspace, v.Files = &ws.Workspace, ws.Files
	for _, s := range ws.Skipped {
		v.Skipped = append(v.Skipped, s.File)
	}
	for i := range ws.Schedules {
		_, err := engine.Compile(&ws.Schedules[i], ws.People, ws.Holidays)
		var unresolved *engine.Unresolved
		if err != nil && !errors.As(err, &unresolved) {
			v.Problems = append(v.Problems, report.Complaint{Text: err.Error()})
		}
	}
	return v, nil
}
