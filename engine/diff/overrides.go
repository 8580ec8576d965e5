package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
)

// aliasPrefix is how the aliases of an owner's overrides on one schedule begin (SPEC 3: marks).
func aliasPrefix(m snapshot.Mark) string { return "schedsync:" + m.Owner + "/" + m.ID + "/" }

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
	foreign []engine.Override
}

// pair is a live override and the declared one it is to become.
type pair struct{ live, want int }

// diffOverrides matches declared overrides with live ones. An override that stands there already by somebody else's hand
// is not made again. What is left of ours is turned into what is left of the declared, like into like, so that moving an
// override is one call.
func diffOverrides(live, want *engine.Schedule, m snapshot.Mark, ownAll bool, now civil.Instant) overrideDiff {
	var d overrideDiff
	ours, foreign := splitOverrides(live, m, ownAll, now)
	wanted := indexes(len(want.Overrides))
	text := func(s *engine.Schedule, i int) string { return overrideText(&s.Overrides[i], s) }
	for _, pool := range []*[]int{&ours, &foreign} {
		wanted = slices.DeleteFunc(wanted, func(w int) bool {
			i := slices.IndexFunc(*pool, func(l int) bool { return text(live, l) == text(want, w) })
			if i >= 0 && pool == &ours {
				ours = slices.Delete(ours, i, i+1)
			}
			return i >= 0
		})
	}
	for _, p := range pairUp(live, want, &ours, &wanted) {
		o := want.Overrides[p.want]
		o.Ref = live.Overrides[p.live].Ref
		d.puts = append(d.puts, UpdateOverride{o})
		d.fields = append(d.fields, Field{"overrides." + o.Ref, text(live, p.live), text(want, p.want)})
	}
	taken := map[string]bool{}
	for _, o := range live.Overrides {
		taken[o.Ref] = true
	}
	for _, w := range wanted {
		o := want.Overrides[w]
		o.Ref = alias(m, o.From.In(want.Zone), func(s string) bool { return taken[s] })
		taken[o.Ref] = true
		d.puts = append(d.puts, CreateOverride{o})
		d.fields = append(d.fields, Field{"overrides." + o.Ref, "", text(want, w)})
	}
	for _, l := range ours {
		o := live.Overrides[l]
		d.deletes = append(d.deletes, DeleteOverride{o})
		d.fields = append(d.fields, Field{"overrides." + o.Ref, text(live, l), ""})
	}
	for _, l := range foreign {
		d.foreign = append(d.foreign, live.Overrides[l])
	}
	return d
}

func indexes(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// splitOverrides tells our live overrides from other people's; those that are over are nobody's business.
func splitOverrides(live *engine.Schedule, m snapshot.Mark, ownAll bool, now civil.Instant) (ours, foreign []int) {
	for i := range live.Overrides {
		o := &live.Overrides[i]
		switch {
		case o.Span(live.Zone).End <= now:
		case ownAll || strings.HasPrefix(o.Ref, aliasPrefix(m)):
			ours = append(ours, i)
		default:
			foreign = append(foreign, i)
		}
	}
	return ours, foreign
}

// pairUp takes off both lists those that belong together: same start, then same end, then overlapping.
func pairUp(live, want *engine.Schedule, ours, wanted *[]int) []pair {
	var out []pair
	at := func(s *engine.Schedule, i int) span.Span[civil.Instant] { return s.Overrides[i].Span(s.Zone) }
	for _, like := range []func(a, b span.Span[civil.Instant]) bool{
		func(a, b span.Span[civil.Instant]) bool { return a.Start == b.Start },
		func(a, b span.Span[civil.Instant]) bool { return a.End == b.End },
		func(a, b span.Span[civil.Instant]) bool { return a.Overlaps(b) },
	} {
		*wanted = slices.DeleteFunc(*wanted, func(w int) bool {
			i := slices.IndexFunc(*ours, func(l int) bool { return like(at(live, l), at(want, w)) })
			if i < 0 {
				return false
			}
			out = append(out, pair{(*ours)[i], w})
			*ours = slices.Delete(*ours, i, i+1)
			return true
		})
	}
	return out
}
