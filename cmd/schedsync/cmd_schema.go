package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/schemas"
)

func (c *Cmd) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use: "schema [name]", Short: "Print a JSON Schema: of the YAML, or of an output",
		Long:      "Prints the JSON Schema of the workspace's YAML, or of one of the JSON outputs: " + strings.Join(schemas.Names(), ", ") + ".",
		ValidArgs: schemas.Names(),
		RunE: func(_ *cobra.Command, args []string) error {
			switch len(args) {
			case 0:
				return c.result(schemas.Workspace())
			case 1:
				b, err := schemas.Get(args[0])
				if err != nil {
					return usage(fmt.Errorf("%w%s", err, nearest(args[0], schemas.Names())))
				}
				return c.result(b)
			default:
				return usage(fmt.Errorf("schema takes one name, not %d", len(args)))
			}
		},
	}
}
