package xlsx

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters/exportertest"
	"github.com/schedsync/schedsync/importers/zones"
)

// TestPiecesSayTheTimeline: the pieces of a grid, read by the rule that makes instants of clock times, are what the
// timeline says, in zones whose clocks change at midnight, by half an hour, and never.
func TestPiecesSayTheTimeline(t *testing.T) {
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"Europe/Berlin", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "America/Santiago", "UTC"}).Draw(t, "zone")
		z, err := db.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		tl := drawn(t, z)
		got := map[engine.Participant][]span.Span[civil.Instant]{}
		for _, p := range pieces(&tl) {
			if p.to-p.from > civil.DayLen+2*civil.Hour || p.from < 0 || p.from >= civil.DayLen {
				t.Fatalf("piece %s of %s", p.hours, p.day)
			}
			d := p.day.Start()
			got[p.who] = append(got[p.who], span.Span[civil.Instant]{Start: z.First(d + p.from), End: z.First(d + p.to)})
		}
		sets := map[engine.Participant]span.Set[civil.Instant]{}
		for who, s := range got {
			sets[who] = span.Of(s...)
		}
		if diff := cmp.Diff(stretches(&tl), sets); diff != "" {
			t.Fatalf("%s (-timeline +pieces):\n%s", name, diff)
		}
	})
}

// drawn makes a timeline of two months with shifts of many lengths, and gaps.
func drawn(t *rapid.T, z *civil.Zone) engine.Timeline {
	s := &engine.Schedule{ID: "s", Zone: z, Enabled: true, Rotations: []engine.Rotation{{ID: "r"}}}
	start := civil.DayOf(2026, rapid.IntRange(1, 12).Draw(t, "month"), 1).Start()
	start += civil.Local(rapid.IntRange(0, 96).Draw(t, "quarters")) * 15 * civil.Minute
	end := start + 60*civil.DayLen
	m := exportertest.New(s, start.String(), end.String())
	for n, at := 0, start; at < end && n < 100; n++ {
		length := civil.Local(rapid.SampledFrom([]int{1, 4, 8, 12, 24, 36, 168}).Draw(t, "hours")) * civil.Hour
		length += civil.Local(rapid.IntRange(0, 3).Draw(t, "more")) * 15 * civil.Minute
		if who := rapid.SampledFrom([]engine.PersonID{"ana", "bo", "cy", ""}).Draw(t, "who"); who != "" {
			m.Shift(at.String(), (at + length).String(), exportertest.Turn(who, n))
		}
		at += length
	}
	return m.Timeline()
}

// TestSecondHour: an edge in the second of two equal hours reads as the clock shows it, and the cut of the day ends.
func TestSecondHour(t *testing.T) {
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	z, err := db.Load("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	second := z.First(civil.DayOf(2026, 10, 25).Start()+2*civil.Hour) + civil.Hour // 02:00 once more
	var got []string
	for _, cut := range []civil.Local{0, 2 * civil.Hour, 150 * civil.Minute} {
		s := span.Span[civil.Instant]{Start: second, End: second + 30*civil.Hour}
		for _, p := range appendPieces(nil, z, cut, engine.Person("ana"), s) {
			got = append(got, p.day.String()+" "+p.String())
		}
	}
	want := []string{
		"2026-10-25 02:00 to 24:00", "2026-10-26 00:00 to 08:00",
		"2026-10-25 02:00 to 02:00 next day", "2026-10-26 02:00 to 08:00",
		"2026-10-25 02:00 to 02:30 next day", "2026-10-26 02:30 to 08:00",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("pieces (-want +got):\n%s", diff)
	}
}

// TestCodes: letters by kind, the most frequent first, numbers behind the others.
func TestCodes(t *testing.T) {
	h := func(from, to civil.Local) hours { return hours{from * civil.Hour, to * civil.Hour} }
	var ps []piece
	add := func(n int, x hours) {
		for range n {
			ps = append(ps, piece{who: engine.Person("ana"), hours: x})
		}
	}
	add(2, h(9, 18))
	add(5, h(10, 19))
	add(1, h(9, 33))
	add(3, h(0, 24))
	add(1, h(18, 33))
	add(1, h(0, 9))
	ps = append(ps, piece{hours: h(1, 2)}) // a gap has no code
	var got []string
	for _, c := range codesOf(ps) {
		got = append(got, c.name+" "+c.String())
	}
	want := []string{
		"F 00:00 to 24:00", "F2 09:00 to 09:00 next day", "D 10:00 to 19:00", "D2 09:00 to 18:00", "N 18:00 to 09:00 next day", "E 00:00 to 09:00",
	}
	if !slices.Equal(got, want) {
		t.Errorf("codes %q, want %q", got, want)
	}
}

func TestSheetNamesCount(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"november", 8, "november"}, {"november", 3, "nov"}, {"a b", 2, "a"}, {"👩x", 2, "👩"}, {"👩x", 1, ""}, {"it's", 3, "it"},
	} {
		if got := cutUnits(c.text, c.n); got != c.want {
			t.Errorf("%q cut to %d is %q, want %q", c.text, c.n, got, c.want)
		}
	}
}
