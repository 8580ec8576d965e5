package schedsync_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The floors of the house (ARCHITECTURE.md in one sentence: imports only go down) held by a machine. The rules below say
// for every room what it may stand on and why; TestFloors reads the imports of every Go file in the tree, so a new room
// is held to them from its first commit, and TestFloorRules proves that each rule can fail.

// module is the path of this module; paths of rooms below are relative to it.
const module = "github.com/schedsync/schedsync"

// A room is one side of an import of ours: its floor, and on the floors with houses the house (a vendor or a file
// format) and what lies below it. importers/opsgenie/wire is floor importers, house opsgenie, rest wire.
type room struct{ floor, house, rest string }

func roomOf(rel string) room {
	parts := strings.SplitN(rel, "/", 3)
	parts = append(parts, "", "")
	return room{parts[0], parts[1], parts[2]}
}

// rel is the room's path in the module.
func (r room) String() string { return path.Join(r.floor, r.house, r.rest) }

// wire tells the rooms that show a vendor as it is.
func (r room) wire() bool {
	return r.floor == "importers" && (r.rest == "wire" || strings.HasPrefix(r.rest, "wire/"))
}

// suite tells the rooms that hold tests for others to adopt; they are test code that happens to be importable.
func (r room) suite() bool { return r.house == "readertest" || r.house == "writertest" }

// sharedImporters are the rooms of floor importers that every house on it and on floor exporters may use.
var sharedImporters = []string{"", "httpx", "near", "roster", "zones"}

// violation returns why the package at path from must not import imp, or "" when it may. test is true for _test.go files.
func violation(from, imp string, test bool) string {
	r := roomOf(from)
	test = test || r.suite()
	if imp != module && !strings.HasPrefix(imp, module+"/") {
		if r.floor == "engine" && !test {
			return engineOutside(imp)
		}
		return ""
	}
	to := roomOf(strings.TrimPrefix(strings.TrimPrefix(imp, module), "/"))
	switch {
	case r.floor == "" || r.floor == "cmd":
		return "" // cmd is the top floor; the root folder holds only tests of the whole tree
	case to.floor == "cmd":
		return "cmd is the top floor: what it wires together must not know it"
	case to.suite() && !test:
		return "a suite is test code: it would ship the testing package in the program"
	case to.floor == "schemas":
		return ""
	}
	if test {
		return testViolation(r, to)
	}
	if to.floor == "fixtures" && r.floor != "fixtures" {
		return "fixtures are for tests: a fake or a golden file in the program could be mistaken for a vendor"
	}
	rules := map[string]func(from, to room) string{
		"engine": engineInside, "importers": importers, "exporters": exporters, "fixtures": fixtures, "schemas": schemas,
	}
	if rule, ok := rules[r.floor]; ok {
		return rule(r, to)
	}
	return fmt.Sprintf("%q is no floor of the house: say in floors_test.go and ARCHITECTURE.md what it may stand on", r.floor)
}

// impure are the parts of the standard library that see a clock, a disk, a network, a process or chance. A trailing
// slash stands for everything below.
var impure = []string{
	"os", "os/", "io/fs", "io/ioutil", "path/filepath", "syscall", "plugin",
	"net", "net/http", "net/http/", "net/rpc", "net/smtp",
	"math/rand", "math/rand/v2", "crypto/rand", "log", "log/slog", "log/syslog", "time/tzdata",
}

// engineModules are the two libraries the engine stands on; both are pure calendars.
var engineModules = []string{"github.com/teambition/rrule-go", "github.com/rickar/cal/v2"}

func engineOutside(imp string) string {
	for _, p := range impure {
		if imp == p || strings.HasSuffix(p, "/") && strings.HasPrefix(imp, p) {
			return "the engine is pure: the same input must give the same timeline on every machine, so it sees no disk, network, clock, log or chance"
		}
	}
	first, _, _ := strings.Cut(imp, "/")
	if !strings.Contains(first, ".") {
		return ""
	}
	for _, m := range engineModules {
		if imp == m || strings.HasPrefix(imp, m+"/") {
			return ""
		}
	}
	return "the engine stands on the standard library, rrule-go and the holiday library only: YAML, HTTP and files are other floors' work"
}

