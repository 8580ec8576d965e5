package report_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters/exportertest"
	"github.com/schedsync/schedsync/exporters/report"
)

// short is two days with a cover and a gap.
func short(t *testing.T) engine.Timeline {
	s := payments(t)
	s.Name = "O'Brien, R&D <1>"
	return exportertest.New(s, "2026-03-28 12:00", "2026-03-30 00:00").
		Shift("2026-03-28 12:00", "2026-03-29 00:00", engine.Duty{
			Who: engine.Person("bo"), InsteadOf: engine.Person("ana"), Source: engine.FromCover, Turn: 11, Slot: 1, Override: -1,
		}).
		Shift("2026-03-29 06:00", "2026-03-30 00:00", engine.Duty{
			Who: engine.Participant{Kind: engine.KindTeam, ID: "payments"}, InsteadOf: engine.Participant{Kind: engine.KindTeam, ID: "ops"},
			Source: engine.FromOverride, Rotation: -1, Turn: engine.NoTurn,
		}).Timeline()
}

func TestTimelineJSON(t *testing.T) {
	tl := short(t)
	want := `{
  "version": 1,
  "from": "2026-03-28T12:00:00Z",
  "until": "2026-03-29T23:00:00Z",
  "schedules": [
    {
      "id": "payments-primary",
      "name": "O'Brien, R&D <1>",
      "timezone": "Europe/Lisbon",
      "spans": [
        {
          "start": "2026-03-28T12:00:00Z",
          "end": "2026-03-29T00:00:00Z",
          "on_call": [
            {
              "who": "bo",
              "kind": "person",
              "rotation": "week",
              "source": "cover",
              "instead_of": "ana"
            }
          ]
        },
        {
          "start": "2026-03-29T00:00:00Z",
          "end": "2026-03-29T05:00:00Z",
          "on_call": []
        },
        {
          "start": "2026-03-29T05:00:00Z",
          "end": "2026-03-29T23:00:00Z",
          "on_call": [
            {
              "who": "payments",
              "kind": "team",
              "rotation": "",
              "source": "override",
              "instead_of": "team:ops"
            }
          ]
        }
      ]
    }
  ]
}
`
	if diff := cmp.Diff(want, encode(t, report.JSON{Window: tl.Window}, tl)); diff != "" {
		t.Errorf("by span (-want +got):\n%s", diff)
	}
}

func TestShiftJSON(t *testing.T) {
	tl := short(t)
	tl.Schedule.Enabled = false
	var got map[string]any
	if err := json.Unmarshal([]byte(encode(t, report.JSON{Window: tl.Window, By: report.ByShift}, tl)), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"id": "payments-primary", "name": "O'Brien, R&D <1>", "timezone": "Europe/Lisbon", "enabled": false,
		"shifts": []any{
			map[string]any{
				"start": "2026-03-28T12:00:00Z", "end": "2026-03-29T00:00:00Z", "who": "bo", "kind": "person",
				"rotation": "week", "turn": 11.0, "slot": 1.0, "source": "cover", "instead_of": "ana",
			},
			map[string]any{
				"start": "2026-03-29T05:00:00Z", "end": "2026-03-29T23:00:00Z", "who": "payments", "kind": "team",
				"rotation": "", "turn": -1.0, "slot": 0.0, "source": "override", "instead_of": "team:ops",
			},
		},
	}
	if diff := cmp.Diff(want, got["schedules"].([]any)[0]); diff != "" {
		t.Errorf("by shift (-want +got):\n%s", diff)
	}
}

func TestEmptyJSON(t *testing.T) {
	tl := exportertest.New(payments(t), "2026-01-01 00:00", "2026-01-02 00:00").Timeline()
	if got := encode(t, report.JSON{By: report.ByShift}, tl); !strings.Contains(got, `"shifts": []`) {
		t.Errorf("no empty list of shifts in\n%s", got)
	}
	if got := encode(t, report.JSON{}); !strings.Contains(got, `"schedules": []`) {
		t.Errorf("no empty list of schedules in\n%s", got)
	}
}
