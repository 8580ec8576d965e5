package snapshot

import (
	"fmt"
	"slices"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// mutes declares the live mutes, each bound by its id. One-time mutes have no date that could be declared, windows with dates
// are left to whoever made them, and what other installations, or this one, have made is declared already.
func (d *declaring) mutes(only []string) {
	for i := range d.snap.Mutes {
		m := &d.snap.Mutes[i]
		skip := func(why string) { d.out.Skipped = append(d.out.Skipped, fmt.Sprintf("%q: %s", m.Name, why)) }
		switch {
		case len(only) > 0 && !slices.Contains(only, m.ID) && !slices.Contains(only, m.Name):
		case m.Opaque != "":
			skip(m.Opaque)
		case d.muteDeclared(m):
			skip("the workspace declares it already")
		case m.Mark.Owner != "":
			skip(fmt.Sprintf("it is kept by %s, as %s", m.Mark.Owner, m.Mark.ID))
		case !m.Shape.First.Empty():
			skip("it has dates: " + m.Shape.String() + "; declare it under `mutes:`, and let this one end or remove it")
		case !m.Shape.Weekly():
			skip("it happens once, and the vendor does not tell when; declare it with `date:`")
		default:
			d.mute(m)
		}
	}
}

// muteDeclared reports whether a mute of the workspace stands for the live one.
func (d *declaring) muteDeclared(m *Mute) bool {
	return slices.ContainsFunc(d.ws.Mutes, func(w engine.Mute) bool {
		return m.Mark.Owner != "" && m.Mark == Mark{d.ws.Sync.Owner, string(w.ID)} ||
			slices.ContainsFunc(w.Targets, func(t engine.Target) bool { return t.Vendor == d.snap.Vendor && t.ID == m.ID })
	})
}

// mute declares one weekly mute in the fixed zone that its offset is.
func (d *declaring) mute(m *Mute) {
	id := d.fresh("mute", m.Name)
	out := engine.Mute{
		ID: engine.MuteID(id), Name: legible(m.Name), Zone: fixedZone(m.Shape.Offset), Days: m.Shape.Days,
		From: m.Shape.Start * civil.Minute, To: (m.Shape.Start + m.Shape.Duration) * civil.Minute,
	}
	switch {
	case m.Shape.Duration >= weekMinutes: // every day is silent
		out.Days = []civil.Weekday{civil.Monday, civil.Tuesday, civil.Wednesday, civil.Thursday, civil.Friday, civil.Saturday, civil.Sunday}
		out.From, out.To = 0, civil.DayLen
		d.note("mutes."+id, "it lasts a week or more and repeats every week, so it is always in force")
	case m.Shape.Duration > 24*60:
		out.To, out.For = 0, engine.Length{N: m.Shape.Duration, Unit: engine.Minutes}
		if m.Shape.Duration%60 == 0 {
			out.For = engine.Length{N: m.Shape.Duration / 60, Unit: engine.Hours}
		}
	}
	if out.Name == "" {
		out.Name = id
	}
	t := engine.Target{Vendor: d.snap.Vendor, ID: m.ID}
	for _, on := range m.On {
		t.Alerts = append(t.Alerts, account(d.snap.Alerts, on))
	}
	if len(t.Alerts) == 0 {
		t.Attach = "manual"
		d.note("mutes."+id, "it is attached to no alert, so it silences nothing")
	}
	out.Targets = []engine.Target{t}
	d.out.Workspace.Mutes = append(d.out.Workspace.Mutes, out)
}

// fixedZone returns the IANA zone of an offset, whose name has the sign of POSIX: Etc/GMT-2 is two hours ahead of UTC.
func fixedZone(hours int) *civil.Zone {
	if hours == 0 {
		return civil.NewZone("UTC", time.UTC)
	}
	return civil.NewZone(fmt.Sprintf("Etc/GMT%+d", -hours), time.FixedZone("", hours*civil.Hour))
}