func engineInside(_, to room) string {
	if to.floor == "engine" {
		return ""
	}
	return "the engine is the ground floor: it decides over values and knows neither who read them nor who will write them"
}

func importers(from, to room) string {
	switch {
	case to.floor == "engine" && from.wire():
		return "wire shows a vendor as it is, without opinions: lifting into engine values is decode.go's work, one room up"
	case to.floor == "engine":
		return ""
	case to.floor != "importers":
		return "readers do not know writers: what is read becomes engine values, and cmd hands those on"
	case from.house == to.house || slices.Contains(sharedImporters, to.house) && to.rest == "":
		return ""
	case from.house == "all":
		return "" // the explicit list of readers
	case from.house == "declared" && (to.house == "sheet" || to.house == "ics"):
		return "" // a rotation may name a spreadsheet or a calendar, which is read when the workspace is loaded
	}
	return "one house does not know another: a vendor must be removable by deleting its folders and one line in each all/"
}

func exporters(from, to room) string {
	switch {
	case to.floor == "engine":
		return ""
	case to.floor == "exporters" && (from.house == to.house || to.house == "" || from.house == "all"):
		return ""
	case from.house == "report" && to.house == "apply":
		return "" // the report tells what became of a plan; apply is no vendor and no format
	case to.floor == "exporters":
		return "one house does not know another: a vendor or a format must be removable by deleting its folder and one line in all/"
	case to.floor == "importers" && to.house == "httpx":
		return ""
	case to.wire() && from.house == to.house:
		return ""
	case to.wire():
		return "a writer speaks its own vendor's wire only: another vendor's shapes would tie the two together"
	}
	return "writers start from engine values: of the importers they know the transport and their own vendor's wire, so that no reading happens on the way out"
}

func fixtures(_, to room) string {
	if to.floor == "fixtures" {
		return ""
	}
	return "a fake shares no code with what it tests: a mistake in shared code would be right on both sides"
}

func schemas(_, _ room) string { return "schemas are embedded files: they stand on nothing" }

// testViolation is the rule for tests. They may look down from any floor, and the readers' and writers' tests sideways
// too (a round trip needs both), but the engine's must stay runnable without a vendor.
func testViolation(from, to room) string {
	if from.floor != "engine" {
		return ""
	}
	switch {
	case to.floor == "engine", to.floor == "fixtures":
		return ""
	case to.floor == "importers" && (to.house == "zones" || to.house == "declared"):
		return "" // real zones are the only honest input of time rules, and cases are written in the YAML people write
	}
	return "the engine's tests use real zones, YAML cases and fixtures, never a vendor: a vendor's change must not turn them red"
}

// clocks are the names of package time through which the engine would see the clock or the host's zones.
var clocks = []string{
	"Now", "Since", "Until", "Local", "LoadLocation", "Sleep", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer",
}

// impureNames returns the places where a file of the engine reads a clock or the host's zone, as "line: time.Name".
func impureNames(fset *token.FileSet, f *ast.File) []string {
	name := ""
	for _, imp := range f.Imports {
		if imp.Path.Value == `"time"` {
			name = "time"
			if imp.Name != nil {
				name = imp.Name.Name
			}
		}
	}
	if name == "." {
		return []string{"1: a dot import of time hides what is used of it"}
	}
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && name != "" && x.Name == name && slices.Contains(clocks, sel.Sel.Name) {
			out = append(out, fmt.Sprintf("%d: time.%s", fset.Position(sel.Pos()).Line, sel.Sel.Name))
		}
		return true
	})
	return out
}

// goFiles lists the Go files of this module below root, as slash paths relative to it. Folders that the go command
// passes over (testdata, names that start with a dot or an underscore) and nested modules are passed over here too.
func goFiles(root string) ([]string, error) {
	var out []string
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && p != root {
			_, nested := os.Stat(filepath.Join(p, "go.mod"))
			if n := d.Name(); n == "testdata" || n[0] == '.' || n[0] == '_' || nested == nil {
				return filepath.SkipDir
			}
		}
		if !d.IsDir() && filepath.Ext(p) == ".go" {
			rel, err := filepath.Rel(root, p)
			if err != nil {
				return err
			}
			out = append(out, filepath.ToSlash(rel))
		}
		return nil
	})
	return out, err
}

