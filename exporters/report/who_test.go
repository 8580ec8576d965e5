package report_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/exportertest"
	"github.com/schedsync/schedsync/exporters/report"
)

// whoAt asks the sample of four weeks.
func whoAt(t *testing.T, at string) string {
	t.Helper()
	tl := fourWeeks(t)
	now := exportertest.At(tl.Schedule.Zone, at)
	w, ok := report.WhoAt(&tl, now)
	if !ok {
		return "outside"
	}
	return strings.TrimPrefix(strings.TrimSpace(report.WhoText(now, []report.Who{w}, people(), nil)), "payments-primary: ")
}

func TestWhoText(t *testing.T) {
	for at, want := range map[string]string{
		"2026-03-16 08:59": "outside",
		"2026-03-16 09:00": "Ana Sousa (ana) until Mon 2026-03-23 09:00 UTC (in 7 days), then Bo Li (bo)",
		"2026-03-23 08:59": "Ana Sousa (ana) until Mon 2026-03-23 09:00 UTC (in 1 min), then Bo Li (bo)",
		"2026-03-23 09:00": `Bo Li (bo) until Thu 2026-03-26 18:00 UTC (in 3 d 9 h), then Dee O'Brien, R&D (dee) [override "swap" for Bo Li]`,
		"2026-03-27 00:00": `Dee O'Brien, R&D (dee) [override "swap" for Bo Li] until Sat 2026-03-28 12:00 UTC (in 1 d 12 h), then Bo Li (bo)`,
		"2026-03-29 02:00": "Bo Li (bo) until Mon 2026-03-30 09:00 UTC+1 (in 1 d 7 h), then 千葉 真一 (chi)",
		"2026-04-02 12:00": "千葉 真一 (chi) until Fri 2026-04-03 00:00 UTC+1 (in 12 h), then nobody for 12 h, " +
			"next Ana Sousa (ana) [covers for 千葉 真一 (week, turn 12)] from Fri 2026-04-03 12:00 UTC+1",
		"2026-04-03 00:00": "nobody until Fri 2026-04-03 12:00 UTC+1 (in 12 h), then Ana Sousa (ana) [covers for 千葉 真一 (week, turn 12)]",
		"2026-04-12 00:00": "Ana Sousa (ana) + Payments (team:payments) until Mon 2026-04-13 09:00 UTC+1 or later",
		"2026-04-13 09:00": "outside",
	} {
		if got := whoAt(t, at); got != want {
			t.Errorf("at %s:\n got %s\nwant %s", at, got, want)
		}
	}
}

func TestWhoTextEdges(t *testing.T) {
	tl := exportertest.New(payments(t), "2026-01-01 00:00", "2026-01-05 00:00").
		Shift("2026-01-01 00:00", "2026-01-02 00:00", exportertest.Turn("ana", 0)).
		Shift("2026-01-03 00:00", "2026-01-04 00:00", exportertest.Turn("ana", 1)).Timeline()
	off := tl
	disabled := *tl.Schedule
	disabled.Enabled = false
	off.Schedule = &disabled
	now := tl.Window.Start + 3600
	a, _ := report.WhoAt(&tl, now)
	b, _ := report.WhoAt(&off, now)
	got := report.WhoText(now, []report.Who{a, b}, exporters.Names{}, zone(t, "Asia/Kolkata"))
	want := "payments-primary: ana until Fri 2026-01-02 05:30 UTC+5:30 (in 23 h), then nobody for 1 day, " +
		"and nobody else follows in the time looked at\n" +
		"payments-primary: disabled, nobody is on call\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhoJSON(t *testing.T) {
	tl := fourWeeks(t)
	off := fourWeeks(t)
	off.Schedule.ID, off.Schedule.Enabled = "off", false
	now := exportertest.At(tl.Schedule.Zone, "2026-04-02 12:00")
	var answers []report.Who
	for _, x := range []engine.Timeline{tl, off} {
		w, _ := report.WhoAt(&x, now)
		answers = append(answers, w)
	}
	got, err := report.WhoJSON(now, answers)
	if err != nil {
		t.Fatal(err)
	}
	want := `{
  "version": 1,
  "at": "2026-04-02T11:00:00Z",
  "schedules": [
    {
      "id": "payments-primary",
      "on_call": [
        {
          "who": "chi",
          "kind": "person",
          "rotation": "week",
          "source": "rotation"
        }
      ],
      "since": "2026-03-30T08:00:00Z",
      "until": "2026-04-02T23:00:00Z",
      "next": [
        {
          "who": "ana",
          "kind": "person",
          "rotation": "week",
          "source": "cover",
          "instead_of": "chi"
        }
      ],
      "next_at": "2026-04-03T11:00:00Z"
    },
    {
      "id": "off",
      "enabled": false,
      "on_call": [],
      "since": null,
      "until": null,
      "next": []
    }
  ]
}
`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestValidateText(t *testing.T) {
	ws := &engine.Workspace{
		People:    make([]engine.PersonInfo, 1200),
		Teams:     make([]engine.Team, 1),
		Schedules: []engine.Schedule{{Enabled: true, Rotations: make([]engine.Rotation, 2)}, {Overrides: make([]engine.Override, 1)}},
		Mutes:     make([]engine.Mute, 2),
	}
	for _, c := range []struct {
		v    report.Validation
		want string
	}{
		{
			report.Validation{Workspace: ws, Files: []string{"a.yaml"}, Skipped: []string{"ci.yaml", "\x1bx.yaml"}},
			"no problems in 1 file\n1,200 people, 1 team, 2 schedules (1 disabled) with 2 rotations and 1 override, 2 mutes\nskipped, none of our keys: ci.yaml, x.yaml\n",
		},
		{
			report.Validation{Files: []string{"a.yaml", "b.yaml"}, Problems: []report.Complaint{{File: "a.yaml", Line: 1, Column: 1, Text: "one\n  try\x1b two\n"}, {File: "b.yaml", Line: 2, Column: 2, Text: "two"}}},
			"a.yaml:1:1: one\n  try two\nb.yaml:2:2: two\n\n2 problems in 2 files\n",
		},
		{
			report.Validation{Workspace: &engine.Workspace{People: ws.People[:1]}, Files: nil},
			"no problems in 0 files\n1 person, 0 schedules\n",
		},
	} {
		if diff := cmp.Diff(c.want, report.ValidateText(c.v)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}
