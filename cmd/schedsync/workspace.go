package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/importers/declared"
	"github.com/schedsync/schedsync/importers/near"
)

// load reads the workspace, or says everything that is wrong with it.
func (c *Cmd) load() (*declared.Workspace, error) { return c.loadWith(c.keptCalendar) }

// loadWith is load with another way to get at the calendars that rotations follow by an address.
func (c *Cmd) loadWith(calendar func(address string) ([]byte, error)) (*declared.Workspace, error) {
	return c.loadFrom(c.global.dir, declared.Options{Calendar: calendar})
}

// loadIfAny is load for commands that can do without a workspace: a folder that holds none is an empty one.
func (c *Cmd) loadIfAny() (*declared.Workspace, error) {
	return c.loadFrom(c.global.dir, declared.Options{Calendar: c.keptCalendar, Empty: true})
}

// loadFrom reads the workspace in a folder.
func (c *Cmd) loadFrom(dir string, o declared.Options) (*declared.Workspace, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("opening the workspace: %w", err)
	}
	defer root.Close() //nolint:errcheck // only read from
	o.Zones = c.zones
	ws, err := declared.Load(root.FS(), o)
	var problems declared.Problems
	if errors.As(err, &problems) {
		return nil, fmt.Errorf("the workspace has %s:\n%w", plural(len(problems), "problem"), err)
	}
	return ws, err
}

// plural returns "1 problem" or "3 problems".
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// chosen returns the schedules that ids name, in the workspace's order; no ids mean all.
func chosen(ws *engine.Workspace, ids []string) ([]*engine.Schedule, error) {
	schedules, mutes, err := picked(ws, ids)
	switch {
	case err != nil:
		return nil, err
	case len(ids) > 0 && len(mutes) > 0:
		return nil, usage(fmt.Errorf("%q is a mute, and this command is about schedules; show and plan have both", mutes[0].ID))
	case len(schedules) == 0:
		return nil, fmt.Errorf("the workspace has no schedules")
	}
	return schedules, nil
}

// picked returns the schedules and mutes that ids name, in the workspace's order; no ids mean all.
func picked(ws *engine.Workspace, ids []string) ([]*engine.Schedule, []*engine.Mute, error) {
	var schedules []*engine.Schedule
	var mutes []*engine.Mute
	known := scheduleIDs(ws)
	for i := range ws.Schedules {
		if len(ids) == 0 || slices.Contains(ids, string(ws.Schedules[i].ID)) {
			schedules = append(schedules, &ws.Schedules[i])
		}
	}
	for i := range ws.Mutes {
		known = append(known, string(ws.Mutes[i].ID))
		if len(ids) == 0 || slices.Contains(ids, string(ws.Mutes[i].ID)) {
			mutes = append(mutes, &ws.Mutes[i])
		}
	}
	for _, id := range ids {
		if !slices.Contains(known, id) {
			return nil, nil, usage(fmt.Errorf("there is no schedule or mute %q%s", id, nearest(id, known)))
		}
	}
	return schedules, mutes, nil
}

func scheduleIDs(ws *engine.Workspace) []string {
	var ids []string
	for i := range ws.Schedules {
		ids = append(ids, string(ws.Schedules[i].ID))
	}
	return ids
}

// maxNamed is how many ids a message names when none is near.
const maxNamed = 8

// nearest says which word was meant, if one is near enough, and else which there are, if they are few.
func nearest(word string, words []string) string {
	best := near.New(near.Enough).Suggest(word, words)
	for _, w := range words { // the beginning or a part of one id only
		if best == "" && len(word) > 2 && strings.Contains(strings.ToLower(w), strings.ToLower(word)) {
			best = w
		}
	}
	switch {
	case best != "":
		return fmt.Sprintf("; did you mean %q?", best)
	case len(words) > 0 && len(words) <= maxNamed:
		return "; there is " + strings.Join(words, ", ")
	}
	return ""
}

// resolved loads the workspace and compiles the schedules that ids name and that belong to the shard; no ids mean all.
func (c *Cmd) resolved(ids []string) (*declared.Workspace, []*engine.Schedule, []*engine.Resolver, error) {
	ws, err := c.load()
	if err != nil {
		return nil, nil, nil, err
	}
	schedules, err := chosen(&ws.Workspace, ids)
	if err != nil {
		return nil, nil, nil, err
	}
	schedules = part(&c.shard, schedules, func(s *engine.Schedule) string { return string(s.ID) })
	rs, err := resolvers(&ws.Workspace, schedules)
	return ws, schedules, rs, err
}

// resolvers compiles schedules.
func resolvers(ws *engine.Workspace, schedules []*engine.Schedule) ([]*engine.Resolver, error) {
	var out []*engine.Resolver
	for _, s := range schedules {
		r, err := engine.Compile(s, ws.People, ws.Holidays)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// mostSpans bounds what one command holds in memory: all the schedules together have this many stretches at most. That is
// some thousand schedules with a handoff a day for a year.
const mostSpans = 1_000_000

// mostDuties bounds the same where many are on call at once: each of them is held with each stretch.
const mostDuties = 2_000_000

// bounded refuses a window in which the schedules have more stretches than fit into memory. It counts without keeping.
func bounded(rs []*engine.Resolver, w span.Span[civil.Instant], layer engine.Layer) error {
	n, duties := 0, 0
	for _, r := range rs {
		for s := range r.Slices(w, layer) {
			duties += len(s.On)
			if duties > mostDuties {
				return fmt.Errorf("there are more than %d duties in this window, of all who are on call at once in its stretches, counted up to "+
					"schedule %q; ask for a shorter one, or for fewer schedules at a time", mostDuties, r.Schedule().ID)
			}
			if n++; n > mostSpans {
				return fmt.Errorf("there are more than %d stretches in this window, counted up to schedule %q; "+
					"ask for a shorter one, or for fewer schedules at a time", mostSpans, r.Schedule().ID)
			}
		}
	}
	return nil
}

// boundedHorizon refuses a workspace in which a schedule that goes to a vendor has, within `sync.horizon`, more stretches
// than fit into memory: plans hold them, as declared and as the vendor would show them. A schedule that cannot be resolved is
// told of elsewhere.
func (c *Cmd) boundedHorizon(ws *declared.Workspace) error {
	for i := range ws.Schedules {
		s := &ws.Schedules[i]
		r, err := engine.Compile(s, ws.People, ws.Holidays)
		if err != nil || len(s.Targets) == 0 {
			continue
		}
		w := span.Span[civil.Instant]{Start: c.now(), End: ws.Sync.Horizon.After(civil.AtInstant(c.now()), s.Zone)}
		if err := bounded([]*engine.Resolver{r}, w, engine.Final); err != nil {
			return fmt.Errorf("within `sync.horizon`: %w", err)
		}
	}
	return nil
}

// timelines resolves a window of schedules.
func timelines(rs []*engine.Resolver, w span.Span[civil.Instant], layer engine.Layer) ([]engine.Timeline, error) {
	if err := bounded(rs, w, layer); err != nil {
		return nil, err
	}
	var out []engine.Timeline
	for _, r := range rs {
		out = append(out, r.Resolve(w, layer))
	}
	return out, nil
}
