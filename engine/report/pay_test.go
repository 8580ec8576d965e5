package report_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/report"
	"github.com/schedsync/schedsync/fixtures/golden"
	"github.com/schedsync/schedsync/importers/declared"
	"github.com/schedsync/schedsync/importers/zones"
)

// load reads the workspace of an archive.
func load(t testing.TB, a *golden.Archive) *engine.Workspace {
	t.Helper()
	return workspace(t, a.Extract(t))
}

func workspace(t testing.TB, dir string) *engine.Workspace {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	ws, err := declared.Load(os.DirFS(dir), declared.Options{Zones: db})
	if err != nil {
		t.Fatal(err)
	}
	return &ws.Workspace
}

// written reads a workspace out of a test.
func written(t testing.TB, yaml string) *engine.Workspace {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/w.yaml", []byte("version: 1\n"+yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	return workspace(t, dir)
}

// month is a report on all schedules over a month of everybody's own clock.
func month(ws *engine.Workspace, year, m int) report.Input {
	in := report.Input{
		Workspace: ws, From: civil.AtLocal(civil.DayOf(year, m, 1).Start()), Until: civil.AtLocal(civil.DayOf(year, m+1, 1).Start()),
	}
	for i := range ws.Schedules {
		in.Schedules = append(in.Schedules, &ws.Schedules[i])
	}
	return in
}

// TestPayOfTheLongNight compares a month's pay with a sheet that was worked out by hand.
func TestPayOfTheLongNight(t *testing.T) {
	a, err := golden.Open("../../fixtures/cases/report/dst-night-pay.txtar")
	if err != nil {
		t.Fatal(err)
	}
	w, err := report.PayOf(month(load(t, a), 2026, 10))
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(strings.NewReader(a.Get("sheet.csv")))
	r.Comment = '#'
	sheet, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var got [][]string
	for _, p := range w.People {
		for _, l := range p.Lines {
			for _, x := range l.Pieces {
				got = append(got, []string{
					"stretch", p.Who.ID, string(l.Schedule.ID), stamp(x.Start, x.Zone), stamp(x.End, x.Zone), x.Band.String(),
					fmt.Sprint(int64(x.Length() / civil.Minute)), l.Rate.String(), x.Product.String(),
				})
			}
			got = append(got, []string{"line", p.Who.ID, string(l.Schedule.ID), "", "", l.Band.String(), fmt.Sprint(int64(l.Seconds / civil.Minute)), l.Rate.String(), l.Amount.String()})
		}
		got = append(got, []string{"total", p.Who.ID, "", "", "", "", "", "", p.Total.String()})
	}
	if d := cmp.Diff(sheet, got); d != "" {
		t.Errorf("the report differs from the sheet (-sheet +report):\n%s", d)
	}
}

// stamp writes "2026-10-25 06:00 +0".
func stamp(t civil.Instant, z *civil.Zone) string {
	return fmt.Sprintf("%s %+d", z.Reading(t), z.Offset(t)/civil.Hour)
}

const oneShift = `people: {ana: {timezone: UTC}, bo: {}}
teams: {t: {}}
schedules:
  desk: {timezone: UTC, rotations: [{id: listed, shifts: [{from: "2026-10-05 10:00", until: "%s", who: %s}]}]}
`

// TestRounding holds the rounding of hours and amounts to lines that can be checked in one's head.
func TestRounding(t *testing.T) {
	for _, tc := range []struct{ until, payroll, want string }{
		{"2026-10-05 11:00", `rates: {hour: {weekday: 6}}`, "1:00 6.00"},
		{"2026-10-05 10:01", `rates: {hour: {weekday: 6}}`, "0:01 0.10"},
		{"2026-10-05 10:01", `rates: {hour: {weekday: 0.29}}`, "0:01 0.00"}, // 0.00483…
		{"2026-10-05 10:01", `rates: {hour: {weekday: 0.30}}`, "0:01 0.01"}, // 0.005: a half goes up
		{"2026-10-05 10:07", `rounding: {time: 15m}, rates: {hour: {weekday: 6}}`, "0:00 0.00"},
		{"2026-10-05 10:08", `rounding: {time: 15m}, rates: {hour: {weekday: 6}}`, "0:15 1.50"},
		{"2026-10-05 10:01", `rounding: {time: 15m, mode: up}, rates: {hour: {weekday: 6}}`, "0:15 1.50"},
		{"2026-10-05 10:15", `rounding: {time: 15m, mode: up}, rates: {hour: {weekday: 6}}`, "0:15 1.50"},
		{"2026-10-05 10:59", `rounding: {time: 1h, mode: down}, rates: {hour: {weekday: 6}}`, "0:00 0.00"},
		{"2026-10-05 11:00", `rounding: {money: 0.05}, rates: {hour: {weekday: 6.12}}`, "1:00 6.10"},
		{"2026-10-05 11:00", `rounding: {money: 0.05}, rates: {hour: {weekday: 6.125}}`, "1:00 6.15"},
		{"2026-10-05 11:00", `rounding: {money: 1}, rates: {hour: {weekday: 6.5}}`, "1:00 7.00"},
		{"2026-10-05 11:00", `rates: {hour: {night: 6}}`, "1:00 0.00"},
	} {
		ws := written(t, fmt.Sprintf(oneShift, tc.until, "ana")+"payroll: {currency: EUR, "+tc.payroll+"}\n")
		w, err := report.PayOf(month(ws, 2026, 10))
		if err != nil {
			t.Fatal(err)
		}
		l := w.People[0].Lines[0]
		got := fmt.Sprintf("%d:%02d %s", l.Seconds/civil.Hour, l.Seconds/civil.Minute%60, l.Amount)
		if got != tc.want {
			t.Errorf("until %s with %s: %s, want %s", tc.until, tc.payroll, got, tc.want)
		}
	}
}

