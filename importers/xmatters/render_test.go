package xmatters_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/xmatters"
	"github.com/schedsync/schedsync/fixtures/golden"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/readertest"
	"github.com/schedsync/schedsync/importers/xmatters"
)

// reading is a reader of a fake.
func reading(t *testing.T, s *fake.Server) importers.Reader {
	t.Helper()
	r, err := xmatters.Open(readertest.Connect(t, s, s.Clock(), "user", "password"))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// lifted reads a fake and lifts what it says.
func lifted(t *testing.T, r importers.Reader) *snapshot.Snapshot {
	t.Helper()
	raw, err := r.Read(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	snap, err := xmatters.Lift(raw, openZones(t))
	if err != nil {
		t.Fatal(err)
	}
	return snap
}

// TestLiftCompany: what becomes of every form of shift, absence and group.
func TestLiftCompany(t *testing.T) {
	snap := lifted(t, reading(t, serve(t, fake.Options{State: company(t, 0)})))
	text := strings.Join(readertest.Meaning(snap), "\n") + "\n"
	for i := range snap.Objects {
		o := &snap.Objects[i]
		text += fmt.Sprintf("%s: read only %q, made by others %v\n", o.Schedule.Name, o.ReadOnly, o.Theirs)
		for _, v := range o.Schedule.Overrides {
			text += fmt.Sprintf("  %s replaces %v\n", v.Ref, v.Replaces)
		}
	}
	golden.File(t, "testdata/company.txt", []byte(text))
}

// TestLiftSeedProfile: an account whose API tells no times can be read, and says that it can be no more.
func TestLiftSeedProfile(t *testing.T) {
	s := serve(t, fake.Options{State: company(t, 0), Profile: fake.ProfileSeed})
	a := readertest.Connect(t, s, s.Clock(), "user", "password")
	a.Profile = "seed"
	r, err := xmatters.Open(a)
	if err != nil {
		t.Fatal(err)
	}
	snap := lifted(t, r)
	for _, o := range snap.Objects {
		if !strings.Contains(o.ReadOnly, "change none") || !o.Heard || len(o.Schedule.Rotations) > 0 {
			t.Errorf("%s: read only %q, %d rotations", o.Schedule.Name, o.ReadOnly, len(o.Schedule.Rotations))
		}
	}
	if n := len(snap.Objects); n != 6 {
		t.Errorf("%d groups", n)
	}
}

// TestProfiles: an account that has less than it is said to have is told, with what to write instead.
func TestProfiles(t *testing.T) {
	for _, tt := range []struct {
		has        fake.Profile
		said, want string
	}{
		{fake.ProfileCurrent, "", ""},
		{fake.ProfileCurrent, "doc19", ""},
		{fake.ProfileDoc19, "doc19", ""},
		{fake.ProfileDoc19, "", "profile: doc19"},
		{fake.ProfileSeed, "", "profile: seed"},
		{fake.ProfileSeed, "doc19", "profile: seed"},
		{fake.ProfileCurrent, "v2", "none of seed, doc19, current"},
	} {
		t.Run(fmt.Sprintf("%s said to be %q", tt.has, tt.said), func(t *testing.T) {
			s := serve(t, fake.Options{State: company(t, 0), Profile: tt.has})
			a := readertest.Connect(t, s, s.Clock(), "user", "password")
			a.Profile = tt.said
			r, err := xmatters.Open(a)
			if err == nil {
				_, err = r.Read(t.Context(), nil)
			}
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("the error is %v, want one with %q", err, tt.want)
			}
		})
	}
}

// around are zones with a Monday two weeks before a clock change: forward, back, by half an hour, at midnight, and none.
func around() map[string]time.Time {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 7, 30, 0, 0, time.UTC) }
	return map[string]time.Time{
		"Europe/Lisbon": day(2026, 10, 12), "America/New_York": day(2026, 2, 23), "Australia/Lord_Howe": day(2026, 9, 21),
		"Africa/Cairo": day(2026, 4, 13), "America/Santiago": day(2026, 8, 24), "UTC": day(2026, 1, 5),
	}
}

var anyone = []string{fake.SeedAna, fake.SeedBo, fake.SeedChi, fake.SeedDee}

