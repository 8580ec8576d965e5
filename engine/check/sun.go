package check

import (
	"fmt"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// The night that somebody should sleep through, in seconds of her clock since 00:00.
const (
	nightFrom  = 0
	nightUntil = 6 * civil.Hour
)

// followTheSun looks at schedules that hand duty round the world. It tells of rotations with hours that put a person on
// call at night where she lives, and of weeks in which two zones lie otherwise apart than usual, because they change their
// clocks on different dates (scenario T-08).
func (r *run) followTheSun(sc *scene) error {
	if !sc.Enabled {
		return nil
	}
	r.nights(sc)
	for i := range sc.Rotations {
		for j := range sc.Rotations[:i] {
			a, b := &sc.Rotations[j], &sc.Rotations[i]
			if len(a.Only) > 0 && len(b.Only) > 0 && !civil.SameRules(a.Zone, b.Zone, r.in.Window.Start) {
				r.outOfStep(sc, j, i)
			}
		}
	}
	return nil
}

// nights tells of persons in another zone than their rotation's whom its hours keep up, once for each.
func (r *run) nights(sc *scene) {
	type sum struct {
		first  window
		length civil.Instant
		duty   engine.Duty
	}
	sums := map[engine.Participant]*sum{}
	var order []engine.Participant
	for _, s := range sc.in(r.in.Window) {
		for _, d := range s.On {
			if d.Rotation < 0 || len(sc.Rotations[d.Rotation].Only) == 0 {
				continue
			}
			for _, night := range nightsAbroad(s.Span, r.zoneOf(d.Who, sc), sc.Rotations[d.Rotation].Zone) {
				if sums[d.Who] == nil {
					sums[d.Who] = &sum{first: night, duty: d}
					order = append(order, d.Who)
				}
				sums[d.Who].length += night.Length()
			}
		}
	}
	for _, p := range order {
		if s := sums[p]; s.length >= seconds(r.now.limit) {
			r.add(Finding{
				Schedule: sc.ID, Who: p, Span: s.first, Path: sc.duty(s.duty),
				Text: fmt.Sprintf("%s is on call between 00:00 and 06:00 where they live, %s in all, first %s", r.name(p), length(s.length), when(s.first, r.zoneOf(p, sc))),
			})
		}
	}
}

// nightsAbroad returns the nights of a duty where somebody lives, unless it is a night's duty where its rotation is at
// home: those who share a night or a weekend between Lisbon and Berlin know that it is one.
func nightsAbroad(w window, lives, home *civil.Zone) set {
	if civil.SameRules(lives, home, w.Start) {
		return nil
	}
	nights := nightsIn(w, lives)
	if nights.Length() <= 2*nightsIn(w, home).Length() {
		return nil
	}
	return nights
}

// nightsIn returns the parts of a stretch that lie at night on a zone's clock.
func nightsIn(w window, z *civil.Zone) set {
	var out []window
	for d := z.Reading(w.Start).Day() - 1; d <= z.Reading(w.End).Day(); d++ {
		out = append(out, window{Start: z.First(d.Start() + nightFrom), End: z.First(d.Start() + nightUntil)}.Clip(w))
	}
	return span.Of(out...)
}

// outOfStep tells of the stretches in which two rotations' zones are not as far apart as they usually are, and what that
// does to their hours: together for a while every day, or nobody between them.
func (r *run) outOfStep(sc *scene, i, j int) {
	a, b := sc.Rotations[i].Zone, sc.Rotations[j].Zone
	usual := usualDistance(a, b, r.in.Window.Start)
	for _, w := range distances(a, b, r.in.Window) {
		if a.Offset(w.Start)-b.Offset(w.Start) == usual {
			continue
		}
		both, none := r.seam(sc, i, j, w)
		effect := ""
		switch {
		case both > 0:
			effect = fmt.Sprintf("%q and %q are on call together for %s", sc.Rotations[i].ID, sc.Rotations[j].ID, length(both))
		case none > 0:
			effect = fmt.Sprintf("nobody is on call between %q and %q for %s", sc.Rotations[i].ID, sc.Rotations[j].ID, length(none))
		default:
			continue
		}
		r.add(Finding{
			Schedule: sc.ID, Span: w, Path: sc.path("rotations." + string(sc.Rotations[j].ID) + ".only"),
			Text: fmt.Sprintf("%s and %s are not as far apart as usual, %s: %s in all", a, b, when(w, sc.Zone), effect),
		})
	}
}

// distances cuts a window wherever one of the zones changes its clock.
func distances(a, b *civil.Zone, w window) []window {
	edges := map[civil.Instant]bool{}
	for _, z := range []*civil.Zone{a, b} {
		for _, tr := range z.Transitions(w.Start+1, w.End) {
			edges[tr.At] = true
		}
	}
	var out []window
	start := w.Start
	for start < w.End {
		end := w.End
		for at := range edges {
			if at > start {
				end = min(end, at)
			}
		}
		out = append(out, window{Start: start, End: end})
		start = end
	}
	return out
}

// usualDistance returns the difference of two zones' clocks that holds for most of the year from an instant on.
func usualDistance(a, b *civil.Zone, from civil.Instant) int {
	held := map[int]civil.Instant{}
	best := a.Offset(from) - b.Offset(from)
	for _, w := range distances(a, b, window{Start: from, End: from + 365*civil.DayLen}) {
		d := a.Offset(w.Start) - b.Offset(w.Start)
		if held[d] += w.Length(); held[d] > held[best] {
			best = d
		}
	}
	return best
}

// seam returns how long, in a stretch, two rotations are on call together, and how long nobody is at all.
func (r *run) seam(sc *scene, i, j int, w window) (both, none civil.Instant) {
	for s := range sc.resolver.Slices(w, engine.Base) {
		one, other := false, false
		for _, d := range s.On {
			one, other = one || d.Rotation == i, other || d.Rotation == j
		}
		switch {
		case one && other:
			both += s.Length()
		case len(s.On) == 0:
			none += s.Length()
		}
	}
	return both, none
}
