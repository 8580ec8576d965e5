package httpx_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/schedsync/schedsync/importers/httpx"
)

// TestRateLimit sends many calls and checks that no stretch of time holds more than its window allows.
func TestRateLimit(t *testing.T) {
	for _, c := range []struct {
		name    string
		windows []httpx.Window
		calls   int
		last    time.Duration // when the last call leaves, after the first
	}{
		{"one per second", []httpx.Window{{Calls: 1, Per: time.Second}}, 4, 3 * time.Second},
		{"fifty a minute", []httpx.Window{{Calls: 50, Per: time.Minute}}, 101, 2 * time.Minute},
		{"both: the slower one counts", []httpx.Window{{Calls: 1, Per: time.Second}, {Calls: 50, Per: time.Minute}}, 51, time.Minute},
		{"burst", []httpx.Window{{Calls: 10, Per: 10 * time.Second, Burst: 5}}, 10, 5 * time.Second},
		{"unlimited", nil, 10, 0},
	} {
		var sent []time.Time
		client, clock := serve(t, &script{}, func(o *httpx.Options) {
			o.Limits = map[string][]httpx.Window{"": c.windows}
			now := o.Now
			o.Observe = func(httpx.Event) { sent = append(sent, now()) }
		})
		start := clock.Now()
		for range c.calls {
			if _, err := client.Do(t.Context(), httpx.Call{Path: []string{"x"}}); err != nil {
				t.Fatal(err)
			}
		}
		if got := sent[len(sent)-1].Sub(start).Round(time.Millisecond); got != c.last {
			t.Errorf("%s: the last of %d calls left after %v, want %v", c.name, c.calls, got, c.last)
		}
		for _, w := range c.windows {
			for i, from := range sent {
				n := 0
				for _, at := range sent[i:] {
					if at.Sub(from) < w.Per-time.Millisecond {
						n++
					}
				}
				if most := w.Calls + max(0, w.Burst-1); n > most {
					t.Errorf("%s: %d calls within %v from call %d, want at most %d", c.name, n, w.Per, i, most)
				}
			}
		}
	}
}

// TestNoPaceOnThisMachine: nobody waits to be polite to a sandbox, which is what plain http reaches, unless he wants to; what
// a server asks for is waited for all the same.
func TestNoPaceOnThisMachine(t *testing.T) {
	client, clock := serve(t, &script{answers: []answer{{status: 429, header: "Retry-After: 3"}}}, func(o *httpx.Options) {
		o.Limits, o.Unpaced = map[string][]httpx.Window{"": {{Calls: 1, Per: time.Hour}}}, true
	})
	if err := client.SetLimits("", httpx.Window{Calls: 1, Per: time.Hour}); err != nil {
		t.Fatal(err)
	}
	start := clock.Now()
	for range 5 {
		if _, err := client.Do(t.Context(), httpx.Call{Path: []string{"x"}}); err != nil {
			t.Fatal(err)
		}
	}
	if made := client.Counter().Reads(); made != 6 {
		t.Errorf("%d calls were made, want 5 and one again", made)
	}
	if waited := clock.Now().Sub(start); waited < 3*time.Second || waited >= time.Hour { // the pace would be hours
		t.Errorf("waited %v, want the 3 s that were asked for", waited)
	}
}

func TestRateDomains(t *testing.T) {
	client, clock := serve(t, &script{}, func(o *httpx.Options) {
		o.Limits = map[string][]httpx.Window{"": {{Calls: 1, Per: time.Second}}, "search": {{Calls: 1, Per: time.Minute}}}
	})
	call := func(domain string) time.Duration {
		t.Helper()
		before := clock.Now()
		if _, err := client.Do(t.Context(), httpx.Call{Domain: domain, Path: []string{"x"}}); err != nil {
			t.Fatal(err)
		}
		return clock.Now().Sub(before)
	}
	for i, c := range []struct {
		domain string
		want   time.Duration
	}{{"search", 0}, {"configuration", 0}, {"other", time.Second}, {"search", 59 * time.Second}, {"configuration", 0}} {
		if got := call(c.domain); got != c.want {
			t.Errorf("call %d to %s waited %v, want %v", i, c.domain, got, c.want)
		}
	}
	if err := client.SetLimits("search", httpx.Window{Calls: 100, Per: time.Second}); err != nil {
		t.Fatal(err)
	}
	if got := call("search") + call("search"); got != 10*time.Millisecond {
		t.Errorf("after SetLimits two calls waited %v, want 10 ms", got)
	}
	for _, bad := range []httpx.Window{{}, {Calls: 1}, {Calls: -1, Per: time.Second}, {Calls: 1, Per: time.Second, Burst: -1}} {
		if err := client.SetLimits("search", bad); err == nil {
			t.Errorf("SetLimits(%+v) passed", bad)
		}
		if _, err := httpx.New(httpx.Options{Vendor: "acme", BaseURL: "https://h", Hosts: []string{"h"}, Limits: map[string][]httpx.Window{"": {bad}}}); err == nil {
			t.Errorf("New with %+v passed", bad)
		}
	}
}

// Retries take their place in the rate limit like every other call.
func TestRetriesAreLimited(t *testing.T) {
	client, clock := serve(t, &script{answers: []answer{{status: 500}}}, func(o *httpx.Options) {
		o.Limits = map[string][]httpx.Window{"": {{Calls: 1, Per: 10 * time.Second}}}
	})
	if _, err := client.Do(t.Context(), httpx.Call{Path: []string{"x"}}); err != nil {
		t.Fatal(err)
	}
	if len(clock.slept) != 2 || clock.slept[0] != time.Second || clock.slept[1] != 9*time.Second {
		t.Errorf("slept %v, want 1 s back-off and 9 s for the limit", clock.slept)
	}
}

func TestLimitWaitEnds(t *testing.T) {
	client, _ := serve(t, &script{}, func(o *httpx.Options) {
		o.Limits = map[string][]httpx.Window{"": {{Calls: 1, Per: time.Hour}}}
		o.Sleep = func(context.Context, time.Duration) error { return context.Canceled }
	})
	if _, err := client.Do(t.Context(), httpx.Call{Path: []string{"x"}}); err != nil {
		t.Fatal(err)
	}
	_, err := client.Do(t.Context(), httpx.Call{Method: "POST", Path: []string{"x"}})
	if !errors.Is(err, context.Canceled) || httpx.IsAmbiguous(err) || !strings.Contains(err.Error(), "not sent: ") {
		t.Errorf("got %v", err)
	}
}

func TestCounterAndBudget(t *testing.T) {
	counter := httpx.NewCounter(4)
	s := &script{answers: []answer{{status: 200}, {status: 500}, {status: 500}, {status: 500}}}
	client, _ := serve(t, s, func(o *httpx.Options) { o.Counter = counter })
	if _, err := client.Do(t.Context(), httpx.Call{Method: "POST", Path: []string{"x"}}); err != nil {
		t.Fatal(err)
	}
	_, err := client.Do(t.Context(), httpx.Call{Path: []string{"x"}})
	if !errors.Is(err, httpx.ErrBudget) || len(s.sent()) != 4 || counter.Writes() != 1 || counter.Reads() != 3 {
		t.Errorf("%d writes, %d reads, %q: %v", counter.Writes(), counter.Reads(), s.sent(), err)
	}
}

func TestSleep(t *testing.T) {
	if err := httpx.Sleep(t.Context(), 0); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := httpx.Sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
