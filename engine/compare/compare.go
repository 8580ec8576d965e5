// Package compare holds two sets of timelines against each other, wherever they come from: what is declared, what a vendor has
// or had, what was exported. Schedules and people are matched by what both sides know them by.
package compare

import (
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
)

// Side is one of the two sets.
type Side struct {
	Title     string // where it comes from, for people: "workspace", "Opsgenie", "plan.json"
	Owner     string // whose marks are ours; empty: not known, and any mark's id counts
	Live      bool   // a vendor's state: what it has without our mark is told, and is no difference
	People    []Person
	Schedules []Schedule
}

// Person is somebody on a side, or a team or an escalation.
type Person struct {
	Who  engine.Participant // in the side's own ids
	Name string
	Keys []string // whatever else identifies them; one equal key is enough: "e-mail:ana@example.com", "opsgenie:u1", "id:ana"
}

// Schedule is one timeline of a side.
type Schedule struct {
	ID     engine.ScheduleID // empty: it has none of ours
	Name   string            // there
	Mark   snapshot.Mark
	Object string   // the vendor's id
	Bound  []string // ids of vendors' objects that stand for it
	Names  []string // what else it is called: at vendors
	Zone   *civil.Zone
	// Until is where the side's knowledge ends: a schedule is written only so far. 0: it has no end.
	Until civil.Instant
	Spans []engine.OnCall // partition the window of the comparison
	Away  string          // why it cannot be compared; empty: it can
}

// Pair is a schedule of both sides.
type Pair struct {
	A, B        *Schedule
	Window      span.Span[civil.Instant]
	Differences []engine.Difference // Before: A, After: B, in A's ids as far as people are known there
	By          string              // what matched them: id, mark, binding or name
	// History says, of a declared schedule that differs from the live one, who has changed it since the last apply: "you",
	// "they" or "both"; empty: not known, or nobody. The caller fills it in, and Changed, which says it in words.
	History, Changed string
}

// Lone is a schedule that one side alone has.
type Lone struct {
	*Schedule
	Counts bool // it is a difference
}

// Result is what a comparison comes to.
type Result struct {
	A, B         string // titles
	Window       span.Span[civil.Instant]
	Pairs        []Pair // in A's order
	OnlyA, OnlyB []Lone
	Names        map[engine.Participant]string
}

// Equal reports whether nothing differs.
func (r *Result) Equal() bool {
	counts := func(l Lone) bool { return l.Counts }
	return !slices.ContainsFunc(r.OnlyA, counts) && !slices.ContainsFunc(r.OnlyB, counts) &&
		!slices.ContainsFunc(r.Pairs, func(p Pair) bool { return len(p.Differences) > 0 || p.A.Away+p.B.Away != "" })
}

// Compare matches the schedules of two sides and returns where their people differ in a window.
func Compare(a, b *Side, w span.Span[civil.Instant]) *Result {
	out := &Result{A: a.Title, B: b.Title, Window: w, Names: map[engine.Participant]string{}}
	same := people(a, b)
	for _, p := range b.People {
		out.name(p, same[p.Who])
	}
	for _, p := range a.People {
		out.name(p, p.Who)
	}
	taken := map[*Schedule]bool{}
	for _, way := range ways() {
		for i := range a.Schedules {
			for j := range b.Schedules {
				x, y := &a.Schedules[i], &b.Schedules[j]
				if taken[x] || taken[y] || !way.match(a, b, x, y) {
					continue
				}
				taken[x], taken[y] = true, true
				out.Pairs = append(out.Pairs, pair(x, y, w, same, way.name))
			}
		}
	}
	order := func(x *Schedule) int {
		return slices.IndexFunc(a.Schedules, func(s Schedule) bool { return twin(&s, x) })
	}
	slices.SortStableFunc(out.Pairs, func(p, q Pair) int { return order(p.A) - order(q.A) })
	out.OnlyA, out.OnlyB = lone(a, b, taken), lone(b, a, taken)
	return out
}

// twin tells schedules of one side apart.
func twin(x, y *Schedule) bool { return x.ID == y.ID && x.Object == y.Object && x.Name == y.Name }

