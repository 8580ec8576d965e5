package opsgenie_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters/writertest"
	importer "github.com/schedsync/schedsync/importers/opsgenie"
	"github.com/schedsync/schedsync/importers/zones"
)

// TestWrittenIsRead: what a declared schedule is lowered to, sent as requests, and lifted from those very bodies, means the
// same, and plans to nothing.
func TestWrittenIsRead(t *testing.T) {
	db := openZones(t)
	now := civil.FromTime(writertest.Now())
	o := diff.Options{Dialect: importer.Dialect(), Owner: "acme", Now: now}
	lowered := 0
	rapid.Check(t, func(rt *rapid.T) {
		declared := anySchedule(rt, db)
		low := importer.Dialect().Native(&declared, now)
		if len(low.Refusals) > 0 {
			return // it cannot be written
		}
		lowered++
		r := &recorder{}
		s := session(t, r, nil)
		for _, step := range diff.New(&low.Schedule, o).Steps {
			if err := s.Do(t.Context(), step); err != nil {
				rt.Fatalf("%s: %v", step.Says(), err)
			}
		}
		snap, err := importer.Lift(asRead(rt, r), db)
		if err != nil {
			rt.Fatal(err)
		}
		obj := snap.Objects[0]
		if obj.Opaque != "" || len(obj.Notes) > 0 {
			rt.Fatalf("opaque %q, notes %q", obj.Opaque, obj.Notes)
		}
		live := people().Translate(obj.Schedule)
		if d := cmp.Diff(diff.Describe(&low.Schedule), diff.Describe(&live)); d != "" {
			rt.Errorf("what was written reads differently:\n%s", d)
		}
		low.Schedule.ID = declared.ID
		if c := diff.Between(&obj, &live, &low.Schedule, o); !c.Empty() {
			rt.Errorf("what was written has to be changed: %v", c.Fields)
		}
	})
	if lowered < 20 {
		t.Errorf("only %d of the schedules could be written: nothing is proven", lowered)
	}
}

// asRead makes of the requests what the vendor would return for them, overrides newest first.
func asRead(t *rapid.T, r *recorder) snapshot.Raw {
	var schedule map[string]any
	overrides := []json.RawMessage{}
	for _, q := range r.sent {
		if strings.HasSuffix(q.line, "/overrides") {
			overrides = slices.Insert(overrides, 0, q.body)
			continue
		}
		if err := json.Unmarshal(q.body, &schedule); err != nil {
			t.Fatal(err)
		}
	}
	schedule["id"] = "s"
	list, _ := schedule["rotations"].([]any)
	for _, rot := range list {
		m := rot.(map[string]any)
		m["id"] = idOf(m["name"].(string))
	}
	body, err := json.Marshal(schedule)
	if err != nil {
		t.Fatal(err)
	}
	of, err := json.Marshal(map[string]any{"schedule": "s", "overrides": overrides})
	if err != nil {
		t.Fatal(err)
	}
	return snapshot.Raw{Version: 1, Vendor: importer.Name, TakenAt: "2026-10-12T08:00:00Z", Bodies: map[string][]json.RawMessage{
		"schedules": {body}, "overrides": {of},
	}}
}

