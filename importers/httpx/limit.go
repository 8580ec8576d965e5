package httpx

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Window is one rate limit: at most Calls requests in any stretch of length Per.
//
// A token bucket of size b lets b-1 more through than its rate says, and a vendor counts those. The default Burst of 1
// therefore spaces calls evenly, Per/Calls apart, which never holds more than Calls in any half-open window; a larger
// Burst is for vendors whose limit is itself a bucket.
type Window struct {
	Calls int
	Per   time.Duration
	Burst int // 0 means 1
}

// limiter holds the windows of each domain. A domain without windows uses those of "", and without those is unlimited.
type limiter struct {
	mu      sync.Mutex
	domains map[string][]*rate.Limiter
	off     bool // nobody waits (Options.Limits)
}

func newLimiter(limits map[string][]Window) (*limiter, error) {
	l := &limiter{domains: map[string][]*rate.Limiter{}}
	for domain, windows := range limits {
		if err := l.set(domain, windows); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// set replaces the windows of a domain.
func (l *limiter) set(domain string, windows []Window) error {
	buckets := make([]*rate.Limiter, 0, len(windows))
	for _, w := range windows {
		if w.Calls < 1 || w.Per <= 0 || w.Burst < 0 {
			return fmt.Errorf("rate limit of domain %q: %d calls per %s is not a limit", domain, w.Calls, w.Per)
		}
		buckets = append(buckets, rate.NewLimiter(rate.Limit(float64(w.Calls)/w.Per.Seconds()), max(1, w.Burst)))
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.domains[domain] = buckets
	return nil
}

// reserve takes a place in every window of the domain and returns how long to wait before using it.
func (l *limiter) reserve(domain string, now time.Time) time.Duration {
	if l.off {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	buckets, ok := l.domains[domain]
	if !ok {
		buckets = l.domains[""]
	}
	var wait time.Duration
	for _, b := range buckets {
		wait = max(wait, b.ReserveN(now, 1).DelayFrom(now))
	}
	return wait
}

// Sleep waits for d or until ctx is done, whichever is first; it is the real clock behind Options.Sleep.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
