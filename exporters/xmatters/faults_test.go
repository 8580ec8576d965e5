package xmatters_test

import (
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters/xmatters"
	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/xmatters"
	"github.com/schedsync/schedsync/importers/httpx"
)

// weeks are the shifts of a rotation of two.
func weeks(t *testing.T, z *civil.Zone, start string) []engine.Rotation {
	t.Helper()
	parts, reason := dialect.Shifts(weekly(z, start, entry("ana"), entry("bo")), 100)
	if reason != "" {
		t.Fatal(reason)
	}
	return parts
}

func tomorrow(z *civil.Zone) engine.Override {
	return engine.Override{
		From: civil.AtInstant(z.First(local("2026-10-13 10:00"))), Until: civil.AtInstant(z.First(local("2026-10-13 14:00"))),
		Who: entry("dee"), Replaces: entry("bo"), Fill: true,
	}
}

// TestDoubt: whatever becomes of one call or its answer, a new schedule with its shifts and an absence is there once and
// whole in the end, and what was done before is not done again (T-faults of SPEC 3).
func TestDoubt(t *testing.T) {
	paths := []string{"POST /api/xm/1/groups$", "POST /api/xm/1/groups/*/members", "POST /api/xm/1/groups/*/shifts$", "POST /api/xm/1/groups/*/shifts$#2", "DELETE /api/xm/1/groups/*/shifts/*", "POST /api/xm/1/temporary-absences"}
	kinds := []string{"429", "429:7", "500", "502", "503:1", "504-after", "timeout-before", "timeout-after", "drop", "truncate", "html"}
	for _, path := range paths {
		for _, kind := range kinds {
			if kind == "html" && (strings.Contains(path, "members") || strings.HasPrefix(path, "DELETE")) {
				continue // a login page instead of an answer is no passing trouble; what is created is looked up all the same
			}
			path, n, _ := strings.Cut(path, "#")
			if n == "" {
				n = "1"
			}
			spec := path + "#" + n + "=" + kind
			t.Run(spec, func(t *testing.T) {
				faults, err := fakes.ParseFaults(spec)
				if err != nil {
					t.Skip(err)
				}
				l := newLab(t, fake.Options{Faults: faults, State: state(t)})
				z := l.zone("Europe/Lisbon")
				s := l.session(nil)
				l.do(s, diff.CreateSchedule{Schedule: desk(z, weeks(t, z, "2026-10-05 09:00")...)}, diff.CreateOverride{Override: tomorrow(z)})
				l.whole()
				happened := false
				for _, e := range l.fake.Log().Entries() {
					happened = happened || e.Fault != ""
				}
				if !happened {
					t.Error("the fault never happened")
				}
			})
		}
	}
}

// TestDiedBeforeItsFirstShift: a group whose creation ended when it had nothing but the vendor's own shift is filled by the
// next run, and that shift goes.
func TestDiedBeforeItsFirstShift(t *testing.T) {
	faults, err := fakes.ParseFaults("DELETE /api/xm/1/groups/*/shifts/*#1=400; POST /api/xm/1/groups/*/members#1=400")
	if err != nil {
		t.Fatal(err)
	}
	l := newLab(t, fake.Options{Faults: faults})
	z := l.zone("Europe/Lisbon")
	parts := weeks(t, z, "2026-10-05 09:00")
	l.fails(l.session(nil).Do(t.Context(), diff.CreateSchedule{Schedule: desk(z, parts...)}), "injected fault")
	obj := l.object("desk")
	if len(obj.Schedule.Rotations) != 1 || !obj.Theirs[0] {
		t.Fatalf("the group was to have the vendor's shift alone: %+v", obj.Schedule.Rotations)
	}
	l.do(l.session(obj), diff.CreateRotation{Rotation: parts[0]}, diff.CreateRotation{Rotation: parts[1]}, diff.CreateOverride{Override: tomorrow(z)})
	l.whole()
}

// whole makes sure that the desk is there with its two shifts and its absence, and nothing else.
func (l *lab) whole() {
	l.t.Helper()
	obj := l.object("desk")
	if n, m := len(obj.Schedule.Rotations), len(obj.Schedule.Overrides); n != 2 || m != 1 || obj.Theirs[0] || obj.Theirs[1] {
		l.t.Errorf("%d shifts and %d absences, made by others: %v", n, m, obj.Theirs)
	}
}

// TestTokenInTheMiddle: a token that ends in the middle of an apply is renewed, and the call is made again once.
func TestTokenInTheMiddle(t *testing.T) {
	const client = "c11e0000-0000-4000-8000-000000000001"
	l := newLab(t, fake.Options{ClientID: client})
	l.account.Secrets["client_id"] = httpx.NewSecret(client)
	z := l.zone("Europe/Lisbon")
	s := l.session(nil)
	parts := weeks(t, z, "2026-10-05 09:00")
	l.do(s, diff.CreateSchedule{Schedule: desk(z, parts[0])})
	l.fake.Clock().Advance(2 * time.Hour) // longer than any token lives
	l.do(s, diff.CreateRotation{Rotation: parts[1]}, diff.CreateOverride{Override: tomorrow(z)})
	l.whole()
}

