package opsgenie_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/span"
	fake "github.com/schedsync/schedsync/fixtures/fakes/opsgenie"
	"github.com/schedsync/schedsync/importers/opsgenie"
	"github.com/schedsync/schedsync/importers/readertest"
)

// around are zones with a week in which their clock changes: forward, back, by half an hour, at midnight, and not at all.
func around() map[string]time.Time {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	return map[string]time.Time{
		"Europe/Lisbon": day(2026, 10, 19), "America/New_York": day(2026, 3, 2), "Australia/Lord_Howe": day(2026, 9, 28),
		"Africa/Cairo": day(2026, 4, 20), "America/Santiago": day(2026, 8, 31), "Europe/Kirov": day(2026, 3, 23),
		"Asia/Kathmandu": day(2026, 1, 5), "UTC": day(2026, 1, 5),
	}
}

// anySchedule draws a schedule in every shape the vendor may hold, around a clock change of its zone.
func anySchedule(t *rapid.T) (sc fake.Schedule, from time.Time) {
	zones := around()
	names := make([]string, 0, len(zones))
	for name := range zones {
		names = append(names, name)
	}
	slices.Sort(names)
	zone := rapid.SampledFrom(names).Draw(t, "zone")
	from = zones[zone]
	sc = fake.Schedule{ID: "s", Name: "s", Timezone: zone, Enabled: true}
	ids := []string{"r0", "r1", "r2"}[:rapid.IntRange(1, 3).Draw(t, "rotations")]
	for _, id := range ids {
		sc.Rotations = append(sc.Rotations, anyRotation(t, id, from))
	}
	for range rapid.IntRange(0, 4).Draw(t, "overrides") {
		start := from.Add(time.Duration(rapid.IntRange(-20, 300).Draw(t, "hour"))*time.Hour + time.Duration(rapid.IntRange(0, 3).Draw(t, "quarter"))*15*time.Minute)
		o := fake.Override{
			Alias: rapid.StringMatching(`[a-z]{8}`).Draw(t, "alias"), User: anybody(t),
			Start: start, End: start.Add(time.Duration(rapid.IntRange(1, 200).Draw(t, "quarters")) * 15 * time.Minute),
		}
		o.Rotations = rapid.SliceOfNDistinct(rapid.SampledFrom(append([]string{"gone"}, ids...)), 0, len(ids), rapid.ID).Draw(t, "on")
		sc.Overrides = append(sc.Overrides, o)
	}
	return sc, from
}

func anybody(t *rapid.T) fake.Participant {
	if id := rapid.SampledFrom([]string{"none", "ana", "bo", "chi", "dee"}).Draw(t, "who"); id != "none" {
		return fake.Participant{Type: "user", ID: id}
	}
	return fake.Participant{Type: "none"}
}

func anyRotation(t *rapid.T, id string, from time.Time) fake.Rotation {
	r := fake.Rotation{
		ID: id, Name: rapid.SampledFrom([]string{"", "week", "night"}).Draw(t, "name"),
		Type:  rapid.SampledFrom([]string{"hourly", "daily", "weekly"}).Draw(t, "type"),
		Start: from.Add(time.Duration(rapid.IntRange(-2000, 300).Draw(t, "start")) * 30 * time.Minute),
	}
	r.Length = rapid.IntRange(1, map[string]int{"hourly": 40, "daily": 5, "weekly": 2}[r.Type]).Draw(t, "length")
	if rapid.Bool().Draw(t, "ends") {
		r.End = r.Start.Add(time.Duration(rapid.IntRange(1, 2500).Draw(t, "lasts")) * 30 * time.Minute)
	}
	for range rapid.IntRange(1, 4).Draw(t, "people") {
		r.Participants = append(r.Participants, anybody(t))
	}
	half := rapid.IntRange(0, 48)
	clock := func(label string) (hour, minute int) {
		n := half.Draw(t, label)
		return n / 2, n % 2 * 30
	}
	window := func() (w fake.Window) {
		w.StartHour, w.StartMin = clock("opens")
		w.EndHour, w.EndMin = clock("closes")
		return w
	}
	switch rapid.IntRange(0, 2).Draw(t, "restriction") {
	case 1:
		r.Restriction = fake.Restriction{Type: "time-of-day", Windows: []fake.Window{window()}}
	case 2:
		r.Restriction.Type = "weekday-and-time-of-day"
		days := rapid.SampledFrom([]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
		for range rapid.IntRange(1, 4).Draw(t, "windows") {
			w := window()
			w.StartDay, w.EndDay = days.Draw(t, "first day"), days.Draw(t, "last day")
			r.Restriction.Windows = append(r.Restriction.Windows, w)
		}
	}
	return r
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
		reader, err := opsgenie.Open(account)
		if err != nil {
			rt.Fatal(err)
		}
		raw, err := reader.Read(t.Context(), nil)
		if err != nil {
			rt.Fatal(err)
		}
		snap, err := opsgenie.Lift(raw, db)
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

// load gives the fake a state of one schedule. What is loaded twice is the same: instants are whole seconds.
func load(t *rapid.T, s *fake.Server, sc fake.Schedule) {
	st := fake.State{Schedules: []fake.Schedule{sc}}
	for _, name := range []string{"ana", "bo", "chi", "dee"} {
		st.Users = append(st.Users, fake.User{ID: name, Username: name + "@example.com"})
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
	periods := s.Render(id, w.Start.Time(), w.End.Time())
	edges := []civil.Instant{w.Start, w.End}
	for _, p := range periods {
		edges = append(edges, civil.FromTime(p.Start), civil.FromTime(p.End))
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	var out []engine.OnCall
	for i := range edges[1:] {
		s := engine.OnCall{Span: span.Span[civil.Instant]{Start: edges[i], End: edges[i+1]}}
		for _, p := range periods {
			if civil.FromTime(p.Start) <= s.Start && s.End <= civil.FromTime(p.End) {
				s.On = append(s.On, engine.Duty{Who: engine.Person(engine.PersonID(p.ID))})
			}
		}
		out = append(out, s)
	}
	return out
}
