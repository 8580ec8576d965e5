// Package apply runs a plan: one step at a time, each written to a journal before and after, going on where it can and
// stopping where it must; then it reads back and plans again, and nothing may be left to do.
package apply

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/engine/diff"
	"github.com/schedsync/schedsync/engine/plan"
	"github.com/schedsync/schedsync/engine/snapshot"
	"github.com/schedsync/schedsync/exporters"
	"github.com/schedsync/schedsync/importers/httpx"
)

// Vendor is what is needed to run a vendor's part of a plan.
type Vendor struct {
	Writer   exporters.Writer
	Snapshot *snapshot.Snapshot // the state the plan was made from
	Accounts *snapshot.Accounts
	// Replan reads the live state again and plans from it.
	Replan func(context.Context) (plan.Vendor, error)
	// Accepted counts the writes that the vendor took since the beginning. A step may be several calls, and one that fails
	// may have written something all the same. It may be nil.
	Accepted func() int
}

// Journal keeps what a run does, so that a killed run can be told from a finished one.
type Journal interface {
	// Record writes an entry down for good before it returns.
	Record(Entry) error
}

// Entry is one line of a journal.
type Entry struct {
	Vendor   engine.Vendor     `json:"vendor"`
	Schedule engine.ScheduleID `json:"schedule"`
	Step     string            `json:"step"`
	State    State             `json:"state"`
	Error    string            `json:"error,omitempty"`
}

// State is how far a step has come.
type State string

// The states of a step.
const (
	Begun  State = "begun"
	Done   State = "done"
	Failed State = "failed"
)

// entryKey marks the context of a step with its entry.
type entryKey struct{}

func withEntry(ctx context.Context, e Entry) context.Context {
	return context.WithValue(ctx, entryKey{}, e)
}

// EntryOf returns the step on whose behalf something is done, for logs. ok is false outside of steps.
func EntryOf(ctx context.Context) (e Entry, ok bool) {
	e, ok = ctx.Value(entryKey{}).(Entry)
	return e, ok
}

// Progress is told of each step before it is done. It may be nil.
type Progress func(done, total int, what string)

// Result is what became of a plan.
type Result struct{ Vendors []VendorResult }

// VendorResult is what became of a vendor's part.
type VendorResult struct {
	Vendor  engine.Vendor
	Changes []ChangeResult
	// Left is what a fresh plan would still do, apart from what failed or is held; it should be empty.
	Left []plan.Change
	// Err is why the vendor's part ended early or could not be read back.
	Err error
}

// ChangeResult is what became of a change.
type ChangeResult struct {
	Change plan.Change
	Done   int  // steps done
	Partly bool // the step that failed had written something before it did
	Err    error
	// Losses are the stretches that the vendor was found to show otherwise than it was written, before anything was taken
	// away for it: what was added stays beside what was there.
	Losses []plan.Loss
	Held   bool // left alone because of the freeze
	Undone bool // never begun
}

// Wrote reports whether anything was, or may have been, written at any vendor.
func (r *Result) Wrote() bool {
	return slices.ContainsFunc(r.Vendors, func(v VendorResult) bool {
		return slices.ContainsFunc(v.Changes, func(c ChangeResult) bool { return c.Done > 0 || c.Partly || httpx.IsAmbiguous(c.Err) })
	})
}

// Complete reports whether everything was done and nothing is left.
func (r *Result) Complete() bool {
	return !slices.ContainsFunc(r.Vendors, func(v VendorResult) bool { return !v.Complete() })
}

// Complete reports whether everything was done at the vendor and nothing is left there.
func (v *VendorResult) Complete() bool {
	return v.Err == nil && len(v.Left) == 0 &&
		!slices.ContainsFunc(v.Changes, func(c ChangeResult) bool { return c.Err != nil || c.Undone })
}

// Run does the plan. One vendor's failure does not stop the others. ctx stops it between steps; the step in flight is
// finished first.
func Run(ctx context.Context, p *plan.Plan, vendors map[engine.Vendor]Vendor, j Journal, progress Progress) Result {
	r := &runner{journal: j, progress: progress, total: p.Calls()}
	if progress == nil {
		r.progress = func(int, int, string) {}
	}
	var out Result
	for i := range p.Vendors {
		v := &p.Vendors[i]
		out.Vendors = append(out.Vendors, r.vendor(ctx, v, vendors[v.Vendor]))
	}
	return out
}

