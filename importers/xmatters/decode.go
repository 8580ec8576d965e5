package xmatters

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/xmatters/wire"
)

// account is what was read, decoded but not yet lifted.
type account struct {
	dialect  *dialect.Dialect
	profile  string
	taken    civil.Instant
	zones    importers.Zones
	groups   []wire.GroupReply
	shifts   map[string][]shift // by group id
	absences []wire.Absence     // by start, then id
	sites    map[string]string  // names by id
	watchers map[string]int     // by group id: how many are told of an absence besides the replacement and one supervisor
}

// shift is a shift with all its members.
type shift struct {
	wire.Shift
	members []wire.ShiftMember
}

// Lift turns what was read into engine values by the contract's rules (section c). What cannot be resolved makes its object
// opaque, never absent. Rules that the contract leaves open are those that it assumes.
func Lift(raw snapshot.Raw, zones importers.Zones) (*snapshot.Snapshot, error) {
	return lift(Dialect(), raw, zones)
}

// lift is Lift under other answers to open rules.
func lift(d *dialect.Dialect, raw snapshot.Raw, zones importers.Zones) (*snapshot.Snapshot, error) {
	taken, err := time.Parse(time.RFC3339, raw.TakenAt)
	if err != nil {
		return nil, fmt.Errorf("reading a snapshot of %s: taken_at: %w", Name, err)
	}
	a := &account{dialect: d, taken: civil.FromTime(taken), zones: zones, shifts: map[string][]shift{}, sites: map[string]string{}}
	s := &snapshot.Snapshot{Vendor: Name, TakenAt: a.taken}
	if err := a.decode(raw, s); err != nil {
		return nil, fmt.Errorf("reading a snapshot of %s: %w", Name, err)
	}
	if a.profile == profileSeed {
		s.ReadOnly = seedWrites
	}
	for _, g := range a.groups {
		objects := a.group(g)
		if len(objects) > 1 {
			s.Escalations = append(s.Escalations, snapshot.Ref{ID: g.ID, Name: g.TargetName})
			s.Chains = append(s.Chains, a.chain(g, objects))
		}
		s.Objects = append(s.Objects, objects...)
	}
	slices.SortFunc(s.Chains, func(x, y snapshot.Chain) int { return cmp.Compare(x.Name, y.Name) })
	slices.SortFunc(s.Objects, func(x, y snapshot.Object) int {
		return cmp.Or(cmp.Compare(x.Schedule.Name, y.Schedule.Name), cmp.Compare(x.ID, y.ID))
	})
	return s, nil
}

// What the oldest API cannot do (contract xmatters 0).
const (
	seedWrites = "this account's API can make a shift only around the clock, and change none (vendors.xmatters.profile is seed)"
	seedReads  = "this account's API lists neither shifts nor absences, and has no call to change them (vendors.xmatters.profile is seed); " +
		"it can only say who is on call, which `verify` compares"
)

// decode reads the kept bodies.
func (a *account) decode(raw snapshot.Raw, s *snapshot.Snapshot) error {
	a.profile = profileCurrent
	for _, body := range raw.Bodies[bodyProfile] {
		if err := json.Unmarshal(body, &a.profile); err != nil {
			return fmt.Errorf("profile: %w", err)
		}
	}
	if err := each(raw, bodyGroups, func(g wire.GroupReply) { a.groups = append(a.groups, g) }); err != nil {
		return err
	}
	if err := each(raw, bodyAbsences, func(w wire.Absence) { a.absences = append(a.absences, w) }); err != nil {
		return err
	}
	slices.SortFunc(a.absences, func(x, y wire.Absence) int { return cmp.Or(x.Start.Compare(y.Start.Time), cmp.Compare(x.ID, y.ID)) })
	if err := each(raw, bodySites, func(w wire.Site) { a.sites[w.ID] = w.Name }); err != nil {
		return err
	}
	most := 1
	err := each(raw, bodyPeople, func(p personOf) {
		most = max(most, p.Supervisors)
		s.Users = append(s.Users, snapshot.User{
			ID: p.ID, Login: p.Login, Name: p.Name, Emails: p.Emails, Zone: p.Timezone, Blocked: p.Status == "INACTIVE",
		})
	})
	if err != nil {
		return err
	}
	// Who is told of an absence besides the replacement and one supervisor: where somebody, who may be put into any group,
	// has more of them, those, and the group's own. A new group has one, its maker (contract b.1, b.5).
	s.Watchers = most
	a.watchers = map[string]int{}
	err = each(raw, bodyRosters, func(of rosterOf) { a.watchers[of.Group] = len(of.Supervisors) + most - 1 })
	if err != nil {
		return err
	}
	return a.decodeShifts(raw)
}

