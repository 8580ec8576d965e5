package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/snapshot"
)

// DatedMutes is [Mutes] for vendors whose windows have dates and say themselves what they silence: on are the vendor's
// ids of that, sorted, and team is the vendor's id of the team the windows belong to. A window is written whole, whatever
// differs (contract zenduty 4.25).
func DatedMutes(low *dialect.DatedMute, live []snapshot.Mute, on []string, team string, o MuteOptions) MuteChange {
	d := &muteDiff{low: &dialect.LoweredMute{Quiet: low.Quiet}, o: o, had: len(live) > 0}
	all := live
	live = slices.Clone(live)
	var missing []snapshot.Mute
	for _, w := range low.Windows {
		w.Name, w.Mark, w.On, w.Team = snapshot.MuteName(o.Mark, w.Part), o.Mark, on, team
		i := slices.IndexFunc(live, func(m snapshot.Mute) bool { return dialect.SameDated(&m.Shape, &w.Shape) })
		if i < 0 {
			missing = append(missing, w)
			continue
		}
		d.same(live[i], w)
		live = slices.Delete(live, i, i+1)
	}
	for _, w := range missing {
		if i := slices.IndexFunc(live, func(m snapshot.Mute) bool { return m.Part == w.Part && !d.over(&m) }); i >= 0 {
			d.rewrite(live[i], w)
			live = slices.Delete(live, i, i+1)
			continue
		}
		d.creates = append(d.creates, CreateMute{w})
		d.out.Fields = append(d.out.Fields, Field{Path: w.Part, After: w.Shape.String()})
		d.real = d.real || !follows(all, &w)
		d.after = append(d.after, kept{w, true, o.Now})
	}
	for _, m := range live {
		d.real = d.real || !d.over(&m)
		d.delete(m, "it is in force or about to be, though no longer declared")
	}
	d.out.Steps = slices.Concat(d.creates, d.updates, d.deletes)
	d.out.Silent = d.silent
	d.out.Action = Refresh
	switch {
	case !d.had:
		d.out.Action = Create
	case d.adopting:
		d.out.Action = Adopt
	case d.real:
		d.out.Action = Update
	}
	return d.out
}

// over reports whether a window has no occurrence left.
func (d *muteDiff) over(m *snapshot.Mute) bool {
	s := &m.Shape
	return s.Every == 0 && s.First.End <= d.o.Now || s.Every > 0 && s.Until > 0 && s.Until <= d.o.Now
}

// follows reports whether a new window is no news: a single window that has come within the horizon, or a series that
// takes over from another of its weekday.
func follows(live []snapshot.Mute, w *snapshot.Mute) bool {
	if w.Shape.Every == 0 {
		return true
	}
	day, _, _ := strings.Cut(w.Part, ".")
	return slices.ContainsFunc(live, func(m snapshot.Mute) bool {
		theirs, _, _ := strings.Cut(m.Part, ".")
		return theirs == day
	})
}

// same keeps a window whose times are right, and rewrites it where it silences something else.
func (d *muteDiff) same(m, w snapshot.Mute) {
	if slices.Equal(m.On, w.On) {
		d.after = append(d.after, kept{m, false, d.o.Now})
		return
	}
	w.Shape, w.Part = m.Shape, m.Part
	d.rewrite(m, w)
}

// rewrite changes a window in place, unless it is in force.
func (d *muteDiff) rewrite(m, w snapshot.Mute) {
	w.ID, d.real = m.ID, true
	if w.Name = m.Name; m.Mark != d.o.Mark {
		w.Name = snapshot.MuteName(d.o.Mark, w.Part)
		d.adopting = true
	}
	f, s := Field{Path: nameOfPart(&m), Before: m.Shape.String(), After: w.Shape.String()}, UpdateMute{m, w}
	if !slices.Equal(m.On, w.On) {
		f.Before += " on " + strings.Join(m.On, ", ")
		f.After += " on " + strings.Join(w.On, ", ")
	}
	if d.busy(&m.Shape) && !d.o.Force {
		d.hold(f, s, fmt.Sprintf("%q is in force or about to be; a later run changes it, or --now-ok", m.Name))
		d.after = append(d.after, kept{m, false, d.o.Now})
		return
	}
	d.out.Fields, d.updates = append(d.out.Fields, f), append(d.updates, s)
	d.after = append(d.after, kept{w, false, d.o.Now})
}