// anyGroup draws a group with shifts in every shape the vendor may hold.
func anyGroup(t *rapid.T, db interface {
	Location(string) (*time.Location, error)
},
) (fake.Group, time.Time) {
	places := around()
	names := make([]string, 0, len(places))
	for name := range places {
		names = append(names, name)
	}
	slices.Sort(names)
	name := rapid.SampledFrom(names).Draw(t, "zone")
	zone, err := db.Location(name)
	if err != nil {
		t.Fatal(err)
	}
	g := fake.Group{ID: "b2b00000-0000-4000-8000-000000000001", TargetName: "g"}
	for i := range rapid.IntRange(1, 3).Draw(t, "shifts") {
		g.Shifts = append(g.Shifts, anyShift(t, i, name, zone, places[name]))
	}
	return g, places[name]
}

func anyShift(t *rapid.T, i int, name string, zone *time.Location, now time.Time) fake.Shift {
	sh := fake.Shift{ID: fmt.Sprintf("f2f00000-0000-4000-8000-%012d", i), Name: fmt.Sprint("s", i), Timezone: name}
	for range rapid.IntRange(0, 3).Draw(t, "members") {
		m := fake.Member{Recipient: rapid.SampledFrom(anyone).Draw(t, "who")}
		if len(sh.Members) > 0 {
			m.Delay = rapid.SampledFrom([]int{0, 0, 10}).Draw(t, "delay")
		}
		if !slices.ContainsFunc(sh.Members, func(o fake.Member) bool { return o.Recipient == m.Recipient }) {
			sh.Members = append(sh.Members, m)
		}
	}
	if rapid.IntRange(0, 9).Draw(t, "always") == 0 {
		return sh
	}
	// On the wall clock at noon on a day, then to a quarter of it, so that no start lies in an hour that shows twice.
	local := now.In(zone).AddDate(0, 0, rapid.IntRange(-70, 20).Draw(t, "day"))
	clock := rapid.IntRange(16, 95).Draw(t, "quarter")
	sh.Start = time.Date(local.Year(), local.Month(), local.Day(), clock/4, clock%4*15, 0, 0, zone)
	end := clock + rapid.IntRange(1, 200).Draw(t, "lasts")
	sh.End = time.Date(local.Year(), local.Month(), local.Day()+end/96, end%96/4, end%4*15, 0, 0, zone)
	if end%96 < 16 {
		sh.End = sh.End.Add(5 * time.Hour)
	}
	sh.Start, sh.End = sh.Start.UTC(), sh.End.UTC()
	sh.Recurrence = anyRecurrence(t, sh.Start)
	return sh
}

func anyRecurrence(t *rapid.T, start time.Time) fake.Recurrence {
	r := fake.Recurrence{Frequency: rapid.SampledFrom([]string{"ONCE", "DAILY", "WEEKLY", "WEEKLY", "EVERY_WEEKDAY", "EVERY_WEEKEND_DAY", "MONTHLY", "YEARLY"}).Draw(t, "frequency")}
	all := []string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}
	switch r.Frequency {
	case "ONCE":
		return r
	case "DAILY":
		r.RepeatEvery = rapid.IntRange(1, 9).Draw(t, "every")
	case "WEEKLY":
		r.RepeatEvery = rapid.IntRange(1, 3).Draw(t, "every")
		r.OnDays = rapid.SliceOfNDistinct(rapid.SampledFrom(all), 1, 7, rapid.ID).Draw(t, "days")
	case "MONTHLY":
		r.On = rapid.SampledFrom([]string{"DATE_OF_MONTH", "DAY_OF_WEEK"}).Draw(t, "on")
		r.DateOfMonth = rapid.SampledFrom([]string{"1", "15", "31", "LAST"}).Draw(t, "date")
		r.Classifier = rapid.SampledFrom([]string{"FIRST", "SECOND", "FOURTH", "LAST"}).Draw(t, "nth")
		r.DayOfWeek = rapid.SampledFrom(all).Draw(t, "weekday")
	}
	r.EndBy = rapid.SampledFrom([]string{"NEVER", "DATE", "REPETITIONS"}).Draw(t, "end")
	switch r.EndBy {
	case "DATE":
		r.EndDate = start.Add(time.Duration(rapid.IntRange(1, 2500).Draw(t, "hours")) * time.Hour)
	case "REPETITIONS":
		r.Repetitions = rapid.IntRange(1, 30).Draw(t, "repetitions")
	}
	return r
}

