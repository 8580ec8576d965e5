package dialect_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
)

// union is a dialect like those of vendors whose layers add up and whose overrides replace everybody at once.
func union() *dialect.Dialect {
	return &dialect.Dialect{
		Vendor: "opsgenie", Grid: 1, Windows: 50, WholeMasks: true, NoIdle: true, NoDisable: true, Whole: true, Pieces: 60,
		Turns: []dialect.TurnRule{{Unit: engine.Minutes}, {Unit: engine.Hours}, {Unit: engine.Days}, {Unit: engine.Weeks}},
		Kinds: []engine.Kind{engine.KindPerson}, OverrideKinds: []engine.Kind{engine.KindPerson}, Acts: dialect.OnEverybody,
	}
}

// inPlace is a dialect like those of vendors that let one person stand in for another.
func inPlace() *dialect.Dialect {
	d := pager()
	d.Acts, d.Grid, d.Renewed, d.Asked, d.Ahead = dialect.OnOne, 1, true, true, 90*civil.DayLen
	return d
}

const horizon = 42 * civil.DayLen

// lower compiles a workspace's schedule and lowers it.
func lower(t interface{ Fatal(...any) }, d *dialect.Dialect, w *engine.Workspace, now civil.Instant) (*engine.Resolver, dialect.Lowered) {
	r, err := engine.Compile(&w.Schedules[0], w.People, w.Holidays)
	if err != nil {
		t.Fatal(err)
	}
	return r, d.Lower(dialect.Request{Schedule: &w.Schedules[0], Declared: r, Now: now, Horizon: horizon})
}

// gist tells what became of a schedule: the rules that are left, then how many pieces and overrides, and why.
func gist(low *dialect.Lowered) string {
	var rules []string
	pieces := 0
	for _, r := range low.Schedule.Rotations {
		if r.HasShifts {
			pieces++
		} else {
			rules = append(rules, r.Name)
		}
	}
	out := fmt.Sprintf("%s; %d shifts, %d overrides", strings.Join(rules, "+"), pieces, len(low.Schedule.Overrides))
	if low.Dry {
		out += "; dry"
	}
	if low.Rules {
		out += "; rules"
	}
	for _, r := range low.Refusals {
		out += "; refused " + r.Text
	}
	return out
}

