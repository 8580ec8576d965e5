package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
)

// aliasPrefix is how the aliases of an owner's overrides on one schedule begin (SPEC 3: marks). Neither owner nor id has a
// colon, and there is no slash, which would have to be escaped in the path of every call that names the override.
func aliasPrefix(m snapshot.Mark) string { return "schedsync:" + m.Owner + ":" + m.ID + ":" }

// Alias names a new override of ours: by its start, and by a number where that is taken.
func alias(m snapshot.Mark, start civil.Instant, taken func(string) bool) string {
	base := aliasPrefix(m) + strings.NewReplacer("-", "", ":", "").Replace(start.String())
	name := base
	for n := 2; taken(name); n++ {
		name = fmt.Sprintf("%s~%d", base, n)
	}
	return name
}

// overrideDiff is what has to be done to a schedule's overrides, and which of the vendor's were left alone.
type overrideDiff struct {
	fields  []Field
	puts    []Step
	deletes []Step
	foreign []engine.Override // of other people, to come
	past    []engine.Override // of other people, over
	kept    []engine.Override // ours that stay as they are
}

// after returns all overrides as they are to be: ours, then other people's.
func (d *overrideDiff) after() []engine.Override {
	out := slices.Clone(d.kept)
	for _, s := range d.puts {
		switch s := s.(type) {
		case CreateOverride:
			out = append(out, s.Override)
		case UpdateOverride:
			out = append(out, s.Override)
		}
	}
	return append(out, d.foreign...)
}

// pair is a live override and the declared one it is to become.
type pair struct {
	live int // of the live overrides
	want engine.Override
}

// overrideSide is the overrides of both sides while they are being matched. What is matched leaves the lists.
type overrideSide struct {
	live, want *engine.Schedule
	wanted     []engine.Override
	ours       []int // of live
	foreign    []int // of live
	options    Options
}

// diffOverrides matches declared overrides with live ones. An override that stands there already by somebody else's hand
// is not made again, and one that has to be written is cut around theirs, because which of two the vendor lets win is not
// known (contract opsgenie 3.6) and theirs is to stay on top. What is left of ours is turned into what is left of the
// declared, like into like, so that moving an override is one call.
func diffOverrides(live, want *engine.Schedule, m snapshot.Mark, opt Options) overrideDiff {
	var d overrideDiff
	side := &overrideSide{live: live, want: want, wanted: slices.Clone(want.Overrides), options: opt}
	var past []int
	side.ours, side.foreign, past = splitOverrides(live, m, opt)
	ours := slices.Clone(side.ours)
	side.drop(&side.ours)
	theirs := slices.Clone(side.foreign)
	side.drop(&theirs)
	side.beneath()
	side.drop(&side.ours)
	if opt.Dialect.Renewed {
		side.goOn()
	}
	for _, l := range past {
		d.past = append(d.past, live.Overrides[l])
	}
	for _, l := range ours {
		if !slices.Contains(side.ours, l) {
			d.kept = append(d.kept, live.Overrides[l])
		}
	}
	for _, p := range side.pairUp() {
		o := p.want
		o.Ref = live.Overrides[p.live].Ref
		d.puts = append(d.puts, UpdateOverride{o})
		d.fields = append(d.fields, Field{Path: "overrides." + o.Ref, Before: side.text(&live.Overrides[p.live]), After: side.text(&o)})
	}
	taken := map[string]bool{}
	for _, o := range live.Overrides {
		taken[o.Ref] = true
	}
	for _, o := range side.wanted {
		o.Ref = alias(m, o.From.In(want.Zone), func(s string) bool { return taken[s] })
		taken[o.Ref] = true
		d.puts = append(d.puts, CreateOverride{o})
		d.fields = append(d.fields, Field{Path: "overrides." + o.Ref, After: side.text(&o), Dates: o.Span(want.Zone)})
	}
	for _, l := range side.ours {
		o := live.Overrides[l]
		d.deletes = append(d.deletes, DeleteOverride{o})
		d.fields = append(d.fields, Field{Path: "overrides." + o.Ref, Before: side.text(&o), Dates: o.Span(live.Zone)})
	}
	for _, l := range side.foreign {
		d.foreign = append(d.foreign, live.Overrides[l])
	}
	return d
}

// text tells an override in the terms of the wanted schedule, in which both sides are compared.
func (s *overrideSide) text(o *engine.Override) string { return overrideText(o, s.want) }

// settling is how long after the moment of a plan an override may have begun that was to begin at once, where it cannot
// begin before it is made.
const settling = 15 * civil.Minute

