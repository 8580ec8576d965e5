package dialect

import (
	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// Capability says how a vendor holds a schedule.
type Capability string

// The capabilities, the best first.
const (
	// Native: by the vendor's own rules, exactly.
	Native Capability = "native"
	// Materialised: exactly, with dates in place of some or all rules, written anew from time to time.
	Materialised Capability = "materialised"
	// Lost: stretches are shown otherwise than declared, which a plan lists.
	Lost Capability = "lost"
	// Refused: nothing is written, and the plan says why.
	Refused Capability = "refused"
)

// Capability returns how the vendor holds a schedule that was lowered for a request, seen up to the request's horizon.
func (l *Lowered) Capability(r Request) Capability {
	w := span.Span[civil.Instant]{Start: r.Now, End: r.Now + r.Horizon}
	if l.Until != 0 {
		w.End = min(w.End, l.Until)
	}
	shown := timeline(&l.Schedule, w)
	declared := []engine.OnCall{{Span: w}}
	if r.Declared.Schedule().Enabled {
		declared = r.Declared.Resolve(w, engine.Final).Spans
	}
	switch {
	case len(l.Refusals) > 0:
		return Refused
	case len(engine.Differences(declared, shown)) > 0:
		return Lost
	case l.Until != 0:
		return Materialised
	default:
		return Native
	}
}
