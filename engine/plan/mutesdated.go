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
	on := b.services(m, t)
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
	team := t.Team
	if theirs, ok := b.accounts.Theirs(engine.Participant{Kind: engine.KindTeam, ID: t.Team}); ok {
		team = theirs
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

// services finds what the windows silence, by id or exact name; ids, sorted.
func (b *builder) services(m *engine.Mute, t engine.Target) []string {
	path := "targets." + string(b.out.Vendor) + ".services"
	if len(t.Services) == 0 {
		b.muteProblem(m, path, "it would silence nothing; name the services")
	}
	var out []string
	for _, want := range t.Services {
		i := slices.IndexFunc(b.live.Snapshot.Alerts, func(a snapshot.Ref) bool { return a.ID == want })
		if i < 0 {
			i = slices.IndexFunc(b.live.Snapshot.Alerts, func(a snapshot.Ref) bool { return a.Name == want })
		}
		if i < 0 {
			b.muteProblem(m, path, "there is no service with the name or id %q at %s", want, b.out.Vendor)
			continue
		}
		out = append(out, b.live.Snapshot.Alerts[i].ID)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
