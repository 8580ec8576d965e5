package yaml_test

import (
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters/exportertest"
	"github.com/schedsync/schedsync/exporters/yaml"
	"github.com/schedsync/schedsync/importers/zones"
)

func at(text string) civil.Moment { return civil.AtLocal(exportertest.Local(text)) }

func day(text string) civil.Day { return exportertest.Local(text + " 00:00").Day() }

func who(ids ...engine.PersonID) engine.Entry {
	var e engine.Entry
	for _, id := range ids {
		e = append(e, engine.Person(id))
	}
	return e
}

func loader(t *testing.T) func(string) *civil.Zone {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	return func(name string) *civil.Zone {
		z, err := db.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		return z
	}
}

const (
	hour = civil.Hour
	h24  = civil.DayLen
)

// sample is the workspace of SPEC 1 as engine values, with a few more values so that every key is written.
func sample(t *testing.T) yaml.Definition {
	zone := loader(t)
	lisbon := zone("Europe/Lisbon")
	return yaml.Definition{
		Schema: "https://example.com/schedsync.schema.json",
		Workspace: &engine.Workspace{
			People: []engine.PersonInfo{
				{
					ID: "ana", Name: "Ana Sousa", Email: "ana@example.com", Zone: lisbon, Holidays: "PT",
					Accounts: engine.Accounts{"opsgenie": "ana@example.com", "zenduty": "216bba3d-7268-4a8e-89e9-6", "xmatters": "asousa"},
					Away:     []engine.Absence{{From: at("2026-12-21 00:00"), Until: at("2027-01-04 00:00"), Note: "leave"}},
					Forward:  []engine.Forward{{From: at("2026-11-25 09:00"), Until: at("2026-11-25 13:00"), Who: who("bo")}},
				},
				{ID: "bo"},
				{ID: "chi"},
				{ID: "dee", Name: "Dee O'Brien, R&D"},
				{ID: "eli"},
				{ID: "no", Name: "007"},
			},
			Teams: []engine.Team{{
				ID: "payments", Name: "Payments", Members: []engine.PersonID{"ana", "bo", "chi"},
				Accounts: engine.Accounts{"opsgenie": "ops_team", "zenduty": "61010821-08aa-4098-94f8-f88f1990b54a"},
			}},
			Holidays:  []engine.Holidays{{ID: "PT", Country: "PT"}, {ID: "company", Dates: []civil.Day{day("2026-12-24"), day("2026-12-31")}}, {ID: "norway", Country: "NO"}},
			Schedules: []engine.Schedule{primary(lisbon, zone("America/New_York")), {ID: "desk", Name: "desk", Zone: zone("UTC"), Combine: engine.Layered}},
			Escalations: []engine.Escalation{{ID: "lead", Steps: []engine.EscalationStep{{Notify: []engine.NotifyTarget{{Kind: "person", ID: "no"}}}}, Accounts: engine.Accounts{"opsgenie": "Lead"}}, {ID: "payments", Name: "Payments escalation", Steps: []engine.EscalationStep{
				{Notify: []engine.NotifyTarget{{Kind: "schedule", ID: "payments-primary"}}},
				{After: engine.Length{N: 10}, Notify: []engine.NotifyTarget{{Kind: "next", ID: "payments-primary"}, {Kind: "person", ID: "ana"}}},
			}}},
			Mutes: []engine.Mute{
				{ID: "batch", Name: "Weekend batch", Zone: lisbon, Days: []civil.Weekday{civil.Saturday, civil.Sunday}, To: h24, Targets: []engine.Target{
					{Vendor: "hostedgraphite", Alerts: []string{"Queue depth"}},
					{Vendor: "zenduty", Team: "payments", Services: []string{"191f5e2c-515e-4ee0-b501-3a292f8dae2f"}},
				}},
				{ID: "patch", Name: "Patch day", Zone: lisbon, Rule: "FREQ=MONTHLY;BYDAY=2TU", Start: at("2026-01-13 22:00"), From: 22 * hour, For: engine.Length{N: 90}},
				{ID: "move", Name: "Move", Zone: lisbon, Date: at("2026-08-01 00:00"), From: 22 * hour, To: 30 * hour, Targets: []engine.Target{{Vendor: "hostedgraphite", Attach: "manual"}}},
			},
			Checks: engine.Checks{
				Settings: []engine.CheckSetting{{Check: "short-rest", Severity: "warning", Limit: engine.Length{N: 8, Unit: engine.Hours}}, {Check: "unfair", Percent: 20}},
				Silences: []engine.Silence{{Check: "gap", Schedule: "desk", Person: "ana", Until: day("2027-01-01"), Reason: "moving: back in January"}},
			},
			Sync: engine.Sync{
				Owner: "acme-prod", Policy: engine.PolicyUpsert, Cadence: engine.Length{N: 24, Unit: engine.Hours}, OwnOverrides: true,
				Limits: engine.Limits{ChangedPercent: 30, AtLeast: 5, PersonHoursPercent: 20, Notifies: 20},
				Freeze: engine.Length{N: 2, Unit: engine.Hours}, Horizon: engine.Length{N: 42, Unit: engine.Days},
			},
		},
		Vendors: []yaml.Vendor{
			{Name: "opsgenie", Region: "eu", Secrets: []yaml.Secret{{Key: "key", Env: "OPSGENIE_API_KEY"}}},
			{Name: "xmatters", URL: "https://acme.example.com", Profile: "doc19", Secrets: []yaml.Secret{{Key: "user", Env: "XM_USER"}, {Key: "password", File: "/run/secrets/xm"}}},
		},
		Notes: map[string]string{
			"":               "written by import from opsgenie",
			"people.no":      "guessed: the name looks like a number",
			"schedules":      "two schedules\nin two lines",
			"schedules.desk": "disabled there",
			"schedules.payments-primary.rotations.week": "guessed: the clock",
			"schedules.payments-primary.overrides[1]":   "guessed: replaces",
		},
	}
}

