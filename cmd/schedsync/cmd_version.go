package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/importers/zones"
)

func (c *Cmd) versionCommand() *cobra.Command {
	output := "text"
	cmd := &cobra.Command{
		Use: "version", Short: "Print the version, its revision and the release of its time zones", Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := oneOf("output", output, "text", "json"); err != nil {
				return err
			}
			if output == "json" {
				b, err := json.MarshalIndent(map[string]string{
					"version": c.Version, "revision": c.Revision, "tz": zones.Release(), "go": runtime.Version(),
				}, "", "  ")
				if err != nil {
					return err
				}
				return c.result(append(b, '\n'))
			}
			return c.result(c.versionLine())
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "text", "text or json")
	return cmd
}

// versionLine is what `version` and --version print.
func (c *Cmd) versionLine() []byte {
	return fmt.Appendf(nil, "schedsync %s (revision %s, time zones %s, %s)\n", c.Version, cmp.Or(c.Revision, "unknown"), zones.Release(), runtime.Version())
}
