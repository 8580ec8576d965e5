package main

import (
	"cmp"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/csv"
	"github.com/schedsync/schedsync/exporters/html"
	"github.com/schedsync/schedsync/exporters/report"
	"github.com/schedsync/schedsync/importers/declared"
)

// showOptions are the flags of show.
type showOptions struct {
	window                      windowFlags
	output, layer, by, timezone string
}

func (c *Cmd) showCommand() *cobra.Command {
	o := &showOptions{}
	cmd := &cobra.Command{
		Use: "show [ids…]", Short: "The timeline: who is on call when",
		Long: `Resolves schedules and shows who is on call when: a chart and a table, JSON, CSV, a page (html) or a picture (svg).
Mutes are shown too: when each is in force (CSV, pages and pictures have schedules only).

Times are half-open: an end is the first moment that no longer belongs to the stretch.`,
		Example: `  schedsync show
  schedsync show payments-primary --from 2026-01-05 --for 14d
  schedsync show payments-primary --timezone Asia/Tokyo
  schedsync show -o json --by shift --out timeline.json`,
		RunE:              func(_ *cobra.Command, ids []string) error { return c.show(o, ids) },
		ValidArgsFunction: c.completeSchedules,
	}
	f := cmd.Flags()
	o.window.add(f)
	c.shard.add(f)
	f.StringVarP(&o.output, "output", "o", "text", "text, json, csv, html or svg")
	f.StringVar(&o.layer, "layer", "final", "base (without overrides and forwards), override (nothing else) or final")
	f.StringVar(&o.by, "by", "span", "span, shift or person")
	f.StringVar(&o.timezone, "timezone", "", "tell and read times on the clock of this zone, in text (default each schedule's)")
	return cmd
}

func (c *Cmd) show(o *showOptions, ids []string) error {
	if err := oneOf("output", o.output, "text", "json", "csv", "html", "svg"); err != nil {
		return err
	}
	layer, err := parseLayer(o.layer)
	if err != nil {
		return err
	}
	by, err := report.ParseBy(o.by)
	if err != nil {
		return usage(err)
	}
	ws, err := c.load()
	if err != nil {
		return err
	}
	schedules, quiet, err := picked(&ws.Workspace, ids)
	if err != nil {
		return err
	}
	schedules = part(&c.shard, schedules, func(s *engine.Schedule) string { return string(s.ID) })
	quiet = part(&c.shard, quiet, func(m *engine.Mute) string { return string(m.ID) })
	told, err := o.zone(c)
	if err != nil {
		return err
	}
	zone, err := c.commonZone(schedules)
	if err != nil {
		return err
	}
	w, err := c.windowOn(o.window, cmp.Or(told, zone))
	if err != nil {
		return err
	}
	rs, err := resolvers(&ws.Workspace, schedules)
	if err != nil {
		return err
	}
	lines, err := timelines(rs, w, layer)
	if err != nil {
		return err
	}
	mutes, err := mutesIn(quiet, w)
	if err != nil {
		return err
	}
	format := c.showFormat(o.output, ws, report.Text{Layer: layer, Zone: told}, report.JSON{Window: w, By: by, Mutes: mutes})
	data, err := format.Encode(lines)
	if err != nil {
		return err
	}
	if o.output == "text" && len(mutes) > 0 {
		if len(data) > 0 {
			data = append(data, '\n')
		}
		data = append(data, report.MutesText(mutes, w, told)...)
	}
	return c.result(data)
}

// zone returns the zone on whose clock times are told; nil: each schedule's.
func (o *showOptions) zone(c *Cmd) (*civil.Zone, error) {
	if o.timezone == "" {
		return nil, nil //nolint:nilnil // none is an answer
	}
	if o.output != "text" {
		return nil, usage(fmt.Errorf("--timezone is for text; %s tells times in UTC, or on each schedule's clock", o.output))
	}
	zone, err := c.zones.Load(o.timezone)
	if err != nil {
		return nil, usage(fmt.Errorf("--timezone: %w", err))
	}
	return zone, nil
}

// showFormat is what show prints. The JSON has what it is about, the text its layer and on whose clock it is.
func (c *Cmd) showFormat(output string, ws *declared.Workspace, t report.Text, j report.JSON) exporters.Format {
	names := exporters.NamesOf(&ws.Workspace)
	switch output {
	case "json":
		return j
	case "csv":
		return csv.Table{Names: names, Shifts: j.By != report.BySpan}
	case "html":
		return pages{ws: ws}.page(pageFile{}, c.now())
	case "svg":
		return html.Picture{Page: pages{ws: ws}.page(pageFile{}, c.now())}
	default:
		t.Names, t.By, t.Width, t.Color, t.Now = names, j.By, c.width(), c.color(), c.now()
		return t
	}
}

// mutesIn works out when mutes are in force.
func mutesIn(mutes []*engine.Mute, w span.Span[civil.Instant]) ([]report.Mute, error) {
	var out []report.Mute
	for _, m := range mutes {
		quiet, err := m.Quiet(w)
		if err != nil {
			return nil, err
		}
		out = append(out, report.Mute{Mute: m, Quiet: quiet})
	}
	return out, nil
}

func parseLayer(word string) (engine.Layer, error) {
	if err := oneOf("layer", word, "base", "override", "final"); err != nil {
		return 0, err
	}
	return map[string]engine.Layer{"base": engine.Base, "override": engine.OnlyOverrides, "final": engine.Final}[word], nil
}

// completeSchedules offers the ids of the workspace's schedules to the shell.
func (c *Cmd) completeSchedules(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	if c.start() != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	ws, err := c.load()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return scheduleIDs(&ws.Workspace), cobra.ShellCompDirectiveNoFileComp
}
