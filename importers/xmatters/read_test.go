package xmatters_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/xmatters"
	"github.com/schedsync/schedsync/importers/readertest"
	"github.com/schedsync/schedsync/importers/xmatters"
	"github.com/schedsync/schedsync/importers/zones"
)

func openZones(t testing.TB) *zones.DB {
	t.Helper()
	db, err := zones.Open()
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func at(y int, m time.Month, d, hour int) time.Time {
	return time.Date(y, m, d, hour, 0, 0, 0, time.UTC)
}

// company is the seed, and beside it what that lacks: a second page of people, a group of ours with shifts of ours and of
// others in every form, one with a site, one that is switched off.
func company(t *testing.T, people int) fake.State {
	t.Helper()
	st, err := fake.Seed()
	if err != nil {
		t.Fatal(err)
	}
	for i := range people {
		st.People = append(st.People, fake.Person{ID: fmt.Sprintf("a1a00000-0000-4000-8000-%012d", i), TargetName: fmt.Sprintf("person%d", i)})
	}
	shift := func(n int, name, zone string, start, end time.Time, r fake.Recurrence, who ...string) fake.Shift {
		sh := fake.Shift{ID: fmt.Sprintf("f1f00000-0000-4000-8000-%012d", n), Name: name, Timezone: zone, Start: start, End: end, Recurrence: r}
		for _, w := range who {
			sh.Members = append(sh.Members, fake.Member{Recipient: w})
		}
		return sh
	}
	const lisbon = "Europe/Lisbon"
	never := func(r fake.Recurrence) fake.Recurrence { r.EndBy = "NEVER"; return r }
	ours := fake.Group{
		ID: "b1b00000-0000-4000-8000-000000000001", TargetName: "Desk", Description: "First line", ExternallyOwned: true, ExternalKey: "schedsync:acme:desk",
		Supervisors: []string{fake.SeedService},
		Shifts: []fake.Shift{
			shift(1, "week 1/2 0a1b2c3d", lisbon, at(2026, 2, 23, 9), at(2026, 3, 2, 9), never(fake.Recurrence{Frequency: "WEEKLY", RepeatEvery: 2, OnDays: []string{"MO"}}), fake.SeedAna),
			shift(2, "once", lisbon, at(2026, 3, 10, 9), at(2026, 3, 10, 17), fake.Recurrence{Frequency: "ONCE"}, fake.SeedBo, fake.SeedChi),
			shift(3, "first Friday", lisbon, at(2026, 1, 2, 9), at(2026, 1, 2, 17), never(fake.Recurrence{Frequency: "MONTHLY", On: "DAY_OF_WEEK", Classifier: "FIRST", DayOfWeek: "FR"}), fake.SeedDee),
			shift(4, "nights", "Asia/Kathmandu", at(2026, 3, 2, 18), at(2026, 3, 3, 2), never(fake.Recurrence{Frequency: "WEEKLY", RepeatEvery: 3, OnDays: []string{"MO", "WE", "FR"}}), fake.SeedDee),
			shift(5, "four times", lisbon, at(2026, 3, 3, 0), at(2026, 3, 4, 12), fake.Recurrence{Frequency: "DAILY", RepeatEvery: 5, EndBy: "REPETITIONS", Repetitions: 4}, fake.SeedDee),
			shift(6, "until May", lisbon, at(2026, 3, 3, 0), at(2026, 3, 4, 0), fake.Recurrence{Frequency: "DAILY", RepeatEvery: 3, EndBy: "DATE", EndDate: at(2026, 5, 1, 0)}, fake.SeedDee),
		},
	}
	ours.Shifts[0].Description = "[schedsync:0a1b2c3d] kept by schedsync"
	empty := fake.Group{ID: "b1b00000-0000-4000-8000-000000000002", TargetName: "Asleep", Status: "INACTIVE", Site: fake.SeedBerlin}
	st.Groups = append(st.Groups, ours, empty)
	st.Absences = append(st.Absences,
		fake.Absence{ID: "d1d00000-0000-4000-8000-000000000001", Type: "REPLACEMENT", Member: fake.SeedAna, Replacement: fake.SeedBo, Start: at(2026, 3, 4, 9), End: at(2026, 3, 6, 9)},
		fake.Absence{ID: "d1d00000-0000-4000-8000-000000000002", Type: "VACANCY", Member: fake.SeedDee, Group: ours.ID, Start: at(2026, 3, 8, 9), End: at(2026, 3, 9, 9)},
	)
	return st
}

// serve starts a fake of the company.
func serve(t *testing.T, o fake.Options) *fake.Server {
	t.Helper()
	o.LoadLocation = openZones(t).Location
	if o.Clock == nil {
		o.Clock = fakes.NewClock(fake.SeedNow().Add(time.Hour))
	}
	s, err := fake.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// small is a company of two groups: as few calls as show all of them.
func small(t *testing.T) fake.State {
	st := company(t, 0)
	st.Groups = slices.DeleteFunc(st.Groups, func(g fake.Group) bool { return g.TargetName != "Desk" && g.TargetName != "Support" })
	return st
}

// suite is the reader's suite against a company.
func suite(t *testing.T, q fake.Quirks, calm bool, st fake.State) {
	readertest.Run(t, readertest.Setup{
		Vendor: xmatters.Vendor(), Zones: openZones(t), Calm: calm, Secrets: []string{"user", "password"},
		Serve: func(t *testing.T, f *fakes.Faults) readertest.Fake {
			s := serve(t, fake.Options{Faults: f, Quirks: q, State: st})
			return readertest.Fake{Handler: s, Clock: s.Clock(), Log: s.Log()}
		},
		Budget:   budget,
		Verbatim: []string{"groups", "shifts", "rosters", "absences"},
		Broken:   []string{"{}", "[]", `{"data":null}`, `{"data":7}`, `{"data":[7]}`, `{"count":0,"total":0}`},
		Strange:  strange(q != fake.Quirks{}),
	})
}

// TestReaderProof is the suite with every fault at every call of a large company, second pages included.
func TestReaderProof(t *testing.T) {
	if os.Getenv("SCHEDSYNC_PROOF") == "" {
		t.Skip("a proof: runs with SCHEDSYNC_PROOF=1 (make proof)")
	}
	suite(t, fake.Quirks{}, false, company(t, 98))
}

// TestReader runs the suite against several readings of the contract, the assumed one first.
func TestReader(t *testing.T) {
	for _, tt := range []struct {
		name   string
		people int // beyond the seed's five; more than 95 make a second page
		quirks fake.Quirks
	}{
		{"assumed", 98, fake.Quirks{}},
		{"other habits", 2, fake.Quirks{StringNumbers: true, LowercaseEnums: true, OmitLinks: true, OmitOnDays: true, Times: fake.TimesNoZone, UnknownKeys: true}},
		{"still others", 98, fake.Quirks{PageShuffle: true, Times: fake.TimesFourDigits}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			suite(t, tt.quirks, true, company(t, tt.people))
		})
	}
	t.Run("faults", func(t *testing.T) {
		t.Parallel()
		suite(t, fake.Quirks{}, false, small(t))
	})
}

// budget is what [xmatters] says it takes: groups, a probe, three a group, absences, a hundred people a call, sites.
func budget(s *snapshot.Snapshot) int {
	groups, sites := 0, 1
	for _, o := range s.Objects {
		if !strings.Contains(o.ID, "/") { // else a further level
			groups++
		}
	}
	return 1 + 1 + 3*groups + 1 + (len(s.Users)+99)/100 + sites
}

// strange are edits that nobody can understand; only the plainest where the vendor spells things otherwise.
func strange(otherwise bool) []readertest.Strange {
	all := []readertest.Strange{
		{Name: "zone", Old: `"timezone":"Europe/Lisbon"`, New: `"timezone":"Mars/Olympus"`},
		{Name: "host's zone", Old: `"timezone":"Europe/Lisbon"`, New: `"timezone":"Local"`},
		{Name: "a group as member", Old: `"recipientType":"PERSON"`, New: `"recipientType":"DYNAMIC_TEAM"`},
		{Name: "frequency", Old: `"frequency":"WEEKLY"`, New: `"frequency":"HOLIDAY"`},
		{Name: "days", Old: `"onDays":["MO"]`, New: `"onDays":["MI"]`},
		{Name: "no end of an occurrence", Old: `"end":"2026-03-02T09:00:00.000Z"`, New: `"finish":"2026-03-02T09:00:00.000Z"`},
		{Name: "end before start", Old: `"end":"2026-03-02T09:00:00.000Z"`, New: `"end":"2026-02-02T09:00:00.000Z"`},
		{Name: "repeats", Old: `"repeatEvery":2`, New: `"repeatEvery":2000000`},
		{Name: "month", Old: `"dayOfWeekClassifier":"FIRST"`, New: `"dayOfWeekClassifier":"FIFTH"`},
		{Name: "end of the recurrence", Old: `"endBy":"REPETITIONS"`, New: `"endBy":"MOONLIGHT"`},
	}
	if otherwise {
		return all[:3]
	}
	return all
}
