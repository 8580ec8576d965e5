package main

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters/ics"
)

// The kinds of feed, in the order they are written and listed in.
const (
	bySchedule       = "schedule"
	byTeam           = "team"
	byPerson         = "person"
	byPersonSchedule = "person-schedule"
)

// allKinds returns the kinds in their order.
func allKinds() []string { return []string{bySchedule, byTeam, byPerson, byPersonSchedule} }

// group is the heading of the index page by kind.
func group(kind string) string {
	return map[string]string{
		bySchedule: "Schedules", byTeam: "Teams", byPerson: "People", byPersonSchedule: "People, schedule by schedule",
	}[kind]
}

// feedFile is a calendar to write.
type feedFile struct {
	kind, id string
	path     string // in the folder, with slashes: never changes while the id stays (scenario T-54)
	name     string
	zone     *civil.Zone
	keep     ics.Selection
	lines    []engine.Timeline // the timelines that have something for it; nil: all
}

// feedKinds reads --by. Ids name feeds of one kind.
func feedKinds(by, ids []string) ([]string, error) {
	var kinds []string
	for _, b := range by {
		if b == "all" {
			kinds = allKinds()
			break
		}
		if err := oneOf("by", b, append(allKinds(), "all")...); err != nil {
			return nil, err
		}
		kinds = append(kinds, b)
	}
	if len(ids) > 0 && len(kinds) != 1 {
		return nil, usage(fmt.Errorf("ids with --by %s could be of several kinds; give one kind", strings.Join(by, ",")))
	}
	slices.SortFunc(kinds, func(a, b string) int { return slices.Index(allKinds(), a) - slices.Index(allKinds(), b) })
	return slices.Compact(kinds), nil
}

// feeds lists the feeds of some kinds, those that ids name or all.
func (p *press) feeds(kinds, ids []string) ([]feedFile, error) {
	var out []feedFile
	for _, kind := range kinds {
		all := map[string]func() []feedFile{
			bySchedule: p.ofSchedules, byTeam: p.ofTeams, byPerson: p.ofPeople, byPersonSchedule: p.ofPeopleAndSchedules,
		}[kind]()
		var known []string
		for _, f := range all {
			known = append(known, f.id)
			if len(ids) == 0 || slices.Contains(ids, f.id) {
				out = append(out, f)
			}
		}
		for _, id := range ids {
			if kind != bySchedule && !slices.Contains(known, id) { // schedules have been looked up before
				return nil, usage(fmt.Errorf("there is no %s %q%s", kind, id, nearest(id, known)))
			}
		}
	}
	return out, nil
}

func (p *press) ofSchedules() []feedFile {
	var out []feedFile
	for i := range p.lines {
		if s := p.lines[i].Schedule; s.Enabled {
			out = append(out, feedFile{
				kind: bySchedule, id: string(s.ID), path: string(s.ID) + ".ics", name: s.Name, zone: s.Zone, lines: p.lines[i : i+1],
			})
		}
	}
	return out
}

// ofTeams lists a feed for each team: what its members do in any schedule, and the team itself where it takes turns.
func (p *press) ofTeams() []feedFile {
	var out []feedFile
	for i := range p.ws.Teams {
		t := &p.ws.Teams[i]
		out = append(out, feedFile{
			kind: byTeam, id: string(t.ID), path: path.Join("teams", string(t.ID)+".ics"), name: "On call: " + t.Name,
			keep: ics.Either(ics.OfPeople(t.Members...), ics.Of(engine.Participant{Kind: engine.KindTeam, ID: string(t.ID)})),
		})
	}
	return out
}

func (p *press) ofPeople() []feedFile {
	lines := byWho(p.lines)
	var out []feedFile
	for i := range p.ws.People {
		who := &p.ws.People[i]
		out = append(out, feedFile{
			kind: byPerson, id: string(who.ID), path: path.Join("people", string(who.ID)+".ics"), name: "On call: " + who.Name,
			zone: who.Zone, lines: append(lines[engine.Person(who.ID)], p.nothing()),
		})
	}
	return out
}

// ofPeopleAndSchedules lists a feed for everybody in each schedule they are known to: by a shift in the window, because they
// are listed somewhere in it, or by an earlier edition.
func (p *press) ofPeopleAndSchedules() []feedFile {
	var out []feedFile
	for i := range p.ws.People {
		who := &p.ws.People[i]
		for j := range p.lines {
			s := p.lines[j].Schedule
			name := path.Join("people", string(who.ID), string(s.ID)+".ics")
			if !s.Enabled || !serves(p.lines[j], engine.Person(who.ID)) && !p.there(name) {
				continue
			}
			out = append(out, feedFile{
				kind: byPersonSchedule, id: string(who.ID) + "/" + string(s.ID), path: name,
				name: who.Name + ": " + s.Name, zone: who.Zone, keep: ics.OfPeople(who.ID), lines: p.lines[j : j+1],
			})
		}
	}
	return out
}

// serves reports whether a participant has a shift in a timeline, or is named in its schedule.
func serves(t engine.Timeline, who engine.Participant) bool {
	if slices.ContainsFunc(t.Shifts, func(sh engine.Shift) bool { return sh.Who == who }) {
		return true
	}
	in := func(e engine.Entry) bool { return slices.Contains(e, who) }
	for _, r := range t.Schedule.Rotations {
		if slices.ContainsFunc(r.People, in) || slices.ContainsFunc(r.Changes, func(c engine.Change) bool { return slices.ContainsFunc(c.People, in) }) ||
			slices.ContainsFunc(r.Shifts, func(s engine.FixedShift) bool { return in(s.Who) }) {
			return true
		}
	}
	return slices.ContainsFunc(t.Schedule.Overrides, func(o engine.Override) bool { return in(o.Who) })
}

// byWho sorts the shifts of timelines by who serves them: a thousand feeds then cost what a thousand people's shifts cost,
// and not a thousand times everybody's.
func byWho(lines []engine.Timeline) map[engine.Participant][]engine.Timeline {
	out := map[engine.Participant][]engine.Timeline{}
	for i := range lines {
		t := &lines[i]
		for _, sh := range t.Shifts {
			mine := out[sh.Who]
			if n := len(mine); n == 0 || mine[n-1].Schedule != t.Schedule {
				mine = append(mine, engine.Timeline{Schedule: t.Schedule, Window: t.Window})
			}
			mine[len(mine)-1].Shifts = append(mine[len(mine)-1].Shifts, sh)
			out[sh.Who] = mine
		}
	}
	return out
}

// nothing is a timeline without shifts over the window, for feeds that have none: they need the window to know what was
// cancelled.
func (p *press) nothing() engine.Timeline {
	return engine.Timeline{Schedule: p.lines[0].Schedule, Window: p.lines[0].Window}
}
