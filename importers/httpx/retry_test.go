package httpx_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schedsync/schedsync/importers/httpx"
)

const unknown = `{"message":"boom"}`

// TestRepeats: per method and kind of failure, how often the server is asked and whether the outcome is in doubt.
func TestRepeats(t *testing.T) {
	fail := func(status int) answer { return answer{status: status, body: unknown} }
	hang, short := answer{hangUp: true}, answer{status: 200, body: `{"a":`, short: true}
	for _, c := range []struct {
		method     string
		failure    answer
		idempotent bool
		asked      int // when every answer is this failure
		ambiguous  bool
		retryable  bool
	}{
		{"GET", fail(429), false, 4, false, true},
		{"GET", fail(500), false, 4, false, true},
		{"GET", fail(503), false, 4, false, true},
		{"GET", fail(501), false, 1, false, false},
		{"GET", fail(404), false, 1, false, false},
		{"GET", hang, false, 4, false, true},
		{"GET", short, false, 4, false, true},
		{"PUT", fail(500), false, 4, true, true},
		{"PUT", hang, false, 4, true, true},
		{"PUT", fail(422), false, 1, false, false},
		{"DELETE", fail(502), false, 4, true, true},
		{"DELETE", short, false, 4, true, true},
		{"POST", fail(429), false, 4, false, true},
		{"POST", fail(500), false, 1, true, true},
		{"POST", fail(503), false, 1, true, true},
		{"POST", fail(501), false, 1, false, false},
		{"POST", fail(409), false, 1, false, false},
		{"POST", fail(302), false, 1, true, false},
		{"POST", hang, false, 1, true, true},
		{"POST", short, false, 1, true, true},
		{"POST", answer{status: 201, body: `{"a"`}, false, 1, true, false},
		{"POST", answer{status: 200, body: `<html>`}, false, 1, true, false},
		{"POST", hang, true, 4, true, true},
		{"PATCH", fail(500), false, 1, true, true},
		{"PATCH", fail(429), false, 4, false, true},
		{"PATCH", fail(500), true, 4, true, true},
	} {
		s := &script{answers: []answer{c.failure, c.failure, c.failure, c.failure, c.failure, c.failure}}
		client, _ := serve(t, s, nil)
		var out map[string]any
		_, err := client.Do(t.Context(), httpx.Call{Op: "try", Method: c.method, Path: []string{"x"}, Idempotent: c.idempotent, Out: &out})
		e := asError(t, err)
		if len(s.sent()) != c.asked || e.Attempts != c.asked {
			t.Errorf("%s %+v: asked %d times, Attempts %d, want %d", c.method, c.failure, len(s.sent()), e.Attempts, c.asked)
		}
		if e.Ambiguous != c.ambiguous || e.Retryable != c.retryable || httpx.IsAmbiguous(err) != c.ambiguous || httpx.IsRetryable(err) != c.retryable {
			t.Errorf("%s %+v: ambiguous %v, retryable %v: %v", c.method, c.failure, e.Ambiguous, e.Retryable, err)
		}
	}
}

func TestSucceedsAfterFailures(t *testing.T) {
	s := &script{answers: []answer{{hangUp: true}, {status: 500}, {status: 429}, {status: 200, body: `{"n":7}`}}}
	client, clock := serve(t, s, nil)
	var out struct{ N int }
	reply, err := client.Do(t.Context(), httpx.Call{Method: "PUT", Path: []string{"x"}, Body: map[string]int{"a": 1}, Out: &out})
	if err != nil || out.N != 7 || reply.Status != 200 || string(reply.Body) != `{"n":7}` {
		t.Fatalf("got %+v, %+v, %v", out, reply, err)
	}
	if want := []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}; !cmp.Equal(clock.slept, want) {
		t.Errorf("slept %v, want %v", clock.slept, want)
	}
	for i, b := range s.sentBodies() {
		if b != `{"a":1}` {
			t.Errorf("attempt %d sent %q", i+1, b)
		}
	}
}

// A 404 to a DELETE after an attempt of unknown outcome is marked, so that the caller can read it as done.
func TestRepeatedMark(t *testing.T) {
	for _, c := range []struct {
		first    answer
		repeated bool
	}{{answer{status: 500}, true}, {answer{hangUp: true}, true}, {answer{status: 429}, false}} {
		client, _ := serve(t, &script{answers: []answer{c.first, {status: 404}}}, nil)
		_, err := client.Do(t.Context(), httpx.Call{Method: "DELETE", Path: []string{"x"}})
		if e := asError(t, err); !httpx.IsNotFound(err) || e.Repeated != c.repeated || e.Ambiguous != c.repeated {
			t.Errorf("%+v: %+v", c.first, e)
		}
	}
}

