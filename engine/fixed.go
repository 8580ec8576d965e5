package engine

import (
	"slices"
	"sort"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// fixedShifts is a rotation that lists its shifts one by one. Shift i is turn i. Shifts that overlap serve together, each
// on a seat of its own.
type fixedShifts struct {
	shifts []fixedShift    // by start, then by list order
	reach  []civil.Instant // the latest end among shifts[:i+1]
	queues []queue         // by turn: who may cover
	absent bool
}

type fixedShift struct {
	span.Span[civil.Instant]
	turn int
	slot int // of the first who serves; the others follow
	who  Entry
}

func newFixedShifts(r *Rotation, aw away) *fixedShifts {
	f := &fixedShifts{}
	entries := make([]Entry, len(r.Shifts))
	for i, s := range r.Shifts {
		entries[i] = s.Who
	}
	f.absent = aw.concerns(entries)
	if f.absent {
		f.queues = queues(r.OnAway, entries)
	}
	for i, s := range r.Shifts {
		sp := span.Span[civil.Instant]{Start: s.From.In(r.Zone), End: s.Until.In(r.Zone)}
		if sp.Empty() {
			continue
		}
		f.shifts = append(f.shifts, fixedShift{Span: sp, turn: i, who: s.Who})
	}
	slices.SortStableFunc(f.shifts, func(a, b fixedShift) int { return int(min(max(a.Start-b.Start, -1), 1)) })
	f.seat()
	return f
}

// seat gives every shift the lowest seats that no earlier shift still holds, so that shifts of one seat never overlap.
func (f *fixedShifts) seat() {
	var freeAt []civil.Instant // by seat: when it becomes free
	latest := civil.Instant(0)
	for i := range f.shifts {
		s := &f.shifts[i]
		s.slot = 0
		for !seatsFree(freeAt, s.slot, len(s.who), s.Start) {
			s.slot++
		}
		for j := range s.who {
			for s.slot+j >= len(freeAt) {
				freeAt = append(freeAt, s.Start)
			}
			freeAt[s.slot+j] = s.End
		}
		if i == 0 || s.End > latest {
			latest = s.End
		}
		f.reach = append(f.reach, latest)
	}
}

func seatsFree(freeAt []civil.Instant, slot, n int, t civil.Instant) bool {
	for j := slot; j < slot+n && j < len(freeAt); j++ {
		if freeAt[j] > t {
			return false
		}
	}
	return true
}

// at fills st with who serves at t. The turn it states is that of the last shift that has begun.
func (f *fixedShifts) at(st *rowState, rotation int, aw away, gap bool, t civil.Instant) {
	begun := sort.Search(len(f.shifts), func(i int) bool { return f.shifts[i].Start > t })
	row, next := st.duties, forever
	if begun < len(f.shifts) {
		next = f.shifts[begun].Start
	}
	if begun > 0 {
		st.turn, st.handoff = f.shifts[begun-1].turn, f.shifts[begun-1].Start
	}
	first := sort.Search(begun, func(i int) bool { return f.reach[i] > t })
	for i := first; i < begun; i++ {
		s := &f.shifts[i]
		if s.End <= t {
			continue
		}
		next = min(next, s.End)
		for j, p := range s.who {
			row = append(row, Duty{Who: p, Source: FromShift, Rotation: rotation, Turn: s.turn, Slot: s.slot + j, Override: -1})
		}
	}
	slices.SortStableFunc(row, bySeat)
	if f.absent {
		var n civil.Instant
		row, n = aw.cover(row, func(d Duty) queue { return f.queues[d.Turn] }, gap, t)
		next = min(next, n)
	}
	st.duties, st.next = row, next
}
