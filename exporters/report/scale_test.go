package report

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/importers/zones"
)

// TestCellsPartitionTheWindow: whatever the zone and however the clock is changed, every instant of the window lies in
// exactly one cell, there are not too many cells, and the cell of an instant is found.
func TestCellsPartitionTheWindow(t *testing.T) {
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	var all []*civil.Zone
	for _, name := range []string{"UTC", "Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia", "America/Santiago"} {
		z, err := db.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, z)
	}
	rapid.Check(t, func(t *rapid.T) {
		z := all[rapid.IntRange(0, len(all)-1).Draw(t, "zone")]
		start := civil.Instant(rapid.Int64Range(1293840000, 1800000000).Draw(t, "start")) // 2011: Samoa skips a day
		if tr := z.Transitions(start, start+civil.Week*60); len(tr) > 0 && rapid.Bool().Draw(t, "near a change") {
			start = tr[0].At + civil.Instant(rapid.IntRange(-7200, 7200).Draw(t, "off"))
		}
		size := rapid.OneOf(rapid.IntRange(1, 2*civil.DayLen), rapid.IntRange(1, 100*civil.DayLen), rapid.IntRange(1, 9000*civil.DayLen)).Draw(t, "size")
		win := window{Start: start, End: start + civil.Instant(size)}
		cells := rapid.IntRange(minBars, 150).Draw(t, "cells")
		s := scaleFor(z, win, cells)
		if s.cells < 1 || s.cells > cells {
			t.Fatalf("%d cells, want 1 to %d", s.cells, cells)
		}
		at := win.Start
		for i := range s.cells {
			c := s.cell(i)
			if c.Empty() {
				continue
			}
			if c.Start != at {
				t.Fatalf("cell %d begins at %v, the one before ended at %v", i, c.Start, at)
			}
			if s.at(c.Start) != i || s.at(c.End-1) != i {
				t.Fatalf("cell %d is not found at its edges: %d, %d", i, s.at(c.Start), s.at(c.End-1))
			}
			at = c.End
		}
		if at != win.End {
			t.Fatalf("the last cell ends at %v, the window at %v", at, win.End)
		}
		if s.at(win.End) != -1 || s.at(win.Start-1) != -1 {
			t.Fatal("a cell is found outside the window")
		}
	})
}

func TestGlyph(t *testing.T) {
	cell := window{Start: 100, End: 200}
	set := func(edges ...civil.Instant) span.Set[civil.Instant] {
		var s span.Set[civil.Instant]
		for i := 0; i < len(edges); i += 2 {
			s = append(s, window{Start: edges[i], End: edges[i+1]})
		}
		return s
	}
	for _, c := range []struct {
		name string
		on   span.Set[civil.Instant]
		gap  bool
		want rune
	}{
		{"nothing", nil, false, ' '},
		{"later", set(200, 300), false, ' '},
		{"all", set(0, 300), false, '█'},
		{"nearly all", set(100, 195), false, '█'},
		{"until the middle", set(0, 150), false, '▌'},
		{"from the middle", set(150, 300), false, '▐'},
		{"hardly begun", set(190, 300), false, '░'},
		{"in the middle", set(130, 180), false, '▒'},
		{"twice, most of it", set(100, 140, 150, 190), false, '▓'},
		{"a short gap", set(199, 200), true, '×'},
		{"no gap", set(200, 300), true, ' '},
	} {
		if got := glyph(c.on, cell, c.gap); got != c.want {
			t.Errorf("%s: %c, want %c", c.name, got, c.want)
		}
	}
}
