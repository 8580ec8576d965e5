package httpx

import (
	"errors"
	"hash/fnv"
	"net/http"
	"strconv"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// Retry says how often and how patiently a call is repeated. Zero fields take the defaults in the comments.
type Retry struct {
	Attempts int           // tries in all, default 4
	Min      time.Duration // first back-off, default 1 s, doubled each time
	Max      time.Duration // longest back-off, default 60 s
	MaxWait  time.Duration // longest wait a server may ask for, default 2 min; a longer Retry-After is cut to it
	RateMin  time.Duration // shortest wait after a 429 (contract zenduty 5: 60 s), default none
	// RateDoubles says that RateMin doubles with every attempt (contract xmatters d: 10 s * 2^n).
	RateDoubles bool

	// Period reads a vendor's own header that says how long its limit window is (contract opsgenie 5:
	// X-RateLimit-Period-In-Sec). It is asked after a 429 without Retry-After.
	Period func(http.Header) (time.Duration, bool)

	// Jitter spreads the back-off of installations that failed together: it returns a number in [0, 1), where 1 stands for
	// a back-off shortened to half. The default is drawn from the time and the attempt, so it repeats with an injected clock.
	Jitter func(now time.Time, attempt int) float64
}

func (r Retry) withDefaults() Retry {
	r.Attempts = orDefault(r.Attempts, 4)
	r.Min = orDefault(r.Min, time.Second)
	r.Max = orDefault(r.Max, time.Minute)
	r.MaxWait = orDefault(r.MaxWait, 2*time.Minute)
	if r.Jitter == nil {
		r.Jitter = clockJitter
	}
	return r
}

func orDefault[T int | int64 | time.Duration](v, def T) T {
	if v <= 0 {
		return def
	}
	return v
}

// wait returns how long to wait after failed attempt n (from 1) with this status and these headers. What the server
// says goes first, then the vendor's period, then exponential back-off with jitter.
func (r Retry) wait(now time.Time, n, status int, header http.Header) time.Duration {
	d, told := retryAfter(header, now)
	if !told && status == http.StatusTooManyRequests && r.Period != nil {
		d, told = r.Period(header)
	}
	if !told {
		d = retryablehttp.DefaultBackoff(r.Min, r.Max, n-1, nil)
		d -= time.Duration(r.Jitter(now, n) * float64(d/2))
	}
	if status == http.StatusTooManyRequests {
		least := r.RateMin
		if r.RateDoubles {
			least <<= min(n-1, 10)
		}
		d = max(d, least)
	}
	return min(max(d, 0), r.MaxWait)
}

// retryAfter reads Retry-After as seconds or as an HTTP date (RFC 9110 section 10.2.3) relative to now. A number too
// large for a duration is as long as one can be.
func retryAfter(header http.Header, now time.Time) (time.Duration, bool) {
	v := header.Get("Retry-After")
	if v == "" {
		return 0, false
	}
	if at, err := http.ParseTime(v); err == nil {
		return max(at.Sub(now), 0), true
	}
	return seconds(v)
}

// PeriodHeader returns a Retry.Period that reads a number of seconds from the named header.
func PeriodHeader(name string) func(http.Header) (time.Duration, bool) {
	return func(h http.Header) (time.Duration, bool) { return seconds(h.Get(name)) }
}

func seconds(v string) (time.Duration, bool) {
	n, err := strconv.ParseUint(v, 10, 63)
	if err != nil && !errors.Is(err, strconv.ErrRange) { // too large a number reads as the largest
		return 0, false
	}
	const longest = 24 * 365 * 60 * 60 // far beyond any MaxWait, and far below an overflow
	return time.Duration(min(n, longest)) * time.Second, true
}

func clockJitter(now time.Time, attempt int) float64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(strconv.FormatInt(now.UnixNano(), 36) + "/" + strconv.Itoa(attempt)))
	return float64(h.Sum64()>>11) / (1 << 53)
}
