package zenduty_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/fixtures/fakes"
	fake "github.com/schedsync/schedsync/fixtures/fakes/zenduty"
)

// TestUntouched: whatever the vendor holds, nobody has changed it when it is written right after it was read. What the reader
// made of a layer and what the writer finds there are two ways to the same meaning.
func TestUntouched(t *testing.T) {
	l := newLab(t, "", fake.Quirks{})
	rapid.Check(t, func(rt *rapid.T) {
		l.load(rt, func(sc *fake.Schedule) {
			sc.Layers = nil
			for i := range rapid.IntRange(0, 3).Draw(rt, "layers") {
				sc.Layers = append(sc.Layers, liveLayer(rt, i))
			}
		})
		s, obj := l.start("desk")
		if obj.Opaque != "" {
			rt.Fatal(obj.Opaque)
		}
		if err := s.Do(t.Context(), diff.ReplaceSchedule{Schedule: l.wanted(obj)}); err != nil {
			rt.Fatal(err)
		}
		if n := len(l.fake.Log().Writes()); n != 1 {
			rt.Fatalf("%d writes", n)
		}
	})
}

// load gives the fake another desk.
func (l *lab) load(t *rapid.T, edit func(*fake.Schedule)) {
	var kept struct {
		Fake    string
		Version int
		State   fake.State
	}
	data, err := l.fake.Dump()
	if err == nil {
		err = json.Unmarshal(data, &kept)
	}
	if err == nil {
		edit(&kept.State.Schedules[0])
		data, err = fakes.EncodeState(kept.Fake, kept.Version, kept.State)
	}
	if err == nil {
		err = l.fake.Load(data)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// liveLayer draws a layer as people may have made it.
func liveLayer(t *rapid.T, i int) fake.Layer {
	out := fake.Layer{
		Name: rapid.SampledFrom([]string{"", "week", "night"}).Draw(t, "name"), ShiftLength: int64(rapid.IntRange(1, 20000).Draw(t, "minutes")) * 60,
		Start:    time.Date(2026, 1, 1+i, rapid.IntRange(0, 23).Draw(t, "hour"), 11, 33, 0, time.UTC),
		Inactive: rapid.IntRange(0, 4).Draw(t, "inactive") == 0,
	}
	if rapid.Bool().Draw(t, "ends") {
		out.End = out.Start.Add(time.Duration(rapid.IntRange(1, 90000).Draw(t, "lasts")) * time.Minute)
	}
	for range rapid.IntRange(1, 3).Draw(t, "people") {
		out.Users = append(out.Users, "user-"+rapid.SampledFrom([]string{"ana", "bo", "eve"}).Draw(t, "who"))
	}
	out.RestrictionType = rapid.IntRange(0, 2).Draw(t, "restriction")
	for range rapid.IntRange(1, 3).Draw(t, "windows") {
		if out.RestrictionType > 0 {
			out.Restrictions = append(out.Restrictions, fake.Restriction{
				Day: rapid.IntRange(1, 7).Draw(t, "day"), At: fmt.Sprintf("%d:%d:0", rapid.IntRange(0, 23).Draw(t, "h"), rapid.IntRange(0, 59).Draw(t, "m")),
				Duration: int64(rapid.SampledFrom([]int{60, 3600, 50000, 86400}).Draw(t, "open for")),
			})
		}
	}
	return out
}
