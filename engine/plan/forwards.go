package plan

import (
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/snapshot"
)

// withoutStanding returns the workspace without the forwards that the vendor has as rules of its account: they act there
// already, after everything a schedule can say, so none is written for them.
func withoutStanding(ws *engine.Workspace, l Live) *engine.Workspace {
	if len(l.Snapshot.Forwards) == 0 {
		return ws
	}
	accounts := snapshot.Bind(ws, l.Snapshot)
	out := *ws
	out.People = slices.Clone(ws.People)
	for i := range out.People {
		p := &out.People[i]
		p.Forward = slices.DeleteFunc(slices.Clone(p.Forward), func(f engine.Forward) bool { return accounts.Stands(l.Snapshot, p.ID, f) })
	}
	return &out
}
