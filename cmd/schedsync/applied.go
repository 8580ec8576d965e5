package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters/apply"
	"github.com/schedsync/schedsync/exporters/files"
	"github.com/schedsync/schedsync/exporters/yaml"
)

// applied is what the last run that was complete at a vendor left behind there: digests, so that a later run can tell who has
// changed what since.
// Losing it loses that, and nothing else.
type applied struct {
	Version   int                                   `json:"version"`
	Vendor    engine.Vendor                         `json:"vendor"`
	Schedules map[engine.ScheduleID]appliedSchedule `json:"schedules"`
}

type appliedSchedule struct {
	At       string                   `json:"at"`
	Declared string                   `json:"declared"`
	Live     map[string]civil.Instant `json:"live"` // digests of parts, with the second since 1970 at which each is over; 0: never
}

func (s *state) appliedFile(v engine.Vendor) string {
	return filepath.Join(s.dir, "applied", string(v)+".json")
}

// applied reads the record of a vendor. One that is not there is an empty one; so is one that this version cannot read, with
// an error that says why.
func (s *state) applied(v engine.Vendor) (applied, error) {
	none := applied{Version: 1, Vendor: v, Schedules: map[engine.ScheduleID]appliedSchedule{}}
	data, err := readSaved("record of the last apply", s.appliedFile(v))
	if errors.Is(err, fs.ErrNotExist) {
		return none, nil
	}
	var kept applied
	if err == nil {
		err = plainly(json.Unmarshal(data, &kept))
	}
	if err == nil && (kept.Version != none.Version || kept.Schedules == nil) {
		err = fmt.Errorf("version %d is not one this program knows (%d), or it has no schedules", kept.Version, none.Version)
	}
	if err != nil {
		return none, fmt.Errorf("%s in the state folder cannot be read (%w): who has changed what since the last apply is not known", filepath.Join("applied", string(v)+".json"), err)
	}
	return kept, nil
}

// record keeps what a run left behind at the vendors where it was complete: one that could not be read, or refused something,
// must not have what was written to the others told as somebody else's doing.
func (s *state) record(d *draft, r *apply.Result, now civil.Instant) error {
	for i, site := range d.sites {
		snap := d.lives[i].Snapshot
		if again := d.after[site.read.Name]; again != nil {
			snap = again
		}
		unfinished := slices.ContainsFunc(r.Vendors, func(v apply.VendorResult) bool { return v.Vendor == site.read.Name && !v.Complete() })
		if unfinished || heldAt(d.plan.Vendors[i]) {
			continue
		}
		kept, _ := s.applied(site.read.Name) // one that cannot be read is written anew
		for j := range d.ws.Schedules {
			w := &d.ws.Schedules[j]
			if obj := standsFor(&d.ws.Workspace, w, snap); obj != nil && obj.Opaque == "" {
				kept.Schedules[w.ID] = appliedSchedule{now.String(), declaredDigest(&d.ws.Workspace, w), liveDigests(obj)}
			}
		}
		for id := range kept.Schedules {
			if d.ws.Schedule(id) == nil {
				delete(kept.Schedules, id)
			}
		}
		if err := s.keepApplied(kept); err != nil {
			return err
		}
	}
	return nil
}

func (s *state) keepApplied(kept applied) error {
	path := s.appliedFile(kept.Vendor)
	err := os.MkdirAll(filepath.Dir(path), 0o700)
	var data []byte
	if err == nil {
		data, err = json.MarshalIndent(kept, "", "  ")
	}
	if err == nil {
		_, err = files.Write(path, append(data, '\n'), 0o600)
	}
	if err != nil {
		return fmt.Errorf("keeping the record of the last apply to %s: %w", kept.Vendor, err)
	}
	return nil
}

// standsFor finds the live object of a declared schedule by its binding or its mark.
func standsFor(ws *engine.Workspace, s *engine.Schedule, snap *snapshot.Snapshot) *snapshot.Object {
	t, ok := s.On(snap.Vendor)
	if !ok {
		return nil
	}
	i := slices.IndexFunc(snap.Objects, func(o snapshot.Object) bool {
		return t.ID != "" && t.ID == o.ID || t.ID == "" && o.Mark == snapshot.Mark{Owner: ws.Sync.Owner, ID: string(s.ID)}
	})
	if i < 0 {
		return nil
	}
	return &snap.Objects[i]
}

