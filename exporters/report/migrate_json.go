package report

import (
	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/migrate"
)

type migrateDoc struct {
	Version   int                  `json:"version"`
	From      engine.Vendor        `json:"from"`
	To        engine.Vendor        `json:"to"`
	Now       string               `json:"now"`
	Until     string               `json:"until"`
	Deadline  string               `json:"deadline,omitempty"`
	Equal     bool                 `json:"equal"`
	Calls     int                  `json:"calls"`
	Schedules []migrateScheduleDoc `json:"schedules"`
	Missing   []missingDoc         `json:"missing"`
	Manual    []manualDoc          `json:"manual"`
}

type migrateScheduleDoc struct {
	ID           engine.ScheduleID `json:"id"`
	Name         string            `json:"name"`
	Object       string            `json:"object"`
	From         string            `json:"from"`
	Until        string            `json:"until"`
	Equal        bool              `json:"equal"`
	Written      bool              `json:"written"`
	Differences  []claimDoc        `json:"differences"`
	Losses       []string          `json:"losses"`
	Refused      []string          `json:"refused"`
	Waits        []string          `json:"waits"`
	Materialised []string          `json:"materialised"`
	CoveredUntil string            `json:"covered_until,omitempty"`
	RunsDry      bool              `json:"runs_dry"`
	Calls        int               `json:"calls"`
}

type missingDoc struct {
	Who  string   `json:"who"`
	Name string   `json:"name"`
	Why  string   `json:"why"`
	Near []string `json:"near"`
}

type manualDoc struct {
	What  string   `json:"what"`
	Steps []string `json:"steps"`
}

// MigrateJSON returns the migration document (schemas/migrate.schema.json). `equal` of a schedule is about [from, until),
// `expected` of a difference is the old vendor, `actual` the new one.
func MigrateJSON(m Migration) ([]byte, error) {
	doc := migrateDoc{
		Version: Version, From: m.Migration.From, To: m.Migration.To, Now: m.Window.Start.String(), Until: m.Window.End.String(), Equal: m.Equal(),
		Schedules: []migrateScheduleDoc{}, Missing: []missingDoc{}, Manual: []manualDoc{},
	}
	if m.Plan != nil {
		doc.Calls = m.Plan.Calls()
	}
	if day, _, ok := migrate.Deadline(m.Migration.From); ok {
		doc.Deadline = day.String()
	}
	for i := range m.Schedules {
		doc.Schedules = append(doc.Schedules, migrateSchedule(&m.Schedules[i]))
	}
	for _, p := range m.Missing {
		doc.Missing = append(doc.Missing, missingDoc{p.Who.String(), p.Name, p.Why, list(p.Near)})
	}
	for _, s := range m.Manual {
		doc.Manual = append(doc.Manual, manualDoc{s.What, list(s.Steps)})
	}
	return encodeJSON(doc)
}

func migrateSchedule(s *migrate.Schedule) migrateScheduleDoc {
	doc := migrateScheduleDoc{
		ID: s.ID, Name: s.Name, Object: s.Object, From: s.Window.Start.String(), Until: s.Window.End.String(), Equal: s.Equal(), Written: len(s.Refused) == 0,
		Differences: claims(s.Differences), Losses: list(s.Reasons), Refused: list(s.Refused), Waits: list(s.Waits),
		Materialised: list(s.Materialised), RunsDry: s.Dry, Calls: s.Calls,
	}
	if s.Until != 0 {
		doc.CoveredUntil = s.Until.String()
	}
	return doc
}

// list returns a list that is never null.
func list(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}
