package plan

import (
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
)

// datedMute plans one declared mute at a vendor whose windows have dates: nothing has to be made just in time, and the
// windows say themselves what they silence.
func (b *builder) datedMute(m *engine.Mute, t engine.Target) {
	before := len(b.out.Problems)
	live := b.liveMutes(m, t)
	team := b.muteTeam(m, t)
	on := b.services(m, t, team)
	low := b.live.Mutes.DateMute(m, b.o.Now, b.window.End)
	for _, r := range low.Refusals {
		b.muteProblem(m, r.Path, "%s", r.Text)
	}
	b.nameFits(m)
	if len(b.out.Problems) > before {
		return
	}
	if len(live) > 0 {
		b.out.Owned++
	}
	o := b.muteOptions(snapshot.Mark{Owner: b.ws.Sync.Owner, ID: string(m.ID)})
	o.Zone = m.Zone
	mc := diff.DatedMutes(&low, live, on, team, o)
	effect := b.effect(live, &mc)
	effect.Zone = m.Zone
	w := span.Span[civil.Instant]{Start: b.o.Now, End: b.o.Now + b.cadence()}
	for _, s := range low.Quiet(w).Subtract(mc.Silent(w)) {
		effect.Losses = append(effect.Losses, MuteLoss{s, false, "a window in force or about to be is not changed"})
	}
	for _, s := range mc.Silent(w).Subtract(low.Quiet(w)) {
		effect.Losses = append(effect.Losses, MuteLoss{s, true, "a window in force or about to be is not changed"})
	}
	b.addMute(m.Name, engine.ScheduleID(m.ID), &mc, effect)
}

// muteTeam finds the vendor's id of the team that a mute's windows belong to.
func (b *builder) muteTeam(m *engine.Mute, t engine.Target) string {
	theirs, ok := b.accounts.Theirs(engine.Participant{Kind: engine.KindTeam, ID: string(b.accounts.Team(t.Team))})
	if !ok {
		b.muteProblem(m, "targets."+string(b.out.Vendor)+".team", "there is no team %q at %s", t.Team, b.out.Vendor)
	}
	return theirs
}

// services finds what the windows silence, by id or else by exact name among the services of their team; ids, sorted.
func (b *builder) services(m *engine.Mute, t engine.Target, team string) []string {
	path := "targets." + string(b.out.Vendor) + ".services"
	switch {
	case len(t.Services) == 0:
		b.muteProblem(m, path, "it would silence nothing; name the services")
	case b.live.Snapshot.Alerts == nil:
		b.muteProblem(m, path, "the state of %s was read when no mute was declared, and lacks the services; read it again", b.out.Vendor)
		return nil
	}
	var out []string
	for _, want := range t.Services {
		found := slices.DeleteFunc(b.alertsCalled(want), func(a snapshot.Ref) bool {
			theirs, known := b.live.Snapshot.AlertTeams[a.ID]
			return known && theirs != team
		})
		switch len(found) {
		case 0:
			b.muteProblem(m, path, "there is no service with the name or id %q in the team %q at %s", want, t.Team, b.out.Vendor)
		case 1:
			out = append(out, found[0].ID)
		default:
			b.muteProblem(m, path, "%d services are named %q; name one by its id, %s or %s", len(found), want, found[0].ID, found[1].ID)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
