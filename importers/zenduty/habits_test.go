package zenduty_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/zenduty"
	"github.com/schedsync/schedsync/importers/readertest"
	"github.com/schedsync/schedsync/importers/zenduty"
)

// readAll reads and lifts a fake's state.
func readAll(t *testing.T, s *fake.Server) *snapshot.Snapshot {
	t.Helper()
	r, err := zenduty.Open(readertest.Connect(t, s, s.Clock()))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := r.Read(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	snap, err := zenduty.Lift(raw, openZones(t))
	if err != nil {
		t.Fatal(err)
	}
	return snap
}

// TestHabits: the vendor's other habits change nothing in what is read.
func TestHabits(t *testing.T) {
	want := readertest.Meaning(readAll(t, serve(t, nil, fake.Quirks{})))
	for name, q := range map[string]fake.Quirks{
		"users in another order": {ShuffledUsers: true}, "no positions": {NoPositions: true}, "pages": {Pages: true}, "unknown keys": {UnknownKeys: true},
		"details as text": {OverriddenAsText: true}, "fractions": {Fractions: true}, "errors as text": {ErrorAsText: true},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(want, readertest.Meaning(readAll(t, serve(t, nil, q)))); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestStorm: every third reply is a 429. The reader waits at least a minute each time and gets the same.
func TestStorm(t *testing.T) {
	want := readertest.Meaning(readAll(t, serve(t, nil, fake.Quirks{})))
	faults, err := fakes.ParseFaults("GET /api#%3=429:5")
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, faults, fake.Quirks{})
	if d := cmp.Diff(want, readertest.Meaning(readAll(t, s))); d != "" {
		t.Error(d)
	}
	var last time.Time
	limited := 0
	for _, e := range s.Log().Entries() {
		if !last.IsZero() {
			if wait := e.At.Sub(last); wait < time.Minute {
				t.Errorf("asked again %s after a 429", wait)
			}
			last = time.Time{}
		}
		if e.Status == 429 {
			limited, last = limited+1, e.At
		}
	}
	if limited < 3 {
		t.Errorf("%d replies were 429", limited)
	}
}

// TestUnreadable: quirks that hide what a schedule means make it opaque, with a reason.
func TestUnreadable(t *testing.T) {
	for want, q := range map[string]fake.Quirks{"its time zone": {NullZone: true}, "restriction of 0 seconds": {ZeroDuration: true}} {
		for _, obj := range readAll(t, serve(t, nil, q)).Objects {
			if obj.Schedule.Name == "desk" && !strings.Contains(obj.Opaque, want) {
				t.Errorf("opaque %q, want %q", obj.Opaque, want)
			}
		}
	}
}

// TestPeople: who is verified, and who is in which team.
func TestPeople(t *testing.T) {
	snap := readAll(t, serve(t, nil, fake.Quirks{}))
	if len(snap.Users) != 3 || snap.Users[0].ID != ana || snap.Users[0].Login != "user1@example.com" || snap.Users[0].Name != "Ana First" || !snap.Users[0].Unverified {
		t.Errorf("users %+v", snap.Users)
	}
	if d := cmp.Diff(map[string][]string{fake.SeedTeam: {ana, bo, chi}, "net": {ana, bo, chi}}, snap.Members); d != "" {
		t.Error(d)
	}
	if len(snap.Escalations) != 4 || len(snap.Teams) != 2 {
		t.Errorf("escalations %v, teams %v", snap.Escalations, snap.Teams)
	}
}

// TestPrivateTeam: a team whose lists are not found ends the read; what cannot be seen is not taken for what is not there.
func TestPrivateTeam(t *testing.T) {
	faults, err := fakes.ParseFaults("GET /api/account/teams/net/schedules=404")
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, faults, fake.Quirks{})
	r, err := zenduty.Open(readertest.Connect(t, s, s.Clock()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Read(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "net") {
		t.Errorf("error %v", err)
	}
}