func primary(z, elsewhere *civil.Zone) engine.Schedule {
	week := engine.Length{N: 1, Unit: engine.Weeks}
	days := func(n int) engine.Length { return engine.Length{N: n, Unit: engine.Days} }
	weekdays := []civil.Weekday{civil.Monday, civil.Tuesday, civil.Wednesday, civil.Thursday, civil.Friday}
	return engine.Schedule{
		ID: "payments-primary", Name: "Payments primary", Description: "First responder for payments.\nAsk Ana before you change it.\n",
		Zone: z, Team: "payments", Enabled: true,
		Rotations: []engine.Rotation{
			{
				ID: "week", Zone: z, OwnZone: true, Every: engine.Cycle{Lengths: []engine.Length{week}}, Start: at("2026-01-05 09:00"), Until: at("2027-01-04 09:00"),
				People:  []engine.Entry{who("ana"), who("bo"), nil, who("chi", "dee")},
				Changes: []engine.Change{{From: at("2026-06-01 00:00"), People: []engine.Entry{who("ana"), who("bo"), who("chi"), who("eli")}}, {From: at("2026-09-01 09:00"), People: []engine.Entry{who("no")}, Restart: true}},
				Only: []engine.Window{
					{Days: weekdays, From: 9 * hour, To: 18 * hour},
					{Days: []civil.Weekday{civil.Friday}, From: 18 * hour, To: 3*h24 + 9*hour},
					{Days: []civil.Weekday{civil.Saturday}, From: 10 * hour, To: 12 * hour, Except: []engine.HolidaysID{"PT", "company"}},
					{To: h24, OnlyOn: []engine.HolidaysID{"PT"}},
				},
				OnAway: engine.OnAway{Try: []engine.PersonID{"bo", "chi"}},
			},
			{
				ID: "cycle", Zone: elsewhere, OwnZone: true, Name: "Four and three", Clock: engine.Elapsed, Every: engine.Cycle{Lengths: []engine.Length{days(4), days(3)}},
				Start: civil.AtInstant(1767603600), People: []engine.Entry{{{Kind: engine.KindTeam, ID: "payments"}}, {{Kind: engine.KindEscalation, ID: "lead"}}}, OnAway: engine.OnAway{Gap: true},
			},
			{
				ID: "night", Zone: z, Every: engine.Cycle{Windows: 1}, Start: at("2026-01-05 00:00"), People: []engine.Entry{who("ana")},
				Only: []engine.Window{{Days: []civil.Weekday{civil.Monday, civil.Friday, civil.Saturday, civil.Sunday}, From: 22 * hour, To: h24 + 6*hour}, {Days: []civil.Weekday{civil.Wednesday}, From: 8 * hour, To: h24 + 8*hour}},
			},
			{ID: "hours", Zone: z, Every: engine.Cycle{Lengths: []engine.Length{{N: 6, Unit: engine.Hours}}}, Start: at("2026-01-05 00:00"), People: []engine.Entry{who("ana")}},
			{ID: "november", Zone: z, HasShifts: true, Shifts: []engine.FixedShift{{From: at("2026-11-02 09:00"), Until: at("2026-11-03 09:00"), Who: who("ana")}}},
			{ID: "nothing", Zone: z, HasShifts: true},
			{ID: "from-spreadsheet", Zone: z, Roster: &engine.Roster{Kind: "sheet", File: "rosters/november.xlsx", Map: "rosters/map.yaml"}},
			{ID: "from-calendar", Zone: z, Roster: &engine.Roster{Kind: "calendar", File: "rosters/team.ics"}},
		},
		Overrides: []engine.Override{
			{From: at("2026-12-24 09:00"), Until: at("2026-12-26 09:00"), Who: who("dee"), Fill: true, Note: "swap"},
			{From: at("2026-12-31 18:00"), Until: at("2027-01-01 06:00"), Who: who("bo"), Fill: true, Replaces: []engine.Participant{engine.Person("ana")}},
			{From: at("2026-12-27 00:00"), Until: at("2026-12-31 00:00"), Who: who("chi")},
			{From: at("2026-11-20 00:00"), Until: at("2026-11-20 02:00"), Fill: true, Rotations: []engine.RotationID{"week"}},
			{From: at("2026-01-02 12:00"), For: engine.Length{N: 2, Unit: engine.Hours}, Rule: "FREQ=MONTHLY;BYDAY=1FR", Except: []civil.Day{day("2026-05-01")}, Who: who("chi"), Fill: true},
			{From: at("2026-10-01 09:00"), Until: civil.AtInstant(1790935200), Who: who("ana", "bo"), Fill: true, Replaces: []engine.Participant{{}}},
		},
		Targets: []engine.Target{{Vendor: "opsgenie", ID: "c4cbb7bb-bb02-4f74-8c6b-4b22a4f4b2d6", SafetyNet: who("ana")}, {Vendor: "xmatters"}, {Vendor: "zenduty", Name: "Payments (primary)", Team: "payments"}},
	}
}
