package compare_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/compare"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/engine/span"
)

func week() span.Span[civil.Instant] { return span.Span[civil.Instant]{Start: 0, End: civil.Week} }

// all is one participant for the whole week, or nobody.
func all(who engine.Participant) []engine.OnCall {
	s := engine.OnCall{Span: week()}
	if who.Kind != engine.Nobody {
		s.On = []engine.Duty{{Who: who}}
	}
	return []engine.OnCall{s}
}

func someone(id, name string, keys ...string) compare.Person {
	return compare.Person{Who: engine.Person(engine.PersonID(id)), Name: name, Keys: keys}
}

// TestPeopleAreMatched: by one equal key whatever its capitals, else by a name that only one has on each side; never by chance.
func TestPeopleAreMatched(t *testing.T) {
	for _, tt := range []struct {
		name  string
		a, b  []compare.Person
		equal bool
	}{
		{"by address", []compare.Person{someone("ana", "Ana", "e-mail:Ana@example.com")}, []compare.Person{someone("u1", "A. Sousa", "e-mail:ana@EXAMPLE.com")}, true},
		{"by account", []compare.Person{someone("ana", "Ana", "zenduty:u1")}, []compare.Person{someone("u1", "", "zenduty:u1")}, true},
		{"by name", []compare.Person{someone("ana", "Ana")}, []compare.Person{someone("u1", "ANA")}, true},
		{"a name of two", []compare.Person{someone("ana", "Ana"), someone("ana2", "Ana")}, []compare.Person{someone("u1", "Ana")}, false},
		{"no name", []compare.Person{someone("ana", "")}, []compare.Person{someone("u1", "")}, false},
		{"strangers", []compare.Person{someone("ana", "Ana", "e-mail:a@example.com")}, []compare.Person{someone("u1", "Bo", "e-mail:b@example.com")}, false},
	} {
		a := &compare.Side{People: tt.a, Schedules: []compare.Schedule{{ID: "desk", Name: "Desk", Spans: all(engine.Person("ana"))}}}
		b := &compare.Side{People: tt.b, Schedules: []compare.Schedule{{ID: "desk", Name: "Desk", Spans: all(engine.Person("u1"))}}}
		if got := compare.Compare(a, b, week()).Equal(); got != tt.equal {
			t.Errorf("%s: equal is %v", tt.name, got)
		}
	}
}

// TestSchedulesAreMatched: the surest way first, each schedule once, and what one side alone has is told.
func TestSchedulesAreMatched(t *testing.T) {
	mark := snapshot.Mark{Owner: "acme", ID: "desk"}
	desk := compare.Schedule{ID: "desk", Name: "Desk"}
	for _, tt := range []struct {
		name     string
		a, b     compare.Schedule
		by       string
		onlyBBad bool
	}{
		{"by binding", compare.Schedule{ID: "x", Name: "X", Bound: []string{"o1"}}, compare.Schedule{Name: "Desk", Object: "o1"}, "binding", false},
		{"by mark", desk, compare.Schedule{Name: "Renamed", Object: "o1", Mark: mark}, "mark", false},
		{"by id", desk, compare.Schedule{ID: "desk", Name: "Other"}, "id", false},
		{"by name", desk, compare.Schedule{Name: "DESK", Object: "o1"}, "name", false},
		{"by the name there", compare.Schedule{ID: "x", Name: "X", Names: []string{"Desk (live)"}}, compare.Schedule{Name: "desk (LIVE)", Object: "o1"}, "name", false},
		{"somebody else's mark", desk, compare.Schedule{Name: "Else", Object: "o1", Mark: snapshot.Mark{Owner: "other", ID: "desk"}}, "", false},
		{"ours and not declared", desk, compare.Schedule{Name: "Else", Object: "o1", Mark: snapshot.Mark{Owner: "acme", ID: "gone"}}, "", true},
	} {
		a := &compare.Side{Owner: "acme", Schedules: []compare.Schedule{tt.a}}
		b := &compare.Side{Owner: "acme", Live: true, Schedules: []compare.Schedule{tt.b}}
		a.Schedules[0].Spans, b.Schedules[0].Spans = all(engine.Participant{}), all(engine.Participant{})
		r := compare.Compare(a, b, week())
		by := ""
		if len(r.Pairs) > 0 {
			by = r.Pairs[0].By
		}
		if by != tt.by {
			t.Errorf("%s: matched by %q", tt.name, by)
		}
		if by == "" && (len(r.OnlyA) != 1 || !r.OnlyA[0].Counts || len(r.OnlyB) != 1 || r.OnlyB[0].Counts != tt.onlyBBad) {
			t.Errorf("%s: only A %v, only B %v", tt.name, r.OnlyA, r.OnlyB)
		}
	}
}

// TestOnlyWhatIsWrittenIsCompared: a schedule that is written for two days is no different after that.
func TestOnlyWhatIsWrittenIsCompared(t *testing.T) {
	utc := civil.NewZone("UTC", time.UTC)
	a := &compare.Side{Schedules: []compare.Schedule{{ID: "desk", Zone: utc, Spans: all(engine.Person("ana")), Until: 2 * civil.DayLen}}}
	b := &compare.Side{Schedules: []compare.Schedule{{ID: "desk", Zone: utc, Spans: []engine.OnCall{
		{Span: span.Span[civil.Instant]{End: civil.DayLen}, On: []engine.Duty{{Who: engine.Person("bo")}}},
		{Span: span.Span[civil.Instant]{Start: civil.DayLen, End: 2 * civil.DayLen}, On: []engine.Duty{{Who: engine.Person("ana")}}},
		{Span: span.Span[civil.Instant]{Start: 2 * civil.DayLen, End: civil.Week}},
	}}}}
	got := compare.Compare(a, b, week()).Pairs[0].Differences
	want := []engine.Difference{{
		Span: span.Span[civil.Instant]{End: civil.DayLen}, Before: []engine.Participant{engine.Person("ana")}, After: []engine.Participant{engine.Person("bo")},
	}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}
