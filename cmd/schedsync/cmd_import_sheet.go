package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/importers/declared"
	"github.com/schedsync/schedsync/importers/roster"
	"github.com/schedsync/schedsync/importers/sheet"
)

// sheetOptions are the flags of import sheet.
type sheetOptions struct {
	mapping, into, schedule, timezone, role string
	explain, partial, suggest               bool
}

func (c *Cmd) importSheetCommand() *cobra.Command {
	o := &sheetOptions{}
	cmd := &cobra.Command{
		Use: "sheet [FILE]", Short: "Write YAML from a roster in a spreadsheet (XLSX, CSV)",
		Long: `Reads a roster and writes the YAML that declares its shifts. A mapping file says how the roster is laid out; its keys are
explained by ` + "`schedsync schema roster-map`" + `, and --suggest-map writes a first one. What allows one reading is inferred, and said in
a comment on top of the YAML or by --explain; what allows two is refused until the mapping states it.

Without --into the result is a new schedule with a rotation for every role. With --into SCHEDULE.ROTATION it is that schedule
of the workspace, to be put in place of the old one: the roster owns the days it covers, so the rotation's shifts that begin
on those days come from the roster only, and its shifts on other days stay. Without FILE the roster is the one that the
rotation names in ` + "`sheet:`" + `, which is read at every run anyway: with --explain you see how.

A problem imports nothing; every problem is told with its cell, as november.xlsx!Nov!C7. With --partial the good rows are
imported all the same.

Exit status: 0 done · 1 the roster has problems, nothing imported · 3 imported in part.`,
		Example: `  schedsync import sheet rosters/november.xlsx --suggest-map > rosters/map.yaml
  schedsync import sheet rosters/november.xlsx --map rosters/map.yaml --explain
  schedsync import sheet rosters/november.xlsx --map rosters/map.yaml --into desk.roster`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return c.importSheet(o, args) },
	}
	f := cmd.Flags()
	f.StringVar(&o.mapping, "map", "", "the mapping file (not needed for Microsoft Shifts)")
	f.StringVar(&o.into, "into", "", "the rotation to replace the covered days of, as SCHEDULE.ROTATION")
	f.StringVar(&o.schedule, "schedule", "", "the id of the new schedule (default: from the file's name)")
	f.StringVar(&o.timezone, "timezone", "", "the zone of its times, where the mapping states none")
	f.StringVar(&o.role, "role", "", "only the shifts of this role")
	f.BoolVar(&o.explain, "explain", false, "tell how the roster is read instead of writing YAML")
	f.BoolVar(&o.partial, "partial", false, "import the good rows of a roster with problems")
	f.BoolVar(&o.suggest, "suggest-map", false, "write a first mapping for the file")
	return cmd
}

// sheetJob is one import under way.
type sheetJob struct {
	*sheetOptions
	ws       *declared.Workspace
	schedule *engine.Schedule // of --into
	rotation *engine.Rotation // nil: to be made
	file     string
	data     []byte
	mapping  *sheet.Map
	zone     *civil.Zone
}

func (c *Cmd) importSheet(o *sheetOptions, args []string) error {
	if o.into != "" && o.schedule != "" {
		return usage(errors.New("--into and --schedule exclude each other"))
	}
	if o.suggest {
		return c.suggestMap(o, args)
	}
	ws, err := c.load()
	if err != nil {
		return err
	}
	j := &sheetJob{sheetOptions: o, ws: ws, mapping: sheet.NoMap()}
	if err := j.target(); err != nil {
		return err
	}
	if err := c.sheetFiles(j, args); err != nil {
		return err
	}
	if o.timezone != "" {
		if j.zone, err = c.zones.Load(o.timezone); err != nil {
			return usage(fmt.Errorf("--timezone: %w", err))
		}
	}
	bar := c.progress("reading the roster")
	r, problems := sheet.Read(j.file, j.data, j.mapping, sheet.Options{
		Zone: j.zone, Zones: c.zones, People: ws.People, Teams: ws.Teams, Holidays: ws.Holidays, Progress: bar.step,
	})
	bar.done()
	if len(problems) == 0 || o.partial {
		shifts, problem := r.Take(o.role)
		if problem != nil {
			return usage(errors.New(problem.String()))
		}
		r.Shifts = shifts
	}
	return c.sheetResult(j, r, problems)
}

// sheetResult writes the YAML, or the explanation, or what is wrong.
func (c *Cmd) sheetResult(j *sheetJob, r *sheet.Roster, problems roster.Problems) error {
	if len(problems) > 0 && (!j.partial || j.explain || len(r.Shifts) == 0) {
		if j.explain && r.Zone != nil {
			if err := c.result([]byte(r.Explain())); err != nil {
				return err
			}
		}
		return fmt.Errorf("the roster has %s, and nothing was imported:\n%s", plural(len(problems), "problem"), problemLines(problems))
	}
	if j.explain {
		return c.result([]byte(r.Explain()))
	}
	data, err := j.encode(r, problems)
	if err != nil {
		return err
	}
	if err := c.result(data); err != nil {
		return err
	}
	if n := len(r.Skipped) + len(r.Remarks); n > 0 {
		c.note("--explain tells what was left out (%d) and is worth a look (%d)", len(r.Skipped), len(r.Remarks))
	}
	if len(problems) == 0 {
		return nil
	}
	c.note("%s kept parts of the roster from being imported:\n%s", plural(len(problems), "problem"), problemLines(problems))
	return exit(Incomplete, nil)
}

