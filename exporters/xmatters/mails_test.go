package xmatters_test

import (
	"strings"
	"testing"

	"github.com/schedsync/schedsync/exporters/writertest"
	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/xmatters"
)

// TestMails: a plan never counts fewer mails than the vendor sends: to the supervisors of the group and of the one who goes,
// and to the one who comes, about each absence that is made (contract xmatters b.5).
func TestMails(t *testing.T) {
	s := setup(t, fake.Quirks{})
	var server *fake.Server
	s.Serve = func(t *testing.T) writertest.Fake {
		st := state(t)
		for i := range st.People {
			if p := &st.People[i]; p.ID == fake.SeedAna {
				p.Supervisors = []string{fake.SeedService, fake.SeedChi, fake.SeedBo}
			}
		}
		var err error
		if server, err = fake.New(fake.Options{Clock: fakes.NewClock(writertest.Now()), State: st, LoadLocation: s.Zones.Location}); err != nil {
			t.Fatal(err)
		}
		return serve(server)
	}
	l := writertest.Open(t, s)
	const first = `    overrides: [{from: 2026-10-14 09:00, until: 2026-10-14 12:00, who: dee, replaces: ana}]
`
	withOverrides := func(list string) string {
		return strings.Replace(desks(`{id: week, every: 1 week, start: 2026-10-12 09:00, people: [ana, bo]}`), "    targets", list+"    targets", 1)
	}
	for _, tt := range []struct {
		name, yaml string
		least      int // that are sent
	}{
		{"with a new group", withOverrides(first), 3},
		{"two more, to the group's supervisors too", withOverrides(strings.Replace(first, "replaces: ana}", `replaces: ana},
      {from: 2026-10-15 09:00, until: 2026-10-15 12:00, who: none, replaces: ana},
      {from: 2026-10-21 09:00, until: 2026-10-21 12:00, who: chi, replaces: bo}`, 1)), 6},
		{"one less", withOverrides(strings.Replace(first, "ana}", "ana},\n      {from: 2026-10-15 09:00, until: 2026-10-15 12:00, who: none, replaces: ana}", 1)), 0},
	} {
		l.Declare(tt.yaml)
		before := len(server.Mails())
		planned := l.Settle().Notifies()
		if sent := len(server.Mails()) - before; planned < sent || sent < tt.least {
			t.Errorf("%s: %d mails are planned, %d were sent, at least %d were to be", tt.name, planned, sent, tt.least)
		}
		if err := server.ByHandEdit(l.Object(l.Read(), "desk").ID, func(g *fake.Group) { g.Supervisors = []string{fake.SeedChi, fake.SeedDee} }); err != nil {
			t.Fatal(err)
		}
	}
}
