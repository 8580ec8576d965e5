package engine_test

import (
	"fmt"
	"iter"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
)

// The resolver must agree with the slow twin at every minute, and at every second in which a clock is moved.
func TestTwin(t *testing.T) {
	for _, p := range places {
		t.Run(p.zone, func(t *testing.T) {
			t.Parallel()
			scenes := sceneIn(t, p.zone, pivotsOf(t, p.zone, p.years))
			for seed := range 16 {
				sc := scenes.Example(seed)
				if _, diff := compare(t, sc); diff != "" {
					t.Fatalf("seed %d: %s\n%s", seed, diff, sc.dump())
				}
			}
		})
	}
}

// The same with scenes that are new in every run; on failure rapid makes the scene as small as it can and says how to get
// it again.
func TestTwinNewScenes(t *testing.T) {
	var scenes []*rapid.Generator[*scene]
	for _, p := range places {
		scenes = append(scenes, sceneIn(t, p.zone, pivotsOf(t, p.zone, p.years)))
	}
	rapid.Check(t, func(rt *rapid.T) {
		sc := rapid.OneOf(scenes...).Draw(rt, "scene")
		if _, diff := compare(t, sc); diff != "" {
			rt.Fatalf("%s\n%s", diff, sc.dump())
		}
	})
}

// SCHEDSYNC_PROOF=1 compares a million instants, SCHEDSYNC_PROOF=N that many.
func TestProofTwin(t *testing.T) {
	goal, _ := strconv.ParseInt(os.Getenv("SCHEDSYNC_PROOF"), 10, 64)
	switch goal {
	case 0:
		t.Skip("set SCHEDSYNC_PROOF=1 for the long comparison")
	case 1:
		goal = 1_000_000
	}
	var scenes []*rapid.Generator[*scene]
	for _, p := range places {
		scenes = append(scenes, sceneIn(t, p.zone, pivotsOf(t, p.zone, p.years)))
	}
	var done, differ, seeds atomic.Int64
	var group sync.WaitGroup
	limit := time.Now().Add(time.Duration(max(goal/1_000_000, 1)) * 2 * time.Minute)
	for range 2 {
		group.Go(func() {
			for done.Load() < goal && differ.Load() == 0 && time.Now().Before(limit) {
				seed := int(seeds.Add(1))
				sc := scenes[seed%len(scenes)].Example(seed)
				n, diff := compare(t, sc)
				done.Add(int64(n))
				if diff != "" {
					differ.Add(1)
					t.Errorf("seed %d: %s\n%s", seed, diff, sc.dump())
				}
			}
		})
	}
	group.Wait()
	summary := fmt.Sprintf("twin: %d instants compared, %d differ", done.Load(), differ.Load())
	t.Logf("%s (%d schedules)", summary, seeds.Load())
	fmt.Println(summary)
	if done.Load() < goal && differ.Load() == 0 {
		t.Errorf("compared %d instants in time, want %d", done.Load(), goal)
	}
}

// compare resolves a scene both ways and returns how many instants it compared, and the first difference.
func compare(t testing.TB, sc *scene) (int, string) {
	t.Helper()
	r, err := engine.Compile(&sc.schedule, sc.people, sc.calendars)
	if err != nil {
		return 0, err.Error()
	}
	fast := fastWalk{r: r, sc: sc}
	defer fast.stop()
	n := 0
	for now, want := range newTwin(t, sc).walk(stamp(sc.window.Start), stamp(sc.window.End)) {
		got := slices.Clone(fast.at(civil.Instant(now)))
		if !slices.IsSortedFunc(got, seatOrder) {
			return n, fmt.Sprintf("at %s duties are not in the order of seats: %+v", clockText(now), got)
		}
		slices.SortFunc(got, compareDuties)
		if !slices.Equal(got, want) {
			return n, fmt.Sprintf("at %s (-twin +resolver)\n%s", clockText(now), cmp.Diff(want, got))
		}
		n++
		if n%97 == 1 {
			if diff := pointDiffers(r, sc, civil.Instant(now), want); diff != "" {
				return n, diff
			}
		}
	}
	return n, fast.rest()
}

// pointDiffers asks the resolver for one instant, in the two ways there are.
func pointDiffers(r *engine.Resolver, sc *scene, now civil.Instant, want []engine.Duty) string {
	on, next := r.Cursor(span.Span[civil.Instant]{Start: now, End: now + 3600}, sc.layer).At(now)
	got := slices.Clone(on)
	slices.SortFunc(got, compareDuties)
	if !slices.Equal(got, want) || next <= now {
		return fmt.Sprintf("cursor at %v, next %v (-twin +resolver)\n%s", now, next, cmp.Diff(want, got))
	}
	if sc.layer != engine.Final {
		return ""
	}
	a := r.Who(now)
	var people, wanted engine.Entry
	for _, d := range a.On {
		people = append(people, d.Who)
	}
	for _, d := range want {
		if !slices.Contains(wanted, d.Who) {
			wanted = append(wanted, d.Who)
		}
	}
	if !people.Equal(wanted) || a.Since > now || a.Until != 0 && a.Until <= now {
		return fmt.Sprintf("who at %v is %v since %v until %v, want %v", now, people, a.Since, a.Until, wanted)
	}
	return ""
}

// fastWalk follows the resolver's slices and proves on the way that they partition the window.
type fastWalk struct {
	r     *engine.Resolver
	sc    *scene
	pull  func() (engine.Slice, bool)
	halt  func()
	slice engine.Slice
	wrong string
}

// at returns who is on call at t, which never goes back.
func (f *fastWalk) at(t civil.Instant) []engine.Duty {
	if f.pull == nil {
		f.pull, f.halt = iter.Pull(f.r.Slices(f.sc.window, f.sc.layer))
		f.slice = engine.Slice{Span: span.Span[civil.Instant]{Start: f.sc.window.Start, End: f.sc.window.Start}}
	}
	for t >= f.slice.End && f.wrong == "" {
		f.advance()
	}
	return f.slice.On
}

func (f *fastWalk) advance() {
	s, ok := f.pull()
	switch {
	case !ok:
		f.wrong = fmt.Sprintf("slices end at %v, the window at %v", f.slice.End, f.sc.window.End)
	case s.Start != f.slice.End || s.Empty():
		f.wrong = fmt.Sprintf("slice %v .. %v follows %v", s.Start, s.End, f.slice.End)
	}
	f.slice = s
}

// rest returns what was wrong with the slices themselves.
func (f *fastWalk) rest() string {
	for f.wrong == "" && f.slice.End < f.sc.window.End {
		f.advance()
	}
	if f.wrong == "" && f.slice.End != f.sc.window.End {
		f.wrong = fmt.Sprintf("the last slice ends at %v, the window at %v", f.slice.End, f.sc.window.End)
	}
	return f.wrong
}

func (f *fastWalk) stop() {
	if f.halt != nil {
		f.halt()
	}
}
