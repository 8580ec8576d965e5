package ics

import (
	_ "embed"
	"strings"

	"github.com/schedsync/schedsync/engine/civil"
)

//go:embed windows.tsv
var windowsTable string

// windowsZone returns the IANA name of a zone as Windows, and with it Outlook and Exchange, call it; "" for names that are
// none. Exchange writes such names also without describing them (T-61).
func windowsZone(name string) string {
	for row := range strings.Lines(windowsTable) {
		windows, iana, ok := strings.Cut(strings.TrimSpace(row), "\t")
		if ok && strings.EqualFold(windows, name) {
			return iana
		}
	}
	return ""
}

// namedZone finds the zone a calendar means by a name: an IANA name; one behind a prefix, as some programs write
// ("/mozilla.org/20050126_1/Europe/Berlin"); one that Windows has; or the one that the calendar's own VTIMEZONE of this name
// says it stands for. nil where there is none: the rules that a VTIMEZONE spells out are not guessed at.
func (r *reader) namedZone(name string) *civil.Zone {
	z, known := r.named[name]
	if !known {
		z = r.lookUp(strings.TrimSpace(name))
		r.named[name] = z
	}
	return z
}

func (r *reader) lookUp(name string) *civil.Zone {
	tries := []string{name, windowsZone(name), r.cal.locations[name]}
	if parts := strings.Split(strings.TrimPrefix(name, "/"), "/"); len(parts) < 10 {
		for n := min(3, len(parts)); n > 0 && strings.HasPrefix(name, "/"); n-- {
			tries = append(tries, strings.Join(parts[len(parts)-n:], "/"))
		}
	}
	for _, t := range tries {
		if t == "" {
			continue
		}
		if z, err := r.opt.Zones(t); err == nil {
			return z
		}
	}
	return nil
}
