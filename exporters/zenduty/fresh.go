package zenduty

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers/zenduty/wire"
)

// meaning is what a schedule says, as texts that are equal exactly when the meaning is: layers and overrides in no order, by
// people and instants, and never by ids, which every update makes anew (contract 7, trap 3). People are the vendor's.
type meaning struct {
	zone   string
	mark   snapshot.Mark
	layers []string
	ours   []string // overrides that our mark owns
}

// differs names the first part in which a schedule was changed, or "".
func (m meaning) differs(now meaning) string {
	switch {
	case m.zone != now.zone:
		return fmt.Sprintf("its time zone is %s now, and was %s", now.zone, m.zone)
	case m.mark != now.mark:
		return fmt.Sprintf("the mark in its summary is %q now, and was %q", now.mark, m.mark)
	case !slices.Equal(m.layers, now.layers):
		return "its layers are others"
	case !slices.Equal(m.ours, now.ours):
		return "the overrides that schedsync made are others"
	}
	return ""
}

// meaningOf reads a schedule of the vendor. prefix begins the names of the overrides that are ours.
func meaningOf(w *wire.Schedule, prefix string) meaning {
	m := meaning{zone: w.TimeZone}
	_, m.mark = snapshot.SplitMark(w.Summary)
	for i := range w.Layers {
		m.layers = append(m.layers, layerText(&w.Layers[i]))
	}
	for i := range w.Overrides {
		if strings.HasPrefix(w.Overrides[i].Name, prefix) {
			m.ours = append(m.ours, overrideText(&w.Overrides[i]))
		}
	}
	slices.Sort(m.layers)
	slices.Sort(m.ours)
	return m
}

// meaningWas reads a schedule as it was when the plan was made.
func meaningWas(obj *snapshot.Object, prefix string) meaning {
	s := &obj.Schedule
	m := meaning{zone: s.Zone.String(), mark: obj.Mark}
	for i := range s.Rotations {
		m.layers = append(m.layers, rotationText(&s.Rotations[i]))
	}
	for i := range s.Overrides {
		if strings.HasPrefix(s.Overrides[i].Ref, prefix) {
			sp := s.Overrides[i].Span(s.Zone)
			m.ours = append(m.ours, shiftText(s.Overrides[i].Ref+" "+s.Overrides[i].Who.String(), int64(sp.Start), int64(sp.End)))
		}
	}
	slices.Sort(m.layers)
	slices.Sort(m.ours)
	return m
}

func overrideText(o *wire.Override) string {
	return shiftText(o.Name+" "+o.User, o.Start.Unix(), o.End.Unix())
}

func shiftText(who string, start, end int64) string { return fmt.Sprintf("%s %d-%d", who, start, end) }

// turns is a layer in plain numbers.
type turns struct {
	who                []string // in the order they serve; none: nobody
	start, end, length int64    // end 0: none
	only               []engine.Window
	strange            string // windows that are none; a schedule with such is opaque, and never written
}

// text tells a layer. One of a single person, with an end and never closed, is a shift whatever its turns are, as it is when
// it is read (contract 8).
func (t turns) text() string {
	weekly := dialect.Weekly(t.only)
	alone := len(t.who) > 0 && !slices.ContainsFunc(t.who, func(u string) bool { return u != t.who[0] })
	switch {
	case len(t.who) == 0:
		return fmt.Sprintf("nobody from %d until %d", t.start, t.end)
	case alone && t.end != 0 && len(t.only) == 0 && t.strange == "":
		return shiftText(t.who[0], t.start, t.end)
	}
	return fmt.Sprintf("%s from %d until %d every %d only %v%s", strings.Join(t.who, ","), t.start, t.end, t.length, weekly, t.strange)
}

func layerText(l *wire.Layer) string {
	t := turns{start: l.Start.Unix(), length: l.ShiftLength}
	if !l.End.IsZero() {
		t.end = l.End.Unix()
	}
	users := slices.Clone(l.Users)
	if !slices.ContainsFunc(users, func(u wire.LayerUser) bool { return u.Position < 1 }) {
		slices.SortStableFunc(users, func(a, b wire.LayerUser) int { return cmp.Compare(a.Position, b.Position) })
	}
	for _, u := range users {
		if l.IsActive == nil || *l.IsActive {
			t.who = append(t.who, u.User)
		}
	}
	for _, r := range l.Restrictions {
		from, ok := r.Clock()
		if !ok || r.Duration < 1 || r.Duration > civil.Week || r.Day < 0 || r.Day > 7 {
			t.only, t.strange = nil, fmt.Sprintf(" %v", l.Restrictions)
			break
		}
		w := engine.Window{From: from, To: from + int(r.Duration)}
		if l.RestrictionType == wire.Weekly {
			w.Days = []civil.Weekday{civil.Weekday((r.Day + 6) % 7)}
		}
		t.only = append(t.only, w)
	}
	return t.text()
}

func rotationText(r *engine.Rotation) string {
	if r.HasShifts {
		var out []string
		for _, s := range r.Shifts {
			out = append(out, shiftText(s.Who.String(), int64(s.From.In(r.Zone)), int64(s.Until.In(r.Zone))))
		}
		return strings.Join(out, ", ")
	}
	t := turns{start: int64(r.Start.In(r.Zone)), only: r.Only}
	if r.Until.IsSet() {
		t.end = int64(r.Until.In(r.Zone))
	}
	for _, n := range r.Every.Lengths {
		t.length += int64(n.N) * n.Unit.Seconds()
	}
	for _, e := range r.People {
		if len(e) > 0 {
			t.who = append(t.who, e.String())
		}
	}
	return t.text()
}

// same reports whether two schedules of the vendor are the same to the letter, apart from ids: names too, and all overrides.
func same(a, b *wire.Schedule) bool {
	lines := func(w *wire.Schedule) []string {
		out := []string{"name " + w.Name, "summary " + w.Summary, "zone " + w.TimeZone}
		for i := range w.Layers {
			out = append(out, fmt.Sprintf("layer %q %s", w.Layers[i].Name, layerText(&w.Layers[i])))
		}
		for i := range w.Overrides {
			out = append(out, "override "+overrideText(&w.Overrides[i]))
		}
		slices.Sort(out[3:])
		return out
	}
	return slices.Equal(lines(a), lines(b))
}