func TestLowerWhat(t *testing.T) {
	const (
		one     = "{id: a, every: 1 week, start: 2026-01-05 09:00, people: [ana, bo]}"
		two     = "{id: b, every: 1 week, start: 2026-01-05 09:00, people: [chi]}"
		monthly = "{id: m, every: 1 month, start: 2026-01-05 09:00, people: [bo, ana]}"
		desk    = `{id: a, every: 1 week, start: 2026-01-05 09:00, people: [ana, bo], only: [{days: mon-fri, from: "09:00", to: "17:00"}]}`
		away    = "{id: a, every: 1 week, start: 2026-01-05 09:00, people: [ana, bo, chi]}" // chi is away on the 20th and 21st
	)
	for _, tc := range []struct{ name, yaml, scoped, union, inPlace string }{
		{"rules", rotations(one), "a; 0 shifts, 0 overrides", "a; 0 shifts, 0 overrides", "a; 0 shifts, 0 overrides"},
		{"an absence", rotations(away), "a; 0 shifts, 1 overrides", "a; 0 shifts, 1 overrides", "a; 0 shifts, 1 overrides"},
		{"an absence beside somebody", rotations(away, two), "a+b; 0 shifts, 1 overrides", "a+b; 0 shifts, 1 overrides", "a+b; 0 shifts, 1 overrides"},
		{"a swap", rotations(one) + "    overrides: [{from: 2026-01-10 09:00, until: 2026-01-11 09:00, who: dee}]\n", "a; 0 shifts, 1 overrides", "a; 0 shifts, 1 overrides", "a; 0 shifts, 1 overrides"},
		{"a swap that lasts over a handoff", rotations(one) + "    overrides: [{from: 2026-01-11 09:00, until: 2026-01-13 09:00, who: dee}]\n", "a; 0 shifts, 1 overrides", "a; 0 shifts, 1 overrides", "a; 0 shifts, 2 overrides"},
		{"nobody for a day", rotations(one) + "    overrides: [{from: 2026-01-10 09:00, until: 2026-01-11 09:00, who: none}]\n", "a; 0 shifts, 1 overrides", "; 7 shifts, 0 overrides; dry", "a; 0 shifts, 1 overrides"},
		{
			"somebody in a gap", rotations(`{id: a, every: 1 week, start: 2026-01-05 09:00, people: [ana], only: [{days: mon-fri, from: "09:00", to: "17:00"}]}`) + "    overrides: [{from: 2026-01-10 09:00, until: 2026-01-11 09:00, who: dee}]\n",
			"a; 0 shifts, 1 overrides", "a; 1 shifts, 0 overrides", "a; 1 shifts, 0 overrides",
		},
		{
			"an absence that is over", strings.Replace(rotations(away), "2026-01-05", "2025-12-15", 1) + "    overrides: [{from: 2026-01-02 09:00, until: 2026-01-06 09:00, who: dee, replaces: chi}]\n",
			"a; 0 shifts, 1 overrides", "a; 0 shifts, 1 overrides", "a; 0 shifts, 1 overrides", // chi's absence on the 20th alone
		},
		{
			"two together, which is over", rotations(one) + "    overrides: [{from: 2026-01-05 10:00, for: 2h, rrule: \"FREQ=DAILY;COUNT=1\", who: [dee, bo]}]\n",
			"a; 0 shifts, 0 overrides", "a; 0 shifts, 0 overrides", "a; 0 shifts, 0 overrides",
		},
		{
			"two together while one rotation ends", rotations(one, "{id: b, every: 1 week, start: 2026-01-05 09:00, until: 2026-01-10 21:00, people: [chi]}") + "    overrides: [{from: 2026-01-10 09:00, until: 2026-01-11 09:00, who: [dee, bo]}]\n",
			"; 10 shifts, 0 overrides; dry", "; 10 shifts, 0 overrides; dry", "a+b; 1 shifts, 2 overrides",
		},
		{"two for one", rotations(one) + "    overrides: [{from: 2026-01-10 09:00, until: 2026-01-11 09:00, who: [dee, bo]}]\n", "; 9 shifts, 0 overrides; dry", "; 9 shifts, 0 overrides; dry", "a; 1 shifts, 1 overrides"},
		{"layers", "    combine: layered\n" + rotations(one, two), "; 3 shifts, 0 overrides; dry", "; 3 shifts, 0 overrides; dry", "; 3 shifts, 0 overrides; dry"},
		{"months", rotations("{id: a, every: 1 month, start: 2026-01-05 09:00, people: [ana, bo]}"), "; 2 shifts, 0 overrides; dry", "; 2 shifts, 0 overrides; dry", "; 2 shifts, 0 overrides; dry"},
		{"months beside weeks", rotations(one, monthly), "a; 2 shifts, 0 overrides; rules", "a; 2 shifts, 0 overrides; rules", "a; 2 shifts, 0 overrides; rules"},
		{"months beside hours of work", rotations(desk, monthly), "a; 2 shifts, 0 overrides; dry; rules", "a; 2 shifts, 0 overrides; dry; rules", "a; 2 shifts, 0 overrides; dry; rules"},
		{"months beside an absence", rotations(away, monthly), "a; 2 shifts, 2 overrides; rules", "; 8 shifts, 0 overrides; dry", "a; 2 shifts, 1 overrides; rules"},
		{"months that an override names", rotations(one, monthly) + "    overrides: [{from: 2026-01-10 09:00, until: 2026-01-11 09:00, who: dee, rotations: [m]}]\n", "; 7 shifts, 0 overrides; dry", "; 7 shifts, 0 overrides; dry", "; 7 shifts, 0 overrides; dry"},
		{"months alone beside listed shifts", rotations(monthly, "{id: b, shifts: [{from: 2026-01-10 09:00, until: 2026-01-11 09:00, who: dee}]}"), "; 3 shifts, 0 overrides; dry", "; 3 shifts, 0 overrides; dry", "; 3 shifts, 0 overrides; dry"},
		{"months with a safety net", rotations(desk, monthly) + "    targets: {opsgenie: {safety_net: dee}}\n", "a+safety net dee; 2 shifts, 0 overrides; rules", "a+safety net dee; 2 shifts, 0 overrides; rules", "a+safety net dee; 2 shifts, 0 overrides; rules"},
		{"nobody in turn", rotations("{id: a, every: 1 week, start: 2026-01-05 09:00, people: [ana, none]}"), "a; 0 shifts, 0 overrides", "; 3 shifts, 0 overrides; dry", "a; 0 shifts, 0 overrides"},
		{"a restriction of turns of days", rotations(`{id: a, every: 2 days, start: 2026-01-05 09:00, people: [ana, bo], only: [{days: mon, from: "09:00", to: "17:00"}]}`), "a; 0 shifts, 0 overrides", "; 5 shifts, 0 overrides; dry", "a; 0 shifts, 0 overrides"},
		{"a team", rotations(`{id: a, every: 1 week, start: 2026-01-05 09:00, people: ["team:pay"]}`), "a; 0 shifts, 0 overrides", "; 0 shifts, 0 overrides; refused opsgenie takes no team in a schedule: team:pay", "a; 0 shifts, 0 overrides"},
		{"too many shifts", rotations("{id: a, every: 30 minutes, start: 2026-01-05 09:00, people: [ana, none]}"), "; 847 shifts, 0 overrides; dry", "; 79 shifts, 0 overrides; dry; refused more than 60 single shifts in 4 days, which is more than opsgenie takes", "; 847 shifts, 0 overrides; dry"},
		{"a shorter horizon has fewer", rotations("{id: a, every: 8 hours, start: 2026-01-05 09:00, people: [ana, none]}"), "a; 0 shifts, 0 overrides", "; 54 shifts, 0 overrides; dry", "a; 0 shifts, 0 overrides"},
		{"listed shifts", rotations("{id: a, shifts: [{from: 2026-01-10 09:00, until: 2026-01-11 09:00, who: [ana, bo]}, {from: 2026-01-03 09:00, until: 2026-01-04 09:00, who: ana}]}"), "; 2 shifts, 0 overrides", "; 2 shifts, 0 overrides", "; 2 shifts, 0 overrides"},
		{"a safety net", "    combine: layered\n" + rotations(one, two) + "    targets: {opsgenie: {safety_net: dee}}\n", "safety net dee; 3 shifts, 0 overrides", "safety net dee; 3 shifts, 0 overrides", "safety net dee; 3 shifts, 0 overrides"},
		{"disabled", "    enabled: false\n" + rotations(one), "a; 0 shifts, 0 overrides", "; 0 shifts, 0 overrides", "a; 0 shifts, 0 overrides"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := load(t, tc.yaml)
			var got []string
			for _, d := range []*dialect.Dialect{pager(), union(), inPlace()} {
				_, low := lower(t, d, w, january(t))
				got = append(got, gist(&low))
			}
			if d := cmp.Diff([]string{tc.scoped, tc.union, tc.inPlace}, got); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

// parts are rotations, overrides and people of which the property test makes workspaces.
func parts() (rotations, overrides, people []string) {
	rotations = []string{
		"{id: a, every: 1 week, start: 2026-01-05 09:00, people: [ana, bo, chi]}",
		"{id: b, every: 12 hours, start: 2026-01-05 08:00, people: [dee, ana]}",
		`{id: c, every: 1 day, start: 2026-01-05 00:00, people: [bo, none, dee], only: [{days: mon-fri, from: "09:00", to: "17:00"}]}`,
		"{id: d, every: [4 days, 3 days], start: 2026-01-05 09:00, people: [ana, [bo, chi]]}",
		"{id: e, every: 1 month, start: 2026-01-31 09:00, people: [chi, dee]}",
		`{id: f, every: 1 window, start: 2026-01-05 00:00, people: [chi, dee], only: [{days: sat, from: "10:00", to: "24:00"}]}`,
		"{id: g, shifts: [{from: 2026-01-06 20:00, until: 2026-01-08 08:00, who: [bo, dee]}, {from: 2026-02-01 00:00, until: 2026-02-02 00:00, who: ana}]}",
		"{id: h, every: 1 week, start: 2026-01-01 09:00, people: [ana, bo], changes: [{from: 2026-01-20, people: [bo, dee, chi]}], until: 2026-02-10 09:00}",
	}
	overrides = []string{
		"{from: 2026-01-07 09:00, until: 2026-01-09 09:00, who: dee}",
		"{from: 2026-01-10 00:00, until: 2026-01-12 00:00, who: none}",
		"{from: 2026-01-08 00:00, until: 2026-01-30 00:00, who: chi, replaces: ana}",
		"{from: 2026-01-15 00:00, until: 2026-01-17 00:00, who: [ana, bo], fill: false}",
		"{from: 2026-01-09 12:00, for: 2h, rrule: \"FREQ=WEEKLY\", who: bo}",
		"{from: 2026-01-22 00:00, until: 2026-01-23 00:00, who: [ana, dee]}",
	}
	people = []string{
		"ana: {email: ana@example.com}", "ana: {email: ana@example.com, away: [{from: 2026-01-01, through: 2026-01-18}]}",
		"bo: {email: bo@example.com}", "bo: {email: bo@example.com, forward: [{from: 2026-01-12 09:00, until: 2026-02-20 13:00, who: dee}]}",
	}
	return rotations, overrides, people
}

// workspaces draws what is declared.
func workspaces(t *testing.T) *rapid.Generator[*engine.Workspace] {
	rotationParts, overrideParts, people := parts()
	return rapid.Custom(func(r *rapid.T) *engine.Workspace {
		text := "version: 1\npeople:\n  " + people[rapid.IntRange(0, 1).Draw(r, "ana")] + "\n  " + people[2+rapid.IntRange(0, 1).Draw(r, "bo")] +
			"\n  chi: {email: chi@example.com}\n  dee: {email: dee@example.com}\nschedules:\n  pay:\n    timezone: Europe/Berlin\n    combine: " +
			rapid.SampledFrom([]string{"all", "layered"}).Draw(r, "combine") + "\n    rotations:\n"
		for _, p := range rapid.SliceOfNDistinct(rapid.SampledFrom(rotationParts), 1, 3, rapid.ID[string]).Draw(r, "rotations") {
			text += "      - " + p + "\n"
		}
		text += "    overrides:\n"
		for _, o := range rapid.SliceOfNDistinct(rapid.SampledFrom(overrideParts), 1, 3, rapid.ID[string]).Draw(r, "overrides") {
			text += "      - " + o + "\n"
		}
		return loadText(t, text+"    targets: {opsgenie: {}}\n")
	})
}

// Whatever is declared, what is lowered shows the same people as far as it is written, by every vendor's rules.
func TestLowerShowsWhatIsDeclared(t *testing.T) {
	now := january(t)
	gen := workspaces(t)
	for name, d := range map[string]*dialect.Dialect{"scoped": exactly(pager()), "union": union(), "in place": exactly(inPlace())} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				w := gen.Draw(rt, "workspace")
				r, low := lower(rt, d, w, now)
				if len(low.Refusals) > 0 {
					if d.Pieces == 0 {
						rt.Fatalf("refused: %v", low.Refusals)
					}
					return
				}
				win := span.Span[civil.Instant]{Start: now, End: now + horizon}
				if low.Until != 0 {
					win.End = low.Until
				}
				shown, err := diff.Timeline(&low.Schedule, win)
				if err != nil {
					rt.Fatal(err)
				}
				for _, m := range engine.Differences(r.Resolve(win, engine.Final).Spans, shown) {
					rt.Fatalf("declared %v, shown %v from %s to %s\n%s", m.Before, m.After, m.Start, m.End, gist(&low))
				}
			})
		})
	}
}

