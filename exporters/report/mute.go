package report

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/exporters"
)

// Mute is a quiet window and when it is in force.
type Mute struct {
	*engine.Mute
	Quiet span.Set[civil.Instant]
}

// mostQuiet is how many stretches of a mute are listed.
const mostQuiet = 30

// MutesText lists when each mute is in force, on the clock of a zone; nil: on its own.
func MutesText(mutes []Mute, w span.Span[civil.Instant], zone *civil.Zone) string {
	var b strings.Builder
	for _, m := range mutes {
		z := cmp.Or(zone, m.Zone)
		c := clockFor(z, w)
		where := z.String()
		if !c.offset {
			where += ", " + utc(z, w.Start)
		}
		fmt.Fprintf(&b, "%s (%s) · mute · %s\n", exporters.Clean(m.Name), exporters.Clean(string(m.ID)), where)
		fmt.Fprintf(&b, "%s to %s · quiet for %s h\n", c.stamp(w.Start), c.stamp(w.End), hours(m.Quiet.Length()))
		for i, q := range m.Quiet {
			if i == mostQuiet {
				fmt.Fprintf(&b, "  and %s more, the last until %s\n", stretches(len(m.Quiet)-i), c.stamp(m.Quiet[len(m.Quiet)-1].End))
				break
			}
			fmt.Fprintf(&b, "  %s to %s  %s h\n", c.stamp(q.Start), c.stamp(q.End), hours(q.Length()))
		}
		b.WriteString("\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}
