package snapshot

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// Declaration is what the YAML has to say so that a vendor's live schedules are declared.
type Declaration struct {
	Workspace engine.Workspace  // only what the present workspace does not have yet
	Notes     map[string]string // comments by the path of the object: "schedules.desk.rotations.week"
	Skipped   []string          // schedules that cannot be declared, and why
}

// Declare turns live schedules into declarations that plan to nothing: bound to the live object by its id, in the words a
// person would use. People, teams and escalations that the workspace knows keep their ids; the others get new ones.
// Overrides that were over when the state was read are left behind. only, when not empty, picks schedules by name or id.
func Declare(ws *engine.Workspace, s *Snapshot, only []string) *Declaration {
	d := &declaring{ws: ws, snap: s, accounts: Bind(ws, s), names: map[engine.Participant]engine.Participant{}, taken: map[string]bool{}, made: map[string]engine.ScheduleID{}}
	d.out.Notes = map[string]string{}
	for i := range ws.Schedules {
		d.taken["schedule "+string(ws.Schedules[i].ID)] = true
	}
	for i := range s.Objects {
		obj := &s.Objects[i]
		switch {
		case len(only) > 0 && !slices.Contains(only, obj.ID) && !slices.Contains(only, obj.Schedule.Name):
		case obj.Opaque != "":
			d.out.Skipped = append(d.out.Skipped, fmt.Sprintf("%q: %s", obj.Schedule.Name, obj.Opaque))
		case d.declared(obj):
			d.out.Skipped = append(d.out.Skipped, fmt.Sprintf("%q: the workspace declares it already", obj.Schedule.Name))
		default:
			d.schedule(obj)
		}
	}
	d.forwards()
	for _, c := range s.Chains {
		d.chain(c)
	}
	d.mutes(only)
	return &d.out
}

type declaring struct {
	ws       *engine.Workspace
	snap     *Snapshot
	accounts *Accounts
	out      Declaration
	names    map[engine.Participant]engine.Participant // with the vendor's id -> with the id it gets
	taken    map[string]bool
	made     map[string]engine.ScheduleID // by object
}

// chain declares an escalation of schedules, when all of them are declared here.
func (d *declaring) chain(c Chain) {
	var steps []engine.EscalationStep
	for _, l := range c.Links {
		id, ok := d.made[l.Object]
		if !ok {
			return
		}
		steps = append(steps, engine.EscalationStep{
			After: engine.Length{N: l.After, Unit: engine.Minutes}, Notify: []engine.NotifyTarget{{Kind: "schedule", ID: string(id)}},
		})
	}
	id := d.fresh("escalation", c.Name)
	d.out.Workspace.Escalations = append(d.out.Workspace.Escalations, engine.Escalation{ID: engine.EscalationID(id), Name: c.Name, Steps: steps})
	for _, text := range c.Notes {
		d.note("escalations."+id, text)
	}
}

// declared reports whether a schedule of the workspace stands for the object already.
func (d *declaring) declared(obj *Object) bool {
	return slices.ContainsFunc(d.ws.Schedules, func(s engine.Schedule) bool {
		t, ok := s.On(d.snap.Vendor)
		return ok && (t.ID == obj.ID || obj.Mark.Owner != "" && obj.Mark == Mark{d.ws.Sync.Owner, string(s.ID)})
	})
}

func (d *declaring) schedule(obj *Object) {
	s := obj.Schedule
	id := d.fresh("schedule", s.Name)
	path := "schedules." + id
	s.ID = engine.ScheduleID(id)
	d.made[obj.ID] = s.ID
	s.Targets = []engine.Target{{Vendor: d.snap.Vendor, ID: obj.ID}}
	if s.Team != "" {
		s.Team = engine.TeamID(d.participant(engine.Participant{Kind: engine.KindTeam, ID: string(s.Team)}).ID)
	}
	ids := map[engine.RotationID]engine.RotationID{}
	rotations := make([]engine.Rotation, len(s.Rotations))
	for i, r := range s.Rotations {
		fresh := engine.RotationID(d.fresh(path, r.Name))
		ids[r.ID] = fresh
		rotations[i] = d.rotation(r, fresh)
	}
	s.Rotations = rotations
	s.Overrides = d.overrides(obj, ids)
	d.legible(&s, path)
	d.out.Workspace.Schedules = append(d.out.Workspace.Schedules, s)
	for _, text := range obj.Notes {
		d.note(path, text)
	}
}

