package report_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	figures "github.com/schedsync/schedsync/engine/report"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/report"
	"github.com/schedsync/schedsync/fixtures/golden"
	"github.com/schedsync/schedsync/importers/declared"
	"github.com/schedsync/schedsync/importers/zones"
)

// TestDutyCases holds the reports to fixtures/cases/report: in every archive a workspace, a section `case` with from and
// until, and for each section want.REPORT.FORM what that report says in that form.
func TestDutyCases(t *testing.T) {
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	golden.Run(t, "../../fixtures/cases/report", func(t *testing.T, a *golden.Archive) {
		if !a.Has("case") {
			t.Skip("a sheet, which package engine/report compares")
		}
		ws, err := declared.Load(os.DirFS(a.Extract(t)), declared.Options{Zones: db})
		if err != nil {
			t.Fatal(err)
		}
		in := figures.Input{Workspace: &ws.Workspace}
		for i := range ws.Schedules {
			in.Schedules = append(in.Schedules, &ws.Schedules[i])
		}
		for line := range strings.Lines(a.Get("case")) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			at, err := time.Parse("2006-01-02 15:04", value)
			if err != nil {
				t.Fatal(err)
			}
			if m := civil.AtLocal(civil.Local(at.Unix())); key == "from" {
				in.From = m
			} else {
				in.Until = m
			}
		}
		for _, section := range a.Sections() {
			if kind, form, ok := strings.Cut(strings.TrimPrefix(section, "want."), "."); ok && strings.HasPrefix(section, "want.") {
				a.Want(t, section, duty(t, in, kind, form))
			}
		}
	})
}

// duty makes one report in one form: txt, json, or csv of its first table.
func duty(t *testing.T, in figures.Input, kind, form string) string {
	t.Helper()
	names := exporters.NamesOf(in.Workspace)
	text, tables := worked(t, in, kind, names)
	if form == "txt" {
		return text
	}
	if form == "json" {
		doc, err := report.TablesJSON(kind, in.From, in.Until, tables)
		if err != nil {
			t.Fatal(err)
		}
		validate(t, "report", doc)
		return string(doc)
	}
	data, err := report.TableCSV(tables[0])
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(data), "\r\n", "\n")
}

func worked(t *testing.T, in figures.Input, kind string, names exporters.Names) (string, []figures.Table) {
	t.Helper()
	calls := report.CallsOf(names)
	d := report.Duty{Names: names, From: in.From, Until: in.Until, Explain: true}
	fail := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	switch kind {
	case "hours":
		h, err := figures.HoursOf(in)
		fail(err)
		return d.Hours(h), h.Tables(calls)
	case "pay":
		w, err := figures.PayOf(in)
		fail(err)
		return d.Pay(w), w.Tables(calls)
	case "fairness":
		all, err := figures.FairnessOf(in)
		fail(err)
		return d.Fairness(all), []figures.Table{figures.FairnessTable(all, calls)}
	default:
		all, err := figures.HandoversOf(in, 0)
		fail(err)
		return d.Handovers(all, in.Workspace), []figures.Table{figures.HandoverTable(in.Workspace, all, calls)}
	}
}

// TestMonthEndsOnEachClock: what begins before the month of the one lies within the month of the other.
func TestMonthEndsOnEachClock(t *testing.T) {
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ zone, from, until string }{
		{"Europe/Lisbon", "2026-09-30T23:00:00Z", "2026-11-01T00:00:00Z"},
		{"Europe/Berlin", "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z"},
		{"Pacific/Kiritimati", "2026-09-30T10:00:00Z", "2026-10-31T10:00:00Z"},
	} {
		z, err := db.Load(tc.zone)
		if err != nil {
			t.Fatal(err)
		}
		in := figures.Input{From: civil.AtLocal(civil.DayOf(2026, 10, 1).Start()), Until: civil.AtLocal(civil.DayOf(2026, 11, 1).Start())}
		if p := in.Period(z); p.Start.String() != tc.from || p.End.String() != tc.until {
			t.Errorf("%s: %s to %s, want %s to %s", tc.zone, p.Start, p.End, tc.from, tc.until)
		}
	}
}

// TestFormulasInReports: a name that a spreadsheet would run gets an apostrophe; a difference that begins with a minus is
// a number and does not.
func TestFormulasInReports(t *testing.T) {
	got, err := report.TableCSV(figures.Table{
		Name: "t", Columns: []figures.Column{{Key: "name", Kind: figures.Text}, {Key: "change", Kind: figures.Elapsed}, {Key: "amount", Kind: figures.Amount}},
		Rows: [][]figures.Cell{
			{{Kind: figures.Text, Text: "=cmd|' /C calc'!A0"}, {Kind: figures.Elapsed, N: -5400}, {Kind: figures.Amount, N: int64(engine.MoneyUnit) / 8}},
			{{}, {}, {}},
		},
	})
	want := "name,change_hours,amount\r\n'=cmd|' /C calc'!A0,-1.5,0.125\r\n,,\r\n"
	if err != nil || string(got) != want {
		t.Errorf("%q, want %q (%v)", got, want, err)
	}
}
