package zenduty_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/span"
	fake "github.com/schedsync/schedsync/fixtures/fakes/zenduty"
	"github.com/schedsync/schedsync/importers/readertest"
	"github.com/schedsync/schedsync/importers/zenduty"
)

// around are zones with a week in which their clock changes: forward, back, by half an hour, at midnight, and not at all.
func around() map[string]time.Time {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	return map[string]time.Time{
		"Europe/Lisbon": day(2026, 10, 19), "America/New_York": day(2026, 3, 2), "Australia/Lord_Howe": day(2026, 9, 28),
		"Africa/Cairo": day(2026, 4, 20), "America/Santiago": day(2026, 8, 31), "Asia/Calcutta": day(2026, 3, 23), "UTC": day(2026, 1, 5),
	}
}

// anySchedule draws a schedule in every shape the vendor may hold, around a clock change of its zone. Overrides do not overlap:
// what happens then is not known (contract zenduty 4.13).
func anySchedule(t *rapid.T) (sc fake.Schedule, from time.Time) {
	zones := around()
	names := make([]string, 0, len(zones))
	for name := range zones {
		names = append(names, name)
	}
	slices.Sort(names)
	zone := rapid.SampledFrom(names).Draw(t, "zone")
	from = zones[zone]
	sc = fake.Schedule{ID: "s", Team: "t", Name: "s", Zone: zone}
	for i := range rapid.IntRange(0, 3).Draw(t, "layers") {
		sc.Layers = append(sc.Layers, anyLayer(t, fmt.Sprint("l", i), from))
	}
	at := from.Add(time.Duration(rapid.IntRange(-100, 300).Draw(t, "first")) * 37 * time.Minute)
	for i := range rapid.IntRange(0, 3).Draw(t, "overrides") {
		o := fake.Override{ID: fmt.Sprint("o", i), User: anybody(t), Start: at}
		o.End = at.Add(time.Duration(rapid.IntRange(1, 5000).Draw(t, "minutes")) * 61 * time.Second)
		at = o.End.Add(time.Duration(rapid.IntRange(0, 500).Draw(t, "pause")) * time.Minute)
		sc.Overrides = append(sc.Overrides, o)
	}
	return sc, from
}

func anybody(t *rapid.T) string {
	return rapid.SampledFrom([]string{"ana", "bo", "chi", "dee"}).Draw(t, "who")
}

func anyLayer(t *rapid.T, id string, from time.Time) fake.Layer {
	l := fake.Layer{
		ID: id, Name: rapid.SampledFrom([]string{"", "week", "night"}).Draw(t, "name"),
		ShiftLength: int64(rapid.SampledFrom([]int{45 * 60, 3600, 12 * 3600, 86400, 3 * 86400, 604800, 1209600}).Draw(t, "length")),
		Start:       from.Add(time.Duration(rapid.IntRange(-100000, 10000).Draw(t, "start")) * 61 * time.Second),
		Inactive:    rapid.IntRange(0, 9).Draw(t, "inactive") == 0,
	}
	if rapid.Bool().Draw(t, "ends") {
		l.End = l.Start.Add(time.Duration(rapid.IntRange(1, 120000).Draw(t, "lasts")) * 61 * time.Second)
	}
	for range rapid.IntRange(1, 4).Draw(t, "people") {
		l.Users = append(l.Users, anybody(t))
	}
	l.RestrictionType = rapid.IntRange(0, 2).Draw(t, "restriction")
	for range rapid.IntRange(1, 3).Draw(t, "windows") {
		if l.RestrictionType == 0 {
			break
		}
		minute := rapid.IntRange(0, 24*60-1).Draw(t, "opens")
		l.Restrictions = append(l.Restrictions, fake.Restriction{
			Day: rapid.IntRange(1, 7).Draw(t, "day"), At: fmt.Sprintf("%02d:%02d:07", minute/60, minute%60),
			Duration: int64(rapid.IntRange(1, map[int]int{1: 86400, 2: 604800}[l.RestrictionType]).Draw(t, "open for")),
		})
	}
	return l
}

// TestLiftedIsAsRendered: whatever the vendor holds, the engine resolves what was lifted to those whom the fake, which shares
// no code with it, renders by the contract.
func TestLiftedIsAsRendered(t *testing.T) {
	db := openZones(t)
	s, err := fake.New(fake.Options{LoadLocation: db.Location})
	if err != nil {
		t.Fatal(err)
	}
	account := readertest.Connect(t, s, s.Clock())
	rapid.Check(t, func(rt *rapid.T) {
		sc, from := anySchedule(rt)
		load(rt, s, sc)
		reader, err := zenduty.Open(account)
		if err != nil {
			rt.Fatal(err)
		}
		raw, err := reader.Read(t.Context(), nil)
		if err != nil {
			rt.Fatal(err)
		}
		snap, err := zenduty.Lift(raw, db)
		if err != nil {
			rt.Fatal(err)
		}
		obj := snap.Objects[0]
		if obj.Opaque != "" {
			rt.Fatalf("opaque: %s", obj.Opaque)
		}
		w := span.Span[civil.Instant]{Start: civil.FromTime(from), End: civil.FromTime(from.AddDate(0, 0, 14))}
		got, err := diff.Timeline(&obj.Schedule, w)
		if err != nil {
			rt.Fatal(err)
		}
		for _, m := range engine.Differences(rendered(s, "s", w), got) {
			rt.Errorf("from %s until %s the fake renders %v, the engine finds %v", m.Start, m.End, m.Before, m.After)
		}
		s.Log().Reset()
	})
}

// load gives the fake a state of one schedule.
func load(t *rapid.T, s *fake.Server, sc fake.Schedule) {
	st := fake.State{Schedules: []fake.Schedule{sc}, Teams: []fake.Team{{ID: "t", Name: "T"}}}
	for _, name := range []string{"ana", "bo", "chi", "dee"} {
		st.Users = append(st.Users, fake.User{Username: name, Email: name + "@example.com"})
	}
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

// rendered is the fake's own timeline as spans.
func rendered(s *fake.Server, id string, w span.Span[civil.Instant]) []engine.OnCall {
	var out []engine.OnCall
	for _, p := range s.Render(id, w.Start.Time(), w.End.Time()) {
		o := engine.OnCall{Span: span.Span[civil.Instant]{Start: civil.FromTime(p.Start), End: civil.FromTime(p.End)}}
		for _, u := range p.Users {
			o.On = append(o.On, engine.Duty{Who: engine.Person(engine.PersonID(u))})
		}
		out = append(out, o)
	}
	return out
}
