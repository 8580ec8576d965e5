package dialect_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/dialect"
)

// tell writes what a schedule was lowered to, a line for every rotation and override.
func tell(low *dialect.Lowered) []string {
	var out []string
	s := &low.Schedule
	for _, r := range s.Rotations {
		var people []string
		for _, e := range r.People {
			people = append(people, e.String())
		}
		n := r.Every.Lengths[0]
		line := fmt.Sprintf("%s: %s every %d %s %s from %s", r.Name, strings.Join(people, ", "), n.N, n.Unit, r.Clock, r.Start)
		if r.Until.IsSet() {
			line += " until " + r.Until.String()
		}
		out = append(out, line)
	}
	for _, o := range s.Overrides {
		line := fmt.Sprintf("override %s %s – %s", o.Who, o.From, o.Until)
		for i, id := range o.Rotations {
			line += []string{" on ", "+"}[min(i, 1)] + string(id)
		}
		out = append(out, line)
	}
	for _, r := range low.Reasons {
		out = append(out, "reason "+r)
	}
	for _, r := range low.Refusals {
		out = append(out, "refused "+r.Path+": "+r.Text)
	}
	return out
}

const week = "    rotations:\n      - {id: week, every: 1 week, start: 2026-01-05 09:00, people: [ana, bo]}\n"

func rotations(list ...string) string {
	return "    rotations:\n      - " + strings.Join(list, "\n      - ") + "\n"
}

