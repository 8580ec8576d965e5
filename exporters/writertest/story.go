package writertest

import (
	"strings"
	"testing"
	"time"
)

// Now is when the story is told: a Monday, 09:00 in Lisbon, thirteen days before summer time ends.
func Now() time.Time { return time.Date(2026, 10, 12, 8, 0, 0, 0, time.UTC) }

// Beginning is the workspace the story begins with. VENDOR stands for the vendor's name; the comments are where steps put
// more.
const Beginning = `version: 1
people:
  ana: {name: Ana, email: ana@example.com}
  bo: {name: Bo, email: bo@example.com}
  chi: {name: Chi, email: chi@example.com}
  dee: {name: Dee, email: dee@example.com}
teams:
  desk: {name: desk, members: [ana, bo]}
schedules:
  desk:
    name: Desk-primary
    description: First line
    timezone: Europe/Lisbon
    enabled: true
    rotations:
      - id: week
        every: 1 week
        start: 2026-10-05 09:00
        people: [ana, bo, none, chi]
      # rotations
    overrides:
      - {from: 2026-09-01 10:00, until: 2026-09-01 12:00, who: dee, note: long over}
      # overrides
    targets: {VENDOR: {}}
sync: {owner: acme, policy: sync, horizon: 42 days}
`

// Step is one edit of the YAML.
type Step struct {
	Name string
	// Old and New are the edit; Old stands in the YAML exactly once. Both empty: no edit.
	Old, New string
	// ByHand says that somebody puts dee on call at the vendor as well, in [HandFrom, HandUntil).
	ByHand bool
	// Nothing says that the edit means nothing to the vendor, so that not even the first plan has anything to do.
	Nothing bool
	// Moves, when not nil, are the stretches in which the people on call change, on the schedule's clock:
	// "2026-10-13 10:00 – 14:00 bo → dee".
	Moves []string
}

// HandFrom and HandUntil are when the override made by hand acts.
func HandFrom() time.Time { return time.Date(2026, 11, 10, 12, 0, 0, 0, time.UTC) }

// HandUntil ends it; see [HandFrom].
func HandUntil() time.Time { return time.Date(2026, 11, 11, 0, 0, 0, 0, time.UTC) }

// edit makes the step's edit.
func (s Step) edit(t *testing.T, yaml string) string {
	t.Helper()
	if s.Old == "" {
		return yaml
	}
	if n := strings.Count(yaml, s.Old); n != 1 {
		t.Errorf("step %q: %q stands in the YAML %d times", s.Name, s.Old, n)
	}
	return strings.Replace(yaml, s.Old, s.New, 1)
}