// rotation puts a rotation into the words of a person: local times, days of the week together.
func (d *declaring) rotation(r engine.Rotation, id engine.RotationID) engine.Rotation {
	r.ID = id
	r.Start, r.Until = onClock(r.Start, r.Zone), onClock(r.Until, r.Zone)
	r.Only = together(r.Only)
	people := make([]engine.Entry, len(r.People))
	for i, e := range r.People {
		people[i] = d.entry(e)
	}
	r.People = people
	r.Shifts = slices.Clone(r.Shifts)
	for i, f := range r.Shifts {
		r.Shifts[i] = engine.FixedShift{From: onClock(f.From, r.Zone), Until: onClock(f.Until, r.Zone), Who: d.entry(f.Who)}
	}
	return r
}

// onClock writes an instant as the local time that means it, where one does: the second of two equal readings has none.
func onClock(m civil.Moment, z *civil.Zone) civil.Moment {
	if !m.Fixed() {
		return m
	}
	l := m.On(z)
	if z.First(l) != m.In(z) {
		return m
	}
	return civil.AtLocal(l)
}

// together joins windows with the same hours into one with all their days, in the order of the week.
func together(only []engine.Window) []engine.Window {
	var out []engine.Window
	for _, w := range only {
		i := slices.IndexFunc(out, func(o engine.Window) bool {
			return o.From == w.From && o.To == w.To && len(o.Days) > 0 && len(w.Days) > 0
		})
		if i < 0 {
			w.Days = slices.Clone(w.Days)
			out = append(out, w)
			continue
		}
		out[i].Days = append(out[i].Days, w.Days...)
	}
	for i := range out {
		slices.Sort(out[i].Days)
		out[i].Days = slices.Compact(out[i].Days)
	}
	slices.SortStableFunc(out, func(a, b engine.Window) int {
		return weekStart(a) - weekStart(b)
	})
	return out
}

func weekStart(w engine.Window) int {
	if len(w.Days) == 0 {
		return w.From
	}
	return int(w.Days[0])*civil.DayLen + w.From
}

func (d *declaring) overrides(obj *Object, ids map[engine.RotationID]engine.RotationID) []engine.Override {
	var out []engine.Override
	for _, o := range obj.Schedule.Overrides {
		if o.Until.In(obj.Schedule.Zone) <= d.snap.TakenAt {
			continue
		}
		o.From, o.Until = onClock(o.From, obj.Schedule.Zone), onClock(o.Until, obj.Schedule.Zone)
		o.Who, o.Replaces = d.entry(o.Who), d.entry(o.Replaces)
		scope := make([]engine.RotationID, 0, len(o.Rotations))
		for _, r := range o.Rotations {
			if fresh, ok := ids[r]; ok {
				scope = append(scope, fresh)
			}
		}
		if len(o.Rotations) > 0 && len(scope) == 0 {
			continue // every rotation it names is gone: it acts nowhere
		}
		o.Rotations = scope
		out = append(out, o)
	}
	return out
}

func (d *declaring) entry(e engine.Entry) engine.Entry {
	var out engine.Entry
	for _, p := range e {
		out = append(out, d.participant(p))
	}
	return out
}

