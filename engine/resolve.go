package engine

import (
	"iter"
	"slices"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Resolve returns the timeline of a schedule in the half-open window: the spans of its final state and every shift, both
// cut at the window's ends. It holds the whole window in memory; [Resolver.Slices] does not.
func (r *Resolver) Resolve(w span.Span[civil.Instant], layer Layer) Timeline {
	t := Timeline{Schedule: r.schedule, Window: w}
	var book shiftBook
	for s := range r.Slices(w, layer) {
		t.Spans = appendSpan(t.Spans, s)
		book.add(s)
	}
	t.Shifts = book.close(w.End)
	return t
}

// Spans yields the maximal stretches in which the set of those on call does not change. They partition the window. The
// duties of a stretch are valid until the next one is asked for.
func Spans(slicesOf iter.Seq[Slice]) iter.Seq[OnCall] {
	return func(yield func(OnCall) bool) {
		var held OnCall
		for s := range slicesOf {
			switch {
			case held.Empty():
				held = OnCall{s.Span, appendOnce(held.On[:0], s.On)}
			case sameSet(held.On, s.On):
				held.End = s.End
			default:
				if !yield(held) {
					return
				}
				held = OnCall{s.Span, appendOnce(held.On[:0], s.On)}
			}
		}
		if !held.Empty() {
			yield(held)
		}
	}
}

// appendSpan adds a slice to the spans before it, which it may make longer.
func appendSpan(spans []OnCall, s Slice) []OnCall {
	if n := len(spans); n > 0 && sameSet(spans[n-1].On, s.On) {
		spans[n-1].End = s.End
		return spans
	}
	return append(spans, OnCall{s.Span, appendOnce(nil, s.On)})
}

// appendOnce appends each of those on duty once, with the first of their reasons.
func appendOnce(out, on []Duty) []Duty {
	for _, d := range on {
		if !serves(out, d.Who) {
			out = append(out, d)
		}
	}
	return out
}

// sameSet reports whether the same participants stand in both, however often and for whatever reason.
func sameSet(a, b []Duty) bool {
	for _, d := range a {
		if !serves(b, d.Who) {
			return false
		}
	}
	for _, d := range b {
		if !serves(a, d.Who) {
			return false
		}
	}
	return true
}

// shiftBook turns slices into shifts: a duty that goes on from one slice to the next goes on in one shift.
type shiftBook struct {
	done []Shift
	open []Shift
}

func (b *shiftBook) add(s Slice) {
	kept := b.open[:0]
	for _, sh := range b.open {
		if sh.End == s.Start && slices.Contains(s.On, sh.Duty) {
			sh.End = s.End
			kept = append(kept, sh)
		} else {
			b.done = append(b.done, sh)
		}
	}
	b.open = kept
	for _, d := range s.On {
		if !slices.ContainsFunc(b.open, func(sh Shift) bool { return sh.Duty == d }) {
			b.open = append(b.open, Shift{s.Span, d})
		}
	}
}

// close ends the shifts that are running and returns them all, by start, then rotation, seat and participant.
func (b *shiftBook) close(end civil.Instant) []Shift {
	for _, sh := range b.open {
		sh.End = min(sh.End, end)
		b.done = append(b.done, sh)
	}
	slices.SortStableFunc(b.done, compareShifts)
	return b.done
}

func compareShifts(a, b Shift) int {
	for _, c := range [...]int64{
		int64(a.Start - b.Start), int64(a.Rotation - b.Rotation), int64(a.Slot - b.Slot),
		int64(CompareParticipants(a.Who, b.Who)), int64(a.End - b.End),
	} {
		if c != 0 {
			return int(min(max(c, -1), 1))
		}
	}
	return 0
}

// Nominal says which slot of its rotation a shift fills, so that the slot keeps its name whoever fills it and however a
// neighbour moves: what the local clock should read at the start of its turn and of its window. Shifts of overrides and
// explicit shifts have no slot but their own start.
type Nominal struct {
	Turn   civil.Local // nominal local start of the turn; the local start of the duty itself outside rotations
	Window civil.Local // nominal local start of the restriction window; equal to Turn where the rotation has none
	Piece  bool        // the shift begins after its slot does: something else was on call before, or the clock shows that time again
}

// Nominal returns the slot of a shift that [Resolver.Resolve] returned. With its own start added where Piece is set, no two
// shifts of a seat have the same slot, also in an hour that the clock shows twice.
func (r *Resolver) Nominal(s Shift) Nominal {
	if s.Rotation < 0 || s.Turn == NoTurn {
		return slotFrom(r.schedule.Zone, r.schedule.Zone.Reading(s.Start), s.Start)
	}
	row := &r.rows[s.Rotation]
	if row.fixed != nil {
		return slotFrom(row.zone, r.schedule.Rotations[s.Rotation].Shifts[s.Turn].From.On(row.zone), s.Start)
	}
	n := slotFrom(row.zone, row.dealer.nominal(s.Turn), s.Start)
	if row.mask.Always() {
		return n
	}
	h := row.zone.High(s.Start)
	if open, _ := row.mask.At(h); !open { // an override outside the windows
		n.Window, n.Piece = row.zone.Reading(s.Start), true
		return n
	}
	w, _ := row.mask.Stretch(h)
	n.Window = w.Start
	n.Piece = max(row.zone.First(n.Turn), row.zone.First(n.Window)) < s.Start
	return n
}

// slotFrom is the slot that begins when the zone's clock should read l, for a shift that begins at start.
func slotFrom(z *civil.Zone, l civil.Local, start civil.Instant) Nominal {
	return Nominal{Turn: l, Window: l, Piece: z.First(l) < start}
}

// Whole returns the shifts that have a part in the window with their true ends, which may lie outside it, as far as
// margin seconds before and after it.
func (r *Resolver) Whole(w span.Span[civil.Instant], layer Layer, margin civil.Instant) []Shift {
	t := r.Resolve(span.Span[civil.Instant]{Start: w.Start - margin, End: w.End + margin}, layer)
	return slices.DeleteFunc(t.Shifts, func(s Shift) bool { return !s.Overlaps(w) })
}
