package snapshot

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
)

// Accounts tells who is who between a workspace and a vendor.
type Accounts struct {
	vendor engine.Vendor
	theirs map[engine.Participant]string             // our participant -> the vendor's id
	ours   map[engine.Participant]engine.Participant // with the vendor's id -> with our id
	names  map[engine.Participant]string             // with the vendor's id -> how the vendor calls it
	// Problems say, in the order of the workspace, who could not be matched and why. They matter only for those whom a
	// schedule needs: ask [Accounts.Problem].
	problems map[engine.Participant]string
	members  map[string][]string // the vendor's user ids by its team ids; nil: anybody may serve
}

// Bind matches the people, teams and escalations of a workspace with those of a vendor: by the stated account (id or
// login), else by e-mail; teams and escalations by the stated account (id or name), else by name. Logins and e-mail
// addresses match whatever their capitals (contract opsgenie 2.9).
func Bind(ws *engine.Workspace, s *Snapshot) *Accounts {
	a := &Accounts{
		vendor: s.Vendor,
		theirs: map[engine.Participant]string{}, ours: map[engine.Participant]engine.Participant{},
		names: map[engine.Participant]string{}, problems: map[engine.Participant]string{}, members: s.Members,
	}
	users := make([]Ref, len(s.Users))
	blocked := map[string]bool{}
	for i, u := range s.Users {
		users[i] = Ref{u.ID, u.Login}
		blocked[u.ID] = u.Blocked
	}
	for i := range ws.People {
		p := &ws.People[i]
		a.match(engine.Person(p.ID), users, p.Accounts[s.Vendor], p.Email, "account or e-mail address")
		if id := a.theirs[engine.Person(p.ID)]; blocked[id] {
			a.problems[engine.Person(p.ID)] = fmt.Sprintf("%s is blocked at %s and would not be notified", p.ID, s.Vendor)
		}
	}
	for _, t := range ws.Teams {
		a.match(engine.Participant{Kind: engine.KindTeam, ID: string(t.ID)}, s.Teams, t.Accounts[s.Vendor], t.Name, "account or name")
	}
	for _, e := range ws.Escalations {
		a.match(engine.Participant{Kind: engine.KindEscalation, ID: string(e.ID)}, s.Escalations, e.Accounts[s.Vendor], e.Name, "account or name")
	}
	for kind, refs := range map[engine.Kind][]Ref{engine.KindPerson: users, engine.KindTeam: s.Teams, engine.KindEscalation: s.Escalations} {
		for _, r := range refs {
			a.names[engine.Participant{Kind: kind, ID: r.ID}] = r.Name
		}
	}
	for _, t := range s.Teams { // a target may name a team that the workspace does not have
		theirs := engine.Participant{Kind: engine.KindTeam, ID: t.ID}
		a.theirs[a.Ours(theirs)] = t.ID
	}
	return a
}

// Team returns, in our terms, the team that a target names: one of the workspace, or the vendor's by id or name.
func (a *Accounts) Team(name string) engine.TeamID {
	if _, ok := a.theirs[engine.Participant{Kind: engine.KindTeam, ID: name}]; ok {
		return engine.TeamID(name)
	}
	for p, known := range a.names { // at most one is of that id; of one name all are the same here
		if p.Kind == engine.KindTeam && (p.ID == name || strings.EqualFold(known, name)) {
			return engine.TeamID(a.Ours(p).ID)
		}
	}
	return engine.TeamID(name)
}

// match finds one of ours among the vendor's by a stated account or else by a fallback.
func (a *Accounts) match(p engine.Participant, refs []Ref, account, fallback, by string) {
	want := account
	if want == "" {
		want = fallback
	}
	if want == "" {
		a.problems[p] = fmt.Sprintf("%s has no %s for %s", p, by, a.vendor)
		return
	}
	var found []Ref
	for _, r := range refs {
		if r.ID == want || strings.EqualFold(r.Name, want) {
			found = append(found, r)
		}
	}
	switch len(found) {
	case 0:
		a.problems[p] = fmt.Sprintf("%s (%s) is not known to %s", p, want, a.vendor)
	case 1:
		theirs := engine.Participant{Kind: p.Kind, ID: found[0].ID}
		if other, taken := a.ours[theirs]; taken {
			a.problems[p] = fmt.Sprintf("%s and %s are the same account of %s (%s)", other, p, a.vendor, want)
			return
		}
		a.theirs[p], a.ours[theirs] = found[0].ID, p
	default:
		a.problems[p] = fmt.Sprintf("%s (%s) is more than one account of %s", p, want, a.vendor)
	}
}

// Theirs returns the vendor's id of one of ours.
func (a *Accounts) Theirs(p engine.Participant) (string, bool) {
	id, ok := a.theirs[p]
	return id, ok
}

// Problem returns why one of ours cannot be used at the vendor, or "".
func (a *Accounts) Problem(p engine.Participant) string {
	if text, ok := a.problems[p]; ok {
		return text
	}
	if _, ok := a.theirs[p]; !ok && p.Kind != engine.Nobody {
		return fmt.Sprintf("%s is not known to %s", p, a.vendor)
	}
	return ""
}

// NotOnTeam returns why one of ours cannot serve in a schedule of a team, or "". Vendors that let anybody serve have no
// such problem.
func (a *Accounts) NotOnTeam(p engine.Participant, team engine.TeamID) string {
	theirs, known := a.theirs[engine.Participant{Kind: engine.KindTeam, ID: string(team)}]
	if a.members == nil || p.Kind != engine.KindPerson || !known || slices.Contains(a.members[theirs], a.theirs[p]) {
		return ""
	}
	return fmt.Sprintf("%s is not a member of team %s at %s; add the person there", p, team, a.vendor)
}

// Ours returns one of the vendor's in our terms. Whoever is not in the workspace keeps a name that cannot be one of ours:
// "opsgenie:eve@example.com".
func (a *Accounts) Ours(p engine.Participant) engine.Participant {
	if p.Kind == engine.Nobody {
		return p
	}
	if ours, ok := a.ours[p]; ok {
		return ours
	}
	name := a.names[p]
	if name == "" {
		name = p.ID
	}
	return engine.Participant{Kind: p.Kind, ID: string(a.vendor) + ":" + name}
}

// Entry returns an entry of the vendor in our terms.
func (a *Accounts) Entry(e engine.Entry) engine.Entry {
	out := make(engine.Entry, len(e))
	for i, p := range e {
		out[i] = a.Ours(p)
	}
	return out
}

// Translate returns a schedule of the vendor in our terms.
func (a *Accounts) Translate(s engine.Schedule) engine.Schedule {
	rotations := make([]engine.Rotation, len(s.Rotations))
	for i, r := range s.Rotations {
		people := make([]engine.Entry, len(r.People))
		for j, e := range r.People {
			people[j] = a.Entry(e)
		}
		r.People = people
		rotations[i] = r
	}
	overrides := make([]engine.Override, len(s.Overrides))
	for i, o := range s.Overrides {
		o.Who = a.Entry(o.Who)
		overrides[i] = o
	}
	s.Rotations, s.Overrides = rotations, overrides
	if s.Team != "" {
		s.Team = engine.TeamID(a.Ours(engine.Participant{Kind: engine.KindTeam, ID: string(s.Team)}).ID)
	}
	return s
}
