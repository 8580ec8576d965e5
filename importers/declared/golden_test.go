package declared_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/schedsync/schedsync/fixtures/golden"
	"github.com/schedsync/schedsync/importers/declared"
	"github.com/schedsync/schedsync/importers/zones"
)

// casesDir holds one archive per behaviour: the files of a workspace, and want-errors or want-summary.
const casesDir = "../../fixtures/cases/load"

// TestLoadCases loads every case. A case says what it expects by having want-errors or want-summary.
func TestLoadCases(t *testing.T) {
	db := openZones(t)
	golden.Run(t, casesDir, func(t *testing.T, a *golden.Archive) {
		name, got := result(declared.Load(files(a), declared.Options{Zones: db}))
		for _, other := range []string{"want-errors", "want-summary"} {
			if other != name && a.Has(other) {
				t.Fatalf("the case has %s, but there is %s:\n%s", other, name, got)
			}
		}
		a.Want(t, name, got)
	})
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
func files(a *golden.Archive) fs.FS {
	out := fstest.MapFS{}
	for _, name := range a.Sections() {
		if !strings.HasPrefix(name, "want-") {
			out[name] = &fstest.MapFile{Data: []byte(a.Get(name))}
		}
	}
	return out
}
