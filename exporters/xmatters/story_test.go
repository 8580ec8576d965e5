package xmatters_test

import (
	"flag"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
	fake "github.com/schedsync/schedsync/fixtures/fakes/xmatters"
)

// rendered is what the fake shows of the group of an object, in our ids; absences included.
func (l *lab) rendered(accounts *snapshot.Accounts, id string, w span.Span[civil.Instant]) []engine.OnCall {
	tiles := l.fake.Render(id, w.Start.Time(), w.End.Time())
	edges := []civil.Instant{w.Start, w.End}
	for _, p := range tiles {
		edges = append(edges, civil.FromTime(p.Start), civil.FromTime(p.End))
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	out := make([]engine.OnCall, len(edges)-1)
	for i := range out {
		out[i].Span = span.Span[civil.Instant]{Start: edges[i], End: edges[i+1]}
		for _, p := range tiles {
			if civil.FromTime(p.Start) <= edges[i] && edges[i+1] <= civil.FromTime(p.End) {
				out[i].On = append(out[i].On, engine.Duty{Who: accounts.Ours(engine.Person(engine.PersonID(p.Who)))})
			}
		}
	}
	return out
}

func timeline(t interface{ Fatal(...any) }, w span.Span[civil.Instant], z *civil.Zone, rotations ...engine.Rotation) []engine.OnCall {
	out, err := diff.Timeline(&engine.Schedule{Zone: z, Enabled: true, Rotations: rotations}, w)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// anyRotation draws a rotation that may be carved into shifts, around the end of summer time in Lisbon.
func anyRotation(t *rapid.T, z *civil.Zone) engine.Rotation {
	quarter := civil.Local(15 * civil.Minute)
	r := engine.Rotation{ID: "r", Name: "r", Zone: z, Start: civil.AtLocal(local("2026-10-12 09:00") + civil.Local(rapid.IntRange(-6000, 1500).Draw(t, "start"))*quarter)}
	unit := rapid.SampledFrom([]engine.Unit{engine.Hours, engine.Days, engine.Weeks}).Draw(t, "unit")
	r.Every.Lengths = []engine.Length{{N: map[engine.Unit]int{engine.Hours: 12, engine.Days: 2, engine.Weeks: 1}[unit], Unit: unit}}
	for range rapid.IntRange(1, 4).Draw(t, "people") {
		r.People = append(r.People, rapid.SampledFrom([]engine.Entry{nil, entry("ana"), entry("bo"), entry("chi", "dee")}).Draw(t, "who"))
	}
	if rapid.Bool().Draw(t, "restricted") {
		w := engine.Window{From: rapid.IntRange(0, 95).Draw(t, "opens") * 15 * civil.Minute}
		w.To = w.From + rapid.IntRange(1, 96).Draw(t, "open for")*15*civil.Minute
		for d := civil.Monday; d <= civil.Sunday; d++ {
			if rapid.Bool().Draw(t, d.String()) {
				w.Days = append(w.Days, d)
			}
		}
		r.Only = append(r.Only, w)
	}
	if rapid.IntRange(0, 2).Draw(t, "ends") == 0 {
		r.Until = civil.AtLocal(local("2026-10-12 10:00") + civil.Local(rapid.IntRange(1, 4000).Draw(t, "lasts"))*quarter)
	}
	return r
}

// TestWrittenIsAsDeclaredProof: whatever rotation is carved into shifts and written, the fake, which shares no code with it,
// renders what the engine finds in the rotation; and what is read back is what was to be written, so that a second run has
// nothing to do, on the next day as well.
func TestWrittenIsAsDeclaredProof(t *testing.T) {
	l := newLab(t, fake.Options{State: state(t)})
	z := l.zone("Europe/Lisbon")
	begin := l.fake.Clock().Now()
	data, err := l.fake.Dump()
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("SCHEDSYNC_PROOF") == "" { // a hundred where a proof is wanted
		if err := flag.Set("rapid.checks", "25"); err != nil {
			t.Fatal(err)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		r := anyRotation(rt, z)
		parts, reason := dialect.Shifts(&r, 40)
		if reason != "" {
			return
		}
		if err := l.fake.Load(data); err != nil {
			rt.Fatal(err)
		}
		l.fake.Clock().Set(begin)
		now := civil.FromTime(begin)
		parts = slices.DeleteFunc(parts, func(p engine.Rotation) bool { return over(&p, now) })
		if err := l.session(nil).Do(t.Context(), diff.CreateSchedule{Schedule: desk(z, parts...)}); err != nil {
			rt.Fatal(err)
		}
		w := span.Span[civil.Instant]{Start: now + civil.Hour, End: now + 56*civil.DayLen}
		for _, days := range []int{0, 23} {
			l.fake.Clock().Set(begin.AddDate(0, 0, days))
			snap := l.read()
			live, accounts := l.of(snap, "desk"), snapshot.Bind(l.ws, snap)
			now := civil.FromTime(l.fake.Clock().Now())
			want, got := tellAll(parts, now), tellAll(accounts.Translate(live.Schedule).Rotations, now)
			if d := cmp.Diff(want, got); d != "" {
				rt.Fatalf("after %d days another rotation is read than was written:\n%s", days, d)
			}
			if days == 0 {
				for _, m := range engine.Differences(timeline(rt, w, z, r), l.rendered(accounts, live.ID, w)) {
					rt.Errorf("from %s until %s: declared %v, the fake renders %v", m.Start, m.End, m.Before, m.After)
				}
			}
		}
		l.fake.Log().Reset()
	})
}

// over reports whether a part lies in the past altogether; it is not written.
func over(r *engine.Rotation, now civil.Instant) bool {
	if r.HasShifts {
		return r.Shifts[0].Until.In(r.Zone) <= now
	}
	return r.Until.IsSet() && r.Until.In(r.Zone) <= now
}

// tellAll writes down rotations that are not over, told from now on, by name.
func tellAll(list []engine.Rotation, now civil.Instant) []string {
	var out []string
	for _, r := range list {
		if over(&r, now) {
			continue
		}
		r = dialect.Running(r, now)
		text := r.Name + ":"
		for _, line := range diff.Describe(&engine.Schedule{Zone: r.Zone, Rotations: []engine.Rotation{r}}) {
			text += " " + line
		}
		for _, f := range r.Shifts {
			text += " " + f.From.In(r.Zone).String() + " " + f.Until.In(r.Zone).String() + " " + f.Who.String()
		}
		out = append(out, text)
	}
	slices.Sort(out)
	return out
}