func (r *Result) name(p Person, as engine.Participant) {
	if as == (engine.Participant{}) {
		as = p.Who
	}
	if p.Name != "" {
		r.Names[as] = p.Name
	}
}

// people maps those of b to those of a: by a key that both have, else by a name that nobody else has.
func people(a, b *Side) map[engine.Participant]engine.Participant {
	byKey, byName := map[string]engine.Participant{}, map[string][]engine.Participant{}
	for _, p := range a.People {
		for _, k := range p.Keys {
			byKey[p.Who.Kind.String()+" "+strings.ToLower(k)] = p.Who
		}
		byName[fold(p)] = append(byName[fold(p)], p.Who)
	}
	names := map[string]int{}
	for _, p := range b.People {
		names[fold(p)]++
	}
	out := map[engine.Participant]engine.Participant{}
	for _, p := range b.People {
		for _, k := range p.Keys {
			if who, ok := byKey[p.Who.Kind.String()+" "+strings.ToLower(k)]; ok {
				out[p.Who] = who
				break
			}
		}
		if _, ok := out[p.Who]; !ok && p.Name != "" && names[fold(p)] == 1 && len(byName[fold(p)]) == 1 {
			out[p.Who] = byName[fold(p)][0]
		}
	}
	return out
}

func fold(p Person) string { return p.Who.Kind.String() + " " + strings.ToLower(p.Name) }

// way is one way in which schedules are known to be the same.
type way struct {
	name  string
	match func(a, b *Side, x, y *Schedule) bool
}

// ways are in the order in which they are tried, the surest first.
func ways() []way {
	marked := func(x, y *Schedule, other *Side) bool {
		return x.Mark.ID != "" && string(y.ID) == x.Mark.ID && (other.Owner == "" || x.Mark.Owner == other.Owner)
	}
	return []way{
		{"binding", func(_, _ *Side, x, y *Schedule) bool {
			return x.Object != "" && (x.Object == y.Object || slices.Contains(y.Bound, x.Object)) || y.Object != "" && slices.Contains(x.Bound, y.Object)
		}},
		{"mark", func(a, b *Side, x, y *Schedule) bool {
			return marked(x, y, b) || marked(y, x, a) || x.Mark.ID != "" && x.Mark == y.Mark
		}},
		{"id", func(_, _ *Side, x, y *Schedule) bool { return x.ID != "" && x.ID == y.ID }},
		{"name", func(_, _ *Side, x, y *Schedule) bool {
			return slices.ContainsFunc(append(slices.Clone(x.Names), x.Name), func(n string) bool {
				return n != "" && slices.ContainsFunc(append(slices.Clone(y.Names), y.Name), func(o string) bool { return strings.EqualFold(n, o) })
			})
		}},
	}
}

func pair(x, y *Schedule, w span.Span[civil.Instant], same map[engine.Participant]engine.Participant, by string) Pair {
	p := Pair{A: x, B: y, Window: w, By: by}
	for _, until := range []civil.Instant{x.Until, y.Until} {
		if until != 0 {
			p.Window.End = min(p.Window.End, until)
		}
	}
	if x.Away+y.Away != "" || p.Window.Empty() {
		return p
	}
	after := make([]engine.OnCall, len(y.Spans))
	for i, s := range y.Spans {
		after[i] = engine.OnCall{Span: s.Span}
		for _, d := range s.On {
			if who, ok := same[d.Who]; ok {
				d.Who = who
			}
			after[i].On = append(after[i].On, d)
		}
	}
	for _, d := range engine.Differences(x.Spans, after) {
		if d.Span = d.Clip(p.Window); !d.Empty() {
			p.Differences = append(p.Differences, d)
		}
	}
	return p
}

// lone lists the schedules of a side that the other does not have. At a vendor, what does not carry our mark is other people's.
func lone(s, other *Side, taken map[*Schedule]bool) []Lone {
	var out []Lone
	for i := range s.Schedules {
		x := &s.Schedules[i]
		if taken[x] {
			continue
		}
		foreign := s.Live && !other.Live && (x.Mark.Owner == "" || other.Owner != "" && x.Mark.Owner != other.Owner)
		out = append(out, Lone{x, !foreign})
	}
	return out
}
