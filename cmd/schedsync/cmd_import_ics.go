package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters/yaml"
	"github.com/schedsync/schedsync/importers/declared"
	"github.com/schedsync/schedsync/importers/ics"
	"github.com/schedsync/schedsync/importers/roster"
)

// calendarFlags are the flags of import ics.
type calendarFlags struct {
	window             windowFlags
	schedule, rotation string
	timezone           string
	aliases, ignore    []string
	partial            bool
}

func (c *Cmd) importICSCommand() *cobra.Command {
	o := &calendarFlags{}
	cmd := &cobra.Command{
		Use: "ics FILE|URL|-", Short: "Declare the events of a calendar as shifts",
		Long: `Reads a calendar (RFC 5545) and writes the YAML of a schedule whose rotation lists its events as shifts. Titles say who
serves: a name, id or e-mail address of the workspace's people, with or without what on-call programs write around it;
[L0] to [L9] in front say which of two events wins where they overlap. A title that is nobody's is an error, and one error
imports nothing unless --partial is given.

Rules are written out over the window, a year from now unless told otherwise. A URL is fetched by https from a host of
SCHEDSYNC_ALLOW_HOSTS; when that fails, the last good copy is used, and this is said. A rotation can also name the file
itself (calendar: {file: …}), and then follows it.`,
		Example: `  schedsync import ics team.ics --schedule payments --out payments.yaml
  schedsync import ics https://calendar.example.com/team.ics --alias "Anna S.=ana" --ignore "Team lunch"`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage(errors.New("name one calendar: a file, a URL, or - for stdin"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return c.importICS(cmd.Context(), o, args[0]) },
	}
	f := cmd.Flags()
	o.window.add(f)
	f.Lookup("for").Usage = "length instead of an end: 12h, 30d, 4w (default 52w)"
	f.StringVar(&o.schedule, "schedule", "", "id of the schedule to write (default from the calendar's name)")
	f.StringVar(&o.rotation, "rotation", "calendar", "id of its rotation")
	f.StringVar(&o.timezone, "timezone", "", "zone of the schedule, and of times without one (default the calendar's)")
	f.StringArrayVar(&o.aliases, "alias", nil, `what a title calls somebody: "Anna S.=ana", "vacant=none"; may be repeated`)
	f.StringArrayVar(&o.ignore, "ignore", nil, "a title that is no shift; may be repeated")
	f.BoolVar(&o.partial, "partial", false, "write what can be read, although something cannot")
	return cmd
}

func (c *Cmd) importICS(ctx context.Context, o *calendarFlags, source string) error {
	for flag, id := range map[string]string{"schedule": o.schedule, "rotation": o.rotation} {
		if id != "" && !regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$`).MatchString(id) {
			return usage(fmt.Errorf("--%s %q is not an id: letters, digits, `-`, `_` and `.`", flag, id))
		}
	}
	ws, err := c.load()
	if err != nil {
		return err
	}
	options, err := c.calendarOptions(ws, o)
	if err != nil {
		return err
	}
	name, data, err := c.calendarData(ctx, source)
	if err != nil {
		return err
	}
	got, problems := ics.Read(name, data, options)
	for _, n := range got.Notes {
		c.note("%s", n)
	}
	switch {
	case len(problems) > 0 && !o.partial:
		return fmt.Errorf("the calendar has %w\nnothing is imported; --partial imports the rest", problems)
	case len(problems) > 0:
		c.note("left out, the calendar has %v", problems)
	}
	if len(got.Shifts) == 0 {
		return errors.New("there is nothing to import: no event of the calendar is a shift in the window")
	}
	if o.timezone != "" {
		got.Zone = options.Zone
	}
	return c.writeCalendar(ws, o, name, options, got)
}

// calendarOptions reads the flags.
func (c *Cmd) calendarOptions(ws *declared.Workspace, o *calendarFlags) (ics.Options, error) {
	out := ics.Options{Zones: c.zones.Load, Ignore: o.ignore}
	var schedules []*engine.Schedule
	for i := range ws.Schedules {
		schedules = append(schedules, &ws.Schedules[i])
	}
	var err error
	if o.window.until == "" && o.window.length == "" {
		o.window.length = "52w"
	}
	if out.Window, err = c.window(o.window, schedules); err != nil {
		return out, err
	}
	if out.Zone, err = c.commonZone(schedules); o.timezone != "" {
		if out.Zone, err = c.zones.Load(o.timezone); err != nil {
			return out, usage(fmt.Errorf("--timezone: %w", err))
		}
	}
	if err != nil {
		return out, err
	}
	aliases := map[string]string{}
	for _, a := range o.aliases {
		i := strings.LastIndexByte(a, '=')
		if i <= 0 || i == len(a)-1 {
			return out, usage(fmt.Errorf(`--alias %q is not of the form "Anna S.=ana"`, a))
		}
		aliases[a[:i]] = a[i+1:]
	}
	var problems roster.Problems
	if out.Directory, problems = roster.NewDirectory(ws.People, ws.Teams, aliases); len(problems) > 0 {
		return out, usage(fmt.Errorf("--alias: %w", problems))
	}
	out.Directory.Alias = "--alias 'NAME=ID'"
	return out, nil
}

// calendarData gets the calendar, and says what it is called in messages.
func (c *Cmd) calendarData(ctx context.Context, source string) (string, []byte, error) {
	switch {
	case source == "-":
		data, err := io.ReadAll(io.LimitReader(c.Stdin, ics.MaxBytes+1))
		return "stdin", data, err
	case strings.Contains(source, "://"):
		u, err := ics.ParseAddress(source)
		if err != nil {
			return "", nil, err
		}
		data, warning, err := c.fetchCalendar(ctx, source)
		if warning != "" {
			c.note("%s", warning)
		}
		return u.Hostname(), data, err
	}
	f, err := os.Open(source)
	if err != nil {
		return "", nil, fmt.Errorf("reading the calendar: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read from
	data, err := io.ReadAll(io.LimitReader(f, ics.MaxBytes+1))
	if err != nil {
		return "", nil, fmt.Errorf("reading the calendar: %w", err)
	}
	return filepath.Base(source), data, nil
}

// writeCalendar writes the schedule.
func (c *Cmd) writeCalendar(ws *declared.Workspace, o *calendarFlags, name string, options ics.Options, got *ics.Result) error {
	title := got.Name
	if title == "" {
		title = strings.TrimSuffix(name, filepath.Ext(name))
	}
	id := engine.ScheduleID(o.schedule)
	if id == "" {
		id = engine.ScheduleID(idOf(title))
	}
	if ws.Schedule(id) != nil {
		return usage(fmt.Errorf("the workspace has a schedule %q already; give another id with --schedule, or remove the file it is declared in", id))
	}
	r := engine.Rotation{ID: engine.RotationID(o.rotation), Name: o.rotation, Zone: got.Zone, HasShifts: true}
	for _, s := range got.Shifts {
		s.From, s.Until = legible(s.From, got.Zone), legible(s.Until, got.Zone)
		r.Shifts = append(r.Shifts, s.Fixed())
	}
	s := engine.Schedule{ID: id, Name: title, Zone: got.Zone, Enabled: true, Rotations: []engine.Rotation{r}}
	w := options.Window
	data, err := yaml.Encode(yaml.Definition{
		Workspace: &engine.Workspace{Schedules: []engine.Schedule{s}}, // `sync` stands in the workspace already
		Notes:     map[string]string{"": fmt.Sprintf("Imported from the calendar %s: the shifts with a part in %s to %s.", name, w.Start, w.End)},
	})
	if err != nil {
		return err
	}
	return c.result(data)
}

// legible writes an instant as a reading of the zone's clock where that means the same.
func legible(m civil.Moment, z *civil.Zone) civil.Moment {
	if l := m.On(z); z.First(l) == m.In(z) {
		return civil.AtLocal(l)
	}
	return m
}

// idOf makes an id of a name: ASCII letters and digits in lower case, everything else a dash between them.
func idOf(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	if id := strings.Join(words, "-"); id != "" && id != "none" {
		return id[:min(len(id), 80)]
	}
	return "imported"
}
