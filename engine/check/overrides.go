package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// act is one stretch in which an override acts.
type act struct {
	window
	index int
}

// acts returns when the overrides of a schedule act in the window, by start. Recurring ones are expanded by resolving a
// schedule that has nothing but them.
func (r *run) acts(sc *scene) ([]act, error) {
	var out []act
	for i := range sc.Overrides {
		o := &sc.Overrides[i]
		if o.Rule == "" {
			if w := o.Span(sc.Zone); w.Overlaps(r.in.Window) {
				out = append(out, act{w.Clip(r.in.Window), i})
			}
			continue
		}
		alone := *sc.Schedule
		plain := *o
		plain.Who, plain.Replaces, plain.Rotations, plain.Fill = engine.Entry{engine.Person("anybody")}, nil, nil, true
		alone.Rotations, alone.Overrides = nil, []engine.Override{plain}
		compiled, err := engine.Compile(&alone, nil, nil)
		if err != nil {
			return nil, err
		}
		for _, w := range manned(compiled, r.in.Window, engine.OnlyOverrides) {
			out = append(out, act{w, i})
		}
	}
	slices.SortStableFunc(out, func(a, b act) int { return cmp.Compare(a.Start, b.Start) })
	return out, nil
}

// overrideOverlap tells of overrides that act on the same people at the same time: which of them has the last word its
// author may not know (scenario T-32).
func (r *run) overrideOverlap(sc *scene) error {
	acts, err := r.acts(sc)
	if err != nil || !sc.Enabled {
		return err
	}
	told := map[[2]int]bool{}
	for i, a := range acts {
		for _, b := range acts[i+1:] {
			if b.Start >= a.End {
				break
			}
			first, last := min(a.index, b.index), max(a.index, b.index)
			both := a.Clip(b.window)
			if first == last || told[[2]int{first, last}] || both.Length() < seconds(r.now.limit) || !sc.meet(first, last) {
				continue
			}
			if told[[2]int{first, last}] = true; len(told) > mostFindings {
				return nil
			}
			r.add(Finding{
				Schedule: sc.ID, Span: both, Path: sc.path(fmt.Sprintf("overrides[%d]", last)),
				Text: fmt.Sprintf("override %d (%s) and override %d (%s) overlap %s; the later listed one %s",
					first+1, r.says(&sc.Overrides[first]), last+1, r.says(&sc.Overrides[last]), when(both, sc.Zone), r.lastWord(&sc.Overrides[last])),
			})
		}
	}
	return nil
}

// lastWord tells what an override does where an earlier listed one acts as well: one that replaces somebody only finds
// whom the earlier one has left there.
func (r *run) lastWord(later *engine.Override) string {
	switch {
	case len(later.Replaces) == 0:
		return "has the last word"
	case later.Replaces[0].Kind == engine.Nobody:
		return "fills only the gaps that the earlier one leaves"
	default:
		return fmt.Sprintf("acts only where the earlier one leaves %s on call", r.name(later.Replaces[0]))
	}
}

// meet reports whether two overrides can act on the same duty. One of the whole schedule and one of some rotations stack
// as they should, and so do two that replace different people.
func (sc *scene) meet(i, j int) bool {
	a, b := &sc.Overrides[i], &sc.Overrides[j]
	if len(a.Rotations) > 0 || len(b.Rotations) > 0 {
		if !slices.ContainsFunc(a.Rotations, func(id engine.RotationID) bool { return slices.Contains(b.Rotations, id) }) {
			return false
		}
	}
	return len(a.Replaces) == 0 || len(b.Replaces) == 0 || a.Replaces[0] == b.Replaces[0]
}

// says tells who an override puts on call.
func (r *run) says(o *engine.Override) string {
	names := make([]string, len(o.Who))
	for i, p := range o.Who {
		names[i] = r.name(p)
	}
	if len(names) == 0 {
		names = []string{"nobody"}
	}
	text := together(names)
	switch {
	case len(o.Replaces) > 0 && o.Replaces[0].Kind == engine.Nobody:
		text += " in gaps"
	case len(o.Replaces) > 0:
		text += " for " + r.name(o.Replaces[0])
	}
	if note := strings.TrimSpace(o.Note); note != "" {
		text += ", " + fmt.Sprintf("%.60q", note)
	}
	return text
}

// mostIdle bounds how many overrides of one schedule are tried one by one: each costs a resolving of its stretch.
const mostIdle = 500

// overrideIdle tells of overrides that change nothing in the window: the timeline is the same without them. Somebody
// who was asked to take a shift believes that they do (scenario T-33). Overrides that are over are history.
func (r *run) overrideIdle(sc *scene) error {
	acts, err := r.acts(sc)
	if err != nil || !sc.Enabled {
		return err
	}
	byIndex := map[int][]window{}
	for _, a := range acts {
		byIndex[a.index] = append(byIndex[a.index], a.window)
	}
	tried := 0
	for i := range sc.Overrides {
		when := byIndex[i]
		if len(when) == 0 || when[len(when)-1].End <= r.in.Now {
			continue
		}
		if tried++; tried > mostIdle {
			return nil
		}
		idle, err := r.idle(sc, i, when)
		if err != nil {
			return err
		}
		if idle {
			r.tellIdle(sc, i, when[0])
		}
	}
	return nil
}

// idle resolves the schedule without an override, and compares the stretches in which it acts.
func (r *run) idle(sc *scene, index int, acts []window) (bool, error) {
	without := *sc.Schedule
	// An override that is over before it began keeps the others' numbers.
	without.Overrides = slices.Clone(sc.Overrides)
	past := civil.AtInstant(r.in.Window.Start)
	without.Overrides[index] = engine.Override{From: past, Until: past}
	compiled, err := engine.Compile(&without, sc.people, r.in.Workspace.Holidays)
	if err != nil {
		return false, err
	}
	for _, w := range acts {
		if !samePeople(spansOf(sc.resolver, w, engine.Final), spansOf(compiled, w, engine.Final)) {
			return false, nil
		}
	}
	return true, nil
}

func samePeople(a, b []engine.OnCall) bool {
	return slices.EqualFunc(a, b, func(x, y engine.OnCall) bool {
		return x.Span == y.Span && len(x.On) == len(y.On) && !slices.ContainsFunc(x.On, func(d engine.Duty) bool {
			return !slices.ContainsFunc(y.On, func(e engine.Duty) bool { return d.Who == e.Who })
		})
	})
}

func (r *run) tellIdle(sc *scene, index int, w window) {
	o := &sc.Overrides[index]
	why := "others have the last word, or the same people are on call anyway"
	switch {
	case len(o.Replaces) > 0 && o.Replaces[0].Kind == engine.Nobody:
		why = "there is no gap to fill then"
	case len(o.Replaces) > 0:
		why = fmt.Sprintf("%s is not on call then", r.name(o.Replaces[0]))
	case !o.Fill && sc.gaps(w).Length() == w.Length():
		why = "nobody is on call then, and it does not fill gaps"
	}
	r.add(Finding{
		Schedule: sc.ID, Span: w, Path: sc.path(fmt.Sprintf("overrides[%d]", index)),
		Text: fmt.Sprintf("override %d (%s) changes nothing %s: %s", index+1, r.says(o), when(w, sc.Zone), why),
	})
}
