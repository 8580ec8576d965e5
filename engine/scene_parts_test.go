package engine_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// rotation draws a rotation whose handoffs and windows fall near the pivot.
func (m *maker) rotation(i int) engine.Rotation {
	r := engine.Rotation{ID: engine.RotationID(fmt.Sprintf("r%d", i)), Zone: m.zone, OnAway: m.onAway()}
	if m.chance(20) {
		r.Zone = m.other
	}
	if m.chance(15) {
		r.HasShifts = true
		for range m.n(0, 6) {
			f := engine.FixedShift{From: m.moment(1), Who: m.who()}
			f.Until = m.later(f.From)
			r.Shifts = append(r.Shifts, f)
		}
		return r
	}
	r.People = m.entries()
	if m.chance(55) {
		for range m.n(1, 3) {
			r.Only = append(r.Only, m.window())
		}
	}
	m.turns(&r)
	if m.chance(25) {
		r.Until = m.later(m.moment(1))
	}
	for range max(m.n(-2, 3), 0) {
		r.Changes = append(r.Changes, engine.Change{From: civil.AtLocal(civil.Local(m.near(2))), People: m.entries(), Restart: m.chance(30)})
	}
	slices.SortStableFunc(r.Changes, func(a, b engine.Change) int { return cmp.Compare(a.From.On(nil), b.From.On(nil)) })
	return r
}

// turns draws how long turns are, and a start from which some handoff falls near the pivot.
func (m *maker) turns(r *engine.Rotation) {
	var back wall // from the handoff near the pivot to the start
	switch m.n(0, 9) {
	case 0, 1, 2, 3:
		n, unit := m.length()
		r.Every = every(n, unit)
		back = wall(n) * unit.Seconds() * wall(m.n(0, 40))
	case 4, 5:
		var cycle wall
		for range m.n(2, 4) {
			n, unit := m.length()
			r.Every.Lengths = append(r.Every.Lengths, engine.Length{N: n, Unit: unit})
			cycle += wall(n) * unit.Seconds()
		}
		back = cycle * wall(m.n(0, 9))
	case 6, 7:
		n, unit := m.length()
		r.Every, r.Clock = every(n, unit), engine.Elapsed
		back = wall(n) * unit.Seconds() * wall(m.n(0, 40))
	case 8:
		r.Every = every(m.n(1, 3), engine.Months)
		r.Start = civil.AtLocal(civil.Local(monthsOn(m.near(2), -m.n(0, 30))))
		return
	default:
		r.Every = engine.Cycle{Windows: m.n(1, 3)}
		r.Only = []engine.Window{m.window()}
		if w := &r.Only[0]; w.To-w.From >= 86400 { // windows that meet never close
			w.Days, w.To = []civil.Weekday{civil.Weekday(m.n(0, 6))}, min(w.To, w.From+5*86400)
		}
		if m.chance(70) { // holidays make such turns slow to compile
			r.Only[0].Except, r.Only[0].OnlyOn = nil, nil
		}
		back = wall(m.n(0, 8)) * 86400
	}
	if l := m.near(1) - back; m.chance(10) {
		r.Start = civil.AtInstant(r.Zone.First(civil.Local(l)) + civil.Instant(m.n(0, 4))*1800)
	} else {
		r.Start = civil.AtLocal(civil.Local(l))
	}
}

func (m *maker) length() (int, engine.Unit) {
	switch m.n(0, 3) {
	case 0:
		return m.n(1, 3), engine.Days
	case 1:
		return pick(m, 1, 2, 3, 6, 12, 24), engine.Hours
	case 2:
		return pick(m, 30, 45, 90, 15, 7), engine.Minutes
	default:
		return m.n(1, 2), engine.Weeks
	}
}

