package zenduty_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/span"
	fake "github.com/schedsync/schedsync/fixtures/fakes/zenduty"
)

// TestRoundTrip: whatever is written is read back with the same people at the same times.
func TestRoundTrip(t *testing.T) {
	l := newLab(t, "", fake.Quirks{})
	from := civil.FromTime(time.Date(2026, 10, 19, 0, 0, 0, 0, time.UTC)) // a week before the clock goes back
	w := span.Span[civil.Instant]{Start: from, End: from + 3*civil.Week}
	rapid.Check(t, func(rt *rapid.T) {
		z, err := l.zones.Load(rapid.SampledFrom([]string{"Europe/Lisbon", "Asia/Calcutta", "Australia/Lord_Howe"}).Draw(rt, "zone"))
		if err != nil {
			rt.Fatal(err)
		}
		s, obj := l.start("desk")
		want := engine.Schedule{Name: "desk", Description: "[schedsync:acme/desk]", Zone: z, Enabled: true}
		for i := range rapid.IntRange(0, 4).Draw(rt, "layers") {
			want.Rotations = append(want.Rotations, anyRotation(rt, i, z, from))
		}
		at := from
		for i := range rapid.IntRange(0, 3).Draw(rt, "overrides") {
			o := engine.Override{Ref: "schedsync:acme:desk:" + string(rune('a'+i)), From: civil.AtInstant(at), Who: anybody(rt), Fill: true}
			at += civil.Instant(rapid.IntRange(1, 500000).Draw(rt, "lasts"))
			o.Until = civil.AtInstant(at)
			want.Overrides = append(want.Overrides, o)
		}
		if err := s.Do(t.Context(), diff.ReplaceSchedule{Schedule: want}); err != nil {
			rt.Fatal(err)
		}
		_, after := l.read("desk")
		if after.Opaque != "" || obj == nil {
			rt.Fatal(after.Opaque)
		}
		ours, err := diff.Timeline(&want, w)
		if err != nil {
			rt.Fatal(err)
		}
		theirs, err := diff.Timeline(&after.Schedule, w)
		if err != nil {
			rt.Fatal(err)
		}
		for i := range theirs {
			for j := range theirs[i].On {
				theirs[i].On[j].Who.ID = strings.TrimPrefix(theirs[i].On[j].Who.ID, "user-")
			}
		}
		for _, d := range engine.Differences(ours, theirs) {
			rt.Errorf("from %s until %s: wrote %v, read %v", d.Start, d.End, d.Before, d.After)
		}
	})
}

func anybody(t *rapid.T) engine.Entry {
	return person(engine.PersonID(rapid.SampledFrom([]string{"ana", "bo", "chi", "dee"}).Draw(t, "who")))
}

func anyRotation(t *rapid.T, i int, z *civil.Zone, from civil.Instant) engine.Rotation {
	r := engine.Rotation{ID: engine.RotationID(rune('a' + i)), Name: string(rune('a' + i)), Zone: z}
	start := from + civil.Instant(rapid.IntRange(-2000000, 1000000).Draw(t, "start"))
	end := start + civil.Instant(rapid.IntRange(1, 3000000).Draw(t, "lasts"))
	if rapid.IntRange(0, 3).Draw(t, "shift") == 0 {
		r.HasShifts, r.Shifts = true, []engine.FixedShift{{From: civil.AtInstant(start), Until: civil.AtInstant(end), Who: anybody(t)}}
		return r
	}
	r.Start = civil.AtInstant(start)
	if rapid.Bool().Draw(t, "ends") {
		r.Until = civil.AtInstant(end)
	}
	r.Every = turns(rapid.IntRange(60, 20000).Draw(t, "minutes"), engine.Minutes)
	for range rapid.IntRange(1, 3).Draw(t, "people") {
		r.People = append(r.People, anybody(t))
	}
	for range rapid.IntRange(0, 3).Draw(t, "windows") {
		w := engine.Window{From: rapid.IntRange(0, civil.DayLen-1).Draw(t, "opens")}
		w.To = w.From + rapid.IntRange(1, civil.DayLen).Draw(t, "open for")
		if rapid.Bool().Draw(t, "weekly") {
			w.Days = []civil.Weekday{civil.Weekday(rapid.IntRange(0, 6).Draw(t, "day"))}
		}
		r.Only = append(r.Only, w)
	}
	return r
}
