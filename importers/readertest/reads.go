package readertest

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine/snapshot"
)

// readsTwice: the second read may get everything in another order, and means the same.
func readsTwice(t *testing.T, s Setup) {
	f := s.Serve(t, nil)
	_, first := s.mustRead(t, f)
	if len(first.Mutes) == 0 && (len(first.Objects) == 0 || len(first.Users) == 0) {
		t.Fatalf("the fake has %d objects and %d users: nothing is proven by reading it", len(first.Objects), len(first.Users))
	}
	_, second := s.mustRead(t, f)
	if d := cmp.Diff(Meaning(first), Meaning(second)); d != "" {
		t.Errorf("two reads of an unchanged vendor differ:\n%s", d)
	}
}

// survivesFile: a snapshot file needs no second format, and lifting depends on nothing but the bodies.
func survivesFile(t *testing.T, s Setup) {
	raw, first := s.mustRead(t, s.Serve(t, nil))
	text, err := json.MarshalIndent(raw, "", "  ")
	if err != nil {
		t.Fatalf("writing the raw state: %v", err)
	}
	var again snapshot.Raw
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatalf("reading the raw state back: %v", err)
	}
	if again.Vendor != s.Vendor.Name || again.Version == 0 || again.TakenAt == "" {
		t.Errorf("the raw state says vendor %q, version %d, taken at %q", again.Vendor, again.Version, again.TakenAt)
	}
	for range 3 {
		got := s.mustLift(t, again)
		if d := cmp.Diff(Meaning(first), Meaning(got)); d != "" {
			t.Fatalf("the same bodies were lifted to something else:\n%s", d)
		}
		if got.TakenAt != first.TakenAt {
			t.Fatalf("the state was taken at %s, and after a file at %s", first.TakenAt, got.TakenAt)
		}
	}
}

// keepsBudget: the contract's formula bounds the calls, and progress never runs past its total.
func keepsBudget(t *testing.T, s Setup) {
	f := s.Serve(t, nil)
	r, err := s.Vendor.Open(Connect(t, f.Handler, f.Clock, s.Secrets...))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := r.Read(t.Context(), func(done, total int, what string) {
		if total > 0 && done > total || what == "" {
			t.Errorf("progress tells %d of %d %q", done, total, what)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	made, most := len(f.Log.Entries()), s.Budget(s.mustLift(t, raw))
	if made > most {
		t.Errorf("a read made %d calls; the contract gives it %d", made, most)
	}
}

// stops: a reader whose context is done says so, and asks for nothing more.
func stops(t *testing.T, s Setup) {
	f := s.Serve(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.readThrough(t, ctx, f, f.Handler); !errors.Is(err, context.Canceled) {
		t.Errorf("reading with a cancelled context: %v", err)
	}
	if n := len(f.Log.Entries()); n > 0 {
		t.Errorf("%d calls were made after the context was done", n)
	}
}

// keepsUnknown: every object of every reply gets a key that no document knows. It is read past, and kept.
func keepsUnknown(t *testing.T, s Setup) {
	f := s.Serve(t, nil)
	_, plain := s.mustRead(t, s.Serve(t, nil))
	raw, err := s.readThrough(t, t.Context(), f, rewriting(f.Handler, withKey))
	if err != nil {
		t.Fatalf("reading replies with a key that nobody knows: %v", err)
	}
	if d := cmp.Diff(Meaning(plain), Meaning(s.mustLift(t, raw))); d != "" {
		t.Errorf("a key that nobody knows changed what was read:\n%s", d)
	}
	for _, kind := range s.Verbatim {
		if len(raw.Bodies[kind]) == 0 {
			t.Errorf("there are no bodies of kind %q to look at", kind)
		}
		for _, body := range raw.Bodies[kind] {
			if lost(body) {
				t.Errorf("a body of kind %q lost the unknown key:\n%s", kind, body)
			}
		}
	}
}

// makesOpaque: what cannot be understood is still there, says why, and its neighbours are untouched.
func makesOpaque(t *testing.T, s Setup) {
	raw, before := s.mustRead(t, s.Serve(t, nil))
	for _, edit := range s.Strange {
		t.Run(edit.Name, func(t *testing.T) {
			after := s.mustLift(t, edited(t, raw, edit))
			if len(after.Objects) != len(before.Objects) {
				t.Fatalf("%d objects became %d", len(before.Objects), len(after.Objects))
			}
			opaque := 0
			for i := range after.Objects {
				if after.Objects[i].ID != before.Objects[i].ID {
					t.Errorf("object %s became %s", before.Objects[i].ID, after.Objects[i].ID)
				}
				if after.Objects[i].Opaque != "" && before.Objects[i].Opaque == "" {
					opaque++
				}
			}
			if opaque += opaqueMutes(t, before, after); opaque == 0 {
				t.Error("no object became opaque")
			}
		})
	}
}

// edited returns a copy of the raw state with an edit made in all bodies.
func edited(t *testing.T, raw snapshot.Raw, edit Strange) snapshot.Raw {
	t.Helper()
	out, found := raw, false
	out.Bodies = map[string][]json.RawMessage{}
	for kind, bodies := range raw.Bodies {
		for _, body := range bodies {
			text := strings.ReplaceAll(string(body), edit.Old, edit.New)
			found = found || text != string(body)
			out.Bodies[kind] = append(out.Bodies[kind], json.RawMessage(text))
		}
	}
	if !found {
		t.Fatalf("no body holds %s, so nothing is strange now", edit.Old)
	}
	return out
}

// opaqueMutes counts the mutes that became opaque; none may be lost.
func opaqueMutes(t *testing.T, before, after *snapshot.Snapshot) (n int) {
	t.Helper()
	if len(after.Mutes) != len(before.Mutes) {
		t.Fatalf("%d mutes became %d", len(before.Mutes), len(after.Mutes))
	}
	for i := range after.Mutes {
		if after.Mutes[i].Opaque != "" && before.Mutes[i].Opaque == "" {
			n++
		}
	}
	return n
}
