package report_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mattn/go-runewidth"
	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/exportertest"
	"github.com/schedsync/schedsync/exporters/report"
	"github.com/schedsync/schedsync/fixtures/golden"
)

func encode(t *testing.T, f exporters.Format, tls ...engine.Timeline) string {
	t.Helper()
	b, err := f.Encode(tls)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestTextGolden(t *testing.T) {
	tl := fourWeeks(t)
	now := exportertest.At(tl.Schedule.Zone, "2026-03-25 10:00")
	year := exportertest.New(payments(t), "2026-01-01 00:00", "2027-01-01 00:00").
		Every("2026-01-05 09:00", civil.Hour, "ana", "bo", "chi").Timeline()
	months := exportertest.New(payments(t), "2026-01-01 00:00", "2028-01-01 00:00").
		Every("2026-01-05 09:00", 40*civil.DayLen, "ana", "bo", "chi").Timeline()
	off := payments(t)
	off.Enabled = false
	for _, c := range []struct {
		name string
		text report.Text
		tls  []engine.Timeline
	}{
		{"span-60.txt", report.Text{Width: 60, Now: now}, []engine.Timeline{tl}},
		{"span-80.txt", report.Text{Now: now}, []engine.Timeline{tl}},
		{"span-120.txt", report.Text{Width: 120, Now: now}, []engine.Timeline{tl}},
		{"shift-100.txt", report.Text{Width: 100, By: report.ByShift}, []engine.Timeline{tl}},
		{"person-100.txt", report.Text{Width: 100, By: report.ByPerson}, []engine.Timeline{tl}},
		{"person-60.txt", report.Text{Width: 60, By: report.ByPerson}, []engine.Timeline{tl}},
		{"colour-80.txt", report.Text{Now: now, Color: true}, []engine.Timeline{tl}},
		{"new-york-80.txt", report.Text{Zone: zone(t, "America/New_York")}, []engine.Timeline{tl}},
		{"hourly-year-80.txt", report.Text{}, []engine.Timeline{year}},
		{"two-years-80.txt", report.Text{}, []engine.Timeline{months}},
		{"two-80.txt", report.Text{}, []engine.Timeline{
			exportertest.New(payments(t), "2026-01-05 08:00", "2026-01-12 08:00").Every("2026-01-05 08:00", 12*civil.Hour, "ana", "bo", "esc").Timeline(),
			exportertest.New(off, "2026-01-05 08:00", "2026-01-06 08:00").Every("2026-01-05 12:00", civil.Hour, "ana").Timeline(),
		}},
	} {
		c.text.Names = people()
		golden.File(t, filepath.Join("testdata", c.name), []byte(encode(t, c.text, c.tls...)))
	}
}

func TestColourOnlyRepeats(t *testing.T) {
	tl := fourWeeks(t)
	off := fourWeeks(t)
	off.Schedule.Enabled = false
	for _, tl := range []engine.Timeline{tl, off} {
		bare := encode(t, report.Text{Names: people()}, tl)
		painted := encode(t, report.Text{Names: people(), Color: true}, tl)
		if strings.Contains(bare, "\x1b") || !strings.Contains(painted, "\x1b[") {
			t.Fatal("colour is not what was asked for")
		}
		trimmed := func(s string) string {
			lines := strings.Split(regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(s, ""), "\n")
			for i, l := range lines {
				lines[i] = strings.TrimRight(l, " ")
			}
			return strings.Join(lines, "\n")
		}
		if diff := cmp.Diff(bare, trimmed(painted)); diff != "" {
			t.Errorf("colour changed the text (-bare +painted):\n%s", diff)
		}
	}
}

// TestTextHolds draws schedules at random and checks what must hold whatever the names, the zone, the window and the
// width: no line is too wide, no control character comes through, and a gap is never silence.
func TestTextHolds(t *testing.T) {
	zones := []*civil.Zone{zone(t, "UTC"), zone(t, "Europe/Lisbon"), zone(t, "America/New_York"), zone(t, "Australia/Lord_Howe"), zone(t, "Africa/Cairo")}
	base := payments(t)
	rapid.Check(t, func(t *rapid.T) {
		s := *base
		s.Zone = zones[rapid.IntRange(0, len(zones)-1).Draw(t, "zone")]
		name := rapid.OneOf(rapid.StringN(0, 40, -1), rapid.SampledFrom([]string{"千葉 真一", "x\x1b[2J", "a\nb", strings.Repeat("w", 90)}))
		names := exporters.NamesOf(&engine.Workspace{People: []engine.PersonInfo{{ID: "ana", Name: name.Draw(t, "ana")}, {ID: "bo", Name: name.Draw(t, "bo")}}})
		from := exportertest.Local("2026-01-01 00:00") + civil.Local(rapid.IntRange(0, 400*24*4).Draw(t, "from")*15*civil.Minute)
		size := civil.Local(rapid.OneOf(rapid.IntRange(1, 96), rapid.IntRange(96, 3000), rapid.IntRange(3000, 12_000)).Draw(t, "quarters") * 15 * civil.Minute)
		step := civil.Local(rapid.SampledFrom([]int{civil.Hour, 12 * civil.Hour, civil.DayLen, civil.Week}).Draw(t, "step"))
		start := from + civil.Local(rapid.IntRange(0, 50).Draw(t, "late")*civil.Hour)
		tl := exportertest.New(&s, from.String(), (from+size).String()).Every(start.String(), step, "ana", "bo").Timeline()
		width := rapid.IntRange(40, 200).Draw(t, "width")
		by := rapid.SampledFrom([]report.By{report.BySpan, report.ByShift, report.ByPerson}).Draw(t, "by")
		b, err := report.Text{Names: names, Width: width, By: by, Now: s.Zone.First(start)}.Encode([]engine.Timeline{tl})
		if err != nil {
			t.Fatal(err)
		}
		checkHolds(t, string(b), tl, width)
	})
}

func checkHolds(t *rapid.T, got string, tl engine.Timeline, width int) {
	gaps := 0
	for _, sp := range tl.Spans {
		if len(sp.On) == 0 {
			gaps++
		}
	}
	wide := runewidth.Condition{StrictEmojiNeutral: true}
	chart := strings.Split(got, "\n\n")[1]
	if (gaps > 0) != strings.Contains(got, "— nobody —") || gaps > 0 && !strings.Contains(chart, "×") {
		t.Fatalf("%d gaps are not what the text shows:\n%s", gaps, got)
	}
	for _, line := range strings.Split(chart, "\n") {
		if w := wide.StringWidth(line); w > max(width, 60) {
			t.Fatalf("a line of the chart is %d wide, not %d: %q", w, width, line)
		}
	}
	for _, r := range got {
		if r != '\n' && (r < ' ' || r == 0x7f) {
			t.Fatalf("control character %q comes through:\n%q", r, got)
		}
	}
}

func TestSumsAddUp(t *testing.T) {
	tl := exportertest.New(payments(t), "2026-01-05 00:00", "2026-12-28 00:00").
		Every("2026-01-05 00:00", 8*civil.Hour, "ana", "bo", "chi").Timeline()
	got := encode(t, report.Text{Names: people(), Rows: 10}, tl)
	// 357 turns of 8 hours: the hour that the spring takes from her, the autumn gives back.
	if want := "Ana Sousa        357   2856    33%  Mon 2026-01-05  Sun 2026-12-27"; !strings.Contains(got, want) {
		t.Errorf("no line %q in\n%s", want, got)
	}
	if !strings.Contains(got, "1,071 lines are summed up here") {
		t.Errorf("the text does not say that it sums up:\n%s", got)
	}
}

func TestParseBy(t *testing.T) {
	for _, b := range []report.By{report.BySpan, report.ByShift, report.ByPerson} {
		if got, err := report.ParseBy(b.String()); err != nil || got != b {
			t.Errorf("ParseBy(%q) = %v, %v", b, got, err)
		}
	}
	if _, err := report.ParseBy("week"); err == nil {
		t.Error("ParseBy takes week")
	}
}