// participant returns one of the vendor's in our terms, declaring whoever the workspace does not know.
func (d *declaring) participant(p engine.Participant) engine.Participant {
	if ours, ok := d.accounts.ours[p]; ok {
		return ours
	}
	if known, ok := d.names[p]; ok {
		return known
	}
	name := legible(d.accounts.names[p])
	ours := engine.Participant{Kind: p.Kind}
	switch p.Kind {
	case engine.KindPerson:
		ours.ID = d.person(p.ID)
	case engine.KindTeam:
		ours.ID = d.fresh("team", name)
		d.out.Workspace.Teams = append(d.out.Workspace.Teams, engine.Team{
			ID: engine.TeamID(ours.ID), Name: name, Accounts: engine.Accounts{d.snap.Vendor: account(d.snap.Teams, p.ID)},
		})
	default:
		ours.ID = d.fresh("escalation", name)
		d.out.Workspace.Escalations = append(d.out.Workspace.Escalations, engine.Escalation{
			ID: engine.EscalationID(ours.ID), Name: name, Accounts: engine.Accounts{d.snap.Vendor: account(d.snap.Escalations, p.ID)},
		})
	}
	d.names[p] = ours
	return ours
}

// account returns what names one of the vendor's objects to people: its name, or its id where the name is not its own, or
// cannot be declared.
func account(refs []Ref, id string) string {
	name, same := id, 0
	for _, r := range refs {
		if r.ID == id && r.Name != "" {
			name = r.Name
		}
	}
	for _, r := range refs {
		if strings.EqualFold(r.Name, name) {
			same++
		}
	}
	if same > 1 || legible(name) != name {
		return id
	}
	return name
}

// person declares a user and returns the id he gets: the part of the login before the @.
func (d *declaring) person(id string) string {
	i := slices.IndexFunc(d.snap.Users, func(u User) bool { return u.ID == id })
	info := engine.PersonInfo{Name: id, Accounts: engine.Accounts{d.snap.Vendor: id}}
	login := id
	if i >= 0 {
		u := d.snap.Users[i]
		login, _, _ = strings.Cut(u.Login, "@")
		info.Name = legible(u.Name)
		if strings.Contains(u.Login, "@") {
			info.Email, info.Accounts = u.Login, nil
		} else if len(u.Emails) > 0 {
			info.Email = u.Emails[0]
		}
	}
	info.ID = engine.PersonID(d.fresh("person", login))
	if info.Name == "" {
		info.Name = string(info.ID)
	}
	d.out.Workspace.People = append(d.out.Workspace.People, info)
	if i < 0 {
		d.out.Notes["people."+string(info.ID)] = fmt.Sprintf("%s no longer has a user with this id", d.snap.Vendor)
	}
	return string(info.ID)
}

// fresh makes an id out of a name that nothing of its kind has yet.
func (d *declaring) fresh(kind, name string) string {
	base := slug(name)
	id := base
	for n := 2; d.used(kind, id); n++ {
		id = fmt.Sprintf("%s-%d", base, n)
	}
	d.taken[kind+" "+id] = true
	return id
}

func (d *declaring) used(kind, id string) bool {
	if d.taken[kind+" "+id] || id == "none" {
		return true
	}
	switch kind {
	case "person":
		return d.ws.Person(engine.PersonID(id)) != nil
	case "team":
		return slices.ContainsFunc(d.ws.Teams, func(t engine.Team) bool { return string(t.ID) == id })
	case "mute":
		return slices.ContainsFunc(d.ws.Mutes, func(m engine.Mute) bool { return string(m.ID) == id })
	case "escalation":
		return slices.ContainsFunc(d.ws.Escalations, func(e engine.Escalation) bool { return string(e.ID) == id })
	default:
		return false
	}
}

// slug turns a name into an id: lower-case ASCII letters and digits, everything else a dash between them.
func slug(name string) string {
	var b strings.Builder
	dash := false
	for _, r := range strings.ToLower(name) {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' {
			dash = b.Len() > 0
			continue
		}
		if dash {
			b.WriteByte('-')
		}
		dash = false
		b.WriteRune(r)
	}
	if b.Len() == 0 {
		return "unnamed"
	}
	return b.String()[:min(b.Len(), 80)]
}