// TestNameIsTaken: a name that stays taken for a while after its shift was deleted is waited for (contract xmatters a.5).
func TestNameIsTaken(t *testing.T) {
	l := newLab(t, fake.Options{Quirks: fake.Quirks{RefuseAfterDelete: 3}})
	z := l.zone("Europe/Lisbon")
	s := l.session(nil)
	parts := weeks(t, z, "2026-10-05 09:00")
	l.do(s, diff.CreateSchedule{Schedule: desk(z, parts...)})
	obj := l.object("desk")
	l.do(s, diff.DeleteRotation{ID: obj.RotationIDs[0], Name: parts[0].Name}, diff.CreateRotation{Rotation: parts[0]})
	if n := len(l.object("desk").Schedule.Rotations); n != 2 {
		t.Errorf("%d shifts", n)
	}
}

// TestRosterStays: those who are still in a shift are on the roster after another was deleted, and the others are not
// (contract xmatters f.11).
func TestRosterStays(t *testing.T) {
	l := newLab(t, fake.Options{})
	z := l.zone("Europe/Lisbon")
	s := l.session(nil)
	l.do(s, diff.CreateSchedule{Schedule: desk(z, weeks(t, z, "2026-10-05 09:00")...)})
	fresh, reason := dialect.Shifts(weekly(z, "2026-10-06 09:00", entry("ana"), entry("chi")), 100)
	if reason != "" {
		t.Fatal(reason)
	}
	obj := l.object("desk")
	l.do(s, diff.CreateRotation{Rotation: fresh[0]}, diff.CreateRotation{Rotation: fresh[1]})
	for i, id := range obj.RotationIDs {
		l.do(s, diff.DeleteRotation{ID: id, Name: obj.Schedule.Rotations[i].Name})
	}
	w := l.object("desk")
	if n := len(w.Schedule.Rotations); n != 2 {
		t.Errorf("%d shifts", n)
	}
	for _, r := range w.Schedule.Rotations {
		if len(r.People[0]) != 1 {
			t.Errorf("shift %q lost its member", r.Name)
		}
	}
}

// TestNotOurs: what is not ours is left alone, and the error says what to do: adopting needs consent.
func TestNotOurs(t *testing.T) {
	t.Run("a group of the same name", func(t *testing.T) {
		l := newLab(t, fake.Options{})
		z := l.zone("Europe/Lisbon")
		want := desk(z)
		want.Name = "Payments"
		l.fails(l.session(nil).Do(t.Context(), diff.CreateSchedule{Schedule: want}), "targets.xmatters.id: "+fake.SeedPayments)
	})
	t.Run("one that cannot be seen", func(t *testing.T) {
		l := newLab(t, fake.Options{Logins: map[string]fake.Login{"test-user-0000": {Hidden: []string{"Payments"}}}})
		z := l.zone("Europe/Lisbon")
		want := desk(z)
		want.Name = "Payments"
		l.fails(l.session(nil).Do(t.Context(), diff.CreateSchedule{Schedule: want}), "may not see")
	})
	t.Run("deleting a group with somebody else's shift", func(t *testing.T) {
		l := newLab(t, fake.Options{})
		z := l.zone("Europe/Lisbon")
		l.do(l.session(nil), diff.CreateSchedule{Schedule: desk(z, weeks(t, z, "2026-10-05 09:00")...)})
		if _, err := l.fake.ByHandShift("Desk", fake.Shift{Name: "mine", Members: []fake.Member{{Recipient: fake.SeedDee}}}); err != nil {
			t.Fatal(err)
		}
		obj := l.object("desk")
		l.fake.Log().Reset()
		l.fails(l.session(obj).Do(t.Context(), diff.DeleteSchedule{Name: "Desk"}), "somebody else made")
	})
	t.Run("deleting without the permission", func(t *testing.T) {
		l := newLab(t, fake.Options{Quirks: fake.Quirks{RefuseDeleteOwned: true}})
		z := l.zone("Europe/Lisbon")
		s := l.session(nil)
		l.do(s, diff.CreateSchedule{Schedule: desk(z)})
		l.fails(s.Do(t.Context(), diff.DeleteSchedule{Name: "Desk"}), "ability.act.ManageExternallyOwned")
	})
	t.Run("a level that is only shown", func(t *testing.T) {
		l := newLab(t, fake.Options{})
		s := l.session(&snapshot.Object{ID: fake.SeedPlatform + "/2", ReadOnly: "level 2 is shown, not written"})
		l.fails(s.Do(t.Context(), diff.DeleteSchedule{Name: "Platform level 2"}), "shown, not written")
	})
	t.Run("an account that tells no times", func(t *testing.T) {
		l := newLab(t, fake.Options{})
		l.account.Profile = "seed"
		_, err := xmatters.Open(l.account)
		l.fails(err, "profile: seed")
	})
}

