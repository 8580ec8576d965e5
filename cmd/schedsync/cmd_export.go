package main

import (
	"errors"
	"fmt"
	"net/url"
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
	"github.com/schedsync/schedsync/importers/declared"
	"github.com/schedsync/schedsync/importers/zones"
)

// exportCommand has a command for each format.
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
	cmd.AddCommand(c.exportICSCommand(), c.exportCSVCommand(), c.exportXLSXCommand(), c.exportHTMLCommand(), c.exportJSONCommand())
	return cmd
}

// feedFlags are the flags of export ics.
type feedFlags struct {
	window    windowFlags
	folder    string
	by        []string
	times     string
	alarms    []string
	attendees bool
	organizer string
	refresh   string
	past      string
	url       string
}

func (c *Cmd) exportICSCommand() *cobra.Command {
	o := &feedFlags{}
	cmd := &cobra.Command{
		Use: "ics [ids…]", Short: "Calendar feeds (RFC 5545) of the final schedule",
		Long: `Writes calendars to subscribe to: one per schedule, per person, per person and schedule, or per team. With --folder every
feed is a file (ID.ics, people/ID.ics, people/ID/SCHEDULE.ics, teams/ID.ics) and index.html lists them; without it one
feed goes to stdout or --out. The ids are of what --by says.

A file that is there already is the last edition: an event that says the same keeps every byte, one that says something
else has the next SEQUENCE, one that is gone stays for --past as a cancelled one, and a file in which nothing has changed
is left alone. The state folder keeps the same, for folders that are built anew each time. A feed on stdout has no past.

Shifts that reach over the ends of the window are written whole.`,
		Example: `  schedsync export ics payments-primary > payments.ics
  schedsync export ics ana --by person --out ana.ics
  schedsync export ics --folder public/feeds --by all --for 180d --alarm 1h --url https://example.com/feeds`,
		RunE:              func(_ *cobra.Command, ids []string) error { return c.exportICS(o, ids) },
		ValidArgsFunction: c.completeSchedules,
	}
	f := cmd.Flags()
	o.window.add(f)
	c.shard.add(f)
	f.StringVar(&o.folder, "folder", "", "write each feed to a file in this folder, with an index page")
	f.StringSliceVar(&o.by, "by", []string{"schedule"}, "one feed per schedule, person, person-schedule, team; several with commas, or all")
	f.StringVar(&o.times, "times", "utc", "utc, or local: times of the zone with a VTIMEZONE")
	f.StringSliceVar(&o.alarms, "alarm", nil, "remind this long before each shift: 30m, 12h, 1d; may be repeated")
	f.BoolVar(&o.attendees, "attendees", false, "list who is on call as ATTENDEE, with the e-mail address")
	f.StringVar(&o.organizer, "organizer", "", "publish formally: METHOD:PUBLISH with this e-mail address as ORGANIZER")
	f.StringVar(&o.refresh, "refresh", "1h", "how often calendars are asked to look again (Google does every 8 to 24 hours, whatever is asked)")
	f.StringVar(&o.past, "past", "30d", "how long events that are over, and cancelled ones, stay in a feed")
	f.StringVar(&o.url, "url", "", "the https address the folder is served at, for links that open a calendar program")
	return cmd
}

// press is what all feeds of a run have in common.
type press struct {
	ws    *declared.Workspace
	feed  ics.Feed // but for what is a feed's own
	lines []engine.Timeline
	there func(path string) bool // whether there is an earlier edition of a feed
}

func (c *Cmd) exportICS(o *feedFlags, ids []string) error {
	kinds, err := feedKinds(o.by, ids)
	if err != nil {
		return err
	}
	if c.shard.n > 0 && !slices.Equal(kinds, []string{bySchedule}) {
		return usage(errors.New("--shard deals schedules out, and the feed of a person or a team has several: leave --by out"))
	}
	common, err := c.commonFeed(o)
	if err != nil {
		return err
	}
	var only []string // the schedules to resolve; people's and teams' feeds need all of them
	if len(kinds) == 1 && kinds[0] == bySchedule {
		only = ids
	}
	ws, schedules, rs, err := c.resolved(only)
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
	common.Owner, common.Names, common.Nominal = ws.Sync.Owner, exporters.NamesOf(&ws.Workspace), nominal(rs)
	if o.attendees {
		common.Attendees = addresses(&ws.Workspace)
	}
	from := w.Start
	if o.folder != "" || c.global.out != "" {
		common.Since = w.Start
		w.Start -= hindsight
	}
	p := &press{ws: ws, feed: common, lines: wholeShifts(rs, w), there: func(path string) bool {
		_, err := os.Stat(filepath.Join(o.folder, filepath.FromSlash(path)))
		return o.folder != "" && err == nil
	}}
	feeds, err := p.feeds(kinds, ids)
	if err != nil {
		return err
	}
	if o.folder != "" {
		return c.publishFolder(p, feeds, o, len(ids) == 0 && c.shard.n == 0)
	}
	return c.publishOne(p, feeds, from)
}

