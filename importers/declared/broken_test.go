package declared

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/schedsync/schedsync/importers/zones"
)

// brokenInBoth are documents that both the loader and the schema refuse, one slip each.
var brokenInBoth = []string{
	`peeple: {ana: {}}`,
	`people: {ana: {naem: Ana}}`,
	`people: {ana: Ana}`,
	`people: {none: {}}`,
	`people: {-ana: {}}`,
	`people: {ana: {email: ana}}`,
	`people: {ana: {away: [{from: 2026-01-01}]}}`,
	`people: {ana: {away: [{from: 2026-01-01, until: 2026-01-02, through: 2026-01-02}]}}`,
	`people: {ana: {away: [{from: 1.1.2026, until: 2026-01-02}]}}`,
	`people: {ana: {accounts: {pagerduty: x}}}`,
	`people: {ana: {name: [Ana]}}`,
	`people: {ana: {name: " Ana"}}`,
	`people: [ana]`,
	`teams: {t: {members: ana}}`,
	`holidays: {h: {country: Portugal}}`,
	`holidays: {h: {dates: [5 May]}}`,
	`schedules: {s: {}}`,
	`schedules: {s: {timezone: UTC, enabled: no}}`,
	`schedules: {s: {timezone: UTC, combine: any}}`,
	`schedules: {s: {timezone: UTC, rotations: [{id: r}]}}`,
	`schedules: {s: {timezone: UTC, rotations: [{id: r, shifts: [], calendar: {file: x}}]}}`,
	`schedules: {s: {timezone: UTC, rotations: [{id: r, every: 1 day, people: [none]}]}}`,
	`schedules: {s: {timezone: UTC, rotations: [{id: r, every: 0 days, start: 2026-01-01, people: [none]}]}}`,
	`schedules: {s: {timezone: UTC, rotations: [{id: r, every: [1 month], start: 2026-01-01, people: [none]}]}}`,
	`schedules: {s: {timezone: UTC, rotations: [{id: r, every: 1 day, start: 2026-01-01, people: []}]}}`,
	`schedules: {s: {timezone: UTC, rotations: [{id: r, every: 1 day, start: 2026-01-01, people: [[none]]}]}}`,
	`schedules: {s: {timezone: UTC, rotations: [{id: r, every: 1 day, start: 2026-01-01, people: [none], on_away: skip}]}}`,
	`schedules: {s: {timezone: UTC, rotations: [{id: r, every: 1 day, start: 2026-01-01, people: [none], only: [{days: monday, from: "09:00", to: "10:00"}]}]}}`,
	`schedules: {s: {timezone: UTC, rotations: [{id: r, every: 1 day, start: 2026-01-01, people: [none], only: [{from: "9:00", to: "10:00"}]}]}}`,
	`schedules: {s: {timezone: UTC, rotations: [{id: r, every: 1 day, start: 2026-01-01, people: [none], only: [{from: "24:00", to: "24:00"}]}]}}`,
	`schedules: {s: {timezone: UTC, overrides: [{from: 2026-01-01, who: none}]}}`,
	`schedules: {s: {timezone: UTC, overrides: [{from: 2026-01-01, for: 1h, who: none, except: [2026-01-01]}]}}`,
	`schedules: {s: {timezone: UTC, overrides: [{from: 2026-01-01, until: 2026-01-02, who: none, rrule: FREQ=DAILY}]}}`,
	`schedules: {s: {timezone: UTC, overrides: [{from: 2026-01-01, for: 1h, who: []}]}}`,
	`schedules: {s: {timezone: UTC, targets: {hostedgraphite: {}}}}`,
	`schedules: {s: {timezone: UTC, targets: {opsgenie: {team: t}}}}`,
	`schedules: {s: {timezone: UTC, targets: {opsgenie: }}}`,
	`escalations: {e: {steps: [{after: 1 day, notify: ["schedule:s"]}]}}`,
	`escalations: {e: {steps: [{after: 1h, notify: [ana]}]}}`,
	`mutes: {m: {timezone: UTC, from: "00:00", to: "24:00"}}`,
	`mutes: {m: {timezone: UTC, days: sat, from: "00:00", to: "24:00", for: 1h}}`,
	`mutes: {m: {timezone: UTC, days: sat, from: "00:00", to: "24:00", targets: {hostedgraphite: {}}}}`,
	`mutes: {m: {timezone: UTC, days: sat, from: "00:00", to: "24:00", targets: {zenduty: {services: [x]}}}}`,
	`vendors: {opsgenie: {key: abc}}`,
	`vendors: {opsgenie: {key: {env: a-b}}}`,
	`vendors: {opsgenie: {region: mars}}`,
	`vendors: {xmatters: {}}`,
	`vendors: {zenduty: {url: "https://me:pw@example.com"}}`,
	`sync: {policy: all}`,
	`sync: {limits: {deletes: -1}}`,
	`sync: {limits: {changed_percent: 101}}`,
	`checks: {gaps: {}}`,
	`checks: {gap: {severity: bad}}`,
	`checks: {silence: [{check: gap, reason: r}]}`,
	`version: 2`,
}

func TestWhatIsBrokenFailsInBoth(t *testing.T) {
	schema := compileWorkspace(t)
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range brokenInBoth {
		if err := schema.Validate(documents(t, text)[0]); err == nil {
			t.Errorf("the schema accepts %s", text)
		}
		doc := text + "\n"
		if !strings.HasPrefix(text, "version") {
			doc = "version: 1\n" + doc
		} else {
			doc += "people: {}\n"
		}
		if _, err := Load(fstest.MapFS{"a.yaml": {Data: []byte(doc)}}, Options{Zones: db}); err == nil {
			t.Errorf("the loader accepts %s", text)
		}
	}
}
