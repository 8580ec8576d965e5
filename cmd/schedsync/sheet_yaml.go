package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters/yaml"
	"github.com/schedsync/schedsync/importers/roster"
	"github.com/schedsync/schedsync/importers/sheet"
)

// encode writes the schedule of the import.
func (j *sheetJob) encode(r *sheet.Roster, problems roster.Problems) ([]byte, error) {
	s, err := j.newSchedule(r)
	if j.schedule != nil {
		s, err = j.replaced(r), nil
	}
	if err != nil {
		return nil, err
	}
	note := []string{"Imported from " + filepath.Base(j.file) + "."}
	if j.schedule != nil {
		file, line, _ := j.ws.Pos("schedules." + string(s.ID))
		note = append(note, fmt.Sprintf("Put it in place of the schedule %s at %s:%d.", s.ID, file, line))
	}
	for _, d := range r.Decisions {
		note = append(note, "Decided: "+d.String())
	}
	for _, p := range problems {
		note = append(note, "Left out: "+p.String())
	}
	return yaml.Encode(yaml.Definition{
		Workspace: &engine.Workspace{Schedules: []engine.Schedule{*s}}, Notes: map[string]string{"": strings.Join(note, "\n")},
	})
}

// newSchedule returns a schedule with a rotation for every role.
func (j *sheetJob) newSchedule(r *sheet.Roster) (*engine.Schedule, error) {
	id := j.sheetOptions.schedule
	if id == "" {
		base := filepath.Base(j.file)
		id = slug(strings.TrimSuffix(base, filepath.Ext(base)))
	}
	if j.schedule == nil && j.ws.Schedule(engine.ScheduleID(id)) != nil {
		return nil, usage(fmt.Errorf("the workspace has a schedule %q already; choose another with --schedule, or a rotation of it with --into", id))
	}
	s := &engine.Schedule{ID: engine.ScheduleID(id), Name: id, Zone: r.Zone, Enabled: true}
	used := map[string]bool{}
	for _, role := range r.Roles {
		var of []roster.Shift
		for _, shift := range r.Shifts {
			if shift.Role == role {
				of = append(of, shift)
			}
		}
		if len(of) == 0 {
			continue
		}
		base := slug(role)
		rid := base
		for n := 2; used[rid]; n++ {
			rid = fmt.Sprintf("%s-%d", base, n)
		}
		used[rid] = true
		name := role
		if name == "" {
			name = rid
		}
		s.Rotations = append(s.Rotations, engine.Rotation{
			ID: engine.RotationID(rid), Name: name, Zone: r.Zone, HasShifts: true, Shifts: r.OnClock(of, r.Zone),
		})
	}
	return s, nil
}

// replaced returns the schedule of --into with the covered days of its rotation replaced: shifts that begin on them come from
// the roster, all others stay.
func (j *sheetJob) replaced(r *sheet.Roster) *engine.Schedule {
	s := *j.schedule
	s.Rotations = slices.Clone(s.Rotations)
	_, id, _ := strings.Cut(j.into, string(s.ID)+".")
	fresh := engine.Rotation{ID: engine.RotationID(id), Name: id, Zone: s.Zone, HasShifts: true}
	at := len(s.Rotations)
	for i := range s.Rotations {
		if s.Rotations[i].ID == fresh.ID {
			at, fresh = i, s.Rotations[i]
		}
	}
	var shifts []engine.FixedShift
	for _, old := range fresh.Shifts {
		if d := old.From.On(fresh.Zone).Day(); fresh.Roster == nil && (d < r.From || d >= r.Until) {
			shifts = append(shifts, old)
		}
	}
	shifts = append(shifts, r.OnClock(r.Shifts, fresh.Zone)...)
	slices.SortStableFunc(shifts, func(a, b engine.FixedShift) int { return int(a.From.In(fresh.Zone) - b.From.In(fresh.Zone)) })
	fresh.Shifts, fresh.Roster, fresh.HasShifts = shifts, nil, true
	if at == len(s.Rotations) {
		s.Rotations = append(s.Rotations, fresh)
	} else {
		s.Rotations[at] = fresh
	}
	return &s
}

// slug makes an id of a text.
func slug(s string) string {
	id := strings.Trim(strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), "-"), "-")
	if id == "" || id == "none" {
		return "roster"
	}
	return id[:min(len(id), 100)]
}
