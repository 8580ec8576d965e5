package ics_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/fixtures/golden"
	"github.com/schedsync/schedsync/importers/ics"
	"github.com/schedsync/schedsync/importers/roster"
)

// TestCalendars reads calendars of the form that real programs write (fixtures/calendars), in a workspace of Lisbon, over the
// first quarter of 2026.
func TestCalendars(t *testing.T) {
	people, problems := roster.NewDirectory([]engine.PersonInfo{
		{ID: "ana", Name: "Ana Sousa", Email: "ana@example.com"}, {ID: "bo", Name: "Bo Lind", Email: "bo@example.com"}, {ID: "zoe", Name: "Zoë"},
	}, nil, map[string]string{"Sousa, Ana": "ana"})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	golden.Run(t, "../../fixtures/calendars", func(t *testing.T, a *golden.Archive) {
		o := options(t, "2026-01-01", "2026-04-01")
		lisbon, err := o.Zones("Europe/Lisbon")
		if err != nil {
			t.Fatal(err)
		}
		o.Zone, o.Directory, o.Ignore = lisbon, people, []string{"Team off-site"}
		got, problems := ics.Read("team.ics", []byte(a.Get("team.ics")), o)
		var b strings.Builder
		fmt.Fprintf(&b, "%s, %s\n", got.Name, got.Zone)
		for _, s := range got.Shifts {
			fmt.Fprintf(&b, "%s .. %s %s (%s)\n", s.From, s.Until, s.Who, s.Place)
		}
		for _, p := range problems {
			fmt.Fprintf(&b, "problem: %s\n", p)
		}
		for _, n := range got.Notes {
			fmt.Fprintf(&b, "note: %s\n", n)
		}
		a.Want(t, "want", b.String())
	})
}