// exactly is a dialect that keeps every clock, so that nothing is lost to it.
func exactly(d *dialect.Dialect) *dialect.Dialect {
	d.Turns = union().Turns
	d.Grid = 1
	return d
}

// sameUntil holds a change to moving nobody in what was written before.
func sameUntil(t *rapid.T, c diff.Change, w span.Span[civil.Instant]) {
	a, err := diff.Timeline(c.Before, w)
	if err != nil {
		t.Fatal(err)
	}
	b, err := diff.Timeline(c.After, w)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range engine.Differences(a, b) {
		t.Fatalf("from %s to %s: %v became %v", m.Start, m.End, m.Before, m.After)
	}
}

// A job that runs every night finds nothing to do until the next block has to be written, or until what had to be written
// with dates is over, and then moves nobody in what was written before.
func TestLowerNightAfterNight(t *testing.T) {
	gen := workspaces(t)
	for name, d := range map[string]*dialect.Dialect{"scoped": exactly(pager()), "union": union(), "in place": exactly(inPlace())} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				w := gen.Draw(rt, "workspace")
				now := january(t)
				_, low := lower(rt, d, w, now)
				for night := 1; night < 60 && len(low.Refusals) == 0; night += 5 {
					live, before, dry, rules := low.Schedule, low.Until, low.Dry, low.Rules
					now += civil.Instant(5*civil.DayLen + rapid.IntRange(-4, 4).Draw(rt, "hours")*civil.Hour)
					_, low = lower(rt, d, w, now)
					if len(low.Refusals) > 0 {
						return
					}
					c := diff.Between(object(&live), &live, &low.Schedule, diff.Options{Owner: "acme", Dialect: d, Now: now, Until: now + horizon, OwnOverrides: true})
					if before == low.Until && dry == low.Dry && rules == low.Rules && !c.Empty() {
						rt.Fatalf("at %s, in the block until %s:\n%v", now, before, c.Fields)
					}
					if written := (span.Span[civil.Instant]{Start: now, End: before}); before != 0 {
						sameUntil(rt, c, written)
					}
				}
			})
		})
	}
}

