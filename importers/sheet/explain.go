package sheet

import (
	"fmt"
	"strings"
)

// Explain tells people how a roster was read: what it owns, what was inferred and where that is proven, what was left out,
// and where nobody or more than one is on.
func (r *Roster) Explain() string {
	var b strings.Builder
	roles := make([]string, 0, len(r.Roles))
	for _, role := range r.Roles {
		if role != "" {
			roles = append(roles, role)
		}
	}
	fmt.Fprintf(&b, "%d shifts", len(r.Shifts))
	if len(roles) > 0 {
		fmt.Fprintf(&b, " of the %s %s", map[bool]string{true: "role", false: "roles"}[len(roles) == 1], list(roles))
	}
	fmt.Fprintf(&b, ", times in %s\n", r.Zone)
	if r.From < r.Until {
		fmt.Fprintf(&b, "owns %s until %s (exclusive): shifts of the rotation that begin in it come from this roster only\n", r.From, r.Until)
	}
	for _, part := range []struct {
		title string
		list  []Decision
	}{{"decided", r.Decisions}, {"left out", r.Skipped}, {"worth a look", r.Remarks}} {
		if len(part.list) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n%s:\n", part.title)
		for _, d := range part.list {
			fmt.Fprintf(&b, "  %s\n", d)
		}
	}
	return b.String()
}
