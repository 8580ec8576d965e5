package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/dialect"
	"github.com/schedsync/schedsync/engine/snapshot"
)

// unreferenced notes that no escalation reaches a schedule, where the vendor tells: then it calls nobody.
func (b *builder) unreferenced(s *engine.Schedule, obj *snapshot.Object) {
	switch {
	case b.live.Snapshot.Escalated == nil || !s.Enabled:
	case obj == nil:
		b.out.Notes = append(b.out.Notes, fmt.Sprintf("unreferenced: %s: it calls nobody until an escalation at %s targets it, once it is there", s.ID, b.out.Vendor))
	case !slices.Contains(b.live.Snapshot.Escalated, obj.ID):
		b.out.Notes = append(b.out.Notes, fmt.Sprintf("unreferenced: %s: no escalation at %s targets it, so it calls nobody", s.ID, b.out.Vendor))
	}
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
