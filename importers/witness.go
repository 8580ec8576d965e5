package importers

import (
	"cmp"
	"context"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
)

// Evidence says what a testimony rests on (SPEC 2, verify).
type Evidence string

// The kinds of evidence, the strongest first.
const (
	// Rendered: the vendor's own timeline of the window.
	Rendered Evidence = "rendered"
	// NowOnly: the vendor said who is on call at the moment it was asked, and no more.
	NowOnly Evidence = "now-only"
	// ReRead: the vendor renders nothing for this object; its definition was read again and resolved by the dialect.
	ReRead Evidence = "re-read"
)

// Testimony is a vendor's answer to who is on call in one of its objects.
type Testimony struct {
	Object   string // the vendor's id
	Evidence Evidence
	// Window is what the vendor spoke about: the one asked for, or less where it does not look that far; for NowOnly
	// a single second from the moment of the answer.
	Window span.Span[civil.Instant]
	// Spans partition the window; participants carry the vendor's ids. Only Who of a duty is meaningful.
	Spans []engine.OnCall
	// Problem, when not empty, says why the vendor could not be asked about this object; then there are no spans.
	Problem string
}

// Witness is implemented by readers whose vendor can be asked who is on call. It never writes.
type Witness interface {
	// OnCall asks about the objects with the given ids, of which snap is the state, and answers in their order.
	OnCall(ctx context.Context, snap *snapshot.Snapshot, ids []string, w span.Span[civil.Instant], p Progress) ([]Testimony, error)
}

// Period is a stretch in which one participant is on call.
type Period struct {
	span.Span[civil.Instant]
	Who engine.Participant
}

// SpansOf turns periods, in any order and perhaps overlapping, into spans that partition the window.
//
//	periods  |---ana---|  |--ana--|
//	              |----bo----|
//	spans    |----|----|--|--|----|
func SpansOf(periods []Period, w span.Span[civil.Instant]) []engine.OnCall {
	edges := []civil.Instant{w.Start, w.End}
	for _, p := range periods {
		for _, at := range []civil.Instant{p.Start, p.End} {
			if w.Contains(at) {
				edges = append(edges, at)
			}
		}
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	sorted := slices.Clone(periods)
	slices.SortFunc(sorted, func(a, b Period) int { return cmp.Compare(a.Start, b.Start) })
	var out []engine.OnCall
	for i := range len(edges) - 1 {
		s := engine.OnCall{Span: span.Span[civil.Instant]{Start: edges[i], End: edges[i+1]}}
		for _, p := range sorted {
			if p.Start > s.Start {
				break
			}
			if p.End >= s.End && !slices.ContainsFunc(s.On, func(d engine.Duty) bool { return d.Who == p.Who }) {
				s.On = append(s.On, engine.Duty{Who: p.Who, Rotation: -1, Turn: engine.NoTurn, Override: -1})
			}
		}
		out = append(out, s)
	}
	return out
}