// anyAbsences draws absences that do not overlap for one member.
func anyAbsences(t *rapid.T, group string, now time.Time) []fake.Absence {
	var out []fake.Absence
	for _, who := range anyone {
		from := now
		for range rapid.IntRange(0, 2).Draw(t, "absences") {
			a := fake.Absence{
				ID: fmt.Sprintf("d2d00000-0000-4000-8000-%012d", len(out)), Type: "VACANCY", Member: who, Group: group,
				Start: from.Add(time.Duration(rapid.IntRange(0, 500).Draw(t, "gone")) * time.Hour),
			}
			a.End = a.Start.Add(time.Duration(rapid.IntRange(1, 200).Draw(t, "for")) * time.Hour)
			from = a.End
			if by := rapid.SampledFrom(append([]string{""}, anyone...)).Draw(t, "by"); by != "" && by != who {
				a.Type, a.Replacement = "REPLACEMENT", by
			}
			if rapid.Bool().Draw(t, "everywhere") {
				a.Group = ""
			}
			out = append(out, a)
		}
	}
	return out
}

// TestLiftedIsAsRendered: whatever the vendor holds, the engine resolves what was lifted, level by level, to those whom the
// fake, which shares no code with it, renders by the contract; and the vendor asked who is on call says the same.
func TestLiftedIsAsRendered(t *testing.T) {
	db := openZones(t)
	st, err := fake.Seed()
	if err != nil {
		t.Fatal(err)
	}
	clock := fakes.NewClock(fake.SeedNow())
	s := serve(t, fake.Options{Clock: clock})
	reader := reading(t, s)
	rapid.Check(t, func(rt *rapid.T) {
		g, now := anyGroup(rt, db)
		state := st
		state.Groups, state.Absences = []fake.Group{g}, anyAbsences(rt, g.ID, now)
		load(rt, s, state)
		clock.Set(now)
		raw, err := reader.Read(t.Context(), nil)
		if err != nil {
			rt.Fatal(err)
		}
		snap, err := xmatters.Lift(raw, db)
		if err != nil {
			rt.Fatal(err)
		}
		w := span.Span[civil.Instant]{Start: civil.FromTime(now), End: civil.FromTime(now.AddDate(0, 0, 28))}
		var ids []string
		for _, o := range snap.Objects {
			ids = append(ids, o.ID)
		}
		heard, err := reader.(importers.Witness).OnCall(t.Context(), snap, ids, w, nil)
		if err != nil {
			rt.Fatal(err)
		}
		for i, obj := range snap.Objects {
			if obj.Opaque != "" {
				rt.Fatalf("%s is opaque: %s", obj.ID, obj.Opaque)
			}
			want := rendered(s, obj.ID, w)
			if !slices.ContainsFunc(obj.Notes, func(n string) bool { return strings.Contains(n, "is a guess") }) {
				got, err := diff.Timeline(&obj.Schedule, w)
				if err != nil {
					rt.Fatal(err)
				}
				for _, m := range engine.Differences(want, got) {
					rt.Errorf("%s from %s until %s: the fake renders %v, the engine finds %v", obj.ID, m.Start, m.End, m.Before, m.After)
				}
			}
			for _, m := range engine.Differences(want, heard[i].Spans) {
				rt.Errorf("%s from %s until %s: the fake renders %v, and says %v", obj.ID, m.Start, m.End, m.Before, m.After)
			}
		}
		s.Log().Reset()
	})
}

// load gives the fake a state.
func load(t *rapid.T, s *fake.Server, st fake.State) {
	other, err := fake.New(fake.Options{State: st, LoadLocation: func(string) (*time.Location, error) { return time.UTC, nil }})
	if err != nil {
		t.Fatal(err)
	}
	data, err := other.Dump()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Load(data); err != nil {
		t.Fatal(err)
	}
}

// rendered is the fake's own timeline of a level of a group as spans.
func rendered(s *fake.Server, id string, w span.Span[civil.Instant]) []engine.OnCall {
	group, number, _ := strings.Cut(id, "/")
	level := 1
	if number != "" {
		_ = json.Unmarshal([]byte(number), &level)
	}
	tiles := s.Render(group, w.Start.Time(), w.End.Time())
	edges := []civil.Instant{w.Start, w.End}
	for _, p := range tiles {
		edges = append(edges, civil.FromTime(p.Start), civil.FromTime(p.End))
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	var out []engine.OnCall
	for i := range edges[1:] {
		s := engine.OnCall{Span: span.Span[civil.Instant]{Start: edges[i], End: edges[i+1]}}
		for _, p := range tiles {
			if p.Level == level-1 && civil.FromTime(p.Start) <= s.Start && s.End <= civil.FromTime(p.End) {
				s.On = append(s.On, engine.Duty{Who: engine.Person(engine.PersonID(p.Who))})
			}
		}
		out = append(out, s)
	}
	return out
}
