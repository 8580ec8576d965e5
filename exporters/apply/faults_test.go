package apply_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/exporters/apply"
	"github.com/schedsync/schedsync/exporters/writertest"
	"github.com/schedsync/schedsync/importers/httpx"
)

// kinds are the faults a write can meet: refused, put off, lost before or after it took effect, answered by somebody else.
var kinds = []string{
	"422", "409", "403", "401", "404", "429", "429:3", "500", "503:2", "501", "500-after", "422-after",
	"timeout-before", "timeout-after", "truncate", "drop", "redirect", "html", "html:500",
}

// story is an edit whose apply is met with faults.
type story struct{ name, before, after string }

// stories: the large apply, and small ones that begin with what takes several calls, so that half of it is all there is.
func stories() []story {
	schedule := func(id, more, rotations string) string {
		return `
  ` + id + `:
    name: ` + id + `
    timezone: Europe/Lisbon
    rotations: [{id: night, every: 1 day, start: 2026-10-05 21:00, people: [chi]}, ` + rotations + `]
    overrides:
      - {from: 2026-10-22 18:00, until: 2026-10-23 12:00, who: dee` + more + `}
    targets: {VENDOR: {}}
`
	}
	const (
		ending = `{id: week, every: 1 week, start: 2026-10-05 09:00, until: 2026-12-07 09:00, people: [ana, bo]}`
		week   = `{id: week, every: 1 week, start: 2026-10-05 09:00, people: [ana, bo]}`
	)
	alpha := head + schedule("alpha", ", rotations: [week]", week)
	return []story{
		{"large", before, after},
		{"replace", head + schedule("alpha", ", rotations: [week]", ending), alpha},
		{"create", alpha, alpha + schedule("omega", ", rotations: [week]", week)},
	}
}

// TestFaults meets every write of an apply with faults, once and from there on. Whatever happens, the result tells the
// truth, nobody else's object is touched, and one more run without faults ends in what is declared.
func TestFaults(t *testing.T) {
	everyFault(t, 31) // a prime, so that every write meets some kinds and every kind some writes
}

// TestProofFaults meets every write with every fault.
func TestProofFaults(t *testing.T) {
	if os.Getenv("SCHEDSYNC_PROOF") == "" {
		t.Skip("a proof: runs with SCHEDSYNC_PROOF=1 (make proof)")
	}
	everyFault(t, 1)
}

func everyFault(t *testing.T, each int) {
	for _, s := range stories() {
		t.Run(s.name, func(t *testing.T) {
			e := newEdit(t, s)
			i := 0
			for n := 1; n <= e.calls; n++ {
				for _, kind := range kinds {
					for _, more := range []string{"", "+"} {
						if i++; i%each == 0 {
							e.meet(t, fmt.Sprintf("WRITE /v2#%d%s=%s", n, more, kind))
						}
					}
				}
			}
			for _, kind := range []string{"500", "403", "timeout-before", "html"} {
				e.meet(t, "GET /v2/schedules/*/rotations#1+="+kind) // where ids are learned, and lost writes looked up
			}
		})
	}
}

// edit is a story made ready: the world before it, and what it should end in.
type edit struct {
	story
	*world
	calls           int
	want, untouched []string
}

func newEdit(t *testing.T, s story) *edit {
	t.Helper()
	e := &edit{story: s, world: newWorld(t, s.before)}
	clean := e.open(t, "")
	clean.Declare(s.after)
	e.untouched = theirs(clean.Read())
	e.calls = clean.Settle().Calls()
	e.want = ours(clean.Read())
	return e
}

