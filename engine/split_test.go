package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
)

// Each list of people becomes a part of its own: when it starts and ends, and its list from the entry that begins.
func TestSplit(t *testing.T) {
	for _, c := range []struct{ zone, rota, want string }{
		{"UTC", "1 day from 2026-01-05 09:00: ana bo chi; until 2026-03-01", "2026-01-05 09:00 .. 2026-03-01 00:00 ana bo chi"},
		{"UTC", "1 day from 2026-01-05 09:00: ana bo chi; change 2026-01-06 12:00: ana bo chi dee", "2026-01-05 09:00 .. 2026-01-07T09:00:00Z ana bo chi | 2026-01-07 09:00 ..  chi dee ana bo"},
		{"UTC", "1 day from 2026-01-05: ana bo; change 2026-01-06: chi dee; restart 2026-01-08: eli ana; until 2026-01-07 12:00", "2026-01-05 00:00 .. 2026-01-06T00:00:00Z ana bo | 2026-01-06 00:00 .. 2026-01-07 12:00 chi dee | 2026-01-08 00:00 .. 2026-01-07 12:00 eli ana"},
		{"UTC", "1 day from 2026-01-05: ana bo; change 2026-01-01: chi", "2026-01-05 00:00 ..  chi"},
		// The second handoff of an hour of real time in the autumn night is an instant: the reading comes twice.
		{"America/New_York", "1 hour elapsed from 2026-11-01 00:00: ana bo; change 2026-11-01 02:00: chi", "2026-11-01 00:00 .. 2026-11-01T07:00:00Z ana bo | 2026-11-01T07:00:00Z ..  chi"},
		{"Europe/Berlin", "1 day from 2026-03-28 02:30: ana bo; change 2026-03-29: chi", "2026-03-28 02:30 .. 2026-03-29T01:00:00Z ana bo | 2026-03-29 02:30 ..  chi"},
		{"UTC", "4 days, 3 days from 2026-01-05: ana bo; change 2026-01-12: chi dee", "2026-01-05 00:00 .. 2026-01-12T00:00:00Z ana bo | 2026-01-12 00:00 ..  chi dee"},
		{"UTC", "4 days, 3 days from 2026-01-05: ana bo; change 2026-01-09: chi dee", "no"},
		{"UTC", "1 window from 2026-01-05: ana bo; only 09:00-17:00; change 2026-01-09: chi", "2026-01-05 00:00 ..  ana bo"},
		{"UTC", "shift 2026-01-05 .. 2026-01-06: ana", " ..  "},
	} {
		if diff := cmp.Diff(c.want, split(t, c.zone, rotaText(c.rota))); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.rota, diff)
		}
	}
}

func split(t *testing.T, zoneName string, rota rotaText) string {
	t.Helper()
	parts, ok := engine.Split(&rota.read(t, zoneName).Schedule().Rotations[0])
	if !ok {
		return "no"
	}
	var out []string
	for _, p := range parts {
		text := fmt.Sprintf("%s .. %s %s", p.Start, p.Until, strings.Trim(strings.ReplaceAll(fmt.Sprint(p.People), " + ", "+"), "[]"))
		out = append(out, text)
	}
	return strings.Join(out, " | ")
}
