package zenduty_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/zenduty"
	"github.com/schedsync/schedsync/importers"
	"github.com/schedsync/schedsync/importers/readertest"
	"github.com/schedsync/schedsync/importers/zenduty"
)

// TestOnCall: desk is the sole target of a rule, so the vendor itself is asked; the sample's rule has people beside the
// schedule, so that one is read again; a window elsewhere makes the vendor's answer of no use.
func TestOnCall(t *testing.T) {
	now := time.Date(2026, 1, 12, 10, 0, 0, 0, time.UTC) // Monday of the second week, in the windows of desk
	s, err := fake.New(fake.Options{Clock: fakes.NewClock(now), State: account(t), LoadLocation: openZones(t).Location})
	if err != nil {
		t.Fatal(err)
	}
	r, err := zenduty.Open(readertest.Connect(t, s, s.Clock()))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := r.Read(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	snap, err := zenduty.Lift(raw, openZones(t))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"Net"}, snap.Through["desk"]); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{fake.SeedSchedule, "desk"}, snap.Escalated); d != "" {
		t.Error(d)
	}
	s.Clock().Set(now) // reading took its time
	ask := func(from time.Time, ids ...string) (out []string) {
		w := span.Span[civil.Instant]{Start: civil.FromTime(from), End: civil.FromTime(from.Add(time.Hour))}
		list, err := r.(importers.Witness).OnCall(t.Context(), snap, ids, w, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range list {
			text := fmt.Sprintf("%s %s", v.Object, v.Evidence)
			for _, sp := range v.Spans {
				var who []string
				for _, d := range sp.On {
					who = append(who, d.Who.ID)
				}
				text += fmt.Sprintf(" %d s %q", sp.Length(), strings.Join(who, "+"))
			}
			if v.Problem == "" && (len(v.Spans) == 0 || v.Spans[0].Start != v.Window.Start || v.Spans[len(v.Spans)-1].End != v.Window.End) {
				t.Errorf("%s: the spans are not of the window", text)
			}
			out = append(out, text+v.Problem)
		}
		return out
	}
	if d := cmp.Diff([]string{
		`desk now-only 1 s "` + bo + `"`,
		fake.SeedSchedule + ` re-read 3600 s ""`,
		"nowhere re-readno such schedule was read",
	}, ask(now, "desk", fake.SeedSchedule, "nowhere")); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{`desk re-read 3600 s "` + chi + `"`}, ask(now.AddDate(0, 0, 7), "desk")); d != "" {
		t.Error(d)
	}
	if w := s.Log().Writes(); len(w) > 0 {
		t.Errorf("asking wrote: %s", w[0].Path)
	}
}
