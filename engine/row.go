package engine

import "github.com/schedsync/schedsync/engine/civil"

// rowState is who of one rotation is on duty at the moment of a sweep, before overrides.
type rowState struct {
	duties  []Duty
	turn    int           // the turn that is running, served or not; NoTurn outside the rotation's life
	handoff civil.Instant // when that turn began; only where asked for
	next    civil.Instant // until when all this holds at least
	exact   bool          // next does not pass over handoffs at which nobody serves
}

// at works out the row at t. exact asks that next stop at every handoff and that handoff be known, which is needed only
// under an override; else the time in which no window is open is passed over at once.
func (row *rotationRow) at(st *rowState, aw away, t civil.Instant, exact bool) {
	*st = rowState{duties: st.duties[:0], turn: NoTurn, next: forever, exact: exact}
	if row.fixed != nil {
		row.fixed.at(st, row.index, aw, row.gap, t)
		return
	}
	switch {
	case t < row.life.Start:
		st.next = row.life.Start
		return
	case t >= row.life.End:
		st.handoff = row.life.End
		return
	}
	h := row.zone.High(t)
	st.next = row.life.End
	open := true
	if row.masked {
		var edge civil.Local
		open, edge = row.mask.At(h)
		st.next = min(st.next, row.zone.First(edge))
		if !open && !exact {
			return // whose turn it is does not matter before a window opens
		}
	}
	var end civil.Instant
	st.turn, end = row.dealer.turn(t, h)
	st.next = min(st.next, end)
	if exact {
		st.handoff = row.dealer.boundary(st.turn)
	}
	if open {
		row.serve(st, aw, t)
	}
}

// serve puts the entry whose turn it is on duty, and covers on the seats of those who are away.
func (row *rotationRow) serve(st *rowState, aw away, t civil.Instant) {
	age := eraOf(row.eras, st.turn)
	i := row.eras[age].at(st.turn)
	for slot, p := range row.eras[age].people[i] {
		st.duties = append(st.duties, Duty{Who: p, Rotation: row.index, Turn: st.turn, Slot: slot, Override: -1})
	}
	if row.absent {
		var next civil.Instant
		q := row.queues[age][i]
		st.duties, next = aw.cover(st.duties, func(Duty) queue { return q }, row.gap, t)
		st.next = min(st.next, next)
	}
}
