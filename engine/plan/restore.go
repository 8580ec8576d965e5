package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
)

// Restore plans back to an earlier state of a vendor: the schedules that were ours then become what is wanted, as they were
// written, without being lowered again. What is gone is created anew; what was made since, and whatever is not ours, is left
// alone and told. What was over then or is over now is not written again. The workspace is that of the [Widen]ed people.
func Restore(ws *engine.Workspace, l Live, old *snapshot.Snapshot, o Options) (*Plan, error) {
	p := &Plan{Owner: ws.Sync.Owner, Policy: ws.Sync.Policy}
	p.Window = span.Span[civil.Instant]{Start: o.Now, End: ws.Sync.Horizon.After(civil.AtInstant(o.Now), utc)}
	b := &restoring{
		builder: builder{ws: ws, live: l, o: o, window: p.Window, totals: &totals{}, accounts: snapshot.Bind(ws, l.Snapshot)},
		then:    snapshot.Bind(ws, old),
	}
	b.out.Vendor, b.out.Base = l.Snapshot.Vendor, baseOf(l.Snapshot)
	if err := b.owned(); err != nil {
		return nil, err
	}
	for i := range old.Objects {
		if err := b.object(&old.Objects[i]); err != nil {
			return nil, fmt.Errorf("planning %s: %w", b.out.Vendor, err)
		}
	}
	slices.SortStableFunc(b.out.Changes, func(x, y Change) int { return strings.Compare(string(x.ID), string(y.ID)) })
	b.since()
	if len(old.Mutes) > 0 {
		b.out.Notes = append(b.out.Notes, "mutes are not restored; plan and apply keep them as they are declared")
	}
	for i := range b.out.Changes {
		b.out.Calls += b.out.Changes[i].Calls
	}
	p.Vendors, p.Hours = []Vendor{b.out}, b.totals.changed()
	p.Limits = limits(ws, p, o)
	p.Digest = digest(p)
	return p, nil
}

// Widen returns the workspace with everybody added whom an earlier state of a vendor had on call and the workspace does not
// know, under the vendor's own ids.
func Widen(ws *engine.Workspace, old *snapshot.Snapshot) *engine.Workspace {
	out, accounts := *ws, snapshot.Bind(ws, old)
	out.People, out.Teams, out.Escalations = slices.Clone(ws.People), slices.Clone(ws.Teams), slices.Clone(ws.Escalations)
	add := func(kind engine.Kind, theirs, name string) {
		ours := accounts.Ours(engine.Participant{Kind: kind, ID: theirs})
		if _, known := accounts.Theirs(ours); known && kind != engine.KindTeam {
			return
		}
		account := engine.Accounts{old.Vendor: theirs}
		switch kind {
		case engine.KindPerson:
			out.People = append(out.People, engine.PersonInfo{ID: engine.PersonID(ours.ID), Name: name, Accounts: account})
		case engine.KindTeam:
			if !slices.ContainsFunc(out.Teams, func(t engine.Team) bool { return string(t.ID) == ours.ID }) {
				out.Teams = append(out.Teams, engine.Team{ID: engine.TeamID(ours.ID), Name: name, Accounts: account})
			}
		default:
			out.Escalations = append(out.Escalations, engine.Escalation{ID: engine.EscalationID(ours.ID), Name: name, Accounts: account})
		}
	}
	for _, u := range old.Users {
		add(engine.KindPerson, u.ID, u.Name)
	}
	for _, t := range old.Teams {
		add(engine.KindTeam, t.ID, t.Name)
	}
	for _, e := range old.Escalations {
		add(engine.KindEscalation, e.ID, e.Name)
	}
	return &out
}

// restoring is a builder with what was there then.
type restoring struct {
	builder
	then *snapshot.Accounts
}

