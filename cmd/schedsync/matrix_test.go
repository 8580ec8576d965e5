package main

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/exporters/files"
	"github.com/schedsync/schedsync/fixtures/golden"
	"github.com/schedsync/schedsync/importers"
	importersall "github.com/schedsync/schedsync/importers/all"
	"github.com/schedsync/schedsync/importers/declared"
	"github.com/schedsync/schedsync/importers/zones"
)

//go:generate go test -run TestCapabilityMatrix -update .

// feature is a row of the matrix: what people declare, and the trait of a vendor that decides about it.
type feature struct {
	name, body string
	trait      dialect.Trait
}

// rotation is a schedule of one rotation of ana and bo; every feature is one line away from the first.
func rotation(every, more string) string {
	return fmt.Sprintf("    rotations: [{id: r, every: %s, start: 2026-01-05 09:00, people: [ana, bo]%s}]\n", every, more)
}

func features() []feature {
	week := rotation("1 week", "")
	override := func(o string) string {
		return week + "    overrides: [{from: 2026-03-04 10:00, until: 2026-03-05 10:00, who: chi" + o + "}]\n"
	}
	return []feature{
		{"turns of days and weeks", week, dialect.TurnsTrait},
		{"turns of hours by the wall clock, over a clock change", rotation("12 hours", ""), dialect.HoursTrait},
		{"turns of hours in real time, over a clock change", rotation("12 hours", ", clock: elapsed"), dialect.HoursTrait},
		{"turns of 30 minutes", rotation("30 minutes", ", until: 2026-03-07 09:00"), dialect.ShortTrait},
		{"turns of months", rotation("1 month", ""), dialect.CyclesTrait},
		{"a cycle of several lengths", rotation("[4 days, 3 days]", ""), dialect.CyclesTrait},
		{"turns that nobody serves", "    rotations: [{id: r, every: 1 week, start: 2026-01-05 09:00, people: [ana, none]}]\n", dialect.IdleTrait},
		{"two people in one turn", "    rotations: [{id: r, every: 1 week, start: 2026-01-05 09:00, people: [[ana, bo], [bo, chi]]}]\n", dialect.SeatsTrait},
		{"a team in a turn", "    rotations: [{id: r, every: 1 week, start: 2026-01-05 09:00, people: [ana, \"team:t\"]}]\n", dialect.KindsTrait},
		{"a list that changes from a date on", rotation("1 week", ", changes: [{from: 2026-03-20, people: [ana, bo, chi]}]"), dialect.ChangesTrait},
		{"windows of the week, in turns of weeks", rotation("1 week", `, only: [{days: mon-fri, from: "09:00", to: "17:00"}]`), dialect.WindowsTrait},
		{"windows of the week, in turns of days", rotation("1 day", `, only: [{days: mon-fri, from: "09:00", to: "17:00"}]`), dialect.MasksTrait},
		{"windows that depend on holidays", rotation("1 week", `, only: [{from: "09:00", to: "17:00", except: [DE]}]`), dialect.DatesTrait},
		{"rotations that add up", "    rotations:\n      - {id: r, every: 1 week, start: 2026-01-05 09:00, people: [ana]}\n      - {id: s, every: 1 day, start: 2026-01-05 09:00, people: [bo, chi]}\n", dialect.LayersTrait},
		{"layers that hide each other", "    rotations:\n      - {id: r, every: 1 week, start: 2026-01-05 09:00, people: [ana]}\n      - {id: s, every: 1 day, start: 2026-01-05 09:00, people: [bo, none]}\n    combine: layered\n", dialect.LayersTrait},
		{"a rotation in a time zone of its own", rotation("1 week", ", timezone: America/New_York"), dialect.ZoneTrait},
		{"handoffs at 09:15", "    rotations: [{id: r, every: 1 week, start: 2026-01-05 09:15, people: [ana, bo]}]\n", dialect.GridTrait},
		{"single shifts", "    rotations: [{id: r, shifts: [{from: 2026-03-04 09:00, until: 2026-03-05 09:00, who: ana}]}]\n", dialect.ShiftsTrait},
		{"an override of the schedule", override(""), dialect.OverrideTrait},
		{"an override of one rotation of two", "    rotations:\n      - {id: r, every: 1 week, start: 2026-01-05 09:00, people: [ana]}\n      - {id: s, every: 1 day, start: 2026-01-05 09:00, people: [bo]}\n    overrides: [{from: 2026-03-04 10:00, until: 2026-03-05 10:00, who: chi, rotations: [s]}]\n", dialect.ScopeTrait},
		{"an override to nobody", week + "    overrides: [{from: 2026-03-04 10:00, until: 2026-03-05 10:00, who: none}]\n", dialect.VacancyTrait},
		{"an override of one person", override(", replaces: ana"), dialect.OverrideTrait},
		{"an override that repeats", week + "    overrides: [{from: 2026-03-04 10:00, for: 4h, rrule: FREQ=WEEKLY, who: chi}]\n", dialect.RecurringTrait},
		{"people away", "    rotations: [{id: r, every: 1 week, start: 2026-01-05 09:00, people: [away, bo, chi]}]\n", dialect.AbsencesTrait},
		{"duties passed on", "    rotations: [{id: r, every: 1 week, start: 2026-01-05 09:00, people: [fwd, bo]}]\n", dialect.ForwardsTrait},
		{"switched off", week + "    enabled: false\n", dialect.DisabledTrait},
	}
}

