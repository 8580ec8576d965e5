package xmatters_test

import (
	"os"
	"slices"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/writertest"
	"github.com/schedsync/schedsync/exporters/xmatters"
	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/xmatters"
	"github.com/schedsync/schedsync/importers/readertest"
	importer "github.com/schedsync/schedsync/importers/xmatters"
	"github.com/schedsync/schedsync/importers/zones"
)

func setup(t *testing.T, q fake.Quirks) writertest.Setup {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	return writertest.Setup{
		Reader: importer.Vendor(), Zones: db, Secrets: []string{"user", "password"},
		Writer:  exporters.Vendor{Name: importer.Name, Open: xmatters.Open, Cost: xmatters.Cost},
		Settles: 15 * time.Minute, // an absence begins when it is made, and calls are few a second
		Loose:   q.NoDefaultShift || q.DeletedIDsTaken,
		// A group belongs to no team, and the name of a rotation is no more than a part of its shifts' names.
		Quiet: []string{"give to a team", "rename rotation", "the same rotation by another name"},
		Serve: func(t *testing.T) writertest.Fake {
			s, err := fake.New(fake.Options{Clock: fakes.NewClock(writertest.Now()), State: state(t), Quirks: q, LoadLocation: db.Location})
			if err != nil {
				t.Fatal(err)
			}
			return serve(s)
		},
	}
}

// state is a tenant with one group that is not ours.
func state(t *testing.T) fake.State {
	t.Helper()
	st, err := fake.Seed()
	if err != nil {
		t.Fatal(err)
	}
	st.Groups = slices.DeleteFunc(st.Groups, func(g fake.Group) bool { return g.ID != fake.SeedSupport })
	return st
}

// serve makes of the fake what the suite needs.
func serve(s *fake.Server) writertest.Fake {
	return writertest.Fake{
		Fake: readertest.Fake{Handler: s, Clock: s.Clock(), Log: s.Log()},
		Render: func(id string, from, until time.Time) []writertest.Period {
			var out []writertest.Period
			for _, p := range s.Render(id, from, until) {
				out = append(out, writertest.Period{Start: p.Start, End: p.End, Who: engine.Person(engine.PersonID(p.Who))})
			}
			return out
		},
		ByHand: func(t *testing.T, id, who string, from, until time.Time) {
			t.Helper()
			people := map[string]string{"ana": fake.SeedAna, "bo": fake.SeedBo, "chi": fake.SeedChi, "dee": fake.SeedDee}
			for _, p := range s.Render(id, from, until) {
				if _, err := s.ByHandAbsence(fake.Absence{Type: "REPLACEMENT", Member: p.Who, Group: id, Replacement: people[who], Start: from, End: until}); err != nil {
					t.Fatal(err)
				}
			}
		},
	}
}

// otherHabits must do no harm.
var otherHabits = fake.Quirks{
	NoDefaultShift: true, ClippedOnCall: true, StringNumbers: true, LowercaseEnums: true, OmitOnDays: true, PageShuffle: true,
	VacancyOmitsMember: true, DeletedIDsTaken: true, ModifyResetsSupervisors: true,
}

// some are the first steps of the stories: of all that can be added, little that is taken away again.
const some = 10

// TestSuite runs the suite against the reading of the contract that is assumed, and its beginning against another.
func TestSuite(t *testing.T) {
	for name, story := range map[string][]writertest.Step{"rules": writertest.Story(), "dates": writertest.Dated()} {
		for habits, s := range map[string]writertest.Setup{"assumed": setup(t, fake.Quirks{}), "other habits": setup(t, otherHabits)} {
			t.Run(habits+"/"+name, func(t *testing.T) {
				t.Parallel()
				if s.Story = story; habits != "assumed" {
					s.Story = story[:some]
				}
				writertest.Run(t, s)
			})
		}
	}
}

// TestSuiteProof tells the whole stories to a vendor with other habits.
func TestSuiteProof(t *testing.T) {
	if os.Getenv("SCHEDSYNC_PROOF") == "" {
		t.Skip("a proof: runs with SCHEDSYNC_PROOF=1 (make proof)")
	}
	writertest.Run(t, setup(t, otherHabits))
}
