package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/ics"
	"github.com/schedsync/schedsync/importers/zones"
)

// exportOptions are the flags of export ics.
type exportOptions struct {
	window     windowFlags
	folder, by string
}

func (c *Cmd) exportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "export", Short: "Write feeds, tables, workbooks and pages: ics, csv, xlsx, html, json",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage(fmt.Errorf("cannot export %q; it must be ics, csv, xlsx, html or json", args[0]))
			}
			return cmd.Help()
		},
		Args: cobra.ArbitraryArgs,
	}
	o := &exportOptions{}
	feed := &cobra.Command{
		Use: "ics [ids…]", Short: "Calendar feeds (RFC 5545) of the final schedule",
		Long: `Writes one calendar per schedule, or per person. With --folder every feed is a file, ID.ics, and a file in which nothing
has changed is left alone; without it one feed goes to stdout or --out.

Shifts that reach over the ends of the window are written whole.`,
		Example: `  schedsync export ics payments-primary > payments.ics
  schedsync export ics --folder public/feeds --by person`,
		RunE:              func(_ *cobra.Command, ids []string) error { return c.exportICS(o, ids) },
		ValidArgsFunction: c.completeSchedules,
	}
	f := feed.Flags()
	o.window.add(f)
	f.StringVar(&o.folder, "folder", "", "write each feed to a file in this folder")
	f.StringVar(&o.by, "by", "schedule", "one feed per schedule or per person")
	cmd.AddCommand(feed)
	cmd.AddCommand(c.exportCSVCommand(), c.exportXLSXCommand(), c.exportHTMLCommand(), c.exportJSONCommand())
	return cmd
}

// feedFile is a calendar to write.
type feedFile struct {
	id, name string
	keep     ics.Selection
}

func (c *Cmd) exportICS(o *exportOptions, ids []string) error {
	if err := oneOf("by", o.by, "schedule", "person"); err != nil {
		return err
	}
	ws, schedules, rs, err := c.resolved(ids)
	if err != nil {
		return err
	}
	w, err := c.window(o.window, schedules)
	if err != nil {
		return err
	}
	if err := bounded(rs, w, engine.Final); err != nil {
		return err
	}
	feeds := feedsOf(&ws.Workspace, schedules, o.by)
	switch {
	case o.folder != "" && c.global.out != "":
		return usage(errors.New("--folder and --out exclude each other"))
	case o.folder == "" && len(feeds) == 0:
		return errors.New("there is no feed to write: a schedule that is disabled has none")
	case o.folder == "" && len(feeds) > 1:
		return usage(fmt.Errorf("%d feeds do not fit into one output; name one schedule, or give --folder", len(feeds)))
	}
	lines := wholeShifts(rs, w)
	encode := func(feed feedFile) ([]byte, error) {
		data, err := c.feed(ws.Sync.Owner, feed, exporters.NamesOf(&ws.Workspace), rs, w).Encode(lines)
		if err != nil {
			return nil, fmt.Errorf("writing the feed of %s: %w", feed.id, err)
		}
		return data, nil
	}
	if o.folder == "" {
		data, err := encode(feeds[0])
		if err != nil {
			return err
		}
		return c.result(data)
	}
	if err := c.writeFeeds(o.folder, feeds, encode); err != nil {
		return err
	}
	if len(ids) == 0 {
		for _, path := range staleFeeds(o.folder, &ws.Workspace) {
			c.note("%s is the feed of nothing that is still there, and was left as it is: delete it when nobody subscribes to it", path)
		}
	}
	return nil
}

// writeFeeds writes each feed to a file of its own. What was there before keeps its stamps, so that a feed in which
// nothing has changed keeps its bytes.
func (c *Cmd) writeFeeds(folder string, feeds []feedFile, encode func(feedFile) ([]byte, error)) error {
	if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // feeds are there to be served
		return fmt.Errorf("making the folder of the feeds: %w", err)
	}
	for _, feed := range feeds {
		data, err := encode(feed)
		if err != nil {
			return err
		}
		path := filepath.Join(folder, feed.id+".ics")
		if before, err := os.ReadFile(path); err == nil {
			data = keepStamps(data, before)
		}
		if err := c.write(path, data); err != nil {
			return err
		}
	}
	return nil
}

func feedsOf(ws *engine.Workspace, schedules []*engine.Schedule, by string) []feedFile {
	var out []feedFile
	if by == "person" {
		for _, p := range ws.People {
			out = append(out, feedFile{string(p.ID), "On call: " + p.Name, ics.OfPeople(p.ID)})
		}
		return out
	}
	for _, s := range schedules {
		if s.Enabled {
			out = append(out, feedFile{string(s.ID), s.Name, ics.OfSchedule(s.ID)})
		}
	}
	return out
}

// feed is one calendar. The stamp of a new event is the start of the window, so that the same question gives the same bytes.
func (c *Cmd) feed(owner string, file feedFile, names exporters.Names, rs []*engine.Resolver, w span.Span[civil.Instant]) ics.Feed {
	return ics.Feed{
		Name: file.name, Owner: owner, Names: names, Stamp: w.Start, TZRelease: zones.Release(),
		Refresh: time.Hour, Keep: file.keep,
		Nominal: func(s *engine.Schedule, shift engine.Shift) ics.Slot {
			i := slices.IndexFunc(rs, func(r *engine.Resolver) bool { return r.Schedule() == s })
			n := rs[i].Nominal(shift)
			return ics.Slot{Turn: n.Turn, Window: n.Window, Piece: n.Piece}
		},
	}
}

// feedMargin is how far beyond the window a shift is followed to its true end.
const feedMargin = 100 * civil.DayLen

// wholeShifts resolves the window with every shift at its true length (scenario T-52).
func wholeShifts(rs []*engine.Resolver, w span.Span[civil.Instant]) []engine.Timeline {
	var out []engine.Timeline
	for _, r := range rs {
		out = append(out, engine.Timeline{
			Schedule: r.Schedule(), Window: w, Shifts: r.Whole(w, engine.Final, feedMargin),
		})
	}
	return out
}