// object is a live schedule as it was written.
func object(s *engine.Schedule) *snapshot.Object {
	o := &snapshot.Object{ID: "1", Mark: snapshot.Mark{Owner: "acme", ID: string(s.ID)}, Schedule: *s}
	for i := range s.Rotations {
		o.RotationIDs = append(o.RotationIDs, fmt.Sprint(i))
	}
	return o
}

// A duty that runs for longer than is looked back is written the same way in whatever second of the night a run is made.
func TestLowerInAnySecond(t *testing.T) {
	w := loadText(t, `version: 1
people:
  ana: {email: ana@example.com}
  bo: {email: bo@example.com, forward: [{from: 2026-01-12 09:00, until: 2026-04-20 13:00, who: dee}]}
  chi: {email: chi@example.com}
  dee: {email: dee@example.com}
schedules:
  pay:
    timezone: Europe/Berlin
    rotations:
      - {id: a, every: 1 week, start: 2026-01-05 09:00, people: [bo]}
      - {id: lead, every: 1 month, start: 2026-01-05 09:00, people: [chi]}
    targets: {opsgenie: {}}
`)
	d := pager()
	for _, now := range []string{"2026-02-20T02:30:00Z", "2026-02-20T02:30:07Z", "2026-02-20T02:44:59Z"} {
		_, low := lower(t, d, w, at(t, now))
		if got := gist(&low); got != "a; 1 shifts, 2 overrides; rules" {
			t.Errorf("at %s: %s", now, got)
		}
		for _, o := range low.Schedule.Overrides {
			if from := o.From.In(w.Schedules[0].Zone); from%civil.Instant(d.Grid) != 0 {
				t.Errorf("at %s: an override from %s, which is not on the grid", now, from)
			}
		}
	}
}

