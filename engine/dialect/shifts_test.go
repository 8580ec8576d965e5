package dialect_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/importers/zones"
)

// The shifts that a rotation is carved into, each as "who: start +length every period on days until end".
func TestShifts(t *testing.T) {
	for _, tt := range []struct {
		name, rotation string
		want           []string
	}{
		{"one person always", `every: 1 week, start: 2026-01-05 09:00, people: [ana]`, []string{
			"ana: always from 2026-01-05 09:00",
		}},
		{"weekly", `every: 1 week, start: 2026-01-05 09:00, people: [ana, bo, none, [chi, dee]]`, []string{
			"ana: 2026-01-05 09:00 +168h every 4w", "bo: 2026-01-12 09:00 +168h every 4w", "chi + dee: 2026-01-26 09:00 +168h every 4w",
		}},
		{"two days", `every: 2 days, start: 2026-01-05 09:00, people: [ana, bo, chi]`, []string{
			"ana: 2026-01-05 09:00 +48h every 6d", "bo: 2026-01-07 09:00 +48h every 6d", "chi: 2026-01-09 09:00 +48h every 6d",
		}},
		{"by turns within the day", `every: 12 hours, start: 2026-01-05 08:00, people: [ana, bo]`, []string{
			"ana: 2026-01-05 08:00 +12h every 1d", "bo: 2026-01-05 20:00 +12h every 1d",
		}},
		{"twelve hours, three people", `every: 12 hours, start: 2026-01-05 08:00, people: [ana, bo, chi]`, []string{
			"ana: 2026-01-05 08:00 +12h every 3d", "bo: 2026-01-05 20:00 +12h every 3d", "chi: 2026-01-06 08:00 +12h every 3d",
			"ana: 2026-01-06 20:00 +12h every 3d", "bo: 2026-01-07 08:00 +12h every 3d", "chi: 2026-01-07 20:00 +12h every 3d",
		}},
		{"a cycle", `every: [4 days, 3 days], start: 2026-01-05 09:00, people: [ana, bo]`, []string{
			"ana: 2026-01-05 09:00 +96h every 1w", "bo: 2026-01-09 09:00 +72h every 1w",
		}},
		{"office hours, handoff on Monday", `every: 1 week, start: 2026-01-05 09:00, people: [ana, bo], only: [{days: mon-fri, from: "09:00", to: "18:00"}]`, []string{
			"ana: 2026-01-05 09:00 +9h every 2w on mon tue wed thu fri", "bo: 2026-01-12 09:00 +9h every 2w on mon tue wed thu fri",
		}},
		{"office hours, handoff on Wednesday at noon", `every: 1 week, start: 2026-01-07 12:00, people: [ana, bo], only: [{days: mon-fri, from: "09:00", to: "18:00"}]`, []string{
			"ana: 2026-01-07 12:00 +6h every 2w", "ana: 2026-01-08 09:00 +9h every 2w on thu fri", "ana: 2026-01-12 09:00 +9h every 2w on mon tue",
			"ana: 2026-01-14 09:00 +3h every 2w", "bo: 2026-01-14 12:00 +6h every 2w", "bo: 2026-01-15 09:00 +9h every 2w on thu fri",
			"bo: 2026-01-19 09:00 +9h every 2w on mon tue", "bo: 2026-01-21 09:00 +3h every 2w",
		}},
		{"every night: Sunday alone, because a week may begin with it", `every: 1 week, start: 2026-01-05 18:00, people: [ana, bo], only: [{from: "18:00", to: "09:00"}]`, []string{
			"ana: 2026-01-05 18:00 +15h every 2w on mon tue wed thu fri sat", "ana: 2026-01-11 18:00 +15h every 2w",
			"bo: 2026-01-12 18:00 +15h every 2w on mon tue wed thu fri sat", "bo: 2026-01-18 18:00 +15h every 2w",
		}},
		{"the same person every night", `every: 1 week, start: 2026-01-05 18:00, people: [ana], only: [{from: "18:00", to: "09:00"}]`, []string{
			"ana: 2026-01-05 18:00 +15h every 1d",
		}},
		{"weekends", `every: 1 week, start: 2026-01-05 09:00, people: [ana, bo], only: [{from: "fri 18:00", to: "mon 09:00"}]`, []string{
			"ana: 2026-01-09 18:00 +63h every 2w", "bo: 2026-01-16 18:00 +63h every 2w",
		}},
		{"days in turn", `every: 1 day, start: 2026-01-05 00:00, people: [ana, bo, ana, bo, ana, chi, chi]`, []string{
			"ana: 2026-01-05 00:00 +24h every 1w on mon wed fri", "bo: 2026-01-06 00:00 +24h every 1w on tue thu", "chi: 2026-01-10 00:00 +24h every 1w on sat sun",
		}},
		{"an end between handoffs", `every: 1 week, start: 2026-01-05 09:00, until: 2026-01-28 12:00, people: [ana, bo]`, []string{
			"ana: 2026-01-05 09:00 +168h every 2w until 2026-01-26 09:00", "bo: 2026-01-12 09:00 +168h every 2w until 2026-01-19 09:00",
			"bo: once 2026-01-26 09:00 – 2026-01-28 12:00",
		}},
		{"over before the second turn", `every: 1 week, start: 2026-01-05 09:00, until: 2026-01-07 09:00, people: [ana, bo]`, []string{
			"ana: once 2026-01-05 09:00 – 2026-01-07 09:00",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := rotation(t, tt.rotation)
			parts, reason := dialect.Shifts(r, 100)
			if reason != "" {
				t.Fatal(reason)
			}
			got := make([]string, len(parts))
			for i := range parts {
				got[i] = tellShift(&parts[i])
			}
			slices.Sort(got)
			slices.Sort(tt.want)
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func rotation(t *testing.T, flow string) *engine.Rotation {
	t.Helper()
	ws := load(t, "    rotations: [{id: week, "+flow+"}]\n")
	return &ws.Schedules[0].Rotations[0]
}

// tellShift writes a shift down.
func tellShift(r *engine.Rotation) string {
	if r.HasShifts {
		s := r.Shifts[0]
		return fmt.Sprintf("%s: once %s – %s", s.Who, s.From, s.Until)
	}
	s, ok := dialect.ShiftOf(r)
	if !ok {
		return "no shift: " + strings.Join(diff.Describe(&engine.Schedule{Zone: r.Zone, Rotations: []engine.Rotation{*r}}), ", ")
	}
	text := fmt.Sprintf("%s: always from %s", s.Who, s.Start)
	if s.Length < s.Period {
		text = fmt.Sprintf("%s: %s +%dh every %d", s.Who, s.Start, s.Length/civil.Hour, s.Period/civil.Week)
		if s.Period%civil.Week != 0 {
			text = fmt.Sprintf("%s: %s +%dh every %dd", s.Who, s.Start, s.Length/civil.Hour, s.Period/civil.DayLen)
		} else {
			text += "w"
		}
	}
	if len(s.Days) > 0 {
		text += " on " + strings.Trim(fmt.Sprint(s.Days), "[]")
	}
	if s.Until != 0 {
		text += " until " + s.Until.String()
	}
	return text
}

// Rotations that no recurring shifts can say have a reason.
func TestShiftsRefuse(t *testing.T) {
	for _, tt := range []struct{ name, rotation, want string }{
		{"months", `every: 1 month, start: 2026-01-05 09:00, people: [ana, bo]`, "months"},
		{"real time", `every: 12 hours, clock: elapsed, start: 2026-01-05 09:00, people: [ana, bo]`, "real time"},
		{"windows", `every: 1 window, start: 2026-01-05 09:00, people: [ana, bo], only: [{days: mon, from: "09:00", to: "18:00"}]`, "windows"},
		{"holidays", `every: 1 week, start: 2026-01-05 09:00, people: [ana, bo], only: [{from: "09:00", to: "18:00", except: [PT]}]`, "holidays"},
		{"too many", `every: 1 minute, start: 2026-01-05 09:00, people: [ana, bo]`, "more than 100 shifts"},
		{"too long", `every: 7 hours, start: 2026-01-05 09:00, people: [ana, bo, chi, dee, ana]`, "120 shifts; the most is 100"},
		{"changes", `every: 1 week, start: 2026-01-05 09:00, people: [ana], changes: [{from: 2026-02-02, people: [bo]}]`, "membership"},
		{"listed", `shifts: [{from: 2026-01-05, until: 2026-01-06, who: ana}]`, "explicit"},
		{"the second of two hours", `every: 1 week, start: "2026-10-25T01:30:00Z", people: [ana, bo]`, "twice"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			parts, reason := dialect.Shifts(rotation(t, tt.rotation), 100)
			if len(parts) > 0 || !strings.Contains(reason, tt.want) {
				t.Errorf("%d parts, reason %q, want one with %q", len(parts), reason, tt.want)
			}
		})
	}
}

// Real time is the wall clock's where nobody ever moves that.
func TestShiftsOfRealTimeInUTC(t *testing.T) {
	r := rotation(t, `timezone: UTC, every: 12 hours, clock: elapsed, start: 2026-01-05 09:00, people: [ana, bo]`)
	if parts, reason := dialect.Shifts(r, 100); len(parts) != 2 {
		t.Errorf("%d parts, reason %q", len(parts), reason)
	}
}

// A name says what it is part of and has a digest of all that is written; it never grows too long.
func TestShiftNames(t *testing.T) {
	name := func(edit func(*engine.Rotation)) string {
		r := rotation(t, `every: 1 week, start: 2026-01-05 09:00, people: [ana, bo], name: Week`)
		edit(r)
		parts, reason := dialect.Shifts(r, 100)
		if reason != "" {
			t.Fatal(reason)
		}
		return parts[1].Name
	}
	plain := name(func(*engine.Rotation) {})
	if !regexp.MustCompile(`^Week 2/2 [0-9a-f]{8}$`).MatchString(plain) {
		t.Errorf("the second part is called %q", plain)
	}
	seen := map[string]string{plain: "nothing"}
	for what, edit := range map[string]func(*engine.Rotation){
		"person":  func(r *engine.Rotation) { r.People[1] = engine.Entry{engine.Person("chi")} },
		"start":   func(r *engine.Rotation) { r.Start = civil.AtLocal(r.Start.On(r.Zone) + civil.Hour) },
		"length":  func(r *engine.Rotation) { r.Every.Lengths[0].N = 2 },
		"end":     func(r *engine.Rotation) { r.Until = civil.AtLocal(r.Start.On(r.Zone) + 52*civil.Week) },
		"windows": func(r *engine.Rotation) { r.Only = []engine.Window{{From: 0, To: civil.Hour}} },
	} {
		n := name(edit)
		if other, taken := seen[n]; taken {
			t.Errorf("with another %s it has the same name as with another %s: %s", what, other, n)
		}
		seen[n] = what
	}
	long := name(func(r *engine.Rotation) { r.Name = strings.Repeat("ü", 300) })
	if n := utf8.RuneCountInString(long); n != 100 {
		t.Errorf("a long name has %d characters: %s", n, long)
	}
}

// around are zones with a Monday before a clock change: forward, back, by half an hour, at midnight, and none.
func around() map[string]time.Time {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	return map[string]time.Time{
		"Europe/Lisbon": day(2026, 10, 5), "America/New_York": day(2026, 2, 16), "Australia/Lord_Howe": day(2026, 9, 14),
		"Africa/Cairo": day(2026, 4, 6), "America/Santiago": day(2026, 8, 17), "UTC": day(2026, 1, 5),
	}
}

// anyRotation draws a rotation in every shape that may be carved.
func anyRotation(t *rapid.T, db *zones.DB) (*engine.Rotation, span.Span[civil.Instant]) {
	places := around()
	names := make([]string, 0, len(places))
	for name := range places {
		names = append(names, name)
	}
	slices.Sort(names)
	name := rapid.SampledFrom(names).Draw(t, "zone")
	zone, err := db.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	from := civil.FromTime(places[name])
	quarter := civil.Local(15 * civil.Minute)
	start := zone.Reading(from)/quarter*quarter + civil.Local(rapid.IntRange(-3000, 1500).Draw(t, "start"))*quarter
	r := &engine.Rotation{ID: "r", Name: "r", Zone: zone, Start: civil.AtLocal(start)}
	for range rapid.IntRange(1, 3).Draw(t, "lengths") {
		unit := rapid.SampledFrom([]engine.Unit{engine.Minutes, engine.Hours, engine.Days, engine.Weeks}).Draw(t, "unit")
		n := map[engine.Unit]int{engine.Minutes: 15 * rapid.IntRange(8, 200).Draw(t, "minutes"), engine.Hours: rapid.IntRange(3, 60).Draw(t, "hours")}[unit]
		r.Every.Lengths = append(r.Every.Lengths, engine.Length{N: max(n, rapid.IntRange(1, 3).Draw(t, "n")), Unit: unit})
	}
	for range rapid.IntRange(1, 4).Draw(t, "people") {
		who := rapid.SampledFrom([]engine.Entry{nil, {engine.Person("ana")}, {engine.Person("bo")}, {engine.Person("ana"), engine.Person("bo")}, {engine.Person("chi")}})
		r.People = append(r.People, who.Draw(t, "who"))
	}
	for range rapid.IntRange(0, 2).Draw(t, "windows") {
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
		r.Until = civil.AtLocal(start + civil.Local(rapid.IntRange(1, 4000).Draw(t, "lasts"))*quarter)
	}
	return r, span.Span[civil.Instant]{Start: from - 10*civil.DayLen, End: from + 50*civil.DayLen}
}

// TestShiftsResolveToTheSame: the parts together put on call whom the rotation puts on call, at every moment around a clock
// change; each part can be read again as the shift it is, and told from now on it stays what it is from now on.
func TestShiftsResolveToTheSame(t *testing.T) {
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	carved := 0
	rapid.Check(t, func(rt *rapid.T) {
		r, w := anyRotation(rt, db)
		parts, reason := dialect.Shifts(r, 100)
		if reason != "" {
			return
		}
		carved++
		equal(rt, "carved", resolved(rt, w, r.Zone, *r), resolved(rt, w, r.Zone, parts...))
		now := w.Start + civil.Instant(rapid.IntRange(0, 50*24).Draw(rt, "now"))*civil.Hour
		rest := span.Span[civil.Instant]{Start: now, End: w.End}
		for i := range parts {
			p := &parts[i]
			if _, ok := dialect.ShiftOf(p); !ok && !p.HasShifts {
				rt.Fatalf("part %d cannot be read again: %+v", i, p)
			}
			running := dialect.Running(*p, now)
			equal(rt, "told from now on", resolved(rt, rest, r.Zone, *p), resolved(rt, rest, r.Zone, running))
			if d := tellShift(&running); tellShift(ptr(dialect.Running(running, now))) != d {
				rt.Fatalf("told from now on twice it is another: %s", d)
			}
			if s, ok := dialect.ShiftOf(p); ok { // written later, from its first occurrence to come
				if start, some := s.First(now); some && s.Length < s.Period && len(s.Days) == 0 {
					s.Start = start
					later, _ := s.Rotation()
					if got, want := tellShift(ptr(dialect.Running(later, now))), tellShift(&running); got != want && p.Start.In(r.Zone) <= now {
						rt.Fatalf("written from %s it is told as %s, not %s", start, got, want)
					}
				}
			}
		}
	})
	if carved < 20 {
		t.Errorf("only %d rotations could be carved", carved)
	}
}

func ptr[T any](v T) *T { return &v }

func resolved(t *rapid.T, w span.Span[civil.Instant], z *civil.Zone, rotations ...engine.Rotation) []engine.OnCall {
	out, err := diff.Timeline(&engine.Schedule{Zone: z, Enabled: true, Rotations: rotations}, w)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func equal(t *rapid.T, what string, want, got []engine.OnCall) {
	for _, m := range engine.Differences(want, got) {
		t.Errorf("%s: from %s until %s: want %v, got %v", what, m.Start, m.End, m.Before, m.After)
	}
}
