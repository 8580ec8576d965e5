package engine_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// rotaText is a schedule written on one line, in clauses separated by semicolons:
//
//	1 week from 2026-01-05 09:00: ana bo none chi+dee     a rotation; its cycle, start and people
//	4 days, 3 days from …: …                              a cycle of lengths
//	2 hours elapsed from …: …                             turns of equal real time
//	1 window from …: …                                    turns counted in windows
//	shift 2026-01-05 .. 2026-01-06: ana                    an explicit shift; those that follow each other are one rotation
//	in America/Los_Angeles                                the zone of the rotation before
//	only mon-fri 09:00-18:00                              a restriction of the rotation before; "on" or "except" a date
//	only fri 18:00-mon 09:00
//	until 2026-02-01 09:00                                the end of the rotation before
//	change 2026-03-01: ana bo                             a later membership; "restart" instead to begin with the first
//	gap | try bo,chi                                      who covers; the default is the next
//	away ana 2026-01-06 .. 2026-01-08
//	forward ana 2026-01-06 .. 2026-01-08: bo
//	override 2026-01-06 .. 2026-01-08: dee                with "for ana", "for none", "unfilled" or "in r0" in front of the colon
//	layered
type rotaText string

// reader builds a schedule from its text.
type reader struct {
	testing.TB
	schedule engine.Schedule
	people   []engine.PersonInfo
	dates    []civil.Day
}

func (text rotaText) read(t testing.TB, zoneName string) *engine.Resolver {
	t.Helper()
	r := &reader{TB: t, schedule: engine.Schedule{ID: "s", Zone: zone(t, zoneName), Enabled: true}}
	for clause := range strings.SplitSeq(string(text), ";") {
		if word, rest, _ := strings.Cut(strings.TrimSpace(clause), " "); word != "" {
			r.clause(word, rest)
		}
	}
	out, err := engine.Compile(&r.schedule, r.people, []engine.Holidays{{ID: "dates", Dates: r.dates}})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return out
}

func (r *reader) clause(word, rest string) {
	switch word {
	case "layered":
		r.schedule.Combine = engine.Layered
	case "in":
		r.last().Zone = zone(r, rest)
	case "only":
		r.last().Only = append(r.last().Only, r.window(rest))
	case "until":
		r.last().Until = day(rest)
	case "change", "restart":
		from, names, _ := strings.Cut(rest, ": ")
		r.last().Changes = append(r.last().Changes, engine.Change{From: day(from), People: people(names), Restart: word == "restart"})
	case "gap":
		r.last().OnAway.Gap = true
	case "try":
		for id := range strings.SplitSeq(rest, ",") {
			r.last().OnAway.Try = append(r.last().OnAway.Try, engine.PersonID(id))
		}
	case "away":
		id, times, _ := strings.Cut(rest, " ")
		from, until := between(times)
		r.people = append(r.people, engine.PersonInfo{ID: engine.PersonID(id), Away: []engine.Absence{{From: from, Until: until}}})
	case "forward":
		id, times, _ := strings.Cut(rest, " ")
		times, who, _ := strings.Cut(times, ": ")
		from, until := between(times)
		r.people = append(r.people, engine.PersonInfo{ID: engine.PersonID(id), Forward: []engine.Forward{{From: from, Until: until, Who: people(who)[0]}}})
	case "override":
		r.override(rest)
	case "shift":
		r.shift(rest)
	default:
		r.rotation(word + " " + rest)
	}
}

func (r *reader) shift(text string) {
	times, who, _ := strings.Cut(text, ": ")
	from, until := between(times)
	if n := len(r.schedule.Rotations); n == 0 || !r.last().HasShifts {
		r.schedule.Rotations = append(r.schedule.Rotations, engine.Rotation{ID: engine.RotationID(fmt.Sprintf("r%d", n)), Zone: r.schedule.Zone, HasShifts: true})
	}
	r.last().Shifts = append(r.last().Shifts, engine.FixedShift{From: from, Until: until, Who: people(who)[0]})
}

func (r *reader) last() *engine.Rotation { return &r.schedule.Rotations[len(r.schedule.Rotations)-1] }

// day reads a local date or a local time.
func day(s string) civil.Moment {
	if len(s) == len("2026-01-05") {
		s += " 00:00"
	}
	return local(s)
}

// between reads two local times with dots between them.
func between(s string) (from, until civil.Moment) {
	a, b, _ := strings.Cut(s, " .. ")
	return day(a), day(b)
}

