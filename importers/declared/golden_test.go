package declared_test

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/schedsync/schedsync/importers/declared"
	"github.com/schedsync/schedsync/importers/zones"
)

var update = flag.Bool("update", false, "write what was loaded into the golden files")

// casesDir holds one archive per behaviour: the files of a workspace, and want-errors or want-summary.
const casesDir = "../../fixtures/cases/load"

// TestLoadCases loads every case. A case says what it expects by having want-errors or want-summary.
func TestLoadCases(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(casesDir, "*.txtar"))
	if err != nil || len(paths) < 30 {
		t.Fatalf("found %d cases below %s (%v)", len(paths), casesDir, err)
	}
	db := openZones(t)
	for _, p := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(p), ".txtar"), func(t *testing.T) {
			t.Parallel()
			a, err := txtar.ParseFile(p)
			if err != nil {
				t.Fatal(err)
			}
			name, got := result(declared.Load(files(a), declared.Options{Zones: db}))
			if *update {
				writeCase(t, p, a, name, got)
				return
			}
			want, ok := member(a, name)
			if !ok {
				t.Fatalf("the case has no %s, which is:\n%s", name, got)
			}
			if got != want {
				t.Errorf("%s differs (run with -update to accept)\ngot:\n%s\nwant:\n%s", name, got, want)
			}
		})
	}
}

// result returns the name and the text of what a case must hold.
func result(ws *declared.Workspace, err error) (name, text string) {
	if err != nil {
		return "want-errors", err.Error() + "\n"
	}
	return "want-summary", dump(ws)
}

func openZones(t testing.TB) *zones.DB {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// files returns the workspace in an archive: everything but what it wants.
func files(a *txtar.Archive) fs.FS {
	out := fstest.MapFS{}
	for _, f := range a.Files {
		if !strings.HasPrefix(f.Name, "want-") {
			out[f.Name] = &fstest.MapFile{Data: f.Data}
		}
	}
	return out
}

func member(a *txtar.Archive, name string) (string, bool) {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data), true
		}
	}
	return "", false
}

func writeCase(t *testing.T, path string, a *txtar.Archive, name, text string) {
	t.Helper()
	var kept []txtar.File
	for _, f := range a.Files {
		if !strings.HasPrefix(f.Name, "want-") {
			kept = append(kept, f)
		}
	}
	a.Files = append(kept, txtar.File{Name: name, Data: []byte(text)})
	if err := os.WriteFile(path, txtar.Format(a), 0o644); err != nil {
		t.Fatal(err)
	}
}