// What was put beside a shift that is over by now is still there, and no other.
func TestBesideWhatIsOver(t *testing.T) {
	w := load(t, rotations("{id: a, every: 1 week, start: 2026-01-05 09:00, people: [ana]}",
		`{id: desk, every: 1 month, start: 2026-01-05 09:00, people: [bo], only: [{days: mon-fri, from: "09:00", to: "17:00"}]}`)+
		"    overrides: [{from: 2026-01-22 00:00, until: 2026-01-23 00:00, who: [ana, bo, dee]}]\n")
	for name, d := range map[string]*dialect.Dialect{"union": union(), "in place": inPlace()} {
		_, before := lower(t, d, w, at(t, "2026-01-21T23:30:00Z"))
		now := at(t, "2026-01-22T18:00:00Z")
		_, after := lower(t, d, w, now)
		if before.Until != after.Until || !after.Rules {
			t.Errorf("%s: this is to be one block, in part: %s and %s", name, gist(&before), gist(&after))
		}
		live := before.Schedule
		c := diff.Between(object(&live), &live, &after.Schedule, diff.Options{Owner: "acme", Dialect: d, Now: now, Until: now + horizon, OwnOverrides: true})
		if !c.Empty() {
			t.Errorf("%s: %v", name, c.Fields)
		}
	}
}