// declaredDigest digests what is declared of a schedule and of those who serve in it.
func declaredDigest(ws *engine.Workspace, s *engine.Schedule) string {
	one := engine.Workspace{Schedules: []engine.Schedule{*s}}
	for _, p := range dialect.Participants(s) {
		if info := ws.Person(engine.PersonID(p.ID)); p.Kind == engine.KindPerson && info != nil {
			one.People = append(one.People, *info)
		}
	}
	data, err := yaml.Encode(yaml.Definition{Workspace: &one, Defaults: one.Sync})
	if err != nil {
		return "" // equal to nothing but itself: then it is not told that it changed
	}
	var shifts []string // of files, which the YAML only names
	for _, r := range s.Rotations {
		if r.Roster != nil {
			shifts = append(shifts, fmt.Sprint(r.Shifts))
		}
	}
	return snapshot.Hash(append(shifts, string(data)))
}

func liveDigests(obj *snapshot.Object) map[string]civil.Instant {
	out := map[string]civil.Instant{}
	for _, p := range diff.Parts(&obj.Schedule) {
		out[snapshot.Hash([]string{p.Text})] = p.End
	}
	return out
}

// since says who has changed a schedule since the last complete apply: "you", "they", "both", or "" where neither has, or where
// nothing is known.
func (a appliedSchedule) since(declared string, live map[string]civil.Instant, now civil.Instant) string {
	if a.At == "" {
		return ""
	}
	one := func(x, y map[string]civil.Instant) bool {
		for sum, end := range x {
			if _, ok := y[sum]; !ok && (end == 0 || end > now) {
				return true
			}
		}
		return false
	}
	you, they := a.Declared != declared, one(a.Live, live) || one(live, a.Live)
	switch {
	case you && they:
		return "both"
	case you:
		return "you"
	case they:
		return "they"
	default:
		return ""
	}
}

// lastApplied is what the last complete run left behind at a vendor, for history; one that cannot be read is warned of.
func (c *Cmd) lastApplied(v engine.Vendor) applied {
	kept, err := (&state{dir: c.stateFolder()}).applied(v)
	if err != nil {
		c.log.Warn(err.Error())
	}
	return kept
}

// history says who has changed a schedule since the last apply, and when that was.
func (c *Cmd) history(kept applied, ws *engine.Workspace, s *engine.Schedule, snap *snapshot.Snapshot) (who, at string) {
	obj := standsFor(ws, s, snap)
	if obj == nil || obj.Opaque != "" {
		return "", ""
	}
	last := kept.Schedules[s.ID]
	return last.since(declaredDigest(ws, s), liveDigests(obj), c.now()), last.At
}

// tellHistory notes with a plan who has changed what it changes.
func (c *Cmd) tellHistory(d *draft) {
	for i := range d.plan.Vendors {
		v, kept := &d.plan.Vendors[i], c.lastApplied(d.plan.Vendors[i].Vendor)
		for j := range v.Changes {
			change := &v.Changes[j]
			s := d.ws.Schedule(change.ID)
			if s == nil || change.Mute != nil || change.Action != diff.Update {
				continue
			}
			if who, at := c.history(kept, &d.ws.Workspace, s, d.lives[i].Snapshot); who != "" {
				v.Notes = append(v.Notes, fmt.Sprintf("%s: %s", s.ID, changedBy(who, d.sites[i].read.Title, at)))
			}
		}
	}
}

// changedBy says in words who has changed a schedule since the last apply.
func changedBy(who, vendor, at string) string {
	switch who {
	case "you":
		return "you changed it since the last apply at " + at
	case "they":
		return fmt.Sprintf("somebody changed it at %s since the last apply at %s", vendor, at)
	default:
		return fmt.Sprintf("both you and somebody at %s changed it since the last apply at %s", vendor, at)
	}
}
