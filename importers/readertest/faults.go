package readertest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/fixtures/fakes"
)

// passing are faults that hit one call once; a reader asks again.
var passing = []string{"429", "429:7", "500", "503:1", "timeout-before", "timeout-after", "drop"}

// lasting are faults that go on from one call on; a reader gives up and says so.
var lasting = []string{"500", "429:1", "timeout-before", "drop", "truncate", "html", "html:503", "redirect", "echo-auth", "401", "402", "404", "410"}

// place is one call of a read: the nth to its path.
type place struct {
	path     string
	nth      int
	optional bool
}

// places returns the calls of one read.
func (s Setup) places(t *testing.T) []place {
	t.Helper()
	f := s.Serve(t, nil)
	s.mustRead(t, f)
	seen := map[string]int{}
	var out []place
	for _, e := range f.Log.Entries() {
		seen[e.Path]++
		optional := slices.ContainsFunc(s.Optional, func(p string) bool { return strings.HasPrefix(e.Path, p) })
		out = append(out, place{e.Path, seen[e.Path], optional})
	}
	return out
}

// at writes a fault at a place as [fakes.Faults] spells it; more says that it goes on from there.
func (p place) at(kind, more string) string {
	return fmt.Sprintf("GET %s$#%d%s=%s", strings.TrimSuffix(p.path, "/"), p.nth, more, kind)
}

// readWith reads through one fault and makes sure that the fault happened.
func (s Setup) readWith(t *testing.T, spec string) (snapshot.Raw, error) {
	t.Helper()
	faults, err := fakes.ParseFaults(spec)
	if err != nil {
		t.Fatal(err)
	}
	f := s.Serve(t, faults)
	raw, err := s.read(t, f)
	if !slices.ContainsFunc(f.Log.Entries(), func(e fakes.Entry) bool { return e.Fault != "" }) {
		t.Fatalf("%s: the fault never happened; does Serve pass the faults on?", spec)
	}
	return raw, err
}

// heals: every passing fault at every call of a read ends in the same state as no fault.
func heals(t *testing.T, s Setup) {
	_, clean := s.mustRead(t, s.Serve(t, nil))
	want := Meaning(clean)
	for _, p := range s.places(t) {
		for _, kind := range passing {
			spec := p.at(kind, "")
			raw, err := s.readWith(t, spec)
			if err != nil {
				t.Errorf("%s: %v", spec, err)
				continue
			}
			if d := cmp.Diff(want, Meaning(s.mustLift(t, raw))); d != "" {
				t.Errorf("%s: another state was read:\n%s", spec, d)
			}
		}
	}
}

// tells: no lasting fault at any call goes unnoticed.
func tells(t *testing.T, s Setup) {
	_, clean := s.mustRead(t, s.Serve(t, nil))
	want := Meaning(clean)
	for _, p := range s.places(t) {
		for _, kind := range lasting {
			spec := p.at(kind, "+")
			raw, err := s.readWith(t, spec)
			switch {
			case err != nil && !strings.Contains(err.Error(), string(s.Vendor.Name)):
				t.Errorf("%s: the error does not name the vendor: %v", spec, err)
			case err == nil && !p.optional:
				t.Errorf("%s: the read went on as if nothing had happened", spec)
			case err == nil:
				if d := cmp.Diff(want, Meaning(s.mustLift(t, raw))); d != "" {
					t.Errorf("%s: another state was read:\n%s", spec, d)
				}
			}
		}
	}
}

// refusesBroken: a 200 whose body is no answer is not taken for an empty one, and neither is a 204.
func refusesBroken(t *testing.T, s Setup) {
	bodies := append([]string{"", " ", "null", `"gone"`, "0", "{", "[", "]", `{"data"`, "<html></html>", "\x00"}, s.Broken...)
	for n, p := range s.places(t) {
		for _, body := range bodies {
			f := s.Serve(t, nil)
			h := rewriting(f.Handler, func(i int, b []byte) []byte {
				if i > n { // from this call on, so that asking again does not help
					return []byte(body)
				}
				return b
			})
			if _, err := s.readThrough(t, t.Context(), f, h); err == nil {
				t.Errorf("%s, call %d: the reply %q was taken for an answer", p.path, p.nth, body)
			}
		}
		f := s.Serve(t, nil)
		if _, err := s.readThrough(t, t.Context(), f, silentFrom(f.Handler, n)); err == nil {
			t.Errorf("%s, call %d: 204 No Content was taken for an answer", p.path, p.nth)
		}
	}
}