// Story returns the whole story.
func Story() []Step {
	const (
		rotations = "      # rotations"
		overrides = "      # overrides"
		night     = `      - id: night
        name: Night
        every: 12 hours
        clock: elapsed
        start: 2026-10-05 21:00
        people: [chi, dee]
        only: [{from: "21:00", to: "09:00"}]
`
		swap    = "      - {from: 2026-10-13 10:00, until: 2026-10-13 14:00, who: dee}\n"
		nobody  = "      - {from: 2026-10-28 00:00, until: 2026-10-29 00:00, who: none}\n"
		within  = "      - {from: 2026-10-28 09:00, until: 2026-10-28 17:30, who: ana}\n"
		dst     = "      - {from: 2026-10-25 00:30, until: 2026-10-25 03:30, who: ana}\n"
		gap     = "      - {from: 2026-10-20 08:15, until: 2026-10-20 20:45, who: bo}\n"
		limited = "      - {from: 2026-10-15 18:00, until: 2026-10-16 12:00, who: ana, rotations: [night]}\n"
	)
	return []Step{
		{Name: "create"},
		{Name: "add override", Old: overrides, New: swap + overrides, Moves: []string{"2026-10-13 10:00 – 14:00 bo → dee"}},
		{Name: "edit override", Old: "14:00, who: dee", New: "14:00, who: chi", Moves: []string{"2026-10-13 10:00 – 14:00 dee → chi"}},
		{
			Name: "move override", Old: "{from: 2026-10-13 10:00, until: 2026-10-13 14:00", New: "{from: 2026-10-13 12:00, until: 2026-10-13 16:00",
			Moves: []string{"2026-10-13 10:00 – 12:00 chi → bo", "2026-10-13 14:00 – 16:00 bo → chi"},
		},
		{Name: "move override far", Old: "{from: 2026-10-13 12:00, until: 2026-10-13 16:00", New: "{from: 2026-10-14 00:00, until: 2026-10-15 00:00"},
		{Name: "by hand", ByHand: true, Nothing: true},
		{Name: "nobody for a day", Old: overrides, New: nobody + overrides, Moves: []string{"2026-10-28 00:00 – 2026-10-29 00:00 chi → nobody"}},
		{Name: "somebody within that day", Old: overrides, New: within + overrides},
		{Name: "override where nobody is", Old: overrides, New: gap + overrides, Moves: []string{"2026-10-20 08:15 – 20:45 nobody → bo"}},
		{Name: "override in the long night", Old: overrides, New: dst + overrides},
		{Name: "add rotation", Old: rotations, New: night + rotations},
		{Name: "override of one rotation", Old: overrides, New: limited + overrides},
		{Name: "change people", Old: "[ana, bo, none, chi]", New: "[ana, bo, chi]"},
		{Name: "reorder people", Old: "[ana, bo, chi]", New: "[ana, bo, chi, ana]"},
		{Name: "shift the start", Old: "start: 2026-10-05 09:00", New: "start: 2026-10-06 09:30"},
		{Name: "lengthen turns", Old: "every: 1 week", New: "every: 2 weeks"},
		{Name: "weeks said in days", Old: "every: 2 weeks", New: "every: 14 days", Nothing: true},
		{Name: "rename rotation", Old: "name: Night", New: "name: Nights", Moves: []string{}},
		{Name: "change restriction", Old: `{from: "21:00", to: "09:00"}`, New: `{from: "22:00", to: "06:30"}`},
		{Name: "restrict to days", Old: `[{from: "22:00", to: "06:30"}]`, New: `[{days: mon-thu, from: "22:00", to: "06:30"}, {from: fri 18:00, to: mon 06:00}]`},
		{Name: "the same said otherwise", Old: `{days: mon-thu, from: "22:00", to: "06:30"}`, New: `{days: [thu, mon, wed, tue], from: "22:00", to: "06:30"}`, Nothing: true},
		{Name: "clear restriction", Old: `
        only: [{days: [thu, mon, wed, tue], from: "22:00", to: "06:30"}, {from: fri 18:00, to: mon 06:00}]`, New: ""},
		{Name: "set until", Old: "people: [chi, dee]", New: "people: [chi, dee]\n        until: 2026-11-20 21:00"},
		{Name: "earlier until", Old: "until: 2026-11-20 21:00", New: "until: 2026-11-02 09:00"},
		{Name: "clear until", Old: "\n        until: 2026-11-02 09:00", New: ""},
		{Name: "change zone", Old: "timezone: Europe/Lisbon", New: "timezone: America/New_York"},
		{Name: "the zone's old name", Old: "timezone: America/New_York", New: "timezone: US/Eastern", Nothing: true},
		{Name: "zone without name", Old: "timezone: US/Eastern", New: "timezone: UTC"},
		{Name: "zone back", Old: "timezone: UTC", New: "timezone: Europe/Lisbon"},
		{Name: "change description", Old: "description: First line", New: `description: "First line: \"pay\" & <co> – ünïcode"`, Moves: []string{}},
		{Name: "clear description", Old: `    description: "First line: \"pay\" & <co> – ünïcode"
`, New: "", Moves: []string{}},
		{Name: "rename schedule", Old: "name: Desk-primary", New: "name: Desk-1", Moves: []string{}},
		{Name: "give to a team", Old: "enabled: true", New: "enabled: true\n    team: desk", Moves: []string{}},
		{Name: "disable", Old: "enabled: true", New: "enabled: false"},
		{Name: "edit while disabled", Old: "[ana, bo, chi, ana]", New: "[bo, chi, ana]", Moves: []string{}},
		{Name: "enable", Old: "enabled: false", New: "enabled: true"},
		{Name: "remove override", Old: gap, New: ""},
		{Name: "remove the overrides of a day", Old: nobody + within, New: ""},
		{Name: "limit the override to the other rotation", Old: "rotations: [night]", New: "rotations: [week]"},
		{Name: "remove rotation", Old: `      - id: night
        name: Nights
        every: 12 hours
        clock: elapsed
        start: 2026-10-05 21:00
        people: [chi, dee]
`, New: ""},
		{Name: "remove the override of one rotation", Old: strings.Replace(limited, "night", "week", 1), New: ""},
		{Name: "the same rotation by another name", Old: "- id: week", New: "- id: fortnight\n        name: Fortnight", Moves: []string{}},
		{Name: "another rotation in its place", Old: "name: Fortnight\n        every: 14 days", New: "name: Daily\n        every: 1 day"},
		{Name: "delete", Old: "    targets: {VENDOR: {}}\n", New: ""},
	}
}