// meet applies the edit under a fault, and then once more without.
func (e *edit) meet(t *testing.T, spec string) {
	t.Run(spec, func(t *testing.T) {
		t.Parallel()
		l := e.open(t, spec)
		l.Declare(e.after)
		r := run(t, l)
		if passes(spec) && !r.Complete() {
			t.Errorf("a passing fault left something undone:\n%s", writertest.Tell(&r))
		}
		if !strings.Contains(spec, "422-after") { // a server that denies what it did can only be found out later
			e.truthful(t, l, r)
		}
		again := e.resume(t, l)
		again.Declare(e.after)
		if r := run(t, again); !r.Complete() {
			t.Errorf("one more run left something undone:\n%s", writertest.Tell(&r))
		}
		p, state := again.Plan()
		if !p.Empty() {
			t.Errorf("one more run was not enough:\n%s", writertest.TellPlan(p))
		}
		if d := cmp.Diff(e.want, ours(state)); d != "" {
			t.Errorf("one more run ended in something else:\n%s", d)
		}
		if d := cmp.Diff(e.untouched, theirs(state)); d != "" {
			t.Errorf("what is not ours changed:\n%s", d)
		}
	})
}

// passes reports whether a fault is one that a writer sees through by itself: it comes once, and asking again or looking up
// what became of it helps.
func passes(spec string) bool {
	where, kind, _ := strings.Cut(spec, "=")
	return !strings.HasSuffix(where, "+") &&
		slices.Contains([]string{"429", "429:3", "500", "503:2", "500-after", "timeout-before", "timeout-after", "drop"}, kind)
}

// run plans and applies once.
func run(t *testing.T, l *lab) apply.Result {
	t.Helper()
	p, s := l.Plan()
	j := &writertest.Journal{}
	r := l.Apply(t.Context(), p, s, j)
	done := 0
	for _, e := range j.Entries {
		if e.State == apply.Done {
			done++
		}
	}
	for _, c := range r.Vendors[0].Changes {
		done -= c.Done
	}
	if done != 0 {
		t.Errorf("the journal and the result differ by %d steps done", done)
	}
	return r
}

// resume opens a fake without faults in the state that another was left in.
func (w *world) resume(t *testing.T, l *lab) *lab {
	t.Helper()
	return (&world{w.db, []byte(l.dump(t))}).open(t, "")
}

// truthful compares what a result says with what a fresh look finds.
func (e *edit) truthful(t *testing.T, l *lab, r apply.Result) {
	t.Helper()
	fresh := e.resume(t, l)
	fresh.Declare(e.after)
	p, _ := fresh.Plan()
	left := work(p)
	v := r.Vendors[0]
	for _, c := range v.Changes {
		switch finished := c.Err == nil && !c.Undone && !c.Held; {
		case finished && c.Done != len(c.Change.Steps):
			t.Errorf("%s: %d of %d steps done, and no reason given", c.Change.ID, c.Done, len(c.Change.Steps))
		case finished && left[c.Change.ID]:
			t.Errorf("%s is said to be done; a fresh plan has:\n%s", c.Change.ID, writertest.TellPlan(p))
		case c.Undone && (c.Done > 0 || c.Err != nil):
			t.Errorf("%s is said to be never begun, with %d steps done and error %v", c.Change.ID, c.Done, c.Err)
		case !finished && !httpx.IsAmbiguous(c.Err) && !left[c.Change.ID]:
			t.Errorf("%s is said to be undone (%v), and nothing is left to do", c.Change.ID, c.Err)
		}
	}
	if len(v.Left) > 0 {
		t.Errorf("left without a reason: %s", writertest.Tell(&r))
	}
	if r.Complete() != (len(left) == 0) && !ambiguous(r) {
		t.Errorf("complete: %t, and a fresh plan has:\n%s", r.Complete(), writertest.TellPlan(p))
	}
	if !r.Wrote() && l.dump(t) != string(e.state) {
		t.Errorf("something was written, and the result does not know:\n%s", writertest.Tell(&r))
	}
}

// ambiguous reports whether some change may or may not have been made.
func ambiguous(r apply.Result) bool {
	return slices.ContainsFunc(r.Vendors[0].Changes, func(c apply.ChangeResult) bool { return httpx.IsAmbiguous(c.Err) })
}
