package engine_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/civil"
	"github.com/schedsync/schedsync/engine/span"
	"github.com/schedsync/schedsync/importers/declared"
	"github.com/schedsync/schedsync/importers/zones"
)

// FuzzYAMLToTimeline gives the whole way from the bytes of a file to a timeline one file of anything, with some of its
// tokens exchanged for others, and asks for a window of up to twelve weeks that begins at any instant. Whatever the file
// says, nothing may panic or hang, and all answers about one instant must be the same: timeline, cursor, who and
// explanation.
func FuzzYAMLToTimeline(f *testing.F) {
	nights := []string{"2026-03-29 01:00", "2026-10-25 00:30", "2011-12-30 10:00"}
	seeds := seedFiles(f)
	for i, yaml := range seeds {
		f.Add(yaml, []byte{}, int64(utc(nights[i%len(nights)])), uint32(7*civil.DayLen), uint32(civil.DayLen))
		f.Add(yaml, []byte{byte(i), 1, byte(3 * i), 2, byte(7 * i), 3, byte(11 * i), 4}, int64(utc(nights[(i+1)%len(nights)])), uint32(civil.Week), uint32(civil.Hour))
	}
	db, err := archive()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, yaml, edits []byte, from int64, length, cut uint32) {
		defer time.AfterFunc(time.Minute, func() { panic("no end after a minute") }).Stop()
		text := edited(yaml, edits)
		ws, err := fuzzLoad(db, text)
		if err != nil { // a file that does not load picks one that does, so that the engine has something to do
			text = edited(seeds[len(yaml)%len(seeds)], edits)
			if ws, err = fuzzLoad(db, text); err != nil {
				return
			}
		}
		defer func() {
			if t.Failed() {
				t.Logf("the workspace:\n%s", text)
			}
		}()

		start := civil.Instant(from % int64(civil.DayOf(2200, 1, 1).Start()))
		w := span.Span[civil.Instant]{Start: start, End: start + civil.Instant(length%(12*civil.Week)) + 1}
		for i := range min(len(ws.Schedules), 4) {
			r, err := engine.Compile(&ws.Schedules[i], ws.People, ws.Holidays)
			if err != nil {
				continue
			}
			for _, layer := range []engine.Layer{engine.Final, engine.Base, engine.OnlyOverrides} {
				fuzzLayer(t, r, w, layer, start+civil.Instant(cut)%w.Length())
			}
		}
	})
}

func fuzzLoad(db *zones.DB, text []byte) (*declared.Workspace, error) {
	fsys := fstest.MapFS{"a.yaml": {Data: text}}
	return declared.Load(fsys, declared.Options{Zones: db, Limits: declared.Limits{Nodes: 5_000, FileBytes: 1 << 14}})
}

// seedFiles returns the YAML of every case of the resolver and of the loader.
func seedFiles(f *testing.F) [][]byte {
	f.Helper()
	var out [][]byte
	for _, dir := range []string{"resolve", "load"} {
		paths, err := filepath.Glob("../fixtures/cases/" + dir + "/*.txtar")
		if err != nil || len(paths) == 0 {
			f.Fatalf("no cases in %s: %v", dir, err)
		}
		for _, p := range paths {
			a, err := txtar.ParseFile(p)
			if err != nil {
				f.Fatal(err)
			}
			for _, file := range a.Files {
				if strings.HasSuffix(file.Name, ".yaml") {
					out = append(out, file.Data)
				}
			}
		}
	}
	return out
}

// mostSteps bounds a walk through a window: a schedule that changes more often is cut off there. Explicit shifts and
// turns of a minute change that often; nothing may change more than once a second.
const mostSteps = 3_000