func TestWaits(t *testing.T) {
	const now = "Sat, 28 Mar 2026 23:00:00 GMT" // where the test clock stands
	for _, c := range []struct {
		name   string
		status int
		header string
		retry  httpx.Retry
		want   []time.Duration
	}{
		{"exponential", 500, "", httpx.Retry{Attempts: 9}, seconds(1, 2, 4, 8, 16, 32, 60, 60)},
		{"own bounds", 500, "", httpx.Retry{Attempts: 5, Min: 2 * time.Second, Max: 5 * time.Second}, seconds(2, 4, 5, 5)},
		{"one attempt", 500, "", httpx.Retry{Attempts: 1}, nil},
		{"seconds", 429, "Retry-After: 7", httpx.Retry{Attempts: 2}, seconds(7)},
		{"seconds on 503", 503, "Retry-After: 7", httpx.Retry{Attempts: 2}, seconds(7)},
		{"zero", 429, "Retry-After: 0", httpx.Retry{Attempts: 2}, seconds(0)},
		{"too long", 429, "Retry-After: 3600", httpx.Retry{Attempts: 2}, seconds(120)},
		{"own clamp", 429, "Retry-After: 3600", httpx.Retry{Attempts: 2, MaxWait: 5 * time.Minute}, seconds(300)},
		{"absurd", 429, "Retry-After: 99999999999999999999999", httpx.Retry{Attempts: 2}, seconds(120)},
		{"overflowing", 429, "Retry-After: 9223372036854775807", httpx.Retry{Attempts: 2}, seconds(120)},
		{"negative", 429, "Retry-After: -5", httpx.Retry{Attempts: 2}, seconds(1)},
		{"nonsense", 429, "Retry-After: soon", httpx.Retry{Attempts: 2}, seconds(1)},
		{"date", 429, "Retry-After: Sat, 28 Mar 2026 23:00:09 GMT", httpx.Retry{Attempts: 2}, seconds(9)},
		{"date now", 429, "Retry-After: " + now, httpx.Retry{Attempts: 2}, seconds(0)},
		{"date past", 429, "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT", httpx.Retry{Attempts: 2}, seconds(0)},
		{"date far", 429, "Retry-After: Sun, 29 Mar 2026 23:00:00 GMT", httpx.Retry{Attempts: 2}, seconds(120)},
		{"period", 429, "X-Period: 60", httpx.Retry{Attempts: 3, Period: httpx.PeriodHeader("X-Period")}, seconds(60, 60)},
		{"period only on 429", 500, "X-Period: 60", httpx.Retry{Attempts: 2, Period: httpx.PeriodHeader("X-Period")}, seconds(1)},
		{"period absent", 429, "", httpx.Retry{Attempts: 2, Period: httpx.PeriodHeader("X-Period")}, seconds(1)},
		{"retry-after over period", 429, "X-Period: 60\nRetry-After: 3", httpx.Retry{Attempts: 2, Period: httpx.PeriodHeader("X-Period")}, seconds(3)},
		{"least wait", 429, "Retry-After: 3", httpx.Retry{Attempts: 2, RateMin: time.Minute}, seconds(60)},
		{"least wait, doubled each time", 429, "Retry-After: 3", httpx.Retry{Attempts: 4, RateMin: 10 * time.Second, RateDoubles: true}, seconds(10, 20, 40)},
		{"least wait only on 429", 500, "", httpx.Retry{Attempts: 2, RateMin: time.Minute}, seconds(1)},
		{
			"jitter halves at most", 500, "",
			httpx.Retry{Attempts: 3, Jitter: func(time.Time, int) float64 { return 1 }},
			[]time.Duration{time.Second / 2, time.Second},
		},
	} {
		failure := answer{status: c.status, header: c.header}
		s := &script{answers: []answer{failure, failure, failure, failure, failure, failure, failure, failure, failure}}
		client, clock := serve(t, s, func(o *httpx.Options) {
			jitter := o.Retry.Jitter
			o.Retry = c.retry
			if o.Retry.Jitter == nil {
				o.Retry.Jitter = jitter
			}
		})
		_, err := client.Do(t.Context(), httpx.Call{Path: []string{"x"}})
		if !httpx.HasStatus(err, c.status) {
			t.Errorf("%s: %v", c.name, err)
		}
		if !cmp.Equal(clock.slept, c.want) {
			t.Errorf("%s: slept %v, want %v", c.name, clock.slept, c.want)
		}
	}
}