func TestLower(t *testing.T) {
	for _, tc := range []struct {
		name, yaml string
		want       []string
	}{
		{"a week", week, []string{"week: ana, bo every 1 weeks wall from 2026-01-05T08:00:00Z"}},
		{"the display name", rotations("{id: week, name: Week, every: 1 week, start: 2026-01-05 09:00, people: [ana]}"), []string{"Week: ana every 1 weeks wall from 2026-01-05T08:00:00Z"}},
		{"two of one display name", rotations("{id: a, name: W, every: 1 week, start: 2026-01-05 09:00, people: [ana]}", "{id: b, name: W, every: 1 week, start: 2026-01-05 09:00, people: [bo]}"), []string{
			"W: ana every 1 weeks wall from 2026-01-05T08:00:00Z", "W 2: bo every 1 weeks wall from 2026-01-05T08:00:00Z",
		}},
		{"a name that is taken stays taken when its rotation is over", rotations("{id: a, name: W, every: 1 week, start: 2025-12-01 09:00, until: 2025-12-08 09:00, people: [ana]}", "{id: b, name: W, every: 1 week, start: 2026-01-05 09:00, people: [bo]}"), []string{
			"W 2: bo every 1 weeks wall from 2026-01-05T08:00:00Z",
		}},
		{"7 days are a week", rotations("{id: r, every: 7 days, start: 2026-01-05 09:00, people: [ana]}"), []string{"r: ana every 1 weeks wall from 2026-01-05T08:00:00Z"}},
		{"24 wall hours are a day", rotations("{id: r, every: 24 hours, start: 2026-01-05 09:00, people: [ana]}"), []string{"r: ana every 1 days wall from 2026-01-05T08:00:00Z"}},
		{"a day of real time is 24 hours", rotations("{id: r, every: 1 day, clock: elapsed, start: 2026-01-05 09:00, people: [ana]}"), []string{"r: ana every 24 hours elapsed from 2026-01-05T08:00:00Z"}},
		{"120 minutes of real time are 2 hours", rotations("{id: r, every: 120 minutes, clock: elapsed, start: 2026-01-05 09:00, people: [ana]}"), []string{"r: ana every 2 hours elapsed from 2026-01-05T08:00:00Z"}},
		{"12 wall hours lose their clock, and say so", rotations("{id: r, every: 12 hours, start: 2026-01-05 09:00, people: [ana]}"), []string{
			"r: ana every 12 hours elapsed from 2026-01-05T08:00:00Z",
			"reason rotations.r: opsgenie keeps turns of hours at equal lengths of real time, so handoffs move by the clock change",
		}},
		{"30 minutes", rotations("{id: r, every: 30 minutes, start: 2026-01-05 09:00, people: [ana]}"), []string{"refused rotations.r.every: turns counted in minutes (wall clock) cannot be written to opsgenie"}},
		{"months", rotations("{id: r, every: 1 month, start: 2026-01-05 09:00, people: [ana]}"), []string{"refused rotations.r.every: turns counted in months (wall clock) cannot be written to opsgenie"}},
		{"a cycle", rotations("{id: r, every: [4 days, 3 days], start: 2026-01-05 09:00, people: [ana]}"), []string{"refused rotations.r.every: a cycle of several lengths cannot be written to opsgenie"}},
		{"windows", rotations(`{id: r, every: 1 window, start: 2026-01-05 09:00, people: [ana], only: [{from: "09:00", to: "17:00"}]}`), []string{"refused rotations.r.every: turns counted in windows cannot be written to opsgenie"}},
		{"shifts", "    rotations:\n      - {id: r, shifts: [{from: 2026-01-05 09:00, until: 2026-01-06 09:00, who: ana}]}\n", nil},
		{"layers", rotations("{id: a, every: 1 week, start: 2026-01-05 09:00, people: [ana]}", "{id: b, every: 1 week, start: 2026-01-05 09:00, people: [bo]}") + "    combine: layered\n", []string{
			"a: ana every 1 weeks wall from 2026-01-05T08:00:00Z", "b: bo every 1 weeks wall from 2026-01-05T08:00:00Z",
			"refused combine: opsgenie puts everyone on call whose rotation is on; layers that hide each other cannot be written",
		}},
		{"one layer hides nothing", week + "    combine: layered\n", []string{"week: ana, bo every 1 weeks wall from 2026-01-05T08:00:00Z"}},
		{"a zone of its own with the same clock", rotations("{id: r, every: 1 week, start: 2026-01-05 09:00, timezone: Europe/Oslo, people: [ana]}"), []string{"r: ana every 1 weeks wall from 2026-01-05T08:00:00Z"}},
		{"a zone of its own with another clock", rotations("{id: r, every: 1 week, start: 2026-01-05 09:00, timezone: Europe/London, people: [ana]}"), []string{
			"refused rotations.r.timezone: opsgenie has one time zone a schedule: Europe/Berlin and Europe/London have different rules",
		}},
		{"off the grid (T-27)", rotations("{id: r, every: 1 week, start: 2026-01-05 09:15, until: 2026-02-02 09:10, people: [ana]}"), []string{
			"refused rotations.r.start: opsgenie moves times to the nearest 30 minutes; declare one that needs no moving",
			"refused rotations.r.until: opsgenie moves times to the nearest 30 minutes; declare one that needs no moving",
		}},
		{"holidays", rotations(`{id: r, every: 1 week, start: 2026-01-05 09:00, people: [ana], only: [{from: "09:00", to: "17:00", except: [DE]}]}`), []string{
			"refused rotations.r.only: windows that depend on holidays cannot be written to opsgenie",
		}},
		{"too many windows", rotations(`{id: r, every: 1 week, start: 2026-01-05 09:00, people: [ana], only: [{from: "01:00", to: "02:00"}, {from: "03:00", to: "04:00"}, {days: mon-tue, from: "05:00", to: "06:00"}]}`), []string{
			"refused rotations.r.only: 16 weekly windows; opsgenie takes 15",
		}},
		{"a long name", week + "    targets: {opsgenie: {name: A name of 23 characters}}\n", []string{
			"week: ana, bo every 1 weeks wall from 2026-01-05T08:00:00Z", "refused name: the name has 23 characters; opsgenie takes 20",
		}},
		{"together: a seat each, empty where fewer serve", rotations("{id: r, every: 1 week, start: 2026-01-05 09:00, people: [[ana, bo], dee, none, [dee, ana, bo]]}"), []string{
			"r: ana, dee, none, dee every 1 weeks wall from 2026-01-05T08:00:00Z",
			"r seat 2: bo, none, none, ana every 1 weeks wall from 2026-01-05T08:00:00Z",
			"r seat 3: none, none, none, bo every 1 weeks wall from 2026-01-05T08:00:00Z",
		}},
		{"a later membership", rotations("{id: r, every: 1 week, start: 2026-01-05 09:00, people: [ana, bo], changes: [{from: 2026-02-01, people: [ana, bo, dee]}]}"), []string{
			"r: ana, bo every 1 weeks wall from 2026-01-05T08:00:00Z until 2026-02-02T08:00:00Z",
			"r from 2026-02-02: ana, bo, dee every 1 weeks wall from 2026-02-02T08:00:00Z",
		}},
		{"a membership that is over is history (T-30)", rotations("{id: r, every: 1 week, start: 2025-12-01 09:00, people: [ana, bo], changes: [{from: 2026-01-05, people: [ana, bo, dee]}]}"), []string{
			"r from 2026-01-05: bo, dee, ana every 1 weeks wall from 2026-01-05T08:00:00Z",
		}},
		{"an ended rotation is history, whatever it was", rotations("{id: old, every: 1 month, start: 2025-01-05 09:15, until: 2026-01-07 11:00, people: [ana]}"), nil},
		{"one that ends in half an hour is not", rotations("{id: old, every: 1 week, start: 2025-12-29 09:00, until: 2026-01-07 11:30, people: [ana]}"), []string{
			"old: ana every 1 weeks wall from 2025-12-29T08:00:00Z until 2026-01-07T10:30:00Z",
		}},
		{
			"an ended rotation that an override to come names is needed",
			rotations("{id: old, every: 1 week, start: 2025-12-01 09:00, until: 2026-01-05 09:00, people: [ana]}", "{id: week, every: 1 week, start: 2026-01-05 09:00, people: [bo]}") +
				"    overrides: [{from: 2026-01-10 09:00, until: 2026-01-11 09:00, who: dee, rotations: [old]}]\n",
			[]string{
				"old: ana every 1 weeks wall from 2025-12-01T08:00:00Z until 2026-01-05T08:00:00Z", "week: bo every 1 weeks wall from 2026-01-05T08:00:00Z",
				"override dee 2026-01-10T08:00:00Z – 2026-01-11T08:00:00Z on old",
			},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := load(t, tc.yaml)
			low := pager().Native(&w.Schedules[0], january(t))
			if d := cmp.Diff(tc.want, tell(&low)); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func TestParticipants(t *testing.T) {
	w := load(t, `    rotations:
      - {id: r, every: 1 week, start: 2026-01-05 09:00, people: [ana, none, [ana, "team:pay"]], changes: [{from: 2026-02-01, people: [bo, ana]}], on_away: {try: [chi]}}
      - {id: s, shifts: [{from: 2026-01-05 09:00, until: 2026-01-06 09:00, who: dee}]}
    overrides: [{from: 2026-01-10 09:00, until: 2026-01-11 09:00, who: dee}]
`)
	want := []engine.Participant{engine.Person("ana"), {Kind: engine.KindTeam, ID: "pay"}, engine.Person("bo"), engine.Person("chi"), engine.Person("dee")}
	if d := cmp.Diff(want, dialect.Participants(&w.Schedules[0])); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}
