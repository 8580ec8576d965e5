package httpx

import (
	"fmt"
	"sync/atomic"
)

// Counter counts the HTTP requests of a run, retries included, and stops the run when a budget is used up. It may be
// shared by several clients and is safe for concurrent use. The zero Counter counts without a budget.
type Counter struct {
	reads, writes atomic.Int64
	asked         atomic.Int64 // what was counted against the budget, refusals included
	budget        int64
	closed        func() error // why no more calls may be made, asked before each; nil: nothing closes
}

// NewCounter returns a Counter that admits at most budget requests; 0 or less means no limit.
func NewCounter(budget int) *Counter { return &Counter{budget: int64(budget)} }

// ClosedBy makes the Counter ask before each request whether requests may still be made, and refuse with the error it gets.
// An error that wraps context.DeadlineExceeded ends a run as a deadline does. It is set before the first request.
func (c *Counter) ClosedBy(closed func() error) { c.closed = closed }

// Reads returns the number of GET and HEAD requests sent.
func (c *Counter) Reads() int { return int(c.reads.Load()) }

// Writes returns the number of all other requests sent.
func (c *Counter) Writes() int { return int(c.writes.Load()) }

// spend counts one request, or refuses it when the budget is used up.
func (c *Counter) spend(method string) error {
	if c.closed != nil {
		if err := c.closed(); err != nil {
			return err
		}
	}
	if c.asked.Add(1) > c.budget && c.budget > 0 {
		return fmt.Errorf("%w: all %d calls allowed for this run were made", ErrBudget, c.budget)
	}
	if isRead(method) {
		c.reads.Add(1)
	} else {
		c.writes.Add(1)
	}
	return nil
}
