package apply_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/exporters/apply"
	"github.com/schedsync/schedsync/exporters/writertest"
)

// script is a writer and a journal in one: it writes down what is asked of it, in order, and fails where told.
type script struct {
	told   []string
	fail   map[string]error // by what is told
	during func(what string)
}

func (s *script) tell(what string) error {
	s.told = append(s.told, what)
	if s.during != nil {
		s.during(what)
	}
	return s.fail[what]
}

func (s *script) Record(e apply.Entry) error {
	return s.tell(fmt.Sprintf("%s %s %s", e.Schedule, e.State, e.Step))
}

func (s *script) Start(*snapshot.Object, *snapshot.Accounts) exporters.Session { return s }

func (s *script) Do(ctx context.Context, step diff.Step) error {
	if err := s.tell("do " + step.Says()); err != nil {
		return err
	}
	return ctx.Err() // the call in flight does not see that the run is asked to stop
}

// run applies two schedules of two steps each.
func (s *script) run(ctx context.Context) apply.Result {
	change := func(id string) plan.Change {
		return plan.Change{Change: diff.Change{ID: engine.ScheduleID(id), Name: id, Steps: []diff.Step{
			diff.DeleteRotation{Name: id + "1"}, diff.DeleteRotation{Name: id + "2"},
		}}}
	}
	p := &plan.Plan{Vendors: []plan.Vendor{{Vendor: "opsgenie", Changes: []plan.Change{change("a"), change("b")}}}}
	return apply.Run(ctx, p, map[engine.Vendor]apply.Vendor{"opsgenie": {
		Writer: s, Snapshot: &snapshot.Snapshot{},
		Replan: func(context.Context) (plan.Vendor, error) { return plan.Vendor{}, s.tell("read back") },
	}}, s, nil)
}

// TestJournal: one line a step, in order, before and after; what is told after a failure; what the result says of a and b.
func TestJournal(t *testing.T) {
	const (
		a1 = `a begun remove rotation "a1"; do remove rotation "a1"; a done remove rotation "a1"; `
		a2 = `a begun remove rotation "a2"; do remove rotation "a2"; a done remove rotation "a2"; `
		b1 = `b begun remove rotation "b1"; do remove rotation "b1"; b done remove rotation "b1"; `
		b2 = `b begun remove rotation "b2"; do remove rotation "b2"; b done remove rotation "b2"; `
	)
	refused, full := errors.New("refused"), fmt.Errorf("%w: disk full", apply.ErrJournal)
	tests := []struct {
		name, at string
		err      error
		told     string
		result   string // of a and of b
		wrote    bool
	}{
		{"all goes well", "", nil, a1 + a2 + b1 + b2 + "read back", "2; 2", true},
		{
			"a step is refused: its change ends, the next goes on", `do remove rotation "a1"`, refused,
			`a begun remove rotation "a1"; do remove rotation "a1"; a failed remove rotation "a1"; ` + b1 + b2 + "read back", "0 failed; 2", true,
		},
		{
			"the second step is refused", `do remove rotation "a2"`, refused,
			a1 + `a begun remove rotation "a2"; do remove rotation "a2"; a failed remove rotation "a2"; ` + b1 + b2 + "read back", "1 failed; 2", true,
		},
		{
			"the journal fails before anything: nothing is done", `a begun remove rotation "a1"`, full,
			`a begun remove rotation "a1"; read back`, "0 failed; undone", false,
		},
		{
			"the journal fails after the first step: that one is done, and nothing more", `a done remove rotation "a1"`, full,
			a1 + "read back", "1 failed; undone", true,
		},
		{
			"the journal fails in the middle: nothing more is done", `a begun remove rotation "a2"`, full,
			a1 + `a begun remove rotation "a2"; read back`, "1 failed; undone", true,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := &script{fail: map[string]error{tt.at: tt.err}}
			r := s.run(t.Context())
			if d := cmp.Diff(strings.Split(tt.told, "; "), s.told); d != "" {
				t.Errorf("told:\n%s", d)
			}
			if got := results(r); got != tt.result {
				t.Errorf("the result is %q, want %q", got, tt.result)
			}
			if r.Wrote() != tt.wrote || r.Complete() != (tt.err == nil) {
				t.Errorf("wrote: %t, complete: %t", r.Wrote(), r.Complete())
			}
			if errors.Is(tt.err, apply.ErrJournal) && !errors.Is(r.Vendors[0].Err, apply.ErrJournal) {
				t.Errorf("the vendor's part ended with %v", r.Vendors[0].Err)
			}
		})
	}
}

