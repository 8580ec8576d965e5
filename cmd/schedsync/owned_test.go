package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

const guardHead = `version: 1
VENDORS
sync: {owner: acme, policy: sync, limits: {deletes: 1000, changed_percent: 100, person_hours_percent: 100}, freeze: 0m}
people:
  ana: {email: ana@example.com, accounts: {opsgenie: user1@example.com, zenduty: user1@example.com}}
  bo: {email: bo@example.com, accounts: {opsgenie: user2@example.com, zenduty: user2@example.com}}
teams:
  prod: {accounts: {zenduty: Modified Production Team}}
`

// TestEmptyReadNeverWrites: scenarios T-36 and T-37 at every vendor. A vendor that has shown what is ours and then shows
// nothing of it, because its answer is empty or because the key is another account's, is not written to, whatever the policy
// and the limits allow; once it is well again there is nothing to do.
func TestEmptyReadNeverWrites(t *testing.T) {
	week := `schedules:
  night:
    timezone: UTC
    TEAM
    rotations: [{id: week, every: 1 week, start: 2026-10-05 09:00, people: [ana, bo]}]
    targets: {VENDOR: {}}
`
	tests := []struct{ vendor, list, yaml string }{
		{"opsgenie", "/v2/schedules", strings.Replace(week, "    TEAM\n", "", 1)},
		{"zenduty", "/schedules/", strings.Replace(week, "TEAM", "team: prod", 1)},
		{"xmatters", "/xm/1/groups", strings.Replace(week, "    TEAM\n", "", 1)},
		{"hostedgraphite", "/v2/schedules/", `mutes:
  quiet:
    timezone: UTC
    days: [sat]
    from: "02:00"
    to: "04:00"
    targets: {hostedgraphite: {alerts: [Queue depth]}}
`},
	}
	for _, tt := range tests {
		t.Run(tt.vendor, func(t *testing.T) {
			t.Parallel()
			h := openHouse(t, guardHead+strings.Replace(tt.yaml, "VENDOR", tt.vendor, 1))
			code, n, shown := h.run("apply", "--yes")
			if code != OK || n == 0 {
				t.Fatalf("exit %d, %d writes: %s", code, n, shown)
			}
			h.must(OK, 0, "apply", "--yes")
			well := h.fakes
			for name, spoil := range map[string]func(){
				"an empty list":   func() { h.between = emptied(tt.list) },
				"another account": func() { h.fakes = h.newFakes() },
			} {
				spoil()
				for _, args := range [][]string{{"plan"}, {"apply", "--yes"}, {"apply", "--yes", "--now-ok", "--adopt"}} {
					if shown := strings.Join(strings.Fields(h.must(Failed, 0, args...)), " "); !strings.Contains(shown, "shows none of the 1 object of ours that were there on 2026-10-12") {
						t.Errorf("%s: %v says:\n%s", name, args, shown)
					}
				}
				h.between, h.fakes = nil, well
				h.must(OK, 0, "apply", "--yes")
			}
			h.fakes = h.newFakes()
			if code, again, shown := h.run("apply", "--yes", "--missing-ok"); code != OK || again != n {
				t.Errorf("made anew on purpose: exit %d, %d writes, want %d: %s", code, again, n, shown)
			}
			h.must(OK, 0, "apply", "--yes")
		})
	}
}

