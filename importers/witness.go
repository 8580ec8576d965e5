package importers

import (
	"context"

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
