package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/schedsync/schedsync/engine"
	"github.com/schedsync/schedsync/exporters/report"
	"github.com/schedsync/schedsync/importers/httpx"
)

// allowance is how long and how often a run may call vendors. The zero allowance has no end.
type allowance struct {
	calls    int       // most requests to one vendor, reads and retries included; 0: no limit
	deadline time.Time // no request is sent from then on; zero: none
	counters map[engine.Vendor]*httpx.Counter
}

// lateError says that the deadline has passed. It counts as context.DeadlineExceeded.
type lateError struct{ deadline time.Time }

func (e lateError) Error() string {
	return fmt.Sprintf("the deadline of this run, %s, has passed", e.deadline.UTC().Format(time.RFC3339))
}

func (lateError) Unwrap() error { return context.DeadlineExceeded }

// late returns an error once the deadline has passed.
func (c *Cmd) late() error {
	if d := c.allowed.deadline; !d.IsZero() && !c.running().Before(d) {
		return lateError{d}
	}
	return nil
}

// counter returns what counts a vendor's calls in this run, and refuses those beyond the allowance.
func (c *Cmd) counter(v engine.Vendor) *httpx.Counter {
	if c.allowed.counters[v] == nil {
		if c.allowed.counters == nil {
			c.allowed.counters = map[engine.Vendor]*httpx.Counter{}
		}
		n := httpx.NewCounter(c.allowed.calls)
		n.ClosedBy(c.late)
		c.allowed.counters[v] = n
	}
	return c.allowed.counters[v]
}

// pause sleeps, but not into the deadline: what would be called after it is given up at once.
func (c *Cmd) pause(ctx context.Context, d time.Duration) error {
	if end := c.allowed.deadline; !end.IsZero() && !c.running().Add(d).Before(end) {
		return lateError{end}
	}
	if c.Sleep == nil {
		return httpx.Sleep(ctx, d)
	}
	return c.Sleep(ctx, d)
}

// calls returns how many requests this run has made at each vendor, by vendor.
func (c *Cmd) calls() []report.Calls {
	var out []report.Calls
	for _, v := range slices.Sorted(maps.Keys(c.allowed.counters)) {
		n := c.allowed.counters[v]
		out = append(out, report.Calls{Vendor: v, Reads: n.Reads(), Writes: n.Writes()})
	}
	return out
}
