package opsgenie_test

import (
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/importers/opsgenie"
)

// FuzzLift: no body makes the lifter panic, and what it does not call opaque compiles and resolves.
func FuzzLift(f *testing.F) {
	db := openZones(f)
	for _, more := range []string{
		``, `,"endDate":"2026-01-05T09:00:00Z"`, `,"timeRestriction":{"type":"time-of-day","restriction":{"startHour":24,"endHour":0}}`,
		`,"timeRestriction":{"type":"weekday-and-time-of-day","restrictions":[{"startDay":"sunday","startHour":24,"endDay":"monday"}]}`,
		`,"length":9223372036854775807`, `,"startDate":"0001-01-01T00:00:00Z"`, `,"startDate":"9999-12-31T23:59:59Z"`, `,"type":"hourly"`,
	} {
		f.Add(`{"id":"s","name":"desk","timezone":"Europe/Lisbon","enabled":true,"rotations":[`+week(more)+`]}`,
			`[{"alias":"x","user":{"type":"none"},"startDate":"2026-01-06T10:00:00Z","endDate":"2026-01-06T11:00:00Z","rotations":[{"id":"r1"}]}]`)
	}
	f.Add(`{"id":"s","timezone":"UTC"}`, `[{"user":{"type":"user","id":"u"},"startDate":"9999-12-31T23:59:59Z","endDate":"0001-01-01T00:00:00Z"}]`)
	f.Add(`null`, `null`)
	f.Fuzz(func(t *testing.T, schedule, overrides string) {
		s, err := opsgenie.Lift(rawOf(schedule, overrides), db)
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