func (a *account) decodeShifts(raw snapshot.Raw) error {
	for _, body := range raw.Bodies[bodyShifts] {
		var of shiftOf
		var w shift
		err := json.Unmarshal(body, &of)
		if err == nil {
			err = json.Unmarshal(of.Shift, &w.Shift)
		}
		if err == nil {
			w.members, err = wire.Members(of.Members)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", bodyShifts, err)
		}
		slices.SortStableFunc(w.members, func(x, y wire.ShiftMember) int { return cmp.Compare(x.Position, y.Position) })
		a.shifts[of.Group] = append(a.shifts[of.Group], w)
	}
	for _, list := range a.shifts {
		slices.SortFunc(list, func(x, y shift) int { return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.ID, y.ID)) })
	}
	return nil
}

// each decodes every body of a kind.
func each[T any](raw snapshot.Raw, kind string, f func(T)) error {
	for _, body := range raw.Bodies[kind] {
		var v T
		if err := json.Unmarshal(body, &v); err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
		f(v)
	}
	return nil
}

// group lifts one group to an object for each of its levels. Participants carry the vendor's ids.
func (a *account) group(g wire.GroupReply) []snapshot.Object {
	first := snapshot.Object{ID: g.ID, Watchers: a.watchers[g.ID]}
	first.Schedule = engine.Schedule{Name: g.TargetName, Description: g.Description, Enabled: g.Status != "INACTIVE"}
	if owner, id, ok := wire.SplitKey(g.ExternalKey); ok {
		first.Mark = snapshot.Mark{Owner: owner, ID: id}
		if !g.ExternallyOwned {
			first.Notes = append(first.Notes, "it has our key, but is no longer marked as externally owned; the next change marks it again")
		}
	}
	zone, err := a.zone(g)
	if err != nil {
		first.Opaque = err.Error()
		return []snapshot.Object{first}
	}
	first.Schedule.Zone = zone
	if g.Site != nil && g.Site.ID != "" {
		first.Notes = append(first.Notes, fmt.Sprintf("the holidays of its site %s silence its shifts, and are not known here (contract xmatters f.8)",
			cmp.Or(a.sites[g.Site.ID], g.Site.Name, g.Site.ID)))
	}
	if a.profile == profileSeed {
		first.ReadOnly, first.Opaque, first.Heard = seedWrites, seedReads, true
		return []snapshot.Object{first}
	}
	return a.levels(g, first)
}

// zone returns the zone in which most of a group's shifts are told: a group itself has none that counts.
func (a *account) zone(g wire.GroupReply) (*civil.Zone, error) {
	count, best, most := map[string]int{}, "", 0
	for _, s := range a.shifts[g.ID] {
		count[s.Timezone]++
	}
	for _, name := range slices.Sorted(maps.Keys(count)) {
		if name != "" && count[name] > most {
			best, most = name, count[name]
		}
	}
	zone, err := a.zones.Load(cmp.Or(best, g.Timezone, "UTC"))
	if err != nil {
		return nil, fmt.Errorf("its time zone: %w", err)
	}
	return zone, nil
}

func nameOf(p wire.PersonReply) string {
	return cmp.Or(strings.TrimSpace(p.First+" "+p.Last), p.TargetName)
}

func sortedKeys(set map[string]bool) []string {
	var out []string
	for k := range set {
		if k != "" {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out
}