// fails makes sure that a step was refused, with a text.
func (l *lab) fails(err error, want string) {
	l.t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		l.t.Errorf("the error is %v, want one with %q", err, want)
	}
}

// TestAdopt: adopting a group writes our mark and keeps its supervisors, also where a change without them would reset them
// (contract xmatters f.12).
func TestAdopt(t *testing.T) {
	l := newLab(t, fake.Options{Quirks: fake.Quirks{ModifyResetsSupervisors: true}})
	z := l.zone("Europe/Berlin")
	if err := l.fake.ByHandEdit(fake.SeedPayments, func(g *fake.Group) { g.Supervisors = []string{fake.SeedBo, fake.SeedChi} }); err != nil {
		t.Fatal(err)
	}
	want := desk(z)
	want.Name = "Payments"
	l.do(l.session(&snapshot.Object{ID: fake.SeedPayments}), diff.UpdateSchedule{Schedule: want})
	obj := l.object("desk")
	if obj.ID != fake.SeedPayments || len(obj.Schedule.Rotations) != 3 || obj.Schedule.Description != "First line" {
		t.Errorf("adopted: %+v", obj)
	}
	if err := l.fake.ByHandEdit(fake.SeedPayments, func(g *fake.Group) {
		if len(g.Supervisors) != 2 {
			t.Errorf("the supervisors are %v", g.Supervisors)
		}
	}); err != nil {
		t.Fatal(err)
	}
}

// TestNotWritten: what cannot be said to the vendor is refused before anything is sent, with the reason.
func TestNotWritten(t *testing.T) {
	l := newLab(t, fake.Options{})
	z := l.zone("Europe/Lisbon")
	plain := weeks(t, z, "2026-10-05 09:00")[0]
	rotation := func(edit func(*engine.Rotation)) engine.Rotation {
		r := plain
		r.People = append([]engine.Entry{}, plain.People...)
		edit(&r)
		return r
	}
	override := func(edit func(*engine.Override)) engine.Override {
		o := tomorrow(z)
		edit(&o)
		return o
	}
	unmarked := desk(z)
	unmarked.Description = "First line"
	for _, tt := range []struct {
		name string
		step diff.Step
		want string
	}{
		{"no mark", diff.CreateSchedule{Schedule: unmarked}, "no ownership mark"},
		{"somebody nobody knows", diff.CreateRotation{Rotation: rotation(func(r *engine.Rotation) { r.People[0] = entry("eve") })}, "eve"},
		{"a team", diff.CreateRotation{Rotation: rotation(func(r *engine.Rotation) { r.People[0] = engine.Entry{{Kind: engine.KindTeam, ID: "ops"}} })}, "only people"},
		{"an override of everybody", diff.CreateOverride{Override: override(func(o *engine.Override) { o.Replaces = nil })}, "replaces one person"},
		{"an override by two", diff.CreateOverride{Override: override(func(o *engine.Override) { o.Who = entry("chi", "dee") })}, "replaces one person"},
		{"by somebody nobody knows", diff.CreateOverride{Override: override(func(o *engine.Override) { o.Who = entry("eve") })}, "eve"},
		{"an override that is over", diff.CreateOverride{Override: override(func(o *engine.Override) { o.Until = o.From })}, "is over"},
		{"one that is far away", diff.CreateOverride{Override: override(func(o *engine.Override) {
			o.From = civil.AtInstant(z.First(local("2027-03-13 10:00")))
			o.Until = civil.AtInstant(z.First(local("2027-03-13 14:00")))
		})}, "90 days away"},
		{"a changed shift", diff.UpdateRotation{ID: "x", Rotation: plain}, "made anew, never changed"},
		{"no step at all", nil, "not known"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := l.session(&snapshot.Object{ID: fake.SeedPayments})
			l.fake.Log().Reset()
			if tt.step == nil {
				tt.step = diff.ReplaceSchedule{}
			}
			l.fails(s.Do(t.Context(), tt.step), tt.want)
			if text, n := l.writes(); n > 0 {
				t.Errorf("sent: %s", text)
			}
		})
	}
	t.Run("shapes that are no shift", func(t *testing.T) {
		for _, r := range []engine.Rotation{
			{Name: "rota", Zone: z, Start: plain.Start, Every: plain.Every, People: []engine.Entry{entry("ana"), entry("bo")}},
			{Name: "two", Zone: z, HasShifts: true, Shifts: make([]engine.FixedShift, 2)},
			rotation(func(r *engine.Rotation) { r.Until = civil.AtLocal(local("2026-10-05 09:00")) }),
		} {
			if err := l.session(&snapshot.Object{ID: fake.SeedPayments}).Do(t.Context(), diff.CreateRotation{Rotation: r}); err == nil {
				t.Errorf("%s was written", r.Name)
			}
		}
	})
}
