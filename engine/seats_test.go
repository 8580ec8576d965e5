package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
)

// seats writes who sits where at an instant, in the order of the duties: rotation.seat=who.
func seats(t *testing.T, rota rotaText, at string) string {
	t.Helper()
	var out []string
	on, _ := rota.read(t, "UTC").Cursor(window(at+" .. 2026-12-31 00:00"), engine.Final).At(utc(at))
	for _, d := range on {
		out = append(out, fmt.Sprintf("%d.%d=%s", d.Rotation, d.Slot, d.Who))
	}
	return strings.Join(out, " ")
}

// Duties come by rotation and seat. Whoever comes in for somebody takes their seat, the others of a group the free ones.
func TestSeats(t *testing.T) {
	const group = "1 day from 2026-01-05: ana+bo; 1 day from 2026-01-05: fay; "
	for _, c := range []struct{ rota, want string }{
		{group, "0.0=ana 0.1=bo 1.0=fay"},
		{group + "forward ana 2026-01-05 .. 2026-01-06: chi+dee", "0.0=chi 0.1=bo 0.2=dee 1.0=fay"},
		{group + "override 2026-01-05 .. 2026-01-06 for ana: chi+dee", "0.0=chi 0.1=bo 0.2=dee 1.0=fay"},
		{group + "override 2026-01-05 .. 2026-01-06 for ana: none", "0.1=bo 1.0=fay"},
		{group + "override 2026-01-05 .. 2026-01-06 for ana: ana+eli", "0.0=ana 0.1=bo 0.2=eli 1.0=fay"},
		{group + "override 2026-01-05 .. 2026-01-06 in r0: chi+dee", "0.0=chi 0.1=dee 1.0=fay"},
		{group + "override 2026-01-05 .. 2026-01-06: chi+dee", "-1.0=chi -1.1=dee"},
		{group + "override 2026-01-05 .. 2026-01-06: chi+dee; forward chi 2026-01-05 .. 2026-01-06: ana+bo", "-1.0=ana -1.1=dee -1.2=bo"},
		{group + "away ana 2026-01-05 .. 2026-01-06", "0.1=bo 1.0=fay"}, // nobody else is in the rotation
		// Explicit shifts that overlap sit side by side; one that begins when another ends takes its seat.
		{"shift 2026-01-05 .. 2026-01-06: ana; shift 2026-01-04 .. 2026-01-07: bo", "0.0=bo 0.1=ana"},
		{"shift 2026-01-04 .. 2026-01-05: ana; shift 2026-01-05 .. 2026-01-07: bo", "0.0=bo"},
		{"shift 2026-01-04 .. 2026-01-06: ana; shift 2026-01-05 .. 2026-01-07: bo; forward ana 2026-01-05 .. 2026-01-06: chi+dee", "0.0=chi 0.1=bo 0.2=dee"},
		{"shift 2026-01-03 .. 2026-01-05: ana; shift 2026-01-04 .. 2026-01-07: bo; shift 2026-01-05 .. 2026-01-06: chi+dee", "0.1=bo 0.2=chi 0.3=dee"},
	} {
		if diff := cmp.Diff(c.want, seats(t, rotaText(c.rota), "2026-01-05 00:00")); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.rota, diff)
		}
	}
}

// A rotation that starts at an instant when the clock shows 01:30 for the second time: turns whose reading was shown
// before are empty, no handoff lies before the start, and a change from then on waits for a handoff of this hour.
func TestStartInTheSecondOfTwoEqualHours(t *testing.T) {
	z := zone(t, "America/New_York")
	start := utc("2026-11-01 06:30") // 01:30-05
	s := rota(z, engine.Rotation{
		Start: civil.AtInstant(start), Every: every(20, engine.Minutes), People: people("ana bo chi dee"),
		Changes: []engine.Change{{From: civil.AtInstant(start - 60), People: people("eli fay")}},
	})
	// Handoffs at 01:50 (shown before, so at once), 02:10, 02:30; the change comes before the start, and is the first list.
	want(t, resolve(t, s, nil, "2026-11-01 06:00 .. 2026-11-01 07:40"), `
		11-01T06:00Z 11-01T06:30Z none
		11-01T06:30Z 11-01T07:10Z fay
		11-01T07:10Z 11-01T07:30Z eli
		11-01T07:30Z 11-01T07:40Z fay
	`)
	s.Overrides = []engine.Override{{From: civil.AtInstant(start), Until: civil.AtInstant(start + 600), Who: people("gus")[0], Fill: true}}
	tl := resolve(t, s, nil, "2026-11-01 06:30 .. 2026-11-01 06:40")
	if cut := tl.Shifts[0].Cut; cut != start {
		t.Errorf("the last handoff is %v, before the start at %v", cut, start)
	}
}
