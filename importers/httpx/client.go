package httpx

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"
)

const jsonType = "application/json"

// Options says how to reach one vendor. Vendor, BaseURL and Hosts come from the vendor's descriptor and the workspace;
// the rest has defaults.
type Options struct {
	Vendor  string   // opens every error: "opsgenie"
	BaseURL string   // https://host[:port][/path]; plain http only to loopback
	Hosts   []string // the vendor's own hosts, lower case; "*.example.com" stands for every name below it
	Allow   HostList // further hosts, from SCHEDSYNC_ALLOW_HOSTS
	Auth    Auth

	ReadOnly bool // refuse everything but GET and HEAD; readers are always opened with it
	// Limits are the rate limits per domain; "" is for domains that are not listed. Unpaced lets them be on plain http, which
	// only goes to this machine: nobody waits on the real clock to be polite to a sandbox. What a server asks for with 429 is
	// waited for everywhere.
	Limits    map[string][]Window
	Unpaced   bool
	Retry     Retry
	Timeout   time.Duration // per attempt, default 60 s
	MaxBody   int64         // largest reply in bytes, default 32 MiB
	UserAgent string        // default "schedsync"

	ParseProblem ProblemParser // default ParseProblem
	Redactor     *Redactor     // learns the credential; default a new one
	Counter      *Counter      // default one without a budget
	Observe      func(Event)   // called after each attempt; may be nil
	Log          *slog.Logger  // default none

	Base  http.RoundTripper                          // default the network
	Now   func() time.Time                           // default time.Now
	Sleep func(context.Context, time.Duration) error // default Sleep
}

// Event is one attempt, for progress and journals. It holds no credential.
type Event struct {
	Vendor, Op, Method, Path string
	Attempt                  int
	Status                   int // 0: no reply
	Duration                 time.Duration
	Err                      error // nil, or an *Error
}

// Client makes calls to one vendor. It is safe for concurrent use.
type Client struct {
	opt      Options
	base     *url.URL
	http     *http.Client
	limits   *limiter
	redactor *Redactor
}

// New checks the options and returns a Client. It sends nothing. Errors: a host that is not allowed (the text holds the
// line that would allow it), plain http to another machine, a key in the URL, a missing key, an impossible rate limit.
func New(o Options) (*Client, error) {
	base, err := parseBase(o.Vendor, o.BaseURL, o.Hosts, o.Allow)
	if err != nil {
		return nil, err
	}
	if o.Auth.missing() {
		return nil, fmt.Errorf("%s: the key is empty; check the variable or file that the key setting names", o.Vendor)
	}
	for _, s := range o.Auth.known {
		if err := s.check(); err != nil {
			return nil, fmt.Errorf("%s: %w", o.Vendor, err)
		}
	}
	limits, err := newLimiter(o.Limits)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.Vendor, err)
	}
	limits.off = base.Scheme == "http" && o.Unpaced
	o = o.withDefaults()
	o.Redactor.Add(o.Auth.known...)
	inner := &guard{base: o.Base, readOnly: o.ReadOnly, host: base.Host, scheme: base.Scheme, auth: o.Auth, redactor: o.Redactor}
	noRedirects := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{
		opt: o, base: base, limits: limits, redactor: o.Redactor,
		http: &http.Client{Transport: inner, CheckRedirect: noRedirects},
	}, nil
}

func (o Options) withDefaults() Options {
	o.Retry = o.Retry.withDefaults()
	o.Timeout = orDefault(o.Timeout, time.Minute)
	o.MaxBody = orDefault(o.MaxBody, 32<<20)
	if o.UserAgent == "" {
		o.UserAgent = "schedsync"
	}
	if o.ParseProblem == nil {
		o.ParseProblem = ParseProblem
	}
	if o.Redactor == nil {
		o.Redactor = NewRedactor()
	}
	if o.Counter == nil {
		o.Counter = NewCounter(0)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Base == nil {
		o.Base = defaultBase()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = Sleep
	}
	return o
}

// SetLimits replaces the rate limits of one domain, for vendors that tell their limits (contract opsgenie 5).
func (c *Client) SetLimits(domain string, windows ...Window) error {
	if err := c.limits.set(domain, windows); err != nil {
		return fmt.Errorf("%s: %w", c.opt.Vendor, err)
	}
	return nil
}

// Wait sleeps through the injected Sleep, for polls and retries above the level of one call.
func (c *Client) Wait(ctx context.Context, d time.Duration) error {
	if err := c.opt.Sleep(ctx, d); err != nil {
		return fmt.Errorf("%s: waiting %s: %w", c.opt.Vendor, d, err)
	}
	return nil
}

// BasePath returns the escaped path of the base URL, without a slash at its end.
func (c *Client) BasePath() string { return c.base.EscapedPath() }

// Counter returns the counter of this client's calls.
func (c *Client) Counter() *Counter { return c.opt.Counter }

// Redactor returns the redactor that knows this client's credential.
func (c *Client) Redactor() *Redactor { return c.redactor }

// redirectHost names where a redirect points, without path or query: those may hold session tokens.
func (c *Client) redirectHost(header http.Header) string {
	u, err := url.Parse(header.Get("Location"))
	switch {
	case err != nil || header.Get("Location") == "":
		return "unknown"
	case u.Host == "":
		return c.base.Host
	default:
		return c.clean(u.Host, 100)
	}
}

// contextKind returns the context error in err's chain, or nil.
func contextKind(err error) error {
	for _, k := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, k) {
			return k
		}
	}
	return nil
}