// Dated returns a second story, of what no vendor has a rule for, so that parts with dates stand for it: absences,
// forwards, odd overrides, layers, months, cycles, holidays, explicit shifts. It begins with [Beginning] as well.
func Dated() []Step {
	const (
		rotations = "      # rotations"
		overrides = "      # overrides"
		bo        = "  bo: {name: Bo, email: bo@example.com}\n"
		boAway    = "  bo: {name: Bo, email: bo@example.com, away: [{from: 2026-10-13, through: 2026-10-14}]}\n"
		chi       = "  chi: {name: Chi, email: chi@example.com}\n"
		chiSends  = "  chi: {name: Chi, email: chi@example.com, forward: [{from: 2026-10-27 09:00, until: 2026-10-27 13:00, who: dee}]}\n"
		recurring = "      - {from: 2026-10-14 12:00, for: 2h, rrule: \"FREQ=WEEKLY;COUNT=3\", who: ana}\n"
		replaces  = "      - {from: 2026-10-12 00:00, until: 2026-10-20 00:00, who: dee, replaces: bo}\n"
		fill      = "      - {from: 2026-10-25 00:00, until: 2026-10-27 00:00, who: dee, fill: false}\n"
		together  = "      - {from: 2026-10-29 09:00, until: 2026-10-29 21:00, who: [ana, dee]}\n"
		desk      = `      - id: hours
        every: 1 day
        start: 2026-10-05 09:00
        people: [dee, bo]
        only: [{days: mon-fri, from: "09:00", to: "17:00"}]
`
		cycle = `      - id: cycle
        every: [4 days, 3 days]
        start: 2026-10-05 08:00
        people: [dee, chi]
`
		month = `      - id: month
        every: 1 month
        start: 2026-10-05 09:00
        people: [ana, dee]
`
		holiday = `      - id: holidays
        every: 1 day
        start: 2026-10-05 00:00
        people: [dee, bo]
        only: [{days: sat, from: "10:00", to: "12:00", except: [DE]}, {only_on: [PT], from: "00:00", to: "24:00"}]
`
		listed = `      - id: listed
        shifts:
          - {from: 2026-10-12 20:00, until: 2026-10-13 08:00, who: dee}
          - {from: 2026-10-24 20:00, until: 2026-10-25 08:00, who: [dee, ana]}
          - {from: 2026-09-24 20:00, until: 2026-09-25 08:00, who: bo}
`
	)
	return []Step{
		{Name: "create"},
		{Name: "an absence", Old: bo, New: boAway, Moves: []string{"2026-10-13 00:00 – 2026-10-15 00:00 bo → chi"}},
		{Name: "a forward", Old: chi, New: chiSends, Moves: []string{"2026-10-27 09:00 – 13:00 chi → dee"}},
		{Name: "an override that recurs", Old: overrides, New: recurring + overrides},
		{Name: "instead of one person", Old: overrides, New: replaces + overrides},
		{Name: "only where somebody is", Old: overrides, New: fill + overrides},
		{Name: "back from the absence", Old: boAway, New: bo},
		{Name: "a second rotation", Old: rotations, New: desk + rotations},
		{Name: "two together", Old: overrides, New: together + overrides},
		{Name: "one less", Old: recurring, New: ""},
		{Name: "layers", Old: "    enabled: true\n", New: "    enabled: true\n    combine: layered\n"},
		{Name: "an absence below layers", Old: bo, New: boAway},
		{Name: "no layers", Old: "    combine: layered\n", New: ""},
		{Name: "a cycle", Old: desk, New: cycle},
		{Name: "months", Old: cycle, New: month},
		{Name: "holidays", Old: month, New: holiday},
		{Name: "explicit shifts", Old: holiday, New: listed},
		{Name: "one shift less", Old: "          - {from: 2026-10-12 20:00, until: 2026-10-13 08:00, who: dee}\n", New: ""},
		{Name: "disable", Old: "enabled: true", New: "enabled: false"},
		{Name: "enable", Old: "enabled: false", New: "enabled: true"},
		{Name: "delete", Old: "    targets: {VENDOR: {}}\n", New: ""},
	}
}
