// Package zones loads time zones from the archive that is embedded in the program.
//
// The host's zone files are never read: two machines that run the same binary agree on every instant, and a container
// without zone files works (scenario T-10). RELEASE names the release of the tz database the archive was built from; how
// it is built stands in update.sh.
package zones

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/schedsync/schedsync/engine/civil"
)

//go:embed zoneinfo.zip
var archive []byte

//go:embed RELEASE
var release string

// Release returns the release of the embedded tz database, for example "2026f".
func Release() string { return strings.TrimSpace(release) }

// ErrUnknown is wrapped by the error for a name that is not in the tz database.
var ErrUnknown = errors.New("not a time zone of the tz database")

// DB gives zones by name. It reads each zone once; it is safe for use by many goroutines.
type DB struct {
	files map[string]*zip.File

	mu    sync.Mutex
	zones map[string]*civil.Zone
}

// Open reads the directory of the embedded archive.
func Open() (*DB, error) {
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return nil, fmt.Errorf("opening the embedded tz archive: %w", err)
	}
	db := &DB{files: make(map[string]*zip.File, len(r.File)), zones: map[string]*civil.Zone{}}
	for _, f := range r.File {
		if !strings.HasSuffix(f.Name, "/") {
			db.files[f.Name] = f
		}
	}
	return db, nil
}

// Names returns every zone and alias in the archive, sorted.
func (db *DB) Names() []string {
	names := make([]string, 0, len(db.files))
	for n := range db.files {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// Location reads a zone as the standard library's type, for those who need one. Names are IANA names with their exact
// capitals; "", "Local" and offsets such as "GMT+5" are not zones.
func (db *DB) Location(name string) (*time.Location, error) {
	f, ok := db.files[name]
	if !ok {
		return nil, fmt.Errorf("%q is %w", name, ErrUnknown)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("reading zone %q: %w", name, err)
	}
	defer r.Close() //nolint:errcheck // a reader over memory
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("reading zone %q: %w", name, err)
	}
	loc, err := time.LoadLocationFromTZData(name, data)
	if err != nil {
		return nil, fmt.Errorf("reading zone %q: %w", name, err)
	}
	return loc, nil
}

// Load returns a zone by its IANA name; the errors are those of [DB.Location].
func (db *DB) Load(name string) (*civil.Zone, error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if z, ok := db.zones[name]; ok {
		return z, nil
	}
	loc, err := db.Location(name)
	if err != nil {
		return nil, err
	}
	z := civil.NewZone(name, loc)
	db.zones[name] = z
	return z, nil
}