// commonFeed reads the flags that are the same for all feeds.
func (c *Cmd) commonFeed(o *feedFlags) (ics.Feed, error) {
	f := ics.Feed{Stamp: c.now(), TZRelease: zones.Release(), Zones: c.zones.Load, Local: o.times == "local", Organizer: o.organizer}
	if err := oneOf("times", o.times, "utc", "local"); err != nil {
		return f, err
	}
	switch u, err := url.Parse(o.url); {
	case o.folder != "" && c.global.out != "":
		return f, usage(errors.New("--folder and --out exclude each other"))
	case o.organizer != "" && o.attendees:
		return f, usage(errors.New("--organizer and --attendees exclude each other: a published calendar has no attendees (RFC 5546, 3.2.1)"))
	case o.url != "" && (err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != ""):
		return f, usage(fmt.Errorf("--url %q is not an https address without query", o.url))
	}
	if len(o.alarms) > 5 {
		return f, usage(errors.New("--alarm: more than five reminders of one shift are too many"))
	}
	for _, text := range o.alarms {
		d, err := parseStretch("alarm", text)
		if err != nil {
			return f, err
		}
		f.Alarms = append(f.Alarms, d)
	}
	slices.Sort(f.Alarms)
	f.Alarms = slices.Compact(f.Alarms)
	var err error
	if f.Refresh, err = parseStretch("refresh", o.refresh); err != nil {
		return f, err
	}
	past, err := parseStretch("past", o.past)
	f.Past = civil.Instant(past / time.Second)
	return f, err
}

// parseStretch reads a length of a flag as so much real time: 30m, 12h, 1d, 4w.
func parseStretch(flag, text string) (time.Duration, error) {
	l, err := parseLength(text)
	if err != nil || l.N > 60*24*366 {
		return 0, usage(fmt.Errorf("--%s %q is not a length such as 30m, 12h or 4w", flag, text))
	}
	return time.Duration(l.N) * time.Duration(l.Unit.Seconds()) * time.Second, nil
}

// publishOne writes the one feed that was asked for to stdout, or to the file of --out, whose last edition it then
// continues. A feed on stdout is stamped with the start of the window, so that the same question gives the same bytes.
func (c *Cmd) publishOne(p *press, feeds []feedFile, from civil.Instant) error {
	switch {
	case len(feeds) == 0:
		return errors.New("there is no feed to write: a schedule that is disabled has none")
	case len(feeds) > 1:
		return usage(fmt.Errorf("%d feeds do not fit into one output; name one of them by its id, or give --folder", len(feeds)))
	}
	var before ics.History
	if c.global.out == "" {
		p.feed.Stamp = from
	} else {
		var err error
		if before, err = c.lastEdition(c.global.out); err != nil {
			return err
		}
	}
	e, err := p.print(feeds[0], before)
	if err != nil {
		return err
	}
	return c.result(e.Data)
}

// print makes the next edition of a feed.
func (p *press) print(file feedFile, before ics.History) (ics.Edition, error) {
	f := p.feed
	f.Name, f.Keep, f.Zone, f.Before = file.name, file.keep, file.zone, before
	lines := p.lines
	if file.lines != nil {
		lines = file.lines
	}
	e, err := f.Edition(lines)
	if err != nil {
		return e, fmt.Errorf("writing the feed of %s: %w", file.id, err)
	}
	return e, nil
}

// nominal answers which slot of its rotation a shift fills.
func nominal(rs []*engine.Resolver) ics.Nominal {
	of := map[*engine.Schedule]*engine.Resolver{}
	for _, r := range rs {
		of[r.Schedule()] = r
	}
	return func(s *engine.Schedule, shift engine.Shift) ics.Slot {
		n := of[s].Nominal(shift)
		return ics.Slot{Turn: n.Turn, Window: n.Window, Piece: n.Piece}
	}
}

// addresses returns the e-mail address of everybody who has one.
func addresses(ws *engine.Workspace) map[engine.Participant]string {
	out := map[engine.Participant]string{}
	for _, p := range ws.People {
		if p.Email != "" {
			out[engine.Person(p.ID)] = p.Email
		}
	}
	return out
}

// hindsight is how far before the window it is looked for shifts that were cut short while they ran.
const hindsight = 35 * civil.DayLen

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
