package snapshot_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
)

func TestMuteNames(t *testing.T) {
	mark := snapshot.Mark{Owner: "acme", ID: "weekend-batch"}
	for _, tc := range []struct {
		name, part string
		mark       snapshot.Mark
	}{
		{"schedsync:acme/weekend-batch", "", mark},
		{"schedsync:acme/weekend-batch:sat", "sat", mark},
		{"schedsync:acme/weekend-batch:sat.2", "sat.2", mark},
		{"schedsync:acme/weekend-batch:2026-11-22T2200Z", "2026-11-22T2200Z", mark},
		{"Mute on weekends", "", snapshot.Mark{}},
		{"schedsync:acme", "", snapshot.Mark{}},
		{"schedsync:/x", "", snapshot.Mark{}},
		{"schedsync:acme/", "", snapshot.Mark{}},
		{"schedsync:acme/:sat", "", snapshot.Mark{}},
		{"schedsync:a b/x", "", snapshot.Mark{}},
		{"schedsync:acme/x/y", "", snapshot.Mark{}},
		{" schedsync:acme/x", "", snapshot.Mark{}},
	} {
		m, part := snapshot.SplitMuteName(tc.name)
		if m != tc.mark || m != (snapshot.Mark{}) && part != tc.part {
			t.Errorf("%q is %v, part %q", tc.name, m, part)
		}
		if m != (snapshot.Mark{}) && snapshot.MuteName(m, part) != tc.name {
			t.Errorf("%q comes back as %q", tc.name, snapshot.MuteName(m, part))
		}
	}
	for part, ok := range map[string]bool{"2026-11-22T2200Z": true, "sat": false, "2026-11-22T22:00Z": false, "": false} {
		start, is := snapshot.OnceStart(part)
		if is != ok || ok && snapshot.OncePart(start) != part {
			t.Errorf("%q is a start: %t, %s", part, is, start)
		}
	}
}

// TestWeekOf compares by what is silenced: offsets, the cut into pieces and the turn of the week do not matter.
func TestWeekOf(t *testing.T) {
	week := func(offset, start, duration int, days ...civil.Weekday) span.Set[civil.Instant] {
		return snapshot.WeekOf((&snapshot.MuteShape{Offset: offset, Start: start, Duration: duration, Days: days}).Atoms())
	}
	for _, tc := range []struct {
		name string
		a, b span.Set[civil.Instant]
		same bool
	}{
		{"the vendor's sample", week(2, 0, 1440, civil.Saturday, civil.Sunday), week(0, 22*60, 1440, civil.Friday, civil.Saturday), true},
		{"one of two days", week(0, 0, 2880, civil.Saturday), week(0, 0, 1440, civil.Saturday, civil.Sunday), true},
		{"over the turn of the week", week(0, 23*60, 120, civil.Sunday), week(-1, 22*60, 120, civil.Sunday), true},
		{"all week", week(0, 0, 10080, civil.Monday), week(14, 5, 1440, civil.Monday, civil.Tuesday, civil.Wednesday, civil.Thursday, civil.Friday, civil.Saturday, civil.Sunday), true},
		{"an hour later", week(0, 60, 60, civil.Monday), week(0, 0, 60, civil.Monday), false},
		{"the other way round", week(-2, 0, 60, civil.Monday), week(2, 0, 60, civil.Monday), false},
	} {
		if got := slices.Equal(tc.a, tc.b); got != tc.same {
			t.Errorf("%s: equal %t:\n%v\n%v", tc.name, got, tc.a, tc.b)
		}
	}
}

// TestWithin holds the silence of any weekly mute to a clock that is asked minute by minute.
func TestWithin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := snapshot.MuteShape{
			Offset: rapid.IntRange(-12, 14).Draw(t, "offset"), Start: rapid.IntRange(0, 1439).Draw(t, "start"), Duration: rapid.IntRange(1, 3000).Draw(t, "duration"),
			Days: rapid.SliceOfNDistinct(rapid.Map(rapid.IntRange(0, 6), func(i int) civil.Weekday { return civil.Weekday(i) }), 1, 7, rapid.ID).Draw(t, "days"),
		}
		from := civil.Instant(rapid.IntRange(-1000, 1000).Draw(t, "minute")) * civil.Minute * 100
		w := span.Span[civil.Instant]{Start: from, End: from + 3*civil.DayLen}
		got := m.Within(w)
		clock := time.FixedZone("", m.Offset*3600)
		for at := w.Start; at < w.End; at += 41 * civil.Minute {
			want := false
			for back := 0; back < m.Duration && !want; back++ {
				began := (at - civil.Instant(back)*civil.Minute).Time().In(clock)
				day := civil.Weekday((int(began.Weekday()) + 6) % 7)
				want = began.Hour()*60+began.Minute() == m.Start && slices.Contains(m.Days, day)
			}
			if got.Contains(at) != want {
				t.Fatalf("%s at %s: silent %t, want %t", m.String(), at, !want, want)
			}
		}
	})
}

func TestDatedWithin(t *testing.T) {
	first := span.Span[civil.Instant]{Start: 1000 * civil.Hour, End: 1002 * civil.Hour}
	for _, tc := range []struct {
		name string
		m    snapshot.MuteShape
		want string
	}{
		{"once", snapshot.MuteShape{First: first}, "[{1970-02-11T16:00:00Z 1970-02-11T18:00:00Z}]"},
		{"every two days", snapshot.MuteShape{First: first, Every: 2}, "[{1970-02-11T16:00:00Z 1970-02-11T18:00:00Z} {1970-02-13T16:00:00Z 1970-02-13T18:00:00Z} {1970-02-15T16:00:00Z 1970-02-15T18:00:00Z}]"},
		{"until", snapshot.MuteShape{First: first, Every: 2, Until: 3780000}, "[{1970-02-11T16:00:00Z 1970-02-11T18:00:00Z} {1970-02-13T16:00:00Z 1970-02-13T18:00:00Z}]"},
		{"not quite until", snapshot.MuteShape{First: first, Every: 2, Until: 3779999}, "[{1970-02-11T16:00:00Z 1970-02-11T18:00:00Z}]"},
	} {
		got := fmt.Sprint(tc.m.Within(span.Span[civil.Instant]{Start: 3600000 - 60, End: 3600000 + 5*civil.DayLen}))
		if d := cmp.Diff(tc.want, got); d != "" {
			t.Errorf("%s: %s", tc.name, d)
		}
	}
	far := snapshot.MuteShape{First: first, Every: 7}
	got := far.Within(span.Span[civil.Instant]{Start: first.Start + 700*civil.DayLen + civil.Hour, End: first.Start + 701*civil.DayLen})
	if len(got) != 1 || got[0].Start != first.Start+700*civil.DayLen+civil.Hour || got[0].End != first.End+700*civil.DayLen {
		t.Errorf("100 weeks later: %v", got)
	}
}

func TestMuteText(t *testing.T) {
	for want, m := range map[string]snapshot.MuteShape{
		"sat, sun 00:00 UTC+2 for 24h": {Offset: 2, Duration: 1440, Days: []civil.Weekday{civil.Saturday, civil.Sunday}},
		"mon 20:05 UTC for 90m":        {Start: 20*60 + 5, Duration: 90, Days: []civil.Weekday{civil.Monday}},
		"once at 20:05 for 90m":        {Start: 20*60 + 5, Duration: 90},
		"1970-01-01T00:00:00Z for 1h every 7 days until 1970-01-15T01:00:00Z": {First: span.Span[civil.Instant]{End: 3600}, Every: 7, Until: 14*civil.DayLen + 3600},
	} {
		if got := m.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