// TestShortRead: some that are gone are made anew, as drift is; many of many, and half of all, are a short answer. Where the
// line lies below half is what sync.limits says of changes.
func TestShortRead(t *testing.T) {
	h := openHouse(t, strings.Replace(guardHead, "changed_percent: 100", "changed_percent: 30, at_least: 2", 1)+`schedules:
  a: &s
    timezone: UTC
    rotations: [{id: week, every: 1 week, start: 2026-10-05 09:00, people: [ana, bo]}]
    targets: {opsgenie: {}}
  b: *s
  c: *s
  d: *s
  e: *s
  f: *s
`)
	h.must(OK, 6, "apply", "--yes")
	h.edit("  d: *s\n  e: *s\n  f: *s\n", "")
	h.must(OK, 3, "apply", "--yes") // what was deleted by this program is not missing
	h.must(OK, 0, "apply", "--yes")
	h.edit("  c: *s\n", "  c: *s\n  d: *s\n  e: *s\n  f: *s\n")
	h.must(OK, 3, "apply", "--yes")

	h.between = shortened("/v2/schedules", "ef")
	if shown := h.must(OK, 0, "plan"); !strings.Contains(shown, "2 schedules created") {
		t.Errorf("two of six are gone:\n%s", shown)
	}
	h.between = shortened("/v2/schedules", "def")
	if shown := strings.Join(strings.Fields(h.must(Failed, 0, "apply", "--yes")), " "); !strings.Contains(shown, "shows only 3 of the 6 objects of ours") {
		t.Errorf("three of six are gone:\n%s", shown)
	}
	h.edit("changed_percent: 30, at_least: 2", "changed_percent: 100, at_least: 1000") // half is too much whatever the limits
	if shown := strings.Join(strings.Fields(h.must(Failed, 0, "apply", "--yes")), " "); !strings.Contains(shown, "shows only 3 of the 6 objects of ours") {
		t.Errorf("three of six are gone, and the limits are loose:\n%s", shown)
	}
	h.edit("changed_percent: 100, at_least: 1000", "changed_percent: 30, at_least: 2")
	h.between = nil
	h.must(OK, 0, "apply", "--yes")

	h.edit("owner: acme", "owner: other") // another installation has seen nothing yet
	h.must(Failed, 0, "plan")
	h.edit("owner: other", "owner: acme")
	h.must(OK, 0, "plan", "--exit-code")
}

// TestStateThatCannotBeRead: what stands in the state folder and makes no sense is told once and written anew; what it cannot
// do any more is said.
func TestStateThatCannotBeRead(t *testing.T) {
	for name, text := range map[string]string{
		"half": `{"version": 1, "own`, "empty": "", "bytes": "\x00\x1b[31m\xff", "another shape": `[]`, "of another version": `{"version": 9}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openHouse(t, guardHead+`schedules:
  a: &s
    timezone: UTC
    rotations: [{id: week, every: 1 week, start: 2026-10-05 09:00, people: [ana, bo]}]
    targets: {opsgenie: {}}
`)
			h.must(OK, 1, "apply", "--yes")
			for file, says := range map[string]string{
				"owned.json":            "does not notice when a vendor shows less of ours",
				"applied/opsgenie.json": "who has changed what since the last apply is not known",
			} {
				if err := os.WriteFile(h.path(".schedsync/"+file), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				h.edit("every: 1 week", "name: other, every: 1 week")
				if shown := h.must(OK, 0, "plan"); strings.Count(shown, says) != 1 || strings.ContainsAny(shown, "\x00\x1b") {
					t.Errorf("%s: %q is not told once:\n%s", file, says, shown)
				}
				h.must(OK, 1, "apply", "--yes")
				h.edit("name: other, every: 1 week", "every: 1 week")
				if shown := h.must(OK, 0, "plan"); strings.Contains(shown, says) {
					t.Errorf("%s was not written anew:\n%s", file, shown)
				}
				h.must(OK, 1, "apply", "--yes")
			}
		})
	}
}

// TestListedTwice: what a reply lists twice is there once. To take the second away would take the only one.
func TestListedTwice(t *testing.T) {
	twice := func(items []json.RawMessage) []json.RawMessage { return append(items, items...) }
	for vendor, list := range map[string]string{"opsgenie": "/overrides", "xmatters": "/shifts"} {
		t.Run(vendor, func(t *testing.T) {
			t.Parallel()
			h := openHouse(t, guardHead+strings.Replace(`schedules:
  night:
    timezone: UTC
    rotations: [{id: week, every: 1 week, start: 2026-10-05 09:00, people: [ana, bo]}]
    overrides: [{from: 2026-10-20 09:00, until: 2026-10-20 12:00, who: ana}]
    targets: {VENDOR: {}}
`, "VENDOR", vendor, 1))
			if code, n, shown := h.run("apply", "--yes"); code != OK || n == 0 {
				t.Fatalf("exit %d, %d writes: %s", code, n, shown)
			}
			h.between = relisted(list, twice)
			h.must(OK, 0, "apply", "--yes")
		})
	}
}