// window draws a restriction one edge of which is near the pivot's time of day.
func (m *maker) window() engine.Window {
	edge := int(m.near(0) - midnight(m.pivot))
	long := pick(m, 15*60, 30*60, 3600, 2*3600, 9*3600, 16*3600, 24*3600, 50*3600, 7*24*3600)
	w := engine.Window{From: edge}
	if m.chance(50) {
		w.From = edge - long
	}
	w.From = ((w.From % 86400) + 86400) % 86400
	w.To = w.From + long
	for d := civil.Monday; d <= civil.Sunday && m.chance(85); d++ {
		if m.chance(70) {
			w.Days = append(w.Days, d)
		}
	}
	if m.chance(12) {
		w.Except = []engine.HolidaysID{pick[engine.HolidaysID](m, "one", "two", "gone")}
	}
	if m.chance(12) {
		w.OnlyOn = []engine.HolidaysID{"one", "two"}[:m.n(1, 2)]
	}
	return w
}

func (m *maker) onAway() engine.OnAway {
	switch m.n(0, 3) {
	case 3:
		return engine.OnAway{Gap: true}
	case 2:
		return engine.OnAway{Try: []engine.PersonID{engine.PersonID(pick(m, pool...)), engine.PersonID(pick(m, pool...))}}
	default:
		return engine.OnAway{}
	}
}

// persons draws when people are away and to whom they forward.
func (m *maker) persons() []engine.PersonInfo {
	var out []engine.PersonInfo
	for _, id := range pool {
		p := engine.PersonInfo{ID: engine.PersonID(id)}
		if m.chance(25) {
			p.Zone = m.other
		}
		for range max(m.n(-2, 2), 0) {
			from := m.moment(1)
			p.Away = append(p.Away, engine.Absence{From: from, Until: m.later(from)})
		}
		for range max(m.n(-5, 2), 0) {
			from := m.moment(1)
			p.Forward = append(p.Forward, engine.Forward{From: from, Until: m.later(from), Who: m.who()})
		}
		out = append(out, p)
	}
	return out
}

// override draws an override of any kind.
func (m *maker) override(rotations []engine.Rotation) engine.Override {
	o := engine.Override{From: m.moment(1), Who: m.who(), Fill: m.chance(70)}
	if m.chance(40) {
		for _, r := range rotations {
			if m.chance(60) {
				o.Rotations = append(o.Rotations, r.ID)
			}
		}
	}
	if m.chance(30) {
		o.Replaces = []engine.Participant{engine.ParseParticipant(pick(m, append([]string{"none", "team:x"}, pool...)...))}
	}
	switch m.n(0, 4) {
	case 4:
		m.recur(&o)
	case 3:
		o.For = m.lasting()
	default:
		o.Until = m.later(o.From)
	}
	return o
}

func (m *maker) lasting() engine.Length {
	n, unit := m.length()
	if m.chance(10) {
		n, unit = 1, engine.Months
	}
	return engine.Length{N: n, Unit: unit}
}

// recur makes an override recur. Its first time lies some weeks before the pivot, or years.
func (m *maker) recur(o *engine.Override) {
	o.For = m.lasting()
	first := m.near(1) - wall(m.n(0, 60))*86400
	if m.chance(25) {
		first = monthsOn(m.near(1), -m.n(0, 150))
	}
	o.From = civil.AtLocal(civil.Local(first))
	days := strings.Join([]string{"MO", "WE", "FR", "SA", "SU"}[m.n(0, 4):], ",")
	o.Rule = pick(m,
		"FREQ=DAILY", "FREQ=DAILY;INTERVAL=2", "FREQ=HOURLY;INTERVAL=6", "FREQ=WEEKLY;BYDAY="+days,
		"FREQ=WEEKLY;INTERVAL=2;BYDAY="+days, "FREQ=MONTHLY;BYDAY=1FR", "FREQ=MONTHLY;BYDAY=-1SU", "FREQ=MONTHLY;BYMONTHDAY=30",
		"FREQ=MONTHLY", "FREQ=MONTHLY;INTERVAL=2", "FREQ=YEARLY", "FREQ=WEEKLY;INTERVAL=3",
	)
	end := civil.Instant(m.near(1)).Time()
	switch m.n(0, 5) {
	case 5:
		o.Rule += fmt.Sprintf(";COUNT=%d", m.n(1, 60))
	case 4:
		o.Rule += ";UNTIL=" + pick(m, end.Format("20060102"), end.Format("20060102T150405"), end.Format("20060102T150405Z"))
	}
	if m.chance(30) {
		o.Except = []civil.Day{civil.Day(midnight(m.near(2)) / 86400)}
	}
}