func TestFloors(t *testing.T) {
	files, err := goFiles(".")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(files, "engine/civil/zone.go") {
		t.Fatalf("the walk over the tree did not find the engine, only %q", files)
	}
	fset := token.NewFileSet()
	for _, name := range files {
		f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Error(err)
			continue
		}
		from, test := path.Dir(name), strings.HasSuffix(name, "_test.go")
		if from == "." {
			from = ""
		}
		for _, spec := range f.Imports {
			imp, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if why := violation(from, imp, test); why != "" {
				t.Errorf("%s: must not import %q: %s", fset.Position(spec.Pos()), imp, why)
			}
		}
		if roomOf(from).floor == "engine" && !test {
			for _, place := range impureNames(fset, f) {
				t.Errorf("%s:%s: the engine knows no clock and no host zones: time and zones are arguments", name, place)
			}
		}
	}
}

// TestFloorRules: one line per import; the last column is a part of the reason, "" where the import is allowed.
func TestFloorRules(t *testing.T) {
	tests := []struct{ from, imp, why string }{
		{"engine", "time", ""},
		{"engine", "strings", ""},
		{"engine", "net/netip", ""},
		{"engine", "os", "pure"},
		{"engine", "os/exec", "pure"},
		{"engine", "io/fs", "pure"},
		{"engine", "net", "pure"},
		{"engine", "net/http", "pure"},
		{"engine/plan", "net/http/httptest", "pure"},
		{"engine/plan", "math/rand", "pure"},
		{"engine/plan", "math/rand/v2", "pure"},
		{"engine", "github.com/teambition/rrule-go", ""},
		{"engine", "github.com/rickar/cal/v2/gb", ""},
		{"engine", "github.com/rickar/cal/v2evil", "standard library, rrule-go"},
		{"engine", "gopkg.in/yaml.v3", "standard library, rrule-go"},
		{"engine", "OURS/engine/civil", ""},
		{"engine", "OURS/schemas", ""},
		{"engine/civil", "OURS/importers/zones", "ground floor"},
		{"engine", "OURS/exporters/ics", "ground floor"},
		{"engine", "OURS/cmd/schedsync", "top floor"},
		{"engine", "OURS/fixtures/golden", "for tests"},
		{"engine/civil TEST", "OURS/importers/zones", ""},
		{"engine/civil TEST", "os", ""},
		{"engine TEST", "OURS/importers/declared", ""},
		{"engine TEST", "OURS/fixtures/golden", ""},
		{"engine TEST", "OURS/importers/opsgenie", "never a vendor"},
		{"engine TEST", "OURS/exporters/ics", "never a vendor"},

		{"importers/opsgenie", "os", ""},
		{"importers/opsgenie", "OURS/engine", ""},
		{"importers/opsgenie", "OURS/engine/snapshot", ""},
		{"importers/opsgenie", "OURS/schemas", ""},
		{"importers/opsgenie", "OURS/importers", ""},
		{"importers/opsgenie", "OURS/importers/httpx", ""},
		{"importers/opsgenie", "OURS/importers/zones", ""},
		{"importers/opsgenie", "OURS/importers/opsgenie/wire", ""},
		{"importers/opsgenie", "OURS/importers/zenduty", "one house"},
		{"importers/opsgenie", "OURS/importers/zenduty/wire", "one house"},
		{"importers/opsgenie", "OURS/importers/declared", "one house"},
		{"importers/opsgenie", "OURS/exporters/opsgenie", "readers do not know writers"},
		{"importers/opsgenie", "OURS/exporters", "readers do not know writers"},
		{"importers/opsgenie", "OURS/cmd/schedsync", "top floor"},
		{"importers/opsgenie", "OURS/fixtures/fakes/opsgenie", "for tests"},
		{"importers/opsgenie", "OURS/importers/readertest", "test code"},
		{"importers/opsgenie TEST", "OURS/importers/readertest", ""},
		{"importers/opsgenie TEST", "OURS/fixtures/fakes/opsgenie", ""},
		{"importers/opsgenie/wire", "OURS/importers/httpx", ""},
		{"importers/opsgenie/wire", "OURS/engine", "without opinions"},
		{"importers/httpx", "OURS/importers/opsgenie", "one house"},
		{"importers", "OURS/engine", ""},
		{"importers", "OURS/importers/opsgenie", "one house"},
		{"importers/all", "OURS/importers/opsgenie", ""},
		{"importers/all", "OURS/exporters/opsgenie", "readers do not know writers"},
		{"importers/declared", "OURS/importers/zones", ""},
		{"importers/declared", "OURS/importers/sheet", ""},
		{"importers/declared", "OURS/importers/ics", ""},
		{"importers/sheet", "OURS/importers/declared", "one house"},
		{"importers/readertest", "OURS/fixtures/golden", ""},

		{"exporters/opsgenie", "OURS/engine/plan", ""},
		{"exporters/opsgenie", "OURS/importers/opsgenie/wire", ""},
		{"exporters/opsgenie", "OURS/importers/httpx", ""},
		{"exporters/opsgenie", "OURS/exporters", ""},
		{"exporters/opsgenie", "OURS/importers/opsgenie", "engine values"},
		{"exporters/opsgenie", "OURS/importers/zenduty/wire", "own vendor's wire"},
		{"exporters/opsgenie", "OURS/importers/declared", "engine values"},
		{"exporters/opsgenie", "OURS/exporters/zenduty", "one house"},
		{"exporters/opsgenie", "OURS/fixtures/fakes/opsgenie", "for tests"},
		{"exporters/opsgenie TEST", "OURS/importers/opsgenie", ""},
		{"exporters/all", "OURS/exporters/opsgenie", ""},
		{"exporters/writertest", "OURS/importers", ""},
		{"exporters/xlsx TEST", "OURS/importers/sheet", ""},
		{"exporters/xlsx TEST", "OURS/cmd/schedsync", "top floor"},

		{"fixtures/fakes/opsgenie", "OURS/fixtures/fakes", ""},
		{"fixtures/fakes/opsgenie", "OURS/schemas", ""},
		{"fixtures/fakes/opsgenie", "net/http", ""},
		{"fixtures/fakes/opsgenie", "OURS/engine/civil", "shares no code"},
		{"fixtures/fakes/opsgenie", "OURS/importers/opsgenie/wire", "shares no code"},
		{"fixtures/golden", "OURS/importers/zones", "shares no code"},
		{"schemas", "embed", ""},
		{"schemas", "OURS/engine", "stand on nothing"},
		{"helpers", "OURS/engine", "no floor"},

		{"cmd/schedsync", "OURS/importers/all", ""},
		{"cmd/schedsync", "OURS/exporters/all", ""},
		{"cmd/schedsync", "OURS/engine", ""},
	}
	for _, tt := range tests {
		t.Run(tt.from+" to "+tt.imp, func(t *testing.T) {
			from, test := strings.CutSuffix(tt.from, " TEST")
			got := violation(from, strings.Replace(tt.imp, "OURS", module, 1), test)
			if (got == "") != (tt.why == "") || !strings.Contains(got, tt.why) {
				t.Errorf("reason %q, want one with %q", got, tt.why)
			}
		})
	}
}

func TestClocksInTheEngineAreFound(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"the clock", "package p\nimport \"time\"\nvar t = time.Now()", "3: time.Now"},
		{"under another name", "package p\nimport clock \"time\"\nvar t = clock.Since(x)", "3: time.Since"},
		{"the host's zone as a value", "package p\nimport \"time\"\nvar t = x.In(time.Local)", "3: time.Local"},
		{"the host's zone files", "package p\nimport \"time\"\nvar l, _ = time.LoadLocation(\"UTC\")", "3: time.LoadLocation"},
		{"a dot import", "package p\nimport . \"time\"\nvar t = Now()", "1: a dot import of time hides what is used of it"},
		{"arithmetic only", "package p\nimport \"time\"\nvar t = time.Unix(0, 0).UTC()", ""},
		{"another package's Now", "package p\nimport \"time\"\nvar t, d = x.Now(), time.Hour", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fset := token.NewFileSet()
			f, err := parser.ParseFile(fset, "x.go", tt.src, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(impureNames(fset, f), "; "); got != tt.want {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}
