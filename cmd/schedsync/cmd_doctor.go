package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters/report"
	"github.com/schedsync/schedsync/importers/declared"
)

// doctorOptions are the flags of doctor.
type doctorOptions struct {
	vendors []string
	output  string
	offline bool
}

func (c *Cmd) doctorCommand() *cobra.Command {
	o := &doctorOptions{}
	cmd := &cobra.Command{
		Use: "doctor", Short: "Look whether all is in place for a run: keys, clocks, folders", Args: noArgs,
		Long: `Looks at what a nightly run needs and says what to do where something is missing: whether the workspace loads, the
release of the time zones, the state folder and its lock, the allowed hosts; and for each vendor its secrets and the modes of
their files, whether one cheap read gets through with them, this machine's clock against the vendor's, and Opsgenie's
switch-off (vendors.opsgenie.migrated brings it forward). Nothing is ever written, here or at a vendor.

Exit status: 0 nothing failed; there may be warnings · 1 something failed.`,
		Example: `  schedsync doctor
  schedsync doctor --offline -o json`,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.doctor(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.StringArrayVar(&o.vendors, "vendor", nil, "only this vendor; may be repeated")
	f.StringVarP(&o.output, "output", "o", "text", "text or json")
	f.BoolVar(&o.offline, "offline", false, "ask no vendor")
	return cmd
}

func (c *Cmd) doctor(ctx context.Context, o *doctorOptions) error {
	if err := oneOf("output", o.output, "text", "json"); err != nil {
		return err
	}
	for _, name := range o.vendors {
		if !slices.Contains(vendorNames(), name) {
			return usage(fmt.Errorf("--vendor %q is no vendor that this version speaks to", name))
		}
	}
	e := &examination{c: c}
	ws := e.workspace()
	e.zones()
	e.state()
	e.lock()
	e.hosts()
	if ws != nil {
		for _, name := range configured(ws, o.vendors) {
			e.vendor(ctx, ws, name, o.offline)
		}
	}
	data := []byte(report.DoctorText(e.found, c.color()))
	if o.output == "json" {
		var err error
		if data, err = report.DoctorJSON(c.now(), e.found); err != nil {
			return err
		}
	}
	if err := c.result(data); err != nil {
		return err
	}
	if slices.ContainsFunc(e.found, func(s report.Symptom) bool { return s.Status == report.Ill }) {
		return exit(Failed, nil)
	}
	return nil
}

// configured returns the vendors that a workspace has settings for or sends anything to, or those asked for, by name.
func configured(ws *declared.Workspace, asked []string) []engine.Vendor {
	out := targeted(&ws.Workspace, nil)
	for _, v := range ws.Vendors {
		out = append(out, v.Name)
	}
	if len(asked) > 0 {
		out = nil
		for _, a := range asked {
			out = append(out, engine.Vendor(a))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// examination is what doctor has found so far.
type examination struct {
	c     *Cmd
	found []report.Symptom
}

func (e *examination) add(vendor engine.Vendor, check string, status report.Status, mend, format string, args ...any) {
	e.found = append(e.found, report.Symptom{Check: check, Vendor: string(vendor), Status: status, Text: fmt.Sprintf(format, args...), Mend: mend})
}

func (e *examination) workspace() *declared.Workspace {
	ws, err := e.c.load()
	if err != nil {
		e.add("", "workspace", report.Ill, "schedsync validate lists what is wrong", "%v", err)
		return nil
	}
	if len(configured(ws, nil)) == 0 {
		e.add("", "workspace", report.Uneasy, "a schedule goes where its `targets:` say", "%s, none of which goes to a vendor", plural(len(ws.Schedules), "schedule"))
		return ws
	}
	e.add("", "workspace", report.Well, "", "%s in %s", plural(len(ws.Schedules), "schedule"), plural(len(ws.Files), "file"))
	return ws
}
