package xmatters_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters/yaml"
	fake "github.com/schedsync/schedsync/fixtures/fakes/xmatters"
	"github.com/schedsync/schedsync/importers/declared"
)

// TestImportIsAlreadyThere: groups that are imported as YAML, loaded, and carved into shifts again are the shifts that are
// there, so that nothing has to be written.
func TestImportIsAlreadyThere(t *testing.T) {
	l := newLab(t, fake.Options{})
	snap := l.read()
	d := snapshot.Declare(&engine.Workspace{}, snap, nil)
	if len(d.Skipped) != 2 || !strings.Contains(d.Skipped[0], "a DEVICE") { // the group within a group, on its two levels
		t.Errorf("skipped: %q", d.Skipped)
	}
	text, err := yaml.Encode(yaml.Definition{Workspace: &d.Workspace, Notes: d.Notes})
	if err != nil {
		t.Fatal(err)
	}
	ws, err := declared.Load(fstest.MapFS{"schedsync.yaml": {Data: text}}, declared.Options{Zones: l.zones})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	accounts := snapshot.Bind(&ws.Workspace, snap)
	now := civil.FromTime(l.fake.Clock().Now())
	compared := 0
	for _, obj := range snap.Objects {
		if obj.Opaque != "" {
			continue
		}
		live := unnamed(accounts.Translate(obj.Schedule).Rotations)
		var carved []engine.Rotation
		for _, s := range ws.Schedules {
			if target, _ := s.On("xmatters"); target.ID != obj.ID {
				continue
			}
			for i := range s.Rotations {
				parts, reason := dialect.Shifts(&s.Rotations[i], 100)
				if reason != "" {
					t.Errorf("%s: %s", s.ID, reason)
				}
				carved = append(carved, parts...)
			}
		}
		compared += len(carved)
		if diff := cmp.Diff(tellAll(live, now), tellAll(unnamed(carved), now)); diff != "" {
			t.Errorf("%s:\n%s", obj.Schedule.Name, diff)
		}
	}
	if compared != 8 {
		t.Errorf("%d shifts were compared", compared)
	}
}

// unnamed returns rotations without their names: what is imported keeps the vendor's until it is written.
func unnamed(list []engine.Rotation) []engine.Rotation {
	out := make([]engine.Rotation, len(list))
	for i, r := range list {
		r.Name, r.ID = "", ""
		out[i] = r
	}
	return out
}
