// Package span holds half-open stretches of a line and sets of them. It is the only interval arithmetic in the program.
//
// The line may be real time ([civil.Instant]) or the readings of a wall clock ([civil.Local]); the type parameter keeps
// the two from being mixed.
package span

import "slices"

// Span is the half-open stretch [Start, End): Start belongs to it, End does not. It is empty unless Start < End.
type Span[T ~int64] struct{ Start, End T }

// Empty reports whether the span holds no point.
func (s Span[T]) Empty() bool { return s.Start >= s.End }

// Contains reports whether p lies in the span.
func (s Span[T]) Contains(p T) bool { return s.Start <= p && p < s.End }

// Length returns End minus Start, or 0 for an empty span.
func (s Span[T]) Length() T { return max(s.End-s.Start, 0) }

// Clip returns the part of s that lies in o; it is empty when they do not overlap.
//
//	s  |-----------|
//	o       |-----------|
//	        |------|
func (s Span[T]) Clip(o Span[T]) Span[T] {
	return Span[T]{max(s.Start, o.Start), min(s.End, o.End)}
}

// Overlaps reports whether the spans have a point in common; touching spans have none.
func (s Span[T]) Overlaps(o Span[T]) bool { return !s.Clip(o).Empty() }

// Set is a set of points as spans that are sorted, not empty, and do not touch. The zero Set is empty. Methods return
// new sets; a set once made is never changed.
type Set[T ~int64] []Span[T]

// Of returns the union of any spans, in any order, empty ones left out.
func Of[T ~int64](spans ...Span[T]) Set[T] {
	all := slices.DeleteFunc(slices.Clone(spans), Span[T].Empty)
	slices.SortFunc(all, func(a, b Span[T]) int {
		switch {
		case a.Start < b.Start:
			return -1
		case a.Start > b.Start:
			return 1
		default:
			return 0
		}
	})
	var out Set[T]
	for _, s := range all {
		if n := len(out); n > 0 && s.Start <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// Union returns the points in either set.
func (s Set[T]) Union(o Set[T]) Set[T] { return Of(append(slices.Clone(s), o...)...) }

// Clip returns the part of the set that lies in w.
func (s Set[T]) Clip(w Span[T]) Set[T] {
	var out Set[T]
	for _, p := range s {
		if c := p.Clip(w); !c.Empty() {
			out = append(out, c)
		}
	}
	return out
}

// Subtract returns the points of s that are not in o.
//
//	s  |-----------------|      |------|
//	o     |----|    |---------------|
//	   |--|    |----|               |--|
func (s Set[T]) Subtract(o Set[T]) Set[T] {
	var out Set[T]
	j := 0
	for _, p := range s {
		for j < len(o) && o[j].End <= p.Start {
			j++
		}
		for k := j; k < len(o) && o[k].Start < p.End; k++ {
			if p.Start < o[k].Start {
				out = append(out, Span[T]{p.Start, o[k].Start})
			}
			p.Start = o[k].End
		}
		if !p.Empty() {
			out = append(out, p)
		}
	}
	return out
}

// Intersect returns the points in both sets.
func (s Set[T]) Intersect(o Set[T]) Set[T] { return s.Subtract(s.Subtract(o)) }

// Contains reports whether p lies in the set.
func (s Set[T]) Contains(p T) bool {
	i, found := slices.BinarySearchFunc(s, p, func(sp Span[T], p T) int {
		switch {
		case sp.End <= p:
			return -1
		case sp.Start > p:
			return 1
		default:
			return 0
		}
	})
	return found && i < len(s)
}

// Length returns the sum of the spans' lengths.
func (s Set[T]) Length() T {
	var n T
	for _, p := range s {
		n += p.Length()
	}
	return n
}
