package snapshot

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
)

func TestLegible(t *testing.T) {
	long := strings.Repeat("é", 300)
	for _, tc := range []struct{ name, want string }{
		{"Payments", "Payments"},
		{"Payments  EU\u00a0(2)", "Payments  EU\u00a0(2)"},
		{"千葉 👩‍👧", "千葉 👩‍👧"},
		{" Payments ", "Payments"},
		{"Pay\r\nments\t", "Pay ments"},
		{"\x1b[31mred\u202e", "[31mred"},
		{"a\u2028b\u0085c", "a b c"},
		{"\x00", ""},
		{"\u061c\ufeffPay", "Pay"},
		{long, long[:2*255]},
	} {
		if got := legible(tc.name); got != tc.want || legible(got) != got {
			t.Errorf("legible(%q) = %q, want %q", tc.name, got, tc.want)
		}
	}
}

// TestDeclareIllegible: what a vendor lets people type must not make a file that does not load; what the next apply would
// change is said.
func TestDeclareIllegible(t *testing.T) {
	snap := &Snapshot{Vendor: "opsgenie", Objects: []Object{{ID: "1", Schedule: engine.Schedule{
		Name: "Desk ", Description: "first\r\nsecond\x07",
		Rotations: []engine.Rotation{{ID: "a", Name: "Week", People: []engine.Entry{{{Kind: engine.KindTeam, ID: "t"}}}}, {ID: "b", Name: "\u202eDay"}},
	}}}, Teams: []Ref{{ID: "t", Name: "Team\x1b "}}}
	d := Declare(&engine.Workspace{}, snap, nil)
	s := d.Workspace.Schedules[0]
	got := []string{s.Name, s.Description, s.Rotations[0].Name, s.Rotations[1].Name, d.Workspace.Teams[0].Name, d.Workspace.Teams[0].Accounts["opsgenie"]}
	want := []string{"Desk", "first\nsecond", "Week", "Day", "Team", "t"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	const note = `its name is "Desk " at opsgenie, which cannot be declared as it is; apply changes it
its description is "first\r\nsecond\a" at opsgenie, which cannot be declared as it is; apply changes it
the name of rotation "day" is "\u202eDay" at opsgenie, which cannot be declared as it is; apply changes it`
	if diff := cmp.Diff(note, d.Notes["schedules.desk"]); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
