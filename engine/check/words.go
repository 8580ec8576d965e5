package check

import (
	"fmt"
	"strings"

	"github.com/schedsync/schedsync/engine/civil"
)

// nearChange is how near to a clock change a time must be to say how far it is from UTC: it may be shown twice.
const nearChange = 3 * civil.Hour

// when writes a stretch on a zone's clock: "Sat 2026-10-24 09:00 to 12:00 Europe/Lisbon". Where the clock is changed in
// it, or near it, both times say how far they are from UTC.
func when(w window, z *civil.Zone) string {
	from, until := stamp(w.Start, z), stamp(w.End, z)
	if len(z.Transitions(w.Start-nearChange, w.End+nearChange)) > 0 {
		return fmt.Sprintf("%s (UTC%s) to %s (UTC%s) %s", from, offset(z, w.Start), until, offset(z, w.End), z)
	}
	if z.Reading(w.Start).Day() == z.Reading(w.End).Day() {
		until = until[len("Sat 2026-10-24 "):]
	}
	return from + " to " + until + " " + z.String()
}

// stamp writes an instant as "Sat 2026-10-24 09:00".
func stamp(t civil.Instant, z *civil.Zone) string {
	l := z.Reading(t)
	day := l.Day().Weekday().String()
	return strings.ToUpper(day[:1]) + day[1:] + " " + l.String()
}

// offset writes the distance from UTC as +1, -3:30 or +0.
func offset(z *civil.Zone, t civil.Instant) string {
	off, sign := z.Offset(t), "+"
	if off < 0 {
		off, sign = -off, "-"
	}
	if m := off / civil.Minute % 60; m != 0 {
		return fmt.Sprintf("%s%d:%02d", sign, off/civil.Hour, m)
	}
	return fmt.Sprintf("%s%d", sign, off/civil.Hour)
}

// length writes real time: "9 h", "1 h 30 min", "45 min", "20 s".
func length(n civil.Instant) string {
	h, m := n/civil.Hour, n%civil.Hour/civil.Minute
	switch {
	case h > 0 && m > 0:
		return fmt.Sprintf("%d h %d min", h, m)
	case h > 0:
		return fmt.Sprintf("%d h", h)
	case m > 0:
		return fmt.Sprintf("%d min", m)
	default:
		return fmt.Sprintf("%d s", n)
	}
}

// count writes a number with its noun: "1 stretch" is told by the caller's plural.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// together writes names as "ana", "ana and bo", "ana, bo and chi".
func together(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