func (r *reader) rotation(text string) {
	head, names, _ := strings.Cut(text, ": ")
	cycle, start, ok := strings.Cut(head, " from ")
	if !ok {
		r.Fatalf("a clause that means nothing: %q", text)
	}
	rot := engine.Rotation{
		ID: engine.RotationID(fmt.Sprintf("r%d", len(r.schedule.Rotations))), Zone: r.schedule.Zone, Start: day(start), People: people(names),
	}
	cycle, elapsed := strings.CutSuffix(cycle, " elapsed")
	if elapsed {
		rot.Clock = engine.Elapsed
	}
	for part := range strings.SplitSeq(cycle, ", ") {
		number, unit, _ := strings.Cut(part, " ")
		n, err := strconv.Atoi(number)
		if err != nil {
			r.Fatalf("reading %q: %v", part, err)
		}
		if strings.HasPrefix(unit, "window") {
			rot.Every.Windows = n
			break
		}
		units := []engine.Unit{engine.Minutes, engine.Hours, engine.Days, engine.Weeks, engine.Months}
		i := slices.IndexFunc(units, func(u engine.Unit) bool { return strings.TrimSuffix(u.String(), "s") == strings.TrimSuffix(unit, "s") })
		rot.Every.Lengths = append(rot.Every.Lengths, engine.Length{N: n, Unit: units[i]})
	}
	r.schedule.Rotations = append(r.schedule.Rotations, rot)
}

// window reads "mon-fri 09:00-18:00", "fri 18:00-mon 09:00" or "19:00-11:00", and dates after "except" or "on".
func (r *reader) window(text string) engine.Window {
	var w engine.Window
	text, except, filtered := strings.Cut(text, " except ")
	if filtered {
		w.Except = []engine.HolidaysID{"dates"}
		r.dates = append(r.dates, civil.Day(midnight(wall(day(except).On(nil)))/86400))
	}
	if before, on, ok := strings.Cut(text, " on "); ok {
		text, w.OnlyOn = before, []engine.HolidaysID{"dates"}
		r.dates = append(r.dates, civil.Day(midnight(wall(day(on).On(nil)))/86400))
	}
	fields := strings.Fields(text)
	w.From, w.To = 0, 0
	if last := fields[len(fields)-1]; len(fields) == 3 { // one weekly stretch: fri 18:00-mon 09:00
		from, until, _ := strings.Cut(fields[1], "-")
		first, _ := civil.ParseWeekday(fields[0])
		end, _ := civil.ParseWeekday(until)
		w.Days, w.From = []civil.Weekday{first}, clockSeconds(from)
		w.To = int((end-first+7)%7)*86400 + clockSeconds(last)
		return w
	}
	if len(fields) == 2 {
		w.Days = weekdays(fields[0])
	}
	from, to, _ := strings.Cut(fields[len(fields)-1], "-")
	w.From, w.To = clockSeconds(from), clockSeconds(to)
	if w.To <= w.From {
		w.To += 86400
	}
	return w
}

// weekdays reads "mon-fri" or "sat", also "fri-mon".
func weekdays(s string) []civil.Weekday {
	first, last, isRange := strings.Cut(s, "-")
	a, _ := civil.ParseWeekday(first)
	b, _ := civil.ParseWeekday(last)
	out := []civil.Weekday{a}
	for isRange && a != b {
		a = (a + 1) % 7
		out = append(out, a)
	}
	return out
}

func clockSeconds(s string) int {
	h, m, _ := strings.Cut(s, ":")
	hours, _ := strconv.Atoi(h)
	minutes, _ := strconv.Atoi(m)
	return hours*3600 + minutes*60
}

func (r *reader) override(text string) {
	head, who, _ := strings.Cut(text, ": ")
	o := engine.Override{Who: people(who)[0], Fill: true}
	head, in, limited := strings.Cut(head, " in ")
	if limited {
		o.Rotations = []engine.RotationID{engine.RotationID(in)}
	}
	head, unfilled := strings.CutSuffix(head, " unfilled")
	o.Fill = !unfilled
	head, whom, replaces := strings.Cut(head, " for ")
	if replaces {
		o.Replaces = []engine.Participant{engine.ParseParticipant(whom)}
	}
	o.From, o.Until = between(head)
	r.schedule.Overrides = append(r.schedule.Overrides, o)
}

// handoffs resolves a window of local times and writes its spans as people read them: when each begins on the local
// clock, with the clock's offset, and who is on call from then.
func handoffs(t testing.TB, zoneName string, text rotaText, window string) string {
	t.Helper()
	z, loc := zone(t, zoneName), location(t, zoneName)
	from, until := between(window)
	var out []string
	tl := text.read(t, zoneName).Resolve(span.Span[civil.Instant]{Start: from.In(z), End: until.In(z)}, engine.Final)
	for _, s := range tl.Spans {
		var who engine.Entry
		for _, d := range s.On {
			who = append(who, d.Who)
		}
		at := time.Unix(int64(s.Start), 0).In(loc).Format(minutesOr("01-02 15:04-07:00", s.Start))
		out = append(out, strings.TrimSuffix(at, ":00")+" "+strings.ReplaceAll(who.String(), " + ", "+"))
	}
	return strings.Join(out, " | ")
}

// minutesOr returns the layout, with seconds for an instant that has any: an edge that is off by one must show.
func minutesOr(layout string, at civil.Instant) string {
	if at%60 != 0 {
		return strings.Replace(layout, "04", "04:05", 1)
	}
	return layout
}