func seconds(n ...int) []time.Duration {
	var out []time.Duration
	for _, s := range n {
		out = append(out, time.Duration(s)*time.Second)
	}
	return out
}

// The default jitter depends on the injected clock alone, stays within half, and is not constant.
func TestDefaultJitter(t *testing.T) {
	run := func(shift time.Duration) time.Duration {
		client, clock := serve(t, &script{answers: []answer{{status: 500}}}, func(o *httpx.Options) { o.Retry.Jitter = nil })
		clock.now = clock.now.Add(shift)
		if _, err := client.Do(t.Context(), httpx.Call{Path: []string{"x"}}); err != nil {
			t.Fatal(err)
		}
		return clock.slept[0]
	}
	a, again, b := run(0), run(0), run(time.Millisecond)
	if a != again || a == b {
		t.Errorf("slept %v, %v with the same clock, %v with another", a, again, b)
	}
	for _, d := range []time.Duration{a, b} {
		if d <= time.Second/2 || d > time.Second {
			t.Errorf("slept %v, want (0.5 s, 1 s]", d)
		}
	}
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// No connection means nothing was sent: even a POST is repeated, and its outcome is not in doubt.
func TestNoConnection(t *testing.T) {
	for _, c := range []struct {
		name      string
		err       error
		asked     int
		ambiguous bool
	}{
		{"refused", &net.OpError{Op: "dial", Err: errors.New("connection refused")}, 4, false},
		{"proxy refused", &net.OpError{Op: "proxyconnect", Err: errors.New("connection refused")}, 4, false},
		{"no such host", &net.DNSError{Err: "no such host", Name: "api.example.com"}, 4, false},
		{"reset while writing", &net.OpError{Op: "write", Err: errors.New("connection reset")}, 1, true},
		{"end of file", io.ErrUnexpectedEOF, 1, true},
	} {
		asked := 0
		client, _ := serve(t, &script{}, func(o *httpx.Options) {
			o.Base = transport(func(*http.Request) (*http.Response, error) { asked++; return nil, c.err })
		})
		_, err := client.Do(t.Context(), httpx.Call{Op: "create x", Method: "POST", Path: []string{"x"}})
		if asked != c.asked || httpx.IsAmbiguous(err) != c.ambiguous || !errors.Is(err, httpx.ErrTransport) {
			t.Errorf("%s: asked %d times: %v", c.name, asked, err)
		}
	}
}

func TestContextEnds(t *testing.T) {
	t.Run("before the call", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		s := &script{}
		client, _ := serve(t, s, nil)
		_, err := client.Do(ctx, httpx.Call{Method: "POST", Path: []string{"x"}})
		if !errors.Is(err, context.Canceled) || httpx.IsAmbiguous(err) || len(s.sent()) != 0 || client.Counter().Writes() != 0 {
			t.Errorf("%v after %q", err, s.sent())
		}
	})
	t.Run("during a write", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		client, clock := serve(t, &script{}, func(o *httpx.Options) {
			o.Base = transport(func(*http.Request) (*http.Response, error) { cancel(); return nil, context.Canceled })
		})
		_, err := client.Do(ctx, httpx.Call{Method: "PUT", Path: []string{"x"}})
		if !errors.Is(err, context.Canceled) || !httpx.IsAmbiguous(err) || httpx.IsRetryable(err) || len(clock.slept) != 0 {
			t.Errorf("got %v", err)
		}
	})
	t.Run("during the back-off", func(t *testing.T) {
		client, _ := serve(t, &script{answers: []answer{{status: 500, body: unknown}}}, func(o *httpx.Options) {
			o.Sleep = func(context.Context, time.Duration) error { return context.DeadlineExceeded }
		})
		_, err := client.Do(t.Context(), httpx.Call{Method: "PUT", Path: []string{"x"}})
		if !errors.Is(err, context.DeadlineExceeded) || !httpx.IsAmbiguous(err) || !strings.Contains(err.Error(), "boom; not repeated: ") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("one slow attempt", func(t *testing.T) {
		asked := 0
		client, _ := serve(t, &script{}, func(o *httpx.Options) {
			o.Timeout = time.Nanosecond
			o.Base = transport(func(r *http.Request) (*http.Response, error) {
				asked++
				<-r.Context().Done()
				return nil, r.Context().Err()
			})
		})
		_, err := client.Do(t.Context(), httpx.Call{Path: []string{"x"}})
		if asked != 4 || !httpx.IsRetryable(err) || !strings.Contains(err.Error(), "no reply within 1ns") {
			t.Errorf("asked %d times: %v", asked, err)
		}
	})
}
