package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/snapshot"
)

// unreferenced remembers that no escalation reaches a schedule, where the vendor tells: then it calls nobody.
func (b *builder) unreferenced(s *engine.Schedule, obj *snapshot.Object) {
	switch {
	case b.live.Snapshot.Escalated == nil || !s.Enabled:
	case obj == nil:
		b.unborn = append(b.unborn, string(s.ID))
	case !slices.Contains(b.live.Snapshot.Escalated, obj.ID):
		b.uncalled = append(b.uncalled, string(s.ID))
	}
}

// noteUnreferenced tells of them all in two notes: in a fleet they are many, and a line for each would hide the rest.
func (b *builder) noteUnreferenced() {
	note := func(format string, ids []string) {
		if len(ids) > 0 {
			b.out.Notes = append(b.out.Notes, fmt.Sprintf(format, b.out.Vendor, strings.Join(ids, ", ")))
		}
	}
	note("unreferenced: once they are there, an escalation at %s must target them, or they call nobody: %s", b.unborn)
	note("unreferenced: no escalation at %s targets these, so they call nobody: %s", b.uncalled)
}

// lower compiles a schedule for the vendor. What other people have overridden there already needs no parts of its own.
func (b *builder) lower(s *engine.Schedule, ours *engine.Resolver, obj *snapshot.Object, d *dialect.Dialect) dialect.Lowered {
	r := dialect.Request{Schedule: s, Declared: ours, Now: b.o.Now, Horizon: b.horizon()}
	if obj != nil {
		r.Standing = slices.DeleteFunc(b.accounts.Translate(obj.Schedule).Overrides, func(o engine.Override) bool {
			return strings.HasPrefix(o.Ref, "schedsync:")
		})
	}
	return d.Lower(r)
}