// Times that the vendor would move are moved as it does, to the nearest of its grid, and that is a reason for losses.
func TestOverrideAfterTheBlock(t *testing.T) {
	w := loadText(t, `version: 1
people:
  ana: {email: ana@example.com}
  bo: {email: bo@example.com}
  chi: {email: chi@example.com}
schedules:
  pay:
    timezone: Europe/Berlin
    rotations:
      - {id: a, every: 1 week, start: 2026-01-05 09:00, people: [ana]}
      - {id: b, every: 6 hours, start: 2026-01-05 08:00, people: [ana, bo]}
    overrides: [{from: 2026-02-10 00:00, until: 2026-02-11 00:00, who: [bo, chi]}]
    targets: {opsgenie: {}}
`)
	_, low := lower(t, union(), w, january(t)) // two cannot take over from two, and so many single shifts are too many
	if got := gist(&low); got != "a+b; 0 shifts, 0 overrides" {
		t.Error("got", got)
	}
	if day := at(t, "2026-02-10T00:00:00Z"); low.Until == 0 || low.Until > day {
		t.Errorf("shown as declared until %s, before the override that is not written yet", low.Until)
	}
	if len(low.Materialised) > 0 {
		t.Errorf("nothing has dates, and yet: %v", low.Materialised)
	}
}

func TestPiecesOnTheGrid(t *testing.T) {
	w := load(t, "    combine: layered\n"+rotations("{id: a, every: 1 week, start: 2026-01-05 09:00, people: [ana]}", "{id: b, every: 1 month, start: 2026-01-05 09:00, people: [none]}")+
		"    overrides: [{from: 2026-01-10 09:20, until: 2026-01-10 12:10, who: dee}]\n")
	_, low := lower(t, pager(), w, january(t))
	var got []string
	for _, r := range low.Schedule.Rotations[:2] {
		f := r.Shifts[0]
		got = append(got, fmt.Sprintf("%s %s – %s", f.Who, f.From, f.Until))
	}
	want := []string{"ana 2026-01-05T08:00:00Z – 2026-01-10T08:30:00Z", "dee 2026-01-10T08:30:00Z – 2026-01-10T11:00:00Z"}
	if d := cmp.Diff(want, got); d != "" || !slices.Equal(low.Reasons, []string{"opsgenie moves times to the nearest 30 minutes"}) {
		t.Errorf("%s\n%v", d, low.Reasons)
	}
}

// The safety net begins where the last shift ends.
func TestSafetyNet(t *testing.T) {
	w := load(t, rotations("{id: a, every: 1 month, start: 2026-01-05 09:00, people: [ana]}")+"    targets: {opsgenie: {safety_net: dee}}\n")
	_, low := lower(t, pager(), w, january(t))
	net := low.Schedule.Rotations[len(low.Schedule.Rotations)-1]
	if net.Name != "safety net dee" || net.Start != civil.AtInstant(low.Until) || net.Until.IsSet() || low.Net.String() != "dee" {
		t.Errorf("%q from %s until %s; the last shift ends at %s", net.Name, net.Start, net.Until, low.Until)
	}
}

func TestPiece(t *testing.T) {
	ana := engine.Entry{engine.Person("ana")}
	week := engine.Rotation{Start: civil.AtInstant(0), Until: civil.AtInstant(99), People: []engine.Entry{ana, ana}}
	edited := func(edit func(*engine.Rotation)) engine.Rotation {
		r := week
		r.People = slices.Clone(week.People)
		edit(&r)
		return r
	}
	for _, tc := range []struct {
		name string
		r    engine.Rotation
		want bool
	}{
		{"one who takes every turn until an end", week, true},
		{"one shift", engine.Rotation{HasShifts: true, Shifts: []engine.FixedShift{{Who: ana}}}, true},
		{"two shifts", engine.Rotation{HasShifts: true, Shifts: make([]engine.FixedShift, 2)}, false},
		{"no end", edited(func(r *engine.Rotation) { r.Until = civil.Moment{} }), false},
		{"a restriction", edited(func(r *engine.Rotation) { r.Only = []engine.Window{{To: 1}} }), false},
		{"somebody else in turn", edited(func(r *engine.Rotation) { r.People[1] = nil }), false},
		{"nobody", edited(func(r *engine.Rotation) { r.People = []engine.Entry{nil} }), false},
		{"a change of people", edited(func(r *engine.Rotation) { r.Changes = make([]engine.Change, 1) }), false},
	} {
		if _, ok := dialect.Piece(&tc.r); ok != tc.want {
			t.Errorf("%s: %t", tc.name, ok)
		}
	}
}