type runner struct {
	journal     Journal
	progress    Progress
	done, total int
}

func (r *runner) vendor(ctx context.Context, v *plan.Vendor, with Vendor) VendorResult {
	out := VendorResult{Vendor: v.Vendor}
	wrote := false
	for i := range v.Changes {
		c := &v.Changes[i]
		res := ChangeResult{Change: *c, Held: c.Held != "", Undone: out.Err != nil}
		if !res.Held && !res.Undone {
			r.change(ctx, v.Vendor, c, with, &res)
			wrote = wrote || res.Done > 0 || res.Err != nil
			out.Err = stops(ctx, res.Err)
		}
		out.Changes = append(out.Changes, res)
	}
	if wrote && ctx.Err() == nil {
		r.readBack(ctx, with, &out)
	}
	return out
}

// change does the steps of one change until one fails.
func (r *runner) change(ctx context.Context, vendor engine.Vendor, c *plan.Change, with Vendor, res *ChangeResult) {
	session := with.Writer.Start(object(with.Snapshot, c.VendorID), with.Accounts)
	for _, step := range c.Steps {
		if ctx.Err() != nil {
			res.Err = context.Cause(ctx) // asked to stop, or too late
			return
		}
		e := Entry{Vendor: vendor, Schedule: c.ID, Step: step.Says(), State: Begun}
		r.progress(r.done, r.total, fmt.Sprintf("%s: %s", c.Name, e.Step))
		if res.Err = r.journal.Record(e); res.Err != nil {
			return
		}
		before := with.accepted()
		// The call in flight is finished even when the run is asked to stop.
		err := session.Do(withEntry(context.WithoutCancel(ctx), e), step)
		res.Partly = err != nil && with.accepted() > before
		e.State = Done
		if err != nil {
			e.State, e.Error = Failed, err.Error()
		}
		if err == nil { // done is done, even when the journal can no longer say so
			res.Done++
			r.done++
		}
		if jerr := r.journal.Record(e); err == nil {
			err = jerr
		}
		if res.Err = err; err != nil {
			res.Losses = lossesOf(err)
			return
		}
	}
}

func (v *Vendor) accepted() int {
	if v.Accepted == nil {
		return 0
	}
	return v.Accepted()
}

// lossesOf returns the stretches that a vendor was asked about and shows otherwise.
func lossesOf(err error) []plan.Loss {
	var unequal *diff.Unequal
	if !errors.As(err, &unequal) {
		return nil
	}
	out := make([]plan.Loss, len(unequal.Differences))
	for i, m := range unequal.Differences {
		out[i] = plan.Loss{Move: m, Reason: unequal.Reason()}
	}
	return out
}

func object(s *snapshot.Snapshot, id string) *snapshot.Object {
	for i := range s.Objects {
		if id != "" && s.Objects[i].ID == id {
			return &s.Objects[i]
		}
	}
	return nil
}

// stops returns the error when it means that the vendor, not the one schedule, is in trouble: then nothing more is tried
// there.
func stops(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil, httpx.IsRetryable(err), httpx.IsUnauthorized(err), errors.Is(err, httpx.ErrBudget), errors.Is(err, ErrJournal),
		errors.Is(err, context.DeadlineExceeded): // the deadline of the run: a single call that takes too long is another error
		return err
	default:
		return nil
	}
}

// ErrJournal is wrapped by errors of a journal: without one nothing may be written.
var ErrJournal = errors.New("the journal cannot be written")

// readBack plans again from what the vendor now shows.
func (r *runner) readBack(ctx context.Context, with Vendor, out *VendorResult) {
	again, err := with.Replan(ctx)
	if err != nil {
		if out.Err == nil {
			out.Err = fmt.Errorf("reading back: %w", err)
		}
		return
	}
	for _, c := range again.Changes {
		expected := slices.ContainsFunc(out.Changes, func(r ChangeResult) bool {
			return r.Change.ID == c.ID && (r.Held || r.Undone || r.Err != nil)
		})
		if !expected && c.Held == "" {
			out.Left = append(out.Left, c)
		}
	}
}
