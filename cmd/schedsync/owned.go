package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters/apply"
	"github.com/schedsync/schedsync/exporters/files"
)

// owned is what the last apply knew to be ours at each vendor. A read that shows none of it, or far less, is more likely an
// empty or short answer, or the key of another account, than the truth (scenario T-36): to plan from it would make a second
// copy of everything beside what is there.
type owned struct {
	Version int                        `json:"version"`
	Owner   string                     `json:"owner"`
	At      string                     `json:"at"`
	Vendors map[engine.Vendor][]string `json:"vendors"` // "schedule ID" and "mute ID", sorted
}

func (s *state) ownedFile() string { return filepath.Join(s.dir, "owned.json") }

// knownOwned reads what was ours under the present owner; without a file, or with one of another owner, nothing was. A file
// that is there and cannot be read is told of, because without it the guard sees nothing.
func (c *Cmd) knownOwned(owner string) owned {
	var o owned
	b, err := readSaved("list of what is ours", (&state{dir: c.stateFolder()}).ownedFile())
	if errors.Is(err, fs.ErrNotExist) {
		return owned{}
	}
	if err == nil {
		err = plainly(json.Unmarshal(b, &o))
	}
	if err == nil && o.Version != 1 {
		err = fmt.Errorf("version %d is not one this program knows (1)", o.Version)
	}
	if err != nil {
		c.warnOnce(fmt.Sprintf("owned.json in the state folder cannot be read (%v): this run does not notice when a vendor shows less of ours than "+
			"the last one knew; the next complete apply writes it anew", err))
		return owned{}
	}
	if o.Owner != owner {
		return owned{}
	}
	return o
}

// oursIn returns what of a live state is ours, by the ids it has in the YAML: schedules by their mark or the `id:` of a
// target, and mutes that have no end (others go away by themselves).
func oursIn(ws *engine.Workspace, s *snapshot.Snapshot) []string {
	var out []string
	bound := map[string]engine.ScheduleID{}
	for i := range ws.Schedules {
		if t, ok := ws.Schedules[i].On(s.Vendor); ok && t.ID != "" {
			bound[t.ID] = ws.Schedules[i].ID
		}
	}
	for i := range s.Objects {
		switch o := &s.Objects[i]; {
		case o.Mark.Owner == ws.Sync.Owner && o.Mark.ID != "":
			out = append(out, "schedule "+o.Mark.ID)
		case o.Mark == snapshot.Mark{} && bound[o.ID] != "":
			out = append(out, "schedule "+string(bound[o.ID]))
		}
	}
	for i := range s.Mutes {
		m := &s.Mutes[i]
		if endless := m.Shape.Weekly() || m.Shape.Every > 0 && m.Shape.Until == 0; endless && m.Mark.Owner == ws.Sync.Owner && m.Mark.ID != "" {
			out = append(out, "mute "+m.Mark.ID)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// guard makes a problem of every vendor that shows too little of what was ours there: less than `sync.limits` let a run
// change, and in any case half or less, as a server does that gives one page of two (scenario T-37).
func (c *Cmd) guard(d *draft) {
	known := c.knownOwned(d.ws.Sync.Owner)
	for i := range d.lives {
		was := known.Vendors[d.lives[i].Snapshot.Vendor]
		is := oursIn(&d.ws.Workspace, d.lives[i].Snapshot)
		missing := slices.DeleteFunc(slices.Clone(was), func(o string) bool { return slices.Contains(is, o) })
		limits := d.ws.Sync.Limits
		few := len(missing) <= limits.AtLeast || 100*len(missing) <= limits.ChangedPercent*len(was)
		if len(missing) == 0 || few && 2*len(missing) < len(was) {
			continue
		}
		shows := fmt.Sprintf("only %d", len(was)-len(missing))
		if len(missing) == len(was) {
			shows = "none"
		}
		v := &d.plan.Vendors[i]
		v.Problems = append(v.Problems, plan.Problem{Text: fmt.Sprintf("%s shows %s of the %s of ours that were there on %s (%s is missing): an empty or "+
			"short answer, or the key of another account; if somebody deleted them there, --missing-ok makes them anew",
			d.sites[i].read.Title, shows, plural(len(was), "object"), known.At, missing[0])})
	}
}

// remember keeps what is ours after an apply: what was read before it, without what it has deleted, and what was read back.
// Vendors that this run did not ask stay as they were known.
func (s *state) remember(known owned, d *draft, r *apply.Result, now time.Time) error {
	o := owned{Version: 1, Owner: d.ws.Sync.Owner, At: civil.FromTime(now).String(), Vendors: known.Vendors}
	if o.Vendors == nil {
		o.Vendors = map[engine.Vendor][]string{}
	}
	for i := range d.lives {
		vendor := d.lives[i].Snapshot.Vendor
		ours := slices.DeleteFunc(oursIn(&d.ws.Workspace, d.lives[i].Snapshot), func(o string) bool { return deleted(r, vendor, o) })
		if again := d.after[vendor]; again != nil {
			ours = append(ours, oursIn(&d.ws.Workspace, again)...)
		}
		slices.Sort(ours)
		o.Vendors[vendor] = slices.Compact(ours)
	}
	data, err := json.MarshalIndent(o, "", "  ")
	if err == nil {
		_, err = files.Write(s.ownedFile(), append(data, '\n'), 0o600)
	}
	if err != nil {
		return fmt.Errorf("keeping what is ours: %w", err)
	}
	return nil
}

// deleted reports whether a run has deleted an object.
func deleted(r *apply.Result, vendor engine.Vendor, object string) bool {
	for i := range r.Vendors {
		for j := range r.Vendors[i].Changes {
			c := &r.Vendors[i].Changes[j]
			kind := "schedule "
			if c.Change.Mute != nil {
				kind = "mute "
			}
			if r.Vendors[i].Vendor == vendor && c.Change.Action == diff.Delete && c.Done > 0 && kind+string(c.Change.ID) == object {
				return true
			}
		}
	}
	return false
}
