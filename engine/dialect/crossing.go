package dialect

import (
	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// ChangesAhead is how far ahead of now clock changes are looked for that make a recurring shift end at another time of day. It
// does not depend on any horizon: what is read and what is written have to agree about it.
const ChangesAhead = 90 * civil.DayLen

// CrossesChange reports whether a rotation, within [ChangesAhead] of now, keeps somebody on call over a moment at which its
// clock is changed. Explicit shifts have an end of their own and cross nothing, and neither do shifts that never end.
func CrossesChange(r *engine.Rotation, now civil.Instant) bool {
	if r.HasShifts || len(r.People) == 1 && len(r.Only) == 0 {
		return false
	}
	alone := engine.Schedule{Zone: r.Zone, Enabled: true, Rotations: []engine.Rotation{*r}}
	for _, t := range r.Zone.Transitions(now, now+ChangesAhead) {
		spans := timeline(&alone, span.Span[civil.Instant]{Start: t.At - 1, End: t.At + 1})
		if len(spans) == 1 && len(spans[0].On) > 0 {
			return true
		}
	}
	return false
}
