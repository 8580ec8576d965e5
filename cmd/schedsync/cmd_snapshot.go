package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/snapshot"
)

func (c *Cmd) snapshotCommand() *cobra.Command {
	return &cobra.Command{
		Use: "snapshot VENDOR", Short: "Save a vendor's live state as one file",
		Long: `Reads everything a vendor has that schedules are made of, and writes it as one JSON file: the bodies as they were sent,
without any secret. It is the form that apply keeps in the state folder before it changes anything; plan --live, compare,
restore and migrate read it, without a key.

Nothing is written to the vendor. A workspace is needed only for its vendors section.`,
		Example: `  schedsync snapshot opsgenie --out opsgenie.json
  schedsync plan --live opsgenie.json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage(fmt.Errorf("snapshot takes one vendor: %s", strings.Join(vendorNames(), ", ")))
			}
			return c.snapshot(cmd.Context(), engine.Vendor(args[0]))
		},
		ValidArgs: vendorNames(),
	}
}

func (c *Cmd) snapshot(ctx context.Context, vendor engine.Vendor) error {
	ws, err := c.loadIfAny()
	if err != nil {
		return err
	}
	s, err := c.site(ws, vendor)
	if err != nil {
		return usage(err)
	}
	raw, err := c.read(ctx, s)
	if err != nil {
		return err
	}
	if _, err := s.read.Lift(raw, c.zones); err != nil { // what cannot be read back is no snapshot
		return err
	}
	data, err := encodeRaw(raw)
	if err != nil {
		return err
	}
	return c.result(data)
}

// encodeRaw writes a vendor's state as its file has it.
func encodeRaw(raw snapshot.Raw) ([]byte, error) {
	data, err := json.MarshalIndent(raw, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing a snapshot of %s: %w", raw.Vendor, err)
	}
	return append(data, '\n'), nil
}
