package engine

import (
	"iter"
	"slices"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Layer says how far down the stack of package engine a timeline looks.
type Layer uint8

// The layers that `show --layer` knows.
const (
	Final         Layer = iota // everything
	Base                       // rotations with restrictions and covers; no overrides, no forwarding
	OnlyOverrides              // what overrides put there, nothing else
)

// Cursor walks a schedule forward through a window of time. It holds one row for each rotation and the overrides that
// act; each step looks only at what changes. A Cursor is not safe for use by several goroutines.
type Cursor struct {
	r       *Resolver
	layer   Layer
	until   civil.Instant
	rows    []rowState
	acting  active
	out     []Duty
	scratch []Duty
	// watch, when set, is told of every override that acts and of forwarding, with those on duty before and after.
	watch func(Stage, int, occurrence, []Duty, []Duty)
	plain bool // one rotation and nobody who forwards: where no override acts its row is the answer
}

// Cursor returns a cursor for the half-open window. It may be used again through [Cursor.Reset] without new memory.
func (r *Resolver) Cursor(w span.Span[civil.Instant], layer Layer) *Cursor {
	c := &Cursor{r: r, layer: layer, rows: make([]rowState, len(r.rows))}
	c.plain = len(r.rows) == 1 && layer != OnlyOverrides && (len(r.forward) == 0 || layer == Base)
	c.Reset(w)
	return c
}

// Reset moves the cursor to the start of another window.
func (c *Cursor) Reset(w span.Span[civil.Instant]) {
	c.until = w.End
	c.acting = active{now: c.acting.now[:0]}
	if c.layer != Base {
		c.acting.coming = c.r.agenda.within(w)
	}
	for i := range c.rows {
		c.rows[i].next = w.Start // not known yet
	}
}

// At returns who is on call at t, and the instant after t, at most the window's end, until which that holds at least. t
// must lie in the window and must not go back. The duties are valid until the next call.
func (c *Cursor) At(t civil.Instant) ([]Duty, civil.Instant) {
	next := min(c.acting.advance(t), c.until)
	exact := len(c.acting.now) > 0
	c.out = c.out[:0]
	for i := range c.rows {
		st := &c.rows[i]
		if t >= st.next || exact && !st.exact {
			c.r.rows[i].at(st, c.r.away, t, exact)
		}
		next = min(next, st.next)
		if c.plain && !exact {
			return st.duties, max(next, t+1)
		}
		c.combine(c.limited(i, st))
	}
	c.out = c.whole(c.out)
	if c.layer == Final {
		var n civil.Instant
		before := c.noted(c.out)
		c.out, n = c.r.forward.apply(c.out, t)
		c.tell(StageForward, -1, occurrence{override: -1}, before, c.out)
		next = min(next, n)
	}
	if c.layer == OnlyOverrides {
		c.out = slices.DeleteFunc(c.out, func(d Duty) bool { return d.Override < 0 })
	}
	return c.out, max(next, t+1) // a step back would be a defect; it must not become a hang
}

// limited applies the overrides that name rotations to the row of rotation i (pass 1).
func (c *Cursor) limited(i int, st *rowState) []Duty {
	if len(c.acting.now) == 0 {
		return st.duties
	}
	row := append(c.scratch[:0], st.duties...)
	for _, o := range c.acting.now {
		if scope := c.r.scope[o.override]; scope != nil && scope[i] {
			before := c.noted(row)
			row = c.r.schedule.Overrides[o.override].act(row, Duty{
				Source: FromOverride, Rotation: i, Turn: st.turn, Override: o.override,
			})
			c.tell(StageOverride, i, o, before, row)
		}
	}
	c.scratch = row
	return row
}

// combine adds the row of one more rotation.
func (c *Cursor) combine(row []Duty) {
	if c.r.schedule.Combine == Layered && len(row) > 0 {
		c.out = c.out[:0]
	}
	c.out = append(c.out, row...)
}

// whole applies the overrides of the whole schedule (pass 2).
func (c *Cursor) whole(all []Duty) []Duty {
	for _, o := range c.acting.now {
		if c.r.scope[o.override] != nil {
			continue
		}
		before := c.noted(all)
		all = c.r.schedule.Overrides[o.override].act(all, Duty{
			Source: FromOverride, Rotation: -1, Turn: NoTurn, Override: o.override, Cut: c.lastHandoff(),
		})
		c.tell(StageOverride, -1, o, before, all)
	}
	return all
}

// lastHandoff returns the latest handoff of any rotation so far.
func (c *Cursor) lastHandoff() civil.Instant {
	latest := civil.Instant(0)
	for i := range c.rows {
		latest = max(latest, c.rows[i].handoff)
	}
	return latest
}

// act puts the override's people into a row. mold is the duty they get where they replace everyone.
func (o *Override) act(row []Duty, mold Duty) []Duty {
	gaps := len(o.Replaces) > 0
	if gaps && o.Replaces[0].Kind != Nobody {
		return o.replace(row, mold.Override)
	}
	if empty := len(row) == 0; empty && !o.Fill || !empty && gaps {
		return row
	}
	return putInstead(row[:0], 0, mold, o.Who)
}

// replace puts the override's people on the seats of the one it replaces, and on no others.
func (o *Override) replace(row []Duty, index int) []Duty {
	for i := 0; i < len(row); i++ {
		if row[i].Who != o.Replaces[0] {
			continue
		}
		d := row[i]
		d.InsteadOf, d.Source, d.Override = d.Who, FromOverride, index
		row = putInstead(slices.Delete(row, i, i+1), i, d, o.Who)
		i += len(o.Who) - 1
	}
	if len(o.Who) > 1 {
		slices.SortStableFunc(row, bySeat)
	}
	return row
}

// Slices yields the window cut wherever any duty changes, in order and without holes. The duties of a slice are valid
// until the next one is asked for. The cost is that of the slices yielded, however far the window lies from the rotations'
// starts (SPEC 1.2).
func (r *Resolver) Slices(w span.Span[civil.Instant], layer Layer) iter.Seq[Slice] {
	return func(yield func(Slice) bool) {
		if w.Empty() {
			return
		}
		c := r.Cursor(w, layer)
		var held []Duty
		start := w.Start
		for t := w.Start; t < w.End; {
			on, next := c.At(t)
			if t == w.Start {
				held = append(held, on...)
			} else if !slices.Equal(held, on) {
				if !yield(Slice{span.Span[civil.Instant]{Start: start, End: t}, held}) {
					return
				}
				held, start = append(held[:0], on...), t
			}
			t = next
		}
		yield(Slice{span.Span[civil.Instant]{Start: start, End: w.End}, held})
	}
}
