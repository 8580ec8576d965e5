package report_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/check"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters/report"
	"github.com/schedsync/schedsync/fixtures/golden"
	"github.com/schedsync/schedsync/importers/zones"
)

// sampleFindings has a finding of each severity, one without a time or a place, one that is silenced, and texts that mean
// something to a terminal, to Markdown and to GitHub's runner.
func sampleFindings(t *testing.T) *report.Findings {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	z, err := db.Load("Europe/Lisbon")
	if err != nil {
		t.Fatal(err)
	}
	const start = civil.Instant(1_790_000_000)
	at := span.Span[civil.Instant]{Start: start, End: start + civil.Hour}
	finding := func(id string, s check.Severity, schedule, path, text string) check.Finding {
		f := check.Finding{Check: id, Severity: s, Schedule: engine.ScheduleID(schedule), Path: path, Text: text}
		f.Start, f.End = at.Start, at.End
		return f
	}
	known := finding("gap", check.Error, "desk", "schedules.desk", "nobody is on call then")
	known.Silence = &engine.Silence{Check: "gap", Until: civil.DayOf(2026, 12, 1), Reason: "hiring, see #12"}
	timeless := check.Finding{Check: "silence-expired", Severity: check.Warning, Path: "checks.silence[0]", Text: "the silence is over"}
	who := finding("away", check.Error, "desk", "schedules.desk.overrides[0]", "<b>@ana</b> \x1b[31m| ::error::\nis away 100%")
	who.Who, who.Vendor = engine.Person("ana"), "opsgenie"
	return &report.Findings{
		Result: &check.Result{
			Findings: []check.Finding{
				timeless, finding("dst-night", check.Info, "desk", "nowhere", "the clock goes back"),
				finding("unfair", check.Warning, "desk", "schedules.desk", "bo serves less"), who,
			},
			Silenced: []check.Finding{known, known},
		},
		Window: span.Span[civil.Instant]{Start: start, End: start + civil.Week}, Zone: z, Schedules: 3, Dir: "on-call/prod",
		Pos: func(path string) (string, int, int) {
			if path == "nowhere" {
				return "", 0, 0
			}
			return "rosters/a,b:c.yaml", len(path), 7
		},
	}
}

func TestFindings(t *testing.T) {
	f := sampleFindings(t)
	doc, err := f.JSON()
	if err != nil {
		t.Fatal(err)
	}
	validate(t, "findings", doc)
	golden.File(t, "testdata/findings.json", doc)
	golden.File(t, "testdata/findings.txt", []byte(f.Text()))
	narrow := *f
	narrow.Width = 50
	golden.File(t, "testdata/findings-narrow.txt", []byte(narrow.Text()))
	golden.File(t, "testdata/findings.md", []byte(f.Markdown()))
	golden.File(t, "testdata/findings.github", []byte(f.GitHub()))
}

// TestManyFindings: lists for people stay short and say what they leave out; a comment stays within what GitHub takes.
func TestManyFindings(t *testing.T) {
	f := sampleFindings(t)
	one := f.Result.Findings[2]
	f.Result.Findings = nil
	for i := range 3000 {
		x := one
		x.Schedule = engine.ScheduleID(fmt.Sprintf("s%04d", i/30))
		x.Text = strings.Repeat("@", 50) + fmt.Sprint(i)
		f.Result.Findings = append(f.Result.Findings, x)
	}
	text := f.Text()
	if n := strings.Count(text, "and 20 more like these"); n != 100 {
		t.Errorf("%d schedules say what is left out, want 100", n)
	}
	md := f.Markdown()
	if len(md) >= 60_000 || !strings.Contains(md, "left out here for their length") {
		t.Errorf("a comment of %d bytes:\n%.200s", len(md), md)
	}
	if n := strings.Count(f.GitHub(), "::warning "); n != 3000 {
		t.Errorf("%d annotations, want 3000", n)
	}
}

func TestNothingFound(t *testing.T) {
	f := sampleFindings(t)
	f.Result = &check.Result{}
	const want = "no findings in 3 schedules, Mon 2026-09-21 15:13:20 to Mon 2026-09-28 15:13:20 Europe/Lisbon"
	if got := f.Text(); got != want+"\n" {
		t.Errorf("text %q, want %q", got, want)
	}
	if got := f.Markdown(); got != "### no findings\n\n"+want+"\n" {
		t.Errorf("Markdown %q", got)
	}
}
