package zenduty_test

import (
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/importers/zenduty"
)

// FuzzLift: no body makes the lifter panic, and what it does not call opaque compiles and resolves.
func FuzzLift(f *testing.F) {
	db := openZones(f)
	schedule := func(layers, overrides string) string {
		return `{"unique_id":"s","name":"desk","time_zone":"Europe/Lisbon","layers":[` + layers + `],"overrides":[` + overrides + `]}`
	}
	for _, l := range []string{
		week(""), week(`,"rotation_end_time":"2026-01-05T09:00:00Z"`), week(`,"shift_length":6047394600`), week(`,"rotation_start_time":"0001-01-01T00:00:00Z"`),
		week(`,"rotation_start_time":"9999-12-31T23:59:59Z","users":[{"user":"u"}],"rotation_end_time":"0001-01-02T00:00:00Z"`),
		windows("1", "7 23:59:59 86400"), windows("2", "7 23:59:59 604800", "1 00:00:00 1"), week(`,"users":[]`), week(`,"is_active":false`),
	} {
		f.Add(schedule(l, `{"unique_id":"o","user":"u","start_time":"9999-12-31T23:59:59Z","end_time":"0001-01-02T00:00:00Z"}`))
	}
	f.Add(`{"unique_id":"s","layers":[],"overrides":[],"time_zone":"UTC"}`)
	f.Add(`null`)
	f.Fuzz(func(t *testing.T, body string) {
		s, err := zenduty.Lift(rawOf(body), db)
		if err != nil {
			return
		}
		for i := range s.Objects {
			obj := &s.Objects[i]
			if obj.Opaque != "" {
				continue
			}
			if len(obj.RotationIDs) != len(obj.Schedule.Rotations) {
				t.Fatalf("%d rotations and %d ids", len(obj.Schedule.Rotations), len(obj.RotationIDs))
			}
			diff.Describe(&obj.Schedule)
			r, err := engine.Compile(&obj.Schedule, nil, nil)
			if err != nil {
				t.Fatalf("not opaque, and cannot be compiled: %v", err)
			}
			if tl := r.Resolve(span.Span[civil.Instant]{Start: s.TakenAt, End: s.TakenAt + civil.Week}, engine.Final); len(tl.Spans) == 0 {
				t.Fatal("a week without spans")
			}
		}
	})
}
