package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/importers/declared"
)

// pageOptions are the flags that the exports for people share: tables, workbooks, pages and JSON.
type pageOptions struct {
	window            windowFlags
	month, folder, by string
	shared            bool // all schedules in one window, also where their zones differ
}

// pageCommand builds export csv, xlsx, html or json. run gets the flags and the ids.
func (c *Cmd) pageCommand(name, short, long, example string, o *pageOptions, run func(ids []string) error) *cobra.Command {
	cmd := &cobra.Command{
		Use: name + " [ids…]", Short: short,
		Long: long + `

With --folder every schedule, person or team (--by) has a file of its own, and a file that would stay the same is left
alone. Without it everything goes into one file, to --out or stdout. A team's file has the schedules that belong to it.`,
		Example:           example,
		RunE:              func(_ *cobra.Command, ids []string) error { return run(ids) },
		ValidArgsFunction: c.completeSchedules,
	}
	f := cmd.Flags()
	o.window.add(f)
	c.shard.add(f)
	f.StringVar(&o.month, "month", "", "a whole month, 2026-11, instead of --from and an end")
	f.StringVar(&o.folder, "folder", "", "write each file into this folder")
	f.StringVar(&o.by, "by", "schedule", "with --folder: a file per schedule, person or team")
	return cmd
}

// span returns the flags of the window, with --month put into them.
func (o *pageOptions) span() (windowFlags, error) {
	w := o.window
	if o.month == "" {
		return w, nil
	}
	if w.from != "" || w.until != "" || w.length != "" {
		return w, usage(errors.New("--month excludes --from, --until and --for"))
	}
	t, err := time.Parse("2006-01", o.month)
	if err != nil {
		return w, usage(fmt.Errorf("--month %q is not a month such as 2026-11", o.month))
	}
	w.from, w.until = t.Format(time.DateOnly), t.AddDate(0, 1, 0).Format(time.DateOnly)
	return w, nil
}

// pages is what an export is made of.
type pages struct {
	ws     *declared.Workspace
	window span.Span[civil.Instant] // in the zone that all share, or UTC
	lines  []engine.Timeline
}

// pageFile is one file of an export: some timelines, whole or a person's part of them.
type pageFile struct {
	id, title string
	lines     []engine.Timeline
	part      bool
}

// exportPages resolves what the flags ask for and writes it as one file or many.
func (c *Cmd) exportPages(o *pageOptions, ids []string, format func(pages, pageFile) exporters.Format) error {
	if err := oneOf("by", o.by, "schedule", "person", "team"); err != nil {
		return err
	}
	flags, err := o.span()
	switch {
	case err != nil:
		return err
	case o.folder != "" && c.global.out != "":
		return usage(errors.New("--folder and --out exclude each other"))
	case c.shard.n > 0 && o.by != "schedule":
		return usage(fmt.Errorf("--shard deals schedules out, and the file of a %s has several: leave --by out", o.by))
	case o.folder == "" && o.by != "schedule":
		return usage(fmt.Errorf("--by %s makes several files: give --folder", o.by))
	}
	ws, schedules, rs, err := c.resolved(ids)
	if err != nil {
		return err
	}
	p := pages{ws: ws}
	if p.window, err = c.window(flags, schedules); err != nil {
		return err
	}
	if o.shared {
		p.lines, err = timelines(rs, p.window, engine.Final)
	} else {
		p.lines, err = c.ownWindows(flags, rs)
	}
	if err != nil {
		return err
	}
	if o.folder == "" {
		file := pageFile{lines: p.lines}
		data, err := format(p, file).Encode(file.lines)
		if err != nil {
			return err
		}
		return c.result(data)
	}
	return c.writePages(o, p, format)
}

// ownWindows resolves every schedule in the window that the flags mean in its own zone: a month in Tokyo begins in Tokyo.
func (c *Cmd) ownWindows(flags windowFlags, rs []*engine.Resolver) ([]engine.Timeline, error) {
	var out []engine.Timeline
	n := 0
	for _, r := range rs {
		w, err := c.window(flags, []*engine.Schedule{r.Schedule()})
		if err != nil {
			return nil, err
		}
		one, err := timelines([]*engine.Resolver{r}, w, engine.Final)
		if err != nil {
			return nil, err
		}
		if n += len(one[0].Spans); n > mostSpans {
			return nil, fmt.Errorf("there are more than %d stretches in this window; ask for a shorter one, or for fewer schedules at a time", mostSpans)
		}
		out = append(out, one...)
	}
	return out, nil
}

// writePages writes a file per schedule, person or team.
func (c *Cmd) writePages(o *pageOptions, p pages, format func(pages, pageFile) exporters.Format) error {
	if err := os.MkdirAll(o.folder, 0o755); err != nil { //nolint:gosec // pages are there to be served
		return fmt.Errorf("making the folder of the export: %w", err)
	}
	written := map[string]bool{}
	for _, file := range p.files(o.by) {
		f := format(p, file)
		written[file.id+f.Extension()] = true
		data, err := f.Encode(file.lines)
		if err != nil {
			return fmt.Errorf("writing the file of %s: %w", file.id, err)
		}
		if err := c.write(filepath.Join(o.folder, file.id+f.Extension()), data); err != nil {
			return err
		}
	}
	for _, path := range p.stale(o, format(p, pageFile{}).Extension(), written) {
		c.note("%s is of nothing that was exported, and was left as it is: whoever looks at it sees an old state; delete it", path)
	}
	return nil
}

// files deals the timelines to files. A disabled schedule has none, and so has a person or team without a schedule.
func (p pages) files(by string) []pageFile {
	var out []pageFile
	switch by {
	case "person":
		for _, who := range p.ws.People {
			if f := p.personFile(who); len(f.lines) > 0 {
				out = append(out, f)
			}
		}
	case "team":
		for _, t := range p.ws.Teams {
			if f := p.teamFile(t); len(f.lines) > 0 {
				out = append(out, f)
			}
		}
	default:
		for _, tl := range p.lines {
			if tl.Schedule.Enabled {
				out = append(out, pageFile{id: string(tl.Schedule.ID), title: exporters.ScheduleName(tl.Schedule), lines: []engine.Timeline{tl}})
			}
		}
	}
	return out
}

func (p pages) personFile(who engine.PersonInfo) pageFile {
	f := pageFile{id: string(who.ID), title: "On call: " + who.Name, part: true}
	for i := range p.lines {
		if !p.lines[i].Schedule.Enabled {
			continue
		}
		mine := exporters.Part(&p.lines[i], func(x engine.Participant) bool { return x == engine.Person(who.ID) })
		if len(mine.Shifts) > 0 {
			f.lines = append(f.lines, mine)
		}
	}
	return f
}

func (p pages) teamFile(t engine.Team) pageFile {
	f := pageFile{id: string(t.ID), title: t.Name}
	for _, tl := range p.lines {
		if tl.Schedule.Team == t.ID && tl.Schedule.Enabled {
			f.lines = append(f.lines, tl)
		}
	}
	return f
}
