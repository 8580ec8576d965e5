package engine_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// desk is a workspace of one schedule, s, whose rotation is r0; and of an empty one.
func desk(t *testing.T, rota rotaText) *engine.Workspace {
	t.Helper()
	r := rota.read(t, "UTC")
	w := &engine.Workspace{Schedules: []engine.Schedule{*r.Schedule(), {ID: "z", Zone: zone(t, "UTC"), Enabled: true}}}
	for _, id := range []engine.PersonID{"ana", "bo", "chi", "dee", "eli"} {
		w.People = append(w.People, engine.PersonInfo{ID: id})
	}
	return w
}

// days lists who is on call at noon of every day of a week from 2026-01-05 on the first schedule of a workspace.
func days(t *testing.T, w *engine.Workspace) string {
	t.Helper()
	r, err := engine.Compile(&w.Schedules[0], w.People, w.Holidays)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for at := utc("2026-01-05 12:00"); at < utc("2026-01-12 00:00"); at += civil.DayLen {
		out = append(out, names(r.Who(at).On))
	}
	return strings.Join(out, " ")
}

func TestWith(t *testing.T) {
	const rota = "1 day from 2026-01-05: ana bo chi"
	wed, fri := local("2026-01-07 00:00"), local("2026-01-09 00:00")
	for _, c := range []struct {
		name, rota string
		edits      []engine.Edit
		want       string
	}{
		{"nothing", rota, nil, "ana bo chi ana bo chi ana"},
		{"away", rota, []engine.Edit{engine.Away{Person: "ana", From: wed, Until: fri}}, "ana bo chi bo bo chi ana"},
		{"away twice", rota, []engine.Edit{
			engine.Away{Person: "ana", From: wed, Until: fri}, engine.Away{Person: "bo", From: wed, Until: fri},
		}, "ana bo chi chi bo chi ana"},
		{"join at the end of the list", rota, []engine.Edit{engine.Join{Person: "dee", From: wed}}, "ana bo chi dee ana bo chi"},
		{"join by name", rota, []engine.Edit{engine.Join{Person: "dee", Schedule: "s", Rotation: "r0", From: wed}}, "ana bo chi dee ana bo chi"},
		{"leave", rota, []engine.Edit{engine.Leave{Person: "ana", From: wed}}, "ana bo chi bo chi bo chi"},
		// A group that lost a member is another entry, so what follows it goes on (SPEC 1.2).
		{"leave a group", "1 day from 2026-01-05: ana+bo chi dee", []engine.Edit{engine.Leave{Person: "ana", From: local("2026-01-08 00:00")}}, "ana+bo chi dee chi dee bo chi"},
		{"leave before a later change", rota + "; change 2026-01-09: ana dee", []engine.Edit{engine.Leave{Person: "ana", From: wed}}, "ana bo chi bo dee dee dee"},
		{"join at the time of a change", rota + "; change 2026-01-07: bo chi", []engine.Edit{engine.Join{Person: "dee", From: wed}}, "ana bo chi dee bo chi dee"},
		{"join at the time of a new beginning", rota + "; restart 2026-01-07: bo chi", []engine.Edit{engine.Join{Person: "dee", From: wed}}, "ana bo bo chi dee bo chi"},
		{"join after a change", rota + "; change 2026-01-06: bo chi", []engine.Edit{engine.Join{Person: "dee", From: wed}}, "ana bo chi dee bo chi dee"},
		{"swap", rota, []engine.Edit{engine.Swap{A: "ana", B: "bo", From: wed, Until: local("2026-01-10 00:00")}}, "ana bo chi bo ana chi ana"},
		{"swap where both serve", "1 day from 2026-01-05: ana+bo ana", []engine.Edit{engine.Swap{A: "ana", B: "bo", From: wed, Until: fri}}, "ana+bo ana ana+bo bo ana+bo ana ana+bo"},
		{"swap and away", rota, []engine.Edit{
			engine.Swap{A: "ana", B: "dee", From: wed, Until: fri}, engine.Away{Person: "dee", From: wed, Until: fri},
		}, "ana bo chi dee bo chi ana"}, // whom an override names is not replaced
	} {
		t.Run(c.name, func(t *testing.T) {
			w := desk(t, rotaText(c.rota))
			before := days(t, w)
			after, err := w.With(c.edits...)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, days(t, after)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if now := days(t, w); now != before {
				t.Errorf("the workspace itself was %s and is %s", before, now)
			}
		})
	}
}

func TestWithRefuses(t *testing.T) {
	const rota = "1 day from 2026-01-05: ana bo"
	wed, fri := local("2026-01-07 00:00"), local("2026-01-09 00:00")
	for _, c := range []struct {
		name, rota string
		edit       engine.Edit
		want       string
	}{
		{"away", rota, engine.Away{Person: "zoe", From: wed, Until: fri}, `there is no person "zoe"`},
		{"join", rota, engine.Join{Person: "zoe", From: wed}, `there is no person "zoe"`},
		{"join where there is no schedule", rota, engine.Join{Person: "dee", Schedule: "q", From: wed}, `there is no schedule "q"`},
		{"join where there is no rotation", rota, engine.Join{Person: "dee", Schedule: "s", Rotation: "r9", From: wed}, `there is no rotation "r9" in "s"`},
		{"join one of two", rota + "; " + rota, engine.Join{Person: "dee", From: wed}, "2 rotations fit; name one to join as SCHEDULE/ROTATION"},
		{"join shifts", "shift 2026-01-05 .. 2026-01-06: ana", engine.Join{Person: "dee", From: wed}, "0 rotations fit; name one to join as SCHEDULE/ROTATION"},
		{"leave", rota, engine.Leave{Person: "dee", From: wed}, `"dee" is on none of these rotations`},
		{"leave another rotation", rota, engine.Leave{Person: "ana", Rotation: "r1", From: wed}, `there is no rotation "r1"`},
		{"the last one leaves", "1 day from 2026-01-05: ana", engine.Leave{Person: "ana", From: wed}, "s/r0: nobody would be left"},
		{"swap with nobody", rota, engine.Swap{A: "ana", B: "zoe", From: wed, Until: fri}, `there is no person "zoe"`},
		{"swap of others", rota, engine.Swap{A: "dee", B: "eli", From: wed, Until: fri}, `neither "dee" nor "eli" is on call then, so there is nothing to swap`},
		{"swap on another schedule", rota, engine.Swap{A: "ana", B: "bo", Schedule: "z", From: wed, Until: fri}, `neither "ana" nor "bo" is on call then, so there is nothing to swap`},
		{"swap where there is no schedule", rota, engine.Swap{A: "ana", B: "bo", Schedule: "q", From: wed, Until: fri}, `there is no schedule "q"`},
	} {
		_, err := desk(t, rotaText(c.rota)).With(c.edit)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
	w := desk(t, rota)
	w.Schedules[0].Rotations[0].Roster = &engine.Roster{File: "x.csv"}
	if _, err := w.With(engine.Swap{A: "ana", B: "bo", From: wed, Until: fri}); err == nil || !strings.Contains(err.Error(), "x.csv") {
		t.Errorf("swap on a schedule that cannot be resolved: %v", err)
	}
}