// results says of each change how many steps are done, and whether it failed or was never begun.
func results(r apply.Result) string {
	var out []string
	for _, c := range r.Vendors[0].Changes {
		text := fmt.Sprint(c.Done)
		if c.Err != nil {
			text += " failed"
		}
		if c.Undone {
			text = "undone"
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

// TestStopBetweenSteps: a run that is asked to stop finishes the call in flight, records it, and does nothing more.
func TestStopBetweenSteps(t *testing.T) {
	tests := []struct{ at, last, result string }{
		{`do remove rotation "a1"`, `a done remove rotation "a1"`, "1 failed; undone"},
		{`a done remove rotation "a1"`, `a done remove rotation "a1"`, "1 failed; undone"},
		{`do remove rotation "a2"`, `a done remove rotation "a2"`, "2; 0 failed"},
		{`do remove rotation "b2"`, `b done remove rotation "b2"`, "2; 2"},
	}
	for _, tt := range tests {
		t.Run(tt.at, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			s := &script{during: func(what string) {
				if what == tt.at {
					cancel()
				}
			}}
			r := s.run(ctx)
			if last := s.told[len(s.told)-1]; last != tt.last {
				t.Errorf("the last thing told is %q, want %q", last, tt.last)
			}
			if got := results(r); got != tt.result {
				t.Errorf("the result is %q, want %q", got, tt.result)
			}
			if !r.Wrote() {
				t.Error("the result does not know that something was written")
			}
		})
	}
}

// TestKilled stops a real apply after every number of steps, as a deadline or a closed lid does. What is there then is a
// part of what was planned, and the next run ends in what is declared.
func TestKilled(t *testing.T) {
	e := newEdit(t, stories()[0])
	for n := range e.calls {
		t.Run(fmt.Sprintf("after %d of %d calls", n, e.calls), func(t *testing.T) {
			t.Parallel()
			l := e.open(t, "")
			l.Declare(e.after)
			ctx, cancel := context.WithCancel(t.Context())
			if n == 0 {
				cancel()
			}
			p, s := l.Plan()
			r := l.Apply(ctx, p, s, &stopper{left: n, stop: cancel})
			if made := len(l.Fake().Log.Writes()); made != n {
				t.Errorf("%d calls wrote, want %d", made, n)
			}
			if r.Wrote() != (n > 0) || r.Complete() {
				t.Errorf("wrote: %t, complete: %t\n%s", r.Wrote(), r.Complete(), writertest.Tell(&r))
			}
			l.Settle()
			if d := cmp.Diff(e.want, ours(l.Read())); d != "" {
				t.Errorf("the next run ended in something else:\n%s", d)
			}
			if d := cmp.Diff(e.untouched, theirs(l.Read())); d != "" {
				t.Errorf("what is not ours changed:\n%s", d)
			}
		})
	}
}

// stopper stops a run once so many steps are done.
type stopper struct {
	left int
	stop func()
}

func (s *stopper) Record(e apply.Entry) error {
	if e.State == apply.Done {
		s.left--
	}
	if s.left <= 0 {
		s.stop()
	}
	return nil
}

// TestPartOfAStepIsWritten: a step may be several calls; one that failed after the vendor took some of them has written
// something, whatever the count of steps says.
func TestPartOfAStepIsWritten(t *testing.T) {
	refused := errors.New("refused")
	for _, tt := range []struct {
		name  string
		takes int // writes before the error
		want  bool
	}{{"refused at once", 0, false}, {"refused later", 2, true}} {
		t.Run(tt.name, func(t *testing.T) {
			took := 3 // by what came before
			s := &script{fail: map[string]error{`do remove rotation "a1"`: refused}}
			s.during = func(what string) {
				if strings.HasPrefix(what, "do ") {
					took += tt.takes
				}
			}
			p := &plan.Plan{Vendors: []plan.Vendor{{Vendor: "opsgenie", Changes: []plan.Change{{Change: diff.Change{ID: "a", Steps: []diff.Step{diff.DeleteRotation{Name: "a1"}}}}}}}}
			r := apply.Run(t.Context(), p, map[engine.Vendor]apply.Vendor{"opsgenie": {
				Writer: s, Snapshot: &snapshot.Snapshot{}, Accepted: func() int { return took },
				Replan: func(context.Context) (plan.Vendor, error) { return plan.Vendor{}, nil },
			}}, s, nil)
			if c := r.Vendors[0].Changes[0]; c.Partly != tt.want || r.Wrote() != tt.want || c.Done != 0 {
				t.Errorf("partly %t, wrote %t, %d steps done", c.Partly, r.Wrote(), c.Done)
			}
		})
	}
}