// anySchedule draws a declared schedule, most of which the vendor can hold.
func anySchedule(t *rapid.T, db *zones.DB) engine.Schedule {
	name := rapid.SampledFrom([]string{"Europe/Lisbon", "America/New_York", "Asia/Kathmandu", "UTC"}).Draw(t, "zone")
	zone, err := db.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	s := engine.Schedule{
		ID: "desk", Name: rapid.StringMatching(`[A-Za-z0-9_-]{1,20}`).Draw(t, "name"), Zone: zone, Enabled: rapid.Bool().Draw(t, "enabled"),
		Description: rapid.SampledFrom([]string{"", "First line", "line\nbreak", `"quoted" <b>`, "ends in a mark [schedsync:other/x]"}).Draw(t, "description"),
		Team:        rapid.SampledFrom([]engine.TeamID{"", "ops"}).Draw(t, "team"),
	}
	for i := range rapid.IntRange(1, 3).Draw(t, "rotations") {
		s.Rotations = append(s.Rotations, anyRotation(t, fmt.Sprintf("r%d", i), zone))
	}
	for range rapid.IntRange(0, 4).Draw(t, "overrides") {
		from := anyMoment(t, "override from")
		o := engine.Override{From: from, Until: civil.AtLocal(from.On(zone) + civil.Local(rapid.IntRange(1, 4000).Draw(t, "minutes")*civil.Minute)), Fill: true}
		if who := anyEntry(t); len(who) == 0 || who[0].Kind == engine.KindPerson {
			o.Who = who
		}
		for i := range s.Rotations {
			if rapid.IntRange(0, 3).Draw(t, "on") == 0 {
				o.Rotations = append(o.Rotations, s.Rotations[i].ID)
			}
		}
		s.Overrides = append(s.Overrides, o)
	}
	return s
}

// anyMoment draws a half hour of the weeks around the change of clocks in October 2026.
func anyMoment(t *rapid.T, label string) civil.Moment {
	first := civil.DayOf(2026, 10, 12).Start()
	return civil.AtLocal(first + civil.Local(rapid.IntRange(-1000, 1500).Draw(t, label)*30*civil.Minute))
}

func anyEntry(t *rapid.T) engine.Entry {
	return rapid.SampledFrom([]engine.Entry{
		nil,
		{engine.Person("ana")},
		{engine.Person("bo")},
		{engine.Person("chi")},
		{engine.Person("dee")},
		{{Kind: engine.KindTeam, ID: "ops"}},
		{{Kind: engine.KindEscalation, ID: "esc"}},
	}).Draw(t, "who")
}

func anyRotation(t *rapid.T, id string, zone *civil.Zone) engine.Rotation {
	r := engine.Rotation{
		ID: engine.RotationID(id), Name: rapid.SampledFrom([]string{"", "week", "night"}).Draw(t, "name"), Zone: zone, Start: anyMoment(t, "start"),
		Clock: rapid.SampledFrom([]engine.Clock{engine.Wall, engine.Elapsed}).Draw(t, "clock"),
		Every: engine.Cycle{Lengths: []engine.Length{{
			N:    rapid.IntRange(1, 40).Draw(t, "length"),
			Unit: rapid.SampledFrom([]engine.Unit{engine.Hours, engine.Days, engine.Weeks}).Draw(t, "unit"),
		}}},
	}
	for range rapid.IntRange(1, 4).Draw(t, "people") {
		e := anyEntry(t)
		if rapid.IntRange(0, 5).Draw(t, "together") == 0 {
			e = engine.Entry{engine.Person("ana"), engine.Person("bo")}
		}
		r.People = append(r.People, e)
	}
	if rapid.Bool().Draw(t, "ends") {
		r.Until = civil.AtLocal(r.Start.On(zone) + civil.Local(rapid.IntRange(1, 3000).Draw(t, "lasts")*30*civil.Minute))
	}
	if rapid.IntRange(0, 3).Draw(t, "changes") == 0 {
		r.Changes = []engine.Change{{From: anyMoment(t, "change"), People: []engine.Entry{anyEntry(t), anyEntry(t)}}}
	}
	for range rapid.IntRange(0, 3).Draw(t, "windows") {
		from := rapid.IntRange(0, 47).Draw(t, "opens") * 30 * civil.Minute
		w := engine.Window{From: from, To: from + rapid.IntRange(1, 100).Draw(t, "open for")*30*civil.Minute}
		for d := civil.Monday; d <= civil.Sunday; d++ {
			if rapid.IntRange(0, 2).Draw(t, "day") == 0 {
				w.Days = append(w.Days, d)
			}
		}
		r.Only = append(r.Only, w)
	}
	return r
}
