package dialect_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/importers/declared"
	"github.com/schedsync/schedsync/importers/zones"
)

// pager is a dialect like those of vendors with rotations: real hours, days and weeks by the wall clock, half hours.
func pager() *dialect.Dialect {
	return &dialect.Dialect{
		Vendor: "opsgenie", Grid: 30 * civil.Minute, Windows: 15, NameLimit: 20,
		Turns:         []dialect.TurnRule{{Unit: engine.Hours, Clock: engine.Elapsed}, {Unit: engine.Days, Clock: engine.Wall}, {Unit: engine.Weeks, Clock: engine.Wall}},
		OverrideKinds: []engine.Kind{engine.KindPerson, engine.Nobody},
	}
}

// load reads a workspace with one schedule, whose YAML below its zone is given.
func load(t *testing.T, body string) *engine.Workspace {
	t.Helper()
	text := `version: 1
people:
  ana: {email: ana@example.com}
  bo: {email: bo@example.com}
  chi: {email: chi@example.com, away: [{from: 2026-01-20, through: 2026-01-21}]}
  dee: {email: dee@example.com, forward: [{from: 2026-01-20 09:00, until: 2026-01-21 09:00, who: bo}]}
teams: {pay: {name: Payments, members: [ana]}}
schedules:
  pay:
    name: pay
    timezone: Europe/Berlin
` + body
	if !strings.Contains(body, "targets:") {
		text += "    targets: {opsgenie: {}}\n"
	}
	return loadText(t, text)
}

// loadText reads a whole workspace.
func loadText(t *testing.T, text string) *engine.Workspace {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	w, err := declared.Load(fstest.MapFS{"w.yaml": {Data: []byte(text)}}, declared.Options{Zones: db})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return &w.Workspace
}

// at reads an instant.
func at(t *testing.T, text string) civil.Instant {
	t.Helper()
	when, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return civil.FromTime(when)
}

// january is the moment at which the tests lower.
func january(t *testing.T) civil.Instant { return at(t, "2026-01-07T10:00:00Z") }
