// Package readertest is the suite that the reader of every vendor passes. To adopt it for another vendor:
//
//  1. Have a fake server for the vendor (fixtures/fakes/VENDOR) that can be filled with a state in which every list has at
//     least one row and every optional field stands somewhere.
//
//  2. In importers/VENDOR write a test of a few lines:
//
//     readertest.Run(t, readertest.Setup{
//     Vendor: vendor.Vendor(), Zones: zones,
//     Serve:  func(t *testing.T, f *fakes.Faults) readertest.Fake { … },
//     Budget: func(s *snapshot.Snapshot) int { return 1 + len(s.Objects) },
//     })
//
//  3. Run it. Every subtest is one promise of [importers.Reader] or [importers.Vendor], and says in its message which call
//     of the vendor broke it.
//
// What the suite asks, in one sentence each: two reads of an unchanged vendor mean the same; what was read survives a JSON
// file and is lifted to the same again; a reply that is late, refused, cut off, empty or no JSON gives an error or is asked
// for again, and never a state with less in it; a read never writes, keeps within its budget of calls, and stops when
// told; keys that nobody knows are kept; an object that cannot be understood is opaque, and never absent.
//
// No test sleeps: the clock is the fake's, and waiting moves it.
package readertest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/fixtures/fakes"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/httpx"
)

// Setup is what a vendor brings along. Vendor, Zones, Serve, Budget, Verbatim and Strange are required.
type Setup struct {
	Vendor importers.Vendor
	Zones  importers.Zones
	// Serve makes a fake with the same state every time, behind the given faults; nil: none. Where the real vendor returns
	// lists in another order each time, so should the fake.
	Serve func(t *testing.T, f *fakes.Faults) Fake
	// Budget is how many calls a read of this state may take, by the vendor's contract.
	Budget func(*snapshot.Snapshot) int
	// Verbatim are the kinds of bodies that are kept as they were sent, because an update must not lose what it does not
	// know.
	Verbatim []string
	// Strange are edits of the kept bodies, each of which makes some object impossible to understand.
	Strange []Strange
	// Optional are the paths of calls that a read can do without, "/v2/request-limits".
	Optional []string
	// Broken are bodies besides the usual ones that no call of the vendor may take for an answer.
	Broken []string
	// Secrets are the names of the account's secrets; default "key".
	Secrets []string
	// Calm leaves faults and broken replies out: for another reading of the same vendor, which changes shapes, not calls.
	Calm bool
}

// Fake is a vendor's fake server.
type Fake struct {
	Handler http.Handler
	Clock   *fakes.Clock
	Log     *fakes.Log
}

// Strange replaces every Old by New in the kept bodies.
type Strange struct{ Name, Old, New string }

// Connect starts a server for a handler, for as long as the test runs, and returns the account to reach it with. Waiting
// moves the clock instead of taking time.
func Connect(t *testing.T, h http.Handler, clock *fakes.Clock, secrets ...string) httpx.Account {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	base := &http.Transport{}
	t.Cleanup(base.CloseIdleConnections)
	a := httpx.Account{URL: srv.URL, Secrets: map[string]httpx.Secret{}, HTTP: httpx.Options{
		Base: base, Allow: httpx.HostList{strings.TrimPrefix(srv.URL, "http://")},
		Now: clock.Now,
		Sleep: func(ctx context.Context, d time.Duration) error {
			clock.Advance(d)
			return ctx.Err()
		},
		Retry: httpx.Retry{Jitter: func(time.Time, int) float64 { return 0 }},
	}}
	if len(secrets) == 0 {
		secrets = []string{"key"}
	}
	for _, name := range secrets {
		a.Secrets[name] = httpx.NewSecret("test-" + name + "-0000")
	}
	return a
}

// Run holds a vendor's reader to everything the package comment says.
func Run(t *testing.T, s Setup) {
	t.Helper()
	for _, part := range []struct {
		name  string
		test  func(*testing.T, Setup)
		storm bool
	}{
		{"reads twice the same", readsTwice, false},
		{"raw survives a file", survivesFile, false},
		{"keeps to its budget", keepsBudget, false},
		{"stops when told", stops, false},
		{"heals from passing faults", heals, true},
		{"tells lasting faults", tells, true},
		{"refuses broken replies", refusesBroken, true},
		{"keeps unknown keys", keepsUnknown, false},
		{"makes the strange opaque", makesOpaque, false},
	} {
		if !part.storm || !s.Calm {
			t.Run(part.name, func(t *testing.T) { part.test(t, s) })
		}
	}
}

// read reads a fake's state once, and fails the test when that wrote anything.
func (s Setup) read(t *testing.T, f Fake) (snapshot.Raw, error) {
	t.Helper()
	return s.readThrough(t, t.Context(), f, f.Handler)
}

// readThrough is read with another context, and with something between the fake and the reader.
func (s Setup) readThrough(t *testing.T, ctx context.Context, f Fake, h http.Handler) (snapshot.Raw, error) { //nolint:revive // t first, as everywhere in tests
	t.Helper()
	r, err := s.Vendor.Open(Connect(t, h, f.Clock, s.Secrets...))
	if err != nil {
		t.Fatalf("opening the reader: %v", err)
	}
	raw, err := r.Read(ctx, nil)
	if writes := f.Log.Writes(); len(writes) > 0 {
		t.Fatalf("reading wrote: %s %s", writes[0].Method, writes[0].Path)
	}
	return raw, err
}

// mustRead reads and lifts; anything but success ends the test.
func (s Setup) mustRead(t *testing.T, f Fake) (snapshot.Raw, *snapshot.Snapshot) {
	t.Helper()
	raw, err := s.read(t, f)
	if err != nil {
		t.Fatalf("reading: %v", err)
	}
	return raw, s.mustLift(t, raw)
}

func (s Setup) mustLift(t *testing.T, raw snapshot.Raw) *snapshot.Snapshot {
	t.Helper()
	snap, err := s.Vendor.Lift(raw, s.Zones)
	if err != nil {
		t.Fatalf("lifting: %v", err)
	}
	return snap
}
