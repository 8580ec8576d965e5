package report_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/report"
	"github.com/schedsync/schedsync/fixtures/golden"
	"github.com/schedsync/schedsync/importers/declared"
	"github.com/schedsync/schedsync/importers/zones"
)

// TestTheBooksBalance: in every workspace of the resolver's cases, what somebody has more in the end than by the rotations
// is what they took less what they gave, and the hours of all bands are the hours that the resolver itself tells.
func TestTheBooksBalance(t *testing.T) {
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	paths, _ := filepath.Glob("../../fixtures/cases/resolve/*.txtar")
	moves := 0
	for _, p := range paths {
		a, err := golden.Open(p)
		if err != nil {
			t.Fatal(err)
		}
		ws, err := declared.Load(os.DirFS(a.Extract(t)), declared.Options{Zones: db})
		if err != nil {
			t.Fatal(err)
		}
		in := report.Input{Workspace: &ws.Workspace}
		for i := range ws.Schedules {
			in.Schedules = append(in.Schedules, &ws.Schedules[i])
		}
		from := civil.Instant(civil.DayOf(2026, 1, 1).Start())
		in.From, in.Until = civil.AtInstant(from), civil.AtInstant(from+365*civil.DayLen)
		h, err := report.HoursOf(in)
		var unresolved *engine.Unresolved
		if errors.As(err, &unresolved) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		moves += len(h.Moves)
		balance(t, p, &ws.Workspace, h)
	}
	if moves < 20 {
		t.Errorf("there were only %d moves to balance", moves)
	}
}

func balance(t *testing.T, path string, ws *engine.Workspace, h *report.Hours) {
	t.Helper()
	type key struct {
		schedule engine.ScheduleID
		who      engine.Participant
	}
	moved := map[key]civil.Instant{}
	for _, m := range h.Moves {
		for _, p := range m.Gave {
			moved[key{m.Schedule.ID, p}] -= m.Length()
		}
		for _, p := range m.Took {
			moved[key{m.Schedule.ID, p}] += m.Length()
		}
	}
	for _, l := range h.Lines {
		k := key{l.Schedule.ID, l.Who}
		if d := l.Final.Total() - l.Base.Total(); d != moved[k] {
			t.Errorf("%s: %v has %d s more than by the rotations, but took and gave %d s", path, k, int64(d), int64(moved[k]))
		}
		delete(moved, k)
		r, err := engine.Compile(l.Schedule, ws.People, ws.Holidays)
		if err != nil {
			t.Fatal(err)
		}
		if want := r.On(l.Who, l.Period).Length(); l.Final.Total() != want {
			t.Errorf("%s: %v is on call for %d s, but the bands have %d s", path, k, int64(want), int64(l.Final.Total()))
		}
	}
	for k, n := range moved {
		t.Errorf("%s: %v moved %d s and has no line", path, k, int64(n))
	}
}