// asDeclared loads a feature's schedule, which goes to all vendors.
func (f feature) asDeclared(t *testing.T, db *zones.DB) *declared.Workspace {
	t.Helper()
	text := `version: 1
people:
  ana: {}
  bo: {}
  chi: {}
  away: {away: [{from: 2026-03-02, through: 2026-03-20}]}
  fwd: {forward: [{from: 2026-03-02 09:00, until: 2026-03-20 09:00, who: chi}]}
teams: {t: {members: [ana]}}
schedules:
  s:
    timezone: Europe/Berlin
    targets: {opsgenie: {}, xmatters: {}, zenduty: {team: t}}
` + f.body
	ws, err := declared.Load(fstest.MapFS{"w.yaml": {Data: []byte(text)}}, declared.Options{Zones: db})
	if err != nil {
		t.Fatalf("%s: %v", f.name, err)
	}
	return ws
}

// matrixNow and matrixAhead span a clock change in Berlin.
var matrixNow = time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC)

// TestCapabilityMatrix holds the README's table of what each vendor can hold to what the dialects make of a schedule for each
// feature. The words that check has for it come from the same place: a schedule is native exactly where check is silent.
func TestCapabilityMatrix(t *testing.T) {
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	c := &Cmd{Now: func() time.Time { return matrixNow }, zones: db}
	var vendors []importers.Vendor
	head, rule := "| declared |", "|---|"
	for _, v := range importersall.Vendors() {
		if v.Dialect != nil {
			vendors, head, rule = append(vendors, v), head+" "+v.Title+" |", rule+"---|"
		}
	}
	table, lines := head+"\n"+rule+"\n", ""
	for _, f := range features() {
		ws := f.asDeclared(t, db)
		table += "| " + f.name + " |"
		lines += "- " + f.name + "\n"
		for _, v := range vendors {
			capability := f.capability(t, v, &ws.Workspace)
			basis := v.Dialect.Bases[f.trait]
			word, _, _ := strings.Cut(basis, ":")
			if !regexp.MustCompile(`^(documented|assumed|observed|unknown|ours): .*\(contract ` + string(v.Name) + ` [0-9a-f][0-9a-z.]*\)$`).MatchString(basis) {
				t.Errorf("%s: the trait %s rests on %q", v.Name, f.trait, basis)
			}
			table += fmt.Sprintf(" %s (%s) |", capability, word)
			lines += fmt.Sprintf("  - %s: %s\n", v.Title, basis)
			if said := c.remarks(ws)(&ws.Schedules[0], v.Name); (len(said) == 0) != (capability == dialect.Native) {
				t.Errorf("%s at %s is %s, and check says %v", f.name, v.Name, capability, said)
			}
		}
		table += "\n"
	}
	matrixInReadme(t, table+"\n<details><summary>What each cell rests on</summary>\n\n"+lines+"\n</details>\n")
}

func (f feature) capability(t *testing.T, v importers.Vendor, ws *engine.Workspace) dialect.Capability {
	t.Helper()
	resolver, err := engine.Compile(&ws.Schedules[0], ws.People, ws.Holidays)
	if err != nil {
		t.Fatalf("%s: %v", f.name, err)
	}
	r := dialect.Request{Schedule: &ws.Schedules[0], Declared: resolver, Now: civil.FromTime(matrixNow), Horizon: 42 * civil.DayLen}
	low := v.Dialect.Lower(r)
	return low.Capability(r)
}

// matrixInReadme holds the part of the README between its marks to what it is to be, and with -update writes it.
func matrixInReadme(t *testing.T, want string) {
	t.Helper()
	const path, begin, end = "../../README.md", "<!-- capabilities, written by make generate -->\n", "<!-- end of capabilities -->"
	readme, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := bytes.Cut(readme, []byte(begin))
	got, tail, ok2 := bytes.Cut(rest, []byte(end))
	if !ok || !ok2 {
		t.Fatalf("the README lacks %q and %q", begin, end)
	}
	if golden.Updating() {
		if _, err := files.Write(path, []byte(string(head)+begin+want+end+string(tail)), files.Mode); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(want, string(got)); d != "" {
		t.Errorf("the README's table is not what the dialects say (make generate writes it): -want +README\n%s", d)
	}
}