func problemLines(problems roster.Problems) string {
	lines := make([]string, len(problems))
	for i, p := range problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// target finds the rotation of --into.
func (j *sheetJob) target() error {
	if j.into == "" {
		return nil
	}
	for i := range j.ws.Schedules {
		s := &j.ws.Schedules[i]
		rest, ok := strings.CutPrefix(j.into, string(s.ID)+".")
		if !ok || rest == "" {
			continue
		}
		j.schedule, j.zone = s, s.Zone
		for k := range s.Rotations {
			r := &s.Rotations[k]
			if string(r.ID) != rest {
				continue
			}
			if !r.HasShifts && r.Roster == nil {
				return usage(fmt.Errorf("rotation %q deals turns by a rule; name one of explicit shifts, or a new one", j.into))
			}
			j.rotation, j.zone = r, r.Zone
			if r.Roster != nil && j.role == "" {
				j.role = r.Roster.Role
			}
			return nil
		}
		j.rotation = nil
		return nil
	}
	return usage(fmt.Errorf("--into %q is no SCHEDULE.ROTATION of the workspace; its schedules are %s", j.into, strings.Join(scheduleIDs(&j.ws.Workspace), ", ")))
}

// sheetFiles reads the roster and its mapping: the files that were named, or those of the rotation.
func (c *Cmd) sheetFiles(j *sheetJob, args []string) error {
	mapping := j.sheetOptions.mapping
	read := readCapped
	switch {
	case len(args) == 1:
		j.file = args[0]
	case j.rotation != nil && j.rotation.Roster != nil && j.rotation.Roster.Kind == "sheet":
		root, err := os.OpenRoot(c.global.dir)
		if err != nil {
			return fmt.Errorf("opening the workspace: %w", err)
		}
		defer root.Close() //nolint:errcheck // only read from
		read = func(name string) ([]byte, error) { return capped(root.FS(), name) }
		j.file = j.rotation.Roster.File
		if mapping == "" {
			mapping = j.rotation.Roster.Map
		}
	default:
		return usage(errors.New("name the file of the roster, or with --into a rotation that has a sheet"))
	}
	var err error
	if j.data, err = read(j.file); err != nil {
		return err
	}
	if mapping == "" {
		return nil
	}
	text, err := read(mapping)
	if err != nil {
		return err
	}
	m, problems := sheet.ParseMap(mapping, text)
	if len(problems) > 0 {
		return fmt.Errorf("the mapping has %s:\n%s", plural(len(problems), "fault"), problemLines(problems))
	}
	j.mapping = m
	return nil
}

// readCapped reads a file the user named, up to the size a roster may have.
func readCapped(name string) ([]byte, error) {
	return capped(os.DirFS(filepath.Dir(name)), filepath.Base(name))
}

func capped(fsys fs.FS, name string) ([]byte, error) {
	if info, err := fs.Stat(fsys, name); err == nil && !info.Mode().IsRegular() { // opening a pipe would wait for a writer
		return nil, fmt.Errorf("reading %q: it is not a file", name)
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("reading %q: %w", name, unpathed(err))
	}
	defer f.Close() //nolint:errcheck // only read from
	data, err := io.ReadAll(io.LimitReader(f, sheet.MostBytes+1))
	if err != nil {
		return nil, fmt.Errorf("reading %q: %w", name, unpathed(err))
	}
	return data, nil // one byte too many is refused, with a reason, by the reader
}

// unpathed returns what went wrong with a file without its name, which the caller has said.
func unpathed(err error) error {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		return p.Err
	}
	return err
}

// suggestMap writes a first mapping. A workspace that loads lends its people; none is needed.
func (c *Cmd) suggestMap(o *sheetOptions, args []string) error {
	if len(args) != 1 {
		return usage(errors.New("name the file to suggest a mapping for"))
	}
	data, err := readCapped(args[0])
	if err != nil {
		return err
	}
	options := sheet.Options{Zones: c.zones}
	if o.timezone != "" {
		if options.Zone, err = c.zones.Load(o.timezone); err != nil {
			return usage(fmt.Errorf("--timezone: %w", err))
		}
	}
	if ws, err := c.load(); err == nil {
		options.People, options.Teams = ws.People, ws.Teams
	} else {
		c.note("the workspace does not load, so no names are known")
	}
	text, problems := sheet.Suggest(args[0], data, options)
	if len(problems) > 0 {
		return fmt.Errorf("no mapping can be suggested:\n%s", problemLines(problems))
	}
	return c.result([]byte(text))
}
