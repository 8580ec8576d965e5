package xmatters

import (
	"fmt"

	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/importers/xmatters/wire"
)

// chain tells how the levels of a group follow one another. Each shift has delays of its own, an escalation has one: the
// shortest of all shifts for each level, with a note where they differ.
func (a *account) chain(g wire.GroupReply, levels []snapshot.Object) snapshot.Chain {
	c := snapshot.Chain{Name: g.TargetName, Links: make([]snapshot.Link, len(levels))}
	known := make([]bool, len(levels))
	differ := false
	for _, s := range a.shifts[g.ID] {
		for n, after := range delays(s.members) {
			differ = differ || known[n] && c.Links[n].After != after
			if !known[n] || after < c.Links[n].After {
				c.Links[n].After, known[n] = after, true
			}
		}
	}
	for n := range levels {
		c.Links[n].Object = levels[n].ID
		if n > 0 { // of different shifts, the shortest may come in another order
			c.Links[n].After = max(c.Links[n].After, c.Links[n-1].After)
		}
	}
	if differ {
		c.Notes = append(c.Notes, fmt.Sprintf("the shifts of %q wait differently long; the shortest wait of each level stands here", g.TargetName))
	}
	return c
}

// delays returns after how many minutes each tier of a shift is notified; see [tiers].
func delays(members []wire.ShiftMember) []int {
	out := []int{0}
	total, begun := 0, false
	for _, m := range members {
		total = min(total+int(max(m.Delay, 0)), mostDelay)
		switch {
		case begun && m.Delay > 0:
			out = append(out, total)
		case !begun:
			out[0] = total
		}
		begun = true
	}
	return out
}