// fuzzLayer checks what is said of a window, and of a cut in it, against a walk through it step by step.
func fuzzLayer(t *testing.T, r *engine.Resolver, w span.Span[civil.Instant], layer engine.Layer, cut civil.Instant) {
	t.Helper()
	w, ok := walked(t, r, w, layer)
	if cut = min(max(cut, w.Start), w.End); !ok {
		return
	}
	tl := r.Resolve(w, layer)
	checkParts(t, tl)
	checkSeats(t, tl)
	whole := collect(r, w, layer)
	left, right := collect(r, span.Span[civil.Instant]{Start: w.Start, End: cut}, layer), collect(r, span.Span[civil.Instant]{Start: cut, End: w.End}, layer)
	if joined := join(left, right); !slices.EqualFunc(whole, joined, sameSlice) {
		t.Fatalf("%v .. %v cut at %v\n%+v\n%+v", w.Start, w.End, cut, whole, joined)
	}
	for i, s := range whole[:min(len(whole), 20)] {
		checkCursor(t, r, layer, s.Start, s.On)
		checkCursor(t, r, layer, s.End-1, s.On)
		if layer == engine.Final && i < 4 { // who looks far ahead
			checkAnswers(t, r, s.Start, s.On)
			checkAnswers(t, r, s.End-1, s.On)
		}
	}
}

// walked steps through a window and returns the part of it that takes no more than mostSteps; ok is false where that is
// empty.
func walked(t *testing.T, r *engine.Resolver, w span.Span[civil.Instant], layer engine.Layer) (part span.Span[civil.Instant], ok bool) {
	t.Helper()
	c := r.Cursor(w, layer)
	at := w.Start
	for range mostSteps {
		_, next := c.At(at)
		if next <= at || next > w.End {
			t.Fatalf("the step from %v leads to %v in %v .. %v", at, next, w.Start, w.End)
		}
		if at = next; at == w.End {
			break
		}
	}
	w.End = at
	return w, !w.Empty()
}

func sameSlice(a, b engine.Slice) bool { return a.Span == b.Span && slices.Equal(a.On, b.On) }

// checkParts checks that the spans partition the window, and that neighbours differ.
func checkParts(t *testing.T, tl engine.Timeline) {
	t.Helper()
	at := tl.Window.Start
	for i, s := range tl.Spans {
		if s.Start != at || s.Empty() || i > 0 && equalSets(s.On, tl.Spans[i-1].On) {
			t.Fatalf("span %d %+v does not follow %+v", i, s, tl.Spans[max(i-1, 0)])
		}
		at = s.End
	}
	if at != tl.Window.End {
		t.Fatalf("the spans end at %v, the window at %v", at, tl.Window.End)
	}
}

// checkSeats checks that no two shifts of a seat overlap.
func checkSeats(t *testing.T, tl engine.Timeline) {
	t.Helper()
	type seat struct{ rotation, slot int }
	last := map[seat]engine.Shift{}
	for _, s := range tl.Shifts {
		k := seat{s.Rotation, s.Slot}
		if before, ok := last[k]; s.Empty() || ok && before.End > s.Start {
			t.Fatalf("on one seat\n%+v\n%+v", before, s)
		}
		last[k] = s
	}
}

// checkCursor checks that a cursor that begins at an instant says what the timeline does.
func checkCursor(t *testing.T, r *engine.Resolver, layer engine.Layer, at civil.Instant, want []engine.Duty) {
	t.Helper()
	if on, _ := r.Cursor(span.Span[civil.Instant]{Start: at, End: at + 1}, layer).At(at); !slices.Equal(on, want) {
		t.Fatalf("at %v on layer %d the cursor says\n%+v, the timeline\n%+v", at, layer, on, want)
	}
}

// checkAnswers checks that who and the explanation say what the timeline does.
func checkAnswers(t *testing.T, r *engine.Resolver, at civil.Instant, want []engine.Duty) {
	t.Helper()
	if e := r.Explain(at); !slices.Equal(e.On, want) {
		t.Fatalf("at %v the explanation ends with\n%+v, the timeline says\n%+v", at, e.On, want)
	}
	if a := r.Who(at); !equalSets(a.On, want) || a.Since > at || a.Until != 0 && a.Until <= at || len(a.Next) > 0 && a.NextFrom <= at {
		t.Fatalf("at %v who says\n%+v, the timeline\n%+v", at, a, want)
	}
}