// same reports whether a live override does what a wanted one is to do from now on: when one that runs began makes no
// difference any more.
func (s *overrideSide) same(live, want engine.Override) bool {
	now, z := s.options.Now, s.want.Zone
	begun := now
	if want.From.In(z) <= now && s.options.Dialect.Acts == dialect.OnOne {
		begun += settling
	}
	if want.From.In(z) < now {
		want.From = civil.AtInstant(now)
	}
	if from := live.From.In(z); from < now || from <= begun && want.From.In(z) <= now {
		live.From = civil.AtInstant(now)
	}
	return s.text(&live) == s.text(&want)
}

// drop takes off those of the wanted that stand in a pool of live ones already, and off the pool what they stand in.
func (s *overrideSide) drop(pool *[]int) {
	s.wanted = slices.DeleteFunc(s.wanted, func(w engine.Override) bool {
		i := slices.IndexFunc(*pool, func(l int) bool { return s.same(s.live.Overrides[l], w) })
		if i >= 0 {
			*pool = slices.Delete(*pool, i, i+1)
		}
		return i >= 0
	})
}

// goOn keeps overrides of ours that a wanted one only goes on from, and leaves of that what is still to be added: people
// are written to about each one that is made, so none is made anew merely to last longer.
//
//	live    |------------|
//	wanted  |------------------|
//	added                |-----|
func (s *overrideSide) goOn() {
	for i := 0; i < len(s.wanted); i++ {
		w := &s.wanted[i]
		k := slices.IndexFunc(s.ours, func(l int) bool {
			o := s.live.Overrides[l]
			until := w.Until
			w := *w
			w.Until = o.Until // it goes on from there
			return s.same(o, w) && o.Until.In(s.live.Zone) <= until.In(s.want.Zone)
		})
		if k < 0 {
			continue
		}
		w.From = civil.AtInstant(s.live.Overrides[s.ours[k]].Span(s.live.Zone).End)
		s.ours = slices.Delete(s.ours, k, k+1)
		if w.Span(s.want.Zone).Empty() {
			s.wanted = slices.Delete(s.wanted, i, i+1)
		}
		i-- // look again: another may go on from there
	}
}

// beneath cuts the wanted around other people's overrides.
func (s *overrideSide) beneath() {
	var out []engine.Override
	for _, w := range s.wanted {
		var above []engine.Override
		for _, l := range s.foreign {
			if o := s.live.Overrides[l]; slices.Equal(o.Replaces, w.Replaces) {
				above = append(above, o)
			}
		}
		for _, p := range dialect.Beneath(s.want, w, above) {
			if p.Until.In(s.want.Zone) > s.options.Now {
				out = append(out, p)
			}
		}
	}
	s.wanted = out
}

func indexes(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// isOurs reports whether a live override is one of ours, or counts as one.
func isOurs(o *engine.Override, m snapshot.Mark, opt Options) bool {
	return opt.OwnOverrides || strings.HasPrefix(o.Ref, aliasPrefix(m))
}

// splitOverrides tells our live overrides from other people's, and from theirs that are over, which are nobody's business.
func splitOverrides(live *engine.Schedule, m snapshot.Mark, opt Options) (ours, foreign, past []int) {
	for i := range live.Overrides {
		o := &live.Overrides[i]
		own, over := isOurs(o, m, opt), o.Span(live.Zone).End <= opt.Now
		switch {
		case over && !own:
			past = append(past, i)
		case over:
		case own:
			ours = append(ours, i)
		default:
			foreign = append(foreign, i)
		}
	}
	return ours, foreign, past
}

// pairUp takes off both lists those that belong together: same start, then same end, then overlapping.
func (s *overrideSide) pairUp() []pair {
	var out []pair
	if s.options.Dialect.Renewed {
		return nil
	}
	at := func(o engine.Override) span.Span[civil.Instant] { return o.Span(s.want.Zone) }
	for _, like := range []func(a, b span.Span[civil.Instant]) bool{
		func(a, b span.Span[civil.Instant]) bool { return a.Start == b.Start },
		func(a, b span.Span[civil.Instant]) bool { return a.End == b.End },
		func(a, b span.Span[civil.Instant]) bool { return a.Overlaps(b) },
	} {
		s.wanted = slices.DeleteFunc(s.wanted, func(w engine.Override) bool {
			i := slices.IndexFunc(s.ours, func(l int) bool { return like(at(s.live.Overrides[l]), at(w)) })
			if i < 0 {
				return false
			}
			out = append(out, pair{s.ours[i], w})
			s.ours = slices.Delete(s.ours, i, i+1)
			return true
		})
	}
	return out
}