// object plans one schedule back to what it was.
func (b *restoring) object(was *snapshot.Object) error {
	id := b.idOf(was)
	if id == "" || !b.asked(id) {
		return nil
	}
	now, ok := b.present(was, id)
	if now != nil {
		b.claimed = append(b.claimed, now.ID)
	}
	switch {
	case !ok:
		return nil
	case was.Opaque != "":
		b.problem(id, "", "%q cannot be read in the snapshot: %s", was.Schedule.Name, was.Opaque)
		return nil
	case now != nil && now.Opaque != "":
		b.problem(id, "", "%q cannot be read: %s", now.Schedule.Name, now.Opaque)
		return nil
	}
	d := b.live.Dialect
	if s := b.ws.Schedule(id); s != nil {
		if t, aimed := s.On(b.out.Vendor); aimed {
			d = d.For(t)
		}
	}
	live := b.then.Translate(d.Keeps(was.Schedule))
	want := diff.Wanted(was, &live, snapshot.Mark{Owner: b.ws.Sync.Owner, ID: string(id)}, d, b.ws.Sync.OwnOverrides, b.o.Now)
	want.ID = id
	return b.back(now, &want, d)
}

// back plans the change that makes an object, or a new one, what is wanted.
func (b *restoring) back(now *snapshot.Object, want *engine.Schedule, d *dialect.Dialect) error {
	low := dialect.Lowered{Schedule: *want}
	if !b.usable(want, &low) {
		return nil
	}
	ours, err := engine.Compile(want, nil, nil)
	if err != nil {
		b.problem(want.ID, "", "%v", err)
		return nil
	}
	c := Change{Change: b.compare(now, want, d)}
	watchers := 0
	if now != nil {
		watchers = now.Watchers
	}
	hours, err := b.consequences(&c, ours, &low, watchers)
	if err != nil || c.Empty() || !b.writable(&c, now) || !b.allowed(&c) {
		return err
	}
	b.out.Changes = append(b.out.Changes, c)
	b.totals.add(c.ID, hours)
	return nil
}

// idOf returns our id of an object that was ours then, or "".
func (b *restoring) idOf(was *snapshot.Object) engine.ScheduleID {
	if was.Mark.Owner != "" {
		if was.Mark.Owner == b.ws.Sync.Owner {
			return engine.ScheduleID(was.Mark.ID)
		}
		return ""
	}
	for i := range b.ws.Schedules {
		if t, ok := b.ws.Schedules[i].On(b.out.Vendor); ok && t.ID == was.ID {
			return b.ws.Schedules[i].ID
		}
	}
	return ""
}

// present finds what has become of an object: by its id, else by its mark. ok is false where it is somebody else's now, or where
// one that is gone cannot be made anew because somebody else has its name.
func (b *restoring) present(was *snapshot.Object, id engine.ScheduleID) (found *snapshot.Object, ok bool) {
	mark := snapshot.Mark{Owner: b.ws.Sync.Owner, ID: string(id)}
	var namesake *snapshot.Object
	for i := range b.live.Snapshot.Objects {
		obj := &b.live.Snapshot.Objects[i]
		switch {
		case obj.ID == was.ID && obj.Mark.Owner != "" && obj.Mark != mark:
			b.problem(id, "", "%q is marked as %s of %s now", obj.Schedule.Name, obj.Mark.ID, obj.Mark.Owner)
			return obj, false
		case obj.ID == was.ID:
			return obj, true
		case obj.Mark == mark:
			found = obj
		case strings.EqualFold(obj.Schedule.Name, was.Schedule.Name):
			namesake = obj
		}
	}
	if found == nil && namesake != nil {
		b.problem(id, "", "it is gone, and somebody else has a schedule named %q now (%s)", namesake.Schedule.Name, namesake.ID)
		return nil, false
	}
	return found, true
}

// since tells what is ours now and was not there then.
func (b *restoring) since() {
	for i := range b.live.Snapshot.Objects {
		obj := &b.live.Snapshot.Objects[i]
		if b.isOurs(obj) && !slices.Contains(b.claimed, obj.ID) && len(b.o.Only) == 0 {
			b.out.Notes = append(b.out.Notes, fmt.Sprintf("%q was made since the snapshot; it is left as it is", obj.Schedule.Name))
		}
	}
}
