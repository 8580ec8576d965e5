package xmatters_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/importers/xmatters"
)

// FuzzLift: no body makes the lifter panic or take for ever, and what it does not call opaque compiles and resolves.
func FuzzLift(f *testing.F) {
	db := openZones(f)
	const member = `{"recipient":{"id":"p","recipientType":"PERSON"},"position":1,"delay":0}`
	for _, more := range []string{
		``, `"timezone":"Europe/Lisbon",`, `"timezone":"Asia/Kathmandu","start":"2026-01-05T09:00:00Z","end":"2026-01-05T17:00:00.0000Z","recurrence":{"frequency":"WEEKLY","repeatEvery":"3","onDays":["FR","mo"],"end":{"endBy":"DATE","date":"9999-12-31T23:59:59"}},`,
		`"start":"0001-01-01T00:00:00Z","end":"0001-01-02T00:00:00Z","recurrence":{"frequency":"DAILY","repeatEvery":1,"end":{"endBy":"REPETITIONS","repetitions":"99999"}},`,
		`"start":"2026-01-31T00:00:00Z","end":"2026-03-02T00:00:00Z","recurrence":{"frequency":"MONTHLY","on":"DATE_OF_MONTH","dateOfMonth":31,"months":["FEB"],"end":{"endBy":"REPETITIONS","repititions":1000}},`,
		`"start":"2028-02-29T00:00:00Z","end":"2028-03-01T00:00:00Z","recurrence":{"frequency":"YEARLY"},`,
		`"start":"2026-10-25T00:30:00Z","end":"2026-10-25T01:30:00Z","timezone":"Europe/Lisbon","recurrence":{"frequency":"EVERY_WEEKEND_DAY"},`,
		`"start":"2026-01-05T00:00:00Z","end":"2026-01-10T00:00:00Z","recurrence":{"frequency":"WEEKLY","repeatEvery":2,"onDays":["MO","WE"]},`,
	} {
		f.Add(`{"id":"s","name":"week",`+more+`"description":"[schedsync:0a]"}`, `[`+member+`,{"recipient":"q","position":"2","delay":"10"}]`,
			`{"id":"a","absenceType":"REPLACEMENT","member":{"id":"p"},"replacement":{"id":"q"},"start":"2026-01-06T10:00:00Z","end":"2026-01-06T11:00:00Z"}`)
	}
	f.Add(`null`, `null`, `null`)
	f.Add(`{"id":"s","start":"2026-01-05T00:00:00Z"}`, `[]`, `{"id":"a","absenceType":"VACANCY","member":"p","start":"9999-12-31T23:59:59Z","end":"0001-01-01T00:00:00Z"}`)
	f.Fuzz(func(t *testing.T, shift, members, absence string) {
		raw := snapshot.Raw{Version: 1, Vendor: "xmatters", TakenAt: "2026-01-06T12:00:00Z", Bodies: map[string][]json.RawMessage{
			"groups":   {json.RawMessage(`{"id":"g","targetName":"desk","externalKey":"schedsync:acme:desk"}`)},
			"shifts":   {json.RawMessage(fmt.Sprintf(`{"group":"g","shift":%s,"members":%s}`, shift, members))},
			"absences": {json.RawMessage(absence)},
		}}
		s, err := xmatters.Lift(raw, db)
		if err != nil {
			return
		}
		for i := range s.Objects {
			obj := &s.Objects[i]
			if obj.Opaque != "" {
				continue
			}
			if n := len(obj.Schedule.Rotations); len(obj.RotationIDs) != n || len(obj.Theirs) != n {
				t.Fatalf("%d rotations, %d ids, %d marks", n, len(obj.RotationIDs), len(obj.Theirs))
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