// TestTurnsAndAllowances: a turn is paid once however often somebody stood in, in the month in which it begins; an
// allowance for each day, week or month with any duty, in whatever schedules.
func TestTurnsAndAllowances(t *testing.T) {
	const rota = `people: {ana: {timezone: UTC}, bo: {timezone: UTC}}
schedules:
  a:
    timezone: UTC
    rotations: [{id: week, every: 1 week, start: 2026-09-28 09:00, people: [ana, bo]}]
    overrides: [{from: 2026-10-14 10:00, until: 2026-10-14 12:00, who: bo}]
  b: {timezone: UTC, rotations: [{id: listed, shifts: [{from: 2026-10-13 00:00, until: 2026-10-14 00:00, who: ana}]}]}
payroll: {currency: EUR, rates: {%s}}
`
	for _, tc := range []struct{ rates, want string }{
		// Turns begin on Mondays at 09:00: 5 (bo), 12 (ana), 19 (bo), 26 (ana). Bo also serves the override, and ana b's shift.
		{"shift: {weekday: 10}", "ana a 2x10.00=20.00, ana 20.00, bo a 3x10.00=30.00, bo 30.00"},
		{"shift: {night: 10}", "ana b 1x10.00=10.00, ana 10.00, bo 0.00"}, // b's begins at 00:00
		{"allowance: {amount: 10, per: month}", "ana 1x10.00=10.00, ana 10.00, bo 1x10.00=10.00, bo 10.00"},
		// Ana: the week of 28 September, those of 5 (until Monday 09:00: none of hers but 1 to 5), 12, 19 (its Monday), 26.
		{"allowance: {amount: 10, per: week}", "ana 5x10.00=50.00, ana 50.00, bo 4x10.00=40.00, bo 40.00"},
		// Ana: 1 to 5, 12 to 19, 26 to 31 October; bo: 5 to 12, 14, 19 to 26.
		{"allowance: {amount: 10, per: day}", "ana 19x10.00=190.00, ana 190.00, bo 17x10.00=170.00, bo 170.00"},
	} {
		w, err := report.PayOf(month(written(t, fmt.Sprintf(rota, tc.rates)), 2026, 10))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range w.People {
			for _, l := range p.Lines {
				switch l.Basis {
				case report.PerShift:
					got = append(got, fmt.Sprintf("%s %s %dx%s=%s", p.Who, l.Schedule.ID, l.Count, l.Rate, l.Amount))
				case report.PerAllowance:
					got = append(got, fmt.Sprintf("%s %dx%s=%s", p.Who, l.Count, l.Rate, l.Amount))
				}
			}
			got = append(got, fmt.Sprintf("%s %s", p.Who, p.Total))
		}
		if s := strings.Join(got, ", "); s != tc.want {
			t.Errorf("%s:\n%s, want\n%s", tc.rates, s, tc.want)
		}
	}
}

// TestWhoIsNotPaid: persons without rates, and teams, are told, not left out in silence.
func TestWhoIsNotPaid(t *testing.T) {
	for _, tc := range []struct{ who, payroll, want string }{
		{`["team:t", ana]`, "payroll: {currency: EUR, rates: {hour: {weekday: 1}}}", "[team:t]"},
		{`["team:t", ana, bo]`, "payroll: {currency: EUR, people: {ana: {hour: {weekday: 1}}}}", "[bo team:t]"},
		{"ana", "", "[ana]"},
	} {
		w, err := report.PayOf(month(written(t, fmt.Sprintf(oneShift, "2026-10-05 11:00", tc.who)+tc.payroll), 2026, 10))
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(w.Unpaid); got != tc.want {
			t.Errorf("%s: %s are not paid, want %s", tc.who, got, tc.want)
		}
	}
}
