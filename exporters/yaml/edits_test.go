package yaml_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters/yaml"
	"github.com/schedsync/schedsync/importers/declared"
	"github.com/schedsync/schedsync/importers/zones"
)

// edited is a workspace with a mark where each list of what-if goes.
const edited = `version: 1
people:
  ana: {name: Ana}
  bo:
    name: Bo
    #people.bo.away
  chi: {name: Chi}
schedules:
  desk:
    timezone: Europe/Berlin
    rotations:
      - id: week
        every: 1 week
        start: 2026-01-05 09:00
        people: [ana, bo]
        #schedules.desk.rotations, week, changes
    #schedules.desk.overrides
`

// TestEditsAsYAML: what is told in YAML, put where it says, gives the timeline that was told.
func TestEditsAsYAML(t *testing.T) {
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	load := func(text string) *engine.Workspace {
		ws, err := declared.Load(fstest.MapFS{"w.yaml": {Data: []byte(text)}}, declared.Options{Zones: db})
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		return &ws.Workspace
	}
	day := func(month, day int) civil.Moment { return civil.AtLocal(civil.DayOf(2026, month, day).Start()) }
	ws := load(edited)
	z := ws.Schedules[0].Zone
	window := span.Span[civil.Instant]{Start: day(1, 5).In(z), End: day(12, 31).In(z)}
	// The autumn's night of 25 hours has a time that is there twice.
	for name, edits := range map[string][]engine.Edit{
		"away":  {engine.Away{Person: "bo", From: day(2, 10), Until: day(2, 14)}},
		"join":  {engine.Join{Person: "chi", Schedule: "desk", Rotation: "week", From: day(3, 1)}},
		"leave": {engine.Leave{Person: "bo", From: day(3, 1)}},
		"swap":  {engine.Swap{A: "ana", B: "bo", From: day(10, 20), Until: day(11, 3)}},
		"on one day": {
			engine.Join{Person: "chi", Schedule: "desk", Rotation: "week", From: day(3, 1)},
			engine.Leave{Person: "bo", From: day(3, 1)},
			engine.Join{Person: "bo", Schedule: "desk", Rotation: "week", From: day(6, 1)},
		},
		"together": {engine.Away{Person: "bo", From: day(2, 10), Until: day(2, 14)}, engine.Join{Person: "chi", Schedule: "desk", Rotation: "week", From: day(3, 1)}, engine.Swap{A: "ana", B: "chi", From: day(10, 20), Until: day(11, 3)}},
	} {
		t.Run(name, func(t *testing.T) {
			then, err := ws.With(edits...)
			if err != nil {
				t.Fatal(err)
			}
			told, err := yaml.Edits(ws, then)
			if err != nil {
				t.Fatal(err)
			}
			got := load(inserted(edited, told))
			if d := cmp.Diff(resolved(t, then, window), resolved(t, got, window)); d != "" {
				t.Errorf("-wanted +as told:\n%s\n%s", d, told)
			}
			if cmp.Equal(resolved(t, ws, window), resolved(t, got, window)) {
				t.Error("the edit changes nothing")
			}
		})
	}
}

// inserted puts lists where they belong.
func inserted(text, told string) string {
	mark, key, indent := "", "", ""
	for line := range strings.Lines(told) {
		if where, _, ok := strings.Cut(line, ", add:"); ok {
			mark = "#" + where + "\n"
			key = where[strings.LastIndexAny(where, ". ")+1:]
			before, _, _ := strings.Cut(text, mark)
			indent = before[strings.LastIndex(before, "\n")+1:]
			text = strings.Replace(text, mark, key+":\n"+indent+mark, 1)
			continue
		}
		text = strings.Replace(text, mark, line+indent+mark, 1)
	}
	return text
}

func resolved(t *testing.T, ws *engine.Workspace, w span.Span[civil.Instant]) []engine.OnCall {
	t.Helper()
	r, err := engine.Compile(&ws.Schedules[0], ws.People, ws.Holidays)
	if err != nil {
		t.Fatal(err)
	}
	return r.Resolve(w, engine.Final).Spans
}
