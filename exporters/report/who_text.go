package report

import (
	"strings"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/exporters"
)

// WhoText answers in one line per schedule, in the order given; times are in z, or in each schedule's own zone when z is
// nil. The answer stands first, so that it can be read or cut at a glance:
//
//	payments-primary: Ana Sousa (ana) until Mon 2026-01-12 09:00 UTC (in 4 d 22 h), then Bo Li (bo)
//	payments-desk: Ana Sousa (ana) until Mon … (in 2 h), then nobody for 14 h, next Bo Li (bo) from Tue …
//	payments-backup: nobody until Tue 2026-01-06 00:00 UTC (in 14 h), then Bo Li (bo)
func WhoText(at civil.Instant, answers []Who, names exporters.Names, z *civil.Zone) string {
	var b strings.Builder
	for _, w := range answers {
		zone := z
		if zone == nil {
			zone = w.Schedule.Zone
		}
		b.WriteString(exporters.Clean(string(w.Schedule.ID)) + ": ")
		if w.Schedule.Enabled {
			b.WriteString(w.sentence(at, names, zone))
		} else {
			b.WriteString("disabled, nobody is on call")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// sentence says who, until when, and who is next.
func (w Who) sentence(at civil.Instant, names exporters.Names, z *civil.Zone) string {
	text := everyone(w.Schedule, w.Now.On, names)
	if w.OpenEnd && len(w.Now.On) == 0 {
		return text + ", and nobody before " + full(z, w.Now.End)
	}
	if w.OpenEnd {
		return text + " until " + full(z, w.Now.End) + " or later"
	}
	text += " until " + full(z, w.Now.End) + " (in " + length(w.Now.End-at) + ")"
	if !w.Gap.Empty() {
		text += ", then nobody for " + length(w.Gap.Length())
	}
	switch next := everyone(w.Schedule, w.Next.On, names); {
	case len(w.Next.On) == 0:
		return text + ", and nobody else follows in the time looked at"
	case w.Next.Start > w.Now.End:
		return text + ", next " + next + " from " + full(z, w.Next.Start)
	default:
		return text + ", then " + next
	}
}

// everyone names those on call with their ids, and with the reason where it is not simply their turn.
func everyone(s *engine.Schedule, on []engine.Duty, names exporters.Names) string {
	if len(on) == 0 {
		return exporters.Nobody
	}
	each := make([]string, len(on))
	for i, d := range on {
		each[i] = names.Full(d.Who)
		if d.Source != engine.FromRotation && d.Source != engine.FromShift {
			each[i] += " [" + exporters.Why(s, d, names) + "]"
		}
	}
	return strings.Join(each, " + ")
}
