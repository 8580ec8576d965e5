package declared

import (
	"io/fs"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/importers/near"
	"github.com/schedsync/schedsync/importers/zones"
)

// Options are what a load needs besides the files.
type Options struct {
	Zones  *zones.DB // required
	Limits Limits    // the zero value of a limit means its default
	// Calendar returns the calendar at an address, fetched or kept; nil data: it is not at hand, and rotations that follow
	// it stay without shifts. May be nil, which is the same. An error keeps the workspace from being loaded. Neither it nor
	// any problem told may repeat the address, which is often a secret.
	Calendar func(address string) ([]byte, error)
	// Empty says that a folder without any file of ours is a workspace with nothing in it, not a mistake.
	Empty bool
	// Without is a file that counts as not there, by its path in the workspace: one that is about to be written anew.
	Without string
}

// Limits bound what a load reads and keeps; SPEC 6 takes every file for hostile.
type Limits struct {
	FileBytes  int64 // size of one file; default 8 MiB
	TotalBytes int64 // size of all files together; default 64 MiB
	Files      int   // number of YAML files; default 10,000
	Depth      int   // how deep mappings and lists may stand in each other; default 64
	Nodes      int   // number of values, aliases counted as often as they are used; default 2,000,000
	Problems   int   // number of problems reported; default 1,000
}

func (l Limits) withDefaults() Limits {
	set := func(v *int, n int) {
		if *v == 0 {
			*v = n
		}
	}
	set(&l.Files, 10_000)
	set(&l.Depth, 64)
	set(&l.Nodes, 2_000_000)
	set(&l.Problems, 1_000)
	if l.FileBytes == 0 {
		l.FileBytes = 8 << 20
	}
	if l.TotalBytes == 0 {
		l.TotalBytes = 64 << 20
	}
	return l
}

// Workspace is a loaded and checked workspace.
type Workspace struct {
	engine.Workspace
	Vendors []VendorConfig // sorted by name
	Files   []string       // the files it was read from, sorted
	Skipped []Skip         // YAML files that are not ours, sorted

	positions map[string]Position
}

// Skip is a file below the workspace that was not read as ours.
type Skip struct {
	File string
	Why  string // for people
}

// Pos returns where an object stands, for findings that want to point at a line. A path is made of keys and ids with dots
// between them, and of numbers in brackets for the items of lists that have no ids:
//
//	people.ana.away[0]
//	schedules.payments-primary.rotations.week.people
//	schedules.payments-primary.overrides[2]
//
// For something that is not written, such as a default, it is the place of the nearest object around it; for an unknown
// path "", 0, 0.
func (w *Workspace) Pos(path string) (file string, line, column int) {
	for path != "" {
		if p, ok := w.positions[path]; ok {
			return p.File, p.Line, p.Column
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return "", 0, 0
}

// Load reads, checks and cross-checks the workspace in fsys, whose root is the workspace's folder. Symbolic links are
// followed where fsys follows them; give an os.Root's FS to keep them inside the folder. The error is [Problems], with
// every complaint there is; the workspace is then nil.
func Load(fsys fs.FS, opts Options) (*Workspace, error) {
	l := newLoader(fsys, opts)
	files, skipped := l.readAll()
	root := l.join(files)
	ws := &Workspace{Skipped: skipped}
	for _, f := range files {
		ws.Files = append(ws.Files, f.name)
	}
	if len(files) == 0 && len(l.log.list) == 0 && !opts.Empty {
		l.log.add(noWorkspace(skipped))
	}
	l.workspace(root, ws)
	l.rosters(ws)
	l.crosscheck(ws)
	if err := l.log.err(); err != nil {
		return nil, err
	}
	ws.positions = l.positions
	return ws, nil
}

func noWorkspace(skipped []Skip) Problem {
	p := Problem{
		Position: Position{File: "."}, Text: "no workspace here", Found: "no YAML file of schedsync",
		Expected: "a *.yaml file with `version: 1`", Hint: "go to its folder, or name it with -C; `schedsync sandbox` prints a first one",
	}
	if len(skipped) > 0 {
		p.Hint += "; other YAML files were skipped, for example " + quoted(skipped[0].File) + ": " + skipped[0].Why
	}
	return p
}

// loader is one load under way.
type loader struct {
	fsys   fs.FS
	zones  *zones.DB
	limits Limits
	// calendarOf returns the calendar at an address; see [Options].
	calendarOf func(address string) ([]byte, error)
	without    string // a file that counts as not there

	log       log
	suggester *near.Finder
	zoneNames []string            // for suggestions; read on first use
	positions map[string]Position // by object path
	refs      []reference         // to be followed once everything is read
	known     known               // ids that are declared
	perhaps   map[string]bool     // words of documents that do not parse: ids they may declare
	nodes     int                 // values counted so far

	sectionKeys map[string]map[string]int // where in its section an id stands
	lower       map[string]string         // ids without capitals
	owner       owner                     // the object being read
}

func newLoader(fsys fs.FS, opts Options) *loader {
	lim := opts.Limits.withDefaults()
	return &loader{
		fsys: fsys, zones: opts.Zones, limits: lim, calendarOf: opts.Calendar, without: opts.Without,
		log:       log{limit: lim.Problems},
		suggester: near.New(near.Enough),
		positions: map[string]Position{},
		known:     known{},
		perhaps:   map[string]bool{},

		sectionKeys: map[string]map[string]int{},
		lower:       map[string]string{},
	}
}

// add reports a problem at a value.
func (l *loader) add(v value, p Problem) {
	p.Path = v.path
	if v.node != nil {
		p.Position = v.pos()
	}
	l.log.add(p)
}
