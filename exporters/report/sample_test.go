package report_test

import (
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/exportertest"
	"github.com/schedsync/schedsync/importers/zones"
)

// zone loads a zone from the embedded archive.
func zone(t *testing.T, name string) *civil.Zone {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	z, err := db.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// people are those of the samples.
func people() exporters.Names {
	return exporters.NamesOf(&engine.Workspace{
		People: []engine.PersonInfo{
			{ID: "ana", Name: "Ana Sousa"},
			{ID: "bo", Name: "Bo Li"},
			{ID: "chi", Name: "千葉 真一"},
			{ID: "dee", Name: "Dee O'Brien, R&D"},
			{ID: "esc", Name: "Esc\x1b[31mape\nNewline"},
		},
		Teams: []engine.Team{{ID: "payments", Name: "Payments"}},
	})
}

// payments is a schedule with one weekly rotation and two overrides.
func payments(t *testing.T) *engine.Schedule {
	return &engine.Schedule{
		ID: "payments-primary", Name: "Payments primary", Zone: zone(t, "Europe/Lisbon"), Enabled: true,
		Rotations: []engine.Rotation{{ID: "week"}, {ID: "november", HasShifts: true}},
		Overrides: []engine.Override{{Note: "swap"}, {}},
	}
}

// fourWeeks is a month of weekly turns with a gap, a cover, and somebody on call beside the rotation.
func fourWeeks(t *testing.T) engine.Timeline {
	return exportertest.New(payments(t), "2026-03-16 09:00", "2026-04-13 09:00").
		Shift("2026-03-16 09:00", "2026-03-23 09:00", exportertest.Turn("ana", 10)).
		Shift("2026-03-23 09:00", "2026-03-26 18:00", exportertest.Turn("bo", 11)).
		Shift("2026-03-26 18:00", "2026-03-28 12:00", engine.Duty{
			Who: engine.Person("dee"), InsteadOf: engine.Person("bo"), Source: engine.FromOverride, Rotation: -1, Turn: engine.NoTurn,
		}).
		Shift("2026-03-28 12:00", "2026-03-30 09:00", exportertest.Turn("bo", 11)).
		Shift("2026-03-30 09:00", "2026-04-03 00:00", exportertest.Turn("chi", 12)).
		Shift("2026-04-03 12:00", "2026-04-06 09:00", engine.Duty{
			Who: engine.Person("ana"), InsteadOf: engine.Person("chi"), Source: engine.FromCover, Turn: 12, Override: -1,
		}).
		Shift("2026-04-06 09:00", "2026-04-13 09:00", exportertest.Turn("ana", 13)).
		Shift("2026-04-06 09:00", "2026-04-13 09:00", engine.Duty{
			Who: engine.Participant{Kind: engine.KindTeam, ID: "payments"}, Turn: 13, Slot: 1, Override: -1,
		}).Timeline()
}
