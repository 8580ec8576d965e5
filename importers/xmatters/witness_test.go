package xmatters_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/xmatters"
	"github.com/schedsync/schedsync/importers"
)

// TestWitness: whatever way the vendor has of telling who is on call, it is understood as what it renders.
func TestWitness(t *testing.T) {
	for _, tt := range []struct {
		name   string
		quirks fake.Quirks
	}{
		{"as assumed", fake.Quirks{}},
		{"rows cut at the ends of what is asked", fake.Quirks{ClippedOnCall: true}},
		{"one row for what is always on", fake.Quirks{AlwaysAsWindow: true}},
		{"a vacancy leaves a hole", fake.Quirks{VacancyOmitsMember: true}},
		{"other spellings", fake.Quirks{LowercaseEnums: true, StringNumbers: true, OmitLinks: true, UnknownKeys: true, Times: fake.TimesFourDigits}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := serve(t, fake.Options{State: company(t, 0), Quirks: tt.quirks, Clock: fakes.NewClock(fake.SeedNow().Add(90 * time.Second))})
			r := reading(t, s)
			snap := lifted(t, r)
			var ids []string
			for _, o := range snap.Objects {
				ids = append(ids, o.ID)
			}
			now := civil.FromTime(s.Clock().Now())
			w := span.Span[civil.Instant]{Start: now, End: now + 14*civil.DayLen}
			got, err := r.(importers.Witness).OnCall(t.Context(), snap, ids, w, nil)
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range got {
				if opaque := snap.Objects[i].Opaque != ""; v.Object != ids[i] || v.Evidence != importers.Rendered || opaque != (v.Problem != "") {
					t.Errorf("%s: %+v", ids[i], v)
				}
				if v.Problem != "" {
					continue
				}
				if v.Window.Start%60 != 0 || v.Window.Start < now || v.Window.Start >= now+60 || v.Window.End != w.End { // the next whole minute
					t.Errorf("%s: it speaks about %s to %s", ids[i], v.Window.Start, v.Window.End)
				}
				for _, m := range engine.Differences(rendered(s, ids[i], v.Window), v.Spans) {
					t.Errorf("%s from %s until %s: the fake renders %v, and is understood as %v", ids[i], m.Start, m.End, m.Before, m.After)
				}
			}
		})
	}
}

// TestManyGroups: thirty groups are asked about at a time, and a shift of more than a hundred people is told whole, here as
// in its definition.
func TestManyGroups(t *testing.T) {
	st := company(t, 130)
	crowd := fake.Group{ID: "b3b00000-0000-4000-8000-000000000000", TargetName: "Crowd", Shifts: []fake.Shift{{ID: "f3f00000-0000-4000-8000-000000000000", Name: "all", Timezone: "UTC"}}}
	for _, p := range st.People[5:] {
		crowd.Shifts[0].Members = append(crowd.Shifts[0].Members, fake.Member{Recipient: p.ID})
	}
	st.Groups = append(st.Groups, crowd)
	for i := range 60 {
		st.Groups = append(st.Groups, fake.Group{ID: fmt.Sprintf("b4b00000-0000-4000-8000-%012d", i), TargetName: fmt.Sprint("g", i)})
	}
	s := serve(t, fake.Options{State: st})
	r := reading(t, s)
	snap := lifted(t, r)
	var ids []string
	for _, o := range snap.Objects {
		ids = append(ids, o.ID)
		if o.ID == crowd.ID && len(o.Schedule.Rotations[0].People[0]) != 130 {
			t.Errorf("%d people in the shift", len(o.Schedule.Rotations[0].People[0]))
		}
	}
	s.Log().Reset()
	now := civil.FromTime(s.Clock().Now())
	got, err := r.(importers.Witness).OnCall(t.Context(), snap, ids, span.Span[civil.Instant]{Start: now, End: now + civil.DayLen}, nil)
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	for _, e := range s.Log().Entries() {
		if strings.HasSuffix(e.Path, "/on-call") && !strings.Contains(e.Query, "offset=100") {
			asked++
			if n := strings.Count(e.Query, ",") + 1; n > 30 {
				t.Errorf("asked about %d groups at once", n)
			}
		}
	}
	if asked != 3 {
		t.Errorf("asked %d times", asked)
	}
	for _, v := range got {
		if v.Object == crowd.ID && (len(v.Spans) == 0 || len(v.Spans[0].On) != 130) {
			t.Errorf("%s: %d spans", v.Object, len(v.Spans))
		}
	}
}

// TestWitnessLooksThirtyDaysAhead: of what lies further, or an hour before it for slow clocks, it does not speak.
func TestWitnessLooksThirtyDaysAhead(t *testing.T) {
	s := serve(t, fake.Options{State: company(t, 0)})
	r := reading(t, s).(importers.Witness)
	now := civil.FromTime(s.Clock().Now())
	got, err := r.OnCall(t.Context(), nil, []string{fake.SeedPayments}, span.Span[civil.Instant]{Start: now, End: now + 60*civil.DayLen}, nil)
	if err != nil || got[0].Window.End != now+30*civil.DayLen-civil.Hour {
		t.Errorf("%+v, error %v", got, err)
	}
	got, err = r.OnCall(t.Context(), nil, []string{fake.SeedPayments}, span.Span[civil.Instant]{Start: now + 40*civil.DayLen, End: now + 60*civil.DayLen}, nil)
	if err != nil || !strings.Contains(got[0].Problem, "thirty days") {
		t.Errorf("%+v, error %v", got, err)
	}
}
