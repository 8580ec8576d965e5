// Command genschema writes the JSON Schema of the workspace to the file it is given. It is run by go generate.
package main

import (
	"fmt"
	"os"

	"github.com/schedsync/schedsync/importers/declared"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "genschema:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("expected one argument, the file to write, found %d", len(args))
	}
	schema, err := declared.JSONSchema()
	if err != nil {
		return err
	}
	return os.WriteFile(args[0], schema, 0o644)
}
